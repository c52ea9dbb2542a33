package dev.lakehouse4j.ai.sentiment;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the weights of a model: stored beside them.
 *
 * @param name what the model is called, such as {@code pt}
 * @param version name, cut-off, the beginning of a hash of the weights and settings, and that of the rules by which this
 *     library evens texts; other weights or rules have another version
 * @param trainedUntil the model has seen texts from before this day only, and may be judged by texts from this day on; null
 *     when the training had no cut-off
 * @param texts number of texts that it was trained on
 * @param data what these texts are, for people
 * @param seeds seeds of the training
 * @param settings settings of the training by name, for people
 * @param figures figures of the model on the newest part of its training data, kept out for that, by name
 */
public record SentimentManifest(
        String name,
        String version,
        @Nullable LocalDate trainedUntil,
        int texts,
        String data,
        List<Long> seeds,
        Map<String, String> settings,
        Map<String, Double> figures) {

    /** Copies the collections. */
    public SentimentManifest {
        seeds = List.copyOf(seeds);
        settings = new TreeMap<>(settings);
        figures = new TreeMap<>(figures);
    }

    SentimentManifest withVersion(String changed) {
        return new SentimentManifest(name, changed, trainedUntil, texts, data, seeds, settings, figures);
    }
}
