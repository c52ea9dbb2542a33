package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Metric;
import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Finding;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about a lake, in English or Portuguese.
 *
 * <p>A question whose every word is understood is answered by a metric that this library defines, for the period, state,
 * category or segment that it names. For others, a language model may write a query over the Gold tables; it is checked by a dry
 * run and shown before it runs. Without a model the answer says so, and names questions that can be answered. Immutable and
 * safe for use by several threads.
 *
 * <pre>{@code
 * Answer answer = Ask.on(lake).answer("What was the late rate in Rio de Janeiro in March 2018?");
 * System.out.println(answer.text());
 * System.out.println(answer.sql());
 * }</pre>
 */
public final class Ask {

    /** Rows that an answer has at most. */
    public static final int MAX_ROWS = 100;

    private final Lakehouse lake;
    private final @Nullable TextModel model;
    private final Predicate<String> confirmation;
    private final @Nullable Language language;

    private Ask(
            Lakehouse lake, @Nullable TextModel model, Predicate<String> confirmation, @Nullable Language language) {
        this.lake = lake;
        this.model = model;
        this.confirmation = confirmation;
        this.language = language;
    }

    /**
     * Questions about a lake, answered by metrics alone.
     *
     * @param lake a lake with the Gold tables of the e-commerce pack
     * @return an answerer
     */
    public static Ask on(Lakehouse lake) {
        return new Ask(lake, null, sql -> true, null);
    }

    /**
     * Lets a language model write queries for questions that no metric answers.
     *
     * @param newModel the model; it gets the question, and names and comments of the Gold tables, but no rows
     * @param newConfirmation is shown each query before it runs; false keeps it from running
     * @return a changed answerer
     */
    public Ask with(TextModel newModel, Predicate<String> newConfirmation) {
        return new Ask(lake, newModel, newConfirmation, language);
    }

    /**
     * Answers in one language, whatever that of the question.
     *
     * @param newLanguage the language
     * @return a changed answerer
     */
    public Ask in(Language newLanguage) {
        return new Ask(lake, model, confirmation, newLanguage);
    }

