package dev.lakehouse4j.core;

/** A layer that a Silver model may read: Bronze or Silver. */
public sealed interface SilverInput permits Bronze, Silver {}
