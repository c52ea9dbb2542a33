package dev.lakehouse4j.core.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes the errors that several rooms of the library throw, so that each reads the same everywhere. */
public final class LakehouseErrors {

    private static final Pattern LAYERED = Pattern.compile("(bronze|silver|gold)\\.");

    private LakehouseErrors() {}

    /**
     * The file system refused.
     *
     * @param what what was to be done, as in «Cannot {what}»
     * @param cause the failure
     * @return an error with the remedy for a full disk, a missing permission or a missing file
     */
    public static StorageException storage(String what, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        String text = reason.toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("disk quota") || text.contains("not enough space")) {
            return new StorageException(
                    "Cannot " + what + ": the disk is full. Nothing was committed. Free some space and run it again;"
                            + " vacuum removes what the attempt left behind.",
                    cause);
        }
        if (cause instanceof AccessDeniedException || text.contains("permission denied")) {
            return new StorageException(
                    "Cannot " + what + ": no permission (" + reason
                            + "). "
                            + (text.contains("://")
                                    ? "Give valid credentials with the right to list, read and write there."
                                    : "Give this user the right to read and write the folder, or use another one."),
                    cause);
        }
        if (text.contains("read-only file system")) {
            return new StorageException(
                    "Cannot " + what + ": the file system is read-only. Mount it for writing, or use another folder.",
                    cause);
        }
        if (cause instanceof NoSuchFileException || cause instanceof java.io.FileNotFoundException) {
            return new StorageException(
                    "Cannot " + what + ": the file " + reason
                            + " is missing. If a vacuum removed it, read a newer version.",
                    cause);
        }
        String kind =
                cause instanceof FileSystemException ? reason : cause.getClass().getSimpleName() + ": " + reason;
        String checked = text.contains("://") || what.contains("://")
                ? "the store, its address and the credentials"
                : "the disk";
        return new StorageException("Cannot " + what + ": " + kind + ". Check " + checked + ", then try again.", cause);
    }

    /**
     * There is no such table.
     *
     * @param name name as asked for, {@code layer.table}
     * @param where the lake
     * @param known names of the tables that exist
     * @return an error that suggests names that are near
     */
    public static TableNotFoundException tableNotFound(String name, Object where, Collection<String> known) {
        List<String> near = nearest(name, known);
        String suggestion;
        if (!near.isEmpty()) {
            suggestion = " Did you mean " + String.join(" or ", near) + "?";
        } else if (known.isEmpty()) {
            suggestion = " The lake has no tables yet; run the pipeline that builds them.";
        } else {
            // A known layer narrows the list, which is long in a grown lake.
            String layer = name.substring(0, name.indexOf('.') + 1);
            List<String> sameLayer = known.stream()
                    .filter(table -> table.startsWith(layer))
                    .sorted()
                    .toList();
            suggestion = " Known tables: "
                    + String.join(
                            ", ", sameLayer.isEmpty() ? known.stream().sorted().toList() : sameLayer)
                    + ". Run the pipeline that builds it.";
        }
        return new TableNotFoundException("Cannot read " + name + ": no such table in " + where + "." + suggestion);
    }

    /**
     * A table that only grows was to lose rows.
     *
     * @param operation what was to be done, for example {@code UPSERT}
     * @param table name or folder of the table
     * @return an error that says how to go on
     */
    public static ConstraintException appendOnly(String operation, Object table) {
        return new ConstraintException("Cannot commit " + operation + " to " + table
                + ": the table is append-only (delta.appendOnly is true), and this would remove or change rows that are"
                + " in it. Nothing was committed. Append rows instead; who must remove some sets the property"
                + " delta.appendOnly to false first.");
    }

    /**
     * The names that are most like a misspelt one.
     *
     * @param name the misspelt name
     * @param known the names that exist
     * @return at most three, the nearest first; empty when none is near
     */
    public static List<String> nearest(String name, Collection<String> known) {
        record Candidate(String name, int distance) {}
        List<Candidate> near = new ArrayList<>();
        String wanted = name.toLowerCase(Locale.ROOT);
        for (String candidate : known) {
            String other = candidate.toLowerCase(Locale.ROOT);
            int distance = distance(wanted, other);
            // The same table in another layer is near; other names with a dot are files, alike in their ending.
            boolean sameTable = LAYERED.matcher(other).lookingAt()
                    && other.substring(other.indexOf('.') + 1).equals(wanted.substring(wanted.indexOf('.') + 1));
            if (sameTable) {
                distance = 0;
            }
            if (distance <= Math.max(2, wanted.length() / 4)) {
                near.add(new Candidate(candidate, distance));
            }
        }
        near.sort(java.util.Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name));
        return near.stream().limit(3).map(Candidate::name).toList();
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
