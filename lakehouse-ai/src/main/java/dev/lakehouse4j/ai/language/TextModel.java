package dev.lakehouse4j.ai.language;

/**
 * A language model: text in, text out.
 *
 * <p>Safe for use by several threads.
 */
@FunctionalInterface
public interface TextModel {

    /**
     * Answers a prompt.
     *
     * @param prompt what to do, and the limits of the answer
     * @return the answer
     * @throws LanguageModelException when there is none: not reachable, refused, timed out, out of budget, empty
     */
    Completion complete(Prompt prompt);

    /**
     * Names the model in results and logs.
     *
     * @return a short name, such as {@code gpt-4o-mini}
     */
    default String name() {
        return getClass().getSimpleName();
    }
}
