package dev.lakehouse4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Promises of the core that were once broken. */
@LakehouseTest
class CoreRegressionsTest {

    record Note(String text) {}

    private static final TableRef<Silver, Note> NOTES = TableRef.silver("notes", Note.class);

    @Test
    void theTimeOfAVersionIsTheSameWhoeverReadsIt(Lakehouse lake) {
        Commit commit = lake.table(NOTES).append(List.of(new Note("n")));

        assertThat(lake.snapshot("silver.notes").timestamp()).isEqualTo(commit.timestamp());
        assertThat(new DeltaTableStore()
                        .latest(lake.folder("silver.notes"))
                        .orElseThrow()
                        .timestamp())
                .isEqualTo(commit.timestamp());
    }

    @Test
    void anEmptyQueryIsRefusedAsSuch(Lakehouse lake) {
        assertThatThrownBy(() -> lake.engine().describe("", Map.of())).isInstanceOf(QueryException.class);
    }

    @Test
    void aSecondStatementCannotLeaveATableBehind(Lakehouse lake) {
        String sql = "select 1 as one; create table memory.main.leak as select 1 as one";
        try {
            lake.engine().describe(sql, Map.of());
        } catch (RuntimeException e) {
            // Refused, or not: the next query shows.
        }
        assertThatThrownBy(() ->
                        lake.engine().query("select * from leak", Map.of()).close())
                .isInstanceOf(QueryException.class);
    }

    @Test
    void aModelMayEndInASemicolonOrIsRefusedByTheDryRun() {
        SqlModel<Silver, Note> model = SqlModel.silver(NOTES).reads().sql("select 'a' as text;");

        assertThat(ModelTester.of(model).result()).containsExactly(new Note("a"));
    }
}
