package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;

/**
 * A table of a star schema: a dimension or a fact.
 *
 * @param <R> the record type of its rows
 */
public sealed interface StarPart<R extends Record> permits Dimension, Fact {

    /**
     * The table that holds it.
     *
     * @return the Gold table
     */
    TableRef<Gold, R> table();
}
