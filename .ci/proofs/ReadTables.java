import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/**
 * Reads tables of a lake for foreign_tables.py: a request a line (name, version or time or nothing, SQL over the table or
 * nothing, file to write), separated by tabs. Rows go to the file as an Arrow stream; what else there is to tell is printed, a
 * line each: version, rows by the log, and how many files of how many were opened, or the error.
 */
public final class ReadTables {

    private ReadTables() {}

    public static void main(String[] arguments) throws Exception {
        try (Lakehouse lake = Lakehouse.open(Path.of(arguments[0]));
                BufferAllocator allocator = new RootAllocator()) {
            for (String line : Files.readAllLines(Path.of(arguments[1]))) {
                String[] request = line.split("\t", -1);
                try {
                    System.out.println(read(lake, request, allocator));
                } catch (LakehouseException e) {
                    System.out.println("error\t" + e.getClass().getSimpleName() + "\t" + e.getMessage().replaceAll("\\s+", " "));
                } catch (RuntimeException e) {
                    e.printStackTrace();
                    System.out.println("error\t" + e.getClass().getName() + "\t" + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
                }
            }
        }
    }

    private static String read(Lakehouse lake, String[] request, BufferAllocator allocator) throws Exception {
        String name = request[0];
        Path folder = lake.folder(name);
        if (request[1].equals("history")) {
            List<Commit> history = lake.store().history(folder);
            StringBuilder text = new StringBuilder("history");
            history.forEach(commit -> text.append('\t').append(commit.version()).append(' ').append(commit.timestamp().toEpochMilli()));
            return text.toString();
        }
        TableSnapshot snapshot = request[1].isEmpty()
                ? lake.snapshot(name)
                : request[1].contains("T")
                        ? lake.store().atInstant(folder, Instant.parse(request[1]))
                        : lake.store().atVersion(folder, Long.parseLong(request[1]));
        String sql = request[2].isEmpty() ? "select * from " + name : request[2];
        Map<String, Relation> relations = Map.of(name, new Relation.Snapshot(snapshot));
        String plan = lake.engine().explain(sql, relations);
        String opened = plan.substring(plan.indexOf("files: "), plan.indexOf('\n')).replaceAll("[^0-9]+", " ").strip();
        try (OutputStream out = Files.newOutputStream(Path.of(request[3]));
                ArrowReader reader = lake.engine().arrow(sql, relations, allocator);
                ArrowStreamWriter writer = new ArrowStreamWriter(reader.getVectorSchemaRoot(), null, out)) {
            writer.start();
            while (reader.loadNextBatch()) {
                writer.writeBatch();
            }
            writer.end();
        }
        return "read\t" + snapshot.version() + "\t" + snapshot.rowCount() + "\t" + opened;
    }
}
