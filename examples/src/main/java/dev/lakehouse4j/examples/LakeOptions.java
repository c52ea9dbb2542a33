package dev.lakehouse4j.examples;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.engine.EngineSettings;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of every command that opens a lake. */
final class LakeOptions {

    @Option(
            names = "--lake",
            paramLabel = "DIR",
            defaultValue = "lake",
            description = "Folder of the lake (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Path lake;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for queries (default: all processors).")
    private @Nullable Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            defaultValue = "1g",
            description = "Memory for queries, such as 512m or 4g; what does not fit spills to disk"
                    + " (default: ${DEFAULT-VALUE}).")
    private long memory;

    Path folder() {
        return lake;
    }

    Lakehouse open() {
        return Lakehouse.open(lake, settings());
    }

    Lakehouse openExisting() {
        return Lakehouse.open(lake, settings().existing());
    }

    private LakehouseSettings settings() {
        EngineSettings engine = EngineSettings.defaults().withMemoryLimitBytes(memory);
        return LakehouseSettings.defaults().withEngine(threads == null ? engine : engine.withThreads(threads));
    }

    /** Reads sizes such as {@code 512m}. */
    static final class ByteSize implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            String size = text.strip().toLowerCase(Locale.ROOT);
            if (!size.matches("\\d+[kmg]?b?")) {
                throw new TypeConversionException("'" + text + "' is not a size. Write for example 512m or 4g.");
            }
            long factor =
                    size.contains("g") ? 1L << 30 : size.contains("m") ? 1L << 20 : size.contains("k") ? 1L << 10 : 1;
            return Math.multiplyExact(Long.parseLong(size.replaceAll("\\D", "")), factor);
        }
    }
}
