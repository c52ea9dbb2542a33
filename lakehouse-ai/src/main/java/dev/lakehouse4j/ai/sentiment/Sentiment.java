package dev.lakehouse4j.ai.sentiment;

import java.util.Locale;

/**
 * What a model says of a text.
 *
 * @param label the class of the text
 * @param score from −1, surely negative, to 1, surely positive; above 0 means rather positive than negative, whatever the
 *     label. Of a calibrated model {@code (score + 1) / 2} is the probability that the text is positive, given that it is
 *     one of both
 * @param probability how sure the model is of the label, 0 to 1
 */
public record Sentiment(Label label, double score, double probability) {

    /** What an empty text gets: neutral, and sure of it. */
    static final Sentiment NOTHING_SAID = new Sentiment(Label.NEUTRAL, 0, 1);

    /** Checks the ranges. */
    public Sentiment {
        if (!(score >= -1 && score <= 1)) {
            throw new IllegalArgumentException("Cannot make a sentiment of the score " + score
                    + ": it is not between -1 and 1. Scale what the model gives.");
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("Cannot make a sentiment of the probability " + probability
                    + ": it is not between 0 and 1. Find why the model gave it.");
        }
    }

    /** Class of a text. */
    public enum Label {
        /** The writer is content. */
        POSITIVE,
        /** Neither praise nor complaint, or both in one tepid word. */
        NEUTRAL,
        /** The writer is discontent. */
        NEGATIVE,
        /** Praise and complaint, each clearly said. */
        MIXED;

        /**
         * The label as tables and SQL functions write it.
         *
         * @return the name in lower case
         */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
