package dev.lakehouse4j.ai.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.ai.language.Completion;
import dev.lakehouse4j.ai.sentiment.SentimentException;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.SqlFunction;
import dev.lakehouse4j.core.engine.StatementScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other processes get of the functions. */
class AiFunctionFactoryTest {

    private static final StatementScope SCOPE = new StatementScope() {
        @Override
        public <T> T shared(Class<T> type, Supplier<T> create) {
            return create.get();
        }
    };

    @TempDir
    Path folder;

    @Test
    void anotherProcessMakesTheFunctionsWithItsOwnModel() throws Exception {
        Map<String, ScalarFunction> made = elsewhere(AiFunctions.portuguese());

        assertThat(made).containsOnlyKeys("ai_analyze_sentiment", "ai_mask", "ai_similarity", "ai_summarize");
        assertThat((Object) made.get("ai_analyze_sentiment")
                        .call(new Object[][] {{"Produto excelente, recomendo", null, "péssimo, não chegou"}}, 3, SCOPE))
                .isEqualTo(java.util.Arrays.asList("positive", null, "negative"));
        assertThat((Object) made.get("ai_mask").call(new Object[][] {{"CPF 529.982.247-25"}, {"[\"cpf\"]"}}, 1, SCOPE))
                .isEqualTo(List.of("CPF [MASKED]"));
        assertThatThrownBy(() -> made.get("ai_mask").call(new Object[][] {{"dipirona"}, {"medication"}}, 1, SCOPE))
                .hasMessageContaining("medication")
                .hasMessageContaining("language model");
    }

    @Test
    void equalSettingsHaveEqualBytes() throws Exception {
        assertThat(bytes(AiFunctions.portuguese())).isEqualTo(bytes(AiFunctions.portuguese()));
        assertThat(bytes(AiFunctions.with(folder))).isNotEqualTo(bytes(AiFunctions.portuguese()));
    }

    @Test
    void aFolderIsOpenedByItsPath() throws Exception {
        Map<String, ScalarFunction> made = elsewhere(AiFunctions.with(folder.resolve("none")));

        assertThatThrownBy(() -> made.get("ai_analyze_sentiment").call(new Object[][] {{"bom"}}, 1, SCOPE))
                .isInstanceOf(SentimentException.class)
                .hasMessageContaining(folder.resolve("none").toString());
    }

    @Test
    void whatIsRegisteredKnowsItsFactoryWhereThatHasTheSameModel() {
        try (SentimentModel portuguese = SentimentModel.portuguese();
                SentimentModel cascade =
                        SentimentModel.cascade(SentimentModel.portuguese(), SentimentModel.portuguese(), 0.5)) {
            assertThat(travels(builder -> builder.sentiment(portuguese))).isTrue();
            assertThat(travels(builder -> builder.sentiment(folder))).isTrue();
            assertThat(travels(builder -> builder))
                    .as("without a model there is none anywhere")
                    .isTrue();
            assertThat(travels(builder ->
                            builder.sentiment((Supplier<SentimentModel> & Serializable) SentimentModel::portuguese)))
                    .isTrue();
            assertThat(travels(builder -> builder.sentiment(cascade))).isFalse();
            assertThat(travels(builder -> builder.sentiment(() -> cascade))).isFalse();
            assertThat(travels(builder -> builder.sentiment(portuguese).sentiment(() -> cascade)))
                    .isFalse();
        }
    }

    private boolean travels(java.util.function.UnaryOperator<AiFunctions.Builder> settings) {
        Map<String, SqlFunction> registered = new HashMap<>();
        SqlEngine embedded = DuckDbEngine.open(EngineSettings.defaults());
        SqlEngine recording = (SqlEngine) Proxy.newProxyInstance(
                SqlEngine.class.getClassLoader(), new Class<?>[] {SqlEngine.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof SqlFunction function) {
                        registered.put(function.name(), function);
                    }
                    try {
                        return method.invoke(embedded, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"), recording)) {
            settings.apply(AiFunctions.on(lake).languageModel(prompt -> new Completion("a", 1, 1)))
                    .register();
        }
        assertThat(isMadeElsewhere(registered, "ai_similarity")).isTrue();
        assertThat(isMadeElsewhere(registered, "ai_mask")).isTrue();
        assertThat(isMadeElsewhere(registered, "ai_gen"))
                .as("the language model lives here")
                .isFalse();
        return isMadeElsewhere(registered, "ai_analyze_sentiment");
    }

    private static boolean isMadeElsewhere(Map<String, SqlFunction> registered, String name) {
        return ((ScalarFunction) registered.get(name)).factory().isPresent();
    }

    private static Map<String, ScalarFunction> elsewhere(FunctionFactory factory) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(factory)))) {
            Map<String, ScalarFunction> functions = new HashMap<>();
            ((FunctionFactory) in.readObject()).create().forEach(made -> functions.put(made.name(), made));
            return functions;
        }
    }

    private static byte[] bytes(FunctionFactory factory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        return bytes.toByteArray();
    }
}
