package dev.lakehouse4j.ai.summary;

import static dev.lakehouse4j.ai.summary.Detectors.pick;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.KpiRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What revenue is made of, and what moved it: orders, baskets, prices, repeat customers, categories, states, sellers. */
final class RevenueDrivers {

    private static final double HARDLY = 0.02;
    private static final double REPEAT_MATTERS = 0.15;
    private static final double REPEAT_CARRIES = 0.4;

    private final Figures figures;

    RevenueDrivers(Figures figures) {
        this.figures = figures;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        decomposition().ifPresent(findings::add);
        repeatCustomers().ifPresent(findings::add);
        categories().ifPresent(findings::add);
        states().ifPresent(findings::add);
        sellers().ifPresent(findings::add);
        segments().ifPresent(findings::add);
        return findings;
    }

    /** A factor of revenue, and what it contributed to a change. */
    private record Part(String name, String english, String portuguese, double growth, double amount) {}

    /**
     * Revenue = orders × items per order × price per item, by Divisia's index with logarithmic means: a factor's part is
     * L(now, then) · ln(factor now / factor then), and the parts add up to the change.
     */
    private Optional<Finding> decomposition() {
        Optional<Change> revenue = figures.longChange("item_revenue");
        Optional<Change> orders = figures.longChange("orders");
        Optional<Change> price = figures.longChange("price_per_item");
        if (revenue.isEmpty()
                || orders.isEmpty()
                || price.isEmpty()
                || !(revenue.get().previousValue() > 0)
                || !(revenue.get().value() > 0)) {
            return Optional.empty();
        }
        Change total = revenue.get();
        double mean = Statistics.logMean(total.value(), total.previousValue());
        double orderLog = Math.log(orders.get().value() / orders.get().previousValue());
        double priceLog = Math.log(price.get().value() / price.get().previousValue());
        double basketLog = Math.log(total.value() / total.previousValue()) - orderLog - priceLog;
        List<Part> parts = new ArrayList<>(List.of(
                new Part("orders", "the number of orders", "o número de pedidos", orderLog, mean * orderLog),
                new Part("basket", "items per order", "os itens por pedido", basketLog, mean * basketLog),
                new Part("price", "the price per item", "o preço por item", priceLog, mean * priceLog)));
        parts.sort(Comparator.comparingDouble((Part part) -> Math.abs(part.amount()))
                .reversed());
        double growth = total.relative().orElse(0);
        FindingBuilder finding = new FindingBuilder("revenue_decomposition", Topic.REVENUE_DRIVERS, 0.95)
                .fact("period", Fact.period(total.period()))
                .fact("before", Fact.period(total.previousPeriod()))
                .fact("change", Fact.money("revenue", total.difference()).asChange())
                .fact("growth", Fact.share("revenue", growth).asChange());
        parts.forEach(part ->
                finding.fact(part.name(), Fact.money(part.name(), part.amount()).asChange()));
        Part first = parts.get(0);
        if (Math.abs(growth) < HARDLY) {
            return Optional.of(finding.say(
                            "Between {the:before} and {the:period} revenue hardly changed.",
                            "Entre {the:before} e {the:period}, a receita quase não mudou.",
                            "item_revenue")
                    .build());
        }
        finding.fact("share", Fact.share(first.name() + "_share", first.amount() / total.difference()));
        boolean leads = first.amount() * growth > 0;
        finding.say(
                "Revenue " + pick(growth, "growth", "decline") + " is driven by " + first.english() + ": revenue "
                        + pick(growth, "gained", "lost") + " {size:change} since {the:before}, and " + first.english()
                        + (isPlural(first) ? " account" : " accounts") + " for {size:" + first.name()
                        + "} ({share}) of it.",
                pick(growth, "O crescimento", "A queda") + " da receita vem d" + first.portuguese() + ": a receita "
                        + pick(growth, "ganhou", "perdeu") + " {size:change} desde {the:before}, e "
                        + first.portuguese() + (isPlural(first) ? " respondem" : " responde") + " por {size:"
                        + first.name() + "} ({share}).",
                "item_revenue",
                "orders",
                "basket",
                "price_per_item");
        Part second = parts.get(1);
        Part third = parts.get(2);
        finding.say(
                WordingParts.capital(second.english()) + " " + WordingParts.effect(second.amount()) + " {size:"
                        + second.name() + "}, " + third.english() + " " + WordingParts.effect(third.amount())
                        + " {size:" + third.name() + "}.",
                WordingParts.capital(second.portuguese()) + " " + effect(second) + " {size:" + second.name() + "}, "
                        + third.portuguese() + " " + effect(third) + " {size:" + third.name() + "}.",
                "item_revenue",
                "orders",
                "basket",
                "price_per_item");
        return leads ? Optional.of(finding.build()) : Optional.empty();
    }

