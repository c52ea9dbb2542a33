package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.List;

/**
 * The columns that {@link BronzeIngest} adds to those of the record. Ingest fills all but {@code _rescued_data} in every
 * row; they are nullable so that rows can also be appended to the table by hand.
 */
public final class AuditColumns {

    /** Name of the file within its source, as in {@link SourceFile#name()}. */
    public static final Column SOURCE_FILE = column("_source_file", ColumnType.Primitive.STRING, "File of the row");

    /**
     * Number of the row among the data records of its file, from 1. Rows and malformed records count, header and blank
     * lines do not, so the numbers of a file's Bronze and quarantine rows together have no gap but for erased persons.
     */
    public static final Column SOURCE_ROW =
            column("_source_row", ColumnType.Primitive.LONG, "Number of the data record in its file, from 1");

    /** Identity of a file's content under its name: 32 hexadecimal digits, equal for equal content and name. */
    public static final Column BATCH_ID =
            column("_batch_id", ColumnType.Primitive.STRING, "Identity of the file's name and content");

    /** When the ingest of the file began; equal for all rows of a batch. */
    public static final Column INGESTED_AT =
            column("_ingested_at", ColumnType.Primitive.TIMESTAMP, "When the ingest of the file began");

    /** Values that fit no column, as a JSON object under their names in the file; null where there are none. */
    public static final Column RESCUED_DATA =
            column("_rescued_data", ColumnType.Primitive.STRING, "JSON of the values that fit no column");

    private static final List<Column> ALL = List.of(SOURCE_FILE, SOURCE_ROW, BATCH_ID, INGESTED_AT, RESCUED_DATA);

    private AuditColumns() {}

    /**
     * The five columns, for {@code TableRef.plus}.
     *
     * @return the columns in the order in which they stand in the table
     */
    public static List<Column> all() {
        return ALL;
    }

    private static Column column(String name, ColumnType type, String comment) {
        return new Column(name, type, true, comment);
    }
}
