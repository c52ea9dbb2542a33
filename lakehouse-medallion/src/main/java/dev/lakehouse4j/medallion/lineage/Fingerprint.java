package dev.lakehouse4j.medallion.lineage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Hashes of definitions. */
final class Fingerprint {

    /** Raised when the same definitions give another lineage than before. */
    private static final int METHOD = 2;

    private Fingerprint() {}

    static String of(List<String> definitions) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(("method " + METHOD).getBytes(StandardCharsets.UTF_8));
            for (String definition : definitions) {
                digest.update((definition + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
