package dev.lakehouse4j.ai.summary;

import static dev.lakehouse4j.ai.summary.Detectors.pick;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiRow;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Size, growth, trend, months that stand out, and what becomes of orders. */
final class BusinessHealth {

    private static final double SIGNIFICANT = 0.05;
    private static final double HARDLY = 0.01;
    private static final double OUTLIER = 3.5;

    private final Figures figures;

    BusinessHealth(Figures figures) {
        this.figures = figures;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        scale().ifPresent(findings::add);
        latestPeriod().ifPresent(findings::add);
        trend().ifPresent(findings::add);
        outlier().ifPresent(findings::add);
        fulfilment().ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> scale() {
        if (!figures.has("orders", "active_customers", "item_revenue", "freight", "basket", "average_order_value")
                || figures.value("orders") == 0) {
            return Optional.empty();
        }
        YearMonth first = YearMonth.from(figures.period().from());
        YearMonth last = YearMonth.from(figures.period().last());
        boolean oneMonth = first.equals(last);
        return Optional.of(new FindingBuilder("scale", Topic.BUSINESS_HEALTH, 1)
                .fact("first", Fact.month(first))
                .fact("last", Fact.month(last))
                .fact("orders", Fact.count("orders", figures.value("orders")))
                .fact("customers", Fact.count("customers", figures.value("active_customers")))
                .fact("revenue", Fact.money("revenue", figures.value("item_revenue")))
                .fact("freight", Fact.money("freight", figures.value("freight")))
                .fact("basket", Fact.number("basket", figures.value("basket")))
                .fact("order_value", Fact.money("order_value", figures.value("average_order_value")))
                .say(
                        (oneMonth ? "In {first}" : "From {first} to {last}")
                                + ", {customers} {customers?customer|customers} placed {orders} {orders?order|orders} worth"
                                + " {revenue} in goods, plus {freight} in freight.",
                        (oneMonth ? "Em {first}" : "De {first} a {last}")
                                + ", {customers} {customers?cliente fez|clientes fizeram} {orders}"
                                + " {orders?pedido|pedidos}, num total de {revenue} em produtos, mais {freight} de frete.",
                        "active_customers",
                        "orders",
                        "item_revenue",
                        "freight")
                .say(
                        "The average order is worth {order_value} and holds {basket} items.",
                        "O pedido médio vale {order_value} e tem {basket} {basket?item|itens}.",
                        "basket",
                        "average_order_value")
                .build());
    }

    private Optional<Finding> latestPeriod() {
        Optional<Change> revenue = figures.change("item_revenue");
        Optional<Change> orders = figures.change("orders");
        Optional<Change> value = figures.change("average_order_value");
        if (revenue.isEmpty() || orders.isEmpty() || value.isEmpty()) {
            return Optional.empty();
        }
        double growth = revenue.get().relative().orElse(0);
        double orderGrowth = orders.get().relative().orElse(0);
        double valueGrowth = value.get().relative().orElse(0);
        FindingBuilder finding = new FindingBuilder("latest_period", Topic.BUSINESS_HEALTH, 0.9 + Math.abs(growth) / 4)
                .fact("period", Fact.period(revenue.get().period()))
                .fact("before", Fact.period(revenue.get().previousPeriod()))
                .fact("revenue", Fact.money("revenue", revenue.get().value()))
                .fact("growth", Fact.share("revenue", growth).asChange().of("before"))
                .fact("order_growth", Fact.share("orders", orderGrowth).asChange())
                .fact("value_growth", Fact.share("order_value", valueGrowth).asChange())
                .fact("order_value", Fact.money("order_value", value.get().value()));
        Optional<Change> year = figures.yearChange("item_revenue");
        String versusEnglish = Math.abs(growth) < HARDLY
                ? "about as much as {in:before}"
                : "{size:growth} " + pick(growth, "more", "less") + " than {in:before}";
        String versusPortuguese = Math.abs(growth) < HARDLY
                ? "quase o mesmo que {in:before}"
                : "{size:growth} a " + pick(growth, "mais", "menos") + " que {in:before}";
        if (year.isPresent() && year.get().relative().isPresent()) {
            double yearGrowth = year.get().relative().getAsDouble();
            finding.fact(
                            "year_growth",
                            Fact.share("revenue", yearGrowth).asChange().of("year_before"))
                    .fact("year_period", Fact.period(year.get().previousPeriod()));
            versusEnglish += " and {size:year_growth} " + pick(yearGrowth, "more", "less") + " than a year earlier";
            versusPortuguese += " e {size:year_growth} a " + pick(yearGrowth, "mais", "menos") + " que um ano antes";
        }
        finding.say(
                "Revenue came to {revenue} {in:period}, " + versusEnglish + ".",
                "A receita foi de {revenue} {in:period}, " + versusPortuguese + ".",
                "item_revenue");
        if (Math.max(Math.abs(orderGrowth), Math.abs(valueGrowth)) >= HARDLY) {
            boolean opposed = orderGrowth * valueGrowth < 0;
            finding.say(
                    "Against {the:before}, the number of orders " + moved(orderGrowth, "{size:order_growth}")
                            + (opposed ? ", while the average order " : ", and the average order ")
                            + moved(valueGrowth, "{size:value_growth}") + " to {order_value}.",
                    "Frente {to:before}, o número de pedidos " + movedPortuguese(orderGrowth, "{size:order_growth}")
                            + (opposed ? ", enquanto o valor médio do pedido " : ", e o valor médio do pedido ")
                            + movedPortuguese(valueGrowth, "{size:value_growth}") + ", para {order_value}.",
                    "orders",
                    "average_order_value");
        }
        return Optional.of(finding.build());
    }

    private static String moved(double change, String size) {
        return Math.abs(change) < 0.0005 ? "stayed the same" : pick(change, "rose by ", "fell by ") + size;
    }

    private static String movedPortuguese(double change, String size) {
        return Math.abs(change) < 0.0005 ? "ficou igual" : pick(change, "subiu ", "caiu ") + size;
    }

    private Optional<Finding> trend() {
        List<KpiRow> months = figures.regularMonths();
        if (months.size() < 8) {
            return Optional.empty();
        }
        double[] orders = figures.column(months, "orders");
        Statistics.Trend whole = Statistics.trend(orders);
        FindingBuilder finding = new FindingBuilder(
                        "order_trend", Topic.BUSINESS_HEALTH, whole.p() < SIGNIFICANT ? 0.85 : 0.4)
                .fact("first", Fact.month(YearMonth.from(months.get(0).date("month"))))
                .fact(
                        "last",
                        Fact.month(YearMonth.from(months.get(months.size() - 1).date("month"))))
                .fact("months", Fact.count("months", months.size()))
                .fact("growth", Fact.percent("orders", whole.growth()).asChange());
        if (whole.p() >= SIGNIFICANT) {
            return Optional.of(finding.say(
                            "Over the {months} complete months from {first} to {last} the number of orders shows no clear"
                                    + " trend.",
                            "Nos {months} meses completos de {first} a {last}, o número de pedidos não mostra tendência"
                                    + " clara.",
                            "months")
                    .build());
        }
        finding.say(
                "Over the {months} complete months from {first} to {last}, monthly orders "
                        + pick(whole.growth(), "grew", "shrank")
                        + " by a median of {size:growth} a month, a trend that chance does not explain.",
                "Nos {months} meses completos de {first} a {last}, os pedidos mensais "
                        + pick(whole.growth(), "cresceram", "encolheram")
                        + " {size:growth} ao mês na mediana, tendência que o acaso não explica.",
                "months");
        int recent = 6;
        double[] lately = java.util.Arrays.copyOfRange(orders, orders.length - recent, orders.length);
        Statistics.Trend now = Statistics.trend(lately);
        if (months.size() >= 2 * recent && whole.growth() > 0 && now.growth() < whole.growth() / 4) {
            finding.fact(
                            "since",
                            Fact.month(YearMonth.from(
                                    months.get(months.size() - recent).date("month"))))
                    .fact("recent_growth", Fact.percent("orders", now.growth()).asChange());
            boolean falls = now.growth() < 0;
            finding.say(
                    "That growth has stopped: since {since} orders have "
                            + (falls ? "slipped by a median of {size:recent_growth} a month" : "hardly grown") + ".",
                    "Esse crescimento parou: desde {since}, os pedidos "
                            + (falls ? "recuam {size:recent_growth} ao mês na mediana" : "quase não crescem") + ".",
                    "months");
        }
        return Optional.of(finding.build());
    }

    /** A month whose orders leave its neighbours far behind, or stay far behind them. */
    private Optional<Finding> outlier() {
        List<KpiRow> months = figures.regularMonths();
        if (months.size() < 8) {
            return Optional.empty();
        }
        double[] logs = java.util.Arrays.stream(figures.column(months, "orders"))
                .map(Math::log)
                .toArray();
        double[] gaps = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            List<Double> around = new ArrayList<>();
            for (int j = Math.max(0, i - 2); j <= Math.min(logs.length - 1, i + 2); j++) {
                if (j != i) {
                    around.add(logs[j]);
                }
            }
            gaps[i] = logs[i]
                    - Statistics.median(
                            around.stream().mapToDouble(Double::doubleValue).toArray());
        }
        double[] scores = Statistics.robustScores(gaps);
        int best = -1;
        // The first and the last two have neighbours on one side only: growth would look like an outlier there.
        for (int i = 2; i < scores.length - 2; i++) {
            if (Math.abs(scores[i]) > OUTLIER && (best < 0 || Math.abs(scores[i]) > Math.abs(scores[best]))) {
                best = i;
            }
        }
        if (best < 0) {
            return Optional.empty();
        }
        KpiRow month = months.get(best);
        double gap = Math.expm1(gaps[best]);
        FindingBuilder finding = new FindingBuilder("outlier_month", Topic.BUSINESS_HEALTH, 0.5 + Math.abs(gap) / 4)
                .fact("month", Fact.month(YearMonth.from(month.date("month"))))
                .fact("orders", Fact.count("orders", month.number("orders")))
                .fact("gap", Fact.share("orders", gap).asChange())
                .say(
                        "{Month} stands out with {orders} orders, {size:gap} " + pick(gap, "above", "below")
                                + " the months around it.",
                        "{Month} se destaca com {orders} pedidos, {size:gap} " + pick(gap, "acima", "abaixo")
                                + " dos meses ao redor.",
                        "months");
        double around = Statistics.median(
                months.get(best - 2).number("late_rate"),
                months.get(best - 1).number("late_rate"),
                months.get(best + 1).number("late_rate"),
                months.get(best + 2).number("late_rate"));
        double late = month.number("late_rate");
        if (gap > 0 && late > 1.3 * around) {
            finding.fact("late_rate", Fact.percent("late_rate", late))
                    .fact("late_around", Fact.percent("late_rate", around))
                    .say(
                            "Delivery did not keep pace: {late_rate} of its orders arrived late, against {late_around} in a"
                                    + " typical month around it.",
                            "A entrega não acompanhou: {late_rate} dos pedidos desse mês chegaram com atraso, contra"
                                    + " {late_around} num mês típico ao redor.",
                            "months");
        }
        return Optional.of(finding.build());
    }

    private Optional<Finding> fulfilment() {
        Optional<Kpi> statuses = figures.kpi("order_statuses");
        double orders = figures.value("orders");
        if (statuses.isEmpty() || !(orders > 0) || !figures.has("delivered_orders", "cancel_rate")) {
            return Optional.empty();
        }
        double unavailable = statuses.get().rows().stream()
                .filter(row -> row.text("order_status").equals("unavailable"))
                .mapToDouble(row -> row.number("orders"))
                .sum();
        return Optional.of(new FindingBuilder("fulfilment", Topic.BUSINESS_HEALTH, 0.3)
                .fact("delivered", Fact.percent("delivered_share", figures.value("delivered_orders") / orders))
                .fact("canceled", Fact.percent("cancel_rate", figures.value("cancel_rate")))
                .fact("unavailable", Fact.percent("unavailable_share", unavailable / orders))
                .say(
                        "{Delivered} of all orders have been delivered; {canceled} were cancelled, and for {unavailable}"
                                + " the goods were not available.",
                        "{Delivered} dos pedidos foram entregues; {canceled} foram cancelados e, em {unavailable}, o"
                                + " produto não estava disponível.",
                        "delivered_orders",
                        "cancel_rate",
                        "order_statuses")
                .build());
    }
}