    private static boolean isPlural(Part part) {
        return part.name().equals("basket");
    }

    private static String effect(Part part) {
        return isPlural(part)
                ? pick(part.amount(), "acrescentaram", "tiraram")
                : pick(part.amount(), "acrescentou", "tirou");
    }

    /** Helps with the English of parts. */
    private static final class WordingParts {
        private WordingParts() {}

        static String capital(String text) {
            return Wording.capitalised(text);
        }

        static String effect(double amount) {
            return pick(amount, "added", "cost");
        }
    }

    private Optional<Finding> repeatCustomers() {
        Optional<KpiRow> one = figures.row("repeat_value", "customers_with", "one");
        Optional<KpiRow> several = figures.row("repeat_value", "customers_with", "several");
        if ((one.isEmpty() && several.isEmpty()) || !figures.has("repeat_revenue_share", "repeat_order_share")) {
            return Optional.empty();
        }
        double customers = number(one, "customers") + number(several, "customers");
        double revenue = number(one, "revenue") + number(several, "revenue");
        double share = number(several, "customers") / customers;
        double value = number(several, "revenue") / revenue;
        FindingBuilder finding = new FindingBuilder("repeat_customers", Topic.REVENUE_DRIVERS, 0.9)
                .fact("share", Fact.percent("repeat_customers", share))
                .fact("value", Fact.percent("repeat_value", value))
                .fact("later", Fact.percent("repeat_revenue", figures.value("repeat_revenue_share")));
        if (several.isEmpty()) {
            return Optional.of(finding.say(
                            "No customer has come back: all revenue comes from first orders.",
                            "Nenhum cliente voltou: toda a receita vem de primeiros pedidos.",
                            "repeat_value")
                    .build());
        }
        if (value < REPEAT_MATTERS) {
            finding.say(
                    "Repeat customers do not carry the business: only {share} of customers have ordered more than once,"
                            + " and all their orders together make {value} of revenue.",
                    "O negócio não vive de clientes recorrentes: só {share} deles compraram mais de uma vez, e todos os"
                            + " seus pedidos somam {value} da receita.",
                    "repeat_value");
        } else if (value < REPEAT_CARRIES) {
            finding.say(
                    "Repeat customers count: {share} of customers have ordered more than once, and their orders make"
                            + " {value} of revenue.",
                    "Clientes recorrentes pesam: {share} deles compraram mais de uma vez, e seus pedidos somam {value} da"
                            + " receita.",
                    "repeat_value");
        } else {
            finding.say(
                    "Repeat customers carry the business: {share} of customers have ordered more than once, and their orders"
                            + " make {value} of revenue.",
                    "Clientes recorrentes sustentam o negócio: {share} deles compraram mais de uma vez, e seus pedidos somam"
                            + " {value} da receita.",
                    "repeat_value");
        }
        double perOrderSeveral = number(several, "revenue") / number(several, "orders");
        if (one.isPresent()) {
            double perOrderOne = number(one, "revenue") / number(one, "orders");
            double gap = perOrderSeveral / perOrderOne - 1;
            finding.fact("order_several", Fact.money("order_value", perOrderSeveral))
                    .fact("order_one", Fact.money("order_value", perOrderOne))
                    .fact(
                            "spend_ratio",
                            Fact.times(
                                    "repeat_spend",
                                    number(several, "revenue")
                                            / number(several, "customers")
                                            / (number(one, "revenue") / number(one, "customers"))));
            String per = Math.abs(gap) < HARDLY
                    ? "though a single order of theirs is worth about the same"
                    : "though a single order of theirs is worth " + pick(gap, "more", "less")
                            + " ({order_several} against {order_one})";
            String perPortuguese = Math.abs(gap) < HARDLY
                    ? "embora cada pedido seu valha quase o mesmo"
                    : "embora cada pedido seu valha " + pick(gap, "mais", "menos")
                            + " ({order_several} contra {order_one})";
            if (gap > 0) {
                per = per.replace("though", "and");
                perPortuguese = perPortuguese.replace("embora", "e").replace("valha", "vale");
            }
            finding.say(
                    "A repeat customer spends {spend_ratio} times what a one-time customer does, " + per + ".",
                    "Um cliente recorrente gasta {spend_ratio} vezes o que gasta quem compra uma só vez, "
                            + perPortuguese + ".",
                    "repeat_value");
        }
        Optional<Change> later = figures.longChange("repeat_revenue_share");
        Optional<Change> revenueChange = figures.longChange("item_revenue");
        if (later.isPresent()
                && revenueChange.isPresent()
                && revenueChange.get().difference() > 0) {
            double gained = later.get().value() * revenueChange.get().value()
                    - later.get().previousValue() * revenueChange.get().previousValue();
            double part = gained / revenueChange.get().difference();
            if (part > -0.5 && part < 1.5) {
                finding.fact("gain", Fact.share("repeat_growth", Math.max(0, part)))
                        .fact("before", Fact.period(revenueChange.get().previousPeriod()))
                        .say(
                                "Of the revenue gained since {the:before}, {gain} came from second and later orders.",
                                "Da receita ganha desde {the:before}, {gain} veio de segundos pedidos e seguintes.",
                                "repeat_revenue_share",
                                "item_revenue");
            }
        }
        return Optional.of(finding.build());
    }

