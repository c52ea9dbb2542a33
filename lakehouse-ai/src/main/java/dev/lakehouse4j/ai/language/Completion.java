package dev.lakehouse4j.ai.language;

/**
 * What a language model answered.
 *
 * @param text the answer
 * @param inputTokens tokens of the prompt, as the server counts them or as estimated from its length
 * @param outputTokens tokens of the answer, likewise
 */
public record Completion(String text, int inputTokens, int outputTokens) {}
