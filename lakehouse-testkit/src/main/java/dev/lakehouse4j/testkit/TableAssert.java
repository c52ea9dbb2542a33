package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on one version of a table; see {@link LakehouseAssertions#assertThatTable}.
 *
 * <p>The version is the one that was the newest when the assertions began, so a chain of them looks at one state. All but
 * {@link #doesNotExist()} fail when the table does not exist. Messages show at most five rows of a kind.
 *
 * @param <R> the record type of its rows
 */
public final class TableAssert<R extends Record> extends AbstractAssert<TableAssert<R>, Table<?, R>> {

    private static final int EXAMPLES = 5;

    private final Lakehouse lake;
    private final @Nullable TableSnapshot snapshot;

    TableAssert(Lakehouse lake, Table<?, R> table, @Nullable TableSnapshot snapshot) {
        super(table, TableAssert.class);
        this.lake = lake;
        this.snapshot = snapshot;
    }

    /**
     * The table has been written.
     *
     * @return this
     */
    public TableAssert<R> exists() {
        existing();
        return this;
    }

    /**
     * The table has not been written yet.
     *
     * @return this
     */
    public TableAssert<R> doesNotExist() {
        if (snapshot != null) {
            failWithMessage(
                    "Expecting %s not to exist, but it is at version %s with %s",
                    name(), snapshot.version(), rows(countWhere("true")));
        }
        return this;
    }

    /**
     * The same assertions on an older version.
     *
     * @param version number of the version
     * @return assertions on that version
     */
    public TableAssert<R> asOf(long version) {
        existing();
        return new TableAssert<>(lake, actual, lake.store().atVersion(lake.folder(name()), version));
    }

    /**
     * The table has this many rows.
     *
     * @param expected number of rows
     * @return this
     */
    public TableAssert<R> hasRows(long expected) {
        long count = countWhere("true");
        if (count != expected) {
            failWithMessage(
                    "Expecting %s to have %s, but it has %s%s",
                    described(), rows(expected), count, examples("true", count));
        }
        return this;
    }

    /**
     * The table has this many rows that fulfil a condition.
     *
     * @param expected number of rows
     * @param condition SQL over the columns; rows where it is null do not count
     * @return this
     */
    public TableAssert<R> hasRows(long expected, String condition) {
        long count = countWhere(condition);
        if (count != expected) {
            failWithMessage(
                    "Expecting %s to have %s where%n  %s%nbut it has %s%s",
                    described(), rows(expected), condition, count, examples(condition, count));
        }
        return this;
    }

    /**
     * The table exists and has no rows.
     *
     * @return this
     */
    public TableAssert<R> isEmpty() {
        return hasRows(0);
    }

    /**
     * The table has at least one row.
     *
     * @return this
     */
    public TableAssert<R> isNotEmpty() {
        if (countWhere("true") == 0) {
            failWithMessage("Expecting %s to have rows, but it has none", described());
        }
        return this;
    }

    /**
     * No two rows share the key that the table declares, and no part of a key is null.
     *
     * @return this
     */
    public TableAssert<R> hasUniqueKey() {
        List<String> key = existing().schema().key();
        if (key.isEmpty()) {
            failWithMessage(
                    "Expecting %s to have a unique key, but it declares none. Mark the components of %s that identify a"
                            + " row with @Key, or name the columns.",
                    described(), actual.ref().type().getSimpleName());
        }
        return hasUniqueKey(key.toArray(String[]::new));
    }

    /**
     * No two rows have the same values in these columns, and none of the values is null.
     *
     * @param columns names of the columns
     * @return this
     */
    public TableAssert<R> hasUniqueKey(String... columns) {
        String key = Arrays.stream(columns).map(Sql::identifier).collect(Collectors.joining(", "));
        String incomplete = Arrays.stream(columns)
                .map(column -> Sql.identifier(column) + " is null")
                .collect(Collectors.joining(" or "));
        noRows(incomplete);
        List<Row> duplicates = query("select " + key + ", count(*) as copies from " + name() + " group by " + key
                + " having count(*) > 1 order by copies desc, " + key + " limit " + EXAMPLES);
        if (!duplicates.isEmpty()) {
            failWithMessage(
                    "Expecting %s to have the unique key %s, but these values come more than once:%s",
                    described(), List.of(columns), lines(duplicates));
        }
        return this;
    }

    /**
     * A row of the table equals this one.
     *
     * @param row the row
     * @return this
     */
    public TableAssert<R> containsRow(R row) {
        return containsRows(List.of(row));
    }

    /**
     * The table has these rows, each at least as often as it is given, and perhaps more.
     *
     * @param expected the rows
     * @return this
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final TableAssert<R> containsRows(R... expected) {
        return containsRows(List.of(expected));
    }

    /**
     * The table has these rows, each at least as often as it is given, and perhaps more.
     *
     * @param expected the rows
     * @return this
     */
    public TableAssert<R> containsRows(List<? extends R> expected) {
        List<R> all = read();
        List<R> missing = without(expected, all);
        if (!missing.isEmpty()) {
            failWithMessage(
                    "Expecting %s to contain%s%nbut it lacks%s%nIt has %s%s",
                    described(), lines(expected), lines(missing), rows(all.size()), lines(all));
        }
        return this;
    }

    /**
     * No row of the table equals this one.
     *
     * @param row the row
     * @return this
     */
    public TableAssert<R> doesNotContainRow(R row) {
        if (read().contains(row)) {
            failWithMessage("Expecting %s not to contain%s%nbut it does", described(), lines(List.of(row)));
        }
        return this;
    }

    /**
     * The table has these rows, each as often as it is given, and no others.
     *
     * @param expected the rows
     * @return this
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final TableAssert<R> containsExactlyRowsInAnyOrder(R... expected) {
        return containsExactlyRowsInAnyOrder(List.of(expected));
    }

    /**
     * The table has these rows, each as often as it is given, and no others.
     *
     * @param expected the rows
     * @return this
     */
    public TableAssert<R> containsExactlyRowsInAnyOrder(List<? extends R> expected) {
        List<R> all = read();
        List<R> missing = without(expected, all);
        List<R> unexpected = without(all, expected);
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            failWithMessage(
                    "Expecting %s to contain exactly%s%nIt lacks%s%nand has besides%s",
                    described(), lines(expected), lines(missing), lines(unexpected));
        }
        return this;
    }

    /**
     * Goes on with AssertJ's assertions on a list.
     *
     * @return assertions on the rows, in no particular order
     */
    public ListAssert<R> rows() {
        return Assertions.assertThat(read()).as("rows of %s", described());
    }

    /**
     * The table has these columns, and perhaps more.
     *
     * @param names names of the columns
     * @return this
     */
    public TableAssert<R> hasColumns(String... names) {
        List<String> there = existing().schema().names();
        List<String> missing =
                Arrays.stream(names).filter(name -> !there.contains(name)).toList();
        if (!missing.isEmpty()) {
            failWithMessage(
                    "Expecting %s to have the columns%n  %s%nbut it lacks%n  %s%nIt has%n%s",
                    described(), List.of(names), missing, existing().schema().describe());
        }
        return this;
    }

    /**
     * The table has these columns in this order and no others.
     *
     * @param names names of the columns
     * @return this
     */
    public TableAssert<R> hasExactlyColumns(String... names) {
        if (!existing().schema().names().equals(List.of(names))) {
            failWithMessage(
                    "Expecting %s to have exactly the columns%n  %s%nbut it has%n%s",
                    described(), List.of(names), existing().schema().describe());
        }
        return this;
    }

    /**
     * A condition is true for every row.
     *
     * @param condition SQL over the columns; null counts as false
     * @return this
     */
    public TableAssert<R> allRowsSatisfy(String condition) {
        String broken = "not coalesce((" + condition + "), false)";
        long count = countWhere(broken);
        if (count > 0) {
            failWithMessage(
                    "Expecting all rows of %s to satisfy%n  %s%nbut %s of %s do not%s",
                    described(), condition, count, rows(countWhere("true")), examples(broken, count));
        }
        return this;
    }

    /**
     * A condition is true for no row.
     *
     * @param condition SQL over the columns; null counts as false
     * @return this
     */
    public TableAssert<R> noRows(String condition) {
        long count = countWhere(condition);
        if (count > 0) {
            failWithMessage(
                    "Expecting no row of %s to satisfy%n  %s%nbut %s of %s do%s",
                    described(), condition, count, rows(countWhere("true")), examples(condition, count));
        }
        return this;
    }

    /**
     * The table is at this version.
     *
     * @param version number of the version
     * @return this
     */
    public TableAssert<R> hasVersion(long version) {
        if (existing().version() != version) {
            failWithMessage(
                    "Expecting %s to be at version %s, but it is at %s, made by%s",
                    name(),
                    version,
                    existing().version(),
                    commitsSince(Math.min(version, existing().version() - 1)));
        }
        return this;
    }

    /**
     * Nothing has been committed since: the table is at the version of this snapshot.
     *
     * @param other a snapshot of the same table
     * @return this
     */
    public TableAssert<R> isAtSameVersionAs(TableSnapshot other) {
        return isUnchangedSince(other.version());
    }

    /**
     * Nothing has been committed since: the table is at the version of this commit.
     *
     * @param other a commit to the same table
     * @return this
     */
    public TableAssert<R> isAtSameVersionAs(Commit other) {
        return isUnchangedSince(other.version());
    }

    private TableAssert<R> isUnchangedSince(long version) {
        if (existing().version() != version) {
            failWithMessage(
                    "Expecting %s to be at the same version, %s, but it is at %s, made by%s",
                    name(), version, existing().version(), commitsSince(version));
        }
        return this;
    }

    private String commitsSince(long version) {
        long newest = existing().version();
        return lines(lake.store().history(lake.folder(name())).stream()
                .filter(commit -> commit.version() > version && commit.version() <= newest)
                .map(commit -> commit.version() + " " + commit.operation() + " " + commit.parameters() + " "
                        + commit.metrics())
                .toList());
    }

    private TableSnapshot existing() {
        if (snapshot == null) {
            List<String> tables = lake.tables();
            throw failure(
                    "Expecting %s to exist in the lake %s, which has%s",
                    name(), lake.root(), tables.isEmpty() ? " no tables" : lines(tables));
        }
        return snapshot;
    }

    private String name() {
        return actual.ref().fullName();
    }

    private String described() {
        return name() + " at version " + existing().version();
    }

    private static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    private List<R> read() {
        try (Stream<R> rows = actual.asOf(existing().version()).rows()) {
            return rows.toList();
        }
    }

    private long countWhere(String condition) {
        Object count = query("select count(*) as n from " + name() + " where " + condition)
                .get(0)
                .get("n");
        return ((Number) java.util.Objects.requireNonNull(count)).longValue();
    }

    private String examples(String condition, long count) {
        return count == 0
                ? ""
                : ":"
                        + lines(
                                query("select * from " + name() + " where " + condition + " order by all limit "
                                        + EXAMPLES),
                                count);
    }

    private List<Row> query(String sql) {
        return QueryRows.readAll(lake.engine().query(sql, Map.of(name(), new Relation.Snapshot(existing()))));
    }

    /** The rows of one list that are left when those of another are taken away, one for one. */
    private static <T> List<T> without(List<? extends T> rows, List<? extends T> taken) {
        Map<T, Long> available = taken.stream().collect(Collectors.groupingBy(row -> (T) row, Collectors.counting()));
        List<T> left = new ArrayList<>();
        for (T row : rows) {
            if (available.merge(row, -1L, Long::sum) < 0) {
                left.add(row);
            }
        }
        return left;
    }

    private static String lines(List<?> rows) {
        return lines(rows, rows.size());
    }

    private static String lines(List<?> rows, long count) {
        if (rows.isEmpty()) {
            return "\n  (none)";
        }
        String shown = rows.stream().limit(EXAMPLES).map(row -> "\n  " + row).collect(Collectors.joining());
        return count > EXAMPLES ? shown + "\n  … and " + (count - EXAMPLES) + " more" : shown;
    }
}
