package dev.lakehouse4j.medallion.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationResultTest {

    @Test
    void resultsComeBackFromTheHistoryAsTheyWere() {
        List<ExpectationResult> results = List.of(
                new ExpectationResult("a", "x <> 'é\"'", "warn", 0, 10),
                new ExpectationResult("b", "y is not null", "drop", 3_000_000_000L, 4_000_000_000L));
        assertThat(ExpectationResult.fromJson(ExpectationResult.toJson(results)))
                .isEqualTo(results);
        assertThat(ExpectationResult.fromJson("{not json")).isEmpty();
    }
}
