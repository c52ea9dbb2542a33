package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.ml.estimator.Learner;
import dev.lakehouse4j.ml.evaluation.ScoredLabels;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Searches settings for the candidates: random ones around the present ones, judged on the months before a date that no
 * evaluation should look at again. Boosting is stopped early on the same months.
 */
public final class DelayTuning {

    private final DeliveryDelay delay;
    private final DeliveryDelay.Settings settings;

    private DelayTuning(DeliveryDelay delay, DeliveryDelay.Settings settings) {
        this.delay = delay;
        this.settings = settings;
    }

    /**
     * A search on a lake whose pipeline has built {@code gold.delivery_features}.
     *
     * @param lake the lake
     * @param settings seed and threads
     * @return the search
     */
    public static DelayTuning on(Lakehouse lake, DeliveryDelay.Settings settings) {
        return new DelayTuning(DeliveryDelay.on(lake).with(settings), settings);
    }

    /**
     * One setting that was tried.
     *
     * @param candidate the candidate with its settings, and the rounds that were best where it boosts
     * @param rocAuc ROC AUC on the tuning months
     */
    public record Trial(Candidate candidate, double rocAuc) {

        /**
         * The trial as a line for people.
         *
         * @return figure, name and settings
         */
        public String toText() {
            return String.format(Locale.ROOT, "%.4f  %s  %s", rocAuc, candidate.name(), candidate.learner());
        }
    }

    /**
     * Searches settings of one candidate.
     *
     * @param candidate the candidate with its present settings, which are the first trial
     * @param trainUntil orders bought before it train
     * @param tuneUntil orders bought from {@code trainUntil} up to it judge
     * @param trials settings to try, at least 1
     * @param progress hears each trial
     * @return all trials, the best first
     * @throws TooFewOutcomesException when the tuning months lack late or on-time orders
     */
    public List<Trial> search(
            Candidate candidate, LocalDate trainUntil, LocalDate tuneUntil, int trials, Consumer<Trial> progress) {
        LocalDateTime from = trainUntil.atStartOfDay();
        int[] rows = delay.testRows(from, tuneUntil.atStartOfDay());
        boolean[] late = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            late[i] = delay.data().outcome(rows[i]).isLate();
        }
        DeliveryDelay.requireBoth(late, "tuning", from, tuneUntil.atStartOfDay());
        DelayTrainer trainer = new DelayTrainer(delay.data(), settings.threads(), settings.seed());
        DelayTrainer.Watched watched = new DelayTrainer.Watched(rows, scores -> rocAuc(scores, late));
        Random random = new Random(settings.seed());
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Candidate tried = i == 0 ? candidate : candidate.with(vary(candidate.learner(), random));
            try (Ensemble ensemble = trainer.fit(tried.withSeeds(1), from, watched)) {
                double quality = rocAuc(ensemble.score(delay.data().features(), rows), late);
                Trial trial = new Trial(stopped(tried, ensemble), quality);
                all.add(trial);
                progress.accept(trial);
            }
        }
        all.sort(Comparator.comparingDouble(Trial::rocAuc).reversed());
        return all;
    }

    private static double rocAuc(double[] scores, boolean[] late) {
        return ScoredLabels.of(scores, late).rocAuc().orElseThrow();
    }

    private static Candidate stopped(Candidate tried, Ensemble ensemble) {
        return tried.learner() instanceof Learner.Trees trees
                ? tried.with(trees.withRounds(ensemble.members().get(0).rounds()))
                : tried;
    }

    private static Learner vary(Learner learner, Random random) {
        if (!(learner instanceof Learner.Trees trees)) {
            return new Learner.Linear(((Learner.Linear) learner).rounds(), Math.pow(10, -5 + 3 * random.nextDouble()));
        }
        Learner.Trees varied = trees.withDepth(Math.max(2, Math.min(12, trees.depth() - 1 + random.nextInt(4))))
                .withColumnShare(Math.min(1, 0.15 + 0.6 * random.nextDouble()))
                .withLeafWeight(Math.pow(10, 0.5 + 1.5 * random.nextDouble()))
                .withPenalty(Math.pow(10, 1.3 * random.nextDouble()));
        boolean boosts = trees.rounds() > 1;
        return boosts
                ? varied.withRounds(Math.max(trees.rounds(), 300))
                        .withLearningRate(0.04 + 0.08 * random.nextDouble())
                        .withRowShare(0.5 + 0.4 * random.nextDouble())
                : varied;
    }
}
