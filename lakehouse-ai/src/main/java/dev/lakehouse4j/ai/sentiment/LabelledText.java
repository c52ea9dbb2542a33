package dev.lakehouse4j.ai.sentiment;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A text to learn from or to be judged by, with the stars that its writer gave.
 *
 * @param text the text; blank ones are left out of training and evaluation
 * @param stars 1 to 5; 1 and 2 count as negative, 4 and 5 as positive, 3 for the neutral band
 * @param moment when what the text is about happened, such as the purchase; null when it is not known. Training that has
 *     a cut-off needs it
 */
public record LabelledText(String text, int stars, @Nullable LocalDateTime moment) {

    /** Checks the stars. */
    public LabelledText {
        if (stars < 1 || stars > 5) {
            throw new IllegalArgumentException("Cannot learn from a text with " + stars
                    + " stars: stars go from 1 to 5. Scale other ratings to that range.");
        }
    }

    boolean isPositive() {
        return stars > 3;
    }

    boolean isNeutral() {
        return stars == 3;
    }
}
