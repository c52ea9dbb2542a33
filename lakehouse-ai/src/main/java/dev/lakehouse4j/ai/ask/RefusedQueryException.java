package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.core.error.LakehouseException;

/** A query of a language model reads what it may not read. */
final class RefusedQueryException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    RefusedQueryException(String message) {
        super(message);
    }
}
