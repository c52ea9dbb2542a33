package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.KpiRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to do, each with its evidence and an effect that is estimated under a stated assumption. */
final class Recommendations {

    private static final double RETURNING = 0.01;
    private static final double PREVENTED = 0.5;
    private static final double REACTIVATED = 0.05;

    private final Figures figures;

    Recommendations(Figures figures) {
        this.figures = figures;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        lateStates().ifPresent(findings::add);
        riskiestTenth().ifPresent(findings::add);
        secondOrder().ifPresent(findings::add);
        openOrders().ifPresent(findings::add);
        lateSellers().ifPresent(findings::add);
        reactivation().ifPresent(findings::add);
        recalibration().ifPresent(findings::add);
        return findings;
    }

    /** The stars that an order loses when late; 0 when that is not measurable. */
    private double scoreGap() {
        Optional<KpiRow> late = figures.row("lateness_scores", "lateness", "late");
        Optional<KpiRow> onTime = figures.row("lateness_scores", "lateness", "on time");
        if (late.isEmpty() || onTime.isEmpty() || late.get().number("reviews") < 30) {
            return 0;
        }
        Statistics.Difference gap = DeliveryRisks.scoreGap(onTime.get(), late.get());
        return gap.isSignificant() && gap.value() > 0 ? gap.value() : 0;
    }

    private Optional<Finding> lateStates() {
        List<DeliveryRisks.Lateness> states = DeliveryRisks.lateness(figures.rows("states")).stream()
                .filter(state ->
                        state.excess() > 0 && !state.row().text("state").equals("unknown"))
                .sorted(java.util.Comparator.comparingDouble(DeliveryRisks.Lateness::excess)
                        .reversed())
                .toList();
        double late = figures.value("late_orders");
        double delivered = figures.value("delivered_orders");
        if (states.size() < 2 || !(late > 0)) {
            return Optional.empty();
        }
        List<DeliveryRisks.Lateness> worst = states.subList(0, Math.min(3, states.size()));
        double avoided =
                worst.stream().mapToDouble(DeliveryRisks.Lateness::excess).sum();
        if (avoided < 0.05 * late) {
            return Optional.empty();
        }
        double gap = scoreGap();
        FindingBuilder finding = new FindingBuilder("fix_late_states", Topic.RECOMMENDATIONS, 0.9)
                .fact("first", Fact.name(Fact.Kind.STATE, worst.get(0).row().text("state")))
                .fact("second", Fact.name(Fact.Kind.STATE, worst.get(1).row().text("state")))
                .fact("avoided", Fact.count("late_orders", Math.rint(avoided)))
                .fact("part", Fact.share("late_share", avoided / late))
                .fact("rate", Fact.percent("late_rate", late / delivered))
                .fact("new_rate", Fact.percent("late_rate", (late - avoided) / delivered));
        if (worst.size() > 2) {
            finding.fact("third", Fact.name(Fact.Kind.STATE, worst.get(2).row().text("state")));
        }
        finding.heading(
                        worst.size() > 2
                                ? "Repair deliveries to {first}, {second} and {third}"
                                : "Repair deliveries to {first} and {second}",
                        worst.size() > 2
                                ? "Corrigir as entregas {to:first}, {to:second} e {to:third}"
                                : "Corrigir as entregas {to:first} e {to:second}")
                .say(
                        "Renegotiate carriers or promise dates there: these states have the most late orders beyond what their"
                                + " volume explains.",
                        "Renegocie transportadoras ou prazos nesses destinos: são os estados com mais atrasos além do que o"
                                + " volume explica.",
                        "states")
                .say(
                        "At the average rate they would have had {avoided} fewer late orders ({part} of all), and the overall"
                                + " rate would fall from {rate} to {new_rate}.",
                        "À taxa média, teriam tido {avoided} atrasos a menos ({part} do total), e a taxa geral cairia de {rate}"
                                + " para {new_rate}.",
                        "states",
                        "late_rate");
        if (gap > 0) {
            finding.fact("gap", Fact.stars("score_gap", gap))
                    .say(
                            "If lateness alone made the difference in stars, each of these customers would rate {gap} stars"
                                    + " higher.",
                            "Se só o atraso explicasse a diferença de nota, cada um desses clientes daria {gap}"
                                    + " {gap?estrela|estrelas} a mais.",
                            "lateness_scores");
        }
        return Optional.of(finding.build());
    }

