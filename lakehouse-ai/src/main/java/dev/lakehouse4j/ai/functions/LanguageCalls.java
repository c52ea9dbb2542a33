package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.ai.language.Completion;
import dev.lakehouse4j.ai.language.LanguageModelException;
import dev.lakehouse4j.ai.language.PersonalData;
import dev.lakehouse4j.ai.language.Prompt;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.language.TokenBudget;
import dev.lakehouse4j.core.engine.StatementScope;
import dev.lakehouse4j.core.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Asks language models within the limits of a statement, several rows at once, with personal data masked. */
final class LanguageCalls {

    private final Map<String, TextModel> models;
    private final boolean masking;
    private final int rowLimit;
    private final long tokenLimit;
    private final int callsAtOnce;
    private final int answerTokens;
    private final TextCache cache;
    private final PersonalData personalData = PersonalData.masker();
    private final @Nullable TextModel first;

    LanguageCalls(
            Map<String, TextModel> models,
            boolean masking,
            int rowLimit,
            long tokenLimit,
            int callsAtOnce,
            int answerTokens,
            TextCache cache) {
        this.models = Map.copyOf(models);
        this.first = models.isEmpty() ? null : models.values().iterator().next();
        this.masking = masking;
        this.rowLimit = rowLimit;
        this.tokenLimit = tokenLimit;
        this.callsAtOnce = callsAtOnce;
        this.answerTokens = answerTokens;
        this.cache = cache;
    }

    /** Without a model: every question fails and says how to give one. */
    static LanguageCalls none(TextCache cache) {
        return new LanguageCalls(Map.of(), true, 1, 1, 1, 1, cache);
    }

    int answerTokens() {
        return answerTokens;
    }

    /** The model of all functions but {@code ai_query}; {@code what} needs it. */
    TextModel model(String what) {
        if (first == null) {
            throw FunctionErrors.noLanguageModel(what);
        }
        return first;
    }

    /** The model of that name, for {@code ai_query}. */
    TextModel named(String name) {
        model("ai_query");
        TextModel found = models.get(name);
        if (found == null) {
            throw new QueryException("Cannot run ai_query: there is no language model «" + name + "». Known: "
                    + String.join(", ", new java.util.TreeSet<>(models.keySet()))
                    + ". Give it another name, or add it with languageModel(…).");
        }
        return found;
    }

    /** One question to a model; personal data are masked in the question and put back into the answer. */
    final class Question {

        private final TextModel model;
        private final PersonalData.Document document = personalData.document();

        private Question(TextModel model) {
            this.model = model;
        }

        /** What may leave the process of a text. */
        String outgoing(String text) {
            return masking ? document.mask(text) : text;
        }

        /** Asks; the answer still has placeholders. */
        Completion ask(String system, String user, int maxOutputTokens) {
            return model.complete(new Prompt(outgoing(system), outgoing(user), maxOutputTokens));
        }

        /** A text of the model with the personal data that its placeholders stand for. */
        String incoming(String text) {
            return document.restore(text);
        }
    }

    /** What one statement has used up, and its threads. */
    private static final class Usage implements AutoCloseable {

        private final int rowLimit;
        private final TokenBudget budget;
        private final ExecutorService pool;
        private int rows;

        Usage(int rowLimit, long tokenLimit, int callsAtOnce) {
            this.rowLimit = rowLimit;
            this.budget = TokenBudget.of(
                    tokenLimit,
                    "That is the limit of one statement: ask about fewer or shorter texts, or raise it with"
                            + " AiFunctions…tokenLimit(…).");
            this.pool = Executors.newFixedThreadPool(callsAtOnce, task -> {
                Thread thread = new Thread(task, "ai-functions");
                thread.setDaemon(true);
                return thread;
            });
        }

        synchronized void count(String function, int more) {
            if (rows + more > rowLimit) {
                throw new QueryException("Cannot run " + function + ": the statement asks the language model about"
                        + " more than " + rowLimit + " different rows (" + (rows + more) + " so far). Take fewer, for"
                        + " example with LIMIT in a sub-query, or raise the limit with AiFunctions…rowLimit(…).");
            }
            rows += more;
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }

    /** Answers one row; a missing answer becomes NULL. */
    interface Answering {
        Optional<String> answer(Question question, CallKey key);
    }

    /**
     * Answers a batch.
     *
     * @param function name of the function
     * @param size number of rows
     * @param keyOf what a row's answer depends on, null for NULL
     * @param modelOf the model for a key
     * @param answering asks it
     */
    List<@Nullable Object> answer(
            String function,
            StatementScope statement,
            int size,
            IntFunction<@Nullable CallKey> keyOf,
            Function<CallKey, TextModel> modelOf,
            Answering answering) {
        return Batch.compute(size, keyOf, cache, keys -> {
            Usage usage = statement.shared(Usage.class, () -> new Usage(rowLimit, tokenLimit, callsAtOnce));
            // Limits before calls: a statement that is too large costs nothing.
            List<TextModel> asked = keys.stream().map(modelOf).toList();
            usage.count(function, keys.size());
            List<Future<Optional<String>>> futures = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                CallKey key = keys.get(i);
                Question question = new Question(usage.budget.limit(asked.get(i)));
                futures.add(usage.pool.submit(() -> answering.answer(question, key)));
            }
            return collect(function, futures);
        });
    }

    private static List<Optional<Object>> collect(String function, List<Future<Optional<String>>> futures) {
        List<Optional<Object>> answers = new ArrayList<>();
        try {
            for (Future<Optional<String>> future : futures) {
                answers.add(future.get().map(text -> text));
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new QueryException("Cannot run " + function + ": " + e.getCause() + ". See the cause.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LanguageModelException(
                    "Cannot run " + function + ": the thread was interrupted. Try again.", true, e);
        } finally {
            // The first failure ends the statement: what was not asked yet need not be.
            futures.forEach(future -> future.cancel(true));
        }
    }
}
