package dev.lakehouse4j.ai.language;

/**
 * What a language model is asked.
 *
 * @param system the task and its rules; may be empty
 * @param user the text to work on
 * @param maxOutputTokens upper limit of the answer, at least 1
 */
public record Prompt(String system, String user, int maxOutputTokens) {

    /** Checks the limit. */
    public Prompt {
        if (maxOutputTokens < 1) {
            throw new IllegalArgumentException(
                    "Cannot ask for an answer of " + maxOutputTokens + " tokens. Allow at least 1.");
        }
    }

    /**
     * A prompt with room for a short answer.
     *
     * @param system the task and its rules; may be empty
     * @param user the text to work on
     * @return a prompt with at most 512 output tokens
     */
    public static Prompt of(String system, String user) {
        return new Prompt(system, user, 512);
    }
}
