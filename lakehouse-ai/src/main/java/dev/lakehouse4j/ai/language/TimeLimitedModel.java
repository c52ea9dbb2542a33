package dev.lakehouse4j.ai.language;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gives up on a call that takes too long. */
final class TimeLimitedModel implements TextModel {

    private final TextModel model;
    private final String name;
    private final Duration timeout;

    TimeLimitedModel(TextModel model, String name, Duration timeout) {
        this.model = model;
        this.name = name;
        this.timeout = timeout;
    }

    /** A thread for each call: it costs nothing beside the call, and needs nobody to close a pool. */
    @Override
    public Completion complete(Prompt prompt) {
        FutureTask<Completion> task = new FutureTask<>(() -> model.complete(prompt));
        Thread thread = new Thread(task, "language-model");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new LanguageModelException(
                    "Cannot ask the language model " + name + ": it did not answer within " + timeout.toMillis()
                            + " ms. Raise the limit with timeout(…), or check the server.",
                    true,
                    e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new LanguageModelException(
                    "Cannot ask the language model " + name + ": the thread was interrupted. Try again.", false, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new LanguageModelException(
                    "Cannot ask the language model " + name + ": " + e.getCause() + ". See the cause.", false, e);
        }
    }

    @Override
    public String name() {
        return name;
    }
}
