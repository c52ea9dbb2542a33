package dev.lakehouse4j.medallion.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.lineage.LineageGraph;
import dev.lakehouse4j.core.lineage.RowMatch;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.ingest.AuditColumns;
import dev.lakehouse4j.medallion.ingest.SourceColumns;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows a row back to the rows that it was made from, down to the lines of files: {@code Trace.of(lake).row("gold.fact_orders",
 * "e481f51c…")}.
 *
 * <p>Rows are found by what the recorded lineage knows to be equal: keys that are carried along or computed from a value of the
 * source's row, and values that joins compare. Each table is looked into at the version that the table above was made from,
 * where that still exists. What is found are the rows with these values; a query may have dropped some of them, and a note
 * says so where it shows.
 */
public final class Trace {

    /** Rows that are shown of each table. */
    private static final int SHOWN = 3;
    /** Different values of one column that are followed. */
    private static final int FOLLOWED = 500;

    /** Joined rows beside those of the key that are shown with them. */
    private static final int FEW = 20;

    private static final int DEPTH = 12;
    /** Characters that a text needs to tell one thing from others. */
    private static final int NAMING = 4;

    private static final String COUNT = "_trace_count";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Lakehouse lake;
    private final LineageGraph graph;
    private final boolean owner;
    private final Set<String> seen = new HashSet<>();

    private Trace(Lakehouse lake) {
        this.lake = lake;
        this.graph = lake.lineage();
        this.owner = lake.principal() instanceof Principal.Owner;
    }

    /**
     * A trace in a lake whose lineage was recorded by runs of pipelines.
     *
     * @param lake the lake; a restricted session sees what it may read, at the newest versions, and no files
     * @return the trace
     */
    public static Trace of(Lakehouse lake) {
        return new Trace(lake);
    }

    /**
     * Traces the rows with a key.
     *
     * @param table full name
     * @param key values of the table's key columns in order, as text; or {@code column=value} for other columns
     * @return the rows with what they were made from
     * @throws TableNotFoundException when there is no such table
     * @throws QueryException when the key does not fit the table, or no row has it
     */
    public TracedRows row(String table, List<String> key) {
        TableSnapshot snapshot = lake.snapshot(table);
        Map<String, Values> given = given(table, snapshot.schema(), key);
        String condition = given.entrySet().stream()
                .map(entry -> entry.getValue().holds(Sql.identifier(entry.getKey())))
                .collect(Collectors.joining(" and "));
        seen.clear();
        TracedRows traced = new Step(table, snapshot, condition, given.keySet(), DEPTH).trace();
        if (traced.count() == 0) {
            throw new QueryException("Cannot trace: no row of " + table + " has " + condition + " in version "
                    + snapshot.version() + "." + quarantineHint(table, given));
        }
        return traced.noting(rejected(table, given));
    }

    private static Map<String, Values> given(String table, TableSchema schema, List<String> key) {
        List<String> unnamed = new ArrayList<>(schema.key());
        Map<String, Values> given = new LinkedHashMap<>();
        for (String part : key) {
            int equals = part.indexOf('=');
            Optional<Column> named = equals < 0 ? Optional.empty() : schema.column(part.substring(0, equals));
            if (named.isPresent()) {
                unnamed.remove(named.get().name());
                given.put(named.get().name(), new Values(named.get().type(), List.of(part.substring(equals + 1))));
            } else if (unnamed.isEmpty()) {
                throw wrongKey(table, schema, key);
            } else {
                Column column = schema.column(unnamed.remove(0)).orElseThrow();
                given.put(column.name(), new Values(column.type(), List.of(part)));
            }
        }
        boolean partly = !unnamed.isEmpty() && schema.key().stream().anyMatch(given::containsKey);
        if (given.isEmpty() || partly) {
            throw wrongKey(table, schema, key);
        }
        return given;
    }

