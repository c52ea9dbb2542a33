package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * A row that tells by itself whether it is whole: everything but the first two values follows from these.
 *
 * @param id key
 * @param stamp which write the row is of
 * @param note text, null in one row of seven
 * @param share number
 */
record Account(@Key long id, long stamp, @Nullable String note, double share) {

    static final TableRef<Silver, Account> TABLE = TableRef.silver("accounts", Account.class);

    static Account of(long id, long stamp) {
        long mixed = mix(id * 0x9E3779B97F4A7C15L + stamp);
        String note = mixed % 7 == 0 ? null : "note " + Long.toString(mixed, 36) + " of " + id;
        return new Account(id, stamp, note, (mixed >>> 11) * 0x1p-53);
    }

    boolean isWhole() {
        return equals(of(id, stamp));
    }

    private static long mix(long seed) {
        long bits = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return (bits ^ (bits >>> 31)) & Long.MAX_VALUE;
    }
}
