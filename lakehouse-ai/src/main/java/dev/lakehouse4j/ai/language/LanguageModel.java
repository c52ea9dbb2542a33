package dev.lakehouse4j.ai.language;

import dev.langchain4j.model.chat.ChatModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A language model with the manners that a data pipeline needs: a time limit, retries, a token budget, and masks for
 * personal data.
 *
 * <pre>{@code
 * LanguageModel model = LanguageModel.of(chatModel)
 *         .timeout(Duration.ofSeconds(30))
 *         .retries(2)
 *         .tokenBudget(200_000);
 * }</pre>
 *
 * <p>Without further settings a call may take 60 seconds, is repeated up to 3 times after failures that may pass
 * (time-outs, rate limits, errors of the server) with growing pauses, has no token budget, and CPF and CNPJ numbers, e-mail
 * addresses, phone and card numbers, postal codes and web addresses are replaced before the prompt leaves the process
 * ({@link PersonalData}).
 *
 * <p>Immutable but for the count of spent tokens, which copies made from one budget share. Safe for use by several threads.
 */
public final class LanguageModel implements TextModel {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int RETRIES = 3;

    private final TextModel source;
    private final Settings settings;
    private final TextModel stack;

    private record Settings(
            String name,
            @Nullable Duration timeout,
            int retries,
            @Nullable TokenBudget budget,
            boolean masking,
            @Nullable Recording recording) {}

    private LanguageModel(TextModel source, Settings settings) {
        this.source = source;
        this.settings = settings;
        this.stack = stack(source, settings);
    }

    /** Innermost first: what is recorded is what leaves the process, so masks stand outside of it. */
    private static TextModel stack(TextModel source, Settings settings) {
        TextModel model = source;
        if (settings.timeout() != null) {
            model = new TimeLimitedModel(model, settings.name(), settings.timeout());
        }
        if (settings.retries() > 0) {
            model = new RetryingModel(model, settings.retries(), RetryingModel.Pauses.real());
        }
        if (settings.recording() != null) {
            model = settings.recording().recorder(model);
        }
        if (settings.budget() != null) {
            model = settings.budget().limit(model);
        }
        return settings.masking() ? new MaskingModel(model, PersonalData.masker()) : model;
    }

    /**
     * A model of langchain4j: OpenAI and servers compatible with it, Ollama, Databricks serving, and many others.
     *
     * <p>Switch off retries of its own ({@code maxRetries(0)}), so that they do not multiply with the ones here.
     *
     * @param model the model
     * @return it with the defaults above
     */
    public static LanguageModel of(ChatModel model) {
        return of(new ChatTextModel(model));
    }

    /**
     * A model of your own.
     *
     * @param model the model
     * @return it with the defaults above
     */
    public static LanguageModel of(TextModel model) {
        return new LanguageModel(model, new Settings(model.name(), TIMEOUT, RETRIES, null, true, null));
    }

    /**
     * A model that knows the answers of a recording and no others, for tests that need no server.
     *
     * @param file a file that {@link #recordingTo} wrote
     * @return the model; an unknown prompt is an error that says so
     * @throws LanguageModelException when the file is missing or damaged
     */
    public static LanguageModel replaying(Path file) {
        TextModel player = Recording.in(file).player();
        return new LanguageModel(player, new Settings(player.name(), null, 0, null, true, null));
    }

    /**
     * Names the model in results, logs and errors.
     *
     * @param name a short name
     * @return a copy with that name
     */
    public LanguageModel named(String name) {
        return copy(new Settings(
                name,
                settings.timeout(),
                settings.retries(),
                settings.budget(),
                settings.masking(),
                settings.recording()));
    }

    /**
     * Limits the time of one call; a repeated call has the time again.
     *
     * @param timeout more than zero
     * @return a copy with that limit
     */
    public LanguageModel timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Cannot limit a call to " + timeout + ". Give it more than zero time.");
        }
        return copy(new Settings(
                settings.name(),
                timeout,
                settings.retries(),
                settings.budget(),
                settings.masking(),
                settings.recording()));
    }

    /**
     * Says how often a call is repeated after a failure that may pass.
     *
     * <p>The pauses start at half a second, double up to 20 seconds and vary at random; when the server says how long to
     * wait, that is waited, up to a minute.
     *
     * @param retries 0 for never
     * @return a copy with that number
     */
    public LanguageModel retries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("Cannot repeat a call " + retries + " times. Give 0 or more.");
        }
        return copy(new Settings(
                settings.name(),
                settings.timeout(),
                retries,
                settings.budget(),
                settings.masking(),
                settings.recording()));
    }

    /**
     * Limits the tokens of prompts and answers together, over all calls from now on.
     *
     * <p>A call that could pass the limit is refused before it is made: it counts with the estimated length of its prompt
     * and the most that its answer may have, and afterwards with what the server counted.
     *
     * @param tokens at least 1
     * @return a copy with a budget of which nothing is spent
     */
    public LanguageModel tokenBudget(long tokens) {
        return copy(new Settings(
                settings.name(),
                settings.timeout(),
                settings.retries(),
                TokenBudget.of(tokens),
                settings.masking(),
                settings.recording()));
    }

    /**
     * Says whether personal data are masked before a prompt leaves the process.
     *
     * <p>Switch it off only for a server that is allowed to see them.
     *
     * @param masking true for masks, which is the default
     * @return a copy with that setting
     */
    public LanguageModel masking(boolean masking) {
        return copy(new Settings(
                settings.name(),
                settings.timeout(),
                settings.retries(),
                settings.budget(),
                masking,
                settings.recording()));
    }

    /**
     * Appends every prompt and its answer to a file that {@link #replaying} reads.
     *
     * <p>The file holds the prompts as they left the process: with masks, unless masking is off.
     *
     * @param file a file of JSON lines; created with its folder when missing
     * @return a copy that records
     */
    public LanguageModel recordingTo(Path file) {
        return copy(new Settings(
                settings.name(),
                settings.timeout(),
                settings.retries(),
                settings.budget(),
                settings.masking(),
                Recording.in(file)));
    }

    /**
     * Tokens spent of the budget.
     *
     * @return tokens of prompts and answers so far, empty without a budget
     */
    public OptionalLong tokensSpent() {
        return settings.budget() == null
                ? OptionalLong.empty()
                : OptionalLong.of(settings.budget().spent());
    }

    private LanguageModel copy(Settings changed) {
        return new LanguageModel(source, changed);
    }

    @Override
    public Completion complete(Prompt prompt) {
        return stack.complete(prompt);
    }

    @Override
    public String name() {
        return settings.name();
    }
}
