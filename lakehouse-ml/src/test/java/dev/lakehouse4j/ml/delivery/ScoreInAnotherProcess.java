package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Loads a stored model in a JVM of its own and prints the probabilities of orders of a lake. */
final class ScoreInAnotherProcess {

    private ScoreInAnotherProcess() {}

    /** Arguments: folder of the lake, folder of the model, order ids. */
    public static void main(String[] arguments) {
        try (Lakehouse lake = SampleLake.open(Path.of(arguments[0]));
                DelayModel model = DelayModel.load(Path.of(arguments[1]))) {
            List<String> orders = Arrays.asList(arguments).subList(2, arguments.length);
            System.out.println(model.version() + " "
                    + Arrays.stream(model.probabilities(
                                    DeliveryFeatures.learned().read(lake, orders)))
                            .mapToObj(Double::toString)
                            .collect(Collectors.joining(" ")));
        }
    }

    static String call(Path lake, Path model, List<String> orders) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                ScoreInAnotherProcess.class.getName(),
                lake.toString(),
                model.toString()));
        command.addAll(orders);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("The other process ended with " + process.exitValue() + ": " + printed);
        }
        return printed.strip();
    }
}