    private static QueryException wrongKey(String table, TableSchema schema, List<String> key) {
        String wanted = schema.key().isEmpty()
                ? "It has no key: give values as column=value"
                : "Its key is " + String.join(", ", schema.key())
                        + ": give a value for each in this order, or for other" + " columns column=value";
        return new QueryException("Cannot trace a row of " + table + " by " + key + ". " + wanted + ". Its columns are "
                + String.join(", ", schema.names()) + ".");
    }

    private String quarantineHint(String table, Map<String, Values> given) {
        Set<String> notes = new LinkedHashSet<>();
        Set<String> tables = new LinkedHashSet<>(List.of(table));
        tables.addAll(graph.upstreamTables(table));
        for (String each : tables) {
            List<String> own = new ArrayList<>();
            try {
                Step.quarantined(this, each, given, own);
            } catch (LakehouseException e) {
                continue; // What may not be read gives no hint.
            }
            notes.addAll(own);
        }
        notes.addAll(rejected(table, given));
        return notes.isEmpty() ? "" : " " + String.join(". ", notes) + ".";
    }

    // ---- records that never became rows
    // -------------------------------------------------------------------------------

    /** What the quarantines of the files hold of a key: records whose text has all of its values. */
    private List<String> rejected(String table, Map<String, Values> given) {
        boolean named = given.values().stream()
                .anyMatch(values -> values.type() == ColumnType.Primitive.STRING
                        && values.texts().stream().allMatch(text -> text.length() >= NAMING));
        if (!named) {
            return List.of(); // A number alone stands in many records.
        }
        String where = given.values().stream()
                .map(values -> "regexp_matches(raw_text, "
                        + Sql.literal(values.texts().stream()
                                .map(Trace::standingAlone)
                                .collect(Collectors.joining("|")))
                        + ")")
                .collect(Collectors.joining(" and "));
        List<String> notes = new ArrayList<>();
        Set<String> files = new LinkedHashSet<>(List.of(table));
        files.addAll(graph.upstreamTables(table));
        Set<String> tables = new HashSet<>(lake.tables());
        for (String each : files) {
            String quarantine = each + "_quarantine";
            boolean ofFiles = graph.table(each)
                    .filter(made -> made.step() == TableLineage.Step.INGEST)
                    .isPresent();
            if (ofFiles && tables.contains(quarantine)) {
                try {
                    rejected(quarantine, where, notes);
                } catch (AccessDeniedException e) {
                    notes.add(quarantine + " may not be read by "
                            + lake.principal().name());
                }
            }
        }
        return notes;
    }

    private void rejected(String quarantine, String where, List<String> notes) {
        TableSnapshot at = lake.snapshot(quarantine);
        List<Map<String, @Nullable String>> found = rows(
                "select source_file, cast(line_number as string) as line, cast(source_row as string) as record, reason,"
                        + " cast(count(*) over () as string) as n from " + quarantine + " where " + where
                        + " order by source_file, source_row limit " + SHOWN,
                quarantine,
                at);
        for (Map<String, @Nullable String> row : found) {
            notes.add(quarantine + " (version " + at.version() + ") holds a record with this key that became no row: "
                    + row.get("source_file") + ", line " + row.get("line") + " (record " + row.get("record") + "): "
                    + row.get("reason"));
        }
        if (!found.isEmpty()) {
            long all = Long.parseLong(String.valueOf(found.get(0).get("n")));
            if (all > found.size()) {
                notes.add(quarantine + " holds " + (all - found.size()) + " more of them");
            }
        }
    }

    /** A pattern for a text with neither letters nor digits beside it. */
    private static String standingAlone(String text) {
        StringBuilder pattern = new StringBuilder("(^|[^\\pL\\pN])");
        text.codePoints().forEach(c -> {
            if (c < 128 && !Character.isLetterOrDigit(c)) {
                pattern.append('\\');
            }
            pattern.appendCodePoint(c);
        });
        return pattern.append("([^\\pL\\pN]|$)").toString();
    }

    /** Values of a column, as text. */
    private record Values(ColumnType type, List<String> texts) {

