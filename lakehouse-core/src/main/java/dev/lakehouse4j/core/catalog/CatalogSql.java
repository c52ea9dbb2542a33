package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogStatement.Listed;
import dev.lakehouse4j.core.catalog.CatalogStatement.PrincipalKind;
import dev.lakehouse4j.core.catalog.CatalogStatement.What;
import dev.lakehouse4j.core.catalog.CatalogStatement.Who;
import dev.lakehouse4j.core.catalog.SqlTokens.Kind;
import dev.lakehouse4j.core.catalog.SqlTokens.Token;
import dev.lakehouse4j.core.error.CatalogException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads statements over the catalog by recursive descent. */
final class CatalogSql {

    private static final Set<String> FIRST =
            Set.of("GRANT", "REVOKE", "SHOW", "CREATE", "DROP", "ALTER", "COMMENT", "DESCRIBE", "DESC");

    private static final String EXPECTED_KIND = "CATALOG, SCHEMA, TABLE, VIEW, FUNCTION or MODEL";

    private final SqlTokens tokens;
    private final String catalogName;

    private CatalogSql(String sql, String catalogName) {
        this.tokens = new SqlTokens(sql);
        this.catalogName = catalogName;
    }

    /** Whether a text is meant as a statement over the catalog, by its first word. */
    static boolean isStatement(String sql) {
        return FIRST.contains(SqlTokens.firstWord(sql));
    }

    /**
     * Reads a statement.
     *
     * @param sql one statement
     * @param catalogName what may stand in front of schemas
     * @throws CatalogException when it cannot be read; it says where, what was expected, and gives an example
     */
    static CatalogStatement parse(String sql, String catalogName) {
        CatalogSql parser = new CatalogSql(sql, catalogName);
        CatalogStatement statement = parser.statement();
        parser.tokens.expectEnd();
        return statement;
    }

    private CatalogStatement statement() {
        if (tokens.accept("GRANT")) {
            return grant(true);
        } else if (tokens.accept("REVOKE")) {
            return grant(false);
        } else if (tokens.accept("SHOW")) {
            return show();
        } else if (tokens.accept("CREATE")) {
            return create();
        } else if (tokens.accept("DROP")) {
            return drop();
        } else if (tokens.accept("ALTER")) {
            return alter();
        } else if (tokens.accept("COMMENT")) {
            return comment();
        } else if (tokens.accept("DESCRIBE") || tokens.accept("DESC")) {
            tokens.example("DESCRIBE TABLE silver.orders");
            return new CatalogStatement.Describe(what());
        }
        throw tokens.expected("GRANT, REVOKE, SHOW, CREATE, DROP, ALTER, COMMENT or DESCRIBE");
    }

    // GRANT privilege, … ON what TO who; REVOKE privilege, … ON what FROM who
    private CatalogStatement grant(boolean grant) {
        tokens.example(
                grant
                        ? "GRANT SELECT, MODIFY ON TABLE silver.orders TO USER `ana`"
                        : "REVOKE SELECT ON TABLE silver.orders FROM USER `ana`");
        List<String> privileges = new ArrayList<>();
        do {
            privileges.add(privilege());
        } while (tokens.acceptSymbol(','));
        tokens.expect("ON");
        What what = what();
        tokens.expect(grant ? "TO" : "FROM");
        Who who = who();
        return grant
                ? new CatalogStatement.GrantTo(privileges, what, who)
                : new CatalogStatement.RevokeFrom(privileges, what, who);
    }

    private String privilege() {
        Token word = tokens.peek();
        if (tokens.accept("ALL")) {
            tokens.accept("PRIVILEGES");
            return "ALL";
        }
        for (Privilege privilege : Privilege.values()) {
            if (word.is(privilege.name())) {
                tokens.take();
                qualifier(privilege);
                return privilege.name();
            }
        }
        throw tokens.expected("a privilege (USE, SELECT, MODIFY, CREATE, EXECUTE, MANAGE, UNMASK or ALL PRIVILEGES)");
    }

    /** Databricks' USE CATALOG, USE SCHEMA, CREATE TABLE … are one privilege each here. */
    private void qualifier(Privilege privilege) {
        if (privilege == Privilege.USE || privilege == Privilege.CREATE) {
            for (Securable.Kind kind : Securable.Kind.values()) {
                if (tokens.accept(kind.name())) {
                    return;
                }
            }
        }
    }

