package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of the command line sees: results on standard output, all else on standard error, and the exit code. */
class CommandLineTest {

    @TempDir
    static Path shared;

    @TempDir
    Path own;

    private static Path lake = Path.of("");
    private static Cli run = new Cli(-1, "", "");

    @BeforeAll
    static void makeALake() {
        lake = shared.resolve("lake");
        run = Cli.call("run", "--lake", lake, "--sample", shared.resolve("sample"), "--scale", "0.005", "--seed", "3");
        run.succeeds();
    }

    @Test
    void everyTableAndColumnHasAComment() {
        List<String> lacking = new ArrayList<>();
        try (Lakehouse opened = Lakehouse.open(lake)) {
            opened.catalog().createUser("reader-of-comments"); // The audit begins with the first change of the catalog.
            List<String> tables = new ArrayList<>(opened.tables());
            tables.addAll(List.of("system.audit", "system.table_lineage", "system.column_lineage"));
            assertThat(tables).hasSizeGreaterThan(40);
            for (String table : tables) {
                TableSchema schema = opened.snapshot(table).schema();
                if (isMissing(schema.comment())) {
                    lacking.add(table);
                }
                schema.columns().stream()
                        .filter(column -> isMissing(column.comment()))
                        .forEach(column -> lacking.add(table + "." + column.name()));
            }
        }
        assertThat(lacking).isEmpty();
    }

    private static boolean isMissing(@Nullable String comment) {
        return comment == null || comment.isBlank();
    }

    @Test
    void runWithoutASourceWritesSampleDataAndSaysWhereTheReportsAre() {
        assertThat(run.err()).startsWith("Writing sample data (scale 0.005, seed 3) to " + shared.resolve("sample"));
        List<String> progress = run.err().lines().skip(1).toList();
        assertThat(progress.subList(0, progress.size() - 2))
                .hasSize(34)
                .allMatch(line -> line.matches("\\[[ \\d]\\d/34] [a-z]+\\.[a-z_]+ +[\\d,]+ rows +[\\d,]+ ms"));
        assertThat(progress).endsWith("Writing the summary ...", "Writing the report ...");
        assertThat(run.out())
                .containsPattern("bronze\\.orders +433 rows  version 0")
                .contains("Done: 34 steps")
                .contains("Executive summary", "Business health", "Recommendations")
                .contains("Look at " + lake.resolve("report/index.html"));
        assertThat(run.out()).containsPattern("summary\\.md.*kpis\\.json.*run\\.json.* are in ");
        assertThat(lake.resolve("report"))
                .isDirectoryContaining("glob:**index.html")
                .isDirectoryContaining("glob:**summary.md")
                .isDirectoryContaining("glob:**run.json")
                .isDirectoryContaining("glob:**kpis.json");
    }

    @Test
    void quietRunsPrintOnlyTheSummary() {
        Cli quiet = Cli.call("run", "--quiet", "--lake", lake, "--source", shared.resolve("sample"));
        assertThat(quiet.succeeds().err()).isEmpty();
        assertThat(quiet.out()).startsWith("Nothing is new: no file to ingest, no table changed.");
    }

    @Test
    void aSummaryThatCannotBeWrittenDoesNotCostTheReport() throws IOException {
        Path summary = lake.resolve("report/summary.pt.md");
        Path report = lake.resolve("report/index.html");
        Files.createDirectories(summary.resolve("in the way"));
        Files.delete(report);
        try {
            Cli again = Cli.call(
                    "run", "--quiet", "--language", "pt", "--lake", lake, "--source", shared.resolve("sample"));
            assertThat(again.code()).isEqualTo(3);
            assertThat(again.err()).contains("the summary is not: Cannot write the summary to");
            assertThat(report).content().contains("<html lang=\"pt-BR\">", "<figure id=\"late-by-state\"");
        } finally {
            Files.delete(summary.resolve("in the way"));
            Files.delete(summary);
        }
    }

