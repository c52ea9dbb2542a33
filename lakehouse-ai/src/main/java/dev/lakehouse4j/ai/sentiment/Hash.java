package dev.lakehouse4j.ai.sentiment;

/** FNV-1a, the hash of all buckets: simple, fast on short byte strings, and easily written again in other languages. */
final class Hash {

    static final int SEED_32 = 0x811c9dc5;
    private static final int PRIME_32 = 0x01000193;
    private static final long SEED_64 = 0xcbf29ce484222325L;
    private static final long PRIME_64 = 0x100000001b3L;

    private Hash() {}

    static int add(int hash, byte next) {
        return (hash ^ (next & 0xff)) * PRIME_32;
    }

    static int add(int hash, byte[] bytes, int from, int to) {
        int result = hash;
        for (int i = from; i < to; i++) {
            result = add(result, bytes[i]);
        }
        return result;
    }

    /** A bucket from 0 to {@code buckets - 1}. */
    static int bucket(int hash, int buckets) {
        return Integer.remainderUnsigned(hash, buckets);
    }

    static long of64(byte[] bytes, int from, int to) {
        long hash = SEED_64;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * PRIME_64;
        }
        return hash;
    }
}
