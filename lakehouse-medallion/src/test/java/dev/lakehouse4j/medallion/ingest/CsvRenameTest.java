package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers that are not those of the record. */
class CsvRenameTest {

    record Sale(@Nullable String customer, @Nullable String day) {}

    private static final TableRef<Bronze, Sale> SALES = TableRef.bronze("sales", Sale.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private BronzeIngest<Sale> ingest(String text, CsvFormat format) throws IOException {
        Path file = Files.writeString(folder.resolve("sales.csv"), text);
        return BronzeIngest.into(SALES).from(CsvSource.of(file).format(format));
    }

    @Test
    void columnsAreReadUnderTheirNewNames() throws IOException {
        CsvFormat format = CsvFormat.standard().rename("Kunden-Nr.", "customer").rename("kaufdatum", "day");
        ingest("Kunden-Nr.,Kaufdatum\nana,2024-05-01\n", format).run(lake);
        assertThat(lake.table(SALES).rows()).containsExactly(new Sale("ana", "2024-05-01"));
    }

    @Test
    void anotherColumnOfTheNewNameDoesNotTakeItsPlace() throws IOException {
        CsvFormat format = CsvFormat.standard().rename("bought on", "day");
        BronzeIngest<Sale> ingest = ingest("customer,Day,bought on\nana,1999-01-01,2024-05-01\n", format);
        ingest.run(lake);
        assertThat(lake.table(SALES).rows()).containsExactly(new Sale("ana", "2024-05-01"));

        record Rescued(@Nullable String rescuedData) {}
        assertThat(lake.sql("select _rescued_data as rescued_data from bronze.sales", Rescued.class))
                .containsExactly(new Rescued("{\"Day_original\":\"1999-01-01\"}"));
    }

    @Test
    void aRecordIsFoundAgainInItsFile() throws IOException {
        CsvFormat format = CsvFormat.standard().rename("who", "customer");
        BronzeIngest<Sale> ingest = ingest("who,day\nana,2024-05-01\nbia,2024-05-02\n", format);
        ingest.run(lake);
        SourceColumns columns = ingest.sourceColumns().get(0);
        String batch = ContentHash.of(folder.resolve("sales.csv")).batchId("sales.csv");
        assertThat(SourceColumns.find(folder.resolve("sales.csv"), "sales.csv", columns.format(), batch, 2))
                .hasValueSatisfying(place -> assertThat(place.text()).isEqualTo("bia,2024-05-02"));
    }

    @Test
    void aHeaderWithoutTheColumnIsRefused() throws IOException {
        BronzeIngest<Sale> ingest =
                ingest("customer,dat\nana,2024-05-01\n", CsvFormat.standard().rename("date", "day"));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> ingest.run(lake))
                .withMessageContaining("Cannot find the column \"date\" in the header of")
                .withMessageContaining("Did you mean dat?");
        assertThat(lake.table(SALES).exists()).isFalse();
    }

    @Test
    void namesThatCannotBeToldApartAreRefused() throws IOException {
        CsvFormat format = CsvFormat.standard().rename("a", "customer");
        assertThatIllegalArgumentException().isThrownBy(() -> format.rename("b", "customer"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CsvFormat(
                        ',', '"', StandardCharsets.UTF_8, false, java.util.List.of("x"), format.renames(), 100));
        BronzeIngest<Sale> twice = ingest("A\nana\n", format.rename("A", "day"));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> twice.run(lake))
                .withMessageContaining("two names");
    }

    @Test
    void otherSettingsKeepTheRenames() {
        CsvFormat format = CsvFormat.standard().rename("a", "b");
        assertThat(format.delimiter(';')
                        .quote('\'')
                        .charset(StandardCharsets.ISO_8859_1)
                        .maxRecordBytes(100)
                        .withHeader()
                        .renames())
                .containsEntry("a", "b");
        assertThat(format.withoutHeader("x").renames()).isEmpty();
    }
}
