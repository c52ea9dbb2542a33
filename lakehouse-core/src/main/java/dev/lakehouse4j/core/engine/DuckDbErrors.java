package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;

/** Turns DuckDB's errors into ours, with the remedy. */
final class DuckDbErrors {

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
        return new QueryException("Cannot " + what + ": " + message + "\nThe query:\n" + sql.strip(), error);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
