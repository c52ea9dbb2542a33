package dev.lakehouse4j.ml.estimator;

/** A way to learn, with its settings. */
public sealed interface Learner {

    /**
     * Whether scores are a weighted sum of the features.
     *
     * @return true for {@link Linear}
     */
    default boolean isLinear() {
        return this instanceof Linear;
    }

    /**
     * A linear model with ridge penalty, by cyclic coordinate descent. Features are standardised with mean and standard
     * deviation of the training rows and clipped at 5 deviations; a missing value counts as the mean.
     *
     * @param rounds passes over the features, at least 1
     * @param penalty weight of the squared coefficients, per row, 0 or more
     */
    record Linear(int rounds, double penalty) implements Learner {

        /** Checks the ranges. */
        public Linear {
            require(rounds >= 1 && penalty >= 0, "rounds must be at least 1 and penalty at least 0");
        }

        /**
         * Settings that serve standardised features.
         *
         * @return 60 rounds, penalty 0.0001
         */
        public static Linear defaults() {
            return new Linear(60, 1e-4);
        }
    }

    /**
     * Regression trees: one, a forest, or boosted (Chen and Guestrin 2016).
     *
     * @param rounds boosting rounds, at least 1
     * @param treesPerRound trees that are averaged in a round, at least 1; above 1 is a random forest
     * @param depth greatest depth of a tree, 1 to 12
     * @param learningRate share of each round's correction, above 0, at most 1
     * @param rowShare share of the rows that a tree sees, above 0, at most 1
     * @param columnShare share of the features that a tree sees, or a split in a forest, above 0, at most 1
     * @param leafWeight least sum of second derivatives in a leaf, 0 or more
     * @param penalty weight of the squared leaf values, 0 or more
     * @param seed seed of the samples
     */
    record Trees(
            int rounds,
            int treesPerRound,
            int depth,
            double learningRate,
            double rowShare,
            double columnShare,
            double leafWeight,
            double penalty,
            long seed)
            implements Learner {

        /** Checks the ranges. */
        public Trees {
            require(rounds >= 1 && treesPerRound >= 1, "rounds and trees per round must be at least 1");
            require(depth >= 1 && depth <= 12, "depth must be 1 to 12");
            require(
                    isShare(learningRate) && isShare(rowShare) && isShare(columnShare),
                    "learning rate, row share and column share must be above 0 and at most 1");
            require(leafWeight >= 0 && penalty >= 0, "leaf weight and penalty must be 0 or more");
        }

        /**
         * One tree.
         *
         * @return depth 5, every row and feature
         */
        public static Trees decisionTree() {
            return new Trees(1, 1, 5, 1, 1, 1, 20, 1, 0);
        }

        /**
         * Many deep trees on samples of rows, with samples of features in each split, averaged (Breiman 2001).
         *
         * @return 100 trees of depth 9
         */
        public static Trees randomForest() {
            return new Trees(1, 100, 9, 1, 0.632, 0.3, 5, 1, 0);
        }

        /**
         * Small trees, each correcting the ones before.
         *
         * @return 110 rounds of depth 4
         */
        public static Trees boosting() {
            return new Trees(110, 1, 4, 0.07, 0.7, 0.3, 20, 5, 0);
        }

        /**
         * The same with another number of rounds.
         *
         * @param value boosting rounds, at least 1
         * @return changed settings
         */
        public Trees withRounds(int value) {
            return new Trees(
                    value, treesPerRound, depth, learningRate, rowShare, columnShare, leafWeight, penalty, seed);
        }

        /**
         * The same with another number of trees in a round.
         *
         * @param value trees, at least 1
         * @return changed settings
         */
        public Trees withTreesPerRound(int value) {
            return new Trees(rounds, value, depth, learningRate, rowShare, columnShare, leafWeight, penalty, seed);
        }

        /**
         * The same with another depth.
         *
         * @param value greatest depth of a tree, 1 to 12
         * @return changed settings
         */
        public Trees withDepth(int value) {
            return new Trees(
                    rounds, treesPerRound, value, learningRate, rowShare, columnShare, leafWeight, penalty, seed);
        }

        /**
         * The same with another learning rate.
         *
         * @param value share of each round's correction, above 0, at most 1
         * @return changed settings
         */
        public Trees withLearningRate(double value) {
            return new Trees(rounds, treesPerRound, depth, value, rowShare, columnShare, leafWeight, penalty, seed);
        }

        /**
         * The same with another share of the rows.
         *
         * @param value share that a tree sees, above 0, at most 1
         * @return changed settings
         */
        public Trees withRowShare(double value) {
            return new Trees(rounds, treesPerRound, depth, learningRate, value, columnShare, leafWeight, penalty, seed);
        }

        /**
         * The same with another share of the features.
         *
         * @param value share that a tree or a split sees, above 0, at most 1
         * @return changed settings
         */
        public Trees withColumnShare(double value) {
            return new Trees(rounds, treesPerRound, depth, learningRate, rowShare, value, leafWeight, penalty, seed);
        }

        /**
         * The same with another least weight of a leaf.
         *
         * @param value least sum of second derivatives in a leaf, 0 or more
         * @return changed settings
         */
        public Trees withLeafWeight(double value) {
            return new Trees(rounds, treesPerRound, depth, learningRate, rowShare, columnShare, value, penalty, seed);
        }

        /**
         * The same with another penalty.
         *
         * @param value weight of the squared leaf values, 0 or more
         * @return changed settings
         */
        public Trees withPenalty(double value) {
            return new Trees(
                    rounds, treesPerRound, depth, learningRate, rowShare, columnShare, leafWeight, value, seed);
        }

        /**
         * The same with another seed.
         *
         * @param value seed of the samples
         * @return changed settings
         */
        public Trees withSeed(long value) {
            return new Trees(
                    rounds, treesPerRound, depth, learningRate, rowShare, columnShare, leafWeight, penalty, value);
        }

        private static boolean isShare(double value) {
            return value > 0 && value <= 1;
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("Cannot learn with these settings: " + rule + ".");
        }
    }
}
