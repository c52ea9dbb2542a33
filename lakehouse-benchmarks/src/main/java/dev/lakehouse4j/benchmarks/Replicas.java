package dev.lakehouse4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a larger set of files: what grows with the orders is written several times, each time with ids of its own.
 *
 * <p>The first replica is the original, byte by byte. In the others an id becomes the MD5 of itself and the number of the
 * replica, so it stays 32 hexadecimal digits and the same id is the same in all files. Products, sellers and places stay as
 * they are.
 */
final class Replicas {

    private static final Map<String, Set<String>> IDS = Map.of(
            "olist_orders_dataset.csv", Set.of("order_id", "customer_id"),
            "olist_customers_dataset.csv", Set.of("customer_id", "customer_unique_id"),
            "olist_order_items_dataset.csv", Set.of("order_id"),
            "olist_order_payments_dataset.csv", Set.of("order_id"),
            "olist_order_reviews_dataset.csv", Set.of("review_id", "order_id"));

    private static final int BUFFER = 1 << 20;

    private Replicas() {}

    /** Writes the files once; a folder that is complete is used again. */
    static Path of(Path source, int times, Path workFolder) throws IOException {
        Path folder = workFolder.resolve("source-x" + times);
        Path complete = folder.resolve("complete.txt");
        String origin = source.toAbsolutePath().normalize().toString();
        if (Files.exists(complete) && Files.readString(complete).equals(origin)) {
            return folder;
        }
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".csv")).toList()) {
                Path copy = folder.resolve(String.valueOf(file.getFileName()));
                Set<String> ids = IDS.get(String.valueOf(file.getFileName()));
                if (ids == null) {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    replicate(file, ids, times, copy);
                }
            }
        }
        Files.writeString(complete, origin);
        return folder;
    }

    private static void replicate(Path file, Set<String> ids, int times, Path copy) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy), BUFFER)) {
            for (int replica = 0; replica < times; replica++) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
                    new Copy(in, out, ids, replica).run();
                }
            }
        }
    }

    /** One pass over a file, field by field. */
    private static final class Copy {

        private final InputStream in;
        private final OutputStream out;
        private final Set<String> ids;
        private final int replica;
        private final MessageDigest md5;
        private final ByteArrayOutputStream field = new ByteArrayOutputStream();
        private final boolean[] isId = new boolean[256];

        Copy(InputStream in, OutputStream out, Set<String> ids, int replica) {
            this.in = in;
            this.out = out;
            this.ids = ids;
            this.replica = replica;
            try {
                md5 = MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JVM has MD5", e);
            }
        }

        void run() throws IOException {
            boolean header = true;
            boolean quoted = false;
            int column = 0;
            int last = '\n';
            for (int next = in.read(); next >= 0; next = in.read()) {
                last = next;
                boolean ends = !quoted && (next == ',' || next == '\n');
                if (next == '"') {
                    quoted = !quoted;
                }
                if (!ends) {
                    field.write(next);
                    continue;
                }
                end(header, column);
                if (!header || replica == 0) {
                    out.write(next);
                }
                column = next == ',' ? column + 1 : 0;
                header &= next == ',';
            }
            if (last != '\n') {
                end(header, column);
                out.write('\n');
            }
        }

        private void end(boolean header, int column) throws IOException {
            if (header) {
                isId[column] = ids.contains(bare(field.toString(StandardCharsets.UTF_8)));
            }
            if (header && replica > 0) {
                field.reset();
                return;
            }
            if (!header && replica > 0 && isId[column]) {
                String id = bare(field.toString(StandardCharsets.UTF_8));
                byte[] hash = md5.digest((id + ":" + replica).getBytes(StandardCharsets.UTF_8));
                out.write(('"' + HexFormat.of().formatHex(hash) + '"').getBytes(StandardCharsets.UTF_8));
            } else {
                field.writeTo(out);
            }
            field.reset();
        }

        private static String bare(String text) {
            return text.replace("\"", "").replace("\uFEFF", "").strip();
        }
    }
}
