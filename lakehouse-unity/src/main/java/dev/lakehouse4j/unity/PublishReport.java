package dev.lakehouse4j.unity;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What publishing a lake did.
 *
 * @param server address of the server
 * @param catalog name of the catalog on the server
 * @param entries one for the catalog, each schema and each table, in this order
 */
public record PublishReport(String server, String catalog, List<Entry> entries) {

    /** What is published. */
    public enum Kind {
        /** The catalog. */
        CATALOG,
        /** A schema, which is a layer of the lake. */
        SCHEMA,
        /** A table. */
        TABLE
    }

    /** What became of an object. */
    public enum Outcome {
        /** It was not there and is now. */
        CREATED,
        /** It was there and was changed. */
        UPDATED,
        /** A table was registered anew, because its description had changed. */
        REPLACED,
        /** It was there as it should be. */
        UNCHANGED,
        /** It is there with an older description, and the server has no way to change it. */
        OUTDATED,
        /** It could not be published. */
        FAILED;

        /** Whether the server now says what the lake says. */
        boolean isDone() {
            return switch (this) {
                case CREATED, UPDATED, REPLACED, UNCHANGED -> true;
                case OUTDATED, FAILED -> false;
            };
        }
    }

    /**
     * One object.
     *
     * @param kind what it is
     * @param name its full name on the server, {@code catalog.schema.table}
     * @param outcome what became of it
     * @param detail what differs, what was left out or why it failed; empty when there is nothing to say
     */
    public record Entry(Kind kind, String name, Outcome outcome, String detail) {}

    /** Copies the list. */
    public PublishReport {
        entries = List.copyOf(entries);
    }

    /**
     * How many objects had an outcome.
     *
     * @param outcome the outcome
     * @return their number
     */
    public long count(Outcome outcome) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).count();
    }

    /**
     * Whether the server now says what the lake says.
     *
     * @return true when no object is outdated or failed
     */
    public boolean isComplete() {
        return entries.stream().allMatch(entry -> entry.outcome().isDone());
    }

    /**
     * Stops when something is not published.
     *
     * @return this report when it is complete
     * @throws UnityCatalogException when an object is outdated or failed; it names each with the reason
     */
    public PublishReport orThrow() {
        if (isComplete()) {
            return this;
        }
        throw new UnityCatalogException(entries.stream()
                .filter(entry -> !entry.outcome().isDone())
                .map(Entry::detail)
                .collect(Collectors.joining("\n")));
    }

    /**
     * The report in a line.
     *
     * @return for example {@code lakehouse on http://localhost:8080: 5 created, 40 unchanged}
     */
    public String summary() {
        String counts = java.util.Arrays.stream(Outcome.values())
                .filter(outcome -> count(outcome) > 0)
                .map(outcome -> count(outcome) + " " + outcome.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return catalog + " on " + server + ": " + counts;
    }
}
