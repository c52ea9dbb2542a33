package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong use is answered with what is wrong and what to do. */
class WrongUseTest {

    record Item(@Key long id, String name) {}

    private static final TableRef<Silver, Item> ITEMS = TableRef.silver("items", Item.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(ITEMS).append(List.of(new Item(1, "one"), new Item(2, "two")));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void aFolderThatIsNoLakeIsNotTouched() throws IOException {
        Path other = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(other.resolve("beach.jpg"), "x");
        assertThatThrownBy(() -> Lakehouse.open(other))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("beach.jpg")
                .hasMessageContaining("Name an empty folder");
        assertThatThrownBy(() -> Lakehouse.open(other.resolve("beach.jpg")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it is a file");
        Path newer = Files.createDirectory(folder.resolve("newer"));
        Files.writeString(newer.resolve("_lakehouse.json"), "{\"format\": 99}");
        assertThatThrownBy(() -> Lakehouse.open(newer))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("format 99")
                .hasMessageContaining("newer version");
        Files.writeString(newer.resolve("_lakehouse.json"), "{\"form");
        assertThatThrownBy(() -> Lakehouse.open(newer))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void unknownNamesAreAnsweredWithNearOnes() {
        assertThatThrownBy(() -> lake.query("select * from silver.item"))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("Did you mean silver.items?");
        assertThatThrownBy(() -> lake.query("select * from items")).isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> lake.table(ITEMS).rows("nmae = 'x'"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("nmae")
                .hasMessageContaining("name");
        assertThatThrownBy(() -> lake.table(ITEMS).optimize("nmae"))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("Did you mean name?");
        assertThatThrownBy(() -> lake.table(ITEMS).asOf(7)).hasMessageContaining("version 7");
        TableRef<Silver, Item> none = TableRef.silver("none", Item.class);
        assertThatThrownBy(() -> lake.table(none).optimize()).isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> lake.table(none).restore(0)).isInstanceOf(TableNotFoundException.class);
    }

    @Test
    void onlyOneSelectStatementIsRun() {
        for (String sql : List.of(
                "drop table silver.items",
                "select 1; select 2",
                "insert into silver.items values (1, 'x')",
                "attach 'x.db'",
                "selec 1",
                "")) {
            assertThatThrownBy(() -> lake.query(sql))
                    .as(sql)
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("Write one SELECT statement");
        }
        assertThat(lake.table(ITEMS).count()).isEqualTo(2);
    }

    @Test
    void aClosedLakeSaysSo() {
        Table<Silver, Item> table = lake.table(ITEMS);
        lake.close();
        assertThatThrownBy(() -> table.append(List.of(new Item(3, "three")))).hasMessageContaining("closed");
        assertThatThrownBy(table::rows).hasMessageContaining("closed");
        assertThatThrownBy(() -> lake.query("select 1")).hasMessageContaining("closed");
        lake.close();
    }

    @Test
    void aMissingDataFileIsNamed() throws IOException {
        DataFile file = lake.table(ITEMS).snapshot().files().get(0);
        Files.delete(file.resolve(lake.folder("silver.items")));
        assertThatThrownBy(() -> {
                    try (Stream<Item> rows = lake.table(ITEMS).rows()) {
                        rows.forEach(row -> {});
                    }
                })
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining(file.logPath());
    }

    @Test
    void aDamagedLogIsRefused() throws IOException {
        Path entry = lake.folder("silver.items").resolve("_delta_log/00000000000000000000.json");
        Files.writeString(entry, "{\"commitInfo\": {\"op");
        assertThatThrownBy(() -> lake.table(ITEMS).rows())
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("Cannot read the table");
    }

    private void log(String protocol, String metadataExtra, String partitions, String configuration)
            throws IOException {
        Path entries = Files.createDirectories(lake.folder("silver.foreign").resolve("_delta_log"));
        String schema =
                "{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\","
                        + "\\\"nullable\\\":false,\\\"metadata\\\":{" + metadataExtra + "}},{\\\"name\\\":\\\"name\\\","
                        + "\\\"type\\\":\\\"string\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}]}";
        Files.writeString(
                entries.resolve("00000000000000000000.json"),
                "{\"protocol\":" + protocol + "}\n{\"metaData\":{\"id\":\"t\",\"format\":{\"provider\":\"parquet\","
                        + "\"options\":{}},\"schemaString\":\"" + schema + "\",\"partitionColumns\":" + partitions
                        + ",\"configuration\":" + configuration + ",\"createdTime\":1}}\n");
    }

    @Test
    void unsupportedFeaturesAreNamed() throws IOException {
        TableRef<Silver, Item> foreign = TableRef.silver("foreign", Item.class);
        Table<Silver, Item> table = lake.table(foreign);
        log(
                "{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"flyingCarpets\"],"
                        + "\"writerFeatures\":[\"flyingCarpets\"]}",
                "",
                "[]",
                "{}");
        assertThatThrownBy(table::rows)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("flyingCarpets");
        log("{\"minReaderVersion\":9,\"minWriterVersion\":9}", "", "[]", "{}");
        assertThatThrownBy(table::rows)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("9");
        log(
                "{\"minReaderVersion\":2,\"minWriterVersion\":5}",
                "\\\"delta.columnMapping.id\\\":1,\\\"delta.columnMapping.physicalName\\\":\\\"c1\\\"",
                "[]",
                "{\"delta.columnMapping.mode\":\"name\",\"delta.columnMapping.maxColumnId\":\"2\"}");
        assertThatThrownBy(table::rows).isInstanceOf(LakehouseException.class).hasMessageContaining("olumn");
        log("{\"minReaderVersion\":1,\"minWriterVersion\":2}", "", "[\"name\"]", "{}");
        assertThat(table.count()).isZero();
        assertThatThrownBy(() -> table.append(List.of(new Item(1, "x"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("partitioned by [name]");
        log("{\"minReaderVersion\":1,\"minWriterVersion\":3}", "", "[]", "{\"delta.constraints.positive\":\"id > 0\"}");
        assertThatThrownBy(() -> table.append(List.of(new Item(1, "x"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("onstraint");
    }
}
