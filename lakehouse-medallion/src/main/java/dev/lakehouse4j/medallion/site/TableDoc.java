package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.storage.Commit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or view, as the session that writes the site may see it.
 *
 * @param name {@code schema.name}
 * @param isView whether it is a named query
 * @param comment what a row is; empty when nobody said
 * @param owner whose it is; empty when unknown
 * @param tags as they are shown, {@code name} or {@code name = value}
 * @param key columns of the key
 * @param checks conditions that every row fulfils
 * @param rowFilter the condition that a row must fulfil to be seen; empty for none
 * @param storage what is known of its files, or null for a view
 * @param quality what expectations found
 * @param sql the query that makes it; empty when unknown
 * @param examples some of its rows
 * @param grants who may do what with it; empty as well when the session may not know
 */
record TableDoc(
        String name,
        boolean isView,
        String comment,
        String owner,
        List<String> tags,
        List<ColumnDoc> columns,
        List<String> key,
        List<String> checks,
        String rowFilter,
        @Nullable Storage storage,
        Quality quality,
        String sql,
        Examples examples,
        List<GrantDoc> grants) {

    TableDoc {
        tags = List.copyOf(tags);
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        checks = List.copyOf(checks);
        grants = List.copyOf(grants);
    }

    String schema() {
        return name.substring(0, name.indexOf('.'));
    }

    String shortName() {
        return name.substring(name.indexOf('.') + 1);
    }

    /** Whether it holds the rows that failed an expectation of another table. */
    boolean isQuarantine() {
        return name.endsWith(QUARANTINE);
    }

    static final String QUARANTINE = "_quarantine";

    /** What stands in place of a row filter that the session may not know. */
    static final String FILTERED = "filtered";

    /** What stands in place of a mask that the session may not know. */
    static final String MASKED = "masked";

    /**
     * A column.
     *
     * @param type as SQL
     * @param comment what it means; empty when nobody said
     * @param mask what is seen in place of its values; empty for none
     */
    record ColumnDoc(String name, String type, boolean nullable, String comment, List<String> tags, String mask) {

        ColumnDoc {
            tags = List.copyOf(tags);
        }
    }

    /**
     * The stored table.
     *
     * @param rows number of rows that the session sees, or -1 when unknown
     * @param bytes size of its files, or -1 when the session may not know
     * @param files number of files, or -1
     */
    record Storage(long rows, long bytes, int files, long version, Instant changedAt, List<Commit> history) {

        Storage {
            history = List.copyOf(history);
        }
    }

    /**
     * Some rows.
     *
     * @param columns names of the columns
     * @param rows texts of values, null for null
     * @param note why there are none, or what was left out; empty for nothing to say
     */
    record Examples(List<String> columns, List<List<@Nullable String>> rows, String note) {

        static Examples none(String reason) {
            return new Examples(List.of(), List.of(), reason);
        }
    }

    /**
     * What expectations found.
     *
     * @param version version of the table that they looked at, or -1 when nothing says so
     * @param kept rows in the quarantine table now, by reason
     * @param quarantine name of the quarantine table; empty when there is none
     */
    record Quality(List<Expected> expectations, long version, List<Kept> kept, String quarantine) {

        static final Quality NONE = new Quality(List.of(), -1, List.of(), "");

        Quality {
            expectations = List.copyOf(expectations);
            kept = List.copyOf(kept);
        }

        /** An expectation and how many of all rows failed it. */
        record Expected(String name, String condition, String action, long failed, long total) {}

        /** Rows that were kept apart for a reason. */
        record Kept(String reason, String action, long rows) {}
    }

    /** Who may do what. */
    record GrantDoc(String principal, String privilege, String object) {}
}
