package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of CSV files that come and change, the tables made of them, and what these must hold. */
final class Deliveries {

    /** A row as it stands in a file. */
    record RawParcel(
            @Nullable String id,
            @Nullable String edition,
            @Nullable String weight) {}

    /** A row with its types. */
    record Parcel(@Key String id, long edition, long weight) {}

    /** Sums by edition of a file. */
    record Total(@Key long edition, long parcels, long weight) {}

    static final TableRef<Bronze, RawParcel> RAW = TableRef.bronze("parcels", RawParcel.class);
    static final TableRef<Silver, Parcel> PARCELS = TableRef.silver("parcels", Parcel.class);
    static final TableRef<Silver, Parcel> ADDED = TableRef.silver("parcels_added", Parcel.class);
    static final TableRef<Gold, Total> TOTALS = TableRef.gold("parcel_totals", Total.class);
    static final List<String> TABLES = List.of(
            "bronze.parcels",
            "bronze.parcels_quarantine",
            "silver.parcels",
            "silver.parcels_added",
            "gold.parcel_totals");

    private static final String SELECT =
            "select id, cast(edition as bigint) as edition, cast(weight as bigint) as weight from bronze.parcels";
    private static final int MALFORMED = 11;

    private final Path folder;
    private final Random random;
    private final Map<String, Edition> now = new TreeMap<>();
    private final Set<String> loaded = new TreeSet<>();
    private int editions;

    /** What a file holds, or held before it was changed last. */
    private record Edition(
            int number, int records, @Nullable Edition before) {}

    Deliveries(Path folder, Random random) throws IOException {
        this.folder = folder;
        this.random = random;
        Files.createDirectories(folder);
    }

    static BronzeIngest<RawParcel> ingest(Path folder) {
        return BronzeIngest.into(RAW).from(CsvSource.of(folder));
    }

    static Pipeline pipeline(Path folder) {
        BronzeIngest<RawParcel> ingest = ingest(folder);
        return Pipeline.builder()
                .ingest(List.of(ingest))
                .models(List.of(
                        SqlModel.silver(PARCELS).reads(ingest.table()).sql(SELECT),
                        SqlModel.silver(ADDED).reads(ingest.table()).sql(SELECT).incremental(ingest.table()),
                        SqlModel.gold(TOTALS)
                                .reads(PARCELS)
                                .sql("select edition, count(*) as parcels, cast(sum(weight) as bigint) as weight from"
                                        + " silver.parcels group by edition")))
                .build();
    }

    Path folder() {
        return folder;
    }

    /** Puts one to three files into the folder: new ones, and new editions of old ones. */
    void arrive() throws IOException {
        int files = 1 + random.nextInt(3);
        for (int i = 0; i < files; i++) {
            boolean change = now.size() > 12 || (!now.isEmpty() && random.nextInt(3) == 0);
            String name = change
                    ? List.copyOf(now.keySet()).get(random.nextInt(now.size()))
                    : "parcels-" + (now.size() + 1) + ".csv";
            Edition edition = new Edition(++editions, 20 + random.nextInt(400), now.get(name));
            Files.writeString(folder.resolve(name), text(name, edition));
            now.put(name, edition);
        }
    }

    /** All files are loaded: what they held before counts no more. */
    void loaded() {
        loaded.addAll(now.keySet());
        now.replaceAll((name, edition) -> new Edition(edition.number(), edition.records(), null));
    }

    private static String text(String name, Edition edition) {
        StringBuilder text = new StringBuilder("id,edition,weight\n");
        for (int record = 0; record < edition.records(); record++) {
            text.append(name).append('/').append(record).append(',').append(edition.number());
            text.append(',').append(weight(edition, record));
            text.append(record % MALFORMED == 5 ? ",too,many\n" : "\n");
        }
        return text.toString();
    }

    private static long weight(Edition edition, int record) {
        return (edition.number() * 31L + record * 17L) % 1_000;
    }

    private static int malformed(Edition edition) {
        return (edition.records() + MALFORMED - 6) / MALFORMED;
    }

    /** What one file has in a table: how many rows, and the sum of something over them. */
    private record Share(long edition, long rows, long weight) {}