        /** The condition that an expression has one of the values; text that is none of its type is never equal. */
        String holds(String expression) {
            String cast = "try_cast(" + expression + " as " + type.sql() + ")";
            List<String> typed = texts.stream()
                    .map(text -> "try_cast(" + Sql.literal(text) + " as " + type.sql() + ")")
                    .toList();
            boolean plain = type == ColumnType.Primitive.STRING;
            String left = plain ? "cast(" + expression + " as string)" : cast;
            List<String> right = plain ? texts.stream().map(Sql::literal).toList() : typed;
            return right.size() == 1 ? left + " = " + right.get(0) : left + " in (" + String.join(", ", right) + ")";
        }
    }

    /** Rows of a table that are shown, and how many there are. */
    private record Shown(long count, List<Map<String, @Nullable String>> rows) {}

    /** A mention of a table in a query. */
    private record Mention(String table, int number) {}

    /**
     * The rows of a mention that were reached.
     *
     * @param condition on the table's rows
     * @param byKey whether they were reached by the key of the row above
     * @param wide whether they were reached by another value than a key, so that the condition may hold for more rows
     */
    private record Reached(String condition, boolean byKey, boolean wide) {}

    /** One table of the trace. */
    private final class Step {

        private final String table;
        private final TableSnapshot snapshot;
        private final String condition;
        private final Set<String> keyColumns;
        private final int depth;
        private final List<String> notes = new ArrayList<>();

        Step(String table, TableSnapshot snapshot, String condition, Set<String> keyColumns, int depth) {
            this.table = table;
            this.snapshot = snapshot;
            this.condition = condition;
            this.keyColumns = keyColumns;
            this.depth = depth;
        }

        TracedRows trace() {
            Shown shown = look();
            long count = shown.count();
            boolean repeated = count > 0 && !seen.add(table + snapshot.version() + count + shown.rows());
            List<TracedRows> from = List.of();
            List<TracedRows.Place> places = List.of();
            TableLineage lineage = graph.table(table).orElse(null);
            if (count > 0 && !repeated) {
                if (lineage == null) {
                    notes.add("how it is made is not recorded: run the pipeline once");
                } else if (lineage.step() == TableLineage.Step.INGEST) {
                    places = places(lineage, shown.rows());
                } else if (depth > 0) {
                    from = sources(lineage, shown.rows());
                }
                quarantined();
            }
            return new TracedRows(
                    table, snapshot.version(), condition, count, shown.rows(), places, notes, repeated, from);
        }

        /** Some of the rows, and how many there are. */
        private Shown look() {
            List<String> order = snapshot.schema().key().isEmpty()
                    ? snapshot.schema().names().contains(AuditColumns.SOURCE_ROW.name())
                            ? List.of(AuditColumns.SOURCE_FILE.name(), AuditColumns.SOURCE_ROW.name())
                            : List.of()
                    : snapshot.schema().key();
            String columns = snapshot.schema().names().stream()
                    .map(name -> "cast(" + Sql.identifier(name) + " as string) as " + Sql.identifier(name))
                    .collect(Collectors.joining(", "));
            String sorted = order.isEmpty()
                    ? ""
                    : " order by "
                            + order.stream()
                                    .map(name -> "t." + Sql.identifier(name))
                                    .collect(Collectors.joining(", "));
            List<Map<String, @Nullable String>> rows = rows(
                    "select " + columns + ", cast(count(*) over () as string) as " + COUNT + " from " + table
                            + " t where " + condition + sorted + " limit " + SHOWN,
                    table,
                    snapshot);
            long count = rows.isEmpty()
                    ? 0
                    : Long.parseLong(String.valueOf(rows.get(0).get(COUNT)));
            rows.forEach(row -> row.remove(COUNT));
            return new Shown(count, rows);
        }

        // ---- to the sources
        // -------------------------------------------------------------------------------------------

