package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One lake of sample data for all tests of this package; they do not change its tables. */
final class SampleLake implements ParameterResolver {

    /**
     * The lake and what made it.
     *
     * @param folder holds {@code sample}, {@code lake} and {@code events}
     */
    record Made(Path folder, Lakehouse lake, Pipeline pipeline, RunReport run) implements AutoCloseable {

        static Made make() {
            try {
                Path folder = Files.createTempDirectory("lakehouse4j-lineage");
                SampleData.settings().seed(7).scale(0.005).write(folder.resolve("sample"));
                // One thread, so that sums of floating point numbers do not depend on luck.
                Lakehouse lake = Lakehouse.open(
                        folder.resolve("lake"),
                        LakehouseSettings.defaults()
                                .withEngine(EngineSettings.defaults().withThreads(1)));
                Pipeline pipeline = Commerce.from(folder.resolve("sample")).pipeline().toBuilder()
                        .lineageEvents(OpenLineageSink.folder(folder.resolve("events")))
                        .build();
                return new Made(folder, lake, pipeline, pipeline.run(lake).orThrow());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            lake.close();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Made.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SampleLake.class))
                .getOrComputeIfAbsent(Made.class, unused -> Made.make(), Made.class);
    }
}
