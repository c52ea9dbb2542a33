package dev.lakehouse4j.benchmarks;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The job with the library: from the files to the summaries, in a lake of its own. */
public final class LakehouseJob {

    private LakehouseJob() {}

    /**
     * Runs the job once.
     *
     * @param args folder of the files, folder of the lake, memory limit in MiB, threads, and optionally a file for the run
     *     report as JSON
     * @throws IOException when the report cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path source = Path.of(args[0]);
        Path target = Path.of(args[1]);
        EngineSettings engine = EngineSettings.defaults()
                .withMemoryLimitBytes(Long.parseLong(args[2]) << 20)
                .withThreads(Integer.parseInt(args[3]));
        try (Lakehouse lake =
                Lakehouse.open(target, LakehouseSettings.defaults().withEngine(engine))) {
            RunReport report = Commerce.from(source).pipeline().run(lake);
            if (args.length > 4) {
                Files.writeString(Path.of(args[4]), report.toJson());
            }
            report.orThrow();
        }
    }
}