        private List<TracedRows> sources(TableLineage lineage, List<Map<String, @Nullable String>> own) {
            Map<String, TableSnapshot> inputs = inputs(lineage);
            Map<Mention, Reached> reached = new LinkedHashMap<>();
            byKey(lineage, inputs.keySet(), reached);
            bySiblings(lineage, inputs, reached);
            while (byJoin(lineage, inputs.keySet(), reached)) {
                bySiblings(lineage, inputs, reached);
            }
            List<TracedRows> from = new ArrayList<>();
            for (Map.Entry<String, TableSnapshot> input : inputs.entrySet()) {
                String name = input.getKey();
                String any = condition(name, input.getValue(), reached);
                if (any == null) {
                    notes.add(name + " is read as well; no value leads from the row to rows of it");
                    continue;
                }
                try {
                    TracedRows rows = new Step(name, input.getValue(), any, Set.of(), depth - 1).trace();
                    from.add(rows);
                    if (reached.entrySet().stream()
                            .filter(entry -> entry.getKey().table().equals(name))
                            .allMatch(entry -> entry.getValue().byKey())) {
                        agreement(lineage, own, name, input.getValue(), any, rows);
                    }
                } catch (AccessDeniedException e) {
                    notes.add(name + " may not be read by " + lake.principal().name());
                }
            }
            for (TableLineage.Input input : lineage.inputs()) {
                if (TableLineage.Kind.of(input.name()) == TableLineage.Kind.MODEL) {
                    notes.add("computed by " + input.name() + ", which learned from "
                            + String.join(", ", learnedFrom(input.name())) + " as a whole");
                }
            }
            return from;
        }

        /**
         * The rows of a source that were reached by any mention of it. Where one was reached by the key, another one that
         * brings many more rows is told of and left out.
         */
        private @Nullable String condition(String source, TableSnapshot at, Map<Mention, Reached> reached) {
            List<String> byKey = new ArrayList<>();
            List<String> others = new ArrayList<>();
            reached.forEach((mention, rows) -> {
                if (mention.table().equals(source)) {
                    (rows.byKey() ? byKey : others).add("(" + rows.condition() + ")");
                }
            });
            if (byKey.isEmpty()) {
                return others.isEmpty() ? null : String.join(" or ", new LinkedHashSet<>(others));
            }
            List<String> shown = new ArrayList<>(byKey);
            for (String other : new LinkedHashSet<>(others)) {
                String more = "not coalesce(" + String.join(" or ", byKey) + ", false) and " + other;
                long count = count(source, at, more);
                if (count > FEW) {
                    notes.add(count + " further rows of " + source + " are joined, by " + other);
                } else if (count > 0) {
                    shown.add(other);
                }
            }
            return String.join(" or ", shown);
        }

        private long count(String source, TableSnapshot at, String where) {
            return Long.parseLong(String.valueOf(
                    rows("select cast(count(*) as string) as n from " + source + " where " + where, source, at)
                            .get(0)
                            .get("n")));
        }

        private List<String> learnedFrom(String model) {
            return graph.table(model).map(TableLineage::inputs).orElse(List.of()).stream()
                    .map(TableLineage.Input::name)
                    .toList();
        }

