package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.storage.DataFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes single files of a lake on disk, and sees whether readers notice. */
final class Damage {

    private static final int OLDER = 5;
    private static final String TABLE = "silver/accounts";

    /** Ways to hurt a file. */
    private enum Hurt {
        FLIP_A_BIT {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                byte[] hurt = bytes.clone();
                hurt[random.nextInt(hurt.length)] ^= (byte) (1 << random.nextInt(8));
                return hurt;
            }
        },
        ZERO_A_BLOCK {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                byte[] hurt = bytes.clone();
                int start = random.nextInt(hurt.length) / 512 * 512;
                Arrays.fill(hurt, start, Math.min(hurt.length, start + 512), (byte) 0);
                return hurt;
            }
        },
        CUT {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
        },
        EMPTY {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                return new byte[0];
            }
        },
        REMOVE {
            @Override
            byte @Nullable [] apply(byte[] bytes, Random random) {
                return null;
            }
        };

        abstract byte @Nullable [] apply(byte[] bytes, Random random);
    }

    /** What became of trials of one kind. */
    private static final class Outcome {
        int trials;
        int right;
        int named;
        int unnamed;
        int wrong;
        int died;
        int verified;
    }

    private final Path work;
    private final Random random;
    private final PrintStream out;
    private @Nullable Process reader;
    private final List<String> odd = new ArrayList<>();

    Damage(Path work, long seed, PrintStream out) {
        this.work = work;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Trials with the files whose kind begins as given. */
    void run(int trialsEach, String only) throws IOException {
        Path original = work.resolve("damage/original");
        Path hurt = work.resolve("damage/hurt");
        TableFolder.delete(work.resolve("damage"));
        Map<String, List<Path>> targets = prepare(original);
        String expected = answer(original);
        Violation.unless(expected.endsWith(Reader.SOUND), "the undamaged lake reads as " + expected);
        Map<String, Outcome> outcomes = new TreeMap<>();
        for (Map.Entry<String, List<Path>> target : targets.entrySet()) {
            if (!target.getKey().startsWith(only)) {
                continue;
            }
            for (Hurt kind : Hurt.values()) {
                int trials = kind == Hurt.EMPTY || kind == Hurt.REMOVE
                        ? Math.min(trialsEach, target.getValue().size())
                        : trialsEach;
                Outcome outcome = new Outcome();
                for (int i = 0; i < trials; i++) {
                    Path file = target.getValue().get(i % target.getValue().size());
                    byte[] bytes = Files.readAllBytes(original.resolve(file));
                    byte[] changed = kind.apply(bytes, random);
                    if (Arrays.equals(bytes, changed)) {
                        continue;
                    }
                    copy(original, hurt);
                    if (changed == null) {
                        Files.delete(hurt.resolve(file));
                    } else {
                        Files.write(hurt.resolve(file), changed);
                    }
                    judge(outcome, expected, answer(hurt), file, kind);
                }
                outcomes.put(
                        target.getKey() + " | "
                                + kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        outcome);
            }
        }
        Process last = reader;
        if (last != null) {
            last.destroy();
        }
        print(outcomes);
        TableFolder.delete(work.resolve("damage"));
    }

    private void judge(Outcome outcome, String expected, String answer, Path file, Hurt kind) {
        outcome.trials++;
        if (answer.isEmpty()) {
            outcome.died++;
            odd.add(kind + " of " + file + ": the reader died");
            return;
        }
        String[] right = expected.split("\t", -1);
        String[] got = answer.split("\t", -1);
        boolean wrong = false;
        boolean refused = false;
        boolean named = false;
        String name = String.valueOf(file.getFileName());
        for (int i = 0; i < 3; i++) {
            if (!got[i].equals(right[i])) {
                boolean silent = got[i].startsWith(Reader.RIGHT);
                wrong |= silent;
                refused |= !silent;
                named |= got[i].contains(name);
                if (got[i].startsWith("failed ") && odd.size() < 40) {
                    odd.add(kind + " of " + file + ": " + got[i]);
                }
            }
        }
        if (wrong) {
            outcome.wrong++;
        } else if (!refused) {
            outcome.right++;
        } else if (named) {
            outcome.named++;
        } else {
            outcome.unnamed++;
            if (odd.size() < 40) {
                odd.add(kind + " of " + file + ": " + String.join(" || ", got));
            }
        }
        if (got.length > 3 && !got[3].equals(Reader.SOUND)) {
            outcome.verified++;
        }
    }

    private void print(Map<String, Outcome> outcomes) {
        out.println("| file | damage | trials | rows right | refused, file named | refused | rows wrong | reader died |"
                + " found by verify |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        outcomes.forEach((name, o) -> out.println("| " + name + " | " + o.trials + " | " + o.right + " | " + o.named
                + " | " + o.unnamed + " | " + o.wrong + " | " + o.died + " | " + o.verified + " |"));
        odd.stream()
                .map(line -> line.substring(0, Math.min(400, line.length())))
                .forEach(out::println);
    }

    /** A table of files of both writers, with a checkpoint in the middle of its log. */
    private static Map<String, List<Path>> prepare(Path lake) {
        List<String> operations = List.of(
                "append 0 900 1",
                "append 900 300 2",
                "upsert 100 3 200 3",
                "delete 11 4",
                "append 1200 250 4",
                "upsert 1300 1 300 5",
                "append 1600 40 6",
                "append 1640 40 7",
                "delete 13 2",
                "append 1680 500 8",
                "append 2180 30 9",
                "upsert 0 5 100 10",
                "append 2210 500 11",
                "append 2710 300 12");
        Map<String, List<Path>> targets = new TreeMap<>();
        try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
            operations.forEach(line -> Operation.parse(line).run(opened));
            List<DataFile> files = opened.snapshot(Account.TABLE.fullName()).files();
            targets.put("data, typed writer", files(files, ".snappy."));
            targets.put("data, SQL engine", files(files, ".zstd."));
        }
        Path log = Path.of(TABLE, "_delta_log");
        List<Path> entries = new ArrayList<>();
        for (int version : List.of(2, 4, 5, 11, 12, 13)) {
            entries.add(log.resolve(String.format(Locale.ROOT, "%020d.json", version)));
        }
        targets.put("log entry", entries);
        targets.put("checkpoint", List.of(log.resolve("00000000000000000010.checkpoint.parquet")));
        targets.put("_last_checkpoint", List.of(log.resolve("_last_checkpoint")));
        return targets;
    }

    private static List<Path> files(List<DataFile> files, String mark) {
        return files.stream()
                .filter(file -> file.logPath().contains(mark))
                .map(file -> Path.of(TABLE, file.logPath()))
                .collect(Collectors.toList());
    }

    private static void copy(Path from, Path to) throws IOException {
        TableFolder.delete(to);
        for (Path file : TableFolder.files(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** The answer of a reader; empty when it died of it. */
    private String answer(Path lake) throws IOException {
        Process process = reader;
        if (process == null || !process.isAlive()) {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-opens=java.base/java.nio=ALL-UNNAMED",
                            "-Xmx512m",
                            "-XX:-CreateCoredumpOnCrash",
                            "-XX:+DisplayVMOutputToStderr",
                            "-XX:ErrorFile=" + work.resolve("reader-error.log"),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Reader.class.getName())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            work.resolve("reader.log").toFile()))
                    .start();
            reader = process;
        }
        Writer orders = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        orders.write(lake + "\t" + OLDER + "\n");
        orders.flush();
        String answer = answers.readLine();
        while (answer != null && !answer.contains("\t")) {
            answer = answers.readLine(); // Libraries may say something, too.
        }
        if (answer == null) {
            process.destroyForcibly();
            reader = null;
            return "";
        }
        return answer;
    }
}
