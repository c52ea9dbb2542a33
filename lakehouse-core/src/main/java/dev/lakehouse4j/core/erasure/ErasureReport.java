package dev.lakehouse4j.core.erasure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.storage.HistoryPurge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an erasure did, or would do. It names no identifier.
 *
 * @param status how it ended
 * @param subject salted hash that stands for the person, the same in every report and in the audit of this lake
 * @param at when it began
 * @param duration wall time
 * @param identifiers how many identifiers of each key the person has
 * @param tables what was done to each table that held the person, in the order in which it was done
 * @param files files outside the tables that held the person
 * @param outside what an erasure cannot reach, and what to do about it
 * @param notes what else is worth knowing
 * @param proof what a search of every file found afterwards; null for a plan and an unknown person
 */
public record ErasureReport(
        Status status,
        String subject,
        Instant at,
        Duration duration,
        Map<String, Integer> identifiers,
        List<TableErasure> tables,
        List<FileErasure> files,
        List<String> outside,
        List<String> notes,
        @Nullable Proof proof) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies the collections. */
    public ErasureReport {
        identifiers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(identifiers));
        tables = List.copyOf(tables);
        files = List.copyOf(files);
        outside = List.copyOf(outside);
        notes = List.copyOf(notes);
    }

    /** How an erasure ended. */
    public enum Status {
        /** Nothing was done: this is what would be. */
        PLANNED,
        /** No file of the lake holds the person. */
        ERASED,
        /** The lake still holds the person, or a file could not be read; the proof says where. */
        INCOMPLETE,
        /** The lake does not know the person; nothing was done. */
        UNKNOWN
    }

    /** How a table came to be looked at. */
    public enum Reason {
        /** The plan declares it. */
        DECLARED,
        /** It holds raw records that could not become rows. */
        QUARANTINE,
        /** The plan does not know it, but it holds identifiers. */
        UNDECLARED,
        /** It belongs to the lake's own books; identifiers are taken out of its texts, its rows stay. */
        SYSTEM
    }

    /**
     * What was done to a table.
     *
     * @param table {@code schema.table}
     * @param reason how it came to be looked at
     * @param rows rows that hold the person: deleted, or redacted in a table of the system
     * @param left whether these rows were left where they are, because the plan does not declare the table
     * @param filesHolding files of the table that held the person, its log included
     * @param purge what became of its history, or null when it stays
     */
    public record TableErasure(
            String table,
            Reason reason,
            long rows,
            boolean left,
            int filesHolding,
            @Nullable HistoryPurge purge) {

        /**
         * What became of the history.
         *
         * @return the purge, or empty when the history stays
         */
        public Optional<HistoryPurge> purged() {
            return Optional.ofNullable(purge);
        }
    }

    /**
     * A file outside the tables that held the person.
     *
     * @param file path within the lake
     * @param deleted whether it was deleted, or would be
     * @param remedy what to do: how to make it again, or what to do with it
     */
    public record FileErasure(String file, boolean deleted, String remedy) {}

    /**
     * A place in which an identifier was found.
     *
     * @param file path within the lake
     * @param keys what kinds of identifiers, for example {@code order_id}
     * @param hits how often
     */
    public record Finding(String file, List<String> keys, long hits) {

        /** Copies the list. */
        public Finding {
            keys = List.copyOf(keys);
        }
    }

    /**
     * The search of every file of the lake after the erasure: names, raw bytes, and decoded values.
     *
     * @param files files that were read
     * @param bytes their size on disk in bytes
     * @param bytesDecoded bytes that were looked at, decompressed and decoded ones included
     * @param identifiers identifiers that were looked for
     * @param tooShort identifiers too short to be told from chance in raw bytes; they were looked for in the declared columns
     * @param rowsLeft rows that the declared columns still find
     * @param findings where identifiers were found; empty when the lake holds the person no more
     * @param unreadable files that could not be read to their end, each with the reason
     */
    public record Proof(
            int files,
            long bytes,
            long bytesDecoded,
            int identifiers,
            int tooShort,
            long rowsLeft,
            List<Finding> findings,
            List<String> unreadable) {

        /** Copies the lists. */
        public Proof {
            findings = List.copyOf(findings);
            unreadable = List.copyOf(unreadable);
        }

        /**
         * Whether the person was found nowhere, and everything could be read.
         *
         * @return true when the lake holds the person no more
         */
        public boolean holds() {
            return rowsLeft == 0 && findings.isEmpty() && unreadable.isEmpty();
        }
    }

    /**
     * Rows that were deleted or redacted, or would be.
     *
     * @return the sum over the tables
     */
    public long rows() {
        return tables.stream()
                .filter(table -> !table.left())
                .mapToLong(TableErasure::rows)
                .sum();
    }

    /**
     * The report as text.
     *
     * @return several lines
     */
    public String summary() {
        List<String> lines = new ArrayList<>();
        lines.add(
                switch (status) {
                    case PLANNED -> "This is what would be erased; nothing was done.";
                    case ERASED -> "Erased: no file of the lake holds the person.";
                    case INCOMPLETE ->
                        "NOT COMPLETE: the lake still holds the person, or could not be read as a whole.";
                    case UNKNOWN -> "The lake does not know this person; nothing was done.";
                });
        lines.add("Person " + subject + " (a salted hash, as in the audit)"
                + (identifiers.isEmpty() ? "" : ", known by " + counts()));
        if (!tables.isEmpty()) {
            lines.add("");
            tables.forEach(table -> lines.add("  " + line(table)));
        }
        addFiles(lines);
        addProof(lines);
        addList(lines, "Outside the lake's reach:", outside);
        addList(lines, "Notes:", notes);
        return String.join("\n", lines);
    }

    /**
     * The report as JSON, for programs.
     *
     * @return an object with the components of this record
     */
    public String toJson() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("status", status.name().toLowerCase(Locale.ROOT));
        root.put("subject", subject);
        root.put("at", at.toString());
        root.put("millis", duration.toMillis());
        ObjectNode known = root.putObject("identifiers");
        identifiers.forEach(known::put);
        ArrayNode tableNodes = root.putArray("tables");
        for (TableErasure table : tables) {
            ObjectNode node = tableNodes.addObject();
            node.put("table", table.table());
            node.put("reason", table.reason().name().toLowerCase(Locale.ROOT));
            node.put("rows", table.rows());
            node.put("left", table.left());
            node.put("filesHolding", table.filesHolding());
            table.purged()
                    .ifPresent(purged -> node.putObject("history")
                            .put("oldestVersion", purged.version())
                            .put("versionsDropped", purged.versionsDropped())
                            .put("logFilesDeleted", purged.logFilesDeleted())
                            .put("dataFilesDeleted", purged.dataFilesDeleted())
                            .put("bytesDeleted", purged.bytesDeleted()));
        }
        ArrayNode fileNodes = root.putArray("files");
        files.forEach(file -> fileNodes
                .addObject()
                .put("file", file.file())
                .put("deleted", file.deleted())
                .put("remedy", file.remedy()));
        outside.forEach(root.putArray("outside")::add);
        notes.forEach(root.putArray("notes")::add);
        if (proof != null) {
            ObjectNode node = root.putObject("proof");
            node.put("holds", proof.holds());
            node.put("files", proof.files());
            node.put("bytes", proof.bytes());
            node.put("bytesDecoded", proof.bytesDecoded());
            node.put("identifiers", proof.identifiers());
            node.put("tooShort", proof.tooShort());
            node.put("rowsLeft", proof.rowsLeft());
            ArrayNode findings = node.putArray("findings");
            for (Finding finding : proof.findings()) {
                ObjectNode one = findings.addObject().put("file", finding.file());
                finding.keys().forEach(one.putArray("keys")::add);
                one.put("hits", finding.hits());
            }
            proof.unreadable().forEach(node.putArray("unreadable")::add);
        }
        return root.toPrettyString() + "\n";
    }

    private String counts() {
        List<String> counts = new ArrayList<>();
        identifiers.forEach((key, count) -> counts.add(count + " " + key));
        return String.join(", ", counts);
    }

    private String line(TableErasure table) {
        String verb = status == Status.PLANNED
                ? ""
                : table.left() ? " LEFT" : table.reason() == Reason.SYSTEM ? " redacted" : " deleted";
        HistoryPurge purge = table.purge();
        String history = purge == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %,d versions dropped, %,d files removed",
                        purge.versionsDropped(),
                        purge.logFilesDeleted() + purge.dataFilesDeleted());
        return String.format(
                Locale.ROOT,
                "%-34s %,6d %s%s, in %,d %s%s%s",
                table.table(),
                table.rows(),
                table.rows() == 1 ? "row" : "rows",
                verb,
                table.filesHolding(),
                table.filesHolding() == 1 ? "file" : "files",
                history,
                table.reason() == Reason.DECLARED
                        ? ""
                        : " (" + table.reason().name().toLowerCase(Locale.ROOT) + ")");
    }

    private void addFiles(List<String> lines) {
        if (!files.isEmpty()) {
            lines.add("");
            lines.add("Files outside the tables:");
            files.forEach(file ->
                    lines.add("  " + file.file() + (file.deleted() ? ": deleted. " : ": LEFT. ") + file.remedy()));
        }
    }

    private void addProof(List<String> lines) {
        if (proof == null) {
            return;
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Proof: %,d files (%,d bytes on disk, %,d bytes looked at with what they decode to) were searched for %,d"
                        + " identifiers%s: %s",
                proof.files(),
                proof.bytes(),
                proof.bytesDecoded(),
                proof.identifiers(),
                proof.tooShort() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " (%,d more are too short and were looked for in columns)",
                                proof.tooShort()),
                proof.findings().isEmpty() ? "none was found." : "FOUND in"));
        proof.findings()
                .forEach(finding -> lines.add(String.format(
                        Locale.ROOT,
                        "  %s: %s, %,d times",
                        finding.file(),
                        String.join(", ", finding.keys()),
                        finding.hits())));
        if (proof.rowsLeft() > 0) {
            lines.add(String.format(Locale.ROOT, "  %,d rows of declared tables", proof.rowsLeft()));
        }
        if (!proof.unreadable().isEmpty()) {
            lines.add("  Not read:");
            proof.unreadable().forEach(one -> lines.add("    " + one));
        }
    }

    private static void addList(List<String> lines, String title, List<String> items) {
        if (!items.isEmpty()) {
            lines.add("");
            lines.add(title);
            items.forEach(item -> lines.add("  - " + item));
        }
    }
}
