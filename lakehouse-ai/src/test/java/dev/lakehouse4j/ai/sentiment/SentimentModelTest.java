package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentimentModelTest {

    private static TrainedSentiment trained;
    private static SentimentModel model;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() {
        trained = Tiny.train();
        model = trained.model();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<String> texts() {
        return Tiny.texts(900).stream().map(LabelledText::text).toList();
    }

    @Test
    void manyTextsGoToTheNativeLibraryAndSayTheSame() {
        List<Sentiment> many = model.analyzeAll(texts());
        for (int i = 0; i < many.size(); i++) {
            Sentiment one = model.analyze(texts().get(i));
            assertThat(many.get(i).score()).as(texts().get(i)).isCloseTo(one.score(), offset(1e-4));
            assertThat(many.get(i).probability()).isCloseTo(one.probability(), offset(1e-4));
        }
    }

    @Test
    void textsWithoutWordsAreNeutral() {
        for (String text : List.of("", "  ", "\n\t", "...")) {
            assertThat(model.analyze(text)).isEqualTo(new Sentiment(Sentiment.Label.NEUTRAL, 0, 1));
        }
        assertThat(model.analyzeAll(List.of())).isEmpty();
        assertThatThrownBy(() -> model.analyzeAll(java.util.Arrays.asList("a", null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("Cannot judge a text that is null");
    }

    @Test
    void praiseAndComplaintInOneTextAreMixed() {
        String praise = Tiny.extreme(model, true);
        Sentiment mixed = model.analyze(praise + ", mas " + Tiny.extreme(model, false));
        assertThat(mixed.label()).isEqualTo(Sentiment.Label.MIXED);
        assertThat(mixed.probability()).isBetween(0.7, 1.0);
        assertThat(model.analyze(praise).label()).isEqualTo(Sentiment.Label.POSITIVE);
    }

    @Test
    void severalThreadsShareAModel() {
        List<String> texts = texts().subList(0, 50);
        List<Sentiment> expected = model.analyzeAll(texts);
        List<List<Sentiment>> said = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> model.analyzeAll(texts))
                .toList();
        assertThat(said).allMatch(expected::equals);
    }

    @Test
    void aSavedModelIsOpenedAsItWas() {
        trained.save(folder.resolve("model"));
        try (SentimentModel opened = SentimentModel.open(folder.resolve("model"))) {
            assertThat(opened.version()).isEqualTo(model.version());
            assertThat(opened.manifest()).isEqualTo(model.manifest()).isPresent();
            assertThat(opened.analyzeAll(texts().subList(0, 20))).isEqualTo(model.analyzeAll(texts().subList(0, 20)));
        }
    }

    @Test
    void wrongFoldersAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> SentimentModel.open(folder.resolve("missing")))
                .isInstanceOf(SentimentException.class)
                .hasMessageContaining("missing: there is no such folder");
        assertThatThrownBy(() -> SentimentModel.open(file)).hasMessageContaining("it is not a folder");
        assertThatThrownBy(() -> SentimentModel.open(folder))
                .hasMessageContaining("there is no " + folder.resolve("manifest.json"))
                .hasMessageContaining("Hugging Face");
    }

    @Test
    void damagedFilesAreNoticedBeforeTheyAreUsed() throws IOException {
        trained.save(folder);
        for (String name : List.of("weights.safetensors", "vocabulary.txt")) {
            Path file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            flipped[flipped.length / 2] ^= 1;
            Files.write(file, flipped);
            assertThatThrownBy(() -> SentimentModel.open(folder))
                    .isInstanceOf(SentimentException.class)
                    .hasMessageContaining(file + ": its content (" + whole.length + " bytes) is not what")
                    .hasMessageContaining("Restore the file, or train the model again");
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
            assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("is not what");
            Files.delete(file);
            assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("the file is missing");
            Files.write(file, whole);
        }
        Path manifest = folder.resolve("manifest.json");
        String json = Files.readString(manifest);
        Files.writeString(manifest, json.replace("\"formatVersion\" : 1", "\"formatVersion\" : 99"));
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("has the version 99");
        Files.writeString(manifest, json.substring(0, json.length() / 2));
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("no whole JSON");
        Files.writeString(manifest, "{}");
        assertThatThrownBy(() -> SentimentModel.open(folder)).hasMessageContaining("not of a sentiment model");
        Files.writeString(manifest, json);
        SentimentModel.open(folder).close();
    }

    @Test
    void aCascadeAsksTheBigModelWhereTheFastOneIsUnsure() {
        SentimentModel big = SentimentTrainer.with(Tiny.settings().withSeeds(9).withEpochs(1, 0))
                .train(Tiny.texts(300))
                .model();
        List<String> texts = texts().subList(0, 100);
        List<Sentiment> fast = model.analyzeAll(texts);
        List<Sentiment> slow = big.analyzeAll(texts);
        assertThat(SentimentModel.cascade(model, big, 0).analyzeAll(texts)).isEqualTo(fast);
        SentimentModel cascade = SentimentModel.cascade(model, big, 0.9);
        List<Sentiment> expected = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            expected.add(fast.get(i).probability() < 0.9 ? slow.get(i) : fast.get(i));
        }
        assertThat(cascade.analyzeAll(texts))
                .isEqualTo(expected)
                .isNotEqualTo(fast)
                .isNotEqualTo(slow);
        assertThat(cascade.version()).isEqualTo(model.version() + "+" + big.version() + "@0.9");
        assertThatThrownBy(() -> SentimentModel.cascade(model, big, 1.5)).hasMessageContaining("0 to 1");
    }

    @Test
    void withoutTheJarOfTheModelTheDependencyIsNamed() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("lakehouse-ai-model-pt")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                Class<?> type = loader.loadClass(SentimentModel.class.getName());
                assertThatThrownBy(() -> type.getMethod("portuguese").invoke(null))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .hasMessageContaining("its weights are not on the class path")
                        .hasMessageContaining("dev.lakehouse4j:lakehouse-ai-model-pt");
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
