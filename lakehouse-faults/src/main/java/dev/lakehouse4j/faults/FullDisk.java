package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A worker whose disk is full again and again: on a small file system where one can be mounted, else by a limit on files. */
final class FullDisk {

    private static final String TOLD = "the disk is full";

    private final Path work;
    private final Random random;
    private final PrintStream out;

    FullDisk(Path work, long seed, PrintStream out) {
        this.work = work;
        this.random = new Random(seed);
        this.out = out;
    }

    void run(int rounds) throws Exception {
        Path disk = Files.createDirectories(work.resolve("small-disk"));
        boolean mounted = Shell.succeeds(mount(disk, 4_000, false));
        if (!mounted) {
            out.println("disk full: skipped, no file system may be mounted here (that needs root). Run it in a"
                    + " container with --cap-add SYS_ADMIN.");
            return;
        }
        try {
            rounds(disk, rounds);
        } finally {
            Shell.succeeds(List.of("umount", disk.toString()));
        }
    }

    private static List<String> mount(Path disk, long kibibytes, boolean again) {
        return List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                (again ? "remount," : "") + "size=" + kibibytes + "k",
                "tmpfs",
                disk.toString());
    }

    private void rounds(Path disk, int rounds) throws Exception {
        List<String> command = WorkerCommand.prepare(work.resolve("worker"), List.of());
        Path lake = disk.resolve("lake");
        AccountModel model = new AccountModel(random);
        int refused = 0;
        int kept = 0;
        List<String> places = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Shell.succeeds(mount(disk, used(disk) + 20 + random.nextInt(600), true));
            try (WorkerProcess worker = WorkerProcess.start(command, lake, work.resolve("full-disk.log"))) {
                Operation operation = model.next();
                while (worker.order(operation.text())) {
                    try {
                        String version = worker.answer();
                        model.acknowledged(operation, Long.parseLong(String.valueOf(version)));
                        kept++;
                        operation = model.next();
                    } catch (Violation failure) {
                        String message = String.valueOf(failure.getMessage());
                        if (!message.contains("Exception: Cannot")) {
                            throw failure;
                        }
                        refused++;
                        places.add(operation.kind());
                        Violation.unless(message.contains(TOLD), "an error on a full disk does not say so: " + message);
                        break;
                    }
                }
                settle(lake, model, operation);
                // The same process goes on when there is space again.
                Shell.succeeds(mount(disk, used(disk) + 4_000, true));
                for (String line : List.of("vacuum", "expire")) {
                    Operation tidy = Operation.parse(line);
                    worker.order(line);
                    model.acknowledged(tidy, Long.parseLong(String.valueOf(worker.answer())));
                }
                Operation next = model.next();
                worker.order(next.text());
                model.acknowledged(next, Long.parseLong(String.valueOf(worker.answer())));
            }
            try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
                model.settle(opened, null);
                model.vacuum(opened);
            }
        }
        out.println("disk full: " + refused + " of " + rounds + " rounds ended in a refusal that says so, " + kept
                + " operations had room; no promise broken; refused: " + places);
    }

    private static void settle(Path lake, AccountModel model, Operation operation) {
        try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
            model.settle(opened, operation);
        }
    }

    private static long used(Path disk) throws IOException {
        var store = Files.getFileStore(disk);
        return (store.getTotalSpace() - store.getUnallocatedSpace()) / 1024;
    }
}
