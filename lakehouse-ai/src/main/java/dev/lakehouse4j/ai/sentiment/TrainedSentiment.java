package dev.lakehouse4j.ai.sentiment;

import java.nio.file.Path;
import java.util.Map;

/** A model that was trained, with its figures on the newest texts, which its calibration has seen but its weights had not. */
public final class TrainedSentiment {

    private final Map<String, byte[]> files;
    private final SentimentEvaluation evaluation;

    TrainedSentiment(Map<String, byte[]> files, SentimentEvaluation evaluation) {
        this.files = files;
        this.evaluation = evaluation;
    }

    /**
     * The model as it is stored.
     *
     * @return a model to be closed by the caller
     */
    public SentimentModel model() {
        return SentimentModel.of(ModelFiles.read(ModelFiles.memory(files)));
    }

    /**
     * What is known of the weights.
     *
     * @return the manifest
     */
    public SentimentManifest manifest() {
        return ModelFiles.readManifest(ModelFiles.memory(files));
    }

    /**
     * Figures on the newest texts, by a model that was trained on the older ones. Mixture and calibration were fitted to the
     * same texts, so they flatter a little: judge by later texts with {@link SentimentEvaluation#of}.
     *
     * @return the figures
     */
    public SentimentEvaluation evaluation() {
        return evaluation;
    }

    /**
     * Stores the model; {@link SentimentModel#open} reads it.
     *
     * @param folder the folder, made when it is missing; a model in it is replaced
     */
    public void save(Path folder) {
        ModelFiles.save(files, folder);
    }
}
