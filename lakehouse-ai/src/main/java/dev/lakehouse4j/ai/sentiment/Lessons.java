package dev.lakehouse4j.ai.sentiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a training learns: texts with their stars, further texts, and made sentences, with how much each counts. */
final class Lessons {

    private static final long TEMPLATE_SEED = 7;

    /** Made sentences are short and plain: in the n-grams they count little, or they would outvote the reviews. */
    private static final float WIDE_TEMPLATE = 0.2f;

    private static final float NEUTRAL = 0.5f;
    private static final int BINARY = NetworkShape.OUTPUTS - 1;

    private final List<String> texts = new ArrayList<>();
    private final List<float[]> probabilities = new ArrayList<>();
    private final List<float[]> weights = new ArrayList<>();
    private int real;

    private Lessons() {}

    static Lessons of(List<LabelledText> texts, List<LabelledText> further, int templates) {
        Lessons lessons = new Lessons();
        texts.forEach(lessons::add);
        further.forEach(lessons::add);
        lessons.real = lessons.texts.size();
        for (Templates.Sentence sentence : Templates.generate(templates, TEMPLATE_SEED)) {
            int stars = sentence.label().equals("pos") ? 5 : sentence.label().equals("neg") ? 1 : 3;
            lessons.add(sentence.text(), stars, 1);
        }
        return lessons;
    }

    private void add(LabelledText text) {
        // Stars of real texts say nothing of which side a neutral one is nearer to; made sentences are in the middle.
        add(text.text(), text.stars(), text.isNeutral() ? 0 : 1);
    }

    private void add(String text, int stars, float binaryWeight) {
        float[] probability = new float[NetworkShape.OUTPUTS];
        float[] weight = new float[NetworkShape.OUTPUTS];
        Arrays.fill(weight, 1);
        for (int k = 0; k < BINARY; k++) {
            probability[k] = stars > k + 1 ? 1 : 0;
        }
        probability[BINARY] = stars == 3 ? NEUTRAL : stars > 3 ? 1 : 0;
        weight[BINARY] = binaryWeight;
        texts.add(text);
        probabilities.add(probability);
        weights.add(weight);
    }

    /** A bigger model joins: what it says of positive against negative counts as much as the stars, or alone without them. */
    void hear(Path teacher) {
        try (SentimentModel model = SentimentModel.open(teacher)) {
            List<Sentiment> said = model.analyzeAll(texts.subList(0, real));
            for (int i = 0; i < real; i++) {
                float heard = (float) (said.get(i).score() + 1) / 2;
                float[] probability = probabilities.get(i);
                float[] weight = weights.get(i);
                probability[BINARY] = weight[BINARY] == 0 ? heard : (heard + probability[BINARY]) / 2;
                weight[BINARY] = 1;
            }
        }
    }

    int size() {
        return texts.size();
    }

    /** Number of texts, the first ones, that people wrote. */
    int real() {
        return real;
    }

    List<String> texts() {
        return texts;
    }

    List<String[]> tokenised() {
        Tokens tokens = new Tokens();
        List<String[]> all = new ArrayList<>();
        for (String text : texts) {
            tokens.read(text);
            all.add(tokens.all());
        }
        return all;
    }

    /** Whether each text has more than 1, 2, 3 and 4 stars. */
    boolean[][] moreStars() {
        boolean[][] more = new boolean[texts.size()][LinearModel.OUTPUTS];
        for (int i = 0; i < more.length; i++) {
            for (int k = 0; k < LinearModel.OUTPUTS; k++) {
                more[i][k] = probabilities.get(i)[k] > 0;
            }
        }
        return more;
    }

    float[] wideWeights() {
        float[] counts = new float[texts.size()];
        Arrays.fill(counts, 0, real, 1);
        Arrays.fill(counts, real, counts.length, WIDE_TEMPLATE);
        return counts;
    }

    NetworkFit.Goals goals() {
        return new NetworkFit.Goals(probabilities.toArray(float[][]::new), weights.toArray(float[][]::new));
    }
}
