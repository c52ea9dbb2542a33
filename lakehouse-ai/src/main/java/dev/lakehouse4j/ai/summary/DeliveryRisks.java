package dev.lakehouse4j.ai.summary;

import static dev.lakehouse4j.ai.summary.Detectors.pick;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.KpiRow;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How late deliveries are, what that costs, where it happens, and what is still under way. */
final class DeliveryRisks {

    /** Delivered orders that a state or route needs before it is named. */
    private static final int SUPPORT = 100;

    private final Figures figures;

    DeliveryRisks(Figures figures) {
        this.figures = figures;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        lateRate().ifPresent(findings::add);
        cost().ifPresent(findings::add);
        states().ifPresent(findings::add);
        routes().ifPresent(findings::add);
        openOrders().ifPresent(findings::add);
        model().ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> lateRate() {
        double delivered = figures.value("delivered_orders");
        if (!figures.has("late_rate", "late_orders") || !(delivered >= 30)) {
            return Optional.empty();
        }
        double rate = figures.value("late_rate");
        FindingBuilder finding = new FindingBuilder("late_rate", Topic.DELIVERY_RISKS, 0.95)
                .fact("rate", Fact.percent("late_rate", rate))
                .fact("late", Fact.count("late_orders", figures.value("late_orders")))
                .fact("delivered", Fact.count("delivered_orders", delivered))
                .say(
                        "{Rate} of delivered orders arrived after the promised date: {late} of {delivered}.",
                        "{Rate} dos pedidos entregues chegaram depois da data prometida: {late} de {delivered}.",
                        "late_rate",
                        "late_orders",
                        "delivered_orders");
        List<KpiRow> months = figures.regularMonths().stream()
                .filter(row -> row.number("delivered") >= SUPPORT)
                .toList();
        if (months.size() >= 3) {
            Comparator<KpiRow> byRate = Comparator.comparingDouble(row -> row.number("late_rate"));
            KpiRow best = months.stream().min(byRate).orElseThrow();
            KpiRow worst = months.stream().max(byRate).orElseThrow();
            if (worst.number("late_rate") > 1.5 * best.number("late_rate") + 0.005) {
                finding.fact("best_month", Fact.month(month(best)))
                        .fact(
                                "best",
                                Fact.percent("late_rate", best.number("late_rate"))
                                        .of("best_month"))
                        .fact("worst_month", Fact.month(month(worst)))
                        .fact(
                                "worst",
                                Fact.percent("late_rate", worst.number("late_rate"))
                                        .of("worst_month"))
                        .say(
                                "The rate swings widely with the month of purchase, from {best} {in:best_month} to {worst}"
                                        + " {in:worst_month}.",
                                "A taxa oscila muito com o mês da compra: de {best} {in:best_month} a {worst}"
                                        + " {in:worst_month}.",
                                "months");
            }
        }
        Optional<Change> change = figures.change("late_rate");
        Optional<Change> counts = figures.change("delivered_orders");
        if (change.isPresent() && counts.isPresent()) {
            Change moved = change.get();
            Statistics.Difference difference = Statistics.shares(
                    moved.value() * counts.get().value(),
                    counts.get().value(),
                    moved.previousValue() * counts.get().previousValue(),
                    counts.get().previousValue());
            finding.fact("period", Fact.period(moved.period()))
                    .fact("before", Fact.period(moved.previousPeriod()))
                    .fact("now", Fact.percent("late_rate", moved.value()).of("period"))
                    .fact(
                            "then",
                            Fact.percent("late_rate", moved.previousValue()).of("before"));
            if (difference.isSignificant()) {
                finding.say(
                        "It " + pick(moved.difference(), "rose", "fell")
                                + " from {then} {in:before} to {now} {in:period}.",
                        "Ela " + pick(moved.difference(), "subiu", "caiu")
                                + " de {then} {in:before} para {now} {in:period}.",
                        "late_rate");
            } else {
                finding.say(
                        "{In:period} it was {now}, about the same as {in:before} ({then}).",
                        "{In:period}, ela foi de {now}, quase igual à taxa {of:before} ({then}).",
                        "late_rate");
            }
        }
        return Optional.of(finding.build());
    }

    private static YearMonth month(KpiRow row) {
        return YearMonth.from(row.date("month"));
    }

    private Optional<Finding> cost() {
        Optional<KpiRow> late = figures.row("lateness_scores", "lateness", "late");
        Optional<KpiRow> onTime = figures.row("lateness_scores", "lateness", "on time");
        if (late.isEmpty()
                || onTime.isEmpty()
                || late.get().number("reviews") < 30
                || onTime.get().number("reviews") < 30) {
            return Optional.empty();
        }
        Statistics.Difference cost = scoreGap(onTime.get(), late.get());
        double lowLate = late.get().number("low_scores") / late.get().number("reviews");
        double lowOnTime = onTime.get().number("low_scores") / onTime.get().number("reviews");
        FindingBuilder finding = new FindingBuilder(
                        "lateness_costs_stars", Topic.DELIVERY_RISKS, cost.isSignificant() ? 0.92 : 0.4)
                .fact("cost", Fact.stars("score_gap", Math.abs(cost.value())))
                .fact("low", Fact.stars("score_gap_low", Math.min(Math.abs(cost.low()), Math.abs(cost.high()))))
                .fact("high", Fact.stars("score_gap_high", Math.max(Math.abs(cost.low()), Math.abs(cost.high()))))
                .fact(
                        "on_time",
                        Fact.stars("on_time_score", onTime.get().number("review_score"))
                                .of("on_time"))
                .fact(
                        "late",
                        Fact.stars("late_score", late.get().number("review_score"))
                                .of("late"))
                .fact("low_late", Fact.share("late_low_scores", lowLate).of("late"))
                .fact(
                        "low_on_time",
                        Fact.percent("on_time_low_scores", lowOnTime).of("on_time"));
        if (!cost.isSignificant()) {
            return Optional.of(finding.say(
                            "Lateness leaves no measurable mark on the stars: orders on time average {on_time}, late ones"
                                    + " {late}.",
                            "O atraso não deixa marca mensurável nas notas: pedidos no prazo têm média {on_time}, os"
                                    + " atrasados {late}.",
                            "lateness_scores")
                    .build());
        }
        if (cost.value() < 0) {
            return Optional.of(finding.say(
                            "Against expectation, late orders score higher: {late} stars against {on_time} for those on time.",
                            "Contra o esperado, pedidos atrasados têm nota maior: {late} estrelas contra {on_time} dos pedidos"
                                    + " no prazo.",
                            "lateness_scores")
                    .build());
        }
        finding.say(
                "A late delivery costs {cost} stars (95% interval {low} to {high}): orders on time average {on_time}, late"
                        + " ones {late}.",
                "Um atraso custa {cost} {cost?estrela|estrelas} (intervalo de 95%: {low} a {high}): pedidos no prazo têm"
                        + " média {on_time}, os atrasados {late}.",
                "lateness_scores");
        finding.say(
                "One or two stars go to {low_late} of late orders, but to only {low_on_time} of those on time.",
                "Uma ou duas estrelas vão para {low_late} dos pedidos atrasados, mas só para {low_on_time} dos que chegam no"
                        + " prazo.",
                "lateness_scores");
        List<KpiRow> months = figures.regularMonths().stream()
                .filter(row -> row.number("delivered") >= SUPPORT && row.number("reviews") >= SUPPORT)
                .toList();
        if (months.size() >= 8) {
            double correlation =
                    Statistics.correlation(figures.column(months, "late_rate"), figures.column(months, "review_score"));
            if (correlation < -0.5) {
                finding.fact("explained", Fact.share("explained", correlation * correlation))
                        .say(
                                "From month to month, lateness goes with {explained} of the variation in the average score.",
                                "De um mês para outro, o atraso acompanha {explained} da variação da nota média.",
                                "months");
            }
        }
        return Optional.of(finding.build());
    }

    static Statistics.Difference scoreGap(KpiRow onTime, KpiRow late) {
        return Statistics.means(
                onTime.number("review_score"),
                onTime.number("deviation"),
                onTime.number("reviews"),
                late.number("review_score"),
                late.number("deviation"),
                late.number("reviews"));
    }

    /** A group with its late orders. */
    record Lateness(KpiRow row, double delivered, double late, double rate, double excess) {}

    /** Groups with enough deliveries, by shrunk late rate; excess is beyond what the mean rate gives. */
    static List<Lateness> lateness(List<KpiRow> rows) {
        double[] late = rows.stream().mapToDouble(row -> row.number("late")).toArray();
        double[] delivered =
                rows.stream().mapToDouble(row -> row.number("delivered")).toArray();
        if (rows.size() < 2 || java.util.Arrays.stream(late).sum() == 0) {
            return List.of();
        }
        Statistics.Shrinkage shrinkage = Statistics.shrinkage(late, delivered);
        return rows.stream()
                .filter(row -> row.number("delivered") >= SUPPORT)
                .map(row -> new Lateness(
                        row,
                        row.number("delivered"),
                        row.number("late"),
                        shrinkage.rate(row.number("late"), row.number("delivered")),
                        row.number("late") - shrinkage.share() * row.number("delivered")))
                .sorted(Comparator.comparingDouble(Lateness::rate).reversed())
                .toList();
    }

    private Optional<Finding> states() {
        List<Lateness> states = lateness(figures.rows("states").stream()
                .filter(row -> !row.text("state").equals("unknown"))
                .toList());
        double mean = figures.value("late_rate");
        if (states.size() < 3 || states.get(0).rate() < 1.25 * mean) {
            return Optional.empty();
        }
        Lateness worst = states.get(0);
        Lateness second = states.get(1);
        Lateness heaviest = states.stream()
                .max(Comparator.comparingDouble(Lateness::excess))
                .orElseThrow();
        double delivered = figures.value("delivered_orders");
        double late = figures.value("late_orders");
        FindingBuilder finding = new FindingBuilder("late_states", Topic.DELIVERY_RISKS, 0.7)
                .fact("worst", Fact.name(Fact.Kind.STATE, worst.row().text("state")))
                .fact(
                        "worst_rate",
                        Fact.share("late_rate", worst.late() / worst.delivered())
                                .of("worst"))
                .fact("second", Fact.name(Fact.Kind.STATE, second.row().text("state")))
                .fact(
                        "second_rate",
                        Fact.share("late_rate", second.late() / second.delivered())
                                .of("second"))
                .say(
                        "Lateness is a matter of place: {worst_rate} of orders {to:worst} and {second_rate} of those"
                                + " {to:second} arrive late.",
                        "O atraso depende do lugar: atrasam {worst_rate} dos pedidos {to:worst} e {second_rate} dos"
                                + " destinados {to:second}.",
                        "states");
        finding.fact("heaviest", Fact.name(Fact.Kind.STATE, heaviest.row().text("state")))
                .fact(
                        "heaviest_late",
                        Fact.share("late_share", heaviest.late() / late).of("heaviest"))
                .fact(
                        "heaviest_orders",
                        Fact.share("delivered_share", heaviest.delivered() / delivered)
                                .of("heaviest"))
                .say(
                        "By number, {heaviest} matters most: it takes {heaviest_orders} of deliveries and {heaviest_late} of"
                                + " all late ones.",
                        "Em números absolutos, quem mais pesa é {the:heaviest}: recebe {heaviest_orders} das entregas e"
                                + " {heaviest_late} de todas as atrasadas.",
                        "states");
        return Optional.of(finding.build());
    }

    private Optional<Finding> routes() {
        List<Lateness> routes = lateness(figures.rows("routes"));
        Optional<Lateness> heaviest = routes.stream().max(Comparator.comparingDouble(Lateness::excess));
        double late = figures.sum(figures.rows("routes"), "late");
        if (heaviest.isEmpty() || !(late > 0)) {
            return Optional.empty();
        }
        Lateness route = heaviest.get();
        if (route.excess() < 0.02 * late || route.rate() < 1.25 * figures.value("late_rate")) {
            return Optional.empty();
        }
        return Optional.of(new FindingBuilder("late_route", Topic.DELIVERY_RISKS, 0.6)
                .fact("from", Fact.name(Fact.Kind.STATE, route.row().text("seller_state")))
                .fact("to", Fact.name(Fact.Kind.STATE, route.row().text("customer_state")))
                .fact("rate", Fact.percent("late_rate", route.late() / route.delivered()))
                .fact("delivered", Fact.count("delivered_orders", route.delivered()))
                .fact(
                        "excess",
                        Fact.count("late_orders", Math.rint(route.excess())).asChange())
                .say(
                        "The route that hurts most runs from {from} to {to}: {rate} of its {delivered} orders were late,"
                                + " {excess} more than the average rate would give.",
                        "A rota que mais pesa vai {of:from} {to:to}: {rate} dos seus {delivered} pedidos atrasaram,"
                                + " {excess} a mais do que daria a taxa média.",
                        "routes")
                .build());
    }

    private Optional<Finding> openOrders() {
        List<KpiRow> rows = figures.rows("open_orders");
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        double orders = figures.sum(rows, "orders");
        Optional<KpiRow> overdue = figures.row("open_orders", "promise", "overdue");
        Optional<KpiRow> inTime = figures.row("open_orders", "promise", "in time");
        FindingBuilder finding = new FindingBuilder("open_orders", Topic.DELIVERY_RISKS, 0.65)
                .fact("orders", Fact.count("open_orders", orders))
                .fact("revenue", Fact.money("open_revenue", figures.sum(rows, "revenue")));
        if (inTime.isEmpty()) {
            finding.fact("not_shipped", Fact.count("not_shipped", figures.sum(rows, "not_shipped")))
                    .say(
                            "{orders} {orders?order is|orders are} still open, worth {revenue}, and the promised date"
                                    + " has passed for {orders?it|all of them}; {not_shipped} never left the seller.",
                            "Seguem em aberto {orders} {orders?pedido|pedidos}, no valor de {revenue}, todos com a data"
                                    + " prometida vencida; {not_shipped} nem saíram do vendedor.",
                            "open_orders");
            return Optional.of(finding.build());
        }
        finding.fact("in_time", Fact.count("open_in_time", inTime.get().number("orders")))
                .fact(
                        "expected",
                        Fact.count("expected_late", Math.rint(inTime.get().number("expected_late"))))
                .fact(
                        "overdue",
                        Fact.count(
                                "overdue",
                                overdue.map(row -> row.number("orders")).orElse(0.0)))
                .say(
                        "{orders} {orders?order is|orders are} still open, worth {revenue}: for {overdue} the promised date has"
                                + " passed, and of the other {in_time} the model expects {expected} to be late.",
                        "Seguem em aberto {orders} {orders?pedido|pedidos}, no valor de {revenue}: em {overdue} a data"
                                + " prometida já venceu e, dos outros {in_time}, o modelo espera {expected} atrasos.",
                        "open_orders");
        return Optional.of(finding.build());
    }

    private Optional<Finding> model() {
        List<KpiRow> rows = figures.rows("delivery_test");
        if (rows.isEmpty() || !(rows.get(0).number("roc_auc") > 0)) {
            return Optional.empty();
        }
        KpiRow test = rows.get(0);
        FindingBuilder finding = new FindingBuilder("delivery_model", Topic.DELIVERY_RISKS, 0.5)
                .fact("auc", Fact.index("roc_auc", test.number("roc_auc")))
                .fact("orders", Fact.count("tested_orders", test.number("orders")))
                .fact("recall", Fact.share("tenth_recall", test.number("tenth_recall")))
                .fact("precision", Fact.share("tenth_precision", test.number("tenth_precision")));
        if (test.number("roc_auc") < 0.6) {
            return Optional.of(finding.say(
                            "The late-delivery model hardly tells late orders from others (ROC AUC {auc} on {orders} orders it"
                                    + " had not seen).",
                            "O modelo de atrasos quase não distingue pedidos que atrasam (ROC AUC {auc} em {orders} pedidos que"
                                    + " não conhecia).",
                            "delivery_test")
                    .build());
        }
        finding.say(
                "The late-delivery model sees much of it coming: on {orders} orders it had not seen, the riskiest tenth held"
                        + " {recall} of the late ones (ROC AUC {auc}).",
                "O modelo de atrasos prevê boa parte deles: em {orders} pedidos que não conhecia, o décimo mais arriscado"
                        + " reunia {recall} dos atrasados (ROC AUC {auc}).",
                "delivery_test");
        double predicted = test.number("mean_probability");
        double observed = test.number("late_rate");
        if (predicted > 1.25 * observed || predicted < 0.8 * observed) {
            finding.fact("predicted", Fact.percent("mean_probability", predicted))
                    .fact("observed", Fact.percent("test_late_rate", observed))
                    .say(
                            "Its ranking can be trusted, its level cannot: it expected {predicted} late and {observed} were.",
                            "A ordem que ele dá é confiável, o nível não: esperava {predicted} de atrasos e houve {observed}.",
                            "delivery_test");
        }
        return Optional.of(finding.build());
    }
}
