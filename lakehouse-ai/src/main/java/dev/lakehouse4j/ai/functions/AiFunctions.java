package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.SqlFunction;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds AI functions to the SQL of a lake, under the names that Databricks users know.
 *
 * <p>Computed in this process: {@code ai_analyze_sentiment}, {@code ai_similarity}, {@code ai_summarize}, {@code
 * ai_forecast}, and {@code ai_mask} for the labels that it knows. Asked of a language model: {@code ai_classify}, {@code
 * ai_extract}, {@code ai_fix_grammar}, {@code ai_gen}, {@code ai_query}, {@code ai_translate}, and {@code ai_mask} for
 * other labels; without a model they fail and say how to give one.
 *
 * <pre>{@code
 * AiFunctions.on(lake)
 *         .sentiment(SentimentModel.portuguese())
 *         .languageModel(LanguageModel.of(chatModel))
 *         .register();
 * }</pre>
 *
 * <p>NULL gives NULL. The distinct texts of a batch are computed once and remembered, up to a bound. Personal data are
 * masked before a text leaves the process and put back into what comes back.
 */
public final class AiFunctions {

    private static final int ROWS = 1000;
    private static final long TOKENS = 500_000;
    private static final int CALLS_AT_ONCE = 4;
    private static final int ANSWER_TOKENS = 512;
    private static final long CACHED_CHARACTERS = 16_000_000;

    private AiFunctions() {}

    /**
     * Adds the functions with a sentiment model and no language model.
     *
     * @param lake the lake
     * @param sentiment the model; close it after the lake
     */
    public static void register(Lakehouse lake, SentimentModel sentiment) {
        on(lake).sentiment(sentiment).register();
    }

    /**
     * Begins to choose what the functions use.
     *
     * @param lake the lake whose SQL gets the functions
     * @return a builder that so far has no models
     */
    public static Builder on(Lakehouse lake) {
        return new Builder(lake.engine());
    }

    /**
     * The functions that need no language model, with the Portuguese sentiment model, made anew in every process: for engines
     * that compute rows in several.
     *
     * <pre>{@code
     * lake.engine().register(AiFunctions.portuguese());
     * }</pre>
     *
     * @return {@code ai_analyze_sentiment}, {@code ai_mask}, {@code ai_similarity} and {@code ai_summarize}; each process needs
     *     the artifacts {@code lakehouse-ai} and {@code lakehouse-ai-model-pt} on its class path
     */
    public static FunctionFactory portuguese() {
        return new AiFunctionFactory(new ModelSource.Portuguese(), CACHED_CHARACTERS);
    }

    /**
     * The functions that need no language model, with the sentiment model in a folder, made anew in every process.
     *
     * @param modelFolder a folder as {@link SentimentModel#open} takes it, which every process sees under this path
     * @return {@code ai_analyze_sentiment}, {@code ai_mask}, {@code ai_similarity} and {@code ai_summarize}
     */
    public static FunctionFactory with(Path modelFolder) {
        return new AiFunctionFactory(new ModelSource.Folder(absolute(modelFolder)), CACHED_CHARACTERS);
    }

    private static String absolute(Path folder) {
        return folder.toAbsolutePath().normalize().toString();
    }

    /** What the functions use. */
    public static final class Builder {

        private final SqlEngine engine;
        private final Map<String, TextModel> models = new LinkedHashMap<>();
        private @Nullable SentimentLabels sentiment;
        private @Nullable ModelSource source;
        private boolean masking = true;
        private int rows = ROWS;
        private long tokens = TOKENS;
        private int callsAtOnce = CALLS_AT_ONCE;
        private int answerTokens = ANSWER_TOKENS;
        private long cachedCharacters = CACHED_CHARACTERS;

        private Builder(SqlEngine engine) {
            this.engine = engine;
        }

        /**
         * Gives {@code ai_analyze_sentiment} its model.
         *
         * @param model the model; close it after the lake. An engine with several processes opens the Portuguese model in each;
         *     any other open model serves this process alone
         * @return this
         */
        public Builder sentiment(SentimentModel model) {
            this.source = ModelSource.of(model).orElse(null);
            return labelled(OpenedOnce.labels(() -> model));
        }

