package dev.lakehouse4j.ai.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Prompts and answers in a file of JSON lines, found by the hash of the prompt; of two equal prompts the later counts. */
final class Recording {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_EXCERPT = 80;

    private final Path file;

    private Recording(Path file) {
        this.file = file;
    }

    static Recording in(Path file) {
        return new Recording(file);
    }

    /** A model that asks the given one and writes down what it answers. */
    TextModel recorder(TextModel model) {
        return new TextModel() {
            @Override
            public Completion complete(Prompt prompt) {
                Completion answer = model.complete(prompt);
                append(model.name(), prompt, answer);
                return answer;
            }

            @Override
            public String name() {
                return model.name();
            }
        };
    }

    /** A model that answers from the file alone. */
    TextModel player() {
        Map<String, Completion> answers = new HashMap<>();
        String name = read(answers);
        return new TextModel() {
            @Override
            public Completion complete(Prompt prompt) {
                Completion answer = answers.get(key(prompt));
                if (answer == null) {
                    throw new LanguageModelException(
                            "Cannot replay an answer: the recording " + file + " of " + answers.size()
                                    + " prompts does not have this one, «" + excerpt(prompt.user())
                                    + "». Record it again with recordingTo(…): prompts change with texts, data and"
                                    + " limits of the answer.",
                            false,
                            null);
                }
                return answer;
            }

            @Override
            public String name() {
                return name;
            }
        };
    }

    private synchronized void append(String model, Prompt prompt, Completion answer) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("prompt_hash", key(prompt));
        line.put("model", model);
        line.put("system", prompt.system());
        line.put("user", prompt.user());
        line.put("max_output_tokens", prompt.maxOutputTokens());
        line.put("answer", answer.text());
        line.put("input_tokens", answer.inputTokens());
        line.put("output_tokens", answer.outputTokens());
        line.put("truncated", answer.truncated());
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            // One write of whole lines: recorders of several processes do not tear each other's apart.
            Files.write(
                    file,
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new LanguageModelException(
                    "Cannot record to " + file + ": " + e + ". Give a file that can be written.", false, e);
        }
    }

    /** Fills the answers and gives the name of the model that was recorded last. */
    private String read(Map<String, Completion> answers) {
        String name = "recording";
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LanguageModelException(
                    "Cannot replay the recording " + file + ": " + e + ". Record one with recordingTo(…).", false, e);
        }
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode node;
            try {
                node = MAPPER.readTree(line);
            } catch (JsonProcessingException e) {
                throw damaged(number, "it is not JSON", e);
            }
            if (!node.path("user").isTextual() || !node.path("answer").isTextual()) {
                throw damaged(number, "it has no prompt and answer", null);
            }
            Prompt prompt;
            try {
                prompt = new Prompt(
                        node.path("system").asText(),
                        node.path("user").asText(),
                        node.path("max_output_tokens").asInt());
            } catch (IllegalArgumentException e) {
                throw damaged(number, "it has no limit of the answer", e);
            }
            // The hash is taken from the prompt anew: a line that somebody edited is found by what it now says.
            answers.put(
                    key(prompt),
                    new Completion(
                            node.path("answer").asText(),
                            node.path("input_tokens").asInt(),
                            node.path("output_tokens").asInt(),
                            node.path("truncated").asBoolean()));
            name = node.path("model").asText(name);
        }
        return name;
    }

    private LanguageModelException damaged(int line, String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new LanguageModelException(
                "Cannot replay the recording " + file + ": line " + line + " is damaged, " + why
                        + ". Remove the line, or record again.",
                false,
                cause);
    }

    private static String excerpt(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "…";
    }

    private static String key(Prompt prompt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {prompt.system(), prompt.user(), "" + prompt.maxOutputTokens()}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
