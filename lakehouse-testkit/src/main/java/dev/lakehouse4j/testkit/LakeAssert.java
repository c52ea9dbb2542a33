package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a lake as a whole; see {@link LakehouseAssertions#assertThatLake}. */
public final class LakeAssert extends AbstractAssert<LakeAssert, Lakehouse> {

    LakeAssert(Lakehouse lake) {
        super(lake, LakeAssert.class);
    }

    /**
     * The lake has these tables, and perhaps more.
     *
     * @param names full names such as {@code silver.orders}
     * @return this
     */
    public LakeAssert hasTables(String... names) {
        List<String> there = actual.tables();
        List<String> missing =
                Arrays.stream(names).filter(name -> !there.contains(name)).toList();
        if (!missing.isEmpty()) {
            failWithMessage(
                    "Expecting the lake %s%nto have the tables%n  %s%nbut it lacks%n  %s%nIt has%n  %s",
                    actual.root(), List.of(names), missing, there);
        }
        return this;
    }

    /**
     * The lake has these tables, and perhaps more.
     *
     * @param tables the tables
     * @return this
     */
    public LakeAssert hasTables(TableRef<?, ?>... tables) {
        return hasTables(names(tables));
    }

    /**
     * The lake has these tables and no others.
     *
     * @param names full names in any order; none for an empty lake
     * @return this
     */
    public LakeAssert hasExactlyTables(String... names) {
        List<String> there = actual.tables();
        if (!new TreeSet<>(there).equals(new TreeSet<>(List.of(names)))) {
            List<String> missing =
                    Arrays.stream(names).filter(name -> !there.contains(name)).toList();
            List<String> unexpected = there.stream()
                    .filter(name -> !List.of(names).contains(name))
                    .toList();
            failWithMessage(
                    "Expecting the lake %s%nto have exactly the tables%n  %s%nbut it lacks%n  %s%nand has besides%n  %s",
                    actual.root(), List.of(names), missing, unexpected);
        }
        return this;
    }

    /**
     * The lake has none of these tables.
     *
     * @param names full names such as {@code gold.fact_orders}
     * @return this
     */
    public LakeAssert doesNotHaveTables(String... names) {
        List<String> unexpected = actual.tables().stream()
                .filter(name -> List.of(names).contains(name))
                .toList();
        if (!unexpected.isEmpty()) {
            failWithMessage(
                    "Expecting the lake %s%nto have none of the tables%n  %s%nbut it has%n  %s",
                    actual.root(), List.of(names), unexpected);
        }
        return this;
    }

    /**
     * The lake has the tables of another one, with the same columns and the same rows in any order: values are equal, doubles to a
     * billionth of their size. The times of ingest and quarantine ({@code _ingested_at}, {@code _quarantined_at}) are not compared.
     *
     * @param expected the other lake, which may have been written with another engine
     * @param names full names of the tables to compare; none for all that either lake has
     * @return this
     */
    public LakeAssert hasSameTablesAs(Lakehouse expected, String... names) {
        Set<String> tables = new TreeSet<>(List.of(names));
        if (names.length == 0) {
            tables.addAll(actual.tables());
            tables.addAll(expected.tables());
        }
        Map<String, String> differences = new LakeComparison(expected, actual).differences(tables);
        if (!differences.isEmpty()) {
            failWithMessage(
                    "Expecting the lake %s%nto have the same tables as the lake %s%nbut these differ:%n  %s",
                    actual.root(),
                    expected.root(),
                    differences.entrySet().stream()
                            .map(difference -> difference.getKey() + " " + difference.getValue())
                            .collect(Collectors.joining("\n  ")));
        }
        return this;
    }

    private static String[] names(TableRef<?, ?>[] tables) {
        return Arrays.stream(tables).map(TableRef::fullName).toArray(String[]::new);
    }
}
