package dev.lakehouse4j.ai.language;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A chat model of langchain4j; its errors become {@link LanguageModelException}s with a remedy. */
final class ChatTextModel implements TextModel {

    /** «Please try again in 1.2s», «Retry-After: 3», «retry after 250ms»; a bare number counts seconds. */
    private static final Pattern WAIT = Pattern.compile(
            "(?:try again in|retry[- _]?after)\"?[: ]{0,3}\"?(\\d{1,6}(?:\\.\\d{1,6})?) ?(ms|milliseconds?|m(?:in(?:utes?)?)?(?![a-z]))?",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_REASON = 300;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVER_ERRORS = 500;

    private final ChatModel model;
    private final String name;

    ChatTextModel(ChatModel model) {
        this.model = model;
        ChatRequestParameters parameters = model.defaultRequestParameters();
        String given = parameters == null ? null : parameters.modelName();
        this.name = given == null || given.isBlank() ? model.getClass().getSimpleName() : given;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Completion complete(Prompt prompt) {
        List<ChatMessage> messages = new ArrayList<>();
        if (!prompt.system().isBlank()) {
            messages.add(SystemMessage.from(prompt.system()));
        }
        messages.add(UserMessage.from(prompt.user()));
        ChatResponse response;
        try {
            response = model.chat(ChatRequest.builder()
                    .messages(messages)
                    .maxOutputTokens(prompt.maxOutputTokens())
                    .build());
        } catch (RuntimeException e) {
            throw translate(e);
        }
        return completion(prompt, response);
    }

    private Completion completion(Prompt prompt, @Nullable ChatResponse response) {
        AiMessage message = response == null ? null : response.aiMessage();
        String text = message == null || message.text() == null ? "" : message.text();
        boolean truncated =
                response != null && response.metadata() != null && response.finishReason() == FinishReason.LENGTH;
        if (text.isBlank()) {
            throw new LanguageModelException(
                    "Cannot use the answer of the language model " + name + ": it is empty"
                            + (truncated
                                    ? " because its limit of " + prompt.maxOutputTokens()
                                            + " tokens was used up before the text began. Allow more output tokens."
                                    : ". Ask another model, or change the prompt."),
                    false,
                    null);
        }
        TokenUsage usage = response == null || response.metadata() == null ? null : response.tokenUsage();
        Integer input = usage == null ? null : usage.inputTokenCount();
        Integer output = usage == null ? null : usage.outputTokenCount();
        return new Completion(
                text,
                input == null ? Tokens.estimate(prompt) : input,
                output == null ? Tokens.estimate(text) : output,
                truncated);
    }

    // ---- errors
    // ------------------------------------------------------------------------------------------------------

    private LanguageModelException translate(RuntimeException e) {
        if (e instanceof LanguageModelException own) {
            return own;
        }
        int status = status(e);
        String ask = "Cannot ask the language model " + name + ": ";
        if (e instanceof RateLimitException || status == TOO_MANY_REQUESTS) {
            Duration wait = wait(e);
            return LanguageModelException.rateLimited(
                    ask + "its server limits the rate of calls"
                            + (wait == null ? "" : " and asks to wait " + wait.toMillis() / 1000.0 + " s") + " ("
                            + reason(e)
                            + "). Call later or less often, or raise the limit at the server.",
                    wait,
                    e);
        }
        if (e instanceof TimeoutException || has(e, HttpTimeoutException.class) || status == REQUEST_TIMEOUT) {
            return new LanguageModelException(
                    ask + "its server did not answer in time (" + reason(e)
                            + "). Raise the time limit of the chat model, or check the server.",
                    true,
                    e);
        }
        if (e instanceof AuthenticationException) {
            return new LanguageModelException(
                    ask + "its server refused the key (" + reason(e) + "). Check the API key.", false, e);
        }
        if (e instanceof ModelNotFoundException) {
            return new LanguageModelException(
                    ask + "its server does not have it (" + reason(e) + "). Check the model's name and the address.",
                    false,
                    e);
        }
        if (e instanceof ContentFilteredException) {
            return new LanguageModelException(
                    ask + "its server filtered the text (" + reason(e) + "). Change the text.", false, e);
        }
        if (e instanceof UnresolvedModelServerException
                || has(e, ConnectException.class)
                || has(e, UnresolvedAddressException.class)
                || has(e, UnknownHostException.class)) {
            return new LanguageModelException(
                    ask + "its server cannot be reached (" + reason(e) + "). Start it, or check its address.", true, e);
        }
        if (e instanceof NonRetriableException || (status > 0 && status < SERVER_ERRORS)) {
            return new LanguageModelException(
                    ask + "its server refused the request" + (status > 0 ? " with status " + status : "") + " ("
                            + reason(e) + "). Check the settings of the chat model.",
                    false,
                    e);
        }
        if (e instanceof RetriableException || status >= SERVER_ERRORS || has(e, java.io.IOException.class)) {
            if (!has(e, com.fasterxml.jackson.core.JsonProcessingException.class)) {
                return new LanguageModelException(
                        ask + "its server failed" + (status > 0 ? " with status " + status : "") + " (" + reason(e)
                                + "). Try again later, or look at the server's log.",
                        true,
                        e);
            }
        }
        return new LanguageModelException(
                "Cannot understand the answer of the language model " + name + " (" + reason(e)
                        + "). Check that its address is one of a chat model of this kind.",
                false,
                e);
    }

    private static int status(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof HttpException http) {
                return http.statusCode();
            }
        }
        return 0;
    }

    private static boolean has(Throwable e, Class<? extends Throwable> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    /** The message of the innermost failure, on one line and short. */
    private static String reason(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        if (inner instanceof NullPointerException) {
            return "parts of it are missing";
        } else if (inner instanceof ClosedChannelException) {
            return "the connection was refused";
        }
        String message = inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
        String line = message.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }

    private static @Nullable Duration wait(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            Matcher matcher = WAIT.matcher(at.getMessage() == null ? "" : at.getMessage());
            if (matcher.find()) {
                double value = Double.parseDouble(matcher.group(1));
                String unit = matcher.group(2) == null ? "s" : matcher.group(2).toLowerCase(Locale.ROOT);
                double millis = unit.startsWith("ms") || unit.startsWith("milli")
                        ? value
                        : value * (unit.startsWith("m") ? 60_000 : 1000);
                return Duration.ofMillis(Math.round(millis));
            }
        }
        return null;
    }
}