    private record FileShare(String file, long edition, long rows, long weight) {}

    private static Share share(Edition edition) {
        long weight = 0;
        for (int record = 0; record < edition.records(); record++) {
            weight += record % MALFORMED == 5 ? 0 : weight(edition, record);
        }
        return new Share(edition.number(), edition.records() - malformed(edition), weight);
    }

    /** After a kill: every file has all rows of one edition that it had, or none. */
    void requireWhole(Lakehouse lake) {
        if (!lake.tables().contains(RAW.fullName())) {
            Violation.unless(loaded.isEmpty(), "bronze.parcels is gone; acknowledged are " + loaded);
            return;
        }
        Set<String> lost = new TreeSet<>(loaded);
        for (FileShare found : bronze(lake)) {
            lost.remove(found.file());
            Edition edition = now.get(found.file());
            boolean known = false;
            while (edition != null && !known) {
                Share share = share(edition);
                known = share.equals(new Share(found.edition(), found.rows(), found.weight()));
                edition = edition.before();
            }
            Violation.unless(known, "bronze.parcels has " + found + ", the file is " + now.get(found.file()));
        }
        Violation.unless(lost.isEmpty(), "bronze.parcels has lost " + lost);
    }

    private static List<FileShare> bronze(Lakehouse lake) {
        try (Stream<FileShare> shares = lake.sql(
                "select _source_file as file, cast(edition as bigint) as edition, count(*) as \"rows\","
                        + " cast(sum(cast(weight as bigint)) as bigint) as weight from bronze.parcels group by all",
                FileShare.class)) {
            return shares.toList();
        }
    }

    /** After an undisturbed run: rows of each file = Bronze + quarantine, and all tables follow from the files. */
    void requireLoaded(Lakehouse lake, boolean models) {
        List<FileShare> expected = new ArrayList<>();
        Map<String, Long> quarantined = new TreeMap<>();
        now.forEach((name, edition) -> {
            Share share = share(edition);
            expected.add(new FileShare(name, share.edition(), share.rows(), share.weight()));
            if (malformed(edition) > 0) {
                quarantined.put(name, (long) malformed(edition));
            }
        });
        Violation.unlessEqual("bronze.parcels", new TreeMap<>(byFile(bronze(lake))), new TreeMap<>(byFile(expected)));
        record Bad(String file, long rows) {}
        Map<String, Long> found = new TreeMap<>();
        try (Stream<Bad> rows = lake.sql(
                "select source_file as file, count(*) as \"rows\" from bronze.parcels_quarantine group by all",
                Bad.class)) {
            rows.forEach(row -> found.put(row.file(), row.rows()));
        }
        Violation.unlessEqual("bronze.parcels_quarantine", found, quarantined);
        if (models) {
            requireModels(lake);
        }
    }

    private static Map<String, FileShare> byFile(List<FileShare> shares) {
        Map<String, FileShare> map = new TreeMap<>();
        for (FileShare share : shares) {
            Violation.unless(map.put(share.file(), share) == null, share.file() + " is there in two editions");
        }
        return map;
    }

    private void requireModels(Lakehouse lake) {
        Map<Long, Total> totals = new TreeMap<>();
        now.values().forEach(edition -> {
            Share share = share(edition);
            totals.put(share.edition(), new Total(share.edition(), share.rows(), share.weight()));
        });
        Map<Long, Total> gold = new TreeMap<>();
        try (Stream<Total> rows = lake.table(TOTALS).rows()) {
            rows.forEach(row -> gold.put(row.edition(), row));
        }
        Violation.unlessEqual("gold.parcel_totals", gold, totals);
        for (TableRef<Silver, Parcel> table : List.of(PARCELS, ADDED)) {
            Map<Long, Total> silver = new TreeMap<>();
            try (Stream<Parcel> rows = lake.table(table).rows()) {
                rows.forEach(row -> silver.merge(
                        row.edition(),
                        new Total(row.edition(), 1, row.weight()),
                        (a, b) -> new Total(a.edition(), a.parcels() + b.parcels(), a.weight() + b.weight())));
            }
            Violation.unlessEqual(table.fullName(), silver, totals);
        }
    }
}
