package dev.lakehouse4j.core.lineage;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the lake keeps.
 *
 * @param tables lineage by target, as far as it is known
 * @param unread queries that nobody has read yet, by target
 * @param fingerprints of queries, read or not, by target
 */
record RecordedLineage(
        SortedMap<String, TableLineage> tables, Map<String, UnreadQuery> unread, Map<String, String> fingerprints) {

    static RecordedLineage none() {
        return new RecordedLineage(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /** With newer lineage of some targets. What was read of a query stays as long as its fingerprint is the same. */
    RecordedLineage with(Collection<TableLineage> newer, Map<String, UnreadQuery> newerUnread) {
        RecordedLineage all = copy();
        for (TableLineage table : newer) {
            String target = table.target();
            UnreadQuery query = newerUnread.get(target);
            if (query != null
                    && tables.containsKey(target)
                    && query.fingerprint().equals(fingerprints.get(target))) {
                continue;
            }
            all.tables.put(target, table);
            all.unread.remove(target);
            all.fingerprints.remove(target);
            if (query != null) {
                all.unread.put(target, query);
                all.fingerprints.put(target, query.fingerprint());
            }
        }
        return all;
    }

    /** With the lineage of one query read. */
    RecordedLineage read(TableLineage table) {
        RecordedLineage all = copy();
        all.tables.put(table.target(), table);
        all.unread.remove(table.target());
        return all;
    }

    private RecordedLineage copy() {
        return new RecordedLineage(new TreeMap<>(tables), new TreeMap<>(unread), new TreeMap<>(fingerprints));
    }
}
