package dev.lakehouse4j.ai.report;

import java.util.Locale;

/** Roles of colours; the style sheet has a colour for each, for light and for dark. */
enum Tone {
    /** The figure that the chart is about. */
    PRIMARY,
    /** A second figure beside it. */
    SECONDARY,
    /** What needs attention. */
    WARNING,
    /** What is as it should be. */
    GOOD,
    /** Neither. */
    NEUTRAL,
    /** Context. */
    MUTED;

    /** As the style sheet spells it. */
    String css() {
        return name().toLowerCase(Locale.ROOT);
    }
}
