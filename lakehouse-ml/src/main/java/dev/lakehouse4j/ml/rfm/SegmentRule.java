package dev.lakehouse4j.ml.rfm;

/**
 * A rule of the table that turns scores into a named segment. Scores go from 1 (worst) to 5 (best).
 *
 * <pre>{@code
 * SegmentRule.of("champions").recency(4, 5).frequency(4, 5).monetary(4, 5).meaning("Bought lately, often and much.");
 * }</pre>
 *
 * @param segment name of the segment; several rules may lead to one segment
 * @param recency recency scores that the rule takes
 * @param frequency frequency scores that the rule takes
 * @param monetary monetary scores that the rule takes
 * @param meaning who is meant and what to do, for people
 */
public record SegmentRule(String segment, Scores recency, Scores frequency, Scores monetary, String meaning) {

    private static final Scores ANY = new Scores(Scores.LOWEST, Scores.HIGHEST);

    /** Checks the name. */
    public SegmentRule {
        if (segment.isBlank()) {
            throw new IllegalArgumentException("Cannot make a segment rule without a name. Name the segment.");
        }
    }

    /**
     * Scores from one to another.
     *
     * @param lowest lowest score, 1 to 5
     * @param highest highest score, not below the lowest, up to 5
     */
    public record Scores(int lowest, int highest) {

        static final int LOWEST = 1;
        static final int HIGHEST = 5;

        /** Checks the order. */
        public Scores {
            if (lowest < LOWEST || highest > HIGHEST || lowest > highest) {
                throw new IllegalArgumentException("Cannot take scores from " + lowest + " to " + highest
                        + ": scores go from 1 to 5, the lower one first.");
            }
        }

        boolean contains(int score) {
            return lowest <= score && score <= highest;
        }

        @Override
        public String toString() {
            return lowest == highest ? String.valueOf(lowest) : lowest + "–" + highest;
        }
    }

    /**
     * A rule that takes all scores.
     *
     * @param segment name of the segment
     * @return the rule, to be narrowed
     */
    public static SegmentRule of(String segment) {
        return new SegmentRule(segment, ANY, ANY, ANY, "");
    }

    /**
     * The same rule for some recency scores.
     *
     * @param lowest lowest score
     * @param highest highest score; 5 is the most recent fifth
     * @return the changed rule
     */
    public SegmentRule recency(int lowest, int highest) {
        return new SegmentRule(segment, new Scores(lowest, highest), frequency, monetary, meaning);
    }

    /**
     * The same rule for some frequency scores.
     *
     * @param lowest lowest score
     * @param highest highest score
     * @return the changed rule
     */
    public SegmentRule frequency(int lowest, int highest) {
        return new SegmentRule(segment, recency, new Scores(lowest, highest), monetary, meaning);
    }

    /**
     * The same rule for some monetary scores.
     *
     * @param lowest lowest score
     * @param highest highest score
     * @return the changed rule
     */
    public SegmentRule monetary(int lowest, int highest) {
        return new SegmentRule(segment, recency, frequency, new Scores(lowest, highest), meaning);
    }

    /**
     * The same rule with an explanation.
     *
     * @param text who is meant and what to do
     * @return the changed rule
     */
    public SegmentRule meaning(String text) {
        return new SegmentRule(segment, recency, frequency, monetary, text);
    }

    boolean matches(int recencyScore, int frequencyScore, int monetaryScore) {
        return recency.contains(recencyScore) && frequency.contains(frequencyScore) && monetary.contains(monetaryScore);
    }
}
