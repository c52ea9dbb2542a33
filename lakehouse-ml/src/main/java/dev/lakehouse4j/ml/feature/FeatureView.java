package dev.lakehouse4j.ml.feature;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.model.ModelCheck;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<String> names = new HashSet<>();
        for (FeatureGroup group : groups) {
            for (Feature feature : group.features()) {
                if (!names.add(feature.name())) {
                    throw new IllegalArgumentException("Cannot declare the feature " + feature.name()
                            + " twice. Give one of the two another name.");
                }
            }
        }
    }

    /**
     * Starts a view.
     *
     * @param <R> the record of the key columns
     * @param table the feature table; its record has one key column, {@code prediction_at} and {@code known_at}
     * @return a view without features
     */
    public static <R extends Record> FeatureView<R> into(TableRef<Gold, R> table) {
        List<String> names = table.schema().columns().stream().map(Column::name).toList();
        if (table.schema().key().size() != 1 || !names.contains(PREDICTION_AT) || !names.contains(KNOWN_AT)) {
            throw new IllegalArgumentException("Cannot put features into " + table + ": its record needs one @Key"
                    + " component, and the timestamps predictionAt and knownAt. It has " + names + ".");
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
     * with the key and {@code prediction_at}, and one for each group.
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
     */
    public FeatureView<R> without(String... names) {
        Set<String> gone = Set.of(names);
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
     * The model that builds the feature table. It fails when a row holds a fact that is newer than its prediction.
     *
     * @return the model
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
     * @param rows for each input that has new rows, a query that returns them
     * @param keyValues the keys to return features of
     * @return the features
     */
    public FeatureFrame compute(Lakehouse lake, Map<String, String> rows, List<String> keyValues) {
        List<FeatureInput> extended = inputs.stream()
                .map(input -> rows.containsKey(input.name())
                        ? input.plus(java.util.Objects.requireNonNull(rows.get(input.name())))
                        : input)
                .toList();
        String wanted = keyValues.stream()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        return FeatureFrame.read(
                lake,
                this,
                "select * from (" + query(extended) + ") as computed where " + key() + " in (" + wanted + ")");
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
     * Proves that the features of a moment need nothing that happened later: hides all later facts, computes the features
     * of the days before the moment again, and compares them with the feature table.
     *
     * @param lake the lake, with an up-to-date feature table
     * @param moment the moment
     * @param days how many days before the moment to compare, at least 1
     * @return rows that were compared
     * @throws FeatureLeakException when a feature differs, with its name and an example
     */
    public long requireNoLookAhead(Lakehouse lake, LocalDateTime moment, int days) {
        String timestamp = literal(moment);
        String then = query(inputs.stream().map(input -> input.asOf(timestamp)).toList());
        String from = literal(moment.minusDays(days));
        String differences = features().stream()
                .map(feature -> "cast(sum(case when " + differs(feature) + " then 1 else 0 end) as bigint) as "
                        + feature.name())
                .collect(Collectors.joining(",\n"));
        String query = "select count(*) as compared, count(t." + key() + ") as found,\n" + differences + "\nfrom "
                + keys.fullName() + " as n left join (" + then + ") as t on t." + key() + " = n." + key() + "\nwhere n."
                + PREDICTION_AT + " > " + from + " and n." + PREDICTION_AT + " <= " + timestamp;
        try (QueryResult result = lake.query(query)) {
            result.nextBatch();
            long compared = result.column(0).getLong(0);
            List<String> leaks = new ArrayList<>();
            if (result.column(1).getLong(0) != compared) {
                leaks.add("whole rows: " + (compared - result.column(1).getLong(0)));
            }
            for (int i = 2; i < result.columns().size() && compared > 0; i++) {
                long count = result.column(i).getLong(0);
                if (count > 0) {
                    leaks.add(result.columns().get(i).name() + ": " + count + " rows");
                }
            }
            if (!leaks.isEmpty()) {
                throw new FeatureLeakException("Cannot trust the features of " + keys.fullName() + ": with everything"
                        + " after " + moment + " hidden, " + compared + " predictions of the " + days
                        + " days before it get other features (" + String.join(", ", leaks)
                        + "). They look ahead; take only facts that were known before prediction_at.");
            }
            return compared;
        }
    }

    private static String differs(Feature feature) {
        String now = "n." + feature.name();
        String then = "t." + feature.name();
        return feature.kind() == Feature.Kind.CATEGORY
                ? now + " is distinct from " + then
                : "coalesce(abs(" + now + " - " + then + ") > 1e-6 * greatest(1, abs(" + now + ")), " + now
                        + " is distinct from " + then + ")";
    }

    private String query(List<FeatureInput> facts) {
        StringBuilder text = new StringBuilder("with ");
        for (FeatureInput input : facts) {
            text.append(input.name()).append(" as (\n").append(input.sql()).append("\n),\n");
        }
        text.append(sql)
                .append("\nselect entities.")
                .append(key())
                .append(", entities.")
                .append(PREDICTION_AT);
        text.append(",\n  ")
                .append(
                        groups.size() == 1
                                ? knownAt(groups.get(0))
                                : groups.stream()
                                        .map(FeatureView::knownAt)
                                        .collect(Collectors.joining(", ", "greatest(", ")")))
                .append(" as ")
                .append(KNOWN_AT);
        for (FeatureGroup group : groups) {
            text.append(",\n  ").append(knownAt(group)).append(" as ").append(group.knownAtColumn());
        }
        for (FeatureGroup group : groups) {
            for (Feature feature : group.features()) {
                text.append(",\n  cast(")
                        .append(
                                feature.sql().equals(feature.name())
                                        ? group.name() + "." + feature.name()
                                        : feature.sql())
                        .append(feature.isNumeric() ? " as double) as " : " as string) as ")
                        .append(feature.name());
            }
        }
        text.append("\nfrom entities");
        for (FeatureGroup group : groups) {
            text.append("\nleft join ")
                    .append(group.name())
                    .append(" on ")
                    .append(group.name())
                    .append('.')
                    .append(key())
                    .append(" = entities.")
                    .append(key());
        }
        return text.toString();
    }

    private static String knownAt(FeatureGroup group) {
        return group.name() + "." + KNOWN_AT;
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
