package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import java.time.Duration;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Something that is done to the table of accounts: by a worker to the table, and by the harness to its model of the table.
 *
 * <p>It travels from one to the other as a line of text.
 */
sealed interface Operation {

    /**
     * Does it.
     *
     * @return the version that the library acknowledged
     */
    long run(Lakehouse lake);

    /** The rows afterwards, as stamps by id; the given map stays as it is. */
    NavigableMap<Long, Long> apply(NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions);

    /** The line that {@link #parse} reads. */
    String text();

    /** Name in reports. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whether files go that older versions need. */
    default boolean forgetsVersions() {
        return false;
    }

    static Operation parse(String line) {
        String[] words = line.split(" ", -1);
        long[] numbers = Stream.of(words).skip(1).mapToLong(Long::parseLong).toArray();
        return switch (words[0]) {
            case "append" -> new Append(numbers[0], (int) numbers[1], numbers[2]);
            case "upsert" -> new Upsert(numbers[0], (int) numbers[1], (int) numbers[2], numbers[3]);
            case "delete" -> new Delete((int) numbers[0], (int) numbers[1]);
            case "optimize" -> new Optimize(numbers[0] == 1);
            case "vacuum" -> new Vacuum();
            case "expire" -> new Expire();
            case "restore" -> new Restore(numbers[0]);
            default -> throw new IllegalArgumentException("Not an operation: " + line);
        };
    }

    private static Table<Silver, Account> table(Lakehouse lake) {
        return lake.table(Account.TABLE);
    }

    /** Rows with new ids. */
    record Append(long from, int count, long stamp) implements Operation {
        @Override
        public long run(Lakehouse lake) {
            return table(lake)
                    .append(LongStream.range(from, from + count).mapToObj(id -> Account.of(id, stamp)))
                    .version();
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            NavigableMap<Long, Long> after = new TreeMap<>(before);
            LongStream.range(from, from + count).forEach(id -> after.put(id, stamp));
            return after;
        }

        @Override
        public String text() {
            return "append " + from + " " + count + " " + stamp;
        }
    }

    /** Every so many ids, some of them new. */
    record Upsert(long from, int step, int count, long stamp) implements Operation {
        @Override
        public long run(Lakehouse lake) {
            return table(lake)
                    .upsert(ids().mapToObj(id -> Account.of(id, stamp)))
                    .version();
        }

        private LongStream ids() {
            return LongStream.range(0, count).map(i -> from + i * step);
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            NavigableMap<Long, Long> after = new TreeMap<>(before);
            ids().forEach(id -> after.put(id, stamp));
            return after;
        }

        @Override
        public String text() {
            return "upsert " + from + " " + step + " " + count + " " + stamp;
        }
    }

    /** The ids with one remainder. */
    record Delete(int modulus, int remainder) implements Operation {
        @Override
        public long run(Lakehouse lake) {
            return table(lake)
                    .deleteWhere("id % " + modulus + " = " + remainder)
                    .version();
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            NavigableMap<Long, Long> after = new TreeMap<>(before);
            after.keySet().removeIf(id -> id % modulus == remainder);
            return after;
        }

        @Override
        public String text() {
            return "delete " + modulus + " " + remainder;
        }
    }

    /** One file of many, sorted or not. */
    record Optimize(boolean sorted) implements Operation {
        @Override
        public long run(Lakehouse lake) {
            return (sorted ? table(lake).optimize("id") : table(lake).optimize()).version();
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            return before;
        }

        @Override
        public String text() {
            return "optimize " + (sorted ? 1 : 0);
        }
    }

    /** All files that the newest version does not need. */
    record Vacuum() implements Operation {
        @Override
        public long run(Lakehouse lake) {
            table(lake).vacuum(Duration.ZERO);
            return table(lake).snapshot().version();
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            return before;
        }

        @Override
        public boolean forgetsVersions() {
            return true;
        }

        @Override
        public String text() {
            return "vacuum";
        }
    }

    /** All versions but the newest, with their log entries. */
    record Expire() implements Operation {
        @Override
        public long run(Lakehouse lake) {
            table(lake).expire(Duration.ZERO);
            return table(lake).snapshot().version();
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            return before;
        }

        @Override
        public boolean forgetsVersions() {
            return true;
        }

        @Override
        public String text() {
            return "expire";
        }
    }

    /** An older version becomes the newest. */
    record Restore(long version) implements Operation {
        @Override
        public long run(Lakehouse lake) {
            return table(lake).restore(version).version();
        }

        @Override
        public NavigableMap<Long, Long> apply(
                NavigableMap<Long, Long> before, LongFunction<NavigableMap<Long, Long>> versions) {
            return versions.apply(version);
        }

        @Override
        public String text() {
            return "restore " + version;
        }
    }
}
