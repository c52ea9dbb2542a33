package dev.lakehouse4j.ai.summary;

/** Checks text against facts: numbers, units, directions and names. */
public final class Grounding {
    private Grounding() {}
}
