package dev.lakehouse4j.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The command line; see the script {@code faults}. */
final class FaultsMain {

    private FaultsMain() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = options(arguments);
        Path work = Path.of(options.getOrDefault("work", "target/faults")).toAbsolutePath();
        Files.createDirectories(work);
        long seed = Long.parseLong(options.getOrDefault("seed", "1"));
        try {
            switch (arguments[0]) {
                case "kills" ->
                    new Kills(work, seed, Integer.parseInt(options.getOrDefault("kills", "1000")), System.out)
                            .run(Integer.parseInt(options.getOrDefault("lanes", "2")));
                case "damage" ->
                    new Damage(work, seed, System.out)
                            .run(
                                    Integer.parseInt(options.getOrDefault("trials", "200")),
                                    options.getOrDefault("only", ""));
                case "disk" ->
                    new FullDisk(work, seed, System.out).run(Integer.parseInt(options.getOrDefault("rounds", "30")));
                case "permissions" -> new LostPermission(work, seed, System.out).run();
                case "clock" ->
                    new ClockSetBack(work, seed, System.out).run(Integer.parseInt(options.getOrDefault("jumps", "20")));
                case "writers" ->
                    new Writers(work, seed, System.out)
                            .run(
                                    Integer.parseInt(options.getOrDefault("rounds", "14")),
                                    Integer.parseInt(options.getOrDefault("deeds", "12")));
                case "soak" ->
                    new Soak(work, seed, System.out).run(Duration.ofSeconds((long)
                            (60 * Double.parseDouble(options.getOrDefault("minutes", "60")))));
                case "short" -> {
                    new Kills(work, seed, Integer.parseInt(options.getOrDefault("kills", "80")), System.out).run(2);
                    new Damage(work, seed, System.out).run(6, "");
                    new FullDisk(work, seed, System.out).run(6);
                    new LostPermission(work, seed, System.out).run();
                    new ClockSetBack(work, seed, System.out).run(5);
                    new Writers(work, seed, System.out).run(4, 8);
                }
                default -> throw new IllegalArgumentException("No such fault: " + arguments[0]);
            }
        } catch (Violation e) {
            System.err.println("A promise was broken. " + e.getMessage());
            System.exit(1);
        }
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("Cannot read " + arguments[i] + ". Options are --name value.");
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }
}
