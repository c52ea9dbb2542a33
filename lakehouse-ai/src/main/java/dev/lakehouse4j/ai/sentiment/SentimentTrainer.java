package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a compact sentiment model from texts and stars: the Portuguese one of this project, or one for your own reviews in
 * minutes on a few processors.
 *
 * <p>Two parts are trained apart: logistic regressions over hashed n-grams, and a small recurrent network whose word vectors
 * first learn from the company that words keep. Both learn the order of the stars, not only the sign. Several networks teach
 * one (distillation). The newest part of the texts is kept out at first: on it both parts are mixed and calibrated, the band
 * of neutral scores is chosen, and figures are measured; then everything is trained again on all texts. The same texts,
 * settings and machine give the same weights.
 */
public final class SentimentTrainer {

    private static final int LEAST_PER_CLASS = 20;

    private final Settings settings;
    private final Progress progress;

    private SentimentTrainer(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Hears how far a training is. */
    @FunctionalInterface
    public interface Progress {

        /**
         * Called now and then, from the training thread.
         *
         * @param share share of the work that is done, 0 to 1
         * @param doing what comes next, a few words
         */
        void at(double share, String doing);
    }

    /**
     * How to train.
     *
     * @param name what the model is called; the beginning of its version
     * @param data what the texts are, for the manifest
     * @param seeds seeds of the networks; of several, all teach one
     * @param epochs passes of a network over the texts
     * @param vectorEpochs passes of the word vectors over the texts before that
     * @param wordSize length of a word vector
     * @param units units of each recurrent layer
     * @param words most words with a vector of their own
     * @param ngramBuckets buckets of the hashed n-grams
     * @param validationShare share of the texts, the newest, that is kept out at first; above 0 and at most 0.5
     * @param teacher folder with a Hugging Face model that teaches beside the networks; null for none
     */
    public record Settings(
            String name,
            String data,
            List<Long> seeds,
            int epochs,
            int vectorEpochs,
            int wordSize,
            int units,
            int words,
            int ngramBuckets,
            double validationShare,
            @Nullable Path teacher) {

        /** Checks the ranges. */
        public Settings {
            seeds = List.copyOf(seeds);
            require(!seeds.isEmpty(), "there is no seed; give at least one");
            require(epochs > 0 && vectorEpochs >= 0, "epochs must be positive");
            require(wordSize > 0 && units > 0 && words > 0 && ngramBuckets > 0, "all sizes must be positive");
            require(
                    validationShare > 0 && validationShare <= 0.5,
                    "the validation share must be above 0 and at most 0.5");
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException("Cannot train with these settings: " + otherwise + ".");
            }
        }

        /**
         * Settings of the shipped model.
         *
         * @return the settings
         */
        public static Settings defaults() {
            return new Settings(
                    "sentiment", "texts with stars", List.of(1L, 2L, 3L), 4, 15, 64, 64, 8190, 1 << 17, 0.1, null);
        }

        /**
         * Another name.
         *
         * @param changed letters, digits and hyphens
         * @return changed settings
         */
        public Settings withName(String changed) {
            return new Settings(
                    changed,
                    data,
                    seeds,
                    epochs,
                    vectorEpochs,
                    wordSize,
                    units,
                    words,
                    ngramBuckets,
                    validationShare,
                    teacher);
        }

        /**
         * Another description of the texts.
         *
         * @param changed what they are and where they come from
         * @return changed settings
         */
        public Settings withData(String changed) {
            return new Settings(
                    name,
                    changed,
                    seeds,
                    epochs,
                    vectorEpochs,
                    wordSize,
                    units,
                    words,
                    ngramBuckets,
                    validationShare,
                    teacher);
        }

        /**
         * Other seeds: as many networks as seeds teach the model; a single one is the model itself.
         *
         * @param changed at least one seed
         * @return changed settings
         */
        public Settings withSeeds(long... changed) {
            return new Settings(
                    name,
                    data,
                    LongStream.of(changed).boxed().toList(),
                    epochs,
                    vectorEpochs,
                    wordSize,
                    units,
                    words,
                    ngramBuckets,
                    validationShare,
                    teacher);
        }

        /**
         * Other numbers of passes.
         *
         * @param ofNetwork passes of a network, at least 1
         * @param ofVectors passes of the word vectors, 0 to begin from chance
         * @return changed settings
         */
        public Settings withEpochs(int ofNetwork, int ofVectors) {
            return new Settings(
                    name,
                    data,
                    seeds,
                    ofNetwork,
                    ofVectors,
                    wordSize,
                    units,
                    words,
                    ngramBuckets,
                    validationShare,
                    teacher);
        }

        /**
         * Other sizes.
         *
         * @param ofWord length of a word vector
         * @param ofLayer units of each recurrent layer
         * @param ofVocabulary most words with a vector of their own
         * @param ofNgrams buckets of the hashed n-grams
         * @return changed settings
         */
        public Settings withSizes(int ofWord, int ofLayer, int ofVocabulary, int ofNgrams) {
            return new Settings(
                    name,
                    data,
                    seeds,
                    epochs,
                    vectorEpochs,
                    ofWord,
                    ofLayer,
                    ofVocabulary,
                    ofNgrams,
                    validationShare,
                    teacher);
        }

        /**
         * Another share of texts for calibration.
         *
         * @param changed above 0 and at most 0.5
         * @return changed settings
         */
        public Settings withValidationShare(double changed) {
            return new Settings(
                    name, data, seeds, epochs, vectorEpochs, wordSize, units, words, ngramBuckets, changed, teacher);
        }

        /**
         * A bigger model as a further teacher.
         *
         * @param folder folder with a Hugging Face model, see {@link SentimentModel#open}
         * @return changed settings
         */
        public Settings withTeacher(Path folder) {
            return new Settings(
                    name,
                    data,
                    seeds,
                    epochs,
                    vectorEpochs,
                    wordSize,
                    units,
                    words,
                    ngramBuckets,
                    validationShare,
                    folder);
        }
    }

