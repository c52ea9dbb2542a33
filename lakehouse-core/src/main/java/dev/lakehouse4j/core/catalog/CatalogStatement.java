package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.schema.Sql;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A statement that changes or lists the catalog, as it was written: names are not looked up yet. */
sealed interface CatalogStatement {

    /** The statement as text; it reads back as the same statement. */
    String sql();

    /** A kind of principal. */
    enum PrincipalKind {
        USER,
        GROUP,
        SERVICE;

        Principal named(String name) {
            return switch (this) {
                case USER -> new Principal.User(name);
                case GROUP -> new Principal.Group(name);
                case SERVICE -> new Principal.Service(name);
            };
        }
    }

    /**
     * A principal as it is written.
     *
     * @param kind what it is, or null when that is to be found out
     * @param name its name; {@code OWNER} without kind and quotes is the owner of the lake
     * @param owner whether it is the owner of the lake
     */
    record Who(@Nullable PrincipalKind kind, String name, boolean owner) {

        static Who theOwner() {
            return new Who(null, "owner", true);
        }

        String sql() {
            return owner ? "OWNER" : (kind == null ? "" : kind + " ") + CatalogErrors.quoted(name);
        }
    }

    /**
     * An object as it is written.
     *
     * @param kind what it is; a table may turn out to be a view
     * @param name its name without the catalog's; empty for the catalog
     */
    record What(Securable.Kind kind, String name) {

        String sql() {
            return kind == Securable.Kind.CATALOG && name.isEmpty() ? "CATALOG" : kind + " " + name(name);
        }

        private static String name(String name) {
            int dot = name.indexOf('.');
            return dot < 0
                    ? Sql.identifier(name)
                    : Sql.identifier(name.substring(0, dot)) + "." + Sql.identifier(name.substring(dot + 1));
        }
    }

    /** Names of privileges; {@code ALL} stands for all that make sense but MANAGE and UNMASK. */
    record GrantTo(List<String> privileges, What what, Who who) implements CatalogStatement {
        @Override
        public String sql() {
            return "GRANT " + String.join(", ", privileges) + " ON " + what.sql() + " TO " + who.sql();
        }
    }

    record RevokeFrom(List<String> privileges, What what, Who who) implements CatalogStatement {
        @Override
        public String sql() {
            return "REVOKE " + String.join(", ", privileges) + " ON " + what.sql() + " FROM " + who.sql();
        }
    }

    record ShowGrants(@Nullable What what, @Nullable Who who) implements CatalogStatement {
        @Override
        public String sql() {
            return "SHOW GRANTS" + (what == null ? "" : " ON " + what.sql()) + (who == null ? "" : " TO " + who.sql());
        }
    }

    record CreatePrincipal(PrincipalKind kind, String name, boolean ifAbsent) implements CatalogStatement {
        @Override
        public String sql() {
            return "CREATE " + kind + (ifAbsent ? " IF NOT EXISTS " : " ") + CatalogErrors.quoted(name);
        }
    }

    record DropPrincipal(PrincipalKind kind, String name, boolean ifPresent) implements CatalogStatement {
        @Override
        public String sql() {
            return "DROP " + kind + (ifPresent ? " IF EXISTS " : " ") + CatalogErrors.quoted(name);
        }
    }

    record AlterGroup(String group, boolean add, List<Who> members) implements CatalogStatement {
        @Override
        public String sql() {
            return "ALTER GROUP " + CatalogErrors.quoted(group) + (add ? " ADD " : " DROP ")
                    + members.stream().map(Who::sql).collect(Collectors.joining(", "));
        }
    }

    record CreateView(String name, @Nullable String comment, String query, boolean replace)
            implements CatalogStatement {
        @Override
        public String sql() {
            return "CREATE " + (replace ? "OR REPLACE " : "") + new What(Securable.Kind.VIEW, name).sql()
                    + (comment == null ? "" : " COMMENT " + Sql.literal(comment)) + " AS " + query;
        }
    }

    record DropView(String name, boolean ifPresent) implements CatalogStatement {
        @Override
        public String sql() {
            return "DROP VIEW " + (ifPresent ? "IF EXISTS " : "") + What.name(name);
        }
    }

    /** The column is null when the object is meant. */
    record CommentOn(
            What what, @Nullable String column, @Nullable String comment) implements CatalogStatement {
        @Override
        public String sql() {
            return "COMMENT ON "
                    + (column == null ? what.sql() : "COLUMN " + What.name(what.name()) + "." + Sql.identifier(column))
                    + " IS " + (comment == null ? "NULL" : Sql.literal(comment));
        }
    }

    record SetTags(What what, @Nullable String column, Map<String, String> tags) implements CatalogStatement {
        @Override
        public String sql() {
            return alter(what, column) + " SET TAGS ("
                    + tags.entrySet().stream()
                            .map(tag -> Sql.literal(tag.getKey()) + " = " + Sql.literal(tag.getValue()))
                            .collect(Collectors.joining(", "))
                    + ")";
        }
    }

    record UnsetTags(What what, @Nullable String column, List<String> tags) implements CatalogStatement {
        @Override
        public String sql() {
            return alter(what, column) + " UNSET TAGS ("
                    + tags.stream().map(Sql::literal).collect(Collectors.joining(", ")) + ")";
        }
    }

    /** The filter is null when it is to be dropped. */
    record RowFilter(String table, @Nullable String filter) implements CatalogStatement {
        @Override
        public String sql() {
            return alter(new What(Securable.Kind.TABLE, table), null)
                    + (filter == null ? " DROP ROW FILTER" : " SET ROW FILTER " + filter);
        }
    }

    /** The mask is null when it is to be dropped. */
    record ColumnMask(String table, String column, @Nullable String mask) implements CatalogStatement {
        @Override
        public String sql() {
            return alter(new What(Securable.Kind.TABLE, table), column)
                    + (mask == null ? " DROP MASK" : " SET MASK " + mask);
        }
    }

    /** The mask is null when it is to be dropped. */
    record MaskForTag(
            String tag, @Nullable String value, @Nullable String mask) implements CatalogStatement {
        @Override
        public String sql() {
            return (mask == null ? "DROP" : "CREATE") + " MASK FOR TAG " + CatalogErrors.quoted(tag)
                    + (value == null ? "" : " = " + Sql.literal(value)) + (mask == null ? "" : " AS " + mask);
        }
    }

    record OwnerTo(What what, Who who) implements CatalogStatement {
        @Override
        public String sql() {
            return alter(what, null) + " OWNER TO " + who.sql();
        }
    }

    record RenameCatalog(String name) implements CatalogStatement {
        @Override
        public String sql() {
            return "ALTER CATALOG RENAME TO " + Sql.identifier(name);
        }
    }

    /** What a list shows. */
    enum Listed {
        CATALOGS,
        SCHEMAS,
        TABLES,
        VIEWS,
        FUNCTIONS,
        MODELS,
        PRINCIPALS,
        USERS,
        GROUPS,
        SERVICES,
        MASKS
    }

    record Show(Listed listed, @Nullable String schema) implements CatalogStatement {
        @Override
        public String sql() {
            return "SHOW " + listed + (schema == null ? "" : " IN " + Sql.identifier(schema));
        }
    }

    record Describe(What what) implements CatalogStatement {
        @Override
        public String sql() {
            return "DESCRIBE " + what.sql();
        }
    }

    private static String alter(What what, @Nullable String column) {
        return "ALTER " + what.sql() + (column == null ? "" : " ALTER COLUMN " + Sql.identifier(column));
    }

    /** A name without quotes, as tables, schemas and functions are spelled in a lake. */
    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
