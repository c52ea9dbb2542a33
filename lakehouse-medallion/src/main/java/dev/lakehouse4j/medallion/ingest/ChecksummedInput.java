package dev.lakehouse4j.medallion.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** Counts the raw bytes of a file and takes their checksum while somebody else reads them. */
final class ChecksummedInput extends FilterInputStream {

    private final CRC32C checksum = new CRC32C();
    private volatile long count;

    ChecksummedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) {
            checksum.update(target, offset, read);
            add(read);
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        // What is skipped would be missing in the checksum.
        byte[] skipped = new byte[(int) Math.min(Math.max(length, 0), 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    /** Reads what a decompressor left unread, and gives the checksum of all bytes. */
    long finish() throws IOException {
        byte[] rest = new byte[8192];
        int count = 0;
        while (count >= 0) {
            count = read(rest, 0, rest.length);
        }
        return checksum.getValue();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread reads the file; others only look at the count.
    private void add(int bytes) {
        count += bytes;
    }
}
