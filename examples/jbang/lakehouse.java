///usr/bin/env jbang "$0" "$@" ; exit $?
//DESCRIPTION A lakehouse in two minutes: CSV to Bronze, Silver and Gold tables with expectations, and a query
//JAVA 17+
//DEPS dev.lakehouse4j:lakehouse-medallion:0.1.0-SNAPSHOT
//DEPS dev.lakehouse4j:lakehouse-notebook:0.1.0-SNAPSHOT
//DEPS info.picocli:picocli:4.7.7
//DEPS org.slf4j:slf4j-nop:2.0.17
//RUNTIME_OPTIONS --add-opens=java.base/java.nio=ALL-UNNAMED

import dev.lakehouse4j.core.*;
import dev.lakehouse4j.core.schema.*;
import dev.lakehouse4j.medallion.ingest.*;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.*;
import dev.lakehouse4j.medallion.quality.Expectation;
import dev.lakehouse4j.notebook.ResultTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.*;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.*;

@Command(name = "lakehouse", mixinStandardHelpOptions = true, description = {
    "Takes CSV files of bike rides (ride_id, station, day, minutes, price) to a Gold table, and queries it.",
    "Start it twice: the second run loads nothing. Copy it and change records and SQL to yours."})
class lakehouse implements Callable<Integer> {

    @Option(names = "--source", paramLabel = "DIR", defaultValue = "rides", description = "Folder of CSV files; sample files are written when it is missing (default: ${DEFAULT-VALUE}).") Path source;
    @Option(names = "--lake", paramLabel = "DIR", defaultValue = "rides-lake", description = "The lake (default: ${DEFAULT-VALUE}).") Path folder;
    @Option(names = "--sql", description = "A query of your own (default: the Gold table).") String sql = "select * from gold.stations order by revenue desc";

    // Bronze: the files as they are.
    record RawRide(@Nullable String rideId, @Nullable String station, @Nullable String day, @Nullable String minutes, @Nullable String price) {}

    // Silver: what a ride is. The record gives the columns, their types, the key and the rules.
    record Ride(@Key String rideId, String station, LocalDate day, @Check("minutes > 0") int minutes, @Decimal(precision = 9, scale = 2) BigDecimal price) {}

    // Gold: what people ask for.
    record Station(@Key String station, long rides, double meanMinutes, @Decimal(precision = 18, scale = 2) BigDecimal revenue) {}

    static final TableRef<Bronze, RawRide> RAW = TableRef.bronze("rides", RawRide.class).plus(AuditColumns.all());
    static final TableRef<Silver, Ride> RIDES = TableRef.silver("rides", Ride.class);
    static final TableRef<Gold, Station> STATIONS = TableRef.gold("stations", Station.class);

    @Override
    public Integer call() throws IOException {
        if (Files.notExists(source)) {
            sample();
        }
        Pipeline pipeline = Pipeline.builder()
                .ingest(List.of(BronzeIngest.into(RAW).from(CsvSource.of(source))))
                .models(List.of(
                        SqlModel.silver(RIDES).reads(RAW)
                                .sql("select ride_id, station, try_cast(day as date) as day, try_cast(minutes as int) as minutes,"
                                        + " try_cast(price as decimal(9, 2)) as price from bronze.rides")
                                .expect(Expectation.drop("day_readable", "day is not null"),
                                        Expectation.drop("has_taken_time", "minutes > 0"),
                                        Expectation.warn("not_all_day", "minutes < 600")),
                        SqlModel.gold(STATIONS).reads(RIDES)
                                .sql("select station, count(*) as rides, avg(minutes) as mean_minutes,"
                                        + " cast(sum(price) as decimal(18, 2)) as revenue from silver.rides group by station")))
                .build();
        try (Lakehouse lake = Lakehouse.open(folder)) {
            System.out.println(pipeline.run(lake).orThrow().summary());
            System.out.println(ResultTable.of(lake, sql));
            if (lake.tables().contains("silver.rides_quarantine")) {
                System.out.println(ResultTable.of(lake, "select * from silver.rides_quarantine").titled("Left out, and why"));
            }
        }
        return 0;
    }

    private void sample() throws IOException {
        Files.createDirectories(source);
        Files.writeString(source.resolve("may.csv"), """
                ride_id,station,day,minutes,price
                r1,Harbour,2024-05-01,12,2.50
                r2,Harbour,2024-05-01,45,6.00
                r3,Station,2024-05-02,8,2.50
                r4,Station,soon,20,3.00
                r5,Park,2024-05-03,-3,0.00
                """);
        Files.writeString(source.resolve("june.csv"), """
                ride_id,station,day,minutes,price
                r6,Park,2024-06-01,640,31.00
                r7,Harbour,2024-06-02,25,4.00
                """);
        System.err.println("Wrote sample files to " + source.toAbsolutePath());
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new lakehouse()).setExecutionExceptionHandler((problem, command, parsed) -> {
            command.getErr().println(problem.getMessage());
            return 1;
        }).execute(arguments));
    }
}
