package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A worker that may not write, or not read, what it could before. */
final class LostPermission {

    private static final String TOLD = "no permission";

    private final Path work;
    private final AccountModel model;
    private final PrintStream out;

    LostPermission(Path work, long seed, PrintStream out) {
        this.work = work;
        this.model = new AccountModel(new Random(seed));
        this.out = out;
    }

    /** Root may do all, so the worker runs without the capabilities that make it so. */
    private static List<String> unprivileged() throws IOException, InterruptedException {
        if (!Shell.output(List.of("id", "-u")).equals("0")) {
            return List.of();
        }
        return List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all");
    }

    void run() throws Exception {
        Path lake = work.resolve("permissions/lake");
        TableFolder.delete(lake);
        Files.createDirectories(lake.getParent());
        List<String> command = new ArrayList<>(unprivileged());
        if (!command.isEmpty()) {
            List<String> probe = new ArrayList<>(command);
            probe.add("true");
            if (!Shell.succeeds(probe)) {
                out.println("permission lost: skipped, root's rights cannot be dropped here (no setpriv). Run it as"
                        + " another user than root.");
                return;
            }
        }
        command.addAll(WorkerCommand.prepare(work.resolve("worker"), List.of()));
        int refused = 0;
        try (WorkerProcess worker = WorkerProcess.start(command, lake, work.resolve("permissions.log"))) {
            for (String line : List.of("append 0 500 1", "upsert 100 2 100 2", "append 1000 400 3")) {
                accepted(worker, Operation.parse(line));
            }
            Path table = lake.resolve("silver/accounts");
            Path log = table.resolve("_delta_log");
            for (List<Path> readOnly : List.of(List.of(table), List.of(log), List.of(table, log))) {
                for (String line : List.of("append 5000 10 9", "upsert 0 3 50 9", "delete 7 1", "optimize 1")) {
                    for (Path folder : readOnly) {
                        permit(folder, "r-xr-xr-x");
                    }
                    refused += refused(worker, Operation.parse(line)) ? 1 : 0;
                    for (Path folder : readOnly) {
                        permit(folder, "rwxr-xr-x");
                    }
                    settle(lake, Operation.parse(line));
                }
            }
            for (Path file : TableFolder.files(table)) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".parquet") || name.endsWith(".json")) {
                    permit(file, "---------");
                    refused += refused(worker, Operation.parse("delete 3 1")) ? 1 : 0;
                    permit(file, "rw-r--r--");
                    settle(lake, Operation.parse("delete 3 1"));
                }
            }
            accepted(worker, new Operation.Append(9_000, 200, 10));
            accepted(worker, new Operation.Optimize(true));
        }
        settle(lake, null);
        try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
            model.vacuum(opened);
        }
        out.println(
                "permission lost: " + refused + " operations refused with an error that says so; no promise broken");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private void accepted(WorkerProcess worker, Operation operation) throws IOException {
        worker.order(operation.text());
        model.acknowledged(operation, Long.parseLong(String.valueOf(worker.answer())));
    }

    private boolean refused(WorkerProcess worker, Operation operation) throws IOException {
        worker.order(operation.text());
        try {
            model.acknowledged(operation, Long.parseLong(String.valueOf(worker.answer())));
            return false;
        } catch (Violation failure) {
            String message = String.valueOf(failure.getMessage());
            Violation.unless(message.contains(TOLD), "an error about permissions does not say so: " + message);
            return true;
        }
    }

    private void settle(Path lake, @org.jspecify.annotations.Nullable Operation operation) {
        try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
            model.settle(opened, operation);
        }
    }
}
