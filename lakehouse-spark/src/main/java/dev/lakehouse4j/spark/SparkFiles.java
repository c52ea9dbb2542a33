package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes rows to data files of a table. Spark writes them into a folder beside the table's files that readers of Delta tables
 * do not look into; when its job is done, they move to where a commit can name them.
 */
final class SparkFiles {

    private static final String CODEC = "zstd";
    private static final String STAGING = "_lakehouse4j_";

    private SparkFiles() {}

    static List<DataFile> write(Dataset<Row> rows, Path tableRoot, TableSchema schema) {
        Path root = tableRoot.toAbsolutePath();
        Path staging = root.resolve(STAGING + UUID.randomUUID());
        List<Path> moved = new ArrayList<>();
        try {
            Files.createDirectories(root);
            rows.write()
                    .mode(SaveMode.ErrorIfExists)
                    .option("compression", CODEC)
                    .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
                    .parquet(RelationPlans.location(staging));
            List<DataFile> files = new ArrayList<>();
            for (Path written : parts(staging)) {
                Path target = ParquetRowWriter.newDataFile(root, CODEC);
                Files.move(written, target);
                moved.add(target);
                DataFile file = DataFile.written(root, target, schema);
                if (file.rowCount() == 0) {
                    Files.delete(target);
                } else {
                    files.add(file);
                }
            }
            return List.copyOf(files);
        } catch (IOException e) {
            delete(moved, e);
            throw LakehouseErrors.storage("write rows under " + tableRoot, e);
        } catch (RuntimeException e) {
            delete(moved, e);
            throw e;
        } finally {
            deleteTree(staging);
        }
    }

    private static List<Path> parts(Path staging) throws IOException {
        if (!Files.exists(staging)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(staging)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(List<Path> files, Exception reason) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    /** What cannot be deleted lies under a name that no reader looks at. */
    static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(SparkFiles.class)
                    .warn("Cannot remove the folder {}, which is not needed any more: {}", folder, e.toString());
        }
    }
}
