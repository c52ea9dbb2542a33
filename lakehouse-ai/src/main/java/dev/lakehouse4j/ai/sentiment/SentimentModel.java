package dev.lakehouse4j.ai.sentiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells praise from complaint in texts.
 *
 * <p>Safe for use by several threads, and meant to be shared: loading costs more than a text. A blank text, or one of marks
 * alone, is neutral with score 0 and probability 1; of very long texts the first {@value Tokens#MOST} words count. Nothing is
 * ever fetched from a network.
 */
public final class SentimentModel implements AutoCloseable {

    private static final String RESOURCES = "dev/lakehouse4j/ai/model/pt/";

    private final Classifier classifier;
    private final @Nullable SentimentManifest manifest;

    private SentimentModel(Classifier classifier, @Nullable SentimentManifest manifest) {
        this.classifier = classifier;
        this.manifest = manifest;
    }

    static SentimentModel of(CompactModel model) {
        return new SentimentModel(model, model.manifest());
    }

    /**
     * The Portuguese model of this project, from the artifact {@code lakehouse-ai-model-pt} on the class path.
     *
     * @return the model
     * @throws SentimentException when the artifact is not on the class path or damaged
     */
    public static SentimentModel portuguese() {
        return of(ModelFiles.read(portugueseFiles()));
    }

    /**
     * What is known of the Portuguese model, without loading it.
     *
     * @return the manifest
     * @throws SentimentException when the artifact {@code lakehouse-ai-model-pt} is not on the class path
     */
    public static SentimentManifest portugueseManifest() {
        return ModelFiles.readManifest(portugueseFiles());
    }

    private static ModelFiles.Source portugueseFiles() {
        ClassLoader own = SentimentModel.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = own != null && own.getResource(RESOURCES + ModelFiles.MANIFEST) != null ? own : context;
        if (loader == null || loader.getResource(RESOURCES + ModelFiles.MANIFEST) == null) {
            throw new SentimentException("Cannot load the Portuguese sentiment model: its weights are not on the class"
                    + " path. Add the dependency dev.lakehouse4j:lakehouse-ai-model-pt, or open a model of your own with"
                    + " SentimentModel.open(folder).");
        }
        return new ModelFiles.Source() {
            @Override
            public byte @Nullable [] read(String file) throws IOException {
                try (InputStream in = loader.getResourceAsStream(RESOURCES + file)) {
                    return in == null ? null : in.readAllBytes();
                }
            }

            @Override
            public String name(String file) {
                return RESOURCES + file + " of lakehouse-ai-model-pt";
            }
        };
    }

    /**
     * A model in a folder: one that {@link SentimentTrainer} saved, or a text classifier of the Hugging Face format exported to
     * ONNX or TorchScript, see {@link HuggingFaceModel}.
     *
     * @param folder the folder
     * @return the model
     * @throws SentimentException when there is no such folder, it holds no model, or the model is damaged
     */
    public static SentimentModel open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new SentimentException("Cannot load a sentiment model from " + folder + ": "
                    + (Files.exists(folder) ? "it is not a folder" : "there is no such folder")
                    + ". Give the folder that a model was saved or exported to.");
        }
        if (HuggingFaceModel.isIn(folder)) {
            return new SentimentModel(HuggingFaceModel.open(folder), null);
        }
        return of(ModelFiles.read(ModelFiles.folder(folder)));
    }

    /**
     * A cascade: a bigger model judges the texts that a fast one is not sure of.
     *
     * @param fast judges every text; closed with the cascade
     * @param big judges the texts whose label the fast one gives a probability below the limit; closed with the cascade
     * @param limit 0, never the big one, to 1, almost always
     * @return the cascade
     */
    public static SentimentModel cascade(SentimentModel fast, SentimentModel big, double limit) {
        if (!(limit >= 0 && limit <= 1)) {
            throw new IllegalArgumentException(
                    "Cannot make a cascade with the limit " + limit + ": it is a probability, 0 to 1.");
        }
        return new SentimentModel(new Cascade(fast.classifier, big.classifier, limit), fast.manifest);
    }

    /** This model for somebody who closes what he gets: closing leaves the model open. */
    SentimentModel shared() {
        Classifier behind = classifier;
        return new SentimentModel(
                new Classifier() {
                    @Override
                    public List<Sentiment> classify(List<String> texts) {
                        return behind.classify(texts);
                    }

                    @Override
                    public String version() {
                        return behind.version();
                    }

                    @Override
                    public void close() {
                        // The owner closes it.
                    }
                },
                manifest);
    }

    /**
     * Judges a text.
     *
     * @param text the text; may be empty
     * @return what it says
     */
    public Sentiment analyze(String text) {
        return classifier.classify(List.of(text)).get(0);
    }

    /**
     * Judges texts, many at once on all processors of the machine.
     *
     * @param texts the texts; none is null
     * @return what they say, in their order
     */
    public List<Sentiment> analyzeAll(List<String> texts) {
        for (String text : texts) {
            java.util.Objects.requireNonNull(text, "Cannot judge a text that is null: leave it out, as SQL does.");
        }
        return classifier.classify(texts);
    }

    /**
     * Names the weights and the rules that even texts before: what either changes has another version.
     *
     * @return a short text
     */
    public String version() {
        return classifier.version();
    }

    /**
     * What is known of the weights.
     *
     * @return the manifest; of a cascade that of the fast model; empty for models of other projects
     */
    public Optional<SentimentManifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** Frees native memory, where the model has some. */
    @Override
    public void close() {
        classifier.close();
    }

    /** Sends what a fast classifier is not sure of to a big one. */
    private record Cascade(Classifier fast, Classifier big, double limit) implements Classifier {

        @Override
        public List<Sentiment> classify(List<String> texts) {
            Sentiment[] said = fast.classify(texts).toArray(Sentiment[]::new);
            List<Integer> unsure = new ArrayList<>();
            for (int i = 0; i < said.length; i++) {
                if (said[i].probability() < limit) {
                    unsure.add(i);
                }
            }
            List<Sentiment> again = unsure.isEmpty()
                    ? List.of()
                    : big.classify(unsure.stream().map(texts::get).toList());
            for (int i = 0; i < again.size(); i++) {
                said[unsure.get(i)] = again.get(i);
            }
            return Arrays.asList(said);
        }

        @Override
        public String version() {
            return fast.version() + "+" + big.version() + "@" + limit;
        }

        @Override
        public void close() {
            try {
                fast.close();
            } finally {
                big.close();
            }
        }
    }
}
