package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.language.LanguageModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options of every command that can use a language model: any server with OpenAI's interface. The key comes from the
 * environment alone, since command lines are visible to others on a machine.
 */
final class LanguageModelOptions {

    private static final String KEY = "LAKEHOUSE_LLM_KEY";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--llm-url",
            paramLabel = "URL",
            defaultValue = "${env:LAKEHOUSE_LLM_URL:-}",
            description = "Address of a language model with OpenAI's interface, such as http://localhost:11434/v1"
                    + " (default: the variable LAKEHOUSE_LLM_URL; without it none is used). Its key is read from the"
                    + " variable " + KEY + ".")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(
            names = "--llm-model",
            paramLabel = "NAME",
            defaultValue = "${env:LAKEHOUSE_LLM_MODEL:-}",
            description = "Name of the model at that address (default: the variable LAKEHOUSE_LLM_MODEL).")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(
            names = "--llm-timeout",
            paramLabel = "SECONDS",
            defaultValue = "${env:LAKEHOUSE_LLM_TIMEOUT:-60}",
            description = "Longest time of one answer (default: ${DEFAULT-VALUE}).")
    private double timeoutSeconds;

    /** The model, empty when none is configured. */
    Optional<LanguageModel> languageModel() {
        return languageModel(System.getenv(KEY));
    }

    Optional<LanguageModel> languageModel(@Nullable String key) {
        if (url.isBlank()) {
            if (!model.isBlank()) {
                throw wrong("--llm-model names " + model + ", and there is no address. Give --llm-url, or set"
                        + " LAKEHOUSE_LLM_URL.");
            }
            return Optional.empty();
        }
        if (model.isBlank()) {
            throw wrong("--llm-url is " + url + ", and there is no model. Give --llm-model, or set"
                    + " LAKEHOUSE_LLM_MODEL.");
        }
        if (!(timeoutSeconds > 0)) {
            throw wrong("--llm-timeout is " + timeoutSeconds + ". Give more than 0 seconds.");
        }
        Duration timeout = Duration.ofMillis(Math.max(1, Math.round(timeoutSeconds * 1000)));
        OpenAiChatModel chat = OpenAiChatModel.builder()
                .httpClientBuilder(new LlmHttp.Builder())
                .baseUrl(address())
                // Servers on one's own machine want none, and the client insists on some.
                .apiKey(key == null || key.isBlank() ? "none" : key)
                .modelName(model)
                .temperature(0.0)
                .timeout(timeout)
                .maxRetries(0)
                .build();
        // The client's own limit stops the call; this one is for what the client cannot stop.
        return Optional.of(LanguageModel.of(chat).named(model).timeout(timeout.plusSeconds(1)));
    }

    private String address() {
        String text = url.strip().replaceAll("/+$", "").replaceAll("/chat/completions$", "");
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong("--llm-url is " + text + ", which is no address. Write for example http://localhost:11434/v1.");
        }
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().matches("https?")) {
            throw wrong("--llm-url is " + text + ", which is no http address. Write for example"
                    + " http://localhost:11434/v1.");
        }
        return text;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), "Wrong language model: " + message);
    }
}
