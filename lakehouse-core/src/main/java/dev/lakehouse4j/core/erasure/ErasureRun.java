package dev.lakehouse4j.core.erasure;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.erasure.ErasurePlan.Given;
import dev.lakehouse4j.core.erasure.ErasurePlan.Rule;
import dev.lakehouse4j.core.erasure.ErasureReport.FileErasure;
import dev.lakehouse4j.core.erasure.ErasureReport.Finding;
import dev.lakehouse4j.core.erasure.ErasureReport.Proof;
import dev.lakehouse4j.core.erasure.ErasureReport.Reason;
import dev.lakehouse4j.core.erasure.ErasureReport.Status;
import dev.lakehouse4j.core.erasure.ErasureReport.TableErasure;
import dev.lakehouse4j.core.erasure.LakeSearch.Searched;
import dev.lakehouse4j.core.erasure.LakeTables.LakeTable;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.HistoryPurge;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One erasure of one person. */
final class ErasureRun {

    private static final int PURGE_ATTEMPTS = 5;
    private static final List<String> LAYERS = List.of("bronze", "silver", "gold");
    private static final List<String> SOURCE_COLUMNS = List.of("_source_file", "source_file");

    private final Lakehouse lake;
    private final TableStore store;
    private final ErasurePlan plan;
    private final String subject;
    private final String who;
    private final boolean everywhere;
    private final Consumer<String> progress;
    private final ErasureFolder folder;
    private final RowErasure rows;
    private final Instant started = Instant.now();
    private final Identifiers identifiers = new Identifiers();
    private final Set<String> sources = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();
    private LakeTables tables;

    ErasureRun(
            Lakehouse lake,
            TableStore store,
            ErasurePlan plan,
            String subject,
            String who,
            boolean everywhere,
            Consumer<String> progress) {
        this.lake = lake;
        this.store = store;
        this.plan = plan;
        this.subject = subject;
        this.who = who;
        this.everywhere = everywhere;
        this.progress = progress;
        this.folder = new ErasureFolder(lake.root());
        this.rows = new RowErasure(lake.engine(), store);
        this.tables = LakeTables.of(lake.root(), store);
    }

    /** What holds the person, table by table, before anything is done. */
    private record Found(
            Map<LakeTable, Long> declared,
            Map<LakeTable, Long> mentioned,
            Map<LakeTable, Integer> filesHolding,
            List<Searched> loose) {

        boolean nothing() {
            return declared.values().stream().allMatch(count -> count == 0)
                    && filesHolding.isEmpty()
                    && loose.isEmpty();
        }
    }

    void requireColumns() {
        for (Rule rule : plan.rules()) {
            Optional<TableSnapshot> snapshot = snapshot(rule.table());
            if (snapshot.isPresent()) {
                for (String column : rule.columns()) {
                    ErasurePlan.requireColumn(
                            rule.table(), column, snapshot.get().schema());
                }
            }
        }
    }

    ErasureReport preview() {
        String hash = hash();
        identify(hash);
        Found found = find();
        if (found.nothing()) {
            return unknown(hash);
        }
        List<TableErasure> planned = new ArrayList<>();
        found.declared().forEach((table, count) -> planned.add(planned(table, Reason.DECLARED, count, found)));
        found.mentioned().forEach((table, count) -> planned.add(planned(table, reason(table), count, found)));
        return report(
                Status.PLANNED,
                hash,
                planned,
                found.loose().stream().map(one -> file(one.file())).toList(),
                null);
    }

    private TableErasure planned(LakeTable table, Reason reason, long count, Found found) {
        boolean left = reason == Reason.UNDECLARED && !everywhere && count > 0;
        return new TableErasure(
                table.name(), reason, count, left, found.filesHolding().getOrDefault(table, 0), null);
    }

