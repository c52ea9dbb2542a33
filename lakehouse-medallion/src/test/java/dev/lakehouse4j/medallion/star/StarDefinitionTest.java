package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Key;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong definitions are refused with what is wrong and what to do. */
class StarDefinitionTest {

    enum Colour {
        RED
    }

    record Source(@Key String id, @Nullable String name) {}

    record Dim(@Key long dimKey, String id, @Nullable String name) {}

    record Coloured(long dimKey, String id, Colour colour, List<String> tags) {}

    record BadKeys(
            int dimKey,
            double id,
            Instant validFrom,
            LocalDateTime validTo,
            @Nullable Boolean isCurrent) {}

    record Event(@Key String id, long dimKey, int otherKey, String label, double amount) {}

    private static final TableRef<Silver, Source> SOURCE = TableRef.silver("source", Source.class);
    private static final TableRef<Gold, Dim> DIM = TableRef.gold("dim", Dim.class);
    private static final TableRef<Gold, Event> EVENTS = TableRef.gold("events", Event.class);

    private static Dimension.Builder<Dim> dimension() {
        return Dimension.of(DIM)
                .naturalKey("id")
                .surrogateKey("dim_key")
                .reads(SOURCE)
                .sql("select id, name from silver.source");
    }

    private static Fact.Builder<Event> fact() {
        return Fact.of(EVENTS).grain("id").reads(SOURCE).sql("select 1");
    }

    @Test
    void anEmptyDefinitionSaysAllThatIsMissing() {
        assertThatThrownBy(() -> Dimension.of(DIM).type1())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("Cannot define dimension gold.dim")
                .hasMessageContaining("no natural key")
                .hasMessageContaining("no surrogate key")
                .hasMessageContaining("reads no table")
                .hasMessageContaining("no query");
        assertThatThrownBy(() -> Fact.of(EVENTS).build())
                .hasMessageContaining("Cannot define fact gold.events")
                .hasMessageContaining("no grain")
                .hasMessageContaining("no query");
    }

    @Test
    void aColumnThatTheRecordLacksIsNamedWithItsLikes() {
        assertThatThrownBy(() -> dimension().surrogateKey("dim_keys").type1())
                .hasMessageContaining("surrogate key dim_keys is no column of Dim; did you mean dim_key?");
        assertThatThrownBy(() -> dimension().naturalKey("identifier").type1())
                .hasMessageContaining("natural key identifier is no column of Dim; its columns are dim_key, id, name");
        assertThatThrownBy(() -> fact().measures("amounts").build()).hasMessageContaining("did you mean amount?");
        assertThatThrownBy(() -> fact().grain("ids").build()).hasMessageContaining("the grain ids is no column");
    }

    @Test
    void keysNeedTypesThatEveryEngineWritesAlike() {
        assertThatThrownBy(() -> Dimension.of(TableRef.gold("bad", BadKeys.class))
                        .naturalKey("id", "id")
                        .surrogateKey("dim_key")
                        .reads(SOURCE)
                        .sql("select 1")
                        .type2(history -> history))
                .hasMessageContaining("natural key id is a double")
                .hasMessageContaining("natural key id is named twice")
                .hasMessageContaining("surrogate key dim_key int not null must be a long")
                .hasMessageContaining("begin of validity valid_from timestamp with time zone not null must be")
                .hasMessageContaining("end of validity valid_to timestamp not null must be @Nullable")
                .hasMessageContaining("current version is_current boolean must be a boolean that is not @Nullable");
    }

    @Test
    void theUnknownMemberNeedsValues() {
        assertThatThrownBy(() -> Dimension.of(TableRef.gold("coloured", Coloured.class))
                        .naturalKey("id")
                        .surrogateKey("dim_key")
                        .reads(SOURCE)
                        .sql("select 1")
                        .unknown("idd", "x")
                        .type1())
                .hasMessageContaining("enum Colour has no constant UNKNOWN")
                .hasMessageContaining("no value for tags")
                .hasMessageContaining("unknown member idd is no column");
    }

    @Test
    void lookupsFitTheirDimension() {
        Dimension<Dim> dimension = dimension().type1();
        assertThatThrownBy(() -> fact().lookup("other_key", dimension)
                        .asOf("at")
                        .by("a", "b")
                        .lookup("dim_key", dimension)
                        .by("a")
                        .lookup("dim_key", dimension)
                        .by()
                        .measures("label", "dim_key")
                        .build())
                .hasMessageContaining("looked-up column other_key int not null must be a bigint")
                .hasMessageContaining("as of at, but gold.dim keeps no history")
                .hasMessageContaining("by a, b, but the natural key of gold.dim is id")
                .hasMessageContaining("by no column")
                .hasMessageContaining("looked-up column dim_key is named twice")
                .hasMessageContaining("measure label string not null is not a number")
                .hasMessageContaining("measure dim_key is a key");
    }

    @Test
    void theKeyOfTheRecordIsTheGrain() {
        assertThatThrownBy(() -> fact().grain("id", "label").build())
                .hasMessageContaining("the @Key of Event is id, but its grain is id, label");
    }

    @Test
    void factsLookUpDimensionsOfTheirStar() {
        Dimension<Dim> dimension = dimension().type1();
        Fact<Event> fact = fact().lookup("dim_key", dimension).by("id").build();
        assertThatThrownBy(() -> StarSchema.of(fact))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("fact gold.events looks up gold.dim, which is not among the parts");
        assertThatThrownBy(() -> StarSchema.of(fact, dimension().type1()))
                .hasMessageContaining("another definition of gold.dim");
        assertThatThrownBy(() -> StarSchema.of(fact, dimension, dimension().type1()))
                .hasMessageContaining("two parts are the table gold.dim");
    }

    @Test
    void tablesDoNotReadEachOtherInACircle() {
        TableRef<Gold, Dim> other = TableRef.gold("other", Dim.class);
        Dimension<Dim> first = dimension().reads(other).type1();
        Dimension<Dim> second = Dimension.of(other)
                .naturalKey("id")
                .surrogateKey("dim_key")
                .reads(DIM)
                .sql("select 1")
                .type1();
        assertThatThrownBy(() -> StarSchema.of(first, second)).hasMessageContaining("gold.dim, gold.other read each");
    }

    @Test
    void aMissingResourceSaysWhereToPutIt() {
        assertThatThrownBy(() -> dimension().sqlResource(StarDefinitionTest.class, "none.sql"))
                .hasMessageContaining("src/main/resources/dev/lakehouse4j/medallion/star");
    }

    @Test
    void aColumnThatTheQueryLacksIsNamedAtTheDryRun(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            StarSchema star = StarSchema.of(
                    dimension().sql("select id from silver.source").type1());
            assertThatThrownBy(() -> StarRun.run(lake, star))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("name");
        }
    }

    record Reserved(
            @Key long dimKey, String order, @Nullable String group) {}

    @Test
    void namesThatSqlReservesMayBeColumns(@TempDir Path folder) {
        TableRef<Gold, Reserved> reserved = TableRef.gold("reserved", Reserved.class);
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            lake.table(SOURCE).append(List.of(new Source("a", "b")));
            StarSchema star = StarSchema.of(Dimension.of(reserved)
                    .naturalKey("order")
                    .surrogateKey("dim_key")
                    .reads(SOURCE)
                    .sql("select id as `order`, name as `group` from silver.source")
                    .type1());
            StarRun.run(lake, star);
            assertThat(StarRun.rows(lake, reserved))
                    .containsExactlyInAnyOrder(
                            new Reserved(JavaKeys.surrogateKey("a"), "a", "b"), new Reserved(-1, "unknown", null));
        }
    }
}
