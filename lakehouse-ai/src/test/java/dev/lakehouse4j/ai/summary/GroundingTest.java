package dev.lakehouse4j.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.kpi.PlantedLake;
import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroundingTest {

    private static final int MUTATIONS = 500;

    @TempDir
    static Path folder;

    private static List<Finding> findings;

    @BeforeAll
    static void write() {
        try (Lakehouse lake = PlantedLake.usual().write(folder.resolve("lake"))) {
            findings = ExecutiveSummary.of(KpiSheet.of(lake)).write().findings();
        }
    }

    private record Sentence(Finding finding, Language language, Grounding grounding) {
        @Override
        public String toString() {
            return grounding.reference();
        }
    }

    private static List<Sentence> sentences() {
        List<Sentence> sentences = new ArrayList<>();
        for (Language language : Language.values()) {
            for (Finding finding : findings) {
                for (Finding.Statement statement : finding.statements()) {
                    sentences.add(new Sentence(finding, language, Grounding.of(finding, statement, language)));
                }
            }
        }
        return sentences;
    }

    @Test
    void theTemplatesOwnSentencesPass() {
        assertThat(sentences())
                .hasSizeGreaterThan(60)
                .allSatisfy(sentence -> assertThat(
                                sentence.grounding().check(sentence.grounding().reference()))
                        .as(sentence.grounding().reference())
                        .isEmpty());
    }

    @Test
    void aWholeFindingPassesAsOneText() {
        for (Language language : Language.values()) {
            for (Finding finding : findings) {
                Grounding grounding = Grounding.of(finding, language);
                assertThat(grounding.check(grounding.reference()))
                        .as(grounding.reference())
                        .isEmpty();
            }
        }
    }

    @Test
    void noneOfFiveHundredMutationsPasses() {
        List<Sentence> sentences = sentences();
        List<Mutations.Kind> kinds = List.of(Mutations.Kind.values());
        Mutations mutations = new Mutations(20);
        Random random = new Random(21);
        Set<String> seen = new HashSet<>();
        Map<Mutations.Kind, Integer> counts = new EnumMap<>(Mutations.Kind.class);
        List<String> accepted = new ArrayList<>();
        while (seen.size() < MUTATIONS) {
            Sentence sentence = sentences.get(random.nextInt(sentences.size()));
            Mutations.Kind kind = kinds.get(random.nextInt(kinds.size()));
            Optional<String> changed = mutations.mutate(sentence.grounding().reference(), kind, sentence.language());
            if (changed.isPresent() && seen.add(changed.get())) {
                counts.merge(kind, 1, Integer::sum);
                if (sentence.grounding().accepts(changed.get())) {
                    accepted.add(kind + ": " + changed.get());
                }
            }
        }
        assertThat(accepted).isEmpty();
        assertThat(counts).containsOnlyKeys(Mutations.Kind.values());
    }

    // ---- wordings of one's own
    // ------------------------------------------------------------------------------------------

    private static Finding lateRate() {
        return new FindingBuilder("late_rate", Topic.DELIVERY_RISKS, 1)
                .fact("rate", Fact.percent("late_rate", 0.08206))
                .fact("late", Fact.count("late_orders", 6890))
                .fact("delivered", Fact.count("delivered_orders", 83_963))
                .say(
                        "{Rate} of delivered orders arrived after the promised date: {late} of {delivered}.",
                        "{Rate} dos pedidos entregues chegaram depois da data prometida: {late} de {delivered}.",
                        "late_rate")
                .build();
    }

    private static Finding moved() {
        return new FindingBuilder("late_rate", Topic.DELIVERY_RISKS, 1)
                .fact("period", Fact.period(Period.months(YearMonth.of(2018, 4), 3)))
                .fact("before", Fact.period(Period.months(YearMonth.of(2018, 1), 3)))
                .fact("now", Fact.percent("late_rate", 0.0509).of("period"))
                .fact("then", Fact.percent("late_rate", 0.1458).of("before"))
                .say(
                        "The late rate fell from {then} {in:before} to {now} {in:period}.",
                        "A taxa de atraso caiu de {then} {in:before} para {now} {in:period}.",
                        "late_rate")
                .build();
    }

    private static Finding cost() {
        return new FindingBuilder("lateness_costs_stars", Topic.DELIVERY_RISKS, 1)
                .fact("cost", Fact.stars("score_gap", 1.83))
                .fact("on_time", Fact.stars("on_time_score", 4.28).of("on_time"))
                .fact("late", Fact.stars("late_score", 2.45).of("late"))
                .say(
                        "A late delivery costs {cost} stars: orders on time average {on_time}, late ones {late}.",
                        "Um atraso custa {cost} estrela: pedidos no prazo têm média {on_time}, os atrasados {late}.",
                        "lateness_scores")
                .build();
    }

    private static Finding growth() {
        return new FindingBuilder("latest_period", Topic.BUSINESS_HEALTH, 1)
                .fact("period", Fact.period(Period.months(YearMonth.of(2018, 4), 3)))
                .fact("revenue", Fact.money("revenue", 2_858_289.74))
                .fact("growth", Fact.share("revenue", 1.2).asChange().of("year_before"))
                .say(
                        "Revenue came to {revenue} {in:period}, {growth} more than a year earlier.",
                        "A receita foi de {revenue} {in:period}, {growth} a mais que um ano antes.",
                        "item_revenue")
                .build();
    }

    private static Finding places() {
        return new FindingBuilder("late_states", Topic.DELIVERY_RISKS, 1)
                .fact("worst", Fact.name(Fact.Kind.STATE, "AL"))
                .fact("worst_rate", Fact.share("late_rate", 0.2535).of("worst"))
                .fact("second", Fact.name(Fact.Kind.STATE, "MA"))
                .fact("second_rate", Fact.share("late_rate", 0.2009).of("second"))
                .say(
                        "{worst_rate} of orders {to:worst} and {second_rate} of those {to:second} arrive late.",
                        "Atrasam {worst_rate} dos pedidos {to:worst} e {second_rate} dos destinados {to:second}.",
                        "states")
                .build();
    }

    private static void passes(Finding finding, Language language, String text) {
        assertThat(Grounding.of(finding, language).check(text)).as(text).isEmpty();
    }

    private static void fails(Finding finding, Language language, Grounding.Kind kind, String text) {
        assertThat(Grounding.of(finding, language).check(text))
                .as(text)
                .extracting(Grounding.Problem::kind)
                .contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Some 8.2% of delivered orders came after the promised date, 6,890 of 83,963.",
                "Of the delivered orders, 8.2% missed the promised date: 6,890 of 83,963.",
                "About 8% of delivered orders were late, 6,890 of 83,963.",
                "Late orders made up 8.21 percent of those delivered.",
            })
    void otherWordsForTheLateRatePass(String text) {
        passes(lateRate(), Language.ENGLISH, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cerca de 8% dos pedidos entregues chegaram fora do prazo: 6.890 de 83.963.",
                "Dos pedidos entregues, 8,2% chegaram com atraso.",
                "Chegaram depois da data prometida 8,2 por cento dos pedidos entregues.",
            })
    void otherPortugueseWordsForTheLateRatePass(String text) {
        passes(lateRate(), Language.PORTUGUESE, text);
    }

    @Test
    void otherWordsForAMovePass() {
        passes(moved(), Language.ENGLISH, "Between Q1 2018 and Q2 2018 the late rate dropped from 14.6% to 5.1%.");
        passes(
                moved(),
                Language.ENGLISH,
                "The late rate decreased from 14.6% in the first quarter of 2018 to 5.1% in the second quarter.");
        passes(
                moved(),
                Language.PORTUGUESE,
                "A taxa de atraso recuou de 14,6% no 1º trimestre de 2018 para 5,1% no 2º trimestre de 2018.");
        passes(cost(), Language.ENGLISH, "Late orders average 2.45 stars, those on time 4.28.");
        passes(cost(), Language.ENGLISH, "Each late delivery costs 1.83 stars.");
        passes(
                cost(),
                Language.PORTUGUESE,
                "Os pedidos atrasados têm média de 2,45 estrelas; os que chegam no prazo, 4,28.");
        passes(growth(), Language.ENGLISH, "In Q2 2018 revenue reached R$2.86 million, up 120% year on year.");
        passes(
                growth(),
                Language.ENGLISH,
                "At R$2.9 million in the second quarter of 2018, revenue more than doubled from a year earlier.");
        passes(
                growth(),
                Language.PORTUGUESE,
                "No segundo trimestre de 2018, a receita de R$ 2,86 milhões cresceu 120% frente ao ano anterior.");
        passes(places(), Language.ENGLISH, "In Alagoas 25% of orders arrive late, in Maranhão 20%.");
        passes(places(), Language.PORTUGUESE, "Em Alagoas atrasam 25% dos pedidos; no Maranhão, 20%.");
    }

    @Test
    void falseWordsFail() {
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.NUMBER, "9.2% of delivered orders were late.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.NUMBER, "8.2 stars is what delivered orders get.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.NUMBER, "One in five delivered orders was late.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.NUMBER, "About half of delivered orders were late.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.NEGATION, "8.2% of delivered orders did not arrive late.");
        fails(
                lateRate(),
                Language.ENGLISH,
                Grounding.Kind.NAME,
                "8.2% of delivered orders were late because of Correios.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.NAME, "8.2% of delivered orders in Bahia were late.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.TIME, "8.2% of delivered orders were late in 2017.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.MEASURE, "The churn rate is 8.2%.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.MEASURE, "8.2% of revenue came from delivered orders.");
        fails(lateRate(), Language.PORTUGUESE, Grounding.Kind.NUMBER, "8.206 dos pedidos entregues atrasaram.");
        fails(lateRate(), Language.ENGLISH, Grounding.Kind.LENGTH, "");
        fails(
                moved(),
                Language.ENGLISH,
                Grounding.Kind.DIRECTION,
                "The late rate rose from 14.6% in Q1 2018 to 5.1% in Q2 2018.");
        fails(
                moved(),
                Language.ENGLISH,
                Grounding.Kind.ASSIGNMENT,
                "The late rate fell from 5.1% in Q1 2018 to 14.6% in Q2 2018.");
        fails(
                moved(),
                Language.ENGLISH,
                Grounding.Kind.ASSIGNMENT,
                "The late rate fell from 14.6% in Q2 2018 to 5.1% in Q1 2018.");
        fails(cost(), Language.ENGLISH, Grounding.Kind.ASSIGNMENT, "Orders on time average 2.45, late ones 4.28.");
        fails(
                cost(),
                Language.PORTUGUESE,
                Grounding.Kind.ASSIGNMENT,
                "Pedidos no prazo têm média 2,45, os atrasados 4,28.");
        fails(
                growth(),
                Language.ENGLISH,
                Grounding.Kind.DIRECTION,
                "Revenue came to R$2.86 million, 120% less than a year earlier.");
        fails(
                growth(),
                Language.ENGLISH,
                Grounding.Kind.NUMBER,
                "Revenue came to R$2.86 billion, 120% more than a year earlier.");
        fails(growth(), Language.ENGLISH, Grounding.Kind.NUMBER, "Revenue tripled from a year earlier.");
        fails(
                places(),
                Language.ENGLISH,
                Grounding.Kind.ASSIGNMENT,
                "In Maranhão 25% of orders arrive late, in Alagoas 20%.");
        fails(
                places(),
                Language.PORTUGUESE,
                Grounding.Kind.NAME,
                "Em Sergipe atrasam 25% dos pedidos; no Maranhão, 20%.");
    }

    @Test
    void problemsSayWhatIsWrong() {
        List<Grounding.Problem> problems =
                Grounding.of(lateRate(), Language.ENGLISH).check("9.2% of delivered orders were late.");
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.quote()).isEqualTo("9.2%");
            assertThat(problem.message()).contains("does not have this number");
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void garbageIsRefusedAndHarmless(Language language) {
        Grounding grounding = Grounding.of(lateRate(), language);
        for (String text :
                List.of("{}", "...", "12.34.56,7% 8,,2", "\u0000\uD83D\uDE00 1e9", "R$", "%", "-", "1/0 late")) {
            assertThat(grounding.accepts(text)).as(text).isFalse();
        }
    }
}
