package dev.lakehouse4j.ai.report;

import java.util.Locale;

/** How the numbers of a chart are written. */
enum Format {
    /** 0.1 is 10 %. */
    PERCENT,
    /** In the currency of the lake, shortened. */
    MONEY,
    /** As it is. */
    NUMBER;

    /** As the script spells it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