    private Optional<Finding> riskiestTenth() {
        List<KpiRow> rows = figures.rows("delivery_test");
        if (rows.isEmpty() || !(rows.get(0).number("roc_auc") > 0.65) || !figures.has("late_rate")) {
            return Optional.empty();
        }
        KpiRow test = rows.get(0);
        double recall = test.number("tenth_recall");
        double rate = test.number("late_rate");
        return Optional.of(new FindingBuilder("watch_riskiest_tenth", Topic.RECOMMENDATIONS, 0.85)
                .heading(
                        "Act on the riskiest tenth of new orders",
                        "Agir sobre o décimo mais arriscado dos pedidos novos")
                .fact("recall", Fact.share("tenth_recall", recall))
                .fact("prevented", Fact.share("assumption", PREVENTED))
                .fact("rate", Fact.percent("test_late_rate", rate))
                .fact("new_rate", Fact.percent("test_late_rate", rate * (1 - PREVENTED * recall)))
                .say(
                        "The model's scores name them on the day of approval: expedite them, choose a faster carrier, or"
                                + " correct the promise before the customer waits.",
                        "As notas do modelo os apontam no dia da aprovação: acelere o envio, troque a transportadora ou corrija"
                                + " o prazo antes que o cliente espere.",
                        "delivery_test")
                .say(
                        "That tenth holds {recall} of late orders; if {prevented} of them can be prevented, the late rate of"
                                + " the test months falls from {rate} to {new_rate}.",
                        "Esse décimo reúne {recall} dos atrasos; se {prevented} deles puderem ser evitados, a taxa dos meses de"
                                + " teste cai de {rate} para {new_rate}.",
                        "delivery_test")
                .build());
    }

    private Optional<Finding> secondOrder() {
        Optional<KpiRow> one = figures.row("repeat_value", "customers_with", "one");
        if (one.isEmpty() || !figures.has("repeat_rate", "average_order_value") || figures.value("repeat_rate") > 0.2) {
            return Optional.empty();
        }
        double customers = one.get().number("customers");
        double orderValue = figures.value("average_order_value");
        return Optional.of(new FindingBuilder("win_second_order", Topic.RECOMMENDATIONS, 0.8)
                .heading("Win the second order", "Conquistar o segundo pedido")
                .fact("customers", Fact.count("customers", customers))
                .fact("step", Fact.share("assumption", RETURNING))
                .fact("order_value", Fact.money("order_value", orderValue))
                .fact("gain", Fact.money("potential_revenue", customers * RETURNING * orderValue))
                .say(
                        "{customers} customers have bought exactly once; reach out while the first order is fresh.",
                        "{customers} clientes compraram uma única vez; procure-os enquanto o primeiro pedido está fresco.",
                        "repeat_value")
                .say(
                        "For every {step} of them who come back for an average order of {order_value}, revenue grows by {gain}.",
                        "Cada {step} deles que volte para um pedido médio de {order_value} traz {gain} de receita.",
                        "repeat_value",
                        "average_order_value")
                .build());
    }

    private Optional<Finding> openOrders() {
        Optional<KpiRow> overdue = figures.row("open_orders", "promise", "overdue");
        if (overdue.isEmpty() || overdue.get().number("orders") < 10) {
            return Optional.empty();
        }
        Optional<KpiRow> never = figures.row("lateness_scores", "lateness", "not delivered");
        FindingBuilder finding = new FindingBuilder("settle_overdue_orders", Topic.RECOMMENDATIONS, 0.75)
                .heading("Settle the overdue orders", "Resolver os pedidos vencidos")
                .fact("orders", Fact.count("overdue", overdue.get().number("orders")))
                .fact("revenue", Fact.money("open_revenue", overdue.get().number("revenue")))
                .say(
                        "Trace, resend or refund the {orders} open orders whose promised date has passed; goods worth {revenue}"
                                + " hang on them.",
                        "Rastreie, reenvie ou reembolse os {orders} pedidos em aberto com prazo vencido; deles dependem"
                                + " {revenue} em produtos.",
                        "open_orders");
        if (never.isPresent() && never.get().number("reviews") >= 30) {
            finding.fact("score", Fact.stars("not_delivered_score", never.get().number("review_score")))
                    .say(
                            "Customers whose order never came rate {score} stars on average, the worst of all groups.",
                            "Quem não recebeu o pedido dá em média {score} {score?estrela|estrelas}, a pior nota de todos os"
                                    + " grupos.",
                            "lateness_scores");
        }
        return Optional.of(finding.build());
    }

