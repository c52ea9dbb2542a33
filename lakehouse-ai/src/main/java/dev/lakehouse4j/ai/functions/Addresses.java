package dev.lakehouse4j.ai.functions;

import java.util.regex.Pattern;

/** Finds Brazilian street addresses: a word such as «rua», a name, and usually a number and what follows it. */
final class Addresses {

    private static final String KIND =
            "(?:rua|r\\.|avenida|av\\.?|alameda|al\\.|travessa|rodovia|rod\\.|estrada|pra[çc]a|largo|vila|quadra|qd\\.?|ladeira|viela)";
    /** Kinds that mean nothing else when a name in lower case follows. */
    private static final String PLAIN_KIND = "(?:rua|avenida|av\\.|alameda|travessa|rodovia)";

    private static final String NAME_WORD = "(?:\\p{Lu}[\\p{L}.'’-]*|\\d{1,3}|de|da|do|das|dos|e)";
    private static final String NUMBER = "(?:\\s*,?\\s*(?:n[º°o.]?\\.?\\s*|n[uú]mero\\s*)?\\d{1,6}[A-Za-z]?\\b)";
    /** What a number needs after a name in lower case: «na rua por 3 dias» is no address. */
    private static final String MARKED_NUMBER =
            "(?:\\s*,\\s*(?:n[º°o.]?\\.?\\s*)?\\d{1,6}[A-Za-z]?\\b|\\s+(?:n[º°.]\\s*|n[uú]mero\\s+)\\d{1,6}[A-Za-z]?\\b)";

    private static final String MORE =
            "(?:\\s*[,–-]?\\s*(?:(?i:ap(?:to|artamento)?\\.?|bloco|bl\\.?|casa|lote|lt\\.?|sala|fundos)\\s*\\d{0,5}[A-Za-z]?\\b))";

    /** A named street needs capitals or a number: «na rua de casa» is no address. */
    private static final Pattern ADDRESS = Pattern.compile("(?<![\\p{L}\\p{N}])(?:(?i:" + KIND + ")\\s+(?:"
            + NAME_WORD + "(?:\\s+" + NAME_WORD + "){0,6}?(?=" + NUMBER + ")" + NUMBER + MORE + "{0,3}"
            + "|(?:d[aeo]s?\\s+)?\\p{Lu}[\\p{L}.'’-]+(?:\\s+(?:d[aeo]s?\\s+)?\\p{Lu}[\\p{L}.'’-]+){0,5}" + MORE
            + "{0,3})"
            + "|(?i:" + PLAIN_KIND + ")\\s+[\\p{L}.'’]{2,20}(?:\\s+[\\p{L}.'’]{1,20}){0,4}?" + MARKED_NUMBER + MORE
            + "{0,3})");

    private Addresses() {}

    static String mask(String text, String mask) {
        return ADDRESS.matcher(text).replaceAll(mask.replace("[", "\\["));
    }
}
