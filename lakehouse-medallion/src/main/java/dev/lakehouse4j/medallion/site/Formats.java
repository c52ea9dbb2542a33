package dev.lakehouse4j.medallion.site;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, sizes and times as they are shown. */
final class Formats {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Formats() {}

    static String count(long number) {
        return number < 0 ? "unknown" : String.format(Locale.ROOT, "%,d", number);
    }

    static String count(long number, String one, String many) {
        return count(number) + ' ' + (number == 1 ? one : many);
    }

    static String size(long bytes) {
        if (bytes < 0) {
            return "unknown";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%,d kB", (bytes + 999) / 1_000)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    static String minute(Instant instant) {
        return MINUTE.format(instant);
    }
}