    private Optional<Finding> lateSellers() {
        List<KpiRow> sellers = figures.rows("late_sellers");
        double late = figures.value("late_orders");
        double excess = sellers.stream()
                .mapToDouble(row -> Math.max(0, row.number("excess")))
                .sum();
        if (sellers.size() < 10 || !(late > 0) || excess < 0.03 * late) {
            return Optional.empty();
        }
        return Optional.of(new FindingBuilder("coach_late_sellers", Topic.RECOMMENDATIONS, 0.6)
                .heading("Coach the sellers with most late orders", "Acompanhar os vendedores que mais atrasam")
                .fact("sellers", Fact.count("sellers", sellers.size()))
                .fact("excess", Fact.count("late_orders", Math.rint(excess)))
                .fact("part", Fact.share("late_share", excess / late))
                .say(
                        "{sellers} sellers stand behind {excess} late orders more than the average rate would give them.",
                        "{sellers} vendedores respondem por {excess} atrasos a mais do que a taxa média lhes daria.",
                        "late_sellers")
                .say(
                        "Bringing them to the average would remove {part} of all late orders, provided the delay is theirs and"
                                + " not that of their routes.",
                        "Trazê-los à média eliminaria {part} de todos os atrasos, desde que a demora seja deles e não das suas"
                                + " rotas.",
                        "late_sellers",
                        "late_orders")
                .build());
    }

    private Optional<Finding> reactivation() {
        Optional<KpiRow> risk = figures.row("segments", "name", "at risk");
        if (risk.isEmpty() || risk.get().number("customers") < 100) {
            return Optional.empty();
        }
        double perOrder = risk.get().number("mean_monetary") / risk.get().number("mean_frequency");
        double gain = REACTIVATED * risk.get().number("customers") * perOrder;
        return Optional.of(new FindingBuilder("reactivate_at_risk", Topic.RECOMMENDATIONS, 0.55)
                .heading("Call back good customers who stay away", "Chamar de volta os bons clientes ausentes")
                .fact("segment", Fact.name(Fact.Kind.SEGMENT, "at risk"))
                .fact("customers", Fact.count("segment_size", risk.get().number("customers")))
                .fact("days", Fact.days("recency", risk.get().number("mean_recency_days")))
                .fact("step", Fact.share("assumption", REACTIVATED))
                .fact("order_value", Fact.money("order_value", perOrder))
                .fact("gain", Fact.money("potential_revenue", gain))
                .say(
                        "The {customers} {segment} last bought {days} days ago on average and spent {order_value} an order.",
                        "Os {customers} {segment} compraram pela última vez há {days} dias em média e gastaram {order_value} por"
                                + " pedido.",
                        "segments")
                .say(
                        "If {step} of them return for one such order, that is worth {gain}.",
                        "Se {step} deles voltarem para um pedido assim, são {gain}.",
                        "segments")
                .build());
    }

    private Optional<Finding> recalibration() {
        List<KpiRow> rows = figures.rows("delivery_test");
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        double predicted = rows.get(0).number("mean_probability");
        double observed = rows.get(0).number("late_rate");
        if (!(rows.get(0).number("roc_auc") > 0.65) || !(predicted > 1.25 * observed || predicted < 0.8 * observed)) {
            return Optional.empty();
        }
        return Optional.of(new FindingBuilder("recalibrate_model", Topic.RECOMMENDATIONS, 0.3)
                .heading("Use the model by rank until it is recalibrated", "Usar o modelo pela ordem até recalibrá-lo")
                .fact("predicted", Fact.percent("mean_probability", predicted))
                .fact("observed", Fact.percent("test_late_rate", observed))
                .say(
                        "It expected {predicted} late in the test months where {observed} were: plan capacity by a share of"
                                + " orders, not by the probability itself.",
                        "Ele esperava {predicted} de atrasos nos meses de teste e houve {observed}: planeje a capacidade por uma"
                                + " parcela dos pedidos, não pela probabilidade em si.",
                        "delivery_test")
                .build());
    }
}
