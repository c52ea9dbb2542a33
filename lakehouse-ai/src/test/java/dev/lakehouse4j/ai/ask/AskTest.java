package dev.lakehouse4j.ai.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.ai.functions.AiFunctions;
import dev.lakehouse4j.ai.kpi.PlantedLake;
import dev.lakehouse4j.ai.language.Completion;
import dev.lakehouse4j.ai.language.LanguageModelException;
import dev.lakehouse4j.ai.language.Prompt;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskTest {

    private static final String LATE_IN_RIO = "select count(case when is_late then 1 end) * 1.0 / count(is_late)"
            + " from gold.fact_orders where purchased_at >= timestamp '2018-03-01 00:00:00'"
            + " and purchased_at < timestamp '2018-04-01 00:00:00' and customer_key in"
            + " (select customer_key from gold.dim_customers where state = 'RJ')";

    @TempDir
    static Path folder;

    private static Lakehouse lake;

    @BeforeAll
    static void write() {
        lake = PlantedLake.usual().write(folder.resolve("lake"));
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    private static double run(String sql) {
        try (QueryResult result = lake.query(sql)) {
            assertThat(result.nextBatch()).isTrue();
            return ((Number) result.column(0).getObject(0)).doubleValue();
        }
    }

    private static double value(Answer answer) {
        assertThat(answer.origin()).as(answer.question() + " " + answer.text()).isEqualTo(Answer.Origin.METRIC);
        assertThat(answer.rows()).as(answer.question()).hasSize(1);
        return answer.rows().get(0).number("value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What was the late rate in Rio de Janeiro in March 2018?",
                "late rate RJ 2018-03",
                "Late rate in Rio de Janerio in march of 2018",
                "Qual foi a taxa de atraso no Rio de Janeiro em março de 2018?",
                "taxa de atraso no rj em marco 2018",
                "Which share of late orders did Rio de Janeiro have in March 2018?",
            })
    void oneMetricIsAskedInManyWays(String question) {
        Answer answer = Ask.on(lake).answer(question);
        assertThat(value(answer)).as(answer.sql()).isEqualTo(run(LATE_IN_RIO));
        assertThat(answer.sql()).contains("'RJ'").contains("2018-03-01").contains("2018-04-01");
        assertThat(answer.tableVersions()).containsKeys("gold.fact_orders", "gold.dim_customers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "How much revenue in Q2 2018? | select sum(item_revenue) from gold.fact_orders where purchased_at >= date '2018-04-01'",
                "receita no segundo trimestre de 2018 | select sum(item_revenue) from gold.fact_orders where purchased_at >= date '2018-04-01'",
                "orders in 2017 | select count(*) from gold.fact_orders where purchased_at < date '2018-01-01'",
                "quantos pedidos entre janeiro e março de 2018? | select count(*) from gold.fact_orders where purchased_at >= date '2018-01-01' and purchased_at < date '2018-04-01'",
                "orders last month | select count(*) from gold.fact_orders where purchased_at >= date '2018-06-01'",
                "revenue of toys | select sum(price) from gold.fact_sales where product_key = 1",
                "receita de beleza e saúde | select sum(price) from gold.fact_sales where product_key = 2",
                "average review score of late orders | select avg(review_score) from gold.fact_orders where is_late",
                "How many orders came late in March 2018? | select count(*) from gold.fact_orders where is_late and purchased_at >= date '2018-03-01' and purchased_at < date '2018-04-01'",
                "quantos pedidos chegaram com atraso em março de 2018? | select count(*) from gold.fact_orders where is_late and purchased_at >= date '2018-03-01' and purchased_at < date '2018-04-01'",
                "how many sellers | select count(*) from gold.dim_sellers",
                "comentários negativos em junho | select count(case when label = 'negative' then 1 end) * 1.0 / count(*) from gold.review_sentiment as s join gold.fact_orders as o on o.order_id = s.order_id where o.purchased_at >= date '2018-06-01'",
            })
    void parametersReachTheQuery(String question, String sql) {
        assertThat(value(Ask.on(lake).answer(question))).isEqualTo(run(sql));
    }

    @Test
    void groupsAreRanked() {
        Answer states = Ask.on(lake).answer("top 3 states by revenue");
        assertThat(states.rows()).hasSize(3);
        assertThat(states.rows().get(0).text("state")).isEqualTo("SP");
        assertThat(states.text()).contains("São Paulo (R$");
        Answer worst = Ask.on(lake).answer("Which state has the highest late rate?");
        assertThat(worst.text())
                .startsWith("Alagoas has the highest late rate: ")
                .contains("at least 30 orders");
        Answer best = Ask.on(lake).answer("Qual é o melhor estado em taxa de atraso?");
        assertThat(best.rows().get(0).number("value"))
                .isLessThan(worst.rows().get(0).number("value"));
        Answer months = Ask.on(lake).answer("orders by month");
        assertThat(months.rows()).hasSize(18);
        assertThat(months.rows().get(0).date("month")).hasToString("2017-01-01");
        Answer negative = Ask.on(lake).answer("negative comments by category");
        assertThat(negative.rows()).hasSize(4);
    }

    @Test
    void findingsAnswerOpenQuestions() {
        assertThat(Ask.on(lake).answer("What drives revenue?").text()).startsWith("Revenue growth is driven by");
        Answer cost = Ask.on(lake).answer("Quanto custa um atraso?");
        assertThat(cost.text()).startsWith("Um atraso custa");
        assertThat(cost.sql()).contains("-- lateness_scores");
        assertThat(Ask.on(lake).answer("Do que os clientes reclamam?").text()).contains("motivo de reclamação");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What is the weather in Recife?",
                "late rate of sellers on the moon",
                "why is the late rate so high?",
                "profit margin in 2018",
                "Qual é o lucro de março de 2018?",
                "revenue by customer birthday",
                "",
                "?!",
                "drop table gold.fact_orders",
                "revenue in state '; delete from gold.fact_orders; --",
            })
    void whatIsNotUnderstoodIsNotAnswered(String question) {
        Answer answer = Ask.on(lake).answer(question);
        assertThat(answer.origin()).as(answer.sql()).isEqualTo(Answer.Origin.NONE);
        assertThat(answer.sql()).isEmpty();
        assertThat(answer.suggestions()).hasSize(3);
    }

    @Test
    void theExamplesCanBeAsked() {
        for (Language language : Language.values()) {
            // Figures and findings compute the whole sheet, in both languages the same.
            long asked = language == Language.ENGLISH ? 25 : Long.MAX_VALUE;
            for (String example :
                    Ask.on(lake).examples(language).stream().limit(asked).toList()) {
                Answer answer = Ask.on(lake).answer(example);
                assertThat(answer.isAnswered())
                        .as(example + " -> " + answer.text())
                        .isTrue();
                assertThat(answer.sql()).isNotBlank();
            }
        }
    }

    @Test
    void theLanguageOfTheAnswerIsThatOfTheQuestionOrTheOneChosen() {
        assertThat(Ask.on(lake).answer("receita em 2017").text()).startsWith("A receita em 2017 foi de R$ ");
        assertThat(Ask.on(lake).in(Language.ENGLISH).answer("receita em 2017").text())
                .startsWith("The revenue in 2017 was R$");
    }

    // ---- with a language model
    // ------------------------------------------------------------------------------------------

    private static final String QUESTION = "How many orders were paid by credit card?";

    private final List<Prompt> prompts = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();

    private Answer answer(String... answers) {
        TextModel model = prompt -> {
            prompts.add(prompt);
            return new Completion(answers[Math.min(prompts.size(), answers.length) - 1], 1, 1);
        };
        return Ask.on(lake)
                .with(model, sql -> {
                    shown.add(sql);
                    return true;
                })
                .answer(QUESTION);
    }

    private static final String GOOD =
            "select count(*) as orders from gold.fact_orders where main_payment_type = 'credit_card'";

    @Test
    void aQueryOfTheModelIsCheckedShownAndRun() {
        Answer answer = answer("```sql\n" + GOOD + ";\n```");
        assertThat(answer.origin()).isEqualTo(Answer.Origin.GENERATED);
        assertThat(answer.sql()).isEqualTo(GOOD);
        assertThat(shown).containsExactly(GOOD);
        assertThat(answer.rows().get(0).number("orders")).isEqualTo(run(GOOD));
        assertThat(answer.tableVersions()).containsOnlyKeys("gold.fact_orders");
        assertThat(prompts.get(0).system())
                .contains("gold.fact_orders(order_id")
                .doesNotContain("silver.");
    }

    @Test
    void trustedQuestionsNeverReachTheModel() {
        TextModel model = prompt -> {
            throw new AssertionError("asked");
        };
        assertThat(Ask.on(lake)
                        .with(model, sql -> true)
                        .answer("revenue in 2017")
                        .origin())
                .isEqualTo(Answer.Origin.METRIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from silver.reviews",
                "select * from read_csv('/etc/passwd')",
                "select * from '/etc/passwd'",
                "delete from gold.fact_orders",
                "select 1; select 2",
                "select missing_column from gold.fact_orders",
                "select * from gold.no_such_table",
                "copy gold.fact_orders to 'orders.csv'",
                "nonsense",
                "",
            })
    void whatMayNotBeReadIsRefusedBeforeItIsShown(String sql) {
        Answer answer = answer(sql);
        assertThat(answer.origin()).isEqualTo(Answer.Origin.NONE);
        assertThat(shown).isEmpty();
        assertThat(prompts).hasSizeBetween(1, 3);
    }

    @Test
    void functionsThatWereAddedToSqlAreRefused() {
        AiFunctions.on(lake).register();
        assertThat(answer("select max(ai_gen(order_status)) from gold.fact_orders")
                        .text())
                .contains("Cannot call ai_gen");
        assertThat(shown).isEmpty();
        assertThat(answer(GOOD).origin()).isEqualTo(Answer.Origin.GENERATED);
    }

    @Test
    void aRefusedQueryIsCorrected() {
        Answer answer = answer("select nothing from gold.fact_orders", GOOD);
        assertThat(answer.origin()).isEqualTo(Answer.Origin.GENERATED);
        assertThat(prompts.get(1).user()).contains("That was refused").contains("nothing");
    }

    @Test
    void anUnconfirmedQueryDoesNotRun() {
        Answer answer = Ask.on(lake)
                .with(prompt -> new Completion(GOOD, 1, 1), sql -> false)
                .answer(QUESTION);
        assertThat(answer.origin()).isEqualTo(Answer.Origin.NOT_CONFIRMED);
        assertThat(answer.sql()).isEqualTo(GOOD);
        assertThat(answer.rows()).isEmpty();
    }

    @Test
    void manyRowsAreCutAndFailuresSaid() {
        assertThat(answer("select order_id from gold.fact_orders").rows()).hasSize(Ask.MAX_ROWS);
        Answer failed = Ask.on(lake)
                .with(
                        prompt -> {
                            throw new LanguageModelException("Cannot reach the server.", true, null);
                        },
                        sql -> true)
                .answer(QUESTION);
        assertThat(failed.origin()).isEqualTo(Answer.Origin.NONE);
        assertThat(failed.text()).contains("Cannot reach the server.");
        assertThat(answer("CANNOT").origin()).isEqualTo(Answer.Origin.NONE);
    }

    @Test
    void anEmptyLakeAnswersNothing(@TempDir Path other) {
        try (Lakehouse empty = PlantedLake.open(other.resolve("lake"))) {
            assertThat(Ask.on(empty).answer("revenue in 2017").origin()).isEqualTo(Answer.Origin.NONE);
        }
    }
}
