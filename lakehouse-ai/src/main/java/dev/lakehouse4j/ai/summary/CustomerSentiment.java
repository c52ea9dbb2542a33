package dev.lakehouse4j.ai.summary;

import static dev.lakehouse4j.ai.summary.Detectors.pick;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stars and texts say, how that moves, and what complaints are about. */
final class CustomerSentiment {

    private static final double STRONG_STARS = 4.4;
    private static final double WEAK_STARS = 3.5;
    private static final double STRONG_SENTIMENT = 0.6;
    private static final double WEAK_SENTIMENT = 0.1;

    /** How topics of complaints are called. */
    private static final Map<String, Finding.Statement> TOPICS = new LinkedHashMap<>();

    static {
        TOPICS.put("delivery", new Finding.Statement("delivery", "a entrega", List.of()));
        TOPICS.put("mixup", new Finding.Statement("wrong or missing items", "itens errados ou faltantes", List.of()));
        TOPICS.put("service", new Finding.Statement("service and refunds", "atendimento e reembolso", List.of()));
        TOPICS.put("product", new Finding.Statement("product quality", "a qualidade do produto", List.of()));
    }

    private final Figures figures;

    CustomerSentiment(Figures figures) {
        this.figures = figures;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        stars().ifPresent(findings::add);
        texts().ifPresent(findings::add);
        complaints().ifPresent(findings::add);
        lateness().ifPresent(findings::add);
        categories().ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> stars() {
        Optional<Kpi> scores = figures.kpi("reviews_by_score");
        if (!figures.has("review_score", "low_score_share")
                || scores.isEmpty()
                || !(scores.get().value() instanceof Map<?, ?> counts)) {
            return Optional.empty();
        }
        double all = counts.values().stream()
                .mapToDouble(count -> ((Number) count).doubleValue())
                .sum();
        double five = counts.get("5") instanceof Number number ? number.doubleValue() : 0;
        double score = figures.value("review_score");
        String mood = score >= STRONG_STARS ? "strong" : score >= WEAK_STARS ? "moderate" : "weak";
        String humor = score >= STRONG_STARS ? "alta" : score >= WEAK_STARS ? "moderada" : "baixa";
        FindingBuilder finding = new FindingBuilder("stars", Topic.CUSTOMER_SENTIMENT, 0.9)
                .fact("score", Fact.stars("review_score", score))
                .fact("five", Fact.share("five_stars", five / all))
                .fact("low", Fact.share("low_scores", figures.value("low_score_share")))
                .say(
                        "Satisfaction is " + mood
                                + ": reviews average {score} stars; {five} give all five, {low} only one or" + " two.",
                        "A satisfação é " + humor
                                + ": as avaliações têm média de {score} {score?estrela|estrelas}; {five} dão"
                                + " as cinco, {low} só uma ou duas.",
                        "review_score",
                        "reviews_by_score",
                        "low_score_share");
        Optional<Change> change = figures.change("order_review_score");
        if (change.isPresent()) {
            Change moved = change.get();
            finding.fact("period", Fact.period(moved.period()))
                    .fact("before", Fact.period(moved.previousPeriod()))
                    .fact("now", Fact.stars("review_score", moved.value()).of("period"))
                    .fact(
                            "then",
                            Fact.stars("review_score", moved.previousValue()).of("before"));
            if (Math.abs(moved.difference()) < 0.03) {
                finding.say(
                        "{In:period} the average was {now}, much as {in:before} ({then}).",
                        "{In:period}, a média foi de {now}, quase como {in:before} ({then}).",
                        "order_review_score");
            } else {
                finding.say(
                        "The average " + pick(moved.difference(), "rose", "fell")
                                + " from {then} {in:before} to {now} {in:period}.",
                        "A média " + pick(moved.difference(), "subiu", "caiu")
                                + " de {then} {in:before} para {now} {in:period}.",
                        "order_review_score");
            }
        }
        return Optional.of(finding.build());
    }

    private Optional<Finding> texts() {
        if (!figures.has("sentiment_reviews", "sentiment_score", "positive_share", "negative_share")
                || figures.value("sentiment_reviews") < 30) {
            return Optional.empty();
        }
        double score = figures.value("sentiment_score");
        String mood = score >= STRONG_SENTIMENT ? "clearly positive" : score >= WEAK_SENTIMENT ? "moderate" : "poor";
        String humor =
                score >= STRONG_SENTIMENT ? "claramente positivo" : score >= WEAK_SENTIMENT ? "moderado" : "ruim";
        FindingBuilder finding = new FindingBuilder("text_sentiment", Topic.CUSTOMER_SENTIMENT, 0.8)
                .fact("texts", Fact.count("sentiment_reviews", figures.value("sentiment_reviews")))
                .fact(
                        "positive",
                        Fact.share("positive_share", figures.value("positive_share"))
                                .of("positive"))
                .fact(
                        "negative",
                        Fact.share("negative_share", figures.value("negative_share"))
                                .of("negative"))
                .fact("score", Fact.number("sentiment", score))
                .say(
                        "In their own words customers are "
                                + (score >= WEAK_SENTIMENT && score < STRONG_SENTIMENT
                                        ? "divided, and sentiment is "
                                        : "plain, and sentiment is ")
                                + mood
                                + ": of {texts} comments {positive} are positive and {negative} negative (mean {score}"
                                + " on a scale from −1 to 1).",
                        "Nas palavras dos clientes, o sentimento é " + humor
                                + ": de {texts} comentários, {positive} são positivos e {negative} negativos (média {score} numa"
                                + " escala de −1 a 1).",
                        "sentiment_reviews",
                        "positive_share",
                        "negative_share",
                        "sentiment_score");
        Optional<Change> change = figures.change("negative_share");
        Optional<Change> counts = figures.change("sentiment_reviews");
        if (change.isPresent() && counts.isPresent()) {
            Change moved = change.get();
            Statistics.Difference difference = Statistics.shares(
                    moved.value() * counts.get().value(),
                    counts.get().value(),
                    moved.previousValue() * counts.get().previousValue(),
                    counts.get().previousValue());
            finding.fact("period", Fact.period(moved.period()))
                    .fact("before", Fact.period(moved.previousPeriod()))
                    .fact("now", Fact.share("negative_share", moved.value()).of("period"))
                    .fact(
                            "then",
                            Fact.share("negative_share", moved.previousValue()).of("before"));
            if (difference.isSignificant()) {
                finding.say(
                        "The share of negative comments " + pick(moved.difference(), "rose", "fell")
                                + " from {then} {in:before} to {now} {in:period}.",
                        "A parcela de comentários negativos " + pick(moved.difference(), "subiu", "caiu")
                                + " de {then} {in:before} para {now} {in:period}.",
                        "negative_share");
            }
        }
        return Optional.of(finding.build());
    }

    private Optional<Finding> complaints() {
        String table = figures.rows("complaint_topics").isEmpty() ? "complaint_topics_by_stars" : "complaint_topics";
        List<KpiRow> rows = figures.rows(table);
        if (rows.isEmpty() || rows.get(0).number("texts") < 30) {
            return Optional.empty();
        }
        KpiRow row = rows.get(0);
        double texts = row.number("texts");
        List<String> topics = TOPICS.keySet().stream()
                .sorted(Comparator.comparingDouble((String topic) -> row.number(topic))
                        .reversed())
                .toList();
        FindingBuilder finding = new FindingBuilder("complaint_topics", Topic.CUSTOMER_SENTIMENT, 0.85)
                .fact("texts", Fact.count("negative_texts", texts));
        topics.forEach(topic -> finding.fact(topic, Fact.share(topic + "_complaints", row.number(topic) / texts)));
        String first = topics.get(0);
        boolean leads = row.number(first) > 1.25 * row.number(topics.get(1));
        String negative = table.equals("complaint_topics") ? "negative comments" : "comments with one or two stars";
        String negativos =
                table.equals("complaint_topics") ? "comentários negativos" : "comentários com uma ou duas estrelas";
        finding.say(
                (leads
                                ? Wording.capitalised(english(first)) + " is the main driver of complaints: "
                                : "Complaints have no single driver: ")
                        + "of {texts} " + negative + ", {" + first + "} mention " + english(first) + ", {"
                        + topics.get(1)
                        + "} " + english(topics.get(1)) + ", {" + topics.get(2) + "} " + english(topics.get(2))
                        + " and {"
                        + topics.get(3) + "} " + english(topics.get(3)) + ".",
                (leads
                                ? Wording.capitalised(portuguese(first))
                                        + (first.equals("mixup") || first.equals("service") ? " são" : " é")
                                        + " o principal motivo de reclamação: "
                                : "As reclamações não têm um motivo único: ")
                        + "de {texts} " + negativos + ", {" + first + "} mencionam " + portuguese(first) + ", {"
                        + topics.get(1) + "} " + portuguese(topics.get(1)) + ", {" + topics.get(2) + "} "
                        + portuguese(topics.get(2)) + " e {" + topics.get(3) + "} " + portuguese(topics.get(3)) + ".",
                table);
        return Optional.of(finding.build());
    }

    private static String english(String topic) {
        return TOPICS.getOrDefault(topic, new Finding.Statement(topic, topic, List.of()))
                .english();
    }

    private static String portuguese(String topic) {
        return TOPICS.getOrDefault(topic, new Finding.Statement(topic, topic, List.of()))
                .portuguese();
    }

    private Optional<Finding> lateness() {
        Optional<KpiRow> late = figures.row("sentiment_by_lateness", "lateness", "late");
        Optional<KpiRow> onTime = figures.row("sentiment_by_lateness", "lateness", "on time");
        if (late.isEmpty() || onTime.isEmpty() || late.get().number("reviews") < 30) {
            return Optional.empty();
        }
        Optional<KpiRow> never = figures.row("sentiment_by_lateness", "lateness", "not delivered");
        Statistics.Difference difference = Statistics.shares(
                late.get().number("negative"),
                late.get().number("reviews"),
                onTime.get().number("negative"),
                onTime.get().number("reviews"));
        List<KpiRow> all = figures.rows("sentiment_by_lateness");
        double failed = late.get().number("reviews")
                + never.map(row -> row.number("reviews")).orElse(0.0);
        double failedNegative = late.get().number("negative")
                + never.map(row -> row.number("negative")).orElse(0.0);
        FindingBuilder finding = new FindingBuilder("negative_by_lateness", Topic.CUSTOMER_SENTIMENT, 0.7)
                .fact(
                        "late",
                        Fact.share("late_negative_share", late.get().number("negative_share"))
                                .of("late"))
                .fact(
                        "on_time",
                        Fact.share("on_time_negative_share", onTime.get().number("negative_share"))
                                .of("on_time"))
                .fact("part", Fact.share("failed_share", failed / figures.sum(all, "reviews")))
                .fact("weight", Fact.share("failed_negative_share", failedNegative / figures.sum(all, "negative")));
        if (!difference.isSignificant() || difference.value() < 0) {
            return Optional.of(finding.say(
                            "Punctuality does not show in what customers write: {late} of comments on late orders are negative,"
                                    + " {on_time} of those on punctual ones.",
                            "A pontualidade não aparece no que os clientes escrevem: são negativos {late} dos comentários sobre"
                                    + " pedidos atrasados e {on_time} dos demais.",
                            "sentiment_by_lateness")
                    .build());
        }
        finding.say(
                "After a late delivery {late} of comments are negative, after a punctual one {on_time}.",
                "Depois de um atraso, {late} dos comentários são negativos; depois de uma entrega no prazo, {on_time}.",
                "sentiment_by_lateness");
        finding.say(
                "Orders that came late or never account for {part} of comments, but for {weight} of the negative ones.",
                "Pedidos que chegaram tarde ou nunca chegaram são {part} dos comentários, mas {weight} dos negativos.",
                "sentiment_by_lateness");
        return Optional.of(finding.build());
    }

    private Optional<Finding> categories() {
        List<KpiRow> rows = figures.rows("sentiment_by_category").stream()
                .filter(row -> !row.text("category").equals("unknown"))
                .toList();
        if (rows.size() < 3) {
            return Optional.empty();
        }
        KpiRow worst = rows.get(0);
        KpiRow best = rows.get(rows.size() - 1);
        Statistics.Difference difference = Statistics.shares(
                worst.number("negative_share") * worst.number("reviews"),
                worst.number("reviews"),
                best.number("negative_share") * best.number("reviews"),
                best.number("reviews"));
        if (!difference.isSignificant()) {
            return Optional.empty();
        }
        return Optional.of(new FindingBuilder("sentiment_by_category", Topic.CUSTOMER_SENTIMENT, 0.5)
                .fact("worst", Fact.name(Fact.Kind.CATEGORY, worst.text("category")))
                .fact(
                        "worst_share",
                        Fact.share("negative_share", worst.number("negative_share"))
                                .of("worst"))
                .fact("best", Fact.name(Fact.Kind.CATEGORY, best.text("category")))
                .fact(
                        "best_share",
                        Fact.share("negative_share", best.number("negative_share"))
                                .of("best"))
                .say(
                        "By category, {worst} draws the most negative comments ({worst_share}), {best} the fewest"
                                + " ({best_share}).",
                        "Por categoria, {worst} recebe mais comentários negativos ({worst_share}) e {best} menos"
                                + " ({best_share}).",
                        "sentiment_by_category")
                .build());
    }
}
