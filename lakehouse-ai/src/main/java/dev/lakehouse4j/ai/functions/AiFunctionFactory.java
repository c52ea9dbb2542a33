package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.ScalarFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the functions that need no language model. */
record AiFunctionFactory(@Nullable ModelSource sentiment, long cachedCharacters) implements FunctionFactory {

    private static final long serialVersionUID = 1L;

    @Override
    public List<ScalarFunction> create() {
        TextCache cache = new TextCache(cachedCharacters);
        return LocalFunctions.all(
                sentiment == null ? null : OpenedOnce.labels(sentiment::open), cache, LanguageCalls.none(cache));
    }
}
