package dev.lakehouse4j.unity;

import dev.lakehouse4j.core.error.LakehouseException;
import org.jspecify.annotations.Nullable;

/** A Unity Catalog server refused, failed, or did not answer; or what is registered there cannot be read here. */
public final class UnityCatalogException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    /** What the failure says about other requests to the same server. */
    enum Reach {
        /** This request alone failed. */
        REQUEST,
        /** Every further request would fail as well: wrong token, wrong address, server gone. */
        SERVER
    }

    private final Reach reach;
    private final boolean retriable;

    /**
     * Creates an error that needs a change first.
     *
     * @param message what, why and the remedy
     */
    public UnityCatalogException(String message) {
        this(message, null, Reach.REQUEST, false);
    }

    UnityCatalogException(String message, @Nullable Throwable cause, Reach reach, boolean retriable) {
        super(message, cause);
        this.reach = reach;
        this.retriable = retriable;
    }

    boolean concernsServer() {
        return reach == Reach.SERVER;
    }

    /** The same failure, with how far a longer work had come. */
    UnityCatalogException after(String progress) {
        return new UnityCatalogException(getMessage() + " " + progress, getCause(), reach, retriable);
    }

    @Override
    public boolean isRetriable() {
        return retriable;
    }
}
