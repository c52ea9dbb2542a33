package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.estimator.Learner;
import java.util.List;

/**
 * A way to predict lateness that is compared with others.
 *
 * @param name snake_case name, such as {@code gradient_boosting}
 * @param goal what the learner predicts
 * @param learner how it learns
 * @param seeds how many models of different seeds are averaged, at least 1
 */
public record Candidate(String name, Goal goal, Learner learner, int seeds) {

    /** What a candidate learns. */
    public enum Goal {
        /** Late or not, as a classifier. */
        LATE,
        /** Logarithm of the days from approval to delivery, of delivered orders; scored against the promise. */
        DELIVERY_DAYS,
        /**
         * The same, learning also from orders that are still under way, of which a lower bound is known (accelerated
         * failure time with right censoring).
         */
        DELIVERY_DAYS_CENSORED
    }

    /** Checks the name and the number of seeds. */
    public Candidate {
        if (!name.matches("[a-z][a-z0-9_]*") || seeds < 1) {
            throw new IllegalArgumentException("Cannot compare a candidate named '" + name + "' with " + seeds
                    + " seeds. Use a snake_case name and at least one seed.");
        }
    }

    /**
     * Logistic regression on late or not.
     *
     * @return the candidate
     */
    public static Candidate logisticRegression() {
        return new Candidate("logistic_regression", Goal.LATE, Learner.Linear.defaults(), 1);
    }

    /**
     * One decision tree on late or not.
     *
     * @return the candidate
     */
    public static Candidate decisionTree() {
        return new Candidate("decision_tree", Goal.LATE, Learner.Trees.decisionTree(), 1);
    }

    /**
     * A random forest on late or not.
     *
     * @return the candidate
     */
    public static Candidate randomForest() {
        return new Candidate("random_forest", Goal.LATE, Learner.Trees.randomForest(), 1);
    }

    /**
     * Gradient boosting on late or not.
     *
     * @return the candidate
     */
    public static Candidate gradientBoosting() {
        return new Candidate("gradient_boosting", Goal.LATE, Learner.Trees.boosting(), 1);
    }

    /**
     * Gradient boosting on the days to delivery.
     *
     * @return the candidate
     */
    public static Candidate gradientBoostingDays() {
        return new Candidate("gradient_boosting_days", Goal.DELIVERY_DAYS, Learner.Trees.boosting(), 1);
    }

    /**
     * Gradient boosting on the days to delivery, with orders still under way.
     *
     * @return the candidate
     */
    public static Candidate gradientBoostingCensoredDays() {
        return new Candidate(
                "gradient_boosting_censored_days", Goal.DELIVERY_DAYS_CENSORED, Learner.Trees.boosting(), 1);
    }

    /**
     * All candidates with their stored settings.
     *
     * @return the six above
     */
    public static List<Candidate> all() {
        return List.of(
                logisticRegression(),
                decisionTree(),
                randomForest(),
                gradientBoosting(),
                gradientBoostingDays(),
                gradientBoostingCensoredDays());
    }

    /**
     * The same candidate with another learner.
     *
     * @param other how it learns
     * @return the changed candidate
     */
    public Candidate with(Learner other) {
        return new Candidate(name, goal, other, seeds);
    }

    /**
     * The same candidate averaging another number of models.
     *
     * @param count number of seeds, at least 1
     * @return the changed candidate
     */
    public Candidate withSeeds(int count) {
        return new Candidate(name, goal, learner, count);
    }
}
