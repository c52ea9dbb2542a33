package dev.lakehouse4j.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CRC-32C of files, and what brings files to the disk. */
final class Checksums {

    private static final Logger LOG = LoggerFactory.getLogger(Checksums.class);
    private static final int BUFFER_BYTES = 1 << 18;

    private Checksums() {}

    /** Eight hexadecimal digits. */
    static String of(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return text(crc);
    }

    /** Eight hexadecimal digits. */
    static String of(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            return of(channel);
        }
    }

    /** Brings a file to the disk that another writer, such as the SQL engine, has closed; and tells its checksum. */
    static String force(Path file) throws IOException {
        if (!LocalDisk.has(file)) {
            return of(file); // A store has it when it is closed.
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String checksum = of(channel);
            channel.force(true);
            return checksum;
        }
    }

    /** Brings the names in a folder to the disk. Where a folder cannot be opened, as on Windows, nobody can. */
    static void forceFolder(@Nullable Path folder) {
        if (folder == null || !LocalDisk.has(folder) || !Files.isDirectory(folder)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("Cannot force the folder {} to the disk: {}", folder, e.getMessage());
        }
    }

    private static String of(SeekableByteChannel channel) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.max(1, Math.min(BUFFER_BYTES, channel.size())));
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            crc.update(buffer);
            buffer.clear();
        }
        return text(crc);
    }

    private static String text(CRC32C crc) {
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
