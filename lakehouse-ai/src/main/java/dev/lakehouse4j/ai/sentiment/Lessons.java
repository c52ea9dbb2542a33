package dev.lakehouse4j.ai.sentiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a training learns: texts with their stars, further texts, and made sentences, with how much each counts. */
final class Lessons {

    private static final long TEMPLATE_SEED = 7;

    /** Made sentences are short and plain: in the n-grams they count little, or they would outvote the reviews. */
    private static final float WIDE_TEMPLATE = 0.2f;

    /** How much a teacher counts beside the stars. */
    private static final float TEACHER = 0.5f;

    private static final float NEUTRAL = 0.5f;
    private static final int BINARY = NetworkShape.OUTPUTS - 1;

    private final List<String> texts = new ArrayList<>();
    private final List<float[]> probabilities = new ArrayList<>();
    private final List<float[]> weights = new ArrayList<>();

    /** Stars of the texts that are no lessons of a teacher, first to last. */
    private final List<Integer> stars = new ArrayList<>();

    private int real;
    private int plain;

    private Lessons() {}

    static Lessons of(List<LabelledText> texts, List<LabelledText> further, List<TaughtText> taught, int templates) {
        Lessons lessons = new Lessons();
        texts.forEach(lessons::add);
        further.forEach(lessons::add);
        lessons.real = lessons.texts.size();
        List<TaughtText> others = lessons.soften(taught);
        for (Templates.Sentence sentence : Templates.generate(templates, TEMPLATE_SEED)) {
            int given = sentence.label().equals("pos") ? 5 : sentence.label().equals("neg") ? 1 : 3;
            lessons.add(sentence.text(), given, 1);
        }
        lessons.plain = lessons.texts.size();
        others.forEach(lessons::add);
        return lessons;
    }

    /** Of texts with stars, what was taught counts beside the stars; gives those without. */
    private List<TaughtText> soften(List<TaughtText> taught) {
        Map<String, TaughtText> said = new LinkedHashMap<>();
        taught.forEach(lesson -> said.put(TextKey.of(lesson.text()), lesson));
        Set<String> met = new HashSet<>();
        for (int i = 0; i < real; i++) {
            String key = TextKey.of(texts.get(i));
            TaughtText heard = said.get(key);
            if (heard != null) {
                met.add(key);
                hear(i, heard);
            }
        }
        said.keySet().removeAll(met);
        return List.copyOf(said.values());
    }

    private void hear(int text, TaughtText heard) {
        float[] own = probabilities.get(text);
        float[] said = probabilities(heard);
        for (int k = 0; k < own.length; k++) {
            float share = weights.get(text)[k] == 0 ? 1 : TEACHER;
            own[k] = (1 - share) * own[k] + share * said[k];
        }
        Arrays.fill(weights.get(text), 1);
    }

    private static float[] probabilities(TaughtText lesson) {
        float[] probability = new float[NetworkShape.OUTPUTS];
        for (int k = 0; k < BINARY; k++) {
            probability[k] = lesson.moreStars().get(k).floatValue();
        }
        probability[BINARY] = (float) lesson.positive();
        return probability;
    }

    private void add(TaughtText lesson) {
        float[] weight = new float[NetworkShape.OUTPUTS];
        Arrays.fill(weight, 1);
        texts.add(lesson.text());
        probabilities.add(probabilities(lesson));
        weights.add(weight);
    }

    private void add(LabelledText text) {
        // Stars of real texts say nothing of which side a neutral one is nearer to; made sentences are in the middle.
        add(text.text(), text.stars(), text.isNeutral() ? 0 : 1);
    }

    private void add(String text, int given, float binaryWeight) {
        float[] probability = new float[NetworkShape.OUTPUTS];
        float[] weight = new float[NetworkShape.OUTPUTS];
        Arrays.fill(weight, 1);
        for (int k = 0; k < BINARY; k++) {
            probability[k] = given > k + 1 ? 1 : 0;
        }
        probability[BINARY] = given == 3 ? NEUTRAL : given > 3 ? 1 : 0;
        weight[BINARY] = binaryWeight;
        stars.add(given);
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

    /** Number of texts, the first ones, that people wrote or that were made from patterns: not those that were taught. */
    int plain() {
        return plain;
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

    /** Whether each text but those of a teacher alone has more than 1, 2, 3 and 4 stars: n-grams learn from stars. */
    boolean[][] moreStars() {
        boolean[][] more = new boolean[plain][LinearModel.OUTPUTS];
        for (int i = 0; i < plain; i++) {
            for (int k = 0; k < LinearModel.OUTPUTS; k++) {
                more[i][k] = stars.get(i) > k + 1;
            }
        }
        return more;
    }

    /** How much each of these texts counts for n-grams. */
    float[] wideWeights() {
        float[] counts = new float[plain];
        Arrays.fill(counts, 0, real, 1);
        Arrays.fill(counts, real, plain, WIDE_TEMPLATE);
        return counts;
    }

    NetworkFit.Goals goals() {
        return new NetworkFit.Goals(probabilities.toArray(float[][]::new), weights.toArray(float[][]::new));
    }
}