    /**
     * A trainer.
     *
     * @param settings how to train
     * @return the trainer
     */
    public static SentimentTrainer with(Settings settings) {
        return new SentimentTrainer(settings, (share, doing) -> {});
    }

    /**
     * The same, telling how far it is.
     *
     * @param hears called now and then
     * @return changed trainer
     */
    public SentimentTrainer onProgress(Progress hears) {
        return new SentimentTrainer(settings, hears);
    }

    /**
     * Trains on all texts.
     *
     * @param texts texts with stars; blank ones are left out
     * @return the model and its figures on the newest texts
     * @throws SentimentException when there are too few texts, or PyTorch's native library cannot be loaded
     */
    public TrainedSentiment train(List<LabelledText> texts) {
        return train(texts, null);
    }

    /**
     * Trains on the texts from before a day.
     *
     * @param texts texts with stars; blank ones, those from that day on and those of an unknown moment are left out
     * @param until first day that the model must not have seen; null for no limit
     * @return the model and its figures on the newest texts before that day
     * @throws SentimentException when there are too few texts, or PyTorch's native library cannot be loaded
     */
    public TrainedSentiment train(List<LabelledText> texts, @Nullable LocalDate until) {
        List<LabelledText> used = texts.stream()
                .filter(text -> !text.text().isBlank())
                .filter(text ->
                        isBefore(text, until))
                // The order must not depend on that of the table.
                .sorted(Comparator.comparing(
                                LabelledText::moment, Comparator.nullsFirst(Comparator.<LocalDateTime>naturalOrder()))
                        .thenComparing(LabelledText::text)
                        .thenComparing(LabelledText::stars))
                .toList();
        int older = (int) Math.round(used.size() * (1 - settings.validationShare()));
        requireEnough(used.subList(0, older), until);
        requireEnough(used.subList(older, used.size()), until);
        Engine engine = DjlEngine.get(DjlEngine.PYTORCH);

        List<LabelledText> past = used.subList(0, older);
        List<LabelledText> newest = used.subList(older, used.size());
        Parts early = fit(engine, past, 0, 0.45);
        Head head = head(early, newest);
        CompactModel judged = early.model(head, manifest(until, past.size(), Map.of()));
        progress.at(0.45, "judging on the newest texts");
        Set<String> seen = past.stream().map(text -> TextKey.of(text.text())).collect(Collectors.toSet());
        List<Sentiment> said =
                judged.classify(newest.stream().map(LabelledText::text).toList());
        SentimentEvaluation evaluation = SentimentEvaluation.of(judged.version(), newest, said, seen);

        Parts last = fit(engine, used, 0.5, 0.98);
        SentimentManifest manifest = manifest(until, used.size(), figures(evaluation));
        Map<String, byte[]> files = ModelFiles.write(last.linear(), last.network(), last.vocabulary(), head, manifest);
        progress.at(1, "done");
        return new TrainedSentiment(files, evaluation);
    }

