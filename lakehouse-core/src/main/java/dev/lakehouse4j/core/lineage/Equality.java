package dev.lakehouse4j.core.lineage;

/** Two expressions that a join or a condition makes equal. */
record Equality(Value left, Value right) {}
