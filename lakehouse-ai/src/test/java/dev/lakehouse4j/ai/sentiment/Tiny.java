package dev.lakehouse4j.ai.sentiment;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A model that is trained in seconds on made sentences. */
final class Tiny {

    static final LocalDateTime START = LocalDateTime.of(2018, 1, 1, 0, 0);

    private Tiny() {}

    static SentimentTrainer.Settings settings() {
        return SentimentTrainer.Settings.defaults()
                .withName("tiny")
                .withData("made sentences")
                .withSeeds(1)
                .withEpochs(15, 5)
                .withSizes(16, 16, 500, 1 << 12)
                .withTemplates(0)
                .withValidationShare(0.25);
    }

    /** Sentences with stars, one per hour. */
    static List<LabelledText> texts(int count) {
        List<LabelledText> texts = new ArrayList<>();
        int neutral = 0;
        List<Templates.Sentence> sentences = new ArrayList<>(Templates.generate(2 * count, 3));
        Collections.shuffle(sentences, new Random(4));
        for (Templates.Sentence sentence : sentences) {
            // Fewer of those without an opinion: a model this small would see nothing else.
            if (texts.size() == count || (sentence.label().equals("neu") && neutral++ % 4 > 0)) {
                continue;
            }
            int stars = sentence.label().equals("pos") ? 5 : sentence.label().equals("neg") ? 1 : 3;
            texts.add(new LabelledText(sentence.text(), stars, START.plusHours(texts.size())));
        }
        return texts;
    }

    /** The same one for all tests. */
    static TrainedSentiment train() {
        return Holder.TRAINED;
    }

    /** Of its texts the one that the model finds best, or worst. */
    static String extreme(SentimentModel model, boolean best) {
        String found = "";
        double score = 0;
        for (LabelledText text : texts(900)) {
            double next = model.analyze(text.text()).score() * (best ? 1 : -1);
            // Without a contrast inside, and short enough to be one side of one.
            if (next > score && !text.text().contains("mas") && !text.text().contains("por")) {
                score = next;
                found = text.text();
            }
        }
        return found;
    }

    private static final class Holder {
        private static final TrainedSentiment TRAINED =
                SentimentTrainer.with(settings()).train(texts(900));
    }
}