    @Test
    void reportWritesOneFileInTheLanguageAskedFor() throws IOException {
        Path file = own.resolve("relatorio.html");
        Cli report = Cli.call("report", "--lake", lake, "--language", "pt", "--out", file);

        assertThat(report.succeeds().out()).contains(file.toString());
        assertThat(Files.readString(file)).contains("<html lang=\"pt-BR\">", "<figure id=\"late-by-state\"");
        assertThat(Cli.call("report", "--lake", lake, "--language", "fr", "--out", file)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void docsWritesTheCatalogAsASite() throws IOException {
        Cli docs = Cli.call("docs", "--lake", lake, "--out", own.resolve("site"), "--title", "Shop", "--rows", "2");
        assertThat(docs.succeeds().out()).contains("The site begins at " + own.resolve("site/index.html"));
        assertThat(Files.readString(own.resolve("site/index.html"))).contains("<title>Shop</title>");
        assertThat(Files.readString(own.resolve("site/tables/gold.fact_orders.html")))
                .contains("data-from=\"silver.orders\" data-to=\"gold.fact_orders\"");
        assertThat(Files.readString(own.resolve("site/tables/silver.orders.html")))
                .contains("order_id_present", "As of version");
        assertThat(Cli.call("docs", "--lake", lake, "--rows", "-1").code()).isEqualTo(2);
    }

    @Test
    void commandsWorkWithTheRightsOfAPrincipal() throws IOException {
        Cli.call("sql", "--lake", lake, "CREATE USER IF NOT EXISTS bea").succeeds();
        String report = Files.readString(lake.resolve("report/index.html"));
        for (List<Object> command : List.<List<Object>>of(
                List.of("report"),
                List.of("summary"),
                List.of("ask", "How many orders were there in March 2018?"),
                List.of("sql", "select count(*) from gold.fact_orders"),
                List.of("run", "--source", shared.resolve("sample")))) {
            List<Object> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--lake", lake, "--as", "user bea"));
            Cli refused = Cli.call(arguments.toArray());
            assertThat(refused.code()).as("%s", command).isNotZero();
            assertThat(refused.err()).as("%s", command).contains("Cannot ", "bea");
        }
        assertThat(Files.readString(lake.resolve("report/index.html"))).isEqualTo(report);
        assertThat(Cli.call("tables", "--lake", lake, "--as", "user bea")
                        .succeeds()
                        .out())
                .contains("no tables that the principal may read");

        Cli.call("sql", "--lake", lake, "GRANT USE, SELECT ON SCHEMA gold TO USER bea")
                .succeeds();
        Path file = own.resolve("bea.html");
        assertThat(Cli.call("report", "--lake", lake, "--as", "user bea").err()).contains("CREATE on schema gold");
        Cli.call("report", "--lake", lake, "--as", "user bea", "--out", file).succeeds();
        assertThat(file).content().contains("<figure id=\"late-by-state\"");
        assertThat(Cli.call("audit", "--lake", lake, "--principal", "user bea")
                        .succeeds()
                        .out())
                .contains("REFUSED", "gold.fact_orders");
        Cli.call("sql", "--lake", lake, "REVOKE ALL PRIVILEGES ON SCHEMA gold FROM USER bea")
                .succeeds();
        Cli.call("sql", "--lake", lake, "DROP USER bea").succeeds();
    }

    @Test
    void theAuditIsShownAsATableOrAsJson() throws IOException {
        Cli none = Cli.call("audit", "--lake", lake, "--principal", "user nobody", "--since", "2018-01-01");
        assertThat(none.succeeds().out()).isEqualTo("The audit holds no such event.\n");
        Cli json = Cli.call("audit", "--lake", lake, "--principal", "user nobody", "--json");
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(json.succeeds().out())
                        .isArray())
                .isTrue();
        assertThat(Cli.call("audit", "--lake", lake, "--since", "yesterday").err())
                .contains("'yesterday' is not a time", "PT2H");
        assertThat(Cli.call("audit", "--lake", lake, "--as", "ana").err())
                .contains("'ana' is not a principal", "\"user ana\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | run,segments,evaluate,tune,train,score,sentiment,summary,ask,report,sql,tables,history,docs,audit,publish,export,lineage,trace,forget,retain,check,--version",
                "run | --source,--lake,--sample,--scale,--seed,--track,--quiet,--memory,--threads",
                "lineage | --up,--down,--direct,--json,--lake,NAME",
                "trace | --json,--lake,TABLE,KEY",
                "sql | --json,--csv,--explain,--lake,--llm-url,--llm-model,--llm-timeout,QUERY",
                "segments | --lake,--as-of,--clusters,--json",
                "evaluate delivery | --train-until,--test-until,--retrain,--candidate,--seed,--alerts,--json,--lake",
                "evaluate sentiment | --lake,--from,--until,--model,--json",
                "train sentiment | --source,--until,--out,--teacher,--seeds,--name,--json",
                "sentiment | --model,--json,TEXT",
                "tune delivery | --train-until,--tune-until,--trials,--candidate,--seed,--dry-run,--lake",
                "score | --order,--json,--lake",
                "report | --lake,--language,--out",
                "tables | --lake",
                "history | --lake,TABLE",
                "docs | --lake,--out,--as,--rows,--title",
                "audit | --lake,--as,--principal,--action,--object,--refused,--since,--limit,--json",
                "publish unity | --lake,--server,--catalog,--replace,--timeout,--json,LAKEHOUSE_UNITY_TOKEN",
                "export databricks | --out,--overwrite,--source,--name,--catalog,--files,--dialect,README.md",
            })
    void helpIsPrintedAtEveryLevel(String command, String mentioned) {
        Cli help = command.isEmpty() ? Cli.call("--help") : Cli.call((Object[]) (command + " --help").split(" "));
        assertThat(help.succeeds().err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: lakehouse").contains(mentioned.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus | 'bogus'",
                "run --bogus | Unknown option: '--bogus'",
                "sql | Missing required parameter: 'QUERY'",
                "history | Missing required parameter: 'TABLE'",
                "sql --json --csv query | mutually exclusive",
                "run --scale x | 'x' is not a double",
                "run --scale 0 | the scale must be above 0 and at most 1000",
                "segments --as-of 2018-13-01 | '2018-13-01' is not a date. Write year, month and day",
                "segments --as-of yesterday | for example 2018-07-01",
                "segments --clusters 0 | at least one is needed",
                "sql --llm-model m ai_gen | names m, and there is no address. Give --llm-url",
                "sql --llm-url http://x/v1 ai_gen | there is no model. Give --llm-model",
                "sql --llm-url nowhere --llm-model m ai_gen | which is no http address",
                "sql --llm-url http://x/v1 --llm-model m --llm-timeout 0 ai_gen | Give more than 0 seconds",
                "tables --memory lots | Write for example 512m or 4g",
                "publish | Say where to publish: unity",
                "publish unity | Missing required option: '--server=URL'",
                "publish unity --server nowhere | it is no address of a server",
                "publish unity --server http://x --timeout 0 | the timeout leaves no time",
                "export | Say for what to export: databricks",
                "export databricks | Missing required option: '--out=DIR'",
                "export databricks --out x --name Shop | Cannot name a bundle 'Shop'",
                "export databricks --out x --dialect snow | There is no dialect snow. Say databricks or spark.",
            })
    void wrongArgumentsGetTheUsageAndExitCode2(String line, String message) {
        Cli wrong = Cli.call((Object[]) line.split(" "));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains(message).contains("Usage: lakehouse");
    }

    @Test
    void noCommandGetsTheUsageAndExitCode2() {
        Cli nothing = Cli.call();
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("Say what to do").contains("history");
    }

    @Test
    void sqlHasAiFunctionsAndSaysWhatALanguageModelNeeds() {
        Cli masked = Cli.call("sql", "--lake", lake, "--csv", "select ai_mask('cpf 529.982.247-25', ['cpf']) as text");
        assertThat(masked.succeeds().out()).isEqualToNormalizingNewlines("text\ncpf [MASKED]\n");

        Cli generated = Cli.call("sql", "--lake", lake, "select ai_gen('x') as text");
        assertThat(generated.code()).isEqualTo(1);
        assertThat(generated.err()).contains("ai_gen").contains("LAKEHOUSE_LLM_URL");

        Cli forecast = Cli.call(
                "sql",
                "--lake",
                lake,
                "--json",
                "select count(*) as n from ai_forecast('select purchased_at::date as d, count(*) as n from silver.orders"
                        + " group by 1', horizon => 3, time_col => 'd', value_col => 'n')");
        assertThat(forecast.succeeds().out()).contains("\"n\":3");
    }

    @Test
    void sqlRunsStatementsOverTheCatalog() {
        assertThat(Cli.call("sql", "--lake", lake, "create user `ana's`")
                        .succeeds()
                        .out())
                .contains("CREATE USER `ana's`");
        Cli.call("sql", "--lake", lake, "GRANT USE, SELECT ON SCHEMA gold TO USER `ana's`")
                .succeeds();
        assertThat(Cli.call("sql", "--csv", "--lake", lake, "SHOW GRANTS TO `ana's`")
                        .succeeds()
                        .out())
                .isEqualToNormalizingNewlines(
                        "principal,privilege,kind,object\nuser ana's,USE,schema,gold\nuser ana's,SELECT,schema,gold\n");
        Cli wrong = Cli.call("sql", "--lake", lake, "GRANT SELECT ON TABLE gold.fact_order TO `ana's`");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("Did you mean gold.fact_orders");
        assertThat(Cli.call("sql", "--explain", "--lake", lake, "SHOW GRANTS").code())
                .isEqualTo(2);
        Cli.call("sql", "--lake", lake, "DROP USER `ana's`").succeeds();
    }

    private static final String VALUES = """
            select * from (values
              (1, 'plain', cast(0.00 as decimal(10, 2)), date '2018-01-31', timestamp '2018-01-31 00:00:00', 0.1e0, true),
              (20, 'é "quoted", two\nlines', cast(1234567.50 as decimal(10, 2)), null, null, null, null),
              (null, '', null, null, null, cast('nan' as double), false)
            ) as t(n, words, amount, day, moment, share, flag)""";

    @Test
    void sqlPrintsATableForPeople() {
        assertThat(Cli.call("sql", "--lake", lake, VALUES).succeeds().out().lines())
                .containsExactly(
                        " n  words                      amount  day         moment               share  flag",
                        "--  ---------------------  ----------  ----------  -------------------  -----  -----",
                        " 1  plain                        0.00  2018-01-31  2018-01-31 00:00:00    0.1  true",
                        "20  é \"quoted\", two⏎lines  1234567.50",
                        "                                                                          NaN  false",
                        "(3 rows)");
    }

    @Test
    void sqlPrintsJsonThatKeepsNumbersNullsAndLineBreaks() {
        JsonNode rows = Cli.sql(lake, VALUES);
        assertThat(rows).hasSize(3);
        // Not from the tree, which would forget the decimals of 0.00.
        assertThat(Cli.call("sql", "--json", "--lake", lake, VALUES).out().lines())
                .startsWith("[", """
                        {"n":1,"words":"plain","amount":0.00,"day":"2018-01-31","moment":"2018-01-31T00:00:00",\
                        "share":0.1,"flag":true}""");
        assertThat(rows.path(1).path("words").asText()).isEqualTo("é \"quoted\", two\nlines");
        assertThat(rows.path(1).path("amount").decimalValue()).isEqualByComparingTo("1234567.5");
        assertThat(rows.path(1).path("day").isNull()).isTrue();
        assertThat(rows.path(2).path("words").asText("?")).isEmpty();
        assertThat(rows.path(2).path("share").asText()).isEqualTo("NaN");
    }

    @Test
    void sqlPrintsCsvThatTellsNullsFromEmptyTexts() {
        assertThat(Cli.call("sql", "--csv", "--lake", lake, VALUES).succeeds().out())
                .isEqualToNormalizingNewlines("""
                        n,words,amount,day,moment,share,flag
                        1,plain,0.00,2018-01-31,2018-01-31T00:00:00,0.1,true
                        20,"é ""quoted"", two
                        lines",1234567.50,,,,
                        ,"",,,,NaN,false
                        """);
    }

    @Test
    void sqlPrintsNestedValuesAndNoRows() {
        assertThat(Cli.sql(lake, "select [1, null] as list, {'a': 'x'} as pair"))
                .hasToString("[{\"list\":[1,null],\"pair\":{\"a\":\"x\"}}]");
        assertThat(Cli.sql(lake, "select 1 as one where false")).isEmpty();
        assertThat(Cli.call("sql", "--csv", "--lake", lake, "select 1 as one where false")
                        .out())
                .isEqualToNormalizingNewlines("one\n");
        assertThat(Cli.call("sql", "--lake", lake, "select 1 as one where false")
                        .out())
                .endsWith(String.format("(0 rows)%n"));
    }

    @Test
    void sqlPrintsTypesThatTablesDoNotHave() {
        assertThat(
                        Cli.sql(
                                lake,
                                "select sum(item_count) > 0 as some, sum(cast(2 as int)) as total, null as nothing,"
                                        + " time '10:00:00' as at from gold.fact_orders where order_id in"
                                        + " (select order_id from gold.fact_orders where item_count > 0 order by order_id limit 3)"))
                .hasToString("[{\"some\":true,\"total\":6,\"nothing\":null,\"at\":\"10:00:00\"}]");
        assertThat(Cli.call(
                                "sql",
                                "--csv",
                                "--lake",
                                lake,
                                "select cast(x as hugeint) as x from range(3) t(x) order by 1 desc")
                        .out())
                .isEqualToNormalizingNewlines("x\n2\n1\n0\n");
    }

    @Test
    void sqlTableLeavesNoControlCharactersForTheTerminal() {
        assertThat(Cli.call("sql", "--lake", lake, "select 'a' || chr(27) || '[2Jb' as x")
                        .out())
                .contains("a·[2Jb")
                .doesNotContain("\u001b");
    }

    @Test
    void sqlShowsThousandRowsAndSaysHowManyThereAre() {
        String query = "select cast(x as int) as x from range(1200) t(x)";
        assertThat(Cli.call("sql", "--lake", lake, query)
                        .succeeds()
                        .out()
                        .lines()
                        .toList())
                .hasSize(1003)
                .last()
                .isEqualTo("… and 200 more rows; use --csv or --json to see all");
        assertThat(Cli.sql(lake, query)).hasSize(1200);
    }

    @Test
    void sqlExplainsWhichFilesAQueryReads() {
        assertThat(Cli.call("sql", "--explain", "--lake", lake, "select count(*) from gold.fact_orders")
                        .succeeds()
                        .out())
                .contains("gold.fact_orders version 0, files: 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select * from gold.fact_order | no such table in | Did you mean gold.fact_orders?",
                "select * from gold.nothing_like_it | Known tables: gold.customer_segments | gold.kpi_state",
                "select price from gold.fact_orders | Referenced column \"price\" not found | select price",
                "select 1; select 2 | it holds 2 statements | Write one SELECT statement",
                "drop table gold.fact_orders | expected USER, GROUP, SERVICE, VIEW or MASK | For example: DROP VIEW",
                "insert into gold.fact_orders values (1) | it is not a SELECT statement | Write one SELECT statement",
                "selct 1 | syntax error at or near \"selct\" | Write one SELECT statement",
                "'' | it holds 0 statements | Write one SELECT statement",
            })
    void wrongQueriesSayWhatToWriteInstead(String query, String why, String remedy) {
        for (String format : List.of("--json", "--csv")) {
            Cli wrong = Cli.call("sql", format, "--lake", lake, query);
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err())
                    .startsWith("lakehouse: Cannot ")
                    .contains(why)
                    .contains(remedy)
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void errorsShowTheirStackTraceOnRequest() {
        Cli wrong = Cli.call("sql", "--stacktrace", "--lake", lake, "select * from gold.fact_order");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("TableNotFoundException").contains("\tat dev.lakehouse4j.core");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tables", "sql", "history"})
    void aFolderThatIsNoLakeIsNamed(String command) throws IOException {
        Path file = Files.writeString(own.resolve("file"), "x");
        Path other = Files.createDirectory(own.resolve("other"));
        Map<Path, String> reasons = Map.of(
                own.resolve("missing"), "no such folder", file, "it is a file", other, "the folder is not a lake");
        reasons.forEach((folder, reason) -> {
            Cli wrong = command.equals("tables")
                    ? Cli.call(command, "--lake", folder)
                    : Cli.call(command, "--lake", folder, command.equals("sql") ? "select 1" : "gold.fact_orders");
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err()).contains("Cannot open the lake " + folder).contains(reason);
        });
        assertThat(own.resolve("missing")).doesNotExist();
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void lineageShowsWhatDependsOnAColumn() {
        String text = Cli.call("lineage", "--lake", lake, "--down", "silver.order_items.price")
                .succeeds()
                .out();
        assertThat(text)
                .contains("What depends on silver.order_items.price")
                .contains("gold.fact_orders.item_revenue  (aggregation")
                .contains("reports.kpis.item_revenue")
                .doesNotContain("gold.fact_orders.freight ");
        assertThat(Cli.call("lineage", "--lake", lake, "--up", "--json", "gold.fact_orders.order_id")
                        .succeeds()
                        .out())
                .contains("\"table\" : \"files.olist_orders_dataset.csv\"");
        Cli wrong = Cli.call("lineage", "--lake", lake, "gold.fact_orders.nix");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("gold.fact_orders has no column nix");
    }

    @Test
    void traceLeadsFromGoldToALineOfAFile() {
        String order = Cli.call("sql", "--lake", lake, "--csv", "select min(order_id) as o from gold.fact_orders")
                .succeeds()
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(Cli.call("trace", "--lake", lake, "gold.fact_orders", order)
                        .succeeds()
                        .out())
                .contains("silver.orders version 0: 1 row")
                .containsPattern("olist_orders_dataset\\.csv, line \\d+ \\(record \\d+\\)");
        for (String table : List.of("gold.delivery_predictions", "gold.customer_segments")) {
            String key = Cli.call("sql", "--lake", lake, "--csv", "select min(" + key(table) + ") as k from " + table)
                    .succeeds()
                    .out()
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElse("");
            if (!key.isEmpty()) {
                assertThat(Cli.call("trace", "--lake", lake, "--json", table, key)
                                .succeeds()
                                .out())
                        .contains("\"table\" : \"bronze.orders\"");
            }
        }
        Cli wrong = Cli.call("trace", "--lake", lake, "gold.fact_orders", "nix");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("no row of gold.fact_orders has");
    }

    private static String key(String table) {
        return table.equals("gold.customer_segments") ? "customer_unique_id" : "order_id";
    }

    @Test
    void tablesListsEveryTableInColumns() {
        List<String> lines =
                Cli.call("tables", "--lake", lake).succeeds().out().lines().toList();
        assertThat(lines.get(0)).matches("table +rows +size +files +columns +version +what a row is");
        assertThat(lines).anyMatch(line -> line.matches("bronze\\.orders +433 +\\d+ kB +1 +13 +0 +One order of .*"));
        assertThat(lines).anyMatch(line -> line.matches("gold\\.dim_date +[\\d,]+ +\\d+ kB +1 +10 +0 +Days of .*"));
        int end = lines.get(0).indexOf("rows") + "rows".length();
        assertThat(lines).allMatch(line -> line.charAt(end - 1) != ' ' && line.charAt(end) == ' ');
    }

    @Test
    void historyShowsTheVersionsOfATable() {
        List<String> lines = Cli.call("history", "--lake", lake, "gold.fact_orders")
                .succeeds()
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("version +time +operation +rows written +files +details");
        assertThat(lines.get(1))
                .matches(" +0 +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ +OVERWRITE +433 +\\+1 -0 +.*");

        Cli wrong = Cli.call("history", "--lake", lake, "gold.fact_ordrs");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("Did you mean gold.fact_orders?");
    }

    @Test
    void checkReadsEveryFileOfTheTables() {
        List<String> lines = Cli.call("check", "--lake", lake, "gold.fact_orders", "bronze.orders")
                .succeeds()
                .out()
                .lines()
                .toList();
        assertThat(lines.get(0)).matches("table +data files +without checksum +log files +bytes +result");
        assertThat(lines.subList(1, 3)).allMatch(line -> line.matches("(gold|bronze)\\.\\w+ +1 +0 +1 +[\\d,]+ +sound"));
    }

    @Test
    void aSourceWithoutFilesStopsTheRunBeforeALakeIsMade() throws IOException {
        Path file = Files.writeString(own.resolve("file"), "x");
        Path empty = Files.createDirectory(own.resolve("empty"));
        Map<Path, String> reasons = Map.of(
                own.resolve("missing"), "there is no such folder", file, "it is not a folder", empty, "is in it");
        reasons.forEach((source, reason) -> {
            Cli wrong = Cli.runJob(source, own.resolve("lake"));
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err())
                    .startsWith("lakehouse: Cannot run over " + source)
                    .contains(reason)
                    .contains("olist_orders_dataset.csv");
            assertThat(wrong.err().lines()).hasSize(1);
        });
        assertThat(own.resolve("lake")).doesNotExist();
    }

    @Test
    void aLakeInAFolderOfOtherThingsIsRefused() throws IOException {
        Files.writeString(own.resolve("notes.txt"), "x");
        Cli wrong = Cli.runJob(shared.resolve("sample"), own);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("the folder holds other things");
    }

    @Test
    void aMissingFileBlocksWhatNeedsItAndNothingElse() throws IOException {
        Path source = own.resolve("source");
        Path target = own.resolve("lake");
        SampleData.settings().scale(0.003).write(source);
        Path products = source.resolve("olist_products_dataset.csv");
        byte[] content = Files.readAllBytes(products);
        Files.delete(products);
        // A row with too many columns, and one with too few.
        Path payments = source.resolve("olist_order_payments_dataset.csv");
        long records = Files.readAllLines(payments).size() - 1L;
        Files.writeString(payments, """
                "00000000000000000000000000000001",1,voucher,1,1.00,one,two
                "00000000000000000000000000000002",1,voucher,1
                """, StandardOpenOption.APPEND);

        Cli incomplete = Cli.runJob(source, target);
        assertThat(incomplete.code()).isEqualTo(LakehouseCommand.NOT_COMPLETE);
        assertThat(incomplete.err()).containsPattern("bronze\\.products +missing");
        assertThat(incomplete.out())
                .containsPattern("bronze\\.products +MISSING: Cannot find the source .*olist_products_dataset")
                .containsPattern("gold\\.fact_sales +BLOCKED: It reads gold\\.dim_products")
                .containsPattern("gold\\.fact_orders +[\\d,]+ rows")
                .containsPattern("bronze\\.payments +" + records + " rows .* 2 quarantined")
                .contains("Not complete: ")
                .contains("2 rows quarantined");
        assertThat(Cli.report(target, "run.json").path("succeeded").asBoolean()).isFalse();
        for (String table : List.of("silver.products", "gold.dim_products", "gold.fact_sales", "gold.kpi_category")) {
            assertThat(Cli.step(target, table).path("status").asText())
                    .as(table)
                    .isEqualTo("blocked");
        }
        assertThat(Cli.step(target, "bronze.products").path("status").asText()).isEqualTo("missing");
        JsonNode paid = Cli.step(target, "bronze.payments");
        assertThat(Arrays.asList(
                        paid.path("rowsIn").asLong(),
                        paid.path("rowsOut").asLong(),
                        paid.path("rowsQuarantined").asLong()))
                .containsExactly(records + 2, records, 2L);
        assertThat(Cli.sql(target, "select source_row, raw_text, reason from bronze.payments_quarantine order by 1"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.path("raw_text").asText()).startsWith("\"0000000000"));
        // Figures whose tables are there are computed all the same.
        assertThat(Cli.report(target, "kpis.json"))
                .extracting(kpi -> kpi.path("name").asText())
                .contains("orders", "item_revenue")
                .doesNotContain("items", "top_categories");

        Files.write(products, content);
        Cli complete = Cli.runJob(source, target).succeeds();
        assertThat(complete.out())
                .containsPattern("gold\\.fact_sales +[\\d,]+ rows")
                .contains("Done: ");
        assertThat(Cli.report(target, "kpis.json"))
                .extracting(kpi -> kpi.path("name").asText())
                .contains("items", "top_categories");
    }
}
