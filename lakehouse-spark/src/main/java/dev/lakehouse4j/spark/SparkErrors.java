package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns Spark's errors into ours, with the remedy. */
final class SparkErrors {

    private static final int LONGEST = 2_000;

    private static final Pattern MISSING_CLASS =
            Pattern.compile("java\\.lang\\.(?:ClassNotFoundException|NoClassDefFoundError): ([\\w.$/]+)");

    private SparkErrors() {}

    /** A failure of a statement: that of a Java function where one is to blame, Spark's otherwise. */
    static LakehouseException translate(String what, String sql, Throwable error, SparkStatement statement) {
        LakehouseException failure = statement.failure();
        return failure == null ? translate(what, sql, error) : failure;
    }

    static LakehouseException translate(String what, String sql, Throwable error) {
        Throwable told = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof LakehouseException known) {
                return known;
            }
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("no space left") || message.contains("disk quota")) {
                return LakehouseErrors.storage(what, new IOException("No space left on device", error));
            }
            if (message.contains("sparkcontext was shut down") || message.contains("stopped sparkcontext")) {
                return new QueryException(
                        "Cannot " + what + ": Spark is stopped. The program stopped it, or its master did not answer,"
                                + " or took the job away because its executors kept failing; the log of Spark says"
                                + " which. Open the lake again on a session that runs.",
                        error);
            }
            Matcher missing = MISSING_CLASS.matcher(String.valueOf(cause.getMessage()));
            if (missing.find()) {
                return new QueryException(
                        "Cannot " + what + ": the class path of Spark's executors lacks "
                                + missing.group(1).replace('/', '.')
                                + ". Give them the jars of the program, by spark-submit --jars or the setting spark.jars.",
                        error);
            }
            if (message.startsWith("[failed_read_file") || message.contains("is not a parquet file")) {
                return new StorageException(
                        "Cannot " + what + ": a data file is missing or seems to be damaged (" + firstLine(cause)
                                + "). Table.verify(), or `lakehouse check`, reads all files and names it; put it back"
                                + " from a copy of the lake.",
                        error);
            }
            if (isTelling(cause)) {
                told = cause;
            }
        }
        return new QueryException(
                "Cannot " + what + ": " + brief(told) + (sql.isEmpty() ? "" : "\nThe query:\n" + sql.strip()), error);
    }

    /** Spark's own errors have a class in brackets; what wraps them only repeats a stack trace. */
    private static boolean isTelling(Throwable error) {
        return String.valueOf(error.getMessage()).startsWith("[");
    }

    private static String brief(Throwable error) {
        String message = String.valueOf(error.getMessage()).strip();
        int plan = message.indexOf(";\n");
        String head = plan < 0 ? message : message.substring(0, plan);
        return head.length() > LONGEST ? head.substring(0, LONGEST) + " …" : head;
    }

    private static String firstLine(Throwable error) {
        return brief(error).lines().findFirst().orElse("");
    }
}
