package dev.lakehouse4j.ai.language;

/**
 * What a language model answered.
 *
 * @param text the answer
 * @param inputTokens tokens of the prompt, as the server counts them or as estimated from its length
 * @param outputTokens tokens of the answer, likewise
 * @param truncated whether the answer stopped at the limit of its tokens, so that its end is missing
 */
public record Completion(String text, int inputTokens, int outputTokens, boolean truncated) {

    /**
     * A complete answer.
     *
     * @param text the answer
     * @param inputTokens tokens of the prompt
     * @param outputTokens tokens of the answer
     */
    public Completion(String text, int inputTokens, int outputTokens) {
        this(text, inputTokens, outputTokens, false);
    }

    /**
     * Tokens of prompt and answer.
     *
     * @return the sum
     */
    public long tokens() {
        return (long) inputTokens + outputTokens;
    }
}
