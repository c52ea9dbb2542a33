package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.storage.TableStore;
import dev.lakehouse4j.core.storage.TransactionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which content of which file a table holds, kept in the table's log by transaction ids.
 *
 * <p>A commit of a file's batch carries one transaction id: the application names the file, the version is {@code n x 2^40 +
 * f}, where n counts the versions of the file and f is the first 40 bits of its content's SHA-256. So one number, committed
 * together with the rows, says what is there, grows with every version of the file (also when an old content comes back),
 * and lets the log refuse the second of two runs that load the same version at the same time.
 */
final class IngestMarks {

    private static final String APPLICATION_PREFIX = "lakehouse4j.ingest:";
    private static final int FINGERPRINT_BITS = 40;

    private final Map<String, Mark> marks;

    private IngestMarks(Map<String, Mark> marks) {
        this.marks = marks;
    }

    /**
     * What is known of a file.
     *
     * @param version which version of the file is in the table, from 1
     * @param fingerprint first 40 bits of the SHA-256 of its content
     */
    record Mark(long version, long fingerprint) {

        boolean is(ContentHash hash) {
            return fingerprint == hash.fingerprint();
        }

        long packed() {
            return (version << FINGERPRINT_BITS) | fingerprint;
        }
    }

    /** Reads the marks of a table; there are none when it does not exist. */
    static IngestMarks of(TableStore store, Path root) {
        Map<String, Mark> marks = new HashMap<>();
        store.transactionVersions(root).forEach((application, version) -> {
            if (application.startsWith(APPLICATION_PREFIX)) {
                marks.put(
                        application.substring(APPLICATION_PREFIX.length()),
                        new Mark(version >>> FINGERPRINT_BITS, version & ((1L << FINGERPRINT_BITS) - 1)));
            }
        });
        return new IngestMarks(marks);
    }

    Optional<Mark> find(String file) {
        return Optional.ofNullable(marks.get(file));
    }

    /** Names of other files whose content has the same fingerprint, sorted. */
    List<String> othersWith(ContentHash hash, String file) {
        List<String> names = new ArrayList<>();
        marks.forEach((name, mark) -> {
            if (mark.is(hash) && !name.equals(file)) {
                names.add(name);
            }
        });
        names.sort(null);
        return names;
    }

    /** The mark that the file's next version gets. */
    Mark next(String file, ContentHash hash) {
        return new Mark(find(file).map(Mark::version).orElse(0L) + 1, hash.fingerprint());
    }

    /** Remembers what was committed. */
    void put(String file, Mark mark) {
        marks.put(file, mark);
    }

    /** What a commit of the file's next version carries: refused when the log has a newer version than is known here. */
    TransactionId transaction(String file, Mark next) {
        return new TransactionId(
                APPLICATION_PREFIX + file,
                next.packed(),
                find(file).map(Mark::packed).orElse(-1L));
    }
}