    private static boolean isBefore(LabelledText text, @Nullable LocalDate until) {
        LocalDateTime moment = text.moment();
        return until == null || (moment != null && moment.isBefore(until.atStartOfDay()));
    }

    private void requireEnough(List<LabelledText> texts, @Nullable LocalDate until) {
        long positives = texts.stream().filter(LabelledText::isPositive).count();
        long negatives = texts.stream()
                .filter(text -> !text.isPositive() && !text.isNeutral())
                .count();
        if (positives < LEAST_PER_CLASS || negatives < LEAST_PER_CLASS) {
            throw new SentimentException("Cannot train: of " + texts.size() + " texts "
                    + (until == null ? "" : "from before " + until + " ") + positives + " are positive and " + negatives
                    + " negative, and at least " + LEAST_PER_CLASS + " of each are needed for training and for judging."
                    + " Give more texts" + (until == null ? "." : ", or a later day."));
        }
    }

    private SentimentManifest manifest(@Nullable LocalDate until, int texts, Map<String, Double> figures) {
        Map<String, String> written = new TreeMap<>();
        written.put("epochs", String.valueOf(settings.epochs()));
        written.put("vectorEpochs", String.valueOf(settings.vectorEpochs()));
        written.put("validationShare", String.valueOf(settings.validationShare()));
        Path teacher = settings.teacher();
        if (teacher != null) {
            written.put("teacher", String.valueOf(teacher.getFileName()));
        }
        return new SentimentManifest(
                settings.name(), settings.name(), until, texts, settings.data(), settings.seeds(), written, figures);
    }

    private static Map<String, Double> figures(SentimentEvaluation evaluation) {
        return Map.of(
                "validationRocAuc", evaluation.all().rocAuc().value(),
                "validationMacroF1", evaluation.all().macroF1().value(),
                "validationAccuracy", evaluation.all().accuracy().value(),
                "validationNeutralF1", evaluation.neutralF1());
    }

    /** Both parts, trained. */
    private record Parts(LinearModel linear, Network network, Vocabulary vocabulary) {

        /** As it is once it was stored, with the rounding of that. */
        CompactModel model(Head head, SentimentManifest manifest) {
            return ModelFiles.read(ModelFiles.memory(ModelFiles.write(linear, network, vocabulary, head, manifest)));
        }
    }

