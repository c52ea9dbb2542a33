package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors as a restricted session gets them: without paths, without names of other sessions' tables, and without values where
 * something is hidden from it.
 */
final class SafeErrors {

    private static final Logger LOG = LoggerFactory.getLogger(SafeErrors.class);

    private static final Pattern KIND = Pattern.compile("\\b([A-Z][A-Za-z-]*(?: [A-Z][A-Za-z-]*)* Error): ");

    /** Errors of reading the statement, not of running it: they know names alone. */
    private static final Set<String> OF_NAMES = Set.of("Binder Error", "Parser Error", "Catalog Error");

    /** What the engine knows beside the name that it did not find, be it of other sessions. */
    private static final Pattern SUGGESTION = Pattern.compile("! ?(Did you mean|Candidate).*");

    private final Path root;
    private final Set<String> guarded;

    private SafeErrors(Path root, Set<String> guarded) {
        this.root = root;
        this.guarded = Set.copyOf(guarded);
    }

    static SafeErrors of(Path root, Set<String> guarded) {
        return new SafeErrors(root, guarded);
    }

    /** Parsing sees nothing but the text. */
    static <T> T parsing(Supplier<T> body) {
        return body.get();
    }

    <T> T run(Supplier<T> body) {
        try {
            return body.get();
        } catch (RuntimeException e) {
            throw clean(e);
        }
    }

    RuntimeException clean(Exception error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof AccessDeniedException denied) {
            return denied;
        }
        if ((error instanceof SchemaException || error instanceof TableNotFoundException) && tellsNothing(message)) {
            return (LakehouseException) error;
        }
        Matcher kind = KIND.matcher(message);
        String what = kind.find() ? kind.group(1) : "";
        String line = message.lines().findFirst().orElse("");
        if (what.equals("Catalog Error")) {
            line = SUGGESTION.matcher(line).replaceFirst(".");
        }
        if (OF_NAMES.contains(what) && tellsNothing(line)) {
            return new QueryException(line);
        }
        if (error instanceof StorageException) {
            LOG.warn("A restricted session ran into an error that it is told less about: {}", message);
        }
        if (!guarded.isEmpty()) {
            return new QueryException("Cannot run the query: the engine stopped"
                    + (what.isEmpty() ? "" : " (" + what + ")") + ". Which value it stopped at is not told, because "
                    + String.join(", ", guarded)
                    + " holds rows or values that this principal does not see. Cast with try_cast, and compare values of one"
                    + " type.");
        }
        if (!tellsNothing(message)) {
            return error instanceof StorageException
                    ? new StorageException(
                            "Cannot run the query: a file of a table cannot be read or written. Whoever runs"
                                    + " the lake finds more in its log.")
                    : new QueryException("Cannot run the query: the engine stopped"
                            + (what.isEmpty() ? "" : " (" + what + ")") + ". Look for misspelt names and values that"
                            + " cannot be cast.");
        }
        return error instanceof StorageException ? new StorageException(message) : new QueryException(message);
    }

    private boolean tellsNothing(String text) {
        return !text.contains(root.toString())
                && !text.contains("session_")
                && !text.contains(".parquet")
                && !text.contains("lakehouse4j_")
                && !text.contains("hidden_view");
    }
}
