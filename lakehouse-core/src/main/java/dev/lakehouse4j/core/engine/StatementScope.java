package dev.lakehouse4j.core.engine;

import java.util.function.Supplier;

/** What the functions of one running statement share, such as a count of what they used up. Safe for several threads. */
public interface StatementScope {

    /**
     * The statement's own object of a class, made when first asked for.
     *
     * @param <T> the class
     * @param type the class, which names the object
     * @param create makes it; when it is {@link AutoCloseable}, it is closed at the end of the statement
     * @return the object
     */
    <T> T shared(Class<T> type, Supplier<T> create);
}
