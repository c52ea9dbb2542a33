package dev.lakehouse4j.ai.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.ai.language.Completion;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AI functions in the SQL of a pipeline's models and expectations. */
class FunctionsInModelsTest {

    record Day(@Key LocalDate day, double sales, @Nullable String note) {}

    record SafeNote(
            @Key LocalDate day,
            @Nullable String note,
            @Nullable String topic) {}

    record Outlook(@Key LocalDate day, double salesForecast) {}

    private static final TableRef<Silver, Day> DAYS = TableRef.silver("days", Day.class);
    private static final TableRef<Gold, SafeNote> NOTES = TableRef.gold("notes", SafeNote.class);
    private static final TableRef<Gold, Outlook> OUTLOOK = TableRef.gold("outlook", Outlook.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(DAYS)
                .append(LongStream.range(0, 30)
                        .mapToObj(i -> new Day(
                                LocalDate.of(2018, 1, 1).plusDays(i), 100, i == 3 ? "ligue 529.982.247-25" : null))
                        .toList());
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static Pipeline pipeline(SqlModel<?, ?>... models) {
        return Pipeline.builder().models(List.of(models)).build();
    }

    private static SqlModel<Gold, Outlook> outlook(String observed) {
        return SqlModel.gold(OUTLOOK)
                .reads(DAYS)
                .sql("select day, sales_forecast from ai_forecast('" + observed
                        + "', horizon => 2, time_col => 'day', value_col => 'sales')");
    }

    @Test
    void modelsAndExpectationsCallFunctionsAndTheDryRunCallsNone() {
        AtomicInteger calls = new AtomicInteger();
        AiFunctions.on(lake)
                .languageModel(prompt -> {
                    calls.incrementAndGet();
                    return new Completion("delivery", 1, 1);
                })
                .register();
        SqlModel<Gold, SafeNote> notes = SqlModel.gold(NOTES)
                .reads(DAYS)
                .sql("select day, ai_mask(note, ['cpf']) as note, ai_classify(note, ['delivery', 'product']) as topic"
                        + " from silver.days")
                .expect(Expectation.fail("masked", "note is null or ai_similarity(note, 'ligue [MASKED]') > 0.9"));
        Pipeline pipeline = pipeline(notes, outlook("silver.days"));

        pipeline.dryRun(lake);
        assertThat(calls).hasValue(0);
        pipeline.run(lake);

        assertThat(calls).hasValue(1);
        try (Stream<SafeNote> rows = lake.table(NOTES).rows("note is not null")) {
            assertThat(rows).containsExactly(new SafeNote(LocalDate.of(2018, 1, 4), "ligue [MASKED]", "delivery"));
        }
        try (Stream<Outlook> rows = lake.table(OUTLOOK).rows()) {
            assertThat(rows)
                    .containsExactlyInAnyOrder(
                            new Outlook(LocalDate.of(2018, 1, 31), 100), new Outlook(LocalDate.of(2018, 2, 1), 100));
        }
    }

    @Test
    void aModelMustDeclareWhatItsTextReads() {
        AiFunctions.on(lake).register();

        assertThatThrownBy(
                        () -> pipeline(outlook("select * from silver.months")).run(lake))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("silver.months")
                .hasMessageContaining("does not declare");
    }

    @Test
    void withoutTheFunctionsTheModelIsRefused() {
        assertThatThrownBy(() -> pipeline(outlook("silver.days")).run(lake))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("ai_forecast")
                .hasMessageContaining("not added to the engine");
    }
}
