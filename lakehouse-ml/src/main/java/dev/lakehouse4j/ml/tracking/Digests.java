package dev.lakehouse4j.ml.tracking;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of text, in lower-case hexadecimal digits. */
final class Digests {

    private Digests() {}

    static String sha256(String text) {
        return HexFormat.of().formatHex(digest("SHA-256", text));
    }

    /** MLflow names datasets and inputs in its file layout by MD5. */
    static String md5(String text) {
        return HexFormat.of().formatHex(digest("MD5", text));
    }

    /** 18 decimal digits, as MLflow's ids of experiments have. */
    static String eighteenDigits(String text) {
        BigInteger first = BigInteger.TEN.pow(17);
        BigInteger span = BigInteger.TEN.pow(18).subtract(first);
        return new BigInteger(1, digest("SHA-256", text)).mod(span).add(first).toString();
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }
}
