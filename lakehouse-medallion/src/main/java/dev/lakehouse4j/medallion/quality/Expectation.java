package dev.lakehouse4j.medallion.quality;

/**
 * A condition that the rows of a model should fulfil. A row fails when the condition is false or null.
 *
 * <p>The failing rows are counted in the run report and kept in the model's quarantine table, {@code
 * <layer>.<table>_quarantine}, with the name of the expectation.
 */
public sealed interface Expectation {

    /**
     * Name of the expectation, unique within its model.
     *
     * @return for example {@code price_valid}
     */
    String name();

    /**
     * The condition.
     *
     * @return SQL over the columns of the model's result
     */
    String condition();

    /**
     * What is done about failing rows, as written in reports.
     *
     * @return {@code warn}, {@code drop} or {@code fail}
     */
    String action();

    /**
     * Failing rows stay in the table and are counted.
     *
     * @param name name of the expectation
     * @param condition SQL over the columns of the result
     * @return the expectation
     */
    static Expectation warn(String name, String condition) {
        return new Warn(name, condition);
    }

    /**
     * Failing rows are kept out of the table.
     *
     * @param name name of the expectation
     * @param condition SQL over the columns of the result
     * @return the expectation
     */
    static Expectation drop(String name, String condition) {
        return new Drop(name, condition);
    }

    /**
     * A failing row stops the model; the table stays as it was.
     *
     * @param name name of the expectation
     * @param condition SQL over the columns of the result
     * @return the expectation
     */
    static Expectation fail(String name, String condition) {
        return new Fail(name, condition);
    }

    /**
     * Failing rows stay in the table and are counted.
     *
     * @param name name of the expectation
     * @param condition SQL over the columns of the result
     */
    record Warn(String name, String condition) implements Expectation {
        @Override
        public String action() {
            return "warn";
        }
    }

    /**
     * Failing rows are kept out of the table.
     *
     * @param name name of the expectation
     * @param condition SQL over the columns of the result
     */
    record Drop(String name, String condition) implements Expectation {
        @Override
        public String action() {
            return "drop";
        }
    }

    /**
     * A failing row stops the model.
     *
     * @param name name of the expectation
     * @param condition SQL over the columns of the result
     */
    record Fail(String name, String condition) implements Expectation {
        @Override
        public String action() {
            return "fail";
        }
    }
}
