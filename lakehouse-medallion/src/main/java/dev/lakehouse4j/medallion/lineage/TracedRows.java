package dev.lakehouse4j.medallion.lineage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that a row was made from, with what they were made from themselves.
 *
 * @param table full name
 * @param version the version of the table that was looked into
 * @param match what the rows have in common with the row that they led to, as SQL; for the first row its key
 * @param count how many rows there are
 * @param rows some of them: text of each value by column, null for null
 * @param places where the shown rows stand in files, for rows that came from files
 * @param notes what else there is to say, such as relatives in quarantine and what cannot be traced
 * @param repeated whether these very rows stand elsewhere in the trace with what they were made from, and here without
 * @param from the rows that they were made from
 */
public record TracedRows(
        String table,
        long version,
        String match,
        long count,
        List<Map<String, @Nullable String>> rows,
        List<Place> places,
        List<String> notes,
        boolean repeated,
        List<TracedRows> from) {

    /** Copies the lists. */
    public TracedRows {
        rows = rows.stream()
                .map(row -> Collections.unmodifiableMap(new LinkedHashMap<>(row)))
                .toList();
        places = List.copyOf(places);
        notes = List.copyOf(notes);
        from = List.copyOf(from);
    }

    /** With more to say. */
    TracedRows noting(List<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new TracedRows(table, version, match, count, rows, places, all, repeated, from);
    }

    /**
     * Where a record stands in a file.
     *
     * @param file name of the file within its source
     * @param record number among the data records of the file, from 1
     * @param location where the file was when it was recorded, as a URI; null when that is not known
     * @param line number of the physical line that the record starts on, from 1; null when the file is not there any more, has
     *     other content by now, or has no lines
     * @param text the record as it stands in the file; null when the line is
     */
    public record Place(
            String file,
            long record,
            @Nullable String location,
            @Nullable Long line,
            @Nullable String text) {}
}
