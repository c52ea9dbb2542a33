package dev.lakehouse4j.medallion.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InlinedSizeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1 | 0",
                "select * from a join b on a.x = b.x | 2",
                "select * from (select * from a) x | 1",
                "with x as (select * from a) select * from x | 1",
                "with x as (select * from a join b on true), y as (select * from x union all select * from x) select * from y join X on true | 6",
                "with a1 as (select * from t), a2 as (select * from a1 join a1 b on true), a3 as (select * from a2 join a2 b on true)"
                        + " select * from a3 join a3 b on true | 8",
            })
    void expressionsCountWhereverTheyAreNamed(String sql, long tables) {
        assertThat(InlinedSize.of(sql)).isEqualTo(tables);
    }
}
