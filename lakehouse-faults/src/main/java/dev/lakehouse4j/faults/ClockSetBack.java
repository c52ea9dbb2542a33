package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Random;

/**
 * A clock that goes back between commits.
 *
 * <p>The clock of the machine is left alone: that all files of the table become older by an hour than they were, seen from
 * now, is what a clock does that is set back by an hour.
 */
final class ClockSetBack {

    private final Path work;
    private final Random random;
    private final PrintStream out;

    ClockSetBack(Path work, long seed, PrintStream out) {
        this.work = work;
        this.random = new Random(seed);
        this.out = out;
    }

    void run(int jumps) throws IOException {
        Path lake = work.resolve("clock/lake");
        TableFolder.delete(lake);
        AccountModel model = new AccountModel(random);
        int operations = 0;
        for (int jump = 0; jump < jumps; jump++) {
            try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
                int count = 1 + random.nextInt(30);
                for (int i = 0; i < count; i++) {
                    Operation operation = model.next();
                    model.acknowledged(operation, operation.run(opened));
                    operations++;
                }
                model.settle(opened, null);
            }
            setBack(lake, Duration.ofSeconds(1L + random.nextInt(90_000)));
            try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
                model.settle(opened, null);
            }
        }
        out.println("clock set back: " + jumps + " times by up to 25 hours, " + operations
                + " operations between; times of versions grow, time travel by time is right; no promise broken");
    }

    private static void setBack(Path lake, Duration duration) throws IOException {
        for (Path file : TableFolder.files(lake)) {
            FileTime time = Files.getLastModifiedTime(file);
            Files.setLastModifiedTime(file, FileTime.from(time.toInstant().plus(duration)));
        }
    }
}
