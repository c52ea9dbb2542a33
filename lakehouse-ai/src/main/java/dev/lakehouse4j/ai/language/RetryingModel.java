package dev.lakehouse4j.ai.language;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a call after failures that may pass, with growing pauses. */
final class RetryingModel implements TextModel {

    private static final Logger LOG = LoggerFactory.getLogger(RetryingModel.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration LONGEST_WAIT_ASKED_FOR = Duration.ofMinutes(1);

    private final TextModel model;
    private final int retries;
    private final Pauses pauses;

    RetryingModel(TextModel model, int retries, Pauses pauses) {
        this.model = model;
        this.retries = retries;
        this.pauses = pauses;
    }

    /** Waits, and varies waits, so that tests need not wait. */
    interface Pauses {

        void sleep(Duration pause) throws InterruptedException;

        /** A number in 0…1. */
        double vary();

        static Pauses real() {
            return new Pauses() {
                @Override
                public void sleep(Duration pause) throws InterruptedException {
                    Thread.sleep(pause.toMillis());
                }

                @Override
                public double vary() {
                    return ThreadLocalRandom.current().nextDouble();
                }
            };
        }
    }

    @Override
    public Completion complete(Prompt prompt) {
        for (int attempt = 0; ; attempt++) {
            try {
                return model.complete(prompt);
            } catch (LanguageModelException e) {
                if (!e.isRetriable()) {
                    throw e;
                }
                if (attempt == retries) {
                    throw attempt == 0 ? e : again(e, "Tried " + (attempt + 1) + " times.");
                }
                Duration pause = pause(attempt, e);
                LOG.info("Asking again in {} ms: {}", pause.toMillis(), e.getMessage());
                sleep(pause, e);
            }
        }
    }

    private Duration pause(int attempt, LanguageModelException e) {
        Duration asked = e.retryAfter().orElse(Duration.ZERO);
        if (asked.compareTo(LONGEST_WAIT_ASKED_FOR) > 0) {
            throw again(e, "That is longer than the minute that is waited at most.");
        }
        long ceiling = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempt, 20));
        // At least half of it: a pause near zero would hammer a server that is already in trouble.
        Duration own = Duration.ofMillis(Math.round(ceiling * (0.5 + pauses.vary() / 2)));
        // Everyone was told the same wait: varied, so that not all come back at once.
        Duration after = asked.plusMillis(asked.isZero() ? 0 : Math.round(FIRST_PAUSE.toMillis() * pauses.vary()));
        return after.compareTo(own) > 0 ? after : own;
    }

    private void sleep(Duration pause, LanguageModelException reason) {
        try {
            pauses.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LanguageModelException stopped = again(reason, "The thread was interrupted before the next try.");
            stopped.addSuppressed(e);
            throw stopped;
        }
    }

    private static LanguageModelException again(LanguageModelException e, String more) {
        return new LanguageModelException(e.getMessage() + " " + more, e.isRetriable(), e);
    }

    @Override
    public String name() {
        return model.name();
    }
}
