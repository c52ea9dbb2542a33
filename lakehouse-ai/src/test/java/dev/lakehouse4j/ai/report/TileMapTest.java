package dev.lakehouse4j.ai.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.ai.summary.Language;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TileMapTest {

    private static final Texts TEXTS = Texts.in(Language.ENGLISH);

    @Test
    void aTileIsColouredByItsRateAndOutlinedWhenItHasFewOrders() {
        String svg = TileMap.of(
                        List.of(state("SP", 1000, 0.05), state("AL", 100, 0.25), state("RR", 29, 0.9)), 30, TEXTS)
                .svg();

        assertThat(tile(svg, "São Paulo")).contains("level-1").contains(">5.0%<");
        assertThat(tile(svg, "Alagoas")).contains("level-4").contains("on-4");
        assertThat(tile(svg, "Roraima")).contains("class=\"few\"").contains("29 delivered orders");
        assertThat(tile(svg, "Bahia")).contains("class=\"few\"").contains(">" + Texts.NONE + "<");
        assertThat(svg).contains("20% or more").contains("fewer than 30 orders");
        assertThat(svg).contains("Highest: Alagoas with 25.0%; lowest: São Paulo with 5.0%.");
    }

    @Test
    void statesOfAnotherCountryGiveNoMap() {
        assertThat(TileMap.of(List.of(state("TX", 1000, 0.05)), 30, TEXTS).svg())
                .isEmpty();
        assertThat(TileMap.stateName("TX", TEXTS)).isEqualTo("TX");
    }

    @Test
    void ratesOfZeroGiveAMap() {
        assertThat(TileMap.of(List.of(state("SP", 1000, 0)), 30, TEXTS).svg())
                .contains("level-0")
                .contains("0.0%");
    }

    private static String tile(String svg, String name) {
        int start = svg.indexOf("<g><title>" + name);
        return svg.substring(start, svg.indexOf("</g>", start));
    }

    private static Row state(String code, long delivered, double rate) {
        return new Row(Map.of("state", code, "delivered_orders", delivered, "late_rate", rate));
    }
}