    ErasureReport forget() {
        try (ErasureFolder.Lock lock = folder.lock()) {
            requireOpen(lock);
            String hash = hash();
            boolean resumed = identify(hash);
            Found found = find();
            if (!resumed && found.nothing()) {
                return unknown(hash);
            }
            new Journal(started, identifiers.byKey(), sources).write(folder, hash);
            Suppression.add(folder, hash, plan, identifiers);
            List<TableErasure> done = eraseRows(found);
            done = purge(done, resumed);
            List<FileErasure> files = eraseFiles(found.loose());
            Proof proof = prove();
            Status status = proof.holds() ? Status.ERASED : Status.INCOMPLETE;
            if (status == Status.INCOMPLETE) {
                notes.add("The work file _erasure/" + Journal.name(hash)
                        + " holds the identifiers until the erasure is complete: remove what the proof names, then run it"
                        + " again.");
            }
            ErasureReport report = report(status, hash, done, files, proof);
            lake.audit().record(events(report));
            if (status == Status.ERASED) {
                folder.delete(Journal.name(hash));
            }
            return report;
        }
    }

    private static void requireOpen(ErasureFolder.Lock lock) {
        if (!lock.channel().isOpen()) {
            throw new IllegalStateException("The lock of erasures was closed while one was under way.");
        }
    }

    private String hash() {
        return ErasureFolder.hash(folder.salt(), subject);
    }

