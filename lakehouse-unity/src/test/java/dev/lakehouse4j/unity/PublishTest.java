package dev.lakehouse4j.unity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.unity.FakeUnityServer.Received;
import dev.lakehouse4j.unity.PublishReport.Entry;
import dev.lakehouse4j.unity.PublishReport.Outcome;
import io.unitycatalog.client.model.ColumnInfo;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to a server, and what becomes of it. */
class PublishTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Comment("An order.")
    record Order(
            @Key @Comment("Number of the order.") String orderId,

            @Decimal(precision = 10, scale = 2) @Check("price >= 0")
            BigDecimal price,

            @Nullable Integer items) {}

    @Comment("An order.")
    record OrderWithState(
            @Key @Comment("Number of the order.") String orderId,

            @Decimal(precision = 10, scale = 2) @Check("price >= 0")
            BigDecimal price,

            @Nullable Integer items,
            @Nullable String state) {}

    record Point(double x, @Nullable Double y) {}

    record Everything(
            String text,
            boolean flag,
            byte tiny,
            short small,
            int number,
            long big,
            float real,
            double precise,
            LocalDate day,
            Instant moment,
            LocalDateTime wallClock,
            @Decimal(precision = 38, scale = 10) BigDecimal amount,
            Point point,
            List<String> tags,
            Map<String, Point> places) {}

    record Line(String line) {}

    private static final TableRef<?, Line> LINES = TableRef.bronze("lines", Line.class);
    private static final TableRef<?, Order> ORDERS = TableRef.silver("orders", Order.class);

    private final FakeUnityServer server;
    private Lakehouse lake;

    @TempDir
    Path folder;

    PublishTest() throws IOException {
        server = new FakeUnityServer();
    }

    @BeforeEach
    void makeLake() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(LINES).append(List.of(new Line("a")));
        lake.table(ORDERS).append(List.of(new Order("o1", new BigDecimal("12.50"), null)));
    }

    @AfterEach
    void close() {
        lake.close();
        server.close();
    }

    private static List<String> outcomes(PublishReport report) {
        return report.entries().stream()
                .map(entry -> entry.kind() + " " + entry.name() + " " + entry.outcome())
                .toList();
    }

    private List<String> sent() {
        return server.takeReceived().stream()
                .map(request -> request.toString().replace(FakeUnityServer.API + "/", ""))
                .toList();
    }

    @Test
    void publishesCatalogSchemasAndTablesAsTheSpecificationWantsThem() {
        PublishReport report = server.client().publish(lake, "shop").orThrow();

        assertThat(outcomes(report))
                .containsExactly(
                        "CATALOG shop CREATED",
                        "SCHEMA shop.bronze CREATED",
                        "TABLE shop.bronze.lines CREATED",
                        "SCHEMA shop.silver CREATED",
                        "TABLE shop.silver.orders CREATED");
        assertThat(report.summary()).isEqualTo("shop on " + server.uri() + ": 5 created");
        List<Received> received = server.takeReceived();
        assertThat(received)
                .extracting(request -> request.toString().replace(FakeUnityServer.API + "/", ""))
                .containsExactly(
                        "GET catalogs/shop",
                        "POST catalogs",
                        "GET schemas/shop.bronze",
                        "POST schemas",
                        "GET tables/shop.bronze.lines",
                        "POST tables",
                        "GET schemas/shop.silver",
                        "POST schemas",
                        "GET tables/shop.silver.orders",
                        "POST tables");
        assertThat(received.get(9).json())
                .isEqualTo(FakeUnityServer.parse("""
                        {
                          "name": "orders", "catalog_name": "shop", "schema_name": "silver",
                          "table_type": "EXTERNAL", "data_source_format": "DELTA",
                          "storage_location": "file://%s",
                          "comment": "An order.",
                          "properties": {
                            "lakehouse4j.key": "[\\"order_id\\"]", "lakehouse4j.checks": "[\\"price >= 0\\"]"
                          },
                          "columns": [
                            {
                              "name": "order_id", "position": 0, "nullable": false, "comment": "Number of the order.",
                              "type_name": "STRING", "type_text": "string",
                              "type_json": "{\\"name\\":\\"order_id\\",\\"type\\":\\"string\\",\\"nullable\\":false,\\"metadata\\":{\\"comment\\":\\"Number of the order.\\"}}"
                            },
                            {
                              "name": "price", "position": 1, "nullable": false,
                              "type_name": "DECIMAL", "type_text": "decimal(10,2)", "type_precision": 10, "type_scale": 2,
                              "type_json": "{\\"name\\":\\"price\\",\\"type\\":\\"decimal(10,2)\\",\\"nullable\\":false,\\"metadata\\":{}}"
                            },
                            {
                              "name": "items", "position": 2, "nullable": true,
                              "type_name": "INT", "type_text": "int",
                              "type_json": "{\\"name\\":\\"items\\",\\"type\\":\\"integer\\",\\"nullable\\":true,\\"metadata\\":{}}"
                            }
                          ]
                        }
                        """.formatted(lake.folder("silver.orders"))));
    }

    @Test
    void describesEveryTypeAsTheLogOfTheTableDoes() throws IOException {
        lake.table(TableRef.gold("everything", Everything.class)).append(List.of());

        server.client().publish(lake, "shop").orThrow();

        JsonNode columns = server.tables.get("shop.gold.everything").get("columns");
        assertThat(columns)
                .extracting(column -> column.get("type_name").asText() + " "
                        + column.get("type_text").asText())
                .containsExactly(
                        "STRING string",
                        "BOOLEAN boolean",
                        "BYTE tinyint",
                        "SHORT smallint",
                        "INT int",
                        "LONG bigint",
                        "FLOAT float",
                        "DOUBLE double",
                        "DATE date",
                        "TIMESTAMP timestamp",
                        "TIMESTAMP_NTZ timestamp_ntz",
                        "DECIMAL decimal(38,10)",
                        "STRUCT struct<x:double,y:double>",
                        "ARRAY array<string>",
                        "MAP map<string,struct<x:double,y:double>>");
        assertThat(columns)
                .extracting(
                        column -> FakeUnityServer.parse(column.get("type_json").asText()))
                .containsExactlyElementsOf(fieldsOfLog("gold.everything"));
    }

    @Test
    void describesBytesAndNamesThatNeedQuotes() {
        ColumnType type = new ColumnType.StructType(List.of(Column.nullable("a b`c", ColumnType.Primitive.BINARY)));

        ColumnInfo info = ColumnTypes.describe(Column.required("blob", type), 7);

        assertThat(info.getTypeText()).isEqualTo("struct<`a b``c`:binary>");
        assertThat(info.getTypeJson())
                .isEqualTo("{\"name\":\"blob\",\"type\":{\"type\":\"struct\",\"fields\":[{\"name\":\"a b`c\",\"type\":"
                        + "\"binary\",\"nullable\":true,\"metadata\":{}}]},\"nullable\":false,\"metadata\":{}}");
        assertThat(info.getPosition()).isEqualTo(7);
    }

    /** The fields as the Delta log holds them, written by Delta Kernel. */
    private List<JsonNode> fieldsOfLog(String table) throws IOException {
        Path commit = lake.folder(table).resolve("_delta_log/00000000000000000000.json");
        for (String line : Files.readAllLines(commit)) {
            JsonNode schema = MAPPER.readTree(line).path("metaData").path("schemaString");
            if (schema.isTextual()) {
                List<JsonNode> fields = new java.util.ArrayList<>();
                MAPPER.readTree(schema.asText()).get("fields").forEach(fields::add);
                return fields;
            }
        }
        throw new AssertionError("no schema in " + commit);
    }

    @Test
    void publishingAgainChangesNothing() {
        lake.table(TableRef.gold("everything", Everything.class)).append(List.of());
        server.client().publish(lake, "shop").orThrow();
        server.takeReceived();
        lake.table(ORDERS).append(List.of(new Order("o2", BigDecimal.ONE, 3)));

        PublishReport again = server.client().publish(lake, "shop");

        assertThat(again.entries()).extracting(Entry::outcome).containsOnly(Outcome.UNCHANGED);
        assertThat(server.takeReceived()).extracting(Received::method).containsOnly("GET");
    }

    @Test
    void aServerThatWritesTypesAndLocationsInItsOwnWayHasTheSameTable() {
        server.client().publish(lake, "shop").orThrow();
        ObjectNode orders = server.tables.get("shop.silver.orders");
        orders.put("storage_location", "file:" + lake.folder("silver.orders") + "/");
        ((ObjectNode) orders.get("columns").get(1))
                .put("type_text", "DECIMAL(10, 2)")
                .put("type_json", "");
        ((ObjectNode) orders.get("columns").get(2)).remove("nullable");
        ((ObjectNode) orders.get("properties")).put("table_type", "EXTERNAL");

        assertThat(server.client().publish(lake, "shop").isComplete()).isTrue();
    }

    @Test
    void anotherTableOfTheSameNameIsNotTouched() {
        server.client().publish(lake, "shop").orThrow();
        server.tables.get("shop.bronze.lines").put("storage_location", "s3://bucket/lines");
        server.takeReceived();

        PublishReport report = server.client().replaceChangedTables().publish(lake, "shop");

        assertThat(report.count(Outcome.FAILED)).isEqualTo(1);
        assertThat(report.count(Outcome.UNCHANGED)).isEqualTo(4);
        assertThat(report.entries().get(2).detail())
                .isEqualTo("Cannot publish shop.bronze.lines: the server has another table under that name (EXTERNAL,"
                        + " DELTA, s3://bucket/lines). Drop it there, or publish the lake as another catalog.");
        assertThat(server.takeReceived()).extracting(Received::method).containsOnly("GET");
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(UnityCatalogException.class)
                .hasMessage(report.entries().get(2).detail());
    }

    @Test
    void aTableThatChangedIsReportedAndReplacedOnDemand() {
        server.client().publish(lake, "shop").orThrow();
        lake.table(TableRef.silver("orders", OrderWithState.class))
                .append(List.of(new OrderWithState("o2", BigDecimal.TEN, null, "SP")));
        server.takeReceived();

        PublishReport reported = server.client().publish(lake, "shop");

        assertThat(reported.isComplete()).isFalse();
        assertThat(reported.entries().get(4).outcome()).isEqualTo(Outcome.OUTDATED);
        assertThat(reported.entries().get(4).detail())
                .contains("no way to change a table", "column state is new", "--replace");
        assertThat(server.takeReceived()).extracting(Received::method).containsOnly("GET");

        PublishReport replaced =
                server.client().replaceChangedTables().publish(lake, "shop").orThrow();

        assertThat(replaced.count(Outcome.REPLACED)).isEqualTo(1);
        assertThat(sent()).endsWith("DELETE tables/shop.silver.orders", "POST tables");
        assertThat(server.tables.get("shop.silver.orders").get("columns")).hasSize(4);
        assertThat(server.client().publish(lake, "shop").count(Outcome.UNCHANGED))
                .isEqualTo(5);
    }

    @Test
    void everyDifferenceIsNamed() {
        server.client().publish(lake, "shop").orThrow();
        ObjectNode orders = server.tables.get("shop.silver.orders");
        orders.put("comment", "Something else.");
        ((ObjectNode) orders.get("properties")).remove("lakehouse4j.key");
        ((ObjectNode) orders.get("properties")).put("lakehouse4j.old", "x");
        ((ObjectNode) orders.get("columns").get(0)).put("comment", "").put("nullable", true);
        ((ObjectNode) orders.get("columns").get(1)).put("type_text", "decimal(12,2)");
        ((ObjectNode) orders.get("columns").get(2)).put("name", "pieces");

        assertThat(server.client().publish(lake, "shop").entries().get(4).detail())
                .contains("What differs: comment, property lakehouse4j.key, property lakehouse4j.old is gone, column"
                        + " order_id (nullable, comment), column price (type), column items is new, column pieces is"
                        + " gone.");
    }

    @Test
    void aFailedReplacementSaysThatTheEntryIsGone() {
        server.client().publish(lake, "shop").orThrow();
        server.tables.get("shop.silver.orders").put("comment", "Something else.");
        server.fail("POST " + FakeUnityServer.API + "/tables", 400, FakeUnityServer.error("INVALID_ARGUMENT", "no"));

        PublishReport report = server.client().replaceChangedTables().publish(lake, "shop");

        assertThat(report.entries().get(4).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.entries().get(4).detail()).contains("(400: no)", "is not registered now");
        assertThat(server.client().publish(lake, "shop").count(Outcome.CREATED)).isEqualTo(1);
    }

    @Test
    void theCommentsOfTheCatalogComeFirst() {
        lake.catalog().comment(Securable.catalog(), "The shop.");
        lake.catalog().comment(Securable.schema("silver"), "Clean.");
        lake.catalog().comment(Securable.table("silver.orders"), "An order of the shop.");
        lake.catalog().comment("silver.orders", "items", "Pieces.");
        lake.catalog().rename("shop");

        server.client().publish(lake).orThrow();

        assertThat(server.catalogs.get("shop").get("comment").asText()).isEqualTo("The shop.");
        assertThat(server.schemas.get("shop.silver").get("comment").asText()).isEqualTo("Clean.");
        assertThat(server.tables.get("shop.silver.orders").get("comment").asText())
                .isEqualTo("An order of the shop.");
        assertThat(server.tables.get("shop.silver.orders").get("columns"))
                .extracting(column -> column.path("comment").asText())
                .containsExactly("Number of the order.", "", "Pieces.");
        assertThat(server.client().publish(lake).count(Outcome.UNCHANGED)).isEqualTo(5);
    }

    @Test
    void schemasOfOthersKeepTheirCommentsAndOwnOnesAreUpdated() {
        server.client().publish(lake, "shop").orThrow();
        server.schemas.get("shop.bronze").put("comment", "Old.");
        ((ObjectNode) server.schemas.get("shop.bronze").get("properties")).put("team", "data");
        server.schemas.get("shop.silver").put("comment", "By hand.").remove("properties");

        PublishReport report = server.client().publish(lake, "shop").orThrow();

        assertThat(report.entries())
                .filteredOn(entry -> entry.outcome() == Outcome.UPDATED)
                .extracting(Entry::name)
                .containsExactly("shop.bronze");
        assertThat(server.schemas.get("shop.bronze").get("comment").asText()).startsWith("Raw rows");
        assertThat(server.schemas
                        .get("shop.bronze")
                        .get("properties")
                        .get("team")
                        .asText())
                .isEqualTo("data");
        assertThat(server.schemas.get("shop.silver").get("comment").asText()).isEqualTo("By hand.");
    }

    @Test
    void aPropertyThatIsTooLongForTheServerIsLeftOutAndNamed() {
        record Picky(
                @Check(
                        "length(text) > 0 and text <> 'a long condition that goes on and on and on' and text <> 'a"
                                + " long condition that goes on and on and on again' and text <> 'a long condition"
                                + " that goes on and on and on once more' and text <> 'and still, and still, there is no end of it to be seen'")
                String text) {}
        lake.table(TableRef.gold("picky", Picky.class)).append(List.of(new Picky("x")));

        PublishReport report = server.client().publish(lake, "shop").orThrow();

        assertThat(report.entries().get(6).detail())
                .isEqualTo("without the properties that are longer than 255 characters: lakehouse4j.checks");
        assertThat(server.client().publish(lake, "shop").isComplete()).isTrue();
    }

    @Test
    void aTableThatCannotBeReadDoesNotStopTheOthers() throws IOException {
        Files.writeString(lake.folder("bronze.lines").resolve("_delta_log/00000000000000000000.json"), "not a commit");

        PublishReport report = server.client().publish(lake, "shop");

        assertThat(report.entries().get(2).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.entries().get(2).detail()).contains("lines");
        assertThat(report.entries().get(4).outcome()).isEqualTo(Outcome.CREATED);
    }

    @Test
    void whatLiesInARefusedSchemaFailsAndTheRestGoesOn() {
        server.fail(
                "POST " + FakeUnityServer.API + "/schemas",
                403,
                FakeUnityServer.error("PERMISSION_DENIED", "no CREATE SCHEMA"));

        PublishReport report = server.client().publish(lake, "shop");

        assertThat(outcomes(report))
                .containsExactly(
                        "CATALOG shop CREATED",
                        "SCHEMA shop.bronze FAILED",
                        "TABLE shop.bronze.lines FAILED",
                        "SCHEMA shop.silver CREATED",
                        "TABLE shop.silver.orders CREATED");
        assertThat(report.entries().get(1).detail())
                .isEqualTo("Cannot publish the schema shop.bronze: " + server.uri() + " forbids it (403: no CREATE"
                        + " SCHEMA). Have its administrator grant this user the right to it.");
        assertThat(server.client().publish(lake, "shop").isComplete()).isTrue();
    }

    @Test
    void withoutItsCatalogNothingIsTried() {
        server.fail(
                "POST " + FakeUnityServer.API + "/catalogs",
                403,
                FakeUnityServer.error("PERMISSION_DENIED", "no CREATE CATALOG"));

        PublishReport report = server.client().publish(lake, "shop");

        assertThat(report.count(Outcome.FAILED)).isEqualTo(5);
        assertThat(sent()).containsExactly("GET catalogs/shop", "POST catalogs");
    }

    @Test
    void anAnswerThatIsLostIsNoDuplicate() {
        server.loseAnswer("POST " + FakeUnityServer.API + "/catalogs", 503);
        server.loseAnswer("POST " + FakeUnityServer.API + "/tables", 502);

        PublishReport report = server.client().publish(lake, "shop").orThrow();

        assertThat(report.count(Outcome.CREATED)).isEqualTo(5);
        assertThat(server.tables).hasSize(2);
    }

    @Test
    void aFolderWithBlanksAndLettersOfManyLanguagesIsNamedSoThatItIsFoundAgain() {
        Path odd = folder.resolve("Café 100% #1 ção/lago");
        try (Lakehouse other = Lakehouse.open(odd)) {
            other.table(LINES).append(List.of(new Line("a"), new Line("b")));

            server.client().publish(other, "odd").orThrow();

            String location = server.tables
                    .get("odd.bronze.lines")
                    .get("storage_location")
                    .asText();
            assertThat(location).startsWith("file:///").doesNotContain(" ").endsWith("/lines");
            assertThat(Path.of(java.net.URI.create(location))).isEqualTo(other.folder("bronze.lines"));
            assertThat(server.client().publish(other, "odd").count(Outcome.UNCHANGED))
                    .isEqualTo(3);
            assertThat(server.client().open(other, "odd.bronze.lines").rows(Line.class))
                    .containsExactlyInAnyOrder(new Line("a"), new Line("b"));
        }
    }

    @Test
    void anEmptyLakeIsACatalogWithoutSchemas() {
        try (Lakehouse empty = Lakehouse.open(folder.resolve("empty"))) {
            PublishReport report = server.client().publish(empty).orThrow();

            assertThat(outcomes(report)).containsExactly("CATALOG lakehouse CREATED");
        }
    }
}
