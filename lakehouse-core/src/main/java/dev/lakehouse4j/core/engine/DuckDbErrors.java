package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns DuckDB's errors into ours, with the remedy. */
final class DuckDbErrors {

    /** What DuckDB says of Parquet files whose bytes make no sense; it names no file. */
    private static final Pattern DAMAGED = Pattern.compile(
            "^Invalid (Input )?Error: .*(TProtocolException|Out of buffer|don't know what type|[Ss]nappy|ZSTD"
                    + "|[Dd]ecompress|[Cc]orrupt|magic bytes)");

    private DuckDbErrors() {}

    static LakehouseException translate(String what, String sql, SQLException error) {
        String message = String.valueOf(error.getMessage()).strip();
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk quota")) {
            return LakehouseErrors.storage(what, new IOException("No space left on device", error));
        }
        if (lower.contains("permission denied")) {
            return LakehouseErrors.storage(what, new IOException("Permission denied: " + firstLine(message), error));
        }
        if (lower.contains("out of memory")) {
            return new QueryException(
                    "Cannot " + what + ": it needs more memory than the limit allows, and what remains cannot be"
                            + " spilled. Raise the engine's memory limit or lower its number of threads. ("
                            + firstLine(message) + ")",
                    error);
        }
        if (lower.startsWith("io error") || lower.startsWith("invalid input error: no magic bytes")) {
            return LakehouseErrors.storage(what, new IOException(firstLine(message), error));
        }
        if (DAMAGED.matcher(firstLine(message)).find()) {
            return new StorageException(
                    "Cannot " + what + ": a data file seems to be damaged (" + firstLine(message)
                            + "). Table.verify(), or `lakehouse check`, reads all files and names it; put it back from a"
                            + " copy of the lake.",
                    error);
        }
        return new QueryException("Cannot " + what + ": " + message + "\nThe query:\n" + sql.strip(), error);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
