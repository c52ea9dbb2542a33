package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * What a file held at one moment.
 *
 * @param sha256 SHA-256 of its raw bytes, 64 hexadecimal digits
 * @param checksum CRC-32C of the same bytes: cheap enough to be taken again by whoever reads the file next
 * @param size bytes
 * @param modifiedNanos time of its last change
 */
record ContentHash(String sha256, long checksum, long size, long modifiedNanos) {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int BATCH_ID_DIGITS = 32;
    private static final int FINGERPRINT_DIGITS = 10;

    static ContentHash of(Path file) throws IOException {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        MessageDigest digest = newDigest();
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int count;
            while ((count = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, count);
                checksum.update(buffer, 0, count);
                size += count;
            }
        }
        return new ContentHash(HexFormat.of().formatHex(digest.digest()), checksum.getValue(), size, nanos(before));
    }

    /** Identity of this content under a name, for {@code _batch_id}. */
    String batchId(String name) {
        byte[] hash = newDigest().digest((name + "\n" + sha256).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, BATCH_ID_DIGITS);
    }

    /** The first 40 bits of the hash. */
    long fingerprint() {
        return Long.parseLong(sha256.substring(0, FINGERPRINT_DIGITS), 16);
    }

    /** Throws when the file looks different from when it was hashed. */
    void requireUnchanged(SourceFile file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
        if (now.size() != size || nanos(now) != modifiedNanos) {
            throw changed(file);
        }
    }

    static StorageException changed(SourceFile file) {
        return new StorageException(
                "Cannot load " + file.path() + ": it changed while it was being read. Nothing of it was"
                        + " committed; run the ingest again when its writer has finished.");
    }

    private static long nanos(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
