package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.nio.file.Path;
import java.util.List;

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
     */
    record Files(Path root, List<DataFile> files, TableSchema schema) implements Relation {}

    /**
     * Data files of a table, each row with the absolute path of its file.
     *
     * @param root folder of the table
     * @param files the files
     * @param schema columns of the table
     */
    record NamedFiles(Path root, List<DataFile> files, TableSchema schema) implements Relation {

        /** Name of the column with the path. */
        public static final String FILE_COLUMN = "_data_file";
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
     * A table without rows, for a dry run.
     *
     * @param schema its columns
     */
    record Empty(TableSchema schema) implements Relation {}
}
