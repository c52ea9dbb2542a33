package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.core.error.QueryException;

/** What the functions refuse, and the remedy. */
final class FunctionErrors {

    private FunctionErrors() {}

    static QueryException noLanguageModel(String what) {
        return new QueryException("Cannot run " + what
                + ": it needs a language model, and none is configured. In Java, give one with"
                + " AiFunctions.on(lake).languageModel(LanguageModel.of(chatModel)); on the command line, set"
                + " LAKEHOUSE_LLM_URL and LAKEHOUSE_LLM_MODEL (and LAKEHOUSE_LLM_KEY where the server wants a key),"
                + " for any server with an OpenAI-compatible interface.");
    }

    static QueryException noSentimentModel() {
        return new QueryException("Cannot run ai_analyze_sentiment: it needs a sentiment model, and none is"
                + " configured. Give one with AiFunctions.on(lake).sentiment(…); the trained one for Portuguese is in"
                + " the artifact lakehouse-ai-model-pt.");
    }

    static QueryException wrongArgument(String function, String why) {
        return new QueryException("Cannot run " + function + ": " + why);
    }
}
