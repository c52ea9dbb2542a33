package dev.lakehouse4j.ai.sentiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Soft labels: what several teachers say of the texts, mixed with the stars. */
final class Distillation {

    /** How much the teachers count against the stars. */
    private static final float SOFT = 0.5f;

    private Distillation() {}

    static NetworkFit.Goals soften(
            NetworkFit.Goals hard,
            List<String> texts,
            List<Network> networks,
            Vocabulary vocabulary,
            LinearModel linear,
            @Nullable Path teacher) {
        int outputs = NetworkShape.OUTPUTS;
        float[][] sums = new float[texts.size()][outputs];
        for (Network network : networks) {
            Forward forward = new Forward(network);
            WordVectors vectors = new WordVectors(network, vocabulary);
            Tokens tokens = new Tokens();
            for (int i = 0; i < sums.length; i++) {
                tokens.read(texts.get(i));
                List<WordVectors.Entry> words = new ArrayList<>();
                for (int t = 0; t < tokens.count(); t++) {
                    words.add(vectors.get(tokens, t));
                }
                if (!words.isEmpty()) {
                    float[] logits = forward.logits(words.toArray(WordVectors.Entry[]::new));
                    for (int o = 0; o < outputs; o++) {
                        sums[i][o] += (float) Head.sigmoid(logits[o]) / networks.size();
                    }
                }
            }
        }
        float[][] mixed = new float[texts.size()][outputs];
        float[][] weights = new float[texts.size()][outputs];
        for (int i = 0; i < mixed.length; i++) {
            for (int o = 0; o < outputs; o++) {
                float count = hard.weights()[i][o];
                // Where the stars say nothing, the teachers alone do.
                float soft = count == 0 ? 1 : SOFT;
                mixed[i][o] = soft * sums[i][o] + (1 - soft) * hard.probabilities()[i][o];
                weights[i][o] = 1;
            }
        }
        if (teacher != null) {
            addTeacher(mixed, texts, teacher);
        }
        return new NetworkFit.Goals(mixed, weights);
    }

    private static void addTeacher(float[][] mixed, List<String> texts, Path teacher) {
        try (SentimentModel model = SentimentModel.open(teacher)) {
            List<Sentiment> said = model.analyzeAll(texts);
            int binary = NetworkShape.OUTPUTS - 1;
            for (int i = 0; i < mixed.length; i++) {
                mixed[i][binary] = (mixed[i][binary] + (float) (said.get(i).score() + 1) / 2) / 2;
            }
        }
    }
}
