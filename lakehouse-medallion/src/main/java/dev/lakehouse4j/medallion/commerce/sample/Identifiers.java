package dev.lakehouse4j.medallion.commerce.sample;

import java.util.HexFormat;

/** Identifiers of 32 hexadecimal digits, unique within their kind because the mixing is a bijection. */
final class Identifiers {

    private static final HexFormat HEX = HexFormat.of();

    private final long seed;

    Identifiers(long seed) {
        this.seed = seed;
    }

    String of(Stream kind, long index) {
        long high = SampleRandom.seed(seed, kind, index);
        return HEX.toHexDigits(high) + HEX.toHexDigits(SampleRandom.mix(high ^ 0x5851F42D4C957F2DL));
    }
}
