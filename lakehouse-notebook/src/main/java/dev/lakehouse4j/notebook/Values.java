package dev.lakehouse4j.notebook;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as text. */
final class Values {

    private static final int DECIMALS = 4;
    private static final double LARGEST_IN_FULL = 1e15;

    private Values() {}

    /** The value as CSV and JSON write it: nothing rounded, times in ISO form. */
    static String plain(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        // toString leaves out seconds that are 0.
        if (value instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        return value instanceof Object[] array ? Arrays.deepToString(array) : value.toString();
    }

    /** The value for a reader. */
    static String shown(Object value, String pattern) {
        if (value instanceof Number number) {
            return number(number, pattern);
        }
        return value instanceof LocalDateTime ? plain(value).replace('T', ' ') : plain(value);
    }

    private static String number(Number number, String pattern) {
        boolean isFloating = number instanceof Double || number instanceof Float;
        if (isFloating && !Double.isFinite(number.doubleValue())) {
            return number.toString();
        }
        if (!pattern.isEmpty()) {
            DecimalFormat format = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
            format.setRoundingMode(RoundingMode.HALF_UP);
            return format.format(number);
        }
        if (!isFloating || Math.abs(number.doubleValue()) >= LARGEST_IN_FULL) {
            return plain(number);
        }
        BigDecimal rounded = new BigDecimal(number.toString()).setScale(DECIMALS, RoundingMode.HALF_UP);
        boolean isTiny = rounded.signum() == 0 && number.doubleValue() != 0;
        return isTiny
                ? String.format(Locale.ROOT, "%.1e", number.doubleValue())
                : rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    static String csv(String text) {
        boolean isPlain =
                !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    static void appendJson(StringBuilder json, @Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            json.append(plain(number));
        } else if (value instanceof Object[] array) {
            appendJson(json, Arrays.asList(array));
        } else if (value instanceof List<?> list) {
            json.append('[');
            for (int i = 0; i < list.size(); i++) {
                json.append(i == 0 ? "" : ",");
                appendJson(json, list.get(i));
            }
            json.append(']');
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            String gap = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(gap);
                appendJson(json, String.valueOf(entry.getKey()));
                json.append(':');
                appendJson(json, entry.getValue());
                gap = ",";
            }
            json.append('}');
        } else {
            appendQuoted(json, plain(value));
        }
    }

    private static void appendQuoted(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ' || (Character.isSurrogate(c) && !isPaired(text, i))) {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** The text with what HTML gives a meaning escaped; for content and quoted attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                // Not allowed in XML, and so in SVG.
                .replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "\ufffd");
    }
}
