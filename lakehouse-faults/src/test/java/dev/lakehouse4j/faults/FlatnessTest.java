package dev.lakehouse4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A verdict on a soak run must see a leak, and no leak where there is none. */
class FlatnessTest {

    private static Flatness of(int cycles, IntFunction<Soak.Sample> sample) {
        return new Flatness(IntStream.range(0, cycles).mapToObj(sample).toList());
    }

    private static Soak.Sample sample(int cycle, double heap, int handles) {
        return new Soak.Sample(cycle, cycle, heap, 300 + cycle % 7, handles, 20 + cycle % 2);
    }

    @Test
    void noiseAndWarmUpAreFlat() {
        Flatness flatness = of(60, cycle -> sample(cycle, cycle < 15 ? cycle * 3 : 45 + cycle % 3, 30 + cycle % 4));
        assertThat(flatness.isFlat()).as(flatness.report()).isTrue();
    }

    @Test
    void leakOfMemoryGrows() {
        Flatness flatness = of(60, cycle -> sample(cycle, 45 + cycle * 0.3, 30));
        assertThat(flatness.isFlat()).isFalse();
        assertThat(flatness.trends().stream().filter(trend -> !trend.isFlat()))
                .singleElement()
                .satisfies(trend -> assertThat(trend.name()).contains("heap"));
    }

    @Test
    void leakOfHandlesGrows() {
        assertThat(of(60, cycle -> sample(cycle, 45, 30 + cycle / 8)).isFlat()).isFalse();
    }

    @Test
    void fewCyclesTellNothing() {
        assertThat(of(10, cycle -> sample(cycle, 45, 30)).isFlat()).isFalse();
    }

    @Test
    void plotHasALinePerQuantity() {
        String svg = SoakPlot.svg(List.of(sample(0, 40, 30), sample(1, 41, 30)));
        assertThat(svg.split("<polyline")).hasSize(5);
    }
}
