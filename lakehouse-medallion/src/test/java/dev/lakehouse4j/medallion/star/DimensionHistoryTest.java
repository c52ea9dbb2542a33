package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of members, against a reference that keeps them in maps. */
class DimensionHistoryTest {

    record Member(
            @Key String id,
            @Nullable String team,
            @Decimal(precision = 8, scale = 2) @Nullable BigDecimal rate,
            @Key LocalDateTime updatedAt) {}

    record Version(
            @Key long memberKey,
            String id,
            @Nullable String team,
            @Decimal(precision = 8, scale = 2) @Nullable BigDecimal rate,
            LocalDateTime begins,
            @Nullable LocalDateTime ends,
            boolean latest) {}

    /** What a member is like from some time on; null stands for: it is gone. */
    record State(@Nullable String team, @Nullable BigDecimal rate) {}

    private static final TableRef<Silver, Member> MEMBERS = TableRef.silver("members", Member.class);
    private static final TableRef<Gold, Version> VERSIONS = TableRef.gold("dim_members", Version.class);
    private static final LocalDateTime BEGINNING = LocalDateTime.of(1900, 1, 1, 0, 0);
    private static final LocalDateTime START = LocalDateTime.of(2020, 1, 1, 0, 0);

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

    private static StarSchema star(UnaryOperator<History> settings) {
        return StarSchema.of(Dimension.of(VERSIONS)
                .naturalKey("id")
                .surrogateKey("member_key")
                .reads(MEMBERS)
                .sql("select * from silver.members")
                .type2(history -> settings.apply(
                        history.validFrom("begins").validTo("ends").current("latest"))));
    }

    private Collection<Version> run(UnaryOperator<History> settings, LocalDateTime at, Collection<Member> members) {
        lake.table(MEMBERS).overwrite(members);
        assertThat(StarRun.run(lake, star(settings), at).counts()).isEmpty();
        return StarRun.rows(lake, VERSIONS).stream()
                .filter(version -> version.memberKey() != -1)
                .toList();
    }

    /** Events per member in time; a null state is an end. */
    private static final class Reference {

        private final Map<String, TreeMap<LocalDateTime, State>> events = new HashMap<>();

        void put(String id, LocalDateTime time, @Nullable State state) {
            events.computeIfAbsent(id, any -> new TreeMap<>()).put(time, state);
        }

        /** Forgets events that repeat the one before, as the table does after each run. */
        void collapse() {
            for (TreeMap<LocalDateTime, State> times : events.values()) {
                State before = null;
                for (LocalDateTime time : List.copyOf(times.keySet())) {
                    State state = times.get(time);
                    if (!time.equals(times.firstKey()) && Objects.equals(state, before)) {
                        times.remove(time);
                    }
                    before = state;
                }
            }
        }

        List<Version> versions() {
            List<Version> versions = new ArrayList<>();
            events.forEach((id, times) -> times.forEach((time, state) -> {
                if (state != null) {
                    LocalDateTime end = times.higherKey(time);
                    String text = time.toString().replace('T', ' ') + (time.getSecond() == 0 ? ":00" : "");
                    versions.add(new Version(
                            JavaKeys.surrogateKey(id, text), id, state.team(), state.rate(), time, end, end == null));
                }
            }));
            return versions;
        }
    }

    private static State state(Random random) {
        return new State(
                random.nextInt(4) == 0 ? null : "team " + random.nextInt(2),
                random.nextInt(3) == 0 ? null : BigDecimal.valueOf(random.nextInt(2) * 150L, 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void changesInAnyOrderAreLaidOutInTime(long seed) {
        Random random = new Random(seed);
        Reference reference = new Reference();
        for (int round = 0; round < 6; round++) {
            Map<List<Object>, Member> members = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                String id = "m" + random.nextInt(12);
                LocalDateTime time = START.plusHours(random.nextInt(30));
                State state = state(random);
                members.put(List.of(id, time), new Member(id, state.team(), state.rate(), time));
            }
            members.values()
                    .forEach(member ->
                            reference.put(member.id(), member.updatedAt(), new State(member.team(), member.rate())));
            reference.collapse();
            assertThat(run(history -> history.changedAt("updated_at"), START.plusYears(1), members.values()))
                    .containsExactlyInAnyOrderElementsOf(reference.versions());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void changesThatComeInOrderGiveTheSameAsTheFullHistoryAtOnce(long seed) {
        Random random = new Random(seed);
        List<Member> all = new ArrayList<>();
        Collection<Version> versions = List.of();
        for (int round = 0; round < 6; round++) {
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                State state = state(random);
                members.add(new Member(
                        "m" + random.nextInt(5), state.team(), state.rate(), START.plusHours(10 * round + i)));
            }
            all.addAll(members);
            versions = run(history -> history.changedAt("updated_at"), START, members);
        }
        try (Lakehouse other = Lakehouse.open(folder.resolve("other"))) {
            other.table(MEMBERS).append(all);
            StarRun.run(other, star(history -> history.changedAt("updated_at")));
            assertThat(StarRun.rows(other, VERSIONS).stream().filter(version -> version.memberKey() != -1))
                    .containsExactlyInAnyOrderElementsOf(versions);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10})
    void withoutTimesOfChangeTheTimeOfTheRunCounts(long seed) {
        Random random = new Random(seed);
        boolean close = seed % 2 == 0;
        Reference reference = new Reference();
        for (int round = 0; round < 8; round++) {
            LocalDateTime at = START.plusDays(round);
            List<Member> members = Stream.iterate(0, i -> i + 1)
                    .limit(10)
                    .filter(i -> random.nextInt(4) != 0)
                    .map(i -> {
                        State state = state(random);
                        return new Member("m" + i, state.team(), state.rate(), START);
                    })
                    .toList();
            List<String> seen = members.stream().map(Member::id).toList();
            for (Member member : members) {
                boolean isNew = !reference.events.containsKey(member.id());
                reference.put(member.id(), isNew ? BEGINNING : at, new State(member.team(), member.rate()));
            }
            if (close) {
                reference.events.forEach((id, times) -> {
                    if (!seen.contains(id)) {
                        times.put(at, null);
                    }
                });
            }
            reference.collapse();
            assertThat(run(history -> close ? history.closeVanished() : history, at, members))
                    .containsExactlyInAnyOrderElementsOf(reference.versions());
        }
    }

    @Test
    void aClockThatGoesBackCorrectsTheLastVersion() {
        UnaryOperator<History> settings = UnaryOperator.identity();
        run(settings, START, List.of(new Member("m", "a", null, START)));
        run(settings, START.plusDays(2), List.of(new Member("m", "b", null, START)));
        assertThat(run(settings, START.plusDays(1), List.of(new Member("m", "c", null, START))))
                .extracting(Version::team, Version::begins, Version::ends)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", BEGINNING, START.plusDays(2)),
                        org.assertj.core.groups.Tuple.tuple("c", START.plusDays(2), null));
    }
}
