///usr/bin/env jbang "$0" "$@" ; exit $?
//DESCRIPTION Customer segments (recency, frequency, monetary value) of any CSV file of purchases
//JAVA 17+
//DEPS dev.lakehouse4j:lakehouse-ml:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-notebook:0.1.0-SNAPSHOT
//DEPS info.picocli:picocli:4.7.7
//DEPS org.slf4j:slf4j-nop:2.0.17
//RUNTIME_OPTIONS --add-opens=java.base/java.nio=ALL-UNNAMED

import dev.lakehouse4j.core.*;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.medallion.ingest.*;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.*;
import dev.lakehouse4j.medallion.quality.Expectation;
import dev.lakehouse4j.ml.rfm.*;
import dev.lakehouse4j.notebook.ResultTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.*;
import java.time.LocalDate;
import java.util.*;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.*;

@Command(name = "segments", mixinStandardHelpOptions = true, description = {
    "Sorts customers into segments by how recently, how often and for how much they bought.",
    "Needs a CSV file with a customer, a day and an amount per purchase; without one it makes up purchases."})
class segments implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "CSV file, also .gz, .zip, .zst.") Path file;
    @Option(names = "--customer", defaultValue = "customer", description = "Column of the customer (default: ${DEFAULT-VALUE}).") String customer;
    @Option(names = "--date", defaultValue = "date", description = "Column of the day (default: ${DEFAULT-VALUE}).") String date;
    @Option(names = "--amount", defaultValue = "amount", description = "Column of the amount (default: ${DEFAULT-VALUE}).") String amount;
    @Option(names = "--delimiter", defaultValue = ",", description = "Between two fields (default: '${DEFAULT-VALUE}').") char delimiter;
    @Option(names = "--date-format", defaultValue = "%Y-%m-%d", description = "How days are written, such as %%d.%%m.%%Y (default: 2024-01-31).") String dateFormat;
    @Option(names = "--decimal-comma", description = "Amounts are written as 1.234,56.") boolean decimalComma;
    @Option(names = "--as-of", description = "Purchases before this day count (default: the day after the last).") LocalDate asOf;
    @Option(names = "--csv", paramLabel = "FILE", description = "Writes a line per customer.") Path csv;
    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with chart and table.") Path html;

    record RawPurchase(@Nullable String customer, @Nullable String day, @Nullable String amount) {}

    record Purchase(String customer, LocalDate day, @Decimal(precision = 18, scale = 2) BigDecimal amount) {}

    static final TableRef<Bronze, RawPurchase> RAW = TableRef.bronze("purchases", RawPurchase.class).plus(AuditColumns.all());
    static final TableRef<Silver, Purchase> PURCHASES = TableRef.silver("purchases", Purchase.class);

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("segments");
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            RunReport run = pipeline(file == null ? sample(folder.resolve("purchases.csv")) : file).run(lake).orThrow();
            Rfm rfm = Rfm.over(PURCHASES).customer(Purchase::customer).time(Purchase::day).amount(Purchase::amount);
            RfmResult result = (asOf == null ? rfm : rfm.asOf(asOf)).segment(lake);

            ResultTable table = ResultTable.of(SegmentProfile.class, result.segments())
                    .select("name", "customers", "share_of_customers", "revenue", "share_of_revenue",
                            "mean_recency_days", "mean_frequency", "mean_monetary")
                    .format("customers", "#,##0").format("revenue", "#,##0.00").format("mean_monetary", "#,##0.00")
                    .format("share_of_customers", "0.0 %").format("share_of_revenue", "0.0 %")
                    .format("mean_recency_days", "0").format("mean_frequency", "0.00")
                    .titled(String.format(Locale.ROOT, "%,d customers as of %s", result.size(), result.asOf()));
            System.out.print(table);
            result.notes().forEach(note -> System.out.println("Note: " + note));
            long refused = run.steps().stream().mapToLong(StepReport::rowsQuarantined).sum();
            if (refused > 0) {
                System.out.printf(Locale.ROOT, "Note: %,d lines have no customer, no day or no amount that can be read, and are left out.%n", refused);
            }
            if (csv != null) {
                System.out.println("Wrote " + ResultTable.of(CustomerSegment.class, result.rows().toList()).write(csv));
            }
            if (html != null) {
                String chart = table.bars("name", "share_of_customers", "share_of_revenue").titled("Share of customers and of revenue").html();
                Files.writeString(html, "<!DOCTYPE html><meta charset=\"utf-8\"><title>Customer segments</title>\n" + chart + table.html());
                System.out.println("Wrote " + html);
            }
            return 0;
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private Pipeline pipeline(Path source) {
        CsvFormat format = CsvFormat.standard().delimiter(delimiter)
                .rename(customer, "customer").rename(date, "day").rename(amount, "amount");
        String number = decimalComma ? "replace(replace(amount, '.', ''), ',', '.')" : "amount";
        return Pipeline.builder()
                .ingest(List.of(BronzeIngest.into(RAW).from(CsvSource.of(source).format(format))))
                .models(List.of(SqlModel.silver(PURCHASES).reads(RAW)
                        // The day may have a time behind it.
                        .sql("select nullif(trim(customer), '') as customer, cast(coalesce(try_strptime(day, '"
                                + dateFormat.replace("'", "''") + "'), try_cast(day as timestamp)) as date) as day, try_cast("
                                + number + " as decimal(18, 2)) as amount from bronze.purchases")
                        .expect(Expectation.drop("customer_known", "customer is not null"),
                                Expectation.drop("day_readable", "day is not null"),
                                Expectation.drop("amount_readable", "amount is not null"))))
                .build();
    }

    /** Two years of 500 customers, most of whom buy once. */
    private static Path sample(Path target) throws IOException {
        Random random = new Random(42);
        StringBuilder lines = new StringBuilder("customer,date,amount\n");
        for (int i = 1; i <= 500; i++) {
            int purchases = random.nextInt(10) < 7 ? 1 : 1 + random.nextInt(8);
            for (int n = 0; n < purchases; n++) {
                lines.append("customer-%03d,%s,%.2f%n".formatted(i, LocalDate.of(2023, 1, 1).plusDays(random.nextInt(730)),
                        Math.exp(3.5 + random.nextGaussian())).replace("\r", ""));
            }
        }
        System.err.println("No file given: these are made-up purchases. See --help.");
        return Files.writeString(target, lines);
    }

    public static void main(String... arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new segments()).setExecutionExceptionHandler((problem, command, parsed) -> {
            command.getErr().println(problem.getMessage());
            return 1;
        }).execute(arguments));
    }
}
