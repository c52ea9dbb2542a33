package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.error.LakehouseException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A process that reads lakes which may be damaged, in case that its engine does not survive one. */
final class Reader {

    static final String RIGHT = "rows ";
    static final String REFUSED = "refused ";
    static final String SOUND = "sound";

    private Reader() {}

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split("\t", -1);
                String answer = read(Path.of(words[0]), Long.parseLong(words[1]));
                out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** What the newest version holds, what an older one holds, what a query that skips files finds, what a check says. */
    private static String read(Path folder, long older) {
        try (Lakehouse lake = Lakehouse.open(folder, Worker.settings())) {
            Table<Silver, Account> table = lake.table(Account.TABLE);
            return String.join(
                    "\t",
                    guarded(() -> RIGHT + digest(table.rows()) + " of " + table.count()),
                    guarded(() -> RIGHT + digest(table.asOf(older).rows())),
                    guarded(() -> RIGHT + digest(table.rows("id between 500 and 620"))),
                    guarded(() -> {
                        var verification = table.verify();
                        return verification.isSound() ? SOUND : String.join("; ", verification.damages());
                    }));
        }
    }

    private static String guarded(Supplier<String> reading) {
        try {
            return reading.get();
        } catch (LakehouseException e) {
            return REFUSED + oneLine(e);
        } catch (RuntimeException | Error e) {
            return "failed " + oneLine(e);
        }
    }

    private static String oneLine(Throwable error) {
        return error.toString().replaceAll("\\s+", " ");
    }

    /** Independent of the order of rows. */
    private static String digest(Stream<Account> accounts) {
        long[] sums = new long[3];
        try (accounts) {
            accounts.forEach(row -> {
                sums[0]++;
                sums[1] += row.hashCode() * 0x9E3779B97F4A7C15L;
                sums[2] += row.isWhole() ? 0 : 1;
            });
        }
        return sums[0] + "/" + Long.toHexString(sums[1]) + "/" + sums[2];
    }
}
