package dev.lakehouse4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.ai.sentiment.SentimentException;
import dev.lakehouse4j.ai.sentiment.TaughtText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bigger model says of texts, as JSON lines: {@code {"text": …, "moment": "2018-02-03T12:00:00", "positive": 0.93,
 * "moreStars": [0.98, 0.96, 0.92, 0.7]}}.
 */
final class LessonFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LessonFile() {}

    static List<TaughtText> read(Path file) {
        List<TaughtText> lessons = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lessons.add(lesson(line, file, lessons.size() + 1));
            }
        } catch (IOException e) {
            throw new SentimentException("Cannot read the lessons " + file + ": " + e.getMessage(), e);
        }
        return lessons;
    }

    private static TaughtText lesson(String line, Path file, int number) {
        try {
            JsonNode node = MAPPER.readTree(line);
            List<Double> more = new ArrayList<>();
            node.path("moreStars").forEach(value -> more.add(value.asDouble()));
            return new TaughtText(
                    node.path("text").asText(),
                    LocalDateTime.parse(node.path("moment").asText()),
                    node.path("positive").asDouble(-1),
                    more);
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            throw new SentimentException(
                    "Cannot read the lessons " + file + ", line " + number + ": " + e.getMessage()
                            + " Each line needs text, moment, positive and moreStars.",
                    e);
        }
    }
}
