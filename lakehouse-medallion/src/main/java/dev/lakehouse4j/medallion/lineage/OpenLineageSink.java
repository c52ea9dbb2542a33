package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Takes OpenLineage events, for example to post them to a server. */
@FunctionalInterface
public interface OpenLineageSink {

    /** Takes nothing. */
    OpenLineageSink NONE = events -> {};

    /**
     * Takes the events of a run, in order of time. An exception is logged and does not harm the run.
     *
     * @param events run events, each a JSON object on one line
     */
    void send(List<String> events);

    /**
     * Appends events to the file {@code openlineage.ndjson} of a folder, one per line. Several processes may append to it.
     *
     * @param folder the folder; created when missing
     * @return the sink
     */
    static OpenLineageSink folder(Path folder) {
        return events -> {
            String lines = String.join("\n", events) + "\n";
            try {
                Files.createDirectories(folder);
                try (FileChannel file = FileChannel.open(
                        folder.resolve("openlineage.ndjson"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        file.write(bytes);
                    }
                }
            } catch (IOException e) {
                throw LakehouseErrors.storage("write lineage events to " + folder, e);
            }
        };
    }
}