    private static double number(Optional<KpiRow> row, String column) {
        return row.map(found -> found.number(column)).orElse(0.0);
    }

    private Optional<Finding> categories() {
        List<KpiRow> categories = figures.rows("categories").stream()
                .filter(row -> !row.text("category").equals("unknown"))
                .toList();
        double total = figures.sum(figures.rows("categories"), "revenue");
        if (categories.size() < 2 || !(total > 0)) {
            return Optional.empty();
        }
        double top = categories.get(0).number("revenue") / total;
        int count = Math.min(5, categories.size());
        double topFive = figures.sum(categories.subList(0, count), "revenue") / total;
        FindingBuilder finding = new FindingBuilder("category_concentration", Topic.REVENUE_DRIVERS, 0.55 + top / 3)
                .fact("top", Fact.name(Fact.Kind.CATEGORY, categories.get(0).text("category")))
                .fact("second", Fact.name(Fact.Kind.CATEGORY, categories.get(1).text("category")))
                .fact("share", Fact.percent("category_share", top).of("top"))
                .fact(
                        "second_share",
                        Fact.percent("category_share", categories.get(1).number("revenue") / total)
                                .of("second"))
                .fact("count", Fact.count("categories", categories.size()))
                .fact("five", Fact.count("categories", count))
                .fact("five_share", Fact.share("category_share", topFive));
        boolean wide = top < 0.2;
        boolean isMany = categories.size() > 2 * count;
        finding.say(
                (wide ? "Revenue is spread over many categories: " : "Revenue hangs on few categories: ")
                        + "{top} leads with {share}, ahead of {second} with {second_share}"
                        + (isMany ? "; the {five} largest of {count} make {five_share}." : "."),
                (wide ? "A receita se distribui por muitas categorias: " : "A receita depende de poucas categorias: ")
                        + "{top} lidera com {share}, à frente de {second} com {second_share}"
                        + (isMany ? "; as {five} maiores de {count} somam {five_share}." : "."),
                "categories");
        double change = figures.sum(categories, "newest_revenue") - figures.sum(categories, "base_revenue");
        Optional<Change> compared = figures.longChange("item_revenue");
        if (compared.isPresent() && figures.sum(categories, "base_revenue") > 0) {
            Comparator<KpiRow> byGain =
                    Comparator.comparingDouble(row -> row.number("newest_revenue") - row.number("base_revenue"));
            KpiRow gainer = categories.stream().max(byGain).orElseThrow();
            KpiRow loser = categories.stream().min(byGain).orElseThrow();
            double gain = gainer.number("newest_revenue") - gainer.number("base_revenue");
            double loss = loser.number("newest_revenue") - loser.number("base_revenue");
            finding.fact("before", Fact.period(compared.get().previousPeriod()));
            if (gain > 0) {
                finding.fact("gainer", Fact.name(Fact.Kind.CATEGORY, gainer.text("category")))
                        .fact(
                                "gain",
                                Fact.money("category_gain", gain).asChange().of("gainer"));
            }
            boolean lossTold = loss < 0 && -loss > 0.05 * Math.abs(change);
            if (lossTold) {
                finding.fact("loser", Fact.name(Fact.Kind.CATEGORY, loser.text("category")))
                        .fact(
                                "loss",
                                Fact.money("category_loss", loss).asChange().of("loser"));
            }
            if (gain > 0 && lossTold) {
                finding.say(
                        "Since {the:before}, {gainer} has gained most ({gain}) and {loser} has lost most ({size:loss}).",
                        "Desde {the:before}, {gainer} foi a categoria que mais ganhou ({gain}) e {loser} a que mais perdeu"
                                + " ({size:loss}).",
                        "categories");
            } else if (gain > 0) {
                finding.say(
                        "Since {the:before}, {gainer} has gained most, {gain}.",
                        "Desde {the:before}, {gainer} foi a categoria que mais ganhou, {gain}.",
                        "categories");
            }
        }
        return Optional.of(finding.build());
    }

