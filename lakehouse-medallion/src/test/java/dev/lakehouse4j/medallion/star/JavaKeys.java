package dev.lakehouse4j.medallion.star;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Surrogate keys computed without SQL. */
final class JavaKeys {

    private JavaKeys() {}

    static long surrogateKey(String... parts) {
        StringBuilder text = new StringBuilder();
        if (parts.length == 1) {
            text.append(parts[0]);
        } else {
            for (String part : parts) {
                text.append(part.codePointCount(0, part.length())).append(':').append(part);
            }
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("MD5").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return Long.parseLong(HexFormat.of().formatHex(hash).substring(0, 15), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