    /**
     * Answers a question.
     *
     * @param question a question in English or Portuguese
     * @return the answer with its query, or what could be asked instead
     * @throws AccessDeniedException when the question is understood, and the lake's principal may not read what it is about
     */
    public Answer answer(String question) {
        Catalog catalog = new Catalog();
        QuestionReader reader = new QuestionReader(catalog, domain());
        Language used = language != null ? language : QuestionReader.language(question);
        Optional<Question> understood = reader.read(question);
        if (understood.isPresent()) {
            Optional<Answer> answer = trusted(question, understood.get(), catalog, used);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        if (model != null) {
            return new GeneratedSql(lake, model, confirmation)
                    .answer(question, used, suggestions(reader, question, used));
        }
        return new Answer(
                question,
                Answer.Origin.NONE,
                used == Language.PORTUGUESE
                        ? "Não sei responder a essa pergunta com os indicadores definidos, e não há modelo de linguagem"
                                + " configurado."
                        : "I cannot answer this question with the defined metrics, and no language model is configured.",
                List.of(),
                List.of(),
                "",
                Map.of(),
                suggestions(reader, question, used));
    }

    /**
     * Questions that can be asked, for help texts.
     *
     * @param used their language
     * @return one example for each metric, figure and finding
     */
    public List<String> examples(Language used) {
        return new Catalog()
                .entries().stream().map(entry -> example(entry, used)).toList();
    }

    private static List<String> suggestions(QuestionReader reader, String question, Language used) {
        return reader.near(question).stream()
                .limit(3)
                .map(entry -> example(entry, used))
                .toList();
    }

    private static String example(Catalog.Entry entry, Language used) {
        boolean isPortuguese = used == Language.PORTUGUESE;
        String phrase = entry.title(used);
        return switch (entry.kind()) {
            case METRIC -> isPortuguese ? "Qual foi " + phrase + " por mês?" : "What was " + phrase + " by month?";
            case FIGURE -> isPortuguese ? "Qual é " + phrase + "?" : "What is " + phrase + "?";
            case FINDING ->
                switch (entry.name()) {
                    case "revenue_decomposition" -> isPortuguese ? "O que move a receita?" : "What drives revenue?";
                    case "lateness_costs_stars" ->
                        isPortuguese ? "Quanto custa um atraso?" : "What does lateness cost?";
                    case "complaint_topics" ->
                        isPortuguese ? "Do que os clientes reclamam?" : "What are complaints about?";
                    case "open_orders" ->
                        isPortuguese ? "Quantos pedidos em aberto há?" : "How many open orders are there?";
                    case "delivery_model" ->
                        isPortuguese ? "Qual é a qualidade do modelo?" : "What is the model quality?";
                    case "top_segment" ->
                        isPortuguese ? "Quais são os segmentos de clientes?" : "Which are the customer segments?";
                    case "late_states" -> isPortuguese ? "Onde as entregas atrasam?" : "Where are deliveries late?";
                    default ->
                        isPortuguese
                                ? "Qual é a importância dos clientes recorrentes?"
                                : "What is the role of repeat customers?";
                };
        };
    }

    // ---- trusted answers
    // ------------------------------------------------------------------------------------------------

    private Optional<Answer> trusted(String text, Question question, Catalog catalog, Language used) {
        return switch (question.entry().kind()) {
            case METRIC -> metric(text, question, catalog, used);
            case FIGURE -> figure(text, question, used);
            case FINDING -> finding(text, question, used);
        };
    }

    private Optional<Answer> metric(String text, Question question, Catalog catalog, Language used) {
        Metric metric = catalog.metric(question.entry().name());
        String sql = MetricQuery.sql(question, metric);
        QueryRows result;
        try {
            result = QueryRows.read(lake, lake.bind(sql), MAX_ROWS);
        } catch (TableNotFoundException e) {
            return Optional.empty();
        }
        String sentence = new AnswerText(used).metric(question, metric, result.rows());
        return Optional.of(new Answer(
                text,
                Answer.Origin.METRIC,
                sentence,
                result.columns(),
                result.rows(),
                sql,
                result.versions(),
                List.of()));
    }

    private Optional<Answer> figure(String text, Question question, Language used) {
        Optional<Kpi> kpi = KpiSheet.of(lake).find(question.entry().name());
        if (kpi.isEmpty() || kpi.get().number().isEmpty()) {
            return Optional.empty();
        }
        double value = kpi.get().number().getAsDouble();
        return Optional.of(new Answer(
                text,
                Answer.Origin.METRIC,
                new AnswerText(used).figure(question.entry(), kpi.get().unit(), value),
                List.of("value"),
                List.of(new KpiRow(Map.of("value", value))),
                kpi.get().sql(),
                kpi.get().tableVersions(),
                List.of()));
    }

    private Optional<Answer> finding(String text, Question question, Language used) {
        ExecutiveSummary summary = ExecutiveSummary.of(lake).in(used).write();
        String id = question.entry().name();
        Optional<Finding> finding = summary.findings().stream()
                .filter(found -> found.id().equals(id))
                .findFirst();
        String sentences = summary.sections().stream()
                .flatMap(section -> section.passages().stream())
                .filter(passage -> passage.finding().equals(id))
                .map(passage -> passage.text())
                .collect(Collectors.joining(" "));
        if (finding.isEmpty() || sentences.isEmpty()) {
            return Optional.empty();
        }
        List<Kpi> sources = finding.get().sources().stream()
                .map(name -> summary.kpis().find(name).orElse(null))
                .filter(Objects::nonNull)
                .toList();
        Map<String, Long> versions = new TreeMap<>();
        sources.forEach(kpi -> versions.putAll(kpi.tableVersions()));
        List<KpiRow> rows = sources.stream()
                .map(Kpi::rows)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        return Optional.of(new Answer(
                text,
                Answer.Origin.METRIC,
                sentences,
                rows.isEmpty()
                        ? List.of()
                        : new ArrayList<>(rows.get(0).columns().keySet()),
                rows.stream().limit(MAX_ROWS).toList(),
                sources.stream()
                        .map(kpi -> "-- " + kpi.name() + "\n" + kpi.sql())
                        .collect(Collectors.joining(";\n\n")),
                versions,
                List.of()));
    }

    // ---- what the lake has
    // ----------------------------------------------------------------------------------------------

    private QuestionReader.Domain domain() {
        Period whole = null;
        if (isReadable("gold.fact_orders")) {
            KpiRow row = QueryRows.read(
                            lake,
                            lake.bind(
                                    "select min(purchased_at) as first, max(purchased_at) as last from gold.fact_orders"),
                            1)
                    .rows()
                    .get(0);
            if (row.columns().get("first") instanceof LocalDateTime first
                    && row.columns().get("last") instanceof LocalDateTime last) {
                LocalDate until = last.toLocalDate().plusDays(1);
                whole = new Period(first.toLocalDate(), until);
            }
        }
        return new QuestionReader.Domain(
                whole,
                values("gold.dim_customers", "state"),
                values("gold.dim_products", "category"),
                values("gold.customer_segments", "segment"));
    }

    private boolean isReadable(String table) {
        return lake.tables().contains(table) && lake.may(Privilege.SELECT, Securable.table(table));
    }

    private List<String> values(String table, String column) {
        if (!isReadable(table)) {
            return List.of();
        }
        String sql = "select distinct " + column + " as name from " + table + " where " + column
                + " is not null order by name";
        return QueryRows.read(lake, lake.bind(sql), Integer.MAX_VALUE).rows().stream()
                .flatMap(row -> Stream.of(row.text("name")))
                .toList();
    }
}
