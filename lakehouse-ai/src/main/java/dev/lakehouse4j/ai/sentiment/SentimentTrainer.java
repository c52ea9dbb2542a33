package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a compact sentiment model from texts and stars: the Portuguese one of this project, or one for your own reviews in
 * minutes on a few processors.
 *
 * <p>Two parts are trained apart: logistic regressions over hashed n-grams, and a small recurrent network whose word vectors
 * first learn from the company that words keep. Both learn the order of the stars, not only the sign. Several networks of
 * different seeds judge together. The newest part of the texts is kept out at first: on it the mixture is calibrated, the limits of
 * score and of neutral texts are chosen, and figures are measured; then everything is trained again on all texts. The same texts,
 * settings and machine give the same weights.
 */
public final class SentimentTrainer {

    private static final int LEAST_PER_CLASS = 20;
    private static final int LEAST_COUNT = 2;
    private static final double COST = 3;
    private static final double VECTOR_DEVIATION = 0.8;

    private final Settings settings;
    private final Progress progress;

    private final List<TaughtText> taught;

    private SentimentTrainer(Settings settings, Progress progress, List<TaughtText> taught) {
        this.settings = settings;
        this.progress = progress;
        this.taught = List.copyOf(taught);
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
     * @param seeds seeds of the networks, which judge together: one network per seed
     * @param epochs passes of a network over the texts
     * @param vectorEpochs passes of the word vectors over the texts before that
     * @param wordSize length of a word vector
     * @param units units of each recurrent layer
     * @param words most words with a vector of their own
     * @param ngramBuckets buckets of the hashed n-grams
     * @param templates Portuguese sentences made from patterns that are learned beside the texts; 0 for other languages
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
            int templates,
            double validationShare,
            @Nullable Path teacher) {

        /** Checks the ranges. */
        public Settings {
            seeds = List.copyOf(seeds);
            require(!seeds.isEmpty(), "there is no seed; give at least one");
            require(epochs > 0 && vectorEpochs >= 0, "epochs must be positive");
            require(templates >= 0, "the number of templates must not be negative");
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
                    "sentiment", "texts with stars", List.of(1L, 2L), 4, 12, 64, 64, 8190, 1 << 17, 6000, 0.1, null);
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
                    templates,
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
                    templates,
                    validationShare,
                    teacher);
        }

        /**
         * Other seeds: one network each. More are a little better, and slower to train and to judge.
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
                    templates,
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
                    templates,
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
                    templates,
                    validationShare,
                    teacher);
        }

        /**
         * Another number of made sentences.
         *
         * @param changed 0 for languages other than Portuguese
         * @return changed settings
         */
        public Settings withTemplates(int changed) {
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
                    changed,
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
                    name,
                    data,
                    seeds,
                    epochs,
                    vectorEpochs,
                    wordSize,
                    units,
                    words,
                    ngramBuckets,
                    templates,
                    changed,
                    teacher);
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
                    templates,
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
        return new SentimentTrainer(settings, (share, doing) -> {}, List.of());
    }

    /**
     * The same, telling how far it is.
     *
     * @param hears called now and then
     * @return changed trainer
     */
    public SentimentTrainer onProgress(Progress hears) {
        return new SentimentTrainer(settings, hears, taught);
    }

    /**
     * The same, learning from what a bigger model said, too.
     *
     * @param lessons texts with the probabilities that the bigger model gives; of texts that the training has with stars, these
     *     count half and the stars half
     * @return changed trainer
     */
    public SentimentTrainer taughtBy(List<TaughtText> lessons) {
        return new SentimentTrainer(settings, progress, lessons);
    }

    /**
     * Trains on all texts.
     *
     * @param texts texts with stars; blank ones are left out
     * @return the model and its figures on the newest texts
     * @throws SentimentException when there are too few texts, or PyTorch's native library cannot be loaded
     */
    public TrainedSentiment train(List<LabelledText> texts) {
        return train(texts, List.of(), null);
    }

    /**
     * Trains on the texts from before a day.
     *
     * @param texts texts with stars; blank ones, those from that day on and those of an unknown moment are left out
     * @param further other texts to learn from, such as titles, that no figure is measured on; left out likewise
     * @param until first day that the model must not have seen; null for no limit
     * @return the model and its figures on the newest texts before that day
     * @throws SentimentException when there are too few texts, or PyTorch's native library cannot be loaded
     */
    public TrainedSentiment train(List<LabelledText> texts, List<LabelledText> further, @Nullable LocalDate until) {
        List<LabelledText> used = usable(texts, until);
        List<LabelledText> beside = usable(further, until);
        int older = (int) Math.round(used.size() * (1 - settings.validationShare()));
        List<LabelledText> past = used.subList(0, older);
        List<LabelledText> newest = used.subList(older, used.size());
        requireEnough(past, until);
        requireEnough(newest, until);
        LocalDateTime border = newest.get(0).moment();
        List<LabelledText> besidePast = beside.stream()
                .filter(text ->
                        border == null || text.moment() == null || text.moment().isBefore(border))
                .toList();
        Engine engine = DjlEngine.get(DjlEngine.PYTORCH);

        List<TaughtText> lessons = taught.stream()
                .filter(lesson -> until == null || isBefore(lesson.moment(), until.atStartOfDay()))
                .toList();
        List<TaughtText> lessonsPast = lessons.stream()
                .filter(lesson -> border == null || isBefore(lesson.moment(), border))
                .toList();
        Parts early = fit(engine, past, besidePast, lessonsPast, 0, 0.45);
        Head head = head(early, newest);
        CompactModel judged = early.model(head, manifest(until, past.size(), Map.of()));
        progress.at(0.45, "judging on the newest texts");
        Set<String> seen = past.stream().map(text -> TextKey.of(text.text())).collect(Collectors.toSet());
        List<Sentiment> said =
                judged.classify(newest.stream().map(LabelledText::text).toList());
        SentimentEvaluation evaluation = SentimentEvaluation.of(judged.version(), newest, said, seen);

        Parts last = fit(engine, used, beside, lessons, 0.5, 0.98);
        SentimentManifest manifest = manifest(until, used.size(), figures(evaluation));
        Map<String, byte[]> files = ModelFiles.write(last.linear(), last.networks(), last.vocabulary(), head, manifest);
        progress.at(1, "done");
        return new TrainedSentiment(files, evaluation);
    }

    /** In an order that does not depend on that of the table. */
    private static List<LabelledText> usable(List<LabelledText> texts, @Nullable LocalDate until) {
        return texts.stream()
                .filter(text -> !text.text().isBlank())
                .filter(text -> isBefore(text, until))
                .sorted(Comparator.comparing(
                                LabelledText::moment, Comparator.nullsFirst(Comparator.<LocalDateTime>naturalOrder()))
                        .thenComparing(LabelledText::text)
                        .thenComparing(LabelledText::stars))
                .toList();
    }

    private static boolean isBefore(@Nullable LocalDateTime moment, LocalDateTime border) {
        return moment == null || moment.isBefore(border);
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
        written.put("textRules", TextRules.VERSION);
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
    private record Parts(LinearModel linear, List<Network> networks, Vocabulary vocabulary) {

        /** As it is once it was stored, with the rounding of that. */
        CompactModel model(Head head, SentimentManifest manifest) {
            return ModelFiles.read(ModelFiles.memory(ModelFiles.write(linear, networks, vocabulary, head, manifest)));
        }
    }

    private Parts fit(
            Engine engine,
            List<LabelledText> texts,
            List<LabelledText> further,
            List<TaughtText> heard,
            double from,
            double to) {
        Lessons lessons = Lessons.of(texts, further, heard, settings.templates());
        Path teacher = settings.teacher();
        if (teacher != null) {
            progress.at(from, "asking the teacher");
            lessons.hear(teacher);
        }
        double step = (to - from) / (settings.seeds().size() + 3);
        progress.at(from, "n-grams of " + lessons.size() + " texts");
        List<String[]> words = lessons.tokenised();
        Vocabulary vocabulary = Vocabulary.of(
                words.subList(0, lessons.real()),
                words.subList(lessons.real(), lessons.plain()),
                LEAST_COUNT,
                settings.words());
        TextRules rules = new TextRules(vocabulary);
        long seed = settings.seeds().get(0);
        LinearModel linear = LinearModel.fit(
                lessons.texts().subList(0, lessons.plain()),
                rules,
                lessons.moreStars(),
                lessons.wideWeights(),
                lessons.real(),
                settings.ngramBuckets(),
                COST,
                seed);
        progress.at(from + step, "word vectors");
        NetworkShape shape = new NetworkShape(vocabulary.rows(), settings.wordSize(), settings.units());
        EncodedTexts encoded = EncodedTexts.of(lessons.texts(), vocabulary, rules);
        float[] vectors = SkipGram.train(
                encoded.all().subList(0, lessons.plain()),
                shape.words(),
                shape.size(),
                settings.vectorEpochs(),
                VECTOR_DEVIATION,
                seed);
        List<Network> networks = new ArrayList<>();
        for (long member : settings.seeds()) {
            progress.at(from + step * (3 + networks.size()), "network of seed " + member);
            Network network = Network.random(shape, member);
            if (settings.vectorEpochs() > 0) {
                int first = Vocabulary.FIRST * shape.size();
                System.arraycopy(vectors, first, network.get(Network.WORDS), first, vectors.length - first);
            }
            networks.add(new NetworkFit(engine, NetworkSettings.defaults(), encoded, network, member)
                    .run(lessons.goals(), settings.epochs()));
        }
        return new Parts(linear, networks, vocabulary);
    }

    private static Head head(Parts parts, List<LabelledText> newest) {
        CompactModel plain =
                parts.model(Head.PLAIN, new SentimentManifest("", "", null, 0, "", List.of(), Map.of(), Map.of()));
        float[][] logits =
                plain.mixedLogits(newest.stream().map(LabelledText::text).toList());
        return HeadFit.fit(logits, newest.stream().mapToInt(LabelledText::stars).toArray());
    }
}