    private Parts fit(Engine engine, List<LabelledText> labelled, double from, double to) {
        List<String> texts = labelled.stream().map(LabelledText::text).toList();
        double step = (to - from) / (settings.seeds().size() + 4);
        progress.at(from, "n-grams of " + texts.size() + " texts");
        boolean[][] targets = new boolean[texts.size()][LinearModel.OUTPUTS];
        for (int i = 0; i < targets.length; i++) {
            for (int k = 0; k < LinearModel.OUTPUTS; k++) {
                targets[i][k] = labelled.get(i).stars() > k + 1;
            }
        }
        float[] ones = new float[texts.size()];
        Arrays.fill(ones, 1);
        LinearModel linear = LinearModel.fit(
                texts,
                targets,
                ones,
                settings.ngramBuckets(),
                3,
                settings.seeds().get(0));
        progress.at(from + step, "word vectors");
        Tokens tokens = new Tokens();
        List<String[]> words = new ArrayList<>();
        for (String text : texts) {
            tokens.read(text);
            words.add(tokens.all());
        }
        Vocabulary vocabulary = Vocabulary.of(words, 2, settings.words());
        NetworkShape shape = new NetworkShape(vocabulary.rows(), settings.wordSize(), settings.units());
        EncodedTexts encoded = EncodedTexts.of(words, vocabulary);
        float[] vectors = SkipGram.train(
                encoded.all(), shape.words(), shape.size(), settings.vectorEpochs(), 0.4, settings.seeds().get(0));
        NetworkFit.Goals hard = goals(labelled);
        List<Network> teachers = new ArrayList<>();
        for (long seed : settings.seeds()) {
            teachers.add(network(engine, shape, vectors, encoded, hard, seed, from + step * (2 + teachers.size())));
        }
        if (teachers.size() == 1 && settings.teacher() == null) {
            return new Parts(linear, teachers.get(0), vocabulary);
        }
        progress.at(to - 2 * step, "soft labels");
        NetworkFit.Goals soft = Distillation.soften(hard, texts, teachers, vocabulary, linear, settings.teacher());
        Network student =
                network(engine, shape, vectors, encoded, soft, settings.seeds().get(0), to - step);
        return new Parts(linear, student, vocabulary);
    }

    private Network network(
            Engine engine,
            NetworkShape shape,
            float[] vectors,
            EncodedTexts encoded,
            NetworkFit.Goals goals,
            long seed,
            double share) {
        Network network = Network.random(shape, seed);
        progress.at(share, "network of seed " + seed);
        if (settings.vectorEpochs() > 0) {
            int first = Vocabulary.FIRST * shape.size();
            System.arraycopy(vectors, first, network.get(Network.WORDS), first, vectors.length - first);
        }
        int[] all = IntStream.range(0, encoded.size()).toArray();
        return new NetworkFit(engine, NetworkSettings.defaults(), encoded, network, seed)
                .run(all, goals, settings.epochs(), (epoch, now) -> {});
    }

    private static NetworkFit.Goals goals(List<LabelledText> labelled) {
        float[][] probabilities = new float[labelled.size()][NetworkShape.OUTPUTS];
        float[][] weights = new float[labelled.size()][NetworkShape.OUTPUTS];
        for (int i = 0; i < probabilities.length; i++) {
            LabelledText text = labelled.get(i);
            Arrays.fill(weights[i], 1);
            for (int k = 0; k < LinearModel.OUTPUTS; k++) {
                probabilities[i][k] = text.stars() > k + 1 ? 1 : 0;
            }
            probabilities[i][LinearModel.OUTPUTS] = text.isPositive() ? 1 : 0;
            weights[i][LinearModel.OUTPUTS] = text.isNeutral() ? 0 : 1;
        }
        return new NetworkFit.Goals(probabilities, weights);
    }

    private static Head head(Parts parts, List<LabelledText> newest) {
        CompactModel plain =
                parts.model(Head.PLAIN, new SentimentManifest("", "", null, 0, "", List.of(), Map.of(), Map.of()));
        double[][] polarities =
                plain.polarities(newest.stream().map(LabelledText::text).toList());
        return HeadFit.fit(
                polarities, newest.stream().mapToInt(LabelledText::stars).toArray());
    }
}
