package dev.lakehouse4j.ai.sentiment;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bigger model says of a text, for a smaller one to learn from. The text need not be one that a person wrote: parts of
 * texts, put together and changed, show a small model more than there are reviews.
 *
 * @param text the text
 * @param moment when what the text is about happened; of a text made of several, the newest of theirs. A training that has a
 *     cut-off, and the judging within a training, leave out what comes later; null counts as the oldest
 * @param positive probability that it is positive rather than negative, 0 to 1
 * @param moreStars probabilities that its writer would give more than 1, 2, 3 and 4 stars, each 0 to 1
 */
public record TaughtText(String text, @Nullable LocalDateTime moment, double positive, List<Double> moreStars) {

    /** Checks the probabilities. */
    public TaughtText {
        moreStars = List.copyOf(moreStars);
        if (moreStars.size() != LinearModel.OUTPUTS
                || !isProbability(positive)
                || !moreStars.stream().allMatch(TaughtText::isProbability)) {
            throw new IllegalArgumentException("Cannot learn from what a teacher says of \"" + text + "\": it needs the"
                    + " probability of positive and those of more than 1, 2, 3 and 4 stars, each from 0 to 1, and has "
                    + positive + " and " + moreStars + ".");
        }
    }

    private static boolean isProbability(double value) {
        return value >= 0 && value <= 1;
    }
}
