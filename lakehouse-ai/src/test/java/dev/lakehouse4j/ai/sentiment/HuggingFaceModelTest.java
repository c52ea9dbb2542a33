package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifiers of nine words in the formats of Hugging Face exports: small, but real. */
class HuggingFaceModelTest {

    private static final String ONNX = "model.onnx";
    private static final String TORCH_SCRIPT = "classifier.pt";

    @TempDir
    Path folder;

    private Path export(String... files) throws IOException {
        for (String file : files) {
            try (InputStream in = getClass().getResourceAsStream("huggingface/" + file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        return folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {ONNX, TORCH_SCRIPT})
    void anExportedClassifierJudgesTexts(String file) throws IOException {
        try (SentimentModel model = SentimentModel.open(export("config.json", "tokenizer.json", file))) {
            assertThat(model.manifest()).isEmpty();
            assertThat(model.version()).matches(folder.getFileName() + "-[0-9a-f]{8}");
            List<Sentiment> said = model.analyzeAll(List.of("Produto ÓTIMO", "péssimo", "ok", "", "bom ruim"));
            assertThat(said)
                    .extracting(Sentiment::label)
                    .startsWith(
                            Sentiment.Label.POSITIVE,
                            Sentiment.Label.NEGATIVE,
                            Sentiment.Label.NEUTRAL,
                            Sentiment.Label.NEUTRAL);
            assertThat(said.get(0).score()).isGreaterThan(0.9);
            assertThat(said.get(1).score()).isLessThan(-0.9);
            assertThat(said.get(2).score()).isBetween(-0.01, 0.01);
            assertThat(said.get(3)).isEqualTo(new Sentiment(Sentiment.Label.NEUTRAL, 0, 1));
            List<String> many = new ArrayList<>(Collections.nCopies(100, "bom " + "produto ".repeat(200)));
            many.set(7, "ruim");
            List<Sentiment> all = model.analyzeAll(many);
            assertThat(all.get(7).label()).isEqualTo(Sentiment.Label.NEGATIVE);
            assertThat(all.get(8)).isEqualTo(all.get(99));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSITIVE, POSITIVE, 1",
        "neg, NEGATIVE, -1",
        "Neutro, NEUTRAL, 0",
        "5 stars, POSITIVE, 1",
        "2 stars, NEGATIVE, -0.5",
        "3 estrelas, NEUTRAL, 0",
        "mixed, MIXED, 0",
    })
    void labelsAreUnderstoodByName(String name, Sentiment.Label label, double score) {
        assertThat(HuggingFaceModel.Polarity.of(name)).isEqualTo(new HuggingFaceModel.Polarity(label, score));
    }

    @Test
    void whatIsMissingOrWrongIsSaid() throws IOException {
        export("config.json");
        assertThatThrownBy(() -> SentimentModel.open(folder))
                .isInstanceOf(SentimentException.class)
                .hasMessageContaining("there is neither model.onnx nor a TorchScript file *.pt");
        Files.writeString(folder.resolve(ONNX), "no network");
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("there is no tokenizer.json");
        export("tokenizer.json");
        assertThatThrownBy(() -> SentimentModel.open(folder))
                .isInstanceOf(SentimentException.class)
                .hasMessageContaining("model.onnx cannot be loaded");
        Files.writeString(folder.resolve("config.json"), "{\"id2label\":{\"0\":\"LABEL_0\",\"1\":\"LABEL_1\"}}");
        assertThatThrownBy(() -> SentimentModel.open(folder))
                .hasMessageContaining("the label 0 of id2label in config.json is 'LABEL_0'")
                .hasMessageContaining("positive, neutral, negative or mixed, or 1 to 5 stars");
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("no id2label");
        Files.writeString(folder.resolve("config.json"), "{");
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("no whole JSON");
        Files.delete(folder.resolve("config.json"));
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("there is no config.json");
    }

    @Test
    void anExportWithAnotherNumberOfLabelsIsRefused() throws IOException {
        export("tokenizer.json", ONNX);
        Files.writeString(folder.resolve("config.json"), "{\"id2label\":{\"0\":\"negative\",\"1\":\"positive\"}}");
        assertThatThrownBy(() -> SentimentModel.open(folder))
                .isInstanceOf(SentimentException.class)
                .hasMessageContaining("a trial text fails")
                .hasMessageContaining("2 labels need one number per text and label");
    }

    @Test
    void aBiggerModelTeaches() throws IOException {
        Path teacher = export("config.json", "tokenizer.json", ONNX);
        TrainedSentiment taught = SentimentTrainer.with(
                        Tiny.settings().withEpochs(1, 0).withTeacher(teacher))
                .train(Tiny.texts(300));
        TrainedSentiment alone =
                SentimentTrainer.with(Tiny.settings().withEpochs(1, 0)).train(Tiny.texts(300));
        assertThat(taught.manifest().version()).isNotEqualTo(alone.manifest().version());
        assertThat(taught.manifest().settings())
                .containsEntry("teacher", folder.getFileName().toString());
    }
}
