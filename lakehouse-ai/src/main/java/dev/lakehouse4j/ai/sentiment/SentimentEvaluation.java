package dev.lakehouse4j.ai.sentiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How well a model tells content from discontent texts: of all texts, and of those whose like no training has seen.
 *
 * <p>Stars are the truth: 4 and 5 positive, 1 and 2 negative. Texts with 3 stars are left out of the two-class figures
 * and are the neutral class of {@code neutralF1}.
 *
 * @param modelVersion the model
 * @param texts texts that are not blank, those with 3 stars included
 * @param all figures over all of them with another number of stars than 3
 * @param unseen the same over the texts that training has not seen, compared in lower case and without accents, marks and
 *     lengthened letters; null when it is not known what training has seen, or no such text is left
 * @param neutralTexts texts with 3 stars
 * @param neutralF1 F1 score of the neutral class, 0 to 1: predicted neutral or mixed, against 3 stars; over all texts
 */
public record SentimentEvaluation(
        String modelVersion,
        int texts,
        Binary all,
        @Nullable Binary unseen,
        int neutralTexts,
        double neutralF1) {

    private static final long SEED = 42;

    /**
     * Figures of the two-class task; a score above 0 is taken as positive.
     *
     * @param texts number of texts
     * @param positives those with 4 or 5 stars
     * @param rocAuc area under the ROC curve
     * @param macroF1 mean of the F1 scores of both classes
     * @param accuracy share of texts that are told right
     */
    public record Binary(int texts, int positives, Figure rocAuc, Figure macroF1, Figure accuracy) {}

    /**
     * Judges a model.
     *
     * @param model the model
     * @param texts the texts; blank ones are left out
     * @param seen the texts that the model was trained on; empty when they are not known
     * @return the figures
     * @throws SentimentException when there are no texts of both classes
     */
    public static SentimentEvaluation of(SentimentModel model, List<LabelledText> texts, Stream<String> seen) {
        List<LabelledText> judged =
                texts.stream().filter(text -> !text.text().isBlank()).toList();
        List<Sentiment> said =
                model.analyzeAll(judged.stream().map(LabelledText::text).toList());
        return of(model.version(), judged, said, seen.map(TextKey::of).collect(Collectors.toSet()));
    }

    static SentimentEvaluation of(
            String version, List<LabelledText> judged, List<Sentiment> said, Set<String> seenKeys) {
        List<Integer> polar = IntStream.range(0, judged.size())
                .filter(i -> !judged.get(i).isNeutral())
                .boxed()
                .toList();
        List<Integer> unseen = seenKeys.isEmpty()
                ? List.of()
                : polar.stream()
                        .filter(i -> !seenKeys.contains(TextKey.of(judged.get(i).text())))
                        .toList();
        BinaryScores all = scores(judged, said, polar);
        if (!all.hasBoth()) {
            throw new SentimentException("Cannot evaluate " + version + ": of " + judged.size()
                    + " texts none are positive (4 or 5 stars) or none are negative (1 or 2 stars)."
                    + " Choose a period with texts of both kinds.");
        }
        BinaryScores fresh = scores(judged, said, unseen);
        int hits = 0;
        int falseAlarms = 0;
        int neutral = 0;
        for (int i = 0; i < judged.size(); i++) {
            boolean isNeutral = judged.get(i).isNeutral();
            boolean saidNeutral = said.get(i).label() == Sentiment.Label.NEUTRAL
                    || said.get(i).label() == Sentiment.Label.MIXED;
            neutral += isNeutral ? 1 : 0;
            hits += isNeutral && saidNeutral ? 1 : 0;
            falseAlarms += !isNeutral && saidNeutral ? 1 : 0;
        }
        return new SentimentEvaluation(
                version,
                judged.size(),
                all.figures(SEED),
                fresh.hasBoth() ? fresh.figures(SEED) : null,
                neutral,
                BinaryScores.f1(hits, falseAlarms, neutral - hits));
    }

    private static BinaryScores scores(List<LabelledText> judged, List<Sentiment> said, List<Integer> rows) {
        double[] scores = new double[rows.size()];
        boolean[] positive = new boolean[rows.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = said.get(rows.get(i)).score();
            positive[i] = judged.get(rows.get(i)).isPositive();
        }
        return new BinaryScores(scores, positive);
    }

    /**
     * The figures as lines.
     *
     * @return several lines without a final line break
     */
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add("Model " + modelVersion + String.format(Locale.ROOT, " on %,d texts", texts));
        lines.add(line("all texts", all));
        if (unseen != null) {
            lines.add(line("texts unseen in training", unseen));
        }
        lines.add(String.format(
                Locale.ROOT, "neutral: F1 %.3f over all texts, %,d of them with 3 stars", neutralF1, neutralTexts));
        return String.join("\n", lines);
    }

    private static String line(String name, Binary figures) {
        return String.format(
                Locale.ROOT,
                "%s: %,d, %,d positive; ROC AUC %s, macro-F1 %s, accuracy %s",
                name,
                figures.texts(),
                figures.positives(),
                figures.rocAuc().toText(),
                figures.macroF1().toText(),
                figures.accuracy().toText());
    }

    /**
     * The figures as a JSON object.
     *
     * @return one object with {@code modelVersion}, {@code texts}, {@code all}, {@code unseen} (or null), {@code
     *     neutralTexts}, {@code neutralF1}; each figure has {@code value}, {@code lower}, {@code upper}
     */
    public String toJson() {
        return json().toPrettyString();
    }

    ObjectNode json() {
        return new ObjectMapper().valueToTree(this);
    }
}
