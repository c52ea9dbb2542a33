package dev.lakehouse4j.unity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Comment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that are registered at a server. */
class RegisteredTableTest {

    @Comment("A city.")
    record City(@Comment("Its name.") String name, long people) {}

    record Name(String name) {}

    record Other(String name, String people) {}

    private final FakeUnityServer server;
    private Lakehouse lake;
    private Lakehouse others;

    @TempDir
    Path folder;

    RegisteredTableTest() throws IOException {
        server = new FakeUnityServer();
    }

    @BeforeEach
    void publishTablesOfAnotherLake() {
        lake = Lakehouse.open(folder.resolve("lake"));
        others = Lakehouse.open(folder.resolve("others"));
        for (String name : List.of("cities", "towns", "villages", "hamlets", "farms")) {
            others.table(TableRef.gold(name, City.class))
                    .append(List.of(new City("Recife", 1_500_000), new City("Olinda", 390_000)));
        }
        server.client().publish(others, "geo").orThrow();
        server.takeReceived();
    }

    @AfterEach
    void close() {
        lake.close();
        others.close();
        server.close();
    }

    @Test
    void listsAllPagesOfTheTablesOfASchema() {
        server.pageSize(2);

        List<UnityTable> tables = server.client().tables("geo", "gold");

        assertThat(tables)
                .extracting(UnityTable::fullName)
                .containsExactly(
                        "geo.gold.cities", "geo.gold.farms", "geo.gold.hamlets", "geo.gold.towns", "geo.gold.villages");
        assertThat(tables.get(0))
                .isEqualTo(new UnityTable(
                        "geo.gold.cities",
                        "EXTERNAL",
                        "DELTA",
                        "file://" + others.folder("gold.cities"),
                        "A city.",
                        List.of(
                                new UnityTable.Column("name", "string", false, "Its name."),
                                new UnityTable.Column("people", "bigint", false, null))));
    }

    @Test
    void readsTheRowsOfARegisteredTable() {
        RegisteredTable table = server.client().open(lake, "geo.gold.cities");

        assertThat(table.snapshot().rowCount()).isEqualTo(2);
        assertThat(table.snapshot().schema().names()).containsExactly("name", "people");
        assertThat(table.description().comment()).isEqualTo("A city.");
        try (Stream<City> rows = table.rows(City.class)) {
            assertThat(rows).containsExactlyInAnyOrder(new City("Recife", 1_500_000), new City("Olinda", 390_000));
        }
        assertThat(table.rows(Name.class)).hasSize(2);
        assertThat(lake.tables()).isEmpty();
    }

    @Test
    void staysAtTheVersionThatItWasOpenedAt() {
        RegisteredTable table = server.client().open(lake, "geo.gold.cities");
        others.table(TableRef.gold("cities", City.class)).append(List.of(new City("Natal", 890_000)));

        assertThat(table.rows(City.class)).hasSize(2);
        assertThat(server.client().open(lake, "geo.gold.cities").rows(City.class))
                .hasSize(3);
    }

    @Test
    void aRecordThatDoesNotFitIsRefusedBeforeARowIsRead() {
        RegisteredTable table = server.client().open(lake, "geo.gold.cities");

        assertThatThrownBy(() -> table.rows(Other.class))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("Cannot read geo.gold.cities as Other")
                .hasMessageContaining("people");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXTERNAL | DELTA | s3://bucket/cities | its files are in s3://bucket/cities, and only file: locations",
                "EXTERNAL | DELTA | abfss://c@a.dfs.core.windows.net/x | only file: locations can be read here",
                "EXTERNAL | DELTA | file://elsewhere/data/cities | only file: locations can be read here",
                "EXTERNAL | DELTA | relative/path | only file: locations can be read here",
                "EXTERNAL | DELTA | 'file:///with blank' | is no address of a folder",
                "EXTERNAL | DELTA | file:///nul%00 | is no path here",
                "EXTERNAL | DELTA | file:opaque | only file: locations can be read here",
                "EXTERNAL | DELTA | '' | a place that the server does not name",
                "EXTERNAL | PARQUET | file:///data | its format is PARQUET, and only Delta tables can be opened",
                "VIEW | DELTA | file:///data | the server has it as VIEW",
                "SOMETHING_NEW | DELTA | file:///data | only tables can be opened",
            })
    void whatCannotBeReadHereIsRefused(String type, String format, String location, String message) {
        server.tables
                .get("geo.gold.cities")
                .put("table_type", type)
                .put("data_source_format", format)
                .put("storage_location", location);

        assertThatThrownBy(() -> server.client().open(lake, "geo.gold.cities"))
                .isInstanceOf(UnityCatalogException.class)
                .hasMessageStartingWith("Cannot open geo.gold.cities: ")
                .hasMessageContaining(message);
    }

    @Test
    void aFolderThatIsNotHereIsNamed() {
        server.tables.get("geo.gold.cities").put("storage_location", "file:" + folder + "/nowhere");

        assertThatThrownBy(() -> server.client().open(lake, "geo.gold.cities"))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessage("Cannot open geo.gold.cities: there is no Delta table in " + folder + "/nowhere, where the"
                        + " server says that it is. Open it on the machine that has the folder.");
    }

    @Test
    void aTableThatIsNotRegisteredIsNotFound() {
        assertThatThrownBy(() -> server.client().open(lake, "geo.gold.rivers"))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("Cannot open geo.gold.rivers: " + server.uri() + " has no such table");
    }

    @Test
    void aSchemaThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> server.client().tables("geo", "copper"))
                .isInstanceOf(UnityCatalogException.class)
                .hasMessageContaining("does not have it (Schema not found: geo.copper)");
    }

    @ParameterizedTest
    @CsvSource({
        "cities, has three parts",
        "gold.cities, has three parts",
        "a.b.c.d, has three parts",
        "a..c, is no name for the server",
        "a.b.c/../../x, has three parts",
        "a.b.c?x=1, is no name for the server",
        "a.b.çidade, is no name for the server",
    })
    void aNameThatIsNoneIsRefusedBeforeAnythingIsSent(String name, String message) {
        assertThatThrownBy(() -> server.client().open(lake, name))
                .isInstanceOf(UnityCatalogException.class)
                .hasMessageContaining(message);
        assertThat(server.takeReceived()).isEmpty();
    }
}
