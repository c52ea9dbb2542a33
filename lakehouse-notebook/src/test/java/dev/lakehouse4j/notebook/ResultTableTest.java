package dev.lakehouse4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Decimal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {

    record Sale(
            int id,
            @Nullable String note,
            @Decimal(precision = 10, scale = 2) BigDecimal price,
            double share,
            @Nullable LocalDateTime soldAt) {}

    private static final TableRef<Silver, Sale> SALES = TableRef.silver("sales", Sale.class);

    private static final ResultTable TABLE = ResultTable.of(
            Sale.class,
            List.of(
                    new Sale(
                            1, "a,\"b\"\n<c>", new BigDecimal("1234.50"), 0.123456, LocalDateTime.of(2024, 5, 1, 9, 0)),
                    new Sale(2, null, new BigDecimal("-3.00"), 1e-9, null),
                    new Sale(3, "", new BigDecimal("0.00"), Double.NaN, null)));

    @TempDir
    Path folder;

    @Test
    void aQueryAndRecordsGiveTheSameRows() {
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            lake.table(SALES)
                    .append(List.of(
                            new Sale(7, "x", new BigDecimal("2.50"), 0.5, LocalDateTime.of(2024, 5, 1, 9, 30))));
            ResultTable queried = ResultTable.of(lake, "select * from silver.sales");
            ResultTable recorded =
                    ResultTable.of(Sale.class, lake.table(SALES).rows().toList());

            assertThat(queried.columns()).containsExactly("id", "note", "price", "share", "sold_at");
            assertThat(queried.rows()).isEqualTo(recorded.rows()).hasSize(1);
            assertThat(queried.csv()).isEqualTo(recorded.csv());
        }
    }

    @Test
    void textAlignsNumbersAndKeepsARowOnALine() {
        List<String> lines = TABLE.text().lines().toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(2)).isEqualTo(" 1  a,\"b\"⏎<c>  1234.50   0.1235  2024-05-01 09:00:00");
        assertThat(lines.get(3)).isEqualTo(" 2               -3.00  1.0e-09");
        assertThat(lines.get(4)).isEqualTo(" 3                0.00      NaN");
        assertThat(lines.get(5)).isEqualTo("(3 rows)");
        assertThat(TABLE.titled("Sales").format("share", "0.0 %"))
                .hasToString(TABLE.titled("Sales").format("share", "0.0 %").text());
        assertThat(TABLE.titled("Sales").format("share", "0.0 %").text())
                .startsWith("Sales\n\nid")
                .contains("12.3 %");
    }

    @Test
    void csvKeepsValuesAsTheyAreAndTellsNullFromEmpty() {
        assertThat(TABLE.format("price", "#,##0").csv()).isEqualTo("""
                id,note,price,share,sold_at
                1,"a,""b""
                <c>",1234.50,0.123456,2024-05-01T09:00:00
                2,,-3.00,1.0E-9,
                3,"",0.00,NaN,
                """);
    }

    @Test
    void jsonIsReadByOthers() throws IOException {
        JsonNode array = new ObjectMapper().readTree(TABLE.json());
        assertThat(array).hasSize(3);
        assertThat(array.get(0).get("note").asText()).isEqualTo("a,\"b\"\n<c>");
        assertThat(array.get(0).get("price").decimalValue()).isEqualByComparingTo("1234.50");
        assertThat(array.get(0).get("sold_at").asText()).isEqualTo("2024-05-01T09:00:00");
        assertThat(array.get(1).get("note").isNull()).isTrue();
        assertThat(array.get(2).get("share").asText()).isEqualTo("NaN");

        record Odd(String text, List<Integer> list) {}
        JsonNode odd = new ObjectMapper()
                .readTree(ResultTable.of(Odd.class, List.of(new Odd("\u0001\\\t😀", List.of(1, 2))))
                        .json());
        assertThat(odd.get(0).get("text").asText()).isEqualTo("\u0001\\\t😀");
        assertThat(odd.get(0).get("list")).hasSize(2);
    }

    @Test
    void htmlEscapesWhatTheDataHolds() {
        String html = TABLE.titled("<script>alert(1)</script>").html();
        assertThat(html)
                .doesNotContain("<script>")
                .doesNotContain("<c>")
                .contains("<caption>&lt;script&gt;alert(1)&lt;/script&gt;</caption>")
                .contains("<td class=\"number\">1234.50</td>")
                .contains("<th scope=\"col\">sold at</th>");
    }

    @Test
    void longResultsAreCutForReadersAndWholeInFiles() {
        record Counted(int number) {}
        ResultTable many = ResultTable.of(
                Counted.class, IntStream.range(0, 1_500).mapToObj(Counted::new).toList());
        assertThat(many.html()).contains("<td class=\"number\">99</td>").contains("… and 1,400 more rows");
        assertThat(many.html()).doesNotContain("<td class=\"number\">100</td>");
        assertThat(many.text()).endsWith("… and 500 more rows\n");
        assertThat(many.csv().lines()).hasSize(1_501);
        assertThat(many.head(2).size()).isEqualTo(2);
        assertThat(many.head(9_999).size()).isEqualTo(1_500);
    }

    @Test
    void anEmptyResultSaysSo() {
        ResultTable empty = ResultTable.of(Sale.class, List.of());
        assertThat(empty.html()).contains("(no rows)");
        assertThat(empty.text()).endsWith("(0 rows)\n");
        assertThat(empty.json()).isEqualTo("[\n]\n");
        assertThat(empty.bars("id", "price").svg()).startsWith("<svg");
        assertThat(empty.lines("id", "price").svg()).startsWith("<svg");
    }

    @Test
    void numbersDoNotFollowTheMachinesLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(TABLE.format("price", "#,##0.00").text()).contains("1,234.50");
            assertThat(TABLE.bars("id", "price").svg()).contains("1,235").doesNotContain("\"0,0\"");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void wrongNamesAreAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TABLE.select("id", "prise"))
                .withMessage("Cannot find the column prise. Did you mean price?");
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.format("nothing_like_it", "0"));
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.format("price", "0.0.0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TABLE.bars("id", "note"))
                .withMessageContaining("holds a,\"b\"")
                .withMessageContaining("Cast it in the query");
        assertThat(TABLE.select("price", "id").columns()).containsExactly("price", "id");
        assertThat(TABLE.select("price", "id").rows().get(1)).containsExactly(new BigDecimal("-3.00"), 2);
    }

    @Test
    void theNameOfAFileSaysHowItIsWritten() throws IOException {
        assertThat(Files.readString(TABLE.write(folder.resolve("a.csv")))).isEqualTo(TABLE.csv());
        assertThat(Files.readString(TABLE.write(folder.resolve("a.json")))).isEqualTo(TABLE.json());
        assertThat(Files.readString(TABLE.write(folder.resolve("a.txt")))).isEqualTo(TABLE.text());
        assertThat(Files.readString(TABLE.write(folder.resolve("a.html"))))
                .startsWith("<!DOCTYPE html>")
                .contains(TABLE.html());
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.write(folder.resolve("a.xlsx")));
    }
}
