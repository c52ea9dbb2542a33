/** Sentiment of texts: a compact model of our own, how it is trained and judged, and bigger models that plug in. */
@org.jspecify.annotations.NullMarked
package dev.lakehouse4j.ai.sentiment;