    private CatalogStatement show() {
        tokens.example("SHOW GRANTS ON TABLE silver.orders");
        if (tokens.accept("GRANTS") || tokens.accept("GRANT")) {
            What what = null;
            Who who = null;
            // Databricks puts the principal in front of ON.
            if (tokens.peek().kind() != Kind.END
                    && !tokens.peek().isSymbol(';')
                    && !tokens.peek().is("ON")
                    && !tokens.peek().is("TO")) {
                who = who();
            }
            if (tokens.accept("ON")) {
                what = what();
            }
            if (who == null && tokens.accept("TO")) {
                who = who();
            }
            return new CatalogStatement.ShowGrants(what, who);
        }
        for (Listed listed : Listed.values()) {
            if (tokens.accept(listed.name())) {
                boolean inSchema = listed == Listed.TABLES || listed == Listed.VIEWS;
                String schema = null;
                if (inSchema && (tokens.accept("IN") || tokens.accept("FROM"))) {
                    schema = schemaName();
                }
                return new CatalogStatement.Show(listed, schema);
            }
        }
        throw tokens.expected("GRANTS, "
                + String.join(", ", Stream.of(Listed.values()).map(Listed::name).toList()));
    }

    private CatalogStatement create() {
        Optional<PrincipalKind> kind = principalKind();
        if (kind.isPresent()) {
            tokens.example("CREATE USER `ana@example.org`");
            boolean ifAbsent = ifNotExists();
            return new CatalogStatement.CreatePrincipal(kind.get(), principalName(), ifAbsent);
        }
        boolean replace = false;
        if (tokens.accept("OR")) {
            tokens.expect("REPLACE");
            replace = true;
        }
        if (tokens.accept("MASK")) {
            tokens.example("CREATE MASK FOR TAG pii AS '***'");
            tokens.expect("FOR");
            tokens.expect("TAG");
            String tag = text("the name of a tag");
            String value = tokens.acceptSymbol('=') ? text("the value of the tag") : null;
            tokens.expect("AS");
            return new CatalogStatement.MaskForTag(tag, value, tokens.rest("an expression over value"));
        }
        tokens.example("CREATE VIEW gold.late_orders AS SELECT order_id FROM gold.fact_orders WHERE delay_days > 0");
        if (!tokens.accept("VIEW")) {
            throw tokens.expected("USER, GROUP, SERVICE, VIEW or MASK");
        }
        String name = tableName();
        String comment = tokens.accept("COMMENT") ? literal() : null;
        tokens.expect("AS");
        return new CatalogStatement.CreateView(name, comment, tokens.rest("a SELECT statement"), replace);
    }

    private CatalogStatement drop() {
        Optional<PrincipalKind> kind = principalKind();
        if (kind.isPresent()) {
            tokens.example("DROP USER `ana@example.org`");
            boolean ifPresent = ifExists();
            return new CatalogStatement.DropPrincipal(kind.get(), principalName(), ifPresent);
        }
        if (tokens.accept("MASK")) {
            tokens.example("DROP MASK FOR TAG pii");
            tokens.expect("FOR");
            tokens.expect("TAG");
            String tag = text("the name of a tag");
            String value = tokens.acceptSymbol('=') ? text("the value of the tag") : null;
            return new CatalogStatement.MaskForTag(tag, value, null);
        }
        tokens.example("DROP VIEW gold.late_orders");
        if (!tokens.accept("VIEW")) {
            throw tokens.expected("USER, GROUP, SERVICE, VIEW or MASK");
        }
        boolean ifPresent = ifExists();
        return new CatalogStatement.DropView(tableName(), ifPresent);
    }

    private CatalogStatement alter() {
        if (tokens.accept("GROUP")) {
            return alterGroup();
        }
        tokens.example("ALTER TABLE silver.customers ALTER COLUMN name SET TAGS ('pii')");
        What what = what();
        if (what.kind() == Securable.Kind.CATALOG && tokens.accept("RENAME")) {
            tokens.expect("TO");
            return new CatalogStatement.RenameCatalog(text("a name"));
        }
        return alterObject(what);
    }

    private CatalogStatement alterGroup() {
        tokens.example("ALTER GROUP analysts ADD USER `ana`");
        String group = principalName();
        boolean add = tokens.accept("ADD");
        if (!add && !tokens.accept("DROP") && !tokens.accept("REMOVE")) {
            throw tokens.expected("ADD or DROP");
        }
        List<Who> members = new ArrayList<>();
        do {
            members.add(who());
        } while (tokens.acceptSymbol(','));
        return new CatalogStatement.AlterGroup(group, add, members);
    }