    private Optional<Finding> states() {
        List<KpiRow> states = figures.rows("states").stream()
                .filter(row -> !row.text("state").equals("unknown"))
                .toList();
        double total = figures.sum(figures.rows("states"), "revenue");
        if (states.size() < 3 || !(total > 0)) {
            return Optional.empty();
        }
        double top = states.get(0).number("revenue") / total;
        double three = figures.sum(states.subList(0, 3), "revenue") / total;
        return Optional.of(new FindingBuilder("state_concentration", Topic.REVENUE_DRIVERS, 0.4 + top / 3)
                .fact("top", Fact.name(Fact.Kind.STATE, states.get(0).text("state")))
                .fact("second", Fact.name(Fact.Kind.STATE, states.get(1).text("state")))
                .fact("third", Fact.name(Fact.Kind.STATE, states.get(2).text("state")))
                .fact("share", Fact.share("state_share", top).of("top"))
                .fact("three_share", Fact.share("state_share", three))
                .say(
                        "Customers {in:top} bring {share} of revenue, together with those {in:second} and {third}"
                                + " {three_share}.",
                        "Os clientes {of:top} trazem {share} da receita; com os {of:second} e {of:third} são"
                                + " {three_share}.",
                        "states")
                .build());
    }

    private Optional<Finding> sellers() {
        List<KpiRow> rows = figures.rows("seller_concentration");
        if (rows.isEmpty() || rows.get(0).number("sellers") < 20) {
            return Optional.empty();
        }
        KpiRow row = rows.get(0);
        double share = row.number("top_tenth_share");
        boolean concentrated = share > 0.5;
        return Optional.of(new FindingBuilder("seller_concentration", Topic.REVENUE_DRIVERS, 0.3 + share / 3)
                .fact("sellers", Fact.count("sellers", row.number("sellers")))
                .fact("share", Fact.share("seller_share", share))
                .fact("gini", Fact.number("gini", row.number("gini")))
                .say(
                        (concentrated
                                        ? "On the side of the sellers it is concentrated: "
                                        : "The sellers share it fairly evenly: ")
                                + "the largest tenth of the {sellers} active sellers make {share} of it (Gini coefficient"
                                + " {gini}).",
                        (concentrated
                                        ? "Do lado dos vendedores, ela é concentrada: "
                                        : "Entre os vendedores, ela se reparte de modo mais uniforme: ")
                                + "o maior décimo dos {sellers} vendedores ativos faz {share} dela (coeficiente de Gini"
                                + " {gini}).",
                        "seller_concentration")
                .build());
    }

    private Optional<Finding> segments() {
        List<KpiRow> segments = figures.rows("segments");
        if (segments.size() < 2) {
            return Optional.empty();
        }
        KpiRow top = segments.stream()
                .max(Comparator.comparingDouble(row -> row.number("share_of_revenue")))
                .orElseThrow();
        double revenue = top.number("share_of_revenue");
        if (Double.isNaN(revenue)) {
            return Optional.empty();
        }
        FindingBuilder finding = new FindingBuilder("top_segment", Topic.REVENUE_DRIVERS, 0.5)
                .fact("segment", Fact.name(Fact.Kind.SEGMENT, top.text("name")))
                .fact(
                        "customers",
                        Fact.share("segment_customers", top.number("share_of_customers"))
                                .of("segment"))
                .fact("revenue", Fact.share("segment_revenue", revenue).of("segment"))
                .say(
                        "Among the customer segments, {segment} weigh most: {customers} of customers with {revenue} of"
                                + " delivered revenue.",
                        "Entre os segmentos de clientes, os {segment} pesam mais: {customers} dos clientes, com {revenue} da"
                                + " receita entregue.",
                        "segments");
        Optional<KpiRow> risk = figures.row("segments", "name", "at risk");
        if (risk.isPresent() && !top.text("name").equals("at risk")) {
            finding.fact("risk", Fact.name(Fact.Kind.SEGMENT, "at risk"))
                    .fact(
                            "risk_revenue",
                            Fact.share("segment_revenue", risk.get().number("share_of_revenue"))
                                    .of("risk"))
                    .fact(
                            "risk_days",
                            Fact.days("recency", risk.get().number("mean_recency_days"))
                                    .of("risk"))
                    .say(
                            "{Risk}, good buyers who have stayed away for {risk_days} days on average, stand for"
                                    + " {risk_revenue} of it.",
                            "Os {risk}, bons compradores ausentes há {risk_days} dias em média, respondem por"
                                    + " {risk_revenue} dela.",
                            "segments");
        }
        return Optional.of(finding.build());
    }
}
