package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentiment from the command line. */
class SentimentCommandTest {

    @TempDir
    Path folder;

    @Test
    void textsOfTheCommandLineAreJudged() {
        Cli said = Cli.call("sentiment", "Produto ótimo, adorei", "péssimo, não recomendo", "")
                .succeeds();
        List<String> lines = said.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("positive  score +").endsWith("  Produto ótimo, adorei");
        assertThat(lines.get(1)).startsWith("negative  score -");
        assertThat(lines.get(2)).startsWith("neutral   score +0.000  probability 1.000");
    }

    @Test
    void standardInputIsJudgedLineByLine() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("Adorei!\n\nNão chegou\n".getBytes(StandardCharsets.UTF_8)));
        try {
            List<String> lines =
                    Cli.call("sentiment", "--json").succeeds().out().lines().toList();
            assertThat(lines).hasSize(3);
            JsonNode first = Cli.parse(lines.get(0));
            assertThat(first.path("text").asText()).isEqualTo("Adorei!");
            assertThat(first.path("label").asText()).isEqualTo("positive");
            assertThat(first.path("modelVersion").asText()).startsWith("pt-20180701-");
            assertThat(Cli.parse(lines.get(2)).path("score").asDouble()).isNegative();
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void reviewsThatTheWeightsHaveSeenAreRefused() {
        Path source = folder.resolve("sample");
        SampleData.settings().scale(0.002).write(source);
        Path lake = folder.resolve("lake");
        Cli.runJob(source, lake).succeeds();
        Cli seen = Cli.call("evaluate", "sentiment", "--lake", lake, "--from", "2018-05-01", "--until", "2018-07-01");
        assertThat(seen.code()).isEqualTo(1);
        assertThat(seen.err())
                .contains("it was trained on those of orders bought before 2018-07-01")
                .contains("Choose --from 2018-07-01 or later");
        Cli nothing =
                Cli.call("evaluate", "sentiment", "--lake", lake, "--from", "2030-01-01", "--until", "2030-02-01");
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.err()).contains("of 0 texts none are positive");
        Cli turned = Cli.call("evaluate", "sentiment", "--lake", lake, "--from", "2018-07-02", "--until", "2018-07-01");
        assertThat(turned.code()).isEqualTo(2);

        Cli few = Cli.call(
                "train", "sentiment", "--source", lake, "--until", "2016-10-01", "--out", folder.resolve("model"));
        assertThat(few.code()).isEqualTo(1);
        assertThat(few.err()).contains("Cannot train: of ").contains("Give more texts, or a later day");
        Cli files = Cli.call(
                "train", "sentiment", "--source", source, "--until", "2016-10-01", "--out", folder.resolve("model"));
        assertThat(files.err()).contains("Cannot train: of ");
        assertThat(folder.resolve("model")).doesNotExist();
    }

    @Test
    void aWrongModelFolderIsNamed() {
        Cli wrong = Cli.call("sentiment", "--model", folder.resolve("none"), "bom");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("Cannot load a sentiment model from").contains("no such folder");
    }
}
