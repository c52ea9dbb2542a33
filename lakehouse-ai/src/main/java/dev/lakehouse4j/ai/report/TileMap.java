package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.medallion.site.HtmlText;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brazil as one tile per state, placed roughly as on the globe, each with its late rate. */
final class TileMap {

    /** From north to south and west to east; the federal district lies within Goiás and stands north of it. */
    private static final String[] PLACES = {
        "-- RR -- AP -- -- --",
        "-- AM PA -- MA CE RN",
        "AC RO -- TO PI PE PB",
        "-- -- MT DF BA SE AL",
        "-- -- MS GO MG ES --",
        "-- -- -- SP RJ -- --",
        "-- -- -- PR -- -- --",
        "-- -- -- SC -- -- --",
        "-- -- -- RS -- -- --"
    };

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("AC", "Acre"),
            Map.entry("AL", "Alagoas"),
            Map.entry("AM", "Amazonas"),
            Map.entry("AP", "Amapá"),
            Map.entry("BA", "Bahia"),
            Map.entry("CE", "Ceará"),
            Map.entry("DF", "Distrito Federal"),
            Map.entry("ES", "Espírito Santo"),
            Map.entry("GO", "Goiás"),
            Map.entry("MA", "Maranhão"),
            Map.entry("MG", "Minas Gerais"),
            Map.entry("MS", "Mato Grosso do Sul"),
            Map.entry("MT", "Mato Grosso"),
            Map.entry("PA", "Pará"),
            Map.entry("PB", "Paraíba"),
            Map.entry("PE", "Pernambuco"),
            Map.entry("PI", "Piauí"),
            Map.entry("PR", "Paraná"),
            Map.entry("RJ", "Rio de Janeiro"),
            Map.entry("RN", "Rio Grande do Norte"),
            Map.entry("RO", "Rondônia"),
            Map.entry("RR", "Roraima"),
            Map.entry("RS", "Rio Grande do Sul"),
            Map.entry("SC", "Santa Catarina"),
            Map.entry("SE", "Sergipe"),
            Map.entry("SP", "São Paulo"),
            Map.entry("TO", "Tocantins"));

    private static final int PLACE_WIDTH = 3;
    private static final int LEVELS = 5;
    private static final int TILE = 56;
    private static final int GAP = 4;
    private static final int MARGIN = 2;
    /** Widths of a level, of which the smallest that fits is taken. */
    private static final double[] STEPS = {0.005, 0.01, 0.02, 0.025, 0.05, 0.1, 0.2, 0.25};

    private final Map<String, Row> states;
    private final int fewest;
    private final Texts texts;
    private final double step;

    private TileMap(Map<String, Row> states, int fewest, Texts texts, double step) {
        this.states = states;
        this.fewest = fewest;
        this.texts = texts;
        this.step = step;
    }

    /** A map of rows with a state, its orders and its rate. */
    static TileMap of(List<Row> rows, int fewest, Texts texts) {
        Map<String, Row> states = new HashMap<>();
        rows.forEach(row -> states.put(row.text("state"), row));
        double highest = rows.stream()
                .filter(row -> row.count("delivered_orders") >= fewest)
                .mapToDouble(row -> row.number("late_rate"))
                .max()
                .orElse(0);
        double step = STEPS[STEPS.length - 1];
        for (int i = STEPS.length - 1; i >= 0 && STEPS[i] * LEVELS >= highest * 0.8; i--) {
            step = STEPS[i];
        }
        return new TileMap(states, fewest, texts, step);
    }

    /** The name of a state, or its code when there is no such state. */
    static String stateName(String code, Texts texts) {
        String name = NAMES.get(code);
        return name == null ? texts.name(code) : name;
    }

    /** The drawing; empty when the rows hold none of the states, as they may in a lake of another country. */
    String svg() {
        if (NAMES.keySet().stream().noneMatch(states::containsKey)) {
            return "";
        }
        int columns = (PLACES[0].length() + 1) / PLACE_WIDTH;
        StringBuilder svg = new StringBuilder(8192);
        svg.append("<svg viewBox=\"0 0 ")
                .append(2 * MARGIN + columns * (TILE + GAP) - GAP)
                .append(' ')
                .append(2 * MARGIN + PLACES.length * (TILE + GAP) - GAP)
                .append("\" role=\"img\" aria-label=\"")
                .append(HtmlText.escape(description()))
                .append("\">\n");
        for (int y = 0; y < PLACES.length; y++) {
            for (int x = 0; x < columns; x++) {
                String code = PLACES[y].substring(x * PLACE_WIDTH, x * PLACE_WIDTH + 2);
                if (NAMES.containsKey(code)) {
                    tile(svg, code, MARGIN + x * (TILE + GAP), MARGIN + y * (TILE + GAP));
                }
            }
        }
        legend(svg, MARGIN + 4 * (TILE + GAP) + 12, MARGIN + 6 * (TILE + GAP) + 8);
        return svg.append("</svg>\n").toString();
    }

    private void tile(StringBuilder svg, String code, int x, int y) {
        Row row = states.get(code);
        boolean known = isKnown(row);
        int level = row == null || !known ? 0 : level(row.number("late_rate"));
        String value = row == null ? Texts.NONE : texts.percent(row.number("late_rate"), 1);
        svg.append("<g><title>").append(HtmlText.escape(stateName(code, texts) + ": " + value));
        if (row != null) {
            svg.append(
                    HtmlText.escape(" · " + texts.say("late.state.of", texts.count(row.number("delivered_orders")))));
        }
        svg.append("</title>");
        rectangle(svg, known ? "level-" + level : "few", x, y, TILE, TILE);
        text(svg, "tile-code on-" + level, x + TILE / 2, y + 25, code);
        text(svg, "tile-value on-" + level, x + TILE / 2, y + 42, value);
        svg.append("</g>\n");
    }

    private boolean isKnown(@Nullable Row row) {
        return row != null && row.count("delivered_orders") >= fewest;
    }

    private int level(double rate) {
        return Math.min(LEVELS - 1, (int) Math.floor(rate / step));
    }

    private void legend(StringBuilder svg, int x, int y) {
        svg.append("<g class=\"legend\" aria-hidden=\"true\">");
        int digits = step * 100 == Math.rint(step * 100) ? 0 : 1;
        for (int level = 0; level < LEVELS; level++) {
            int top = y + level * 22;
            rectangle(svg, "level-" + level, x, top, 18, 18);
            String from = texts.decimal(100 * level * step, digits);
            String label = level == LEVELS - 1
                    ? texts.say("late.state.more", texts.percent(level * step, digits))
                    : from + '–' + texts.percent((level + 1) * step, digits);
            text(svg, "", x + 26, top + 14, label);
        }
        if (NAMES.keySet().stream().anyMatch(code -> !isKnown(states.get(code)))) {
            rectangle(svg, "few", x + 1, y + LEVELS * 22 + 1, 16, 16);
            text(svg, "", x + 26, y + LEVELS * 22 + 14, texts.say("late.state.few", fewest));
        }
        svg.append("</g>\n");
    }

    private static void rectangle(StringBuilder svg, String type, int x, int y, int width, int height) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>",
                type,
                x,
                y,
                width,
                height));
    }

    private static void text(StringBuilder svg, String type, int x, int y, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", type, x, y, HtmlText.escape(text)));
    }

    private String description() {
        List<Row> known = states.values().stream()
                .filter(this::isKnown)
                .sorted(Comparator.comparingDouble((Row row) -> -row.number("late_rate"))
                        .thenComparing(row -> row.text("state")))
                .toList();
        if (known.isEmpty()) {
            return texts.say("late.state.name");
        }
        Row highest = known.get(0);
        Row lowest = known.get(known.size() - 1);
        return texts.say(
                "late.state.map",
                stateName(highest.text("state"), texts),
                texts.percent(highest.number("late_rate"), 1),
                stateName(lowest.text("state"), texts),
                texts.percent(lowest.number("late_rate"), 1));
    }
}
