package dev.lakehouse4j.spark;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.medallion.quality.Expectation;
import dev.lakehouse4j.medallion.star.Dimension;
import dev.lakehouse4j.medallion.star.StarSchema;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several runs over one lake, on one engine or on both, give what runs on the embedded engine give. */
@Tag("minutes")
class ContinuedOnSparkTest {

    record Member(
            @Key String id,
            @Nullable String team,
            @Decimal(precision = 8, scale = 2) @Nullable BigDecimal rate,
            LocalDateTime changedAt) {}

    record Version(
            @Key long memberKey,
            String id,
            @Nullable String team,
            @Decimal(precision = 8, scale = 2) @Nullable BigDecimal rate,
            LocalDateTime begins,
            @Nullable LocalDateTime ends,
            boolean latest) {}

    record Score(@Key String id, @Nullable String team, double score) {}

    private static final TableRef<Silver, Member> MEMBERS = TableRef.silver("members", Member.class);
    private static final TableRef<Gold, Version> VERSIONS = TableRef.gold("dim_members", Version.class);
    private static final TableRef<Gold, Score> SCORES = TableRef.gold("scores", Score.class);

    @TempDir
    Path folder;

    private static Pipeline pipeline() {
        StarSchema star = StarSchema.of(Dimension.of(VERSIONS)
                .naturalKey("id")
                .surrogateKey("member_key")
                .reads(MEMBERS)
                .sql("select * from silver.members")
                .type2(history -> history.validFrom("begins")
                        .validTo("ends")
                        .current("latest")
                        .changedAt("changed_at")));
        SqlModel<Gold, Score> scores = SqlModel.gold(SCORES)
                .reads(MEMBERS)
                .sql("select id, team, cast(rate as double) / 3 as score from silver.members")
                .expect(Expectation.drop("has_score", "score is not null"))
                .incremental(MEMBERS);
        return Pipeline.builder().star(star).models(List.of(scores)).build();
    }

    private static List<Member> batch(int number) {
        return IntStream.range(0, 40)
                .filter(i -> number == 0 || i % (number + 1) == 0)
                .mapToObj(i -> new Member(
                        "m" + i,
                        i % 7 == 0 ? null : "team " + (i + number) % 3,
                        i % 5 == 0 ? null : BigDecimal.valueOf(100L * i + number, 2),
                        LocalDateTime.of(2020, 1 + number, 1, 0, i)))
                .toList();
    }

    private static Lakehouse open(Path lake, boolean spark) {
        return spark ? Lakehouse.open(lake, SparkEngine.on(LocalSpark.session())) : Lakehouse.open(lake);
    }

    private void run(Path lake, boolean spark, int number) {
        try (Lakehouse open = open(lake, spark)) {
            open.table(MEMBERS).upsert(batch(number));
            RunReport report = pipeline().run(open).orThrow();
            assertThat(report.changedAnything()).isTrue();
        }
    }

    @Test
    void versionsUpsertsAndDroppedRowsAreTheSameWhicheverEngineComputedThem() {
        Path embedded = folder.resolve("embedded");
        Path spark = folder.resolve("spark");
        Path mixed = folder.resolve("mixed");
        for (int number = 0; number < 3; number++) {
            run(embedded, false, number);
            run(spark, true, number);
            run(mixed, number % 2 == 0, number);
        }
        try (Lakehouse expected = Lakehouse.open(embedded)) {
            assertThat(expected.table(VERSIONS).rows()).hasSizeGreaterThan(45);
            for (Path other : List.of(spark, mixed)) {
                try (Lakehouse found = Lakehouse.open(other)) {
                    assertThat(found.tables()).hasSizeGreaterThanOrEqualTo(4);
                    assertThatLake(found).hasSameTablesAs(expected);
                }
            }
        }
    }

    @Test
    void deletesRestoresAndCompactionWorkOnSpark() {
        try (Lakehouse lake = open(folder.resolve("lake"), true)) {
            lake.table(MEMBERS).append(batch(0));
            lake.table(MEMBERS).append(List.of(new Member("x", "team 1", null, LocalDateTime.of(2020, 1, 1, 0, 0))));
            lake.table(MEMBERS).deleteWhere("team = 'team 1'");
            assertThat(lake.table(MEMBERS).rows("team = 'team 1'")).isEmpty();
            lake.table(MEMBERS).optimize();
            assertThat(lake.snapshot("silver.members").files()).hasSize(1);
            long left = lake.table(MEMBERS).count();
            lake.table(MEMBERS).restore(1);
            assertThat(lake.table(MEMBERS).count()).isEqualTo(41).isGreaterThan(left);
        }
    }

    @Test
    void rightsHoldOnSpark() {
        try (Lakehouse lake = open(folder.resolve("lake"), true)) {
            lake.table(MEMBERS).append(batch(0));
            lake.execute("create user ana");
            Lakehouse ana = lake.as(new Principal.User("ana"));
            try (Stream<Member> rows = lake.table(MEMBERS).rows()) {
                assertThat(rows).hasSize(40);
            }
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> ana.query("select * from silver.members"))
                    .isInstanceOf(AccessDeniedException.class);
            lake.execute("grant use on schema silver to user ana");
            lake.execute("grant select on table silver.members to user ana");
            try (var rows = ana.query("select count(*) as n from silver.members where team = 'team 1'")) {
                assertThat(rows.nextBatch()).isTrue();
                assertThat(rows.column(0).getLong(0)).isPositive();
            }
        }
    }

    @Test
    void sparksOwnWritersAndThisLibraryWriteOneTableAtOnce() throws Exception {
        record Line(@Key String id, int number) {}
        TableRef<Silver, Line> lines = TableRef.silver("lines", Line.class);
        Path lake = folder.resolve("lake");
        SparkSession spark = LocalSpark.session();
        int each = 8;
        try (Lakehouse open = Lakehouse.open(lake)) {
            open.table(lines).append(List.of(new Line("first", 0)));
            String table = lake.resolve("silver/lines").toString();
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
                List<Future<?>> writers = new ArrayList<>();
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        spark.sql("select 's" + i + "' as id, " + i + " as number")
                                .write()
                                .format("delta")
                                .mode("append")
                                .save(table);
                    }
                }));
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        open.table(lines).append(List.of(new Line("l" + i, i)));
                    }
                }));
                for (Future<?> writer : writers) {
                    writer.get();
                }
            } finally {
                pool.shutdownNow();
            }
            try (Stream<Line> rows = open.table(lines).rows()) {
                assertThat(rows.map(Line::id)).hasSize(2 * each + 1).doesNotHaveDuplicates();
            }
            assertThat(open.snapshot("silver.lines").version()).isEqualTo(2L * each);
        }
    }
}
