package dev.lakehouse4j.medallion.site;

import java.nio.charset.StandardCharsets;

/** Where pages lie, relative to the site's folder. */
final class SitePaths {

    static final String INDEX = "index.html";
    static final String LINEAGE = "lineage.html";
    static final String FUNCTIONS = "functions.html";
    static final String ACCESS = "access.html";
    private static final int LONGEST = 120;

    private SitePaths() {}

    /** The page of a table or view. */
    static String table(String fullName) {
        return "tables/" + fileName(fullName) + ".html";
    }

    /** Names may hold what file systems and addresses do not like, or differ in upper and lower case alone. */
    static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '-'
                    || (c == '.' && !safe.isEmpty())) {
                safe.append(c);
            } else {
                safe.append('~').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        if (safe.length() <= LONGEST) {
            return safe.toString();
        }
        String hash = HtmlText.hash(name).replaceAll("[^A-Za-z0-9]", "");
        return safe.substring(0, LONGEST) + '~' + Integer.toHexString(hash.hashCode());
    }

    /** The anchor of a column on the page of its table. */
    static String column(String name) {
        return "column-" + fileName(name);
    }
}
