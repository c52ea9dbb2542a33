package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Change;
import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.Metric;
import java.util.ArrayList;
import java.util.List;

/** The headline figures of a sheet. */
final class Tiles {

    /** Names of the figures, in the order of the report. */
    static final List<String> NAMES = List.of(
            "item_revenue",
            "orders",
            "average_order_value",
            "repeat_revenue_share",
            "late_rate",
            "mean_delivery_days",
            "order_review_score",
            "negative_share");

    private final Texts texts;

    private Tiles(Texts texts) {
        this.texts = texts;
    }

    static List<Tile> of(KpiSheet kpis, Texts texts) {
        Tiles tiles = new Tiles(texts);
        List<Tile> all = new ArrayList<>();
        for (String name : NAMES) {
            kpis.find(name)
                    .filter(kpi -> kpi.number().isPresent())
                    .map(tiles::tile)
                    .ifPresent(all::add);
        }
        return all;
    }

    private Tile tile(Kpi kpi) {
        String name = texts.say("tile." + kpi.name());
        String value = written(kpi, kpi.number().orElse(0));
        Change change = kpi.change();
        if (change == null) {
            return new Tile(name, value, "", "", Tile.Direction.NEITHER);
        }
        return new Tile(
                name,
                value,
                moved(kpi, change),
                texts.say("tile.newest", texts.period(change.period()), written(kpi, change.value())),
                direction(kpi.better(), change.difference()));
    }

    private String written(Kpi kpi, double value) {
        return switch (kpi.unit()) {
            case "ratio" -> texts.percent(value, 1);
            case "BRL" -> "average_order_value".equals(kpi.name()) ? texts.price(value) : texts.money(value);
            case "stars" -> texts.decimal(value, 2);
            case "days" -> texts.decimal(value, 1);
            default -> texts.count(value);
        };
    }

    /** Amounts and counts move in per cent, ratios in points, stars and days by themselves. */
    private String moved(Kpi kpi, Change change) {
        return switch (kpi.unit()) {
            case "ratio" -> texts.say("tile.points", texts.signed(100 * change.difference(), 1));
            case "stars" -> texts.signed(change.difference(), 2);
            case "days" -> texts.say("tile.days", texts.signed(change.difference(), 1));
            default -> {
                double relative = change.relative().orElse(0);
                yield texts.signed(100 * relative, 1) + '%';
            }
        };
    }

    private static Tile.Direction direction(Metric.Better better, double difference) {
        if (better == Metric.Better.NEITHER || difference == 0) {
            return Tile.Direction.NEITHER;
        }
        return (difference > 0) == (better == Metric.Better.HIGHER) ? Tile.Direction.BETTER : Tile.Direction.WORSE;
    }
}
