package dev.lakehouse4j.core.lineage;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a table, a model or a report comes from.
 *
 * @param target what is made: {@code schema.table}, {@code models.name} or {@code reports.name}
 * @param step how it is made
 * @param inputs what it is made from
 * @param columns its columns with their sources; empty when only the inputs are known
 * @param rows what decides which rows it has
 * @param matches what is equal in a row of it and in the rows of its inputs
 * @param definition the query, or what else defines it; null when there is nothing to show
 */
public record TableLineage(
        String target,
        Step step,
        List<Input> inputs,
        List<ColumnLineage> columns,
        List<ColumnSource> rows,
        List<RowMatch> matches,
        @Nullable String definition) {

    /** How something is made. */
    public enum Step {
        /** From files. */
        INGEST,
        /** By a query; its columns are known one by one. */
        SQL,
        /** By code; that it reads its inputs is all that is known. */
        JAVA,
        /** Read by people or programs; nothing is made from it. */
        REPORT
    }

    /**
     * Something that is read.
     *
     * @param name {@code schema.table}, {@code models.name} or {@code files.name}
     * @param location where a file lies, as a URI; null for what lies in the lake
     * @param format how a file is written, as JSON; null for what lies in the lake
     */
    public record Input(
            String name,
            @Nullable String location,
            @Nullable String format) {

        /** Checks the name. */
        public Input {
            Objects.requireNonNull(name, "name");
        }

        /**
         * A table or model of the lake.
         *
         * @param name its full name
         * @return the input
         */
        public static Input of(String name) {
            return new Input(name, null, null);
        }
    }

    /** What a name stands for, by its schema. */
    public enum Kind {
        /** A file outside the lake. */
        FILE,
        /** A table. */
        TABLE,
        /** A trained model. */
        MODEL,
        /** A report, a key figure. */
        REPORT;

        /**
         * What a name stands for.
         *
         * @param name full name
         * @return the kind
         */
        public static Kind of(String name) {
            if (name.startsWith("files.")) {
                return FILE;
            } else if (name.startsWith("models.")) {
                return MODEL;
            }
            return name.startsWith("reports.") ? REPORT : TABLE;
        }
    }

    /** Copies the lists. */
    public TableLineage {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(step, "step");
        inputs = List.copyOf(inputs);
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        matches = List.copyOf(matches);
    }

    /**
     * The lineage of a table that a query makes.
     *
     * @param target the table
     * @param sql the query
     * @param query the query's lineage
     * @return the lineage; the inputs are the tables that the query names
     */
    public static TableLineage ofQuery(String target, String sql, QueryLineage query) {
        TreeSet<String> inputs = new TreeSet<>();
        query.rows().forEach(source -> inputs.add(source.column().table()));
        query.columns()
                .forEach(column -> column.sources()
                        .forEach(source -> inputs.add(source.column().table())));
        return new TableLineage(
                target,
                Step.SQL,
                inputs.stream().map(Input::of).toList(),
                query.columns(),
                query.rows(),
                query.matches(),
                sql);
    }

    /**
     * The lineage of what code makes from tables.
     *
     * @param target what is made
     * @param inputs full names of what the code reads
     * @param matches values that a row has in common with the rows it is made from; may be empty
     * @return the lineage
     */
    public static TableLineage ofCode(String target, List<String> inputs, List<RowMatch> matches) {
        return new TableLineage(
                target, Step.JAVA, inputs.stream().map(Input::of).toList(), List.of(), List.of(), matches, null);
    }

    /**
     * Whether the sources of its columns are known one by one.
     *
     * @return false when every column may depend on everything in the inputs
     */
    public boolean hasColumns() {
        return !columns.isEmpty();
    }

    /**
     * The lineage of a column.
     *
     * @param column name of the column
     * @return empty when there is no such column or its sources are not known
     */
    public Optional<ColumnLineage> column(String column) {
        return columns.stream().filter(each -> each.column().equals(column)).findFirst();
    }
}
