package dev.lakehouse4j.core;

import dev.lakehouse4j.core.TableConcurrencyTest.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A program of its own that appends to a table and prints the ids of rows whose commit was acknowledged. */
final class AppendingProcess {

    private AppendingProcess() {}

    public static void main(String[] args) {
        int writer = Integer.parseInt(args[1]);
        int commits = Integer.parseInt(args[2]);
        try (Lakehouse lake = Lakehouse.open(Path.of(args[0]))) {
            Table<Silver, Event> table = lake.table(TableConcurrencyTest.EVENTS);
            for (int i = 0; i < commits; i++) {
                String prefix = "p" + writer + "-" + i + "-";
                List<Event> rows = IntStream.range(0, 3)
                        .mapToObj(row -> new Event(prefix + row, writer, row))
                        .toList();
                table.append(rows);
                rows.forEach(row -> System.out.println(row.id()));
            }
        }
    }
}
