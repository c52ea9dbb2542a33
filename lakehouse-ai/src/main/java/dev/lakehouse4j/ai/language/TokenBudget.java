package dev.lakehouse4j.ai.language;

/**
 * A number of tokens that calls of language models may use up, prompts and answers together.
 *
 * <p>Several models may share one. Safe for use by several threads.
 */
public final class TokenBudget {

    private final long limit;
    private final String remedy;
    private long spent;
    private long reserved;

    private TokenBudget(long limit, String remedy) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "Cannot make a budget of " + limit + " tokens. Give at least 1, or no budget at all.");
        }
        this.limit = limit;
        this.remedy = remedy;
    }

    /**
     * A budget of which nothing is spent.
     *
     * @param tokens at least 1
     * @return the budget
     */
    public static TokenBudget of(long tokens) {
        return of(tokens, "Raise it with tokenBudget(…), or ask less.");
    }

    /**
     * A budget whose error says how to raise it.
     *
     * @param tokens at least 1
     * @param remedy the last sentence of the error
     * @return the budget
     */
    public static TokenBudget of(long tokens, String remedy) {
        return new TokenBudget(tokens, remedy);
    }

    /**
     * A model whose calls count here.
     *
     * <p>A call that could pass the limit is refused before it is made: it counts with the estimated length of its prompt
     * and the most that its answer may have, and afterwards with what the server counted.
     *
     * @param model the model to limit
     * @return the limited model
     */
    public TextModel limit(TextModel model) {
        return new TextModel() {
            @Override
            public Completion complete(Prompt prompt) {
                return within(model, prompt);
            }

            @Override
            public String name() {
                return model.name();
            }
        };
    }

    private Completion within(TextModel model, Prompt prompt) {
        long most = (long) Tokens.estimate(prompt) + prompt.maxOutputTokens();
        reserve(model, most);
        long used = 0;
        try {
            Completion answer = model.complete(prompt);
            used = answer.tokens();
            return answer;
        } finally {
            settle(most, used);
        }
    }

    private synchronized void reserve(TextModel model, long most) {
        long left = limit - spent - reserved;
        if (most > left) {
            throw new LanguageModelException(
                    "Cannot ask the language model " + model.name() + ": the call may take " + most + " tokens, and "
                            + Math.max(0, left) + " of the budget of " + limit + " are left. " + remedy,
                    false,
                    null);
        }
        reserved += most;
    }

    private synchronized void settle(long most, long used) {
        reserved -= most;
        spent += used;
    }

    /**
     * Tokens used up so far.
     *
     * @return tokens of prompts and answers
     */
    public synchronized long spent() {
        return spent;
    }
}
