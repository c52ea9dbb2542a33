package dev.lakehouse4j.core.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Makes functions anew in another process, for engines that compute rows in several.
 *
 * <p>What travels is the factory, written by Java's serialization, and not what its functions hold: a model is opened where it is
 * used. Factories whose bytes are equal make one set of functions per process, which all threads there share. A record of a few
 * settings is a good factory.
 *
 * <pre>{@code
 * record Scoring(String modelFolder) implements FunctionFactory {
 *     public List<ScalarFunction> create() { ... }
 * }
 *
 * lake.engine().register(new Scoring("/models/score"));
 * }</pre>
 *
 * @see SqlEngine#register(FunctionFactory)
 */
@FunctionalInterface
public interface FunctionFactory extends Serializable {

    /**
     * Makes the functions. What is costly to open had better wait for the first call.
     *
     * @return functions of different names, which give the same values in every process
     */
    List<ScalarFunction> create();
}
