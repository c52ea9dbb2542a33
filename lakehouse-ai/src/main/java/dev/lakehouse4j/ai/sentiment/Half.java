package dev.lakehouse4j.ai.sentiment;

/** Half-precision numbers (IEEE 754 binary16), which Java 17 has no methods for. */
final class Half {

    private static final int INFINITY = 0x7c00;

    private Half() {}

    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float small = fraction * 0x1p-24f;
            return sign == 0 ? small : -small;
        }
        int bits = exponent == 31 ? 0x7f800000 | fraction << 13 : (exponent + 112) << 23 | fraction << 13;
        return Float.intBitsToFloat(sign | bits);
    }

    /** The nearest half, ties to even; what is too large becomes infinite. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | INFINITY | 0x200);
        }
        if (size >= 65520f) {
            return (short) (sign | INFINITY);
        }
        if (size < 0x1p-14f) {
            // Subnormal: a multiple of 2^-24; rint rounds ties to even.
            return (short) (sign | (int) Math.rint(size * 0x1p24));
        }
        int magnitude = bits & 0x7fffffff;
        int rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
        return (short) (sign | (rounded - (112 << 23)) >> 13);
    }

    /** The smallest half that is not below a value of 0 or more. */
    static short atLeast(float value) {
        short nearest = of(value);
        return toFloat(nearest) < value ? (short) (nearest + 1) : nearest;
    }
}
