package dev.lakehouse4j.ml.feature;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.model.ModelCheck;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Features of an entity at a moment: declared once, computed by one SQL text for training, for the table of features and
 * for a single new row.
 *
 * <p>Every group of features says when its newest fact was known. A row whose facts are newer than its prediction is
 * refused ({@link #model()} fails), and {@link #requireNoLookAhead} proves the SQL itself: it hides everything that
 * happened after a moment, computes the features again, and compares.
 *
 * @param <R> the record of the key columns: the key, {@code prediction_at} and {@code known_at}
 */
public final class FeatureView<R extends Record> {

    private static final String PREDICTION_AT = "prediction_at";
    private static final String KNOWN_AT = "known_at";

    private final TableRef<Gold, R> keys;
    private final List<TableRef<? extends GoldInput, ?>> tables;
    private final List<FeatureInput> inputs;
    private final String sql;
    private final List<FeatureGroup> groups;

    private FeatureView(
            TableRef<Gold, R> keys,
            List<TableRef<? extends GoldInput, ?>> tables,
            List<FeatureInput> inputs,
            String sql,
            List<FeatureGroup> groups) {
        this.keys = keys;
        this.tables = List.copyOf(tables);
        this.inputs = List.copyOf(inputs);
        this.sql = sql;
        this.groups = List.copyOf(groups);
        requireDistinct("input", inputs.stream().map(FeatureInput::name).toList());
        requireDistinct("feature group", groups.stream().map(FeatureGroup::name).toList());
        List<String> columns = new ArrayList<>(
                keys.schema().columns().stream().map(Column::name).toList());
        groups.forEach(group -> columns.add(group.knownAtColumn()));
        features().forEach(feature -> columns.add(feature.name()));
        requireDistinct("feature or column", columns);
    }

    private static void requireDistinct(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        "Cannot declare the " + what + " " + name + " twice. Give one of the two another name.");
            }
        }
    }

    /**
     * Starts a view.
     *
     * @param <R> the record of the key columns
     * @param table the feature table; its record has one key column, {@code prediction_at} and {@code known_at}, the last
     *     nullable because a row without facts was known from no moment on
     * @return a view without features
     * @throws IllegalArgumentException when the record lacks one of them or has other columns
     */
    public static <R extends Record> FeatureView<R> into(TableRef<Gold, R> table) {
        Map<String, Column> columns =
                table.schema().columns().stream().collect(Collectors.toMap(Column::name, column -> column));
        Column predictionAt = columns.get(PREDICTION_AT);
        Column knownAt = columns.get(KNOWN_AT);
        if (table.schema().key().size() != 1
                || columns.size() != 3
                || predictionAt == null
                || predictionAt.type() != ColumnType.Primitive.TIMESTAMP_NTZ
                || knownAt == null
                || knownAt.type() != ColumnType.Primitive.TIMESTAMP_NTZ
                || !knownAt.nullable()) {
            throw new IllegalArgumentException("Cannot put features into " + table + ": its record needs one @Key"
                    + " component, LocalDateTime predictionAt and @Nullable LocalDateTime knownAt, and no more. It has "
                    + table.schema().columns().stream().map(Column::name).toList() + " with the key "
                    + table.schema().key() + ".");
        }
        return new FeatureView<>(table, List.of(), List.of(), "", List.of());
    }

    /**
     * The tables that the inputs name.
     *
     * @param read Silver or Gold tables
     * @return the changed view
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final FeatureView<R> reads(TableRef<? extends GoldInput, ?>... read) {
        return new FeatureView<>(keys, List.of(read), inputs, sql, groups);
    }

    /**
     * The facts that features are made of.
     *
     * @param facts the inputs
     * @return the changed view
     */
    public FeatureView<R> inputs(FeatureInput... facts) {
        return new FeatureView<>(keys, tables, List.of(facts), sql, groups);
    }

    /**
     * The SQL of the features: common table expressions that read the inputs by name, one of them called {@code entities}
     * with a row per key and {@code prediction_at}, and one for each group with at most a row per key: an entity that a
     * group lacks has null for all its features.
     *
     * @param expressions {@code name as (select …), name as (select …)}, without {@code with}
     * @return the changed view
     */
    public FeatureView<R> sql(String expressions) {
        return new FeatureView<>(keys, tables, inputs, expressions.strip(), groups);
    }

    /**
     * Adds groups of features.
     *
     * @param more the groups
     * @return the changed view
     */
    public FeatureView<R> groups(FeatureGroup... more) {
        List<FeatureGroup> all = new ArrayList<>(groups);
        all.addAll(List.of(more));
        return new FeatureView<>(keys, tables, inputs, sql, all);
    }

    /**
     * The same view without some groups, to see what they are worth.
     *
     * @param names names of groups
     * @return the changed view
     * @throws IllegalArgumentException when there is no such group: an ablation of nothing would look like one without
     *     effect
     */
    public FeatureView<R> without(String... names) {
        Set<String> gone = Set.of(names);
        List<String> known = groups.stream().map(FeatureGroup::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Cannot leave out the feature group " + name + " of "
                        + keys.fullName() + ": it has the groups " + String.join(", ", known) + ".");
            }
        }
        return new FeatureView<>(
                keys,
                tables,
                inputs,
                sql,
                groups.stream().filter(group -> !gone.contains(group.name())).toList());
    }

    /**
     * The features.
     *
     * @return in the order of their declaration
     */
    public List<Feature> features() {
        return groups.stream().flatMap(group -> group.features().stream()).toList();
    }

    /**
     * The groups.
     *
     * @return in the order of their declaration
     */
    public List<FeatureGroup> groups() {
        return groups;
    }

    /**
     * The feature table: key, {@code prediction_at}, {@code known_at}, a {@code known_at_<group>} per group, and the
     * features.
     *
     * @return the reference
     */
    public TableRef<Gold, R> table() {
        List<Column> columns = new ArrayList<>();
        for (FeatureGroup group : groups) {
            columns.add(new Column(
                    group.knownAtColumn(),
                    ColumnType.Primitive.TIMESTAMP_NTZ,
                    true,
                    "When the newest fact in the features of " + group.name() + " was known; null without a fact"));
        }
        for (Feature feature : features()) {
            columns.add(new Column(
                    feature.name(),
                    feature.isNumeric() ? ColumnType.Primitive.DOUBLE : ColumnType.Primitive.STRING,
                    true,
                    "Reads: " + feature.phrase()));
        }
        return keys.plus(columns);
    }

    /**
     * The model that builds the feature table. It fails, and leaves the table as it was, when a row holds a fact that is
     * newer than its prediction; a fact of the very moment of the prediction counts as known.
     *
     * @return the model
     * @throws IllegalStateException when the view has no SQL or no groups
     */
    public SqlModel<Gold, R> model() {
        List<ModelCheck> guards = new ArrayList<>();
        String table = keys.fullName();
        for (FeatureGroup group : groups) {
            String leaked = " from " + table + " where " + group.knownAtColumn() + " > " + PREDICTION_AT;
            guards.add(new ModelCheck(
                    "no look-ahead in " + group.name(),
                    "row whose features "
                            + group.features().stream().map(Feature::name).collect(Collectors.joining(", "))
                            + " hold facts from after the prediction. Take only facts that were known before"
                            + " prediction_at",
                    true,
                    "select count(*)" + leaked,
                    "select cast(" + key() + " as string) || ' known at ' || cast(" + group.knownAtColumn()
                            + " as string) || ' for ' || cast(" + PREDICTION_AT + " as string)" + leaked + " order by "
                            + key() + " limit 3",
                    null));
        }
        return SqlModel.gold(table())
                .reads(List.copyOf(tables))
                .sql(query(inputs))
                .check(guards);
    }

    /**
     * Computes the features of rows that are not in the lake, such as one new order, together with all that is.
     *
     * @param lake the lake
     * @param rows for each input that has new rows, a query that returns them with all columns of the input in its order;
     *     values from outside belong into it as literals, see {@link dev.lakehouse4j.core.schema.Sql#literal}
     * @param keyValues the keys to return features of, as text, at least one; they are not in the lake yet
     * @return the features, ordered by prediction time and key; a key without rows is left out
     * @throws IllegalArgumentException when an input is unknown, no key is wanted, or a key is in the lake already
     */
    public FeatureFrame compute(Lakehouse lake, Map<String, String> rows, List<String> keyValues) {
        Set<String> unknown = new TreeSet<>(rows.keySet());
        inputs.forEach(input -> unknown.remove(input.name()));
        if (!unknown.isEmpty() || keyValues.isEmpty()) {
            throw new IllegalArgumentException("Cannot compute features of " + keys.fullName() + " for "
                    + keyValues.size() + " keys with new rows of " + rows.keySet()
                    + ". Give at least one key, and rows of "
                    + inputs.stream().map(FeatureInput::name).collect(Collectors.joining(", ")) + ".");
        }
        List<FeatureInput> extended = inputs.stream()
                .map(input -> {
                    String more = rows.get(input.name());
                    return more == null ? input : input.plus(more);
                })
                .toList();
        FeatureFrame frame = FeatureFrame.read(
                lake,
                this,
                "select * from (" + query(extended) + ") as computed where cast(" + key() + " as string) in ("
                        + literals(keyValues) + ")");
        Set<String> seen = new HashSet<>();
        for (String key : frame.keys()) {
            if (!seen.add(key)) {
                throw new IllegalArgumentException("Cannot compute features of " + key
                        + ": it has several rows, so it is"
                        + " in the lake already or given twice. Read its features from " + keys.fullName() + ".");
            }
        }
        return frame;
    }

    /**
     * Reads the feature table.
     *
     * @param lake the lake
     * @return all its rows, ordered by prediction time and key
     */
    public FeatureFrame read(Lakehouse lake) {
        return FeatureFrame.read(lake, this, "select * from " + keys.fullName());
    }

    /**
     * Reads the feature table as it was at a version.
     *
     * @param lake the lake
     * @param snapshot the table at that version
     * @return all its rows, ordered by prediction time and key
     */
    public FeatureFrame read(Lakehouse lake, TableSnapshot snapshot) {
        return FeatureFrame.read(lake, this, "select * from " + keys.fullName(), Map.of(keys.fullName(), snapshot));
    }

    /**
     * Reads one of several parts of the feature table as it was at a version. A hash of the key says which part a row belongs
     * to, so that the parts are of about the same size, and each is a fair sample of the whole.
     *
     * @param lake the lake
     * @param snapshot the table at that version
     * @param part number of the part, from 0
     * @param parts number of parts, at least 1
     * @return its rows, ordered by prediction time and key
     * @throws IllegalArgumentException when there is no such part
     */
    public FeatureFrame readPart(Lakehouse lake, TableSnapshot snapshot, int part, int parts) {
        if (part < 0 || part >= parts) {
            throw new IllegalArgumentException("Cannot read part " + part + " of " + parts + " parts of "
                    + keys.fullName() + ". Give a number from 0 up to the number of parts less one.");
        }
        String all = "select * from " + keys.fullName();
        return FeatureFrame.read(
                lake,
                this,
                parts == 1 ? all : all + " where " + isOfPart("cast(" + key() + " as string)", part, parts),
                Map.of(keys.fullName(), snapshot));
    }

    /**
     * The condition that tells the rows of one part, for tables that have the key as well.
     *
     * @param key SQL of the key as text
     * @param part number of the part, from 0
     * @param parts number of parts, at least 1
     * @return a condition in SQL
     */
    public static String isOfPart(String key, int part, int parts) {
        return "mod(surrogate_key(" + key + "), " + parts + ") = " + part;
    }

    /**
     * Reads some rows of the feature table.
     *
     * @param lake the lake
     * @param keyValues the keys as text, at least one
     * @return their rows, ordered by prediction time and key; a key that the table lacks is left out
     */
    public FeatureFrame read(Lakehouse lake, List<String> keyValues) {
        if (keyValues.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot read the features of no key from " + keys.fullName() + ". Give at least one.");
        }
        return FeatureFrame.read(
                lake,
                this,
                "select * from " + keys.fullName() + " where " + key() + " in (" + literals(keyValues) + ")");
    }

    private static String literals(List<String> values) {
        return values.stream().map(Sql::literal).collect(Collectors.joining(", "));
    }

    /**
     * Proves that the features of a moment need nothing that happened later: hides all later facts, computes the features
     * of the days before the moment again, and compares them with the feature table.
     *
     * <p>Hidden are the rows and events of inputs with times ({@link FeatureInput#events}); what {@link FeatureInput#of}
     * declares as always known stays. Numbers may differ by a millionth, because sums of other rows round otherwise.
     *
     * @param lake the lake, with an up-to-date feature table
     * @param moment the moment; parts of a second are dropped
     * @param days how many days before the moment to compare, at least 1
     * @return rows that were compared, 0 when the table has no prediction in these days: then nothing is proven
     * @throws FeatureLeakException when a feature differs, with its name and an example
     */
    public long requireNoLookAhead(Lakehouse lake, LocalDateTime moment, int days) {
        if (days < 1) {
            throw new IllegalArgumentException("Cannot compare the features of " + days + " days. Take at least 1.");
        }
        String timestamp = literal(moment);
        String then = query(inputs.stream().map(input -> input.asOf(timestamp)).toList());
        Map<String, String> differences = new LinkedHashMap<>();
        differences.put(PREDICTION_AT, "n." + PREDICTION_AT + " is distinct from t." + PREDICTION_AT);
        features().forEach(feature -> differences.put(feature.name(), differs(feature)));
        StringBuilder query = new StringBuilder("select count(*) as compared");
        differences.forEach((name, differs) -> query.append(",\n  cast(sum(case when ")
                .append(differs)
                .append(" then 1 else 0 end) as bigint) as ")
                .append(name)
                .append(", min(case when ")
                .append(differs)
                .append(" then cast(n.")
                .append(key())
                .append(" as string) end) as ")
                .append("example_")
                .append(name));
        query.append("\nfrom ")
                .append(keys.fullName())
                .append(" as n left join (")
                .append(then)
                .append(") as t on t.")
                .append(key())
                .append(" = n.")
                .append(key())
                .append("\nwhere n.")
                .append(PREDICTION_AT)
                .append(" > ")
                .append(literal(moment.minusDays(days)))
                .append(" and n.")
                .append(PREDICTION_AT)
                .append(" <= ")
                .append(timestamp);
        try (QueryResult result = lake.query(query.toString())) {
            result.nextBatch();
            long compared = result.column(0).getLong(0);
            List<String> leaks = new ArrayList<>();
            for (int i = 1; i < result.columns().size() && compared > 0; i += 2) {
                long count = result.column(i).getLong(0);
                if (count > 0) {
                    leaks.add(result.columns().get(i).name() + " of " + count + ", such as "
                            + result.column(i + 1).getObject(0));
                }
            }
            if (!leaks.isEmpty()) {
                throw new FeatureLeakException("Cannot trust the features of " + keys.fullName() + ": with everything"
                        + " after " + moment + " hidden, of " + compared + " predictions of the " + days
                        + " days before it other values are computed for " + String.join("; ", leaks)
                        + ". They look ahead, or the table is older than its inputs. Take only facts that were known"
                        + " before prediction_at, and run the pipeline.");
            }
            return compared;
        }
    }

    /** SQL that is true where a stored value n differs from the recomputed t, never null. */
    private static String differs(Feature feature) {
        String now = "n." + feature.name();
        String then = "t." + feature.name();
        String distinct = now + " is distinct from " + then;
        // The bound is that of the smaller value: against an infinite one any difference would be small.
        return feature.kind() == Feature.Kind.CATEGORY
                ? distinct
                : "(" + distinct + " and not coalesce(abs(" + now + " - " + then + ") <= 1e-6 * greatest(1, least(abs("
                        + now + "), abs(" + then + "))), false))";
    }

    private String query(List<FeatureInput> facts) {
        if (groups.isEmpty() || sql.isEmpty()) {
            throw new IllegalStateException("Cannot compute features of " + keys.fullName() + ": the view has "
                    + groups.size() + " feature groups and " + (sql.isEmpty() ? "no" : "some")
                    + " SQL. Give both with sql(…) and groups(…).");
        }
        StringBuilder text = new StringBuilder("with ");
        for (FeatureInput input : facts) {
            text.append(input.name()).append(" as (\n").append(input.sql()).append("\n),\n");
        }
        text.append(sql);
        for (FeatureGroup group : groups) {
            // An expression sees the columns of its own group only: those of another group have another known_at.
            text.append(",\n")
                    .append(columnsOf(group))
                    .append(" as (\n  select ")
                    .append(key())
                    .append(", ")
                    .append(KNOWN_AT)
                    .append(" as ")
                    .append(group.knownAtColumn());
            for (Feature feature : group.features()) {
                text.append(", cast(")
                        .append(feature.sql())
                        .append(feature.isNumeric() ? " as double) as " : " as string) as ")
                        .append(feature.name());
            }
            text.append(" from ").append(group.name()).append("\n)");
        }
        text.append("\nselect entities.").append(key()).append(", entities.").append(PREDICTION_AT);
        List<String> knownAt = groups.stream()
                .map(group -> columnsOf(group) + "." + group.knownAtColumn())
                .toList();
        text.append(",\n  ")
                .append(knownAt.size() == 1 ? knownAt.get(0) : "greatest(" + String.join(", ", knownAt) + ")")
                .append(" as ")
                .append(KNOWN_AT);
        knownAt.forEach(column -> text.append(",\n  ").append(column));
        for (FeatureGroup group : groups) {
            for (Feature feature : group.features()) {
                text.append(",\n  ").append(columnsOf(group)).append('.').append(feature.name());
            }
        }
        text.append("\nfrom entities");
        for (FeatureGroup group : groups) {
            text.append("\nleft join ")
                    .append(columnsOf(group))
                    .append(" on ")
                    .append(columnsOf(group))
                    .append('.')
                    .append(key())
                    .append(" = entities.")
                    .append(key());
        }
        return text.toString();
    }

    private static String columnsOf(FeatureGroup group) {
        return "columns_of_" + group.name();
    }

    String key() {
        return keys.schema().key().get(0);
    }

    TableSchema schema() {
        return table().schema();
    }

    private static String literal(LocalDateTime moment) {
        return "timestamp '"
                + DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").format(moment) + "'";
    }
}
