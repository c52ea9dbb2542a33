package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.FileLayout;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a table name in a query stands for. */
public sealed interface Relation {

    /**
     * The columns that a query sees.
     *
     * @return the schema
     */
    TableSchema schema();

    /**
     * A version of a table.
     *
     * @param snapshot the version
     */
    record Snapshot(TableSnapshot snapshot) implements Relation {
        @Override
        public TableSchema schema() {
            return snapshot.schema();
        }
    }

    /**
     * Some data files of a table, for example those that a commit is about to add.
     *
     * @param root folder of the table
     * @param files the files
     * @param schema columns of the table
     * @param layout how its rows lie in the files
     */
    record Files(Path root, List<DataFile> files, TableSchema schema, FileLayout layout) implements Relation {

        /**
         * Files that hold the columns under their names, as those that this library writes.
         *
         * @param root folder of the table
         * @param files the files
         * @param schema columns of the table
         */
        public Files(Path root, List<DataFile> files, TableSchema schema) {
            this(root, files, schema, FileLayout.PLAIN);
        }
    }

    /**
     * Data files of a table, each row with the absolute path of its file.
     *
     * @param root folder of the table
     * @param files the files
     * @param schema columns of the table
     * @param layout how its rows lie in the files
     */
    record NamedFiles(Path root, List<DataFile> files, TableSchema schema, FileLayout layout) implements Relation {

        /** Name of the column with the path. */
        public static final String FILE_COLUMN = "_data_file";

        /**
         * Files that hold the columns under their names, as those that this library writes.
         *
         * @param root folder of the table
         * @param files the files
         * @param schema columns of the table
         */
        public NamedFiles(Path root, List<DataFile> files, TableSchema schema) {
            this(root, files, schema, FileLayout.PLAIN);
        }
    }

    /**
     * Parquet files of anybody, whose own columns count.
     *
     * @param files paths of the files
     * @param schema columns to read; with a column {@link #ROW_NUMBER_COLUMN}, each row says which one of its file it is
     */
    record Parquet(List<Path> files, TableSchema schema) implements Relation {

        /** Name of the column with the number of a row within its file, from 0. */
        public static final String ROW_NUMBER_COLUMN = "file_row_number";
    }

    /**
     * A relation of which not everything is seen. No condition of the query around it reaches the rows that are left out: not
     * even an error can tell of them.
     *
     * @param base what lies underneath
     * @param filter SQL condition over the columns that a row must fulfil, or null when all rows are seen
     * @param masks by column, SQL over the columns of the base that gives what is seen instead; cast to the column's type
     */
    record Guarded(Relation base, @Nullable String filter, Map<String, String> masks) implements Relation {

        /** Copies the map. */
        public Guarded {
            masks = Map.copyOf(masks);
        }

        @Override
        public TableSchema schema() {
            return base.schema();
        }
    }

    /**
     * A named query over relations of its own, which the query around it does not see.
     *
     * @param name full name, {@code schema.view}
     * @param sql one SELECT statement
     * @param relations what the names in it stand for
     * @param schema its columns
     * @param fenced whether no condition of the query around it may reach the rows that the view leaves out
     */
    record View(String name, String sql, Map<String, Relation> relations, TableSchema schema, boolean fenced)
            implements Relation {

        /** Copies the map. */
        public View {
            relations = Map.copyOf(relations);
        }

        /**
         * A view for who may know all rows underneath.
         *
         * @param name full name, {@code schema.view}
         * @param sql one SELECT statement
         * @param relations what the names in it stand for
         * @param schema its columns
         */
        public View(String name, String sql, Map<String, Relation> relations, TableSchema schema) {
            this(name, sql, relations, schema, false);
        }

        /**
         * The same view for who must not learn of the rows that it leaves out: no condition of the query around it reaches them.
         *
         * @return a view with the same rows
         */
        public View behindFence() {
            return new View(name, sql, relations, schema, true);
        }
    }

    /**
     * Rows that stand in the query itself.
     *
     * @param schema columns of flat types
     * @param rows each with a value or null for each column: text, a number or a truth value
     */
    record Values(TableSchema schema, List<List<@Nullable Object>> rows) implements Relation {

        /** Copies the list. */
        public Values {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A table without rows, for a dry run.
     *
     * @param schema its columns
     */
    record Empty(TableSchema schema) implements Relation {}
}
