package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.ai.sentiment.SentimentException;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Where a process finds a sentiment model; travels instead of the model. */
interface ModelSource extends Serializable {

    /** Opens the model. */
    SentimentModel open();

    /** The Portuguese model in the artifact of that process. */
    record Portuguese() implements ModelSource {

        @Override
        public SentimentModel open() {
            return SentimentModel.portuguese();
        }
    }

    /** The model in a folder that processes see under the same path. */
    record Folder(String path) implements ModelSource {

        @Override
        public SentimentModel open() {
            return SentimentModel.open(Path.of(path));
        }
    }

    /** What a program wrote itself. */
    record Supplied(Supplier<SentimentModel> supplier) implements ModelSource {

        @Override
        public SentimentModel open() {
            return supplier.get();
        }
    }

    /** Where another process finds the same model as an open one: known of the Portuguese model alone. */
    static Optional<ModelSource> of(SentimentModel model) {
        try {
            return SentimentModel.portugueseManifest().version().equals(model.version())
                    ? Optional.of(new Portuguese())
                    : Optional.empty();
        } catch (SentimentException e) {
            return Optional.empty();
        }
    }
}
