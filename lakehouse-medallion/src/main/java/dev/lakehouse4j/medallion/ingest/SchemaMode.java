package dev.lakehouse4j.medallion.ingest;

/**
 * What an ingest does with values that the record has no place for: columns that it does not know, and texts that are not
 * of their column's type. Records that are malformed go to quarantine in every mode.
 */
public enum SchemaMode {

    /** The file is refused, by an error that names file, line, column and value. */
    FAIL,

    /**
     * The values are kept as a JSON object in {@code _rescued_data}, under the names that they have in the file. A row whose
     * NOT NULL column cannot be filled goes to quarantine.
     */
    RESCUE,

    /**
     * Unknown columns are added to the table, at its end, as nullable columns (text, or their own type from Parquet).
     * Texts that are not of their column's type are rescued as with {@link #RESCUE}.
     */
    EVOLVE
}