    private CatalogStatement alterObject(What what) {
        if (tokens.accept("ALTER")) {
            tokens.accept("COLUMN");
            return alterColumn(what, text("the name of a column"));
        }
        if (tokens.accept("DROP")) {
            rowFilter();
            return new CatalogStatement.RowFilter(requireTable(what), null);
        }
        if (tokens.accept("UNSET")) {
            return unsetTags(what, null);
        }
        boolean set = tokens.accept("SET");
        if (tokens.accept("OWNER")) {
            tokens.expect("TO");
            return new CatalogStatement.OwnerTo(what, who());
        }
        if (set && tokens.accept("TAGS")) {
            return new CatalogStatement.SetTags(what, null, tags());
        }
        if (set && tokens.peek().is("ROW")) {
            tokens.example("ALTER TABLE silver.orders SET ROW FILTER status = 'delivered'");
            rowFilter();
            return new CatalogStatement.RowFilter(
                    requireTable(what), tokens.rest("a condition over the table's columns"));
        }
        throw tokens.expected(
                set
                        ? "TAGS, ROW FILTER or OWNER TO"
                        : "ALTER COLUMN, SET TAGS, UNSET TAGS, SET ROW FILTER, DROP ROW FILTER or OWNER TO");
    }

    private void rowFilter() {
        tokens.expect("ROW");
        tokens.expect("FILTER");
    }

    private CatalogStatement alterColumn(What what, String column) {
        if (tokens.accept("UNSET")) {
            return unsetTags(what, column);
        }
        if (tokens.accept("DROP")) {
            tokens.expect("MASK");
            return new CatalogStatement.ColumnMask(requireTable(what), column, null);
        }
        if (tokens.accept("COMMENT")) {
            return new CatalogStatement.CommentOn(what, column, literal());
        }
        if (!tokens.accept("SET")) {
            throw tokens.expected("SET TAGS, UNSET TAGS, SET MASK, DROP MASK or COMMENT");
        }
        if (tokens.accept("TAGS")) {
            return new CatalogStatement.SetTags(what, column, tags());
        }
        tokens.example("ALTER TABLE silver.customers ALTER COLUMN name SET MASK left(value, 1) || '***'");
        if (!tokens.accept("MASK")) {
            throw tokens.expected("TAGS or MASK");
        }
        return new CatalogStatement.ColumnMask(requireTable(what), column, tokens.rest("an expression over value"));
    }

    private String requireTable(What what) {
        if (what.kind() != Securable.Kind.TABLE) {
            throw new CatalogException("Cannot read the statement: row filters and masks are for tables, not for a "
                    + what.kind().name().toLowerCase(Locale.ROOT)
                    + ". Put them on the tables that it reads.");
        }
        return what.name();
    }

    private CatalogStatement unsetTags(What what, @Nullable String column) {
        tokens.expect("TAGS");
        List<String> names = new ArrayList<>();
        tokens.expectSymbol('(');
        do {
            names.add(text("the name of a tag"));
        } while (tokens.acceptSymbol(','));
        tokens.expectSymbol(')');
        return new CatalogStatement.UnsetTags(what, column, names);
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tokens.expectSymbol('(');
        do {
            Token at = tokens.peek();
            String name = text("the name of a tag");
            String value = tokens.acceptSymbol('=') ? text("the value of the tag") : "";
            if (tags.put(name, value) != null) {
                throw new CatalogException(
                        "Cannot read the statement: the tag " + at + " is in it twice. Name it once.");
            }
        } while (tokens.acceptSymbol(','));
        tokens.expectSymbol(')');
        return tags;
    }

    private CatalogStatement comment() {
        tokens.example("COMMENT ON TABLE silver.orders IS 'One line is one order.'");
        tokens.expect("ON");
        What what;
        String column = null;
        if (tokens.accept("COLUMN")) {
            List<String> parts = withoutCatalog(name("the name of a column, schema.table.column"), 4);
            if (parts.size() != 3) {
                throw tokens.expected("the name of a column as schema.table.column before this");
            }
            what = new What(Securable.Kind.TABLE, parts.get(0) + "." + parts.get(1));
            column = parts.get(2);
        } else {
            what = what();
        }
        tokens.expect("IS");
        return new CatalogStatement.CommentOn(what, column, tokens.accept("NULL") ? null : literal());
    }

    // ---------------------------------------------------------------- names

    private boolean ifNotExists() {
        if (tokens.accept("IF")) {
            tokens.expect("NOT");
            tokens.expect("EXISTS");
            return true;
        }
        return false;
    }

    private boolean ifExists() {
        if (tokens.accept("IF")) {
            tokens.expect("EXISTS");
            return true;
        }
        return false;
    }

