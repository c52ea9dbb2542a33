package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.storage.Commit;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the table of accounts must hold, version by version, as far as its writer was told. */
final class AccountModel {

    private static final int MOST_ROWS = 12_000;
    private static final int VERSIONS_LOOKED_AT = 3;

    private final Random random;
    private final NavigableMap<Long, NavigableMap<Long, Long>> versions = new TreeMap<>();
    private long head = -1;
    private long nextId;
    private long stamp;

    /** Versions before this one may be gone. */
    private long readableFrom;

    AccountModel(Random random) {
        this.random = random;
    }

    long head() {
        return head;
    }

    /** The rows that the newest version must have. */
    int rows() {
        return head < 0 ? 0 : state(head).size();
    }

    private NavigableMap<Long, Long> state(long version) {
        if (version < 0) {
            return new TreeMap<>();
        }
        NavigableMap<Long, Long> state = versions.get(version);
        if (state == null) {
            throw new Violation("the harness knows no version " + version);
        }
        return state;
    }

    /** What may be done next. */
    Operation next() {
        if (head < 0) {
            return append();
        }
        if (rows() > MOST_ROWS) {
            return new Operation.Delete(2, random.nextInt(2));
        }
        int choice = random.nextInt(100);
        if (choice < 28) {
            return append();
        } else if (choice < 50) {
            int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 200);
            int step = 1 + random.nextInt(7);
            long from = Math.max(0, nextId - (long) random.nextInt(4_000));
            nextId = Math.max(nextId, from + (long) count * step);
            return new Operation.Upsert(from, step, count, ++stamp);
        } else if (choice < 62) {
            int modulus = 3 + random.nextInt(20);
            return new Operation.Delete(modulus, random.nextInt(modulus));
        } else if (choice < 74) {
            return new Operation.Optimize(random.nextBoolean());
        } else if (choice < 82) {
            return new Operation.Vacuum();
        } else if (choice < 88) {
            return new Operation.Expire();
        }
        long oldest = Math.max(readableFrom, Math.max(0, head - 20));
        return new Operation.Restore(oldest + random.nextInt((int) (head - oldest) + 1));
    }

    private Operation append() {
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 5_000 : 300);
        Operation append = new Operation.Append(nextId, count, ++stamp);
        nextId += count;
        return append;
    }

    /** The writer was told that an operation is done. */
    void acknowledged(Operation operation, long version) {
        NavigableMap<Long, Long> after = operation.apply(state(head), this::state);
        Violation.unless(
                version == head + 1 || (version == head && after.equals(state(head))),
                operation.text() + " was acknowledged as version " + version + " after version " + head);
        forget(operation, version);
        advance(version, after);
    }

    private void forget(Operation operation, long newReadableFrom) {
        if (operation.forgetsVersions()) {
            readableFrom = newReadableFrom;
        }
    }

    private void advance(long version, NavigableMap<Long, Long> state) {
        versions.put(version, state);
        head = version;
        versions.headMap(head - 40).clear();
    }

    /**
     * Looks at a table whose writer is gone, and takes over what it finds.
     *
     * @param inFlight what was not acknowledged; null when the writer had nothing to do
     * @return whether the operation in flight took effect
     */
    boolean settle(Lakehouse lake, @Nullable Operation inFlight) {
        Table<Silver, Account> table = lake.table(Account.TABLE);
        if (!table.exists()) {
            Violation.unless(head < 0, "the table is gone; version " + head + " was acknowledged");
            return false;
        }
        long found = table.snapshot().version();
        boolean took = found == head + 1 && inFlight != null;
        Violation.unless(
                found == head || took,
                "the table is at version " + found + ", acknowledged is " + head + ", in flight "
                        + (inFlight == null ? "nothing" : inFlight.text()));
        if (inFlight != null && inFlight.forgetsVersions()) {
            readableFrom = head;
        }
        if (took && inFlight != null) {
            advance(found, inFlight.apply(state(head), this::state));
        }
        requireRows(table, head);
        requireHistory(table);
        requireOlder(table);
        return took;
    }

    private void requireRows(Table<Silver, Account> table, long version) {
        NavigableMap<Long, Long> expected = state(version);
        NavigableMap<Long, Long> found = new TreeMap<>();
        try (Stream<Account> rows = table.rows()) {
            rows.forEach(row -> {
                Violation.unless(row.isWhole(), "version " + version + " has a row that nobody wrote: " + row);
                Violation.unless(
                        found.put(row.id(), row.stamp()) == null, "version " + version + " has the id twice: " + row);
            });
        }
        if (!found.equals(expected)) {
            NavigableMap<Long, Long> lost = new TreeMap<>(expected);
            lost.entrySet().removeAll(found.entrySet());
            NavigableMap<Long, Long> extra = new TreeMap<>(found);
            extra.entrySet().removeAll(expected.entrySet());
            throw new Violation("version " + version + " has " + found.size() + " rows instead of " + expected.size()
                    + "; lost (id=stamp): " + head(lost) + "; extra: " + head(extra));
        }
        Violation.unless(
                table.count() == expected.size(),
                "version " + version + " has " + expected.size() + " rows, its log says " + table.count());
    }

    private static String head(NavigableMap<Long, Long> map) {
        String text = map.toString();
        return text.length() > 300 ? text.substring(0, 300) + " ... " + map.size() + " in all" : text;
    }

    private void requireHistory(Table<Silver, Account> table) {
        List<Commit> history = table.history();
        for (int i = 0; i < history.size(); i++) {
            Violation.unless(history.get(i).version() == head - i, "the history has a gap: " + history);
            Violation.unless(
                    i == 0
                            || history.get(i)
                                    .timestamp()
                                    .isBefore(history.get(i - 1).timestamp()),
                    "the times of the history do not grow: " + history);
        }
    }

    private void requireOlder(Table<Silver, Account> table) {
        for (int i = 0; i < VERSIONS_LOOKED_AT && head > 0; i++) {
            long version = Math.max(0, head - 1 - random.nextInt(20));
            if (!versions.containsKey(version)) {
                continue;
            }
            if (version >= readableFrom) {
                requireRows(table.asOf(version), version);
                requireRows(
                        table.asOf(table.history().stream()
                                .filter(commit -> commit.version() == version)
                                .findFirst()
                                .orElseThrow()
                                .timestamp()),
                        version);
            } else {
                requireRowsOrRefusal(table, version);
            }
        }
    }

    /** A version that a vacuum took the files of is refused, and never shown in part. */
    private void requireRowsOrRefusal(Table<Silver, Account> table, long version) {
        try {
            requireRows(table.asOf(version), version);
        } catch (LakehouseException refused) {
            Violation.unless(
                    String.valueOf(refused.getMessage()).contains("Cannot"), "an error without a remedy: " + refused);
        }
    }

    /** After a vacuum nothing lies there but the log and the files of the newest version. */
    Set<String> vacuum(Lakehouse lake) {
        Table<Silver, Account> table = lake.table(Account.TABLE);
        if (!table.exists()) {
            return Set.of();
        }
        Set<String> before = TableFolder.leftovers(table.snapshot());
        table.vacuum(Duration.ZERO);
        Set<String> left = TableFolder.leftovers(table.snapshot());
        Violation.unless(left.isEmpty(), "a vacuum left " + left);
        readableFrom = head;
        requireRows(table, head);
        return before;
    }
}
