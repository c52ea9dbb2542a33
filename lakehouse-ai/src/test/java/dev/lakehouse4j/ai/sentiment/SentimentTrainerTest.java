package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SentimentTrainerTest {

    @Test
    void aModelLearnsToTellPraiseFromComplaint() {
        List<Double> shares = new ArrayList<>();
        TrainedSentiment trained = SentimentTrainer.with(Tiny.settings())
                .onProgress((share, doing) -> {
                    assertThat(doing).isNotBlank();
                    shares.add(share);
                })
                .train(Tiny.texts(2000));
        assertThat(shares).isSorted().last().isEqualTo(1.0);
        assertThat(trained.evaluation().all().rocAuc().value()).isGreaterThan(0.85);
        assertThat(trained.manifest().figures())
                .containsEntry(
                        "validationRocAuc", trained.evaluation().all().rocAuc().value());
        try (SentimentModel model = trained.model()) {
            assertThat(model.analyze("não gostei, produto ruim").score()).isNegative();
            assertThat(model.analyze("adorei, produto excelente").score()).isPositive();
        }
    }

    @Test
    void theSameTextsInAnyOrderGiveTheSameWeights() {
        List<LabelledText> shuffled = new ArrayList<>(Tiny.texts(300));
        Collections.shuffle(shuffled, new Random(5));
        SentimentTrainer trainer = SentimentTrainer.with(Tiny.settings().withEpochs(1, 1));
        String version = trainer.train(Tiny.texts(300)).manifest().version();
        assertThat(trainer.train(shuffled).manifest().version())
                .isEqualTo(version)
                .startsWith("tiny-");
        assertThat(SentimentTrainer.with(Tiny.settings().withEpochs(1, 1).withSeeds(2))
                        .train(shuffled)
                        .manifest()
                        .version())
                .isNotEqualTo(version);
    }

    @Test
    void textsFromTheCutOffOnAndOfUnknownMomentsAreNotLearned() {
        List<LabelledText> texts = new ArrayList<>(Tiny.texts(600));
        LocalDate until = Tiny.START.plusHours(300).toLocalDate();
        long before = texts.stream()
                .filter(text -> text.moment() != null && text.moment().isBefore(until.atStartOfDay()))
                .count();
        texts.add(new LabelledText("sem data", 5, null));
        texts.add(new LabelledText("  ", 5, Tiny.START));
        TrainedSentiment trained =
                SentimentTrainer.with(Tiny.settings().withEpochs(1, 0)).train(texts, List.of(), until);
        assertThat(trained.manifest().texts()).isEqualTo((int) before);
        assertThat(trained.manifest().trainedUntil()).isEqualTo(until);
        assertThat(trained.manifest().version())
                .startsWith("tiny-" + until.toString().replace("-", "") + "-");
    }

    @Test
    void aTeacherDecidesWhereStarsAreSilentButNotFromTheCutOffOn() {
        List<LabelledText> texts = new ArrayList<>(Tiny.texts(600));
        List<TaughtText> lessons = new ArrayList<>();
        List<TaughtText> tooNew = new ArrayList<>();
        LocalDate until = LocalDate.of(2019, 1, 1);
        for (int i = 0; i < 200; i++) {
            String text = "zorpo " + "blu ".repeat(i % 20) + "da " + "gim ".repeat(i / 20);
            if (i < 40) {
                texts.add(new LabelledText(text + i, i % 2 == 0 ? 5 : 1, Tiny.START));
            }
            lessons.add(new TaughtText(text, Tiny.START, 0.02, List.of(0.2, 0.1, 0.02, 0.01)));
            tooNew.add(new TaughtText(text, until.atStartOfDay(), 0.02, List.of(0.2, 0.1, 0.02, 0.01)));
        }
        SentimentTrainer trainer = SentimentTrainer.with(Tiny.settings());
        TrainedSentiment alone = trainer.train(texts, List.of(), until);
        TrainedSentiment taught = trainer.taughtBy(lessons).train(texts, List.of(), until);
        String text = "zorpo blu blu da gim";
        try (SentimentModel without = alone.model();
                SentimentModel with = taught.model()) {
            assertThat(with.analyze(text).score())
                    .isLessThan(-0.3)
                    .isLessThan(without.analyze(text).score() - 0.2);
        }
        assertThat(trainer.taughtBy(tooNew)
                        .train(texts, List.of(), until)
                        .manifest()
                        .version())
                .isEqualTo(alone.manifest().version());
        assertThatThrownBy(() -> new TaughtText("x", null, 1.2, List.of(1.0, 1.0, 1.0, 1.0)))
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> new TaughtText("x", null, 0.5, List.of(1.0))).hasMessageContaining("1, 2, 3 and 4");
    }

    @Test
    void tooFewTextsAreRefused() {
        SentimentTrainer trainer = SentimentTrainer.with(Tiny.settings());
        assertThatThrownBy(() -> trainer.train(List.of()))
                .isInstanceOf(SentimentException.class)
                .hasMessageContaining("of 0 texts 0 are positive")
                .hasMessageContaining("Give more texts");
        assertThatThrownBy(() -> trainer.train(Tiny.texts(900), List.of(), LocalDate.of(2018, 1, 2)))
                .hasMessageContaining("before 2018-01-02");
        List<LabelledText> praise =
                Tiny.texts(900).stream().filter(LabelledText::isPositive).toList();
        assertThatThrownBy(() -> trainer.train(praise)).hasMessageContaining("and 0 negative");
    }

    @Test
    void oddSettingsAndStarsAreRefused() {
        SentimentTrainer.Settings settings = Tiny.settings();
        assertThatThrownBy(() -> settings.withSeeds()).hasMessageContaining("no seed");
        assertThatThrownBy(() -> settings.withEpochs(0, 1)).hasMessageContaining("epochs");
        assertThatThrownBy(() -> settings.withSizes(0, 1, 1, 1)).hasMessageContaining("sizes");
        assertThatThrownBy(() -> settings.withTemplates(-1)).hasMessageContaining("templates");
        assertThatThrownBy(() -> settings.withValidationShare(0.6)).hasMessageContaining("validation share");
        assertThatThrownBy(() -> new LabelledText("x", 6, null)).hasMessageContaining("from 1 to 5");
    }

    @Test
    void unseenTextsAreJudgedApart() {
        TrainedSentiment trained =
                SentimentTrainer.with(Tiny.settings().withEpochs(1, 0)).train(Tiny.texts(300));
        List<LabelledText> judged = List.of(
                new LabelledText("Produto ÓTIMO", 5, null),
                new LabelledText("péssimo", 1, null),
                new LabelledText("muito ruim", 2, null),
                new LabelledText("gostei", 4, null),
                new LabelledText("mais ou menos", 3, null),
                new LabelledText(" ", 1, null));
        try (SentimentModel model = trained.model()) {
            SentimentEvaluation evaluation =
                    SentimentEvaluation.of(model, judged, Stream.of("produto otimo!", "Péssimo", "produto otimo"));
            assertThat(evaluation.texts()).isEqualTo(5);
            assertThat(evaluation.neutralTexts()).isEqualTo(1);
            assertThat(evaluation.all().texts()).isEqualTo(4);
            assertThat(evaluation.unseen()).isNotNull();
            assertThat(evaluation.unseen().texts()).isEqualTo(2);
            assertThat(evaluation.toText()).contains("texts unseen in training: 2");
            assertThat(evaluation.toJson()).contains("\"rocAuc\"");
            assertThat(SentimentEvaluation.of(model, judged, Stream.of()).unseen())
                    .isNull();
            assertThatThrownBy(() -> SentimentEvaluation.of(model, judged.subList(0, 1), Stream.of()))
                    .isInstanceOf(SentimentException.class)
                    .hasMessageContaining("none are negative");
        }
    }
}