        /**
         * Gives {@code ai_analyze_sentiment} the model in a folder, which is opened when a statement first calls it.
         *
         * @param folder a folder as {@link SentimentModel#open} takes it; an engine with several processes opens it in each,
         *     under this path
         * @return this
         */
        public Builder sentiment(Path folder) {
            this.source = new ModelSource.Folder(absolute(folder));
            return labelled(OpenedOnce.labels(source::open));
        }

        /**
         * Gives {@code ai_analyze_sentiment} a model that is opened when a statement first calls it.
         *
         * @param model opens the model, or fails and says why; called again only after a failure. When it is {@link
         *     java.io.Serializable}, it is called in each process of an engine that has several
         * @return this
         */
        public Builder sentiment(Supplier<SentimentModel> model) {
            this.source = model instanceof Serializable ? new ModelSource.Supplied(model) : null;
            return labelled(OpenedOnce.labels(model));
        }

        Builder labelled(SentimentLabels labels) {
            this.sentiment = labels;
            return this;
        }

        /**
         * Gives the functions a language model; {@code ai_query} finds it under its name. The first one given serves all
         * other functions.
         *
         * @param model the model, with time limit and retries as {@link dev.lakehouse4j.ai.language.LanguageModel} has them
         * @return this
         */
        public Builder languageModel(TextModel model) {
            models.put(model.name(), model);
            return this;
        }

        /**
         * Says whether personal data are masked before a text leaves the process.
         *
         * @param mask true for masks, which is the default
         * @return this
         */
        public Builder masking(boolean mask) {
            this.masking = mask;
            return this;
        }

        /**
         * Limits the rows of one statement that a language model is asked about; equal rows, and rows whose answer is
         * remembered, do not count.
         *
         * @param limit at least 1; 1,000 unless set
         * @return this
         */
        public Builder rowLimit(int limit) {
            this.rows = requirePositive("rowLimit", limit);
            return this;
        }

        /**
         * Limits the tokens of one statement, prompts and answers together.
         *
         * @param limit at least 1; 500,000 unless set
         * @return this
         */
        public Builder tokenLimit(long limit) {
            requirePositive("tokenLimit", (int) Math.min(limit, Integer.MAX_VALUE));
            this.tokens = limit;
            return this;
        }

        /**
         * Says how many calls of a language model one statement makes at once.
         *
         * @param calls at least 1; 4 unless set
         * @return this
         */
        public Builder callsAtOnce(int calls) {
            this.callsAtOnce = requirePositive("callsAtOnce", calls);
            return this;
        }

        /**
         * Limits the answers of {@code ai_gen} and {@code ai_query}.
         *
         * @param limit tokens, at least 1; 512 unless set
         * @return this
         */
        public Builder answerTokens(int limit) {
            this.answerTokens = requirePositive("answerTokens", limit);
            return this;
        }

        /**
         * Limits what is remembered of earlier rows and statements.
         *
         * @param characters characters of texts and results together, 0 to remember nothing; 16 million unless set
         * @return this
         */
        public Builder cachedCharacters(long characters) {
            if (characters < 0) {
                throw new IllegalArgumentException(
                        "Cannot remember " + characters + " characters. Give 0 or more to cachedCharacters.");
            }
            this.cachedCharacters = characters;
            return this;
        }

        private static int requirePositive(String setting, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("Cannot set " + setting + " to " + value + ". Give at least 1.");
            }
            return value;
        }

        /** Adds the functions to the lake's SQL; functions that were added before are replaced. */
        public void register() {
            TextCache cache = new TextCache(cachedCharacters);
            LanguageCalls calls = new LanguageCalls(models, masking, rows, tokens, callsAtOnce, answerTokens, cache);
            FunctionFactory factory = new AiFunctionFactory(source, cachedCharacters);
            List<SqlFunction> functions = new ArrayList<>();
            for (ScalarFunction function : LocalFunctions.all(sentiment, cache, calls)) {
                boolean unknown =
                        source == null && sentiment != null && function.name().equals(LocalFunctions.SENTIMENT);
                functions.add(unknown ? function : function.madeBy(factory));
            }
            functions.addAll(LanguageFunctions.all(calls));
            functions.add(ForecastFunction.create());
            functions.forEach(engine::register);
        }
    }
}
