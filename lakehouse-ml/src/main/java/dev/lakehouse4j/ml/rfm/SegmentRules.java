package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.ml.rfm.SegmentRule.Scores;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of rules from scores to segments. The first rule that matches counts, so no customer is in two segments; every
 * combination of scores is matched, so none is left out.
 *
 * @param rules the rules in order
 */
public record SegmentRules(List<SegmentRule> rules) {

    private static final int SHOWN = 5;

    /**
     * Copies the rules, and checks that they are complete and that each is of use.
     *
     * @throws IllegalArgumentException when a combination of scores has no segment, or a rule never counts because earlier
     *     ones match all that it matches
     */
    public SegmentRules {
        rules = List.copyOf(rules);
        boolean[] used = new boolean[rules.size()];
        List<String> open = new ArrayList<>();
        for (int recency = Scores.LOWEST; recency <= Scores.HIGHEST; recency++) {
            for (int frequency = Scores.LOWEST; frequency <= Scores.HIGHEST; frequency++) {
                for (int monetary = Scores.LOWEST; monetary <= Scores.HIGHEST; monetary++) {
                    int first = first(rules, recency, frequency, monetary);
                    if (first < 0) {
                        open.add("R" + recency + " F" + frequency + " M" + monetary);
                    } else {
                        used[first] = true;
                    }
                }
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("Cannot use these segment rules: " + open.size() + " of 125 score"
                    + " combinations have no segment, for example "
                    + String.join(", ", open.subList(0, Math.min(SHOWN, open.size())))
                    + ". End the table with a rule that takes all, such as SegmentRule.of(\"others\").");
        }
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                throw new IllegalArgumentException("Cannot use these segment rules: rule " + (i + 1) + " ("
                        + rules.get(i).segment() + ") never counts, because earlier rules match all that it matches."
                        + " Move it up, or take it out.");
            }
        }
    }

    /**
     * A table of one's own.
     *
     * @param rules the rules in order
     * @return the table
     */
    public static SegmentRules of(SegmentRule... rules) {
        return new SegmentRules(List.of(rules));
    }

    /**
     * The table that is used unless another is given: eleven segments as marketers name them. It tells customers apart also
     * where nearly all bought once: among those with frequency score 1, recency and monetary value decide.
     *
     * @return the table
     */
    public static SegmentRules standard() {
        return of(
                SegmentRule.of("champions")
                        .recency(4, 5)
                        .frequency(4, 5)
                        .monetary(4, 5)
                        .meaning("Bought lately, repeatedly and much: reward them, ask for reviews."),
                SegmentRule.of("loyal")
                        .recency(3, 5)
                        .frequency(4, 5)
                        .meaning("Come back: offer more of what they like, a loyalty programme."),
                SegmentRule.of("cannot lose them")
                        .recency(1, 2)
                        .frequency(4, 5)
                        .monetary(4, 5)
                        .meaning("Bought repeatedly and much, and stay away: win them back in person."),
                SegmentRule.of("at risk")
                        .recency(1, 2)
                        .frequency(3, 5)
                        .meaning("Used to come back, and stay away: remind them with an offer."),
                SegmentRule.of("potential loyalists")
                        .recency(4, 5)
                        .frequency(2, 3)
                        .meaning("Bought lately and more than once: suggest what fits."),
                SegmentRule.of("potential loyalists")
                        .recency(4, 5)
                        .frequency(1, 1)
                        .monetary(4, 5)
                        .meaning("A large first purchase lately: the second one is worth an effort."),
                SegmentRule.of("new customers")
                        .recency(5, 5)
                        .frequency(1, 1)
                        .monetary(1, 3)
                        .meaning("Just bought for the first time: welcome them."),
                SegmentRule.of("promising")
                        .recency(4, 4)
                        .frequency(1, 1)
                        .monetary(1, 3)
                        .meaning("Bought once, not long ago, not much: keep in touch."),
                SegmentRule.of("need attention")
                        .recency(3, 3)
                        .frequency(2, 3)
                        .meaning("Middling in all: an offer that ends soon."),
                SegmentRule.of("need attention")
                        .recency(3, 3)
                        .frequency(1, 1)
                        .monetary(4, 5)
                        .meaning("A large purchase a while ago: an offer before they forget."),
                SegmentRule.of("about to sleep")
                        .recency(3, 3)
                        .frequency(1, 1)
                        .monetary(1, 3)
                        .meaning("A small purchase a while ago: a cheap reminder."),
                SegmentRule.of("at risk")
                        .recency(2, 2)
                        .frequency(1, 2)
                        .monetary(4, 5)
                        .meaning("Spent much, and stay away: remind them with an offer."),
                SegmentRule.of("lost")
                        .recency(1, 1)
                        .frequency(1, 2)
                        .monetary(1, 2)
                        .meaning("Bought little, very long ago: no paid effort."),
                SegmentRule.of("hibernating")
                        .recency(1, 2)
                        .frequency(1, 2)
                        .meaning("Bought long ago and seldom: mail that costs nothing."));
    }

    /**
     * The segment of a combination of scores.
     *
     * @param recency recency score, 1 to 5
     * @param frequency frequency score, 1 to 5
     * @param monetary monetary score, 1 to 5
     * @return name of the segment
     * @throws IllegalArgumentException when a score is outside 1 to 5
     */
    public String segment(int recency, int frequency, int monetary) {
        int first = first(rules, recency, frequency, monetary);
        if (first < 0) {
            throw new IllegalArgumentException("Cannot find the segment of the scores R" + recency + " F" + frequency
                    + " M" + monetary + ": scores go from 1 to 5.");
        }
        return rules.get(first).segment();
    }

    private static int first(List<SegmentRule> rules, int recency, int frequency, int monetary) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(recency, frequency, monetary)) {
                return i;
            }
        }
        return -1;
    }
}
