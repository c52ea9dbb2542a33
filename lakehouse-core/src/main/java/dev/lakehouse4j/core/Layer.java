package dev.lakehouse4j.core;

/** A layer of the medallion architecture; as a type argument it fixes which tables a step may read and write. */
public sealed interface Layer permits Bronze, Silver, Gold {

    /**
     * Name of the layer in SQL and of its folder in the lake.
     *
     * @return {@code bronze}, {@code silver} or {@code gold}
     */
    String schemaName();
}
