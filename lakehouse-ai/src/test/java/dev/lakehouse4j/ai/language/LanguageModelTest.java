package dev.lakehouse4j.ai.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageModelTest {

    private static final Prompt PROMPT = Prompt.of("Answer.", "Olá?");

    /** Notes the pauses and does not wait. */
    private static final class NotedPauses implements RetryingModel.Pauses {
        private final List<Long> millis = new ArrayList<>();
        private final double variation;

        NotedPauses(double variation) {
            this.variation = variation;
        }

        @Override
        public void sleep(Duration pause) {
            millis.add(pause.toMillis());
        }

        @Override
        public double vary() {
            return variation;
        }
    }

    private static TextModel failing(AtomicInteger calls, int failures, LanguageModelException error) {
        return prompt -> {
            if (calls.incrementAndGet() <= failures) {
                throw error;
            }
            return new Completion("ok", 1, 1);
        };
    }

    private static LanguageModelException passing() {
        return new LanguageModelException("Cannot ask: down. Wait.", true, null);
    }

    // ---- retries
    // -----------------------------------------------------------------------------------------------------

    @Test
    void failuresThatMayPassAreTriedAgainWithGrowingPauses() {
        AtomicInteger calls = new AtomicInteger();
        NotedPauses pauses = new NotedPauses(1);

        Completion answer = new RetryingModel(failing(calls, 7, passing()), 7, pauses).complete(PROMPT);

        assertThat(answer.text()).isEqualTo("ok");
        assertThat(calls).hasValue(8);
        assertThat(pauses.millis).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 20_000L);
    }

    @Test
    void pausesVaryButAreNeverNearZero() {
        NotedPauses pauses = new NotedPauses(0);

        new RetryingModel(failing(new AtomicInteger(), 2, passing()), 2, pauses).complete(PROMPT);

        assertThat(pauses.millis).containsExactly(250L, 500L);
    }

    @Test
    void aServerThatSaysHowLongToWaitIsObeyed() {
        LanguageModelException limited =
                LanguageModelException.rateLimited("Cannot ask: limited.", Duration.ofSeconds(7), null);
        NotedPauses pauses = new NotedPauses(0.5);

        new RetryingModel(failing(new AtomicInteger(), 1, limited), 1, pauses).complete(PROMPT);

        assertThat(pauses.millis).containsExactly(7250L);
    }

    @Test
    void aWaitOfMoreThanAMinuteIsNotWaited() {
        LanguageModelException limited =
                LanguageModelException.rateLimited("Cannot ask: limited.", Duration.ofHours(1), null);
        AtomicInteger calls = new AtomicInteger();
        NotedPauses pauses = new NotedPauses(0.5);

        assertThatThrownBy(() -> new RetryingModel(failing(calls, 1, limited), 3, pauses).complete(PROMPT))
                .isInstanceOf(LanguageModelException.class)
                .hasMessageContaining("longer than the minute");
        assertThat(calls).hasValue(1);
        assertThat(pauses.millis).isEmpty();
    }

    @Test
    void otherFailuresAreNotTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        LanguageModelException refused = new LanguageModelException("Cannot ask: refused.", false, null);

        assertThatThrownBy(() -> LanguageModel.of(failing(calls, 1, refused)).complete(PROMPT))
                .isSameAs(refused);
        assertThat(calls).hasValue(1);
    }

    @Test
    void whenAllTriesFailTheErrorSaysHowMany() {
        assertThatThrownBy(() -> new RetryingModel(failing(new AtomicInteger(), 9, passing()), 2, new NotedPauses(0))
                        .complete(PROMPT))
                .hasMessage("Cannot ask: down. Wait. Tried 3 times.");
    }

    // ---- time
    // --------------------------------------------------------------------------------------------------------

    @Test
    void aModelThatHangsIsGivenUpOnAndInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        TextModel hanging = prompt -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return new Completion("late", 1, 1);
        };

        assertThatThrownBy(() -> LanguageModel.of(hanging)
                        .named("slow-model")
                        .timeout(Duration.ofMillis(20))
                        .retries(0)
                        .complete(PROMPT))
                .isInstanceOf(LanguageModelException.class)
                .hasMessageContaining("slow-model")
                .hasMessageContaining("did not answer within 20 ms");
        interrupted.await();
    }

    // ---- budget
    // ------------------------------------------------------------------------------------------------------

    @Test
    void aCallThatCouldPassTheBudgetIsNotMade() {
        AtomicInteger calls = new AtomicInteger();
        LanguageModel model = LanguageModel.of((TextModel) prompt -> {
                    calls.incrementAndGet();
                    return new Completion("ok", 60, 20);
                })
                .tokenBudget(200);
        Prompt prompt = new Prompt("", "a".repeat(30), 100);

        model.complete(prompt);
        assertThat(model.tokensSpent()).hasValue(80);
        model.complete(prompt);
        assertThat(model.tokensSpent()).hasValue(160);
        assertThatThrownBy(() -> model.complete(prompt))
                .isInstanceOf(LanguageModelException.class)
                .hasMessageContaining("may take 118 tokens")
                .hasMessageContaining("40 of the budget of 200 are left")
                .hasMessageContaining("tokenBudget");
        assertThat(calls).hasValue(2);
    }

    @Test
    void aFailedCallGivesItsTokensBack() {
        LanguageModel model = LanguageModel.of(failing(
                        new AtomicInteger(), 1, new LanguageModelException("Cannot ask: refused.", false, null)))
                .tokenBudget(150);
        Prompt prompt = new Prompt("", "", 100);

        assertThatThrownBy(() -> model.complete(prompt)).hasMessage("Cannot ask: refused.");
        assertThat(model.complete(prompt).text()).isEqualTo("ok");
    }

    // ---- masks and recordings
    // ----------------------------------------------------------------------------------------

    @Test
    void personalDataDoNotLeaveTheProcess() {
        List<Prompt> seen = new ArrayList<>();
        TextModel model = prompt -> {
            seen.add(prompt);
            return new Completion("ok", 1, 1);
        };
        Prompt prompt = Prompt.of("You serve a@b.com.", "a@b.com ligou do (11) 98765-4321");

        LanguageModel.of(model).complete(prompt);
        LanguageModel.of(model).masking(false).complete(prompt);

        assertThat(seen).containsExactly(Prompt.of("You serve [EMAIL_1].", "[EMAIL_1] ligou do [PHONE_1]"), prompt);
    }

    @Test
    void aRecordingAnswersWithoutTheModel(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("deep/recording.jsonl");
        LanguageModel recording = LanguageModel.of(
                        (TextModel) prompt -> new Completion("answer to " + prompt.user(), 3, 4, true))
                .named("small")
                .recordingTo(file);
        recording.complete(Prompt.of("s", "cpf 52998224725\nlinha"));
        recording.complete(Prompt.of("s", "dois"));

        LanguageModel replayed = LanguageModel.replaying(file);

        assertThat(replayed.name()).isEqualTo("small");
        assertThat(replayed.complete(Prompt.of("s", "cpf 529.982.247-25\nlinha")))
                .isEqualTo(new Completion("answer to cpf [CPF_1]\nlinha", 3, 4, true));
        assertThat(Files.readString(file)).doesNotContain("529");
        assertThatThrownBy(() -> replayed.complete(Prompt.of("s", "drei")))
                .isInstanceOf(LanguageModelException.class)
                .hasMessageContaining("of 2 prompts")
                .hasMessageContaining("«drei»");
        assertThatThrownBy(() -> replayed.complete(new Prompt("s", "dois", 7)))
                .hasMessageContaining("limits of the answer");
    }

    @Test
    void aDamagedOrMissingRecordingIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("r.jsonl");
        assertThatThrownBy(() -> LanguageModel.replaying(file)).hasMessageContaining("recordingTo");

        Files.writeString(file, "{\"user\":\"u\",\"answer\":\"a\",\"max_output_tokens\":5}\n\n{\"user\":\"u\",\"ans");
        assertThatThrownBy(() -> LanguageModel.replaying(file)).hasMessageContaining("line 3 is damaged");

        Files.writeString(file, "{\"user\":\"u\",\"answer\":\"a\",\"max_output_tokens\":5}\n{}");
        assertThatThrownBy(() -> LanguageModel.replaying(file)).hasMessageContaining("line 2 is damaged");
    }

    @Test
    void wrongSettingsAreRefused() {
        LanguageModel model = LanguageModel.of((TextModel) prompt -> new Completion("", 0, 0));

        assertThatThrownBy(() -> model.timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.retries(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.tokenBudget(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
