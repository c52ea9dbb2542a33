package dev.lakehouse4j.core;

/** A layer that a Gold model may read: Silver or Gold. */
public sealed interface GoldInput permits Silver, Gold {}
