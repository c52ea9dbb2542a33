package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dimension over rows that another system stored has the versions that this library keeps by itself. */
class StoredVersionsTest {

    record Member(
            @Key String id, @Nullable String team, @Key LocalDateTime updatedAt) {}

    record Version(
            @Key long memberKey,
            String id,
            @Nullable String team,
            LocalDateTime validFrom,
            @Nullable LocalDateTime validTo,
            boolean isCurrent) {}

    /** A row as AUTO CDC FROM SNAPSHOT keeps it: from the first snapshot that has it until the first that has it no more. */
    record Stored(
            String id,
            @Nullable String team,
            LocalDateTime updatedAt,
            LocalDateTime startAt,
            @Nullable LocalDateTime endAt) {

        boolean is(Member member, boolean byTime) {
            return id.equals(member.id()) && (!byTime || updatedAt.equals(member.updatedAt()));
        }

        boolean equalsRow(Member member) {
            return java.util.Objects.equals(team, member.team());
        }

        Stored until(LocalDateTime time) {
            return new Stored(id, team, updatedAt, startAt, time);
        }
    }

    private static final TableRef<Silver, Member> MEMBERS = TableRef.silver("members", Member.class);
    private static final TableRef<Gold, Version> VERSIONS = TableRef.gold("dim_members", Version.class);
    private static final TableRef<Gold, Stored> STORED = TableRef.gold("dim_members_versions", Stored.class);
    private static final LocalDateTime START = LocalDateTime.of(2020, 1, 1, 0, 0);

    @TempDir
    Path folder;

    private Lakehouse lake;
    private List<Stored> stored = new ArrayList<>();

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, false",
        "2, false, true",
        "3, true, false",
        "4, false, false",
        "5, false, true",
        "6, true, false"
    })
    void storedRowsGiveTheVersionsThatTheTableKeeps(long seed, boolean changedAt, boolean closes) {
        Random random = new Random(seed);
        UnaryOperator<History> settings = history -> {
            History timed = changedAt ? history.changedAt("updated_at") : history;
            return closes ? timed.closeVanished() : timed;
        };
        Dimension<Version> dimension = Dimension.of(VERSIONS)
                .naturalKey("id")
                .surrogateKey("member_key")
                .reads(MEMBERS)
                .sql("select * from silver.members")
                .type2(settings);
        StarOutline.Versions versions = StarOutline.of(dimension).versions().orElseThrow();
        for (int round = 0; round < 8; round++) {
            LocalDateTime at = START.plusDays(round);
            List<Member> members = IntStream.range(0, 10)
                    .filter(i -> random.nextInt(4) != 0)
                    .mapToObj(i -> new Member("m" + i, random.nextInt(4) == 0 ? null : "team " + random.nextInt(2), at))
                    .toList();
            lake.table(MEMBERS).overwrite(members);
            StarRun.run(lake, StarSchema.of(dimension), at);
            store(members, at, changedAt);
            lake.table(STORED).overwrite(stored);
            String over = versions.over("(select id, team, updated_at, start_at as __START_AT, end_at as __END_AT from"
                    + " gold.dim_members_versions)");
            assertThat(lake.sql(over, Version.class))
                    .as("round " + round)
                    .containsExactlyInAnyOrderElementsOf(StarRun.rows(lake, VERSIONS));
        }
        assertThat(stored).anyMatch(row -> row.endAt() != null);
    }

    private void store(List<Member> members, LocalDateTime at, boolean byTime) {
        List<Stored> next = new ArrayList<>();
        for (Stored row : stored) {
            boolean given = members.stream().anyMatch(member -> row.is(member, byTime) && row.equalsRow(member));
            next.add(row.endAt() == null && !given ? row.until(at) : row);
        }
        for (Member member : members) {
            boolean open = next.stream()
                    .anyMatch(row -> row.endAt() == null && row.is(member, byTime) && row.equalsRow(member));
            if (!open) {
                next.add(new Stored(member.id(), member.team(), member.updatedAt(), at, null));
            }
        }
        stored = next;
    }
}