    /** Looks the identifiers up, parents before children; true when an earlier erasure was interrupted and goes on. */
    private boolean identify(String hash) {
        progress.accept("Looking up the identifiers");
        identifiers.add(plan.subject(), subject);
        Optional<Journal> journal = Journal.read(folder, hash);
        journal.ifPresent(earlier -> {
            identifiers.addAll(earlier.identifiers());
            sources.addAll(earlier.sources());
            notes.add("Goes on with the erasure that began at " + earlier.started() + " and did not come to its end.");
        });
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Rule rule : plan.rules()) {
                Optional<TableSnapshot> snapshot = snapshot(rule.table());
                if (snapshot.isPresent()) {
                    grew |= identify(rule, snapshot.get());
                }
            }
            // Parents come first, so a second look finds nothing new unless rows link a key to itself.
            grew &= plan.rules().stream()
                    .anyMatch(rule ->
                            rule.given().stream().anyMatch(given -> given.key().equals(rule.key())));
        }
        return journal.isPresent();
    }

    private boolean identify(Rule rule, TableSnapshot snapshot) {
        String condition =
                RowErasure.holds(snapshot.schema().column(rule.column()).orElseThrow(), identifiers.of(rule.key()));
        boolean grew = false;
        for (Given given : rule.given()) {
            for (String value : rows.values(snapshot, given.column(), condition, given.own())) {
                grew |= identifiers.add(given.key(), value);
            }
        }
        sources(snapshot, condition);
        return grew;
    }

    private void sources(TableSnapshot snapshot, String condition) {
        for (String column : SOURCE_COLUMNS) {
            if (snapshot.schema().column(column).isPresent()) {
                sources.addAll(rows.values(snapshot, column, condition, false));
            }
        }
    }

    private Optional<TableSnapshot> snapshot(String table) {
        return tables.find(table).flatMap(one -> store.latest(one.root()));
    }

    private Found find() {
        progress.accept("Searching the files of the lake");
        Map<LakeTable, Integer> holding = new LinkedHashMap<>();
        List<Searched> loose = new ArrayList<>();
        for (Searched file : search()) {
            if (file.hits().isEmpty()) {
                continue;
            }
            Optional<LakeTable> owner = tables.owner(file.file());
            if (owner.isPresent()) {
                holding.merge(owner.get(), 1, Integer::sum);
            } else {
                loose.add(file);
            }
        }
        Map<LakeTable, Long> declared = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(plan.tables());
        Collections.reverse(names);
        for (String name : names) {
            tables.find(name).ifPresent(table -> {
                TableSnapshot snapshot = store.latest(table.root()).orElseThrow();
                long count = rows.count(snapshot, declared(name, snapshot.schema()));
                if (count > 0 || holding.containsKey(table)) {
                    declared.put(table, count);
                }
            });
        }
        Map<LakeTable, Long> mentioned = new LinkedHashMap<>();
        for (LakeTable table : holding.keySet()) {
            if (!names.contains(table.name())) {
                TableSnapshot snapshot = store.latest(table.root()).orElseThrow();
                String condition = RowErasure.mentions(snapshot.schema(), identifiers.all());
                mentioned.put(table, rows.count(snapshot, condition));
                sources(snapshot, condition);
            }
        }
        return new Found(declared, mentioned, holding, loose);
    }

    private List<Searched> search() {
        IdentifierMatcher matcher = IdentifierMatcher.of(identifiers.all());
        return new LakeSearch(lake.root(), matcher).all(this::isWorkFile);
    }

    /** Work files hold identifiers by their nature, and go when their erasure is complete. */
    private boolean isWorkFile(Path file) {
        return file.getParent() != null
                && file.getParent().equals(folder.file("x").getParent())
                && String.valueOf(file.getFileName()).contains(Journal.PREFIX);
    }

    private String declared(String table, TableSchema schema) {
        return plan.rules().stream()
                .filter(rule -> rule.table().equals(table))
                .map(rule -> RowErasure.holds(schema.column(rule.column()).orElseThrow(), identifiers.of(rule.key())))
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    private static Reason reason(LakeTable table) {
        return table.isSystem() ? Reason.SYSTEM : table.isQuarantine() ? Reason.QUARANTINE : Reason.UNDECLARED;
    }

    private List<TableErasure> eraseRows(Found found) {
        List<TableErasure> done = new ArrayList<>();
        found.declared().forEach((table, expected) -> {
            progress.accept("Deleting rows of " + table.name());
            // A declared table may mention the person in other columns than the declared ones.
            long deleted = rows.delete(
                    table,
                    schema -> everywhere
                            ? declared(table.name(), schema) + " or " + RowErasure.mentions(schema, identifiers.all())
                            : declared(table.name(), schema));
            done.add(erased(table, Reason.DECLARED, deleted, false, found));
        });
        found.mentioned().forEach((table, expected) -> {
            Reason reason = reason(table);
            if (reason == Reason.SYSTEM) {
                progress.accept("Redacting " + table.name());
                done.add(erased(table, reason, rows.redact(table, identifiers.all()), false, found));
            } else if (reason == Reason.QUARANTINE || everywhere) {
                progress.accept("Deleting rows of " + table.name());
                long deleted = rows.delete(table, schema -> RowErasure.mentions(schema, identifiers.all()));
                done.add(erased(table, reason, deleted, false, found));
            } else {
                done.add(erased(table, reason, expected, expected > 0, found));
            }
        });
        return done;
    }

    private static TableErasure erased(LakeTable table, Reason reason, long count, boolean left, Found found) {
        return new TableErasure(
                table.name(), reason, count, left, found.filesHolding().getOrDefault(table, 0), null);
    }

    /** Every table that held the person loses its history, and every declared one does after an interrupted erasure. */
    private List<TableErasure> purge(List<TableErasure> done, boolean resumed) {
        List<TableErasure> purged = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (TableErasure one : done) {
            seen.add(one.table());
            purged.add(new TableErasure(
                    one.table(),
                    one.reason(),
                    one.rows(),
                    one.left(),
                    one.filesHolding(),
                    purge(tables.find(one.table()).orElseThrow())));
        }
        if (resumed) {
            for (String name : plan.tables()) {
                Optional<LakeTable> table = tables.find(name);
                if (table.isPresent()
                        && !seen.contains(name)
                        && store.history(table.get().root(), 2).size() > 1) {
                    purged.add(new TableErasure(name, Reason.DECLARED, 0, false, 0, purge(table.get())));
                }
            }
        }
        return purged;
    }

    private HistoryPurge purge(LakeTable table) {
        progress.accept("Dropping the history of " + table.name());
        ConflictException last = null;
        for (int attempt = 0; attempt < PURGE_ATTEMPTS; attempt++) {
            try {
                return store.purge(table.root());
            } catch (ConflictException e) {
                last = e;
            }
        }
        throw new ConflictException(
                "Cannot drop the history of " + table.name()
                        + ": others write to it all the time. Its rows are deleted;"
                        + " run the erasure again when nobody writes, it goes on where it stopped.",
                last);
    }

    private List<FileErasure> eraseFiles(List<Searched> loose) {
        List<FileErasure> files = new ArrayList<>();
        for (Searched one : loose) {
            FileErasure file = file(one.file());
            if (file.deleted()) {
                progress.accept("Deleting " + file.file());
                try {
                    Files.deleteIfExists(lake.root().resolve(one.file()));
                } catch (IOException e) {
                    throw LakehouseErrors.storage("delete " + one.file(), e);
                }
            }
            files.add(file);
        }
        return files;
    }

    private FileErasure file(Path file) {
        String name = identifiers.redact(file.toString());
        String top = file.getName(0).toString();
        if (plan.derivedFolders().contains(top)) {
            return new FileErasure(name, true, "The next run or report makes it again.");
        }
        if (LAYERS.contains(top)) {
            return new FileErasure(name, true, "It belonged to no table: an interrupted write left it.");
        }
        return new FileErasure(
                name,
                false,
                "Make it again without the person, or delete it, and run the erasure again for the proof.");
    }

    private Proof prove() {
        progress.accept("Searching every file for the proof");
        tables = LakeTables.of(lake.root(), store);
        List<Finding> findings = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        int files = 0;
        long bytes = 0;
        long decoded = 0;
        for (Searched file : search()) {
            files++;
            bytes += file.size();
            decoded += file.decoded();
            String name = identifiers.redact(file.file().toString());
            if (!file.hits().isEmpty()) {
                findings.add(new Finding(
                        name,
                        List.copyOf(identifiers.keysOf(file.hits().keySet())),
                        file.hits().values().stream().mapToLong(Long::longValue).sum()));
            }
            if (file.unreadable() != null) {
                unreadable.add(name + ": " + identifiers.redact(file.unreadable()));
            }
        }
        long left = 0;
        for (String name : plan.tables()) {
            Optional<TableSnapshot> snapshot = snapshot(name);
            if (snapshot.isPresent()) {
                left += rows.count(snapshot.get(), declared(name, snapshot.get().schema()));
            }
        }
        int searched = (int) identifiers.all().stream()
                .filter(IdentifierMatcher::isSearchable)
                .count();
        return new Proof(
                files, bytes, decoded, searched, identifiers.all().size() - searched, left, findings, unreadable);
    }

    private ErasureReport unknown(String hash) {
        Suppression.since(folder, hash)
                .ifPresent(time -> notes.add("The person was erased before, at " + time + ", and has not come back."));
        return new ErasureReport(
                Status.UNKNOWN,
                hash,
                started,
                Duration.between(started, Instant.now()),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                notes,
                null);
    }

    private ErasureReport report(
            Status status, String hash, List<TableErasure> done, List<FileErasure> files, @Nullable Proof proof) {
        return new ErasureReport(
                status,
                hash,
                started,
                Duration.between(started, Instant.now()),
                identifiers.counts(),
                done,
                files,
                outside(),
                notes,
                proof);
    }

    private List<String> outside() {
        List<String> outside = new ArrayList<>();
        if (!sources.isEmpty()) {
            outside.add(
                    "Source files hold the person: "
                            + sources.stream().map(identifiers::redact).collect(Collectors.joining(", "))
                            + ". Have them corrected or deleted where they are kept; an ingest of this lake leaves the person out.");
        }
        for (String models : List.of("models", "mlruns")) {
            if (Files.isDirectory(lake.root().resolve(models))) {
                outside.add("Trained models under " + models
                        + " learned from the person's rows among others; they hold no identifier. Train them again to be"
                        + " sure.");
            }
        }
        outside.add("Backups, copies and exports of the lake, and what other programs read from it.");
        return outside;
    }

    private List<AuditEvent> events(ErasureReport report) {
        List<AuditEvent> events = new ArrayList<>();
        for (TableErasure table : report.tables()) {
            HistoryPurge purge = table.purge();
            events.add(new AuditEvent(
                    Instant.now(),
                    who,
                    "ERASE",
                    table.table(),
                    purge == null ? null : purge.version(),
                    true,
                    String.format(
                            Locale.ROOT,
                            "person %s: %d rows %s, history dropped",
                            report.subject(),
                            table.rows(),
                            table.left() ? "left" : table.reason() == Reason.SYSTEM ? "redacted" : "deleted")));
        }
        events.add(new AuditEvent(
                Instant.now(),
                who,
                "FORGET",
                "catalog",
                null,
                true,
                "person " + report.subject() + ": " + report.status().name().toLowerCase(Locale.ROOT)));
        return events;
    }
}
