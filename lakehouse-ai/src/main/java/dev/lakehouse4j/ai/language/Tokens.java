package dev.lakehouse4j.ai.language;

/** Estimates tokens where no server counts them. */
final class Tokens {

    /** Fewer characters per token than English text has on common models, so that a budget is not passed unseen. */
    private static final double CHARACTERS_PER_TOKEN = 3;

    /** What servers add around each message. */
    private static final int FRAME = 8;

    private Tokens() {}

    static int estimate(String text) {
        return (int) Math.ceil(text.length() / CHARACTERS_PER_TOKEN);
    }

    static int estimate(Prompt prompt) {
        return estimate(prompt.system()) + estimate(prompt.user()) + FRAME;
    }
}