        /** The inputs at the versions that the table was made from. */
        private Map<String, TableSnapshot> inputs(TableLineage lineage) {
            Map<String, Long> versions = owner ? builtFrom() : Map.of();
            Map<String, TableSnapshot> inputs = new LinkedHashMap<>();
            List<String> names = lineage.inputs().stream()
                    .map(TableLineage.Input::name)
                    .sorted(Comparator.comparing((String name) -> name.startsWith("gold.")) // What is looked up last.
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            for (String name : names) {
                if (TableLineage.Kind.of(name) != TableLineage.Kind.TABLE || name.equals(table)) {
                    continue;
                }
                try {
                    inputs.put(name, version(name, versions.get(name)));
                } catch (TableNotFoundException e) {
                    notes.add(name + " is not in the lake any more");
                } catch (AccessDeniedException e) {
                    notes.add(name + " may not be read by " + lake.principal().name());
                }
            }
            return inputs;
        }

        private TableSnapshot version(String name, @Nullable Long version) {
            TableSnapshot newest = lake.snapshot(name);
            if (version == null || version == newest.version()) {
                return newest;
            }
            try {
                TableSnapshot then = lake.store().atVersion(newest.root(), version);
                boolean whole = then.files().stream().allMatch(file -> Files.exists(file.resolve(then.root())));
                if (whole) {
                    return then;
                }
            } catch (TableNotFoundException e) {
                // Its log is gone; the newest version is the best there is.
            }
            notes.add("made from version " + version + " of " + name + ", whose files are gone: version "
                    + newest.version() + " is shown");
            return newest;
        }

        private Map<String, Long> builtFrom() {
            for (Commit commit : lake.store().history(snapshot.root(), 8)) {
                String inputs = commit.parameters().get("inputs");
                if (inputs == null || commit.version() > snapshot.version()) {
                    continue;
                }
                try {
                    Map<String, Long> versions = new TreeMap<>();
                    MAPPER.readTree(inputs)
                            .properties()
                            .forEach(entry -> versions.put(
                                    entry.getKey(), entry.getValue().asLong()));
                    return versions;
                } catch (JsonProcessingException e) {
                    return Map.of();
                }
            }
            return Map.of();
        }

        /** By the values that the key of this row shares with rows of a source. */
        private void byKey(TableLineage lineage, Set<String> inputs, Map<Mention, Reached> reached) {
            Set<String> key = new HashSet<>(snapshot.schema().key());
            if (key.isEmpty()) {
                key.addAll(keyColumns);
            }
            Map<Mention, List<String>> conditions = new LinkedHashMap<>();
            for (RowMatch match : lineage.matches()) {
                Optional<String> column =
                        match.columns().stream().filter(key::contains).findFirst();
                Values values =
                        column.isEmpty() ? null : values(table, snapshot, condition, Sql.identifier(column.get()));
                if (values == null) {
                    continue;
                }
                Set<Mention> once = new HashSet<>();
                for (RowMatch.SourceValue value : match.values()) {
                    Mention mention = mention(value);
                    if (inputs.contains(value.table()) && once.add(mention)) {
                        conditions
                                .computeIfAbsent(mention, unused -> new ArrayList<>())
                                .add(values.holds(value.expression()));
                    }
                }
            }
            conditions.forEach(
                    (mention, all) -> reached.put(mention, new Reached(String.join(" and ", all), true, false)));
        }

        private static Mention mention(RowMatch.SourceValue value) {
            return new Mention(value.table(), value.mention());
        }

        private static boolean isReached(String source, Map<Mention, Reached> reached) {
            return reached.keySet().stream().anyMatch(mention -> mention.table().equals(source));
        }

        /** By a value of this row that a join compares with a column of a source that nothing else leads to. */
        private boolean byJoin(TableLineage lineage, Set<String> inputs, Map<Mention, Reached> reached) {
            for (RowMatch match : lineage.matches()) {
                if (match.columns().isEmpty()) {
                    continue;
                }
                for (RowMatch.SourceValue value : match.values()) {
                    if (!value.joined() || !inputs.contains(value.table()) || isReached(value.table(), reached)) {
                        continue;
                    }
                    Values values = values(
                            table,
                            snapshot,
                            condition,
                            Sql.identifier(match.columns().get(0)));
                    if (values != null) {
                        reached.put(mention(value), new Reached(values.holds(value.expression()), false, true));
                        return true;
                    }
                }
            }
            return false;
        }

        /** By values of rows that were found in one source already and that a join compares with another one. */
        private void bySiblings(
                TableLineage lineage, Map<String, TableSnapshot> inputs, Map<Mention, Reached> reached) {
            boolean more = true;
            while (more) {
                more = false;
                for (RowMatch match : lineage.matches()) {
                    for (RowMatch.SourceValue value : match.values()) {
                        more |= value.joined()
                                && inputs.containsKey(value.table())
                                && !reached.containsKey(mention(value))
                                && bySibling(match, value, inputs, reached);
                    }
                }
            }
        }

        private boolean bySibling(
                RowMatch match,
                RowMatch.SourceValue wanted,
                Map<String, TableSnapshot> inputs,
                Map<Mention, Reached> reached) {
            for (RowMatch.SourceValue value : match.values()) {
                Reached known = reached.get(mention(value));
                if (known == null || !value.joined() || (known.wide() && isReached(wanted.table(), reached))) {
                    continue;
                }
                Values values = values(
                        value.table(),
                        java.util.Objects.requireNonNull(inputs.get(value.table())),
                        known.condition(),
                        value.expression());
                if (values != null) {
                    reached.put(mention(wanted), new Reached(values.holds(wanted.expression()), false, known.wide()));
                    return true;
                }
            }
            return false;
        }

        /** The different values that an expression has in rows; null when it has none. */
        private @Nullable Values values(String name, TableSnapshot at, String where, String expression) {
            String sql = "select distinct " + expression + " as v from " + name + " where " + where;
            Result result;
            try {
                result = result(
                        "select v, cast(v as string) as text from (" + sql
                                + ") d where v is not null order by text limit " + (FOLLOWED + 1),
                        name,
                        at);
            } catch (AccessDeniedException e) {
                return null;
            }
            List<Map<String, @Nullable String>> found = result.rows();
            if (found.isEmpty()) {
                return null;
            }
            if (found.size() > FOLLOWED) {
                notes.add(
                        "more than " + FOLLOWED + " values lead on from " + name + ": the first of them are followed");
            }
            return new Values(
                    result.type(),
                    found.stream()
                            .limit(FOLLOWED)
                            .map(row -> String.valueOf(row.get("text")))
                            .toList());
        }

        /** Of several rows with the same key, a query may have taken those alone whose values the row has. */
        private void agreement(
                TableLineage lineage,
                List<Map<String, @Nullable String>> own,
                String source,
                TableSnapshot at,
                String found,
                TracedRows rows) {
            if (rows.count() < 2 || own.size() != 1 || lineage.step() != TableLineage.Step.SQL) {
                return;
            }
            List<String> same = new ArrayList<>();
            for (RowMatch match : lineage.matches()) {
                for (RowMatch.SourceValue value : match.values()) {
                    if (match.columns().isEmpty() || !value.table().equals(source) || value.joined()) {
                        continue;
                    }
                    String column = match.columns().get(0);
                    String type = snapshot.schema()
                            .column(column)
                            .map(Column::type)
                            .map(ColumnType::sql)
                            .orElse("string");
                    String text = own.get(0).get(column);
                    same.add("try_cast(" + value.expression() + " as " + type + ") is not distinct from "
                            + (text == null ? "null" : "try_cast(" + Sql.literal(text) + " as " + type + ")"));
                }
            }
            if (same.isEmpty()) {
                return;
            }
            String sql = "select cast(count(*) as string) as n from " + source + " where (" + found + ") and "
                    + String.join(" and ", same);
            long agreeing =
                    Long.parseLong(String.valueOf(rows(sql, source, at).get(0).get("n")));
            if (agreeing > 0 && agreeing < rows.count()) {
                notes.add(agreeing + " of the " + rows.count() + " rows of " + source
                        + " with this key have the values of the row; it replaced the others");
            }
        }

        // ---- to the files
        // ---------------------------------------------------------------------------------------------

        private List<TracedRows.Place> places(TableLineage lineage, List<Map<String, @Nullable String>> shown) {
            List<TracedRows.Place> places = new ArrayList<>();
            for (Map<String, @Nullable String> row : shown) {
                String file = row.get(AuditColumns.SOURCE_FILE.name());
                String number = row.get(AuditColumns.SOURCE_ROW.name());
                String batch = row.get(AuditColumns.BATCH_ID.name());
                if (file == null || number == null) {
                    notes.add("a row does not say which file it came from");
                    continue;
                }
                TableLineage.Input input = lineage.inputs().stream()
                        .filter(each -> each.name().equals("files." + file))
                        .findFirst()
                        .orElse(null);
                places.add(place(file, Long.parseLong(number), batch, input));
            }
            return places;
        }

        private TracedRows.Place place(
                String file, long number, @Nullable String batch, TableLineage.@Nullable Input input) {
            String location = input == null ? null : input.location();
            String format = input == null ? null : input.format();
            TracedRows.Place unknown = new TracedRows.Place(file, number, owner ? location : null, null, null);
            if (!owner || location == null || format == null || batch == null) {
                return unknown;
            }
            Path path = Path.of(URI.create(location));
            if (!Files.isRegularFile(path)) {
                notes.add("the file " + path + " is not there any more, so its line is not known");
                return unknown;
            }
            try {
                return SourceColumns.find(path, file, format, batch, number)
                        .map(found -> new TracedRows.Place(file, number, location, found.line(), found.text()))
                        .orElseGet(() -> {
                            notes.add(
                                    "the file " + path + " does not hold the content that was loaded, or has no lines");
                            return unknown;
                        });
            } catch (StorageException e) {
                notes.add(String.valueOf(e.getMessage()));
                return unknown;
            }
        }

        // ---- quarantine
        // -----------------------------------------------------------------------------------------------

        private void quarantined() {
            Map<String, Values> key = new LinkedHashMap<>();
            List<String> columns = snapshot.schema().key().isEmpty()
                    ? List.of()
                    : snapshot.schema().key();
            for (String column : columns) {
                Values values = values(table, snapshot, condition, Sql.identifier(column));
                if (values != null) {
                    key.put(column, values);
                }
            }
            try {
                quarantined(Trace.this, table, key, notes);
            } catch (AccessDeniedException e) {
                notes.add(
                        "its quarantine may not be read by " + lake.principal().name());
            }
        }

        static void quarantined(Trace trace, String table, Map<String, Values> key, List<String> notes) {
            String quarantine = table + "_quarantine";
            if (!trace.lake.tables().contains(quarantine)) {
                return;
            }
            TableSnapshot at = trace.lake.snapshot(quarantine);
            List<String> names = at.schema().names();
            if (key.isEmpty() || !names.containsAll(key.keySet()) || !names.contains("_expectation")) {
                return;
            }
            String where = key.entrySet().stream()
                    .map(entry -> entry.getValue().holds(Sql.identifier(entry.getKey())))
                    .collect(Collectors.joining(" and "));
            List<Map<String, @Nullable String>> found = trace.rows(
                    "select _expectation, _action, cast(count(*) as string) as n from " + quarantine + " where " + where
                            + " group by _expectation, _action order by _expectation",
                    quarantine,
                    at);
            for (Map<String, @Nullable String> row : found) {
                notes.add(quarantine + " (version " + at.version() + ") holds " + row.get("n") + " × "
                        + row.get("_expectation") + " (" + row.get("_action") + ") for it");
            }
        }
    }

    // ---- queries
    // ------------------------------------------------------------------------------------------------------

    private record Result(ColumnType type, List<Map<String, @Nullable String>> rows) {}

    private List<Map<String, @Nullable String>> rows(String sql, String table, TableSnapshot at) {
        return result(sql, table, at).rows();
    }

    /** The owner may look into old versions; what others read passes the catalog as every query does. */
    private Result result(String sql, String table, TableSnapshot at) {
        try (QueryResult result =
                owner ? lake.engine().query(sql, Map.of(table, new Relation.Snapshot(at))) : lake.query(sql)) {
            List<Column> columns = result.columns();
            List<Map<String, @Nullable String>> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    Map<String, @Nullable String> ordered = new LinkedHashMap<>();
                    for (int column = 0; column < columns.size(); column++) {
                        Object value = result.column(column).getObject(row);
                        ordered.put(columns.get(column).name(), value == null ? null : value.toString());
                    }
                    rows.add(ordered);
                }
            }
            return new Result(columns.get(0).type(), rows);
        }
    }
}