    private Optional<PrincipalKind> principalKind() {
        for (PrincipalKind kind : PrincipalKind.values()) {
            if (tokens.accept(kind.name())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** {@code [USER|GROUP|SERVICE] name}, or {@code OWNER}. */
    private Who who() {
        Token first = tokens.peek();
        if (first.is("OWNER")) {
            tokens.take();
            return Who.theOwner();
        }
        return new Who(principalKind().orElse(null), principalName(), false);
    }

    private String principalName() {
        String name = text("the name of a principal, in `back quotes` unless it is one word");
        if (name.isBlank()) {
            throw new CatalogException("Cannot read the statement: the name of a principal is blank. Give it a name.");
        }
        return name;
    }

    /** A name or text in whatever quotes. */
    private String text(String expected) {
        Kind kind = tokens.peek().kind();
        if (kind != Kind.WORD && kind != Kind.QUOTED && kind != Kind.TEXT) {
            throw tokens.expected(expected);
        }
        return tokens.take().text();
    }

    private String literal() {
        if (tokens.peek().kind() != Kind.TEXT) {
            throw tokens.expected("a text in 'single quotes'");
        }
        return tokens.take().text();
    }

    /** Parts of a name, between dots. */
    private List<String> name(String expected) {
        List<String> parts = new ArrayList<>();
        do {
            Kind kind = tokens.peek().kind();
            if (kind != Kind.WORD && kind != Kind.QUOTED) {
                throw tokens.expected(expected);
            }
            Token part = tokens.take();
            if (part.text().isBlank() || part.text().indexOf('.') >= 0) {
                throw new CatalogException(
                        "Cannot read the statement: the name " + part
                                + " is blank or holds a dot. Quote the parts of a name one by one, for example `silver`.`orders`.");
            }
            parts.add(part.text());
        } while (tokens.acceptSymbol('.'));
        return parts;
    }

    /** Takes the catalog's name off a name that has all levels. */
    private List<String> withoutCatalog(List<String> parts, int levels) {
        return parts.size() == levels && parts.get(0).equalsIgnoreCase(catalogName) ? parts.subList(1, levels) : parts;
    }

    private String tableName() {
        String expected = "a name as schema.name";
        List<String> parts = withoutCatalog(name(expected), 3);
        if (parts.size() != 2) {
            throw new CatalogException("Cannot read the statement: " + String.join(".", parts)
                    + " is not named as schema.name or " + catalogName
                    + ".schema.name. Write it so, for example silver.orders.");
        }
        return lower(parts);
    }

    private String schemaName() {
        List<String> parts = withoutCatalog(name("the name of a schema"), 2);
        if (parts.size() != 1) {
            throw new CatalogException("Cannot read the statement: " + String.join(".", parts)
                    + " is no schema. Write its name alone, for example silver.");
        }
        return lower(parts);
    }

    private static String lower(List<String> parts) {
        return String.join(".", parts).toLowerCase(Locale.ROOT);
    }

    private What catalogWhat() {
        Token next = tokens.peek();
        boolean named = next.kind() == Kind.QUOTED
                || (next.kind() == Kind.WORD
                        && Stream.of("TO", "FROM", "IS", "OWNER", "SET", "UNSET", "ALTER", "RENAME")
                                .noneMatch(next::is));
        if (named && !tokens.take().text().equalsIgnoreCase(catalogName)) {
            throw new CatalogException("Cannot read the statement: the catalog of this lake is " + catalogName
                    + ", not " + next + ". Write CATALOG " + catalogName + ", or CATALOG alone.");
        }
        return new What(Securable.Kind.CATALOG, "");
    }

    /** {@code [kind] name}; without a kind it is a table or view. */
    private What what() {
        Token first = tokens.peek();
        if (tokens.accept("CATALOG")) {
            return catalogWhat();
        } else if (tokens.accept("SCHEMA") || tokens.accept("DATABASE")) {
            return new What(Securable.Kind.SCHEMA, schemaName());
        } else if (tokens.accept("FUNCTION")) {
            return new What(Securable.Kind.FUNCTION, lower(last("functions", "the name of a function")));
        } else if (tokens.accept("MODEL")) {
            return new What(Securable.Kind.MODEL, String.join(".", last("models", "the name of a model")));
        } else if (tokens.accept("VIEW")) {
            return new What(Securable.Kind.VIEW, tableName());
        } else if (tokens.accept("TABLE") || first.kind() == Kind.QUOTED || isQualified(first)) {
            return new What(Securable.Kind.TABLE, tableName());
        }
        throw tokens.expected(EXPECTED_KIND);
    }

    /** A word that is no keyword here can only be the first part of a name. */
    private static boolean isQualified(Token first) {
        return first.kind() == Kind.WORD
                && Stream.of("TO", "FROM", "IS", "ON", "SET").noneMatch(first::is);
    }

    /** The schema of functions and models may be left out. */
    private List<String> last(String schema, String expected) {
        List<String> parts = withoutCatalog(name(expected), 3);
        if (parts.size() > 1 && parts.get(0).equalsIgnoreCase(schema)) {
            parts = parts.subList(1, parts.size());
        }
        if (parts.size() != 1) {
            throw new CatalogException("Cannot read the statement: " + String.join(".", parts)
                    + " is not in the schema " + schema + ". Write the name alone.");
        }
        List<String> full = new ArrayList<>();
        full.add(schema);
        full.addAll(parts);
        return full;
    }
}
