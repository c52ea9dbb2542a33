package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The one place where errors of reading source files are worded: what cannot be done, why, and the remedy. */
final class CsvErrors {

    private CsvErrors() {}

    static IllegalArgumentException setting(String name, String value, String why, String remedy) {
        return new IllegalArgumentException(
                "Cannot use " + value + " as " + name + " of a CSV format: " + why + ". Remedy: " + remedy + ".");
    }

    static String duplicateColumn(String where, String name, int first, int second) {
        return "Cannot tell columns apart: " + where + " names \"" + name + "\" twice (columns " + first + " and "
                + second + "). Remedy: give each column a name of its own.";
    }

    static SchemaException malformedHeader(String source, long line, String reason) {
        return new SchemaException("Cannot read the header of " + source + " (line " + line + "): " + reason
                + ". Remedy: correct the header, or check delimiter, quote and charset of the format.");
    }

    static SchemaException noSuchColumn(String source, String name, List<String> names) {
        List<String> near = LakehouseErrors.nearest(name, names);
        return new SchemaException("Cannot find the column \"" + name + "\" in the header of " + source
                + (near.isEmpty()
                        ? ". Its columns are " + String.join(", ", names) + "."
                        : ". Did you mean " + String.join(" or ", near) + "?"));
    }

    static SchemaException renamedTwice(String source, String name) {
        return new SchemaException("Cannot give the column \"" + name + "\" of " + source
                + " two names. Remedy: name each column once in the renames of the format.");
    }

    static StorageException unreadable(String source, long bytesRead, IOException cause) {
        return new StorageException(
                "Cannot read " + source + " beyond its first " + bytesRead + " bytes (decompressed): "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                        + ". Remedy: check that the file is complete, for example by copying it again.",
                cause);
    }

    static StorageException notWhatItsNameSays(String source, String compression) {
        return new StorageException("Cannot read " + source + ": its name says " + compression
                + ", its content does not. Remedy: rename it if it is plain text, or copy it again if it is broken.");
    }

    static StorageException notOneEntry(String source, int entries) {
        return new StorageException(
                "Cannot read " + source + ": a zip archive must hold exactly one file, this one holds " + entries
                        + ". Remedy: unpack it and read the folder.");
    }

    static StorageException zstdMissing(String source) {
        return new StorageException("Cannot read " + source + ": no Zstandard decompressor is on the class path. "
                + "Remedy: add com.github.luben:zstd-jni, or decompress the file first.");
    }

    /** Throws {@link #duplicateColumn} when two names are equal. */
    static void requireDistinct(List<String> names, String where, Function<String, ? extends RuntimeException> error) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Integer first = seen.putIfAbsent(names.get(i), i + 1);
            if (first != null) {
                throw error.apply(duplicateColumn(where, names.get(i), first, i + 1));
            }
        }
    }

    static String show(char character) {
        return character > ' ' && character < 0x7f ? "'" + character + "'" : String.format("U+%04X", (int) character);
    }
}
