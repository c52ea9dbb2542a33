package dev.lakehouse4j.core.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checksum within a log entry, so that an entry that was cut or changed is refused.
 *
 * <p>Why: JSON that lacks its last lines is still JSON, and a changed digit is still a digit; rows would be missing or
 * skipped without a word. The checksum is the first member of {@code commitInfo}, where the protocol lets writers put what
 * they like, and covers the whole entry but itself.
 */
final class LogEntrySeal {

    private static final String START = "{\"commitInfo\":{";
    private static final String MEMBER = "\"lakehouse4jCrc32c\":\"";
    private static final Pattern NAME = Pattern.compile("\\d{20}\\.json");
    private static final Pattern SEALED = Pattern.compile(
            "\\A" + Pattern.quote(START) + "(" + Pattern.quote(MEMBER) + "([0-9a-f]{8})\",)", Pattern.DOTALL);
    private static final int SEAL_END = START.length() + MEMBER.length() + 10;

    private LogEntrySeal() {}

    static boolean isEntry(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** The entry with its checksum; an entry that does not begin with its commitInfo stays as it is. */
    static byte[] seal(String entry) {
        byte[] plain = entry.getBytes(StandardCharsets.UTF_8);
        if (!entry.startsWith(START) || entry.startsWith("}", START.length())) {
            return plain;
        }
        String member = MEMBER + Checksums.of(plain) + "\",";
        return (START + member + entry.substring(START.length())).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads an entry, and refuses it when it is not what was written. Entries of other writers have no checksum. */
    static byte[] read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            throw damaged(file, "it is empty");
        }
        String head = new String(bytes, 0, Math.min(SEAL_END, bytes.length), StandardCharsets.ISO_8859_1);
        Matcher seal = SEALED.matcher(head);
        if (!seal.find()) {
            requireText(file, bytes);
            return bytes;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        plain.write(bytes, 0, seal.start(1));
        plain.write(bytes, seal.end(1), bytes.length - seal.end(1));
        if (!Checksums.of(plain.toByteArray()).equals(seal.group(2))) {
            throw damaged(file, "its content does not fit its checksum");
        }
        return bytes;
    }

    /** What can be told of an entry without a checksum: lines of JSON objects, and not the zeros that a crash leaves. */
    private static void requireText(Path file, byte[] bytes) throws DamagedFileException {
        int last = -1;
        for (byte each : bytes) {
            if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
                throw damaged(file, "it is not text");
            }
            last = each > ' ' || each < 0 ? each : last;
        }
        if (bytes[0] != '{' || last != '}') {
            throw damaged(file, "it is not whole");
        }
    }

    private static DamagedFileException damaged(Path file, String why) {
        return new DamagedFileException(
                "the log entry " + file + " is damaged (" + why
                        + "). Put the file back from a copy of the lake; versions before it can still be read by their numbers.");
    }
}
