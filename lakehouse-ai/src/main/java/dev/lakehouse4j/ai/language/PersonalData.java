package dev.lakehouse4j.ai.language;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds personal data in texts by their form: numbers with check digits, addresses, phones.
 *
 * <p>CPF, CNPJ and card numbers count only with right check digits; CPF and CNPJ written with their dots and dashes count
 * even when a digit is mistyped. Phones are Brazilian (with area code, or written {@code 98765-4321}) or international
 * with a plus sign. What has no form of its own, such as names of persons and streets, is not found here.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class PersonalData {

    /** What can be found. */
    public enum Kind {
        /** An e-mail address. */
        EMAIL("EMAIL"),
        /** A web address, which may carry names, sessions or order numbers. */
        URL("URL"),
        /** The number of a person in the Brazilian tax register, 11 digits with 2 check digits. */
        CPF("CPF"),
        /** The number of a company in the Brazilian tax register, 14 places with 2 check digits; the first 12 may hold letters. */
        CNPJ("CNPJ"),
        /** A payment card, 13 to 19 digits with a Luhn check digit. */
        CARD("CARD"),
        /** A telephone number. */
        PHONE("PHONE"),
        /** A Brazilian postal code (CEP), written {@code 01310-100}, or with the word before it. */
        POSTAL_CODE("CEP");

        private final String placeholder;

        Kind(String placeholder) {
            this.placeholder = placeholder;
        }
    }

    /**
     * A place in a text.
     *
     * @param kind what was found
     * @param start index of its first character
     * @param end index after its last character
     */
    public record Finding(Kind kind, int start, int end) {}

    private static final String NOT_INSIDE = "(?<![\\p{L}\\p{N}_])";
    private static final String NOT_BEFORE_MORE = "(?![\\p{L}\\p{N}_])";

    /** Local parts are bounded, so that a long run of letters costs no quadratic search. */
    private static final Pattern EMAIL = Pattern.compile(
            "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}\\s?@\\s?[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,4}\\.\\p{L}{2,24}"
                    + NOT_BEFORE_MORE);

    private static final Pattern URL = Pattern.compile(
            "(?:https?://|ftp://|(?<![\\p{L}\\p{N}.])www\\.)[^\\s<>\"')\\]]{2,2000}", Pattern.CASE_INSENSITIVE);

    private static final Pattern CPF_WRITTEN =
            Pattern.compile("(?<![\\p{L}\\p{N}_.-])\\d{3}[. ]\\d{3}[. ]\\d{3}[-./ ]\\d{2}" + NOT_BEFORE_MORE);
    private static final Pattern CPF_BARE = Pattern.compile(NOT_INSIDE + "\\d{9}-?\\d{2}" + NOT_BEFORE_MORE);
    private static final Pattern CNPJ_WRITTEN = Pattern.compile(
            "(?<![\\p{L}\\p{N}_.-])[A-Z\\d]{2}\\.[A-Z\\d]{3}\\.[A-Z\\d]{3}/[A-Z\\d]{4}-\\d{2}" + NOT_BEFORE_MORE);
    private static final Pattern CNPJ_BARE = Pattern.compile(NOT_INSIDE + "\\d{14}" + NOT_BEFORE_MORE);
    private static final Pattern CARD = Pattern.compile(NOT_INSIDE + "\\d{4}([ -]?)\\d{4}\\1\\d{4}\\1\\d{1,7}"
            + NOT_BEFORE_MORE + "|" + NOT_INSIDE + "\\d{4}[ -]?\\d{6}[ -]?\\d{4,5}" + NOT_BEFORE_MORE);

    private static final Pattern PHONE = Pattern.compile(
            // +55 (11) 98765-4321, +351 912 345 678
            "(?<![\\p{L}\\p{N}_+])\\+\\d{1,3}[ .-]?(?:\\(\\d{1,4}\\)[ .-]?)?\\d{1,5}(?:[ .-]?\\d{2,5}){1,4}"
                    + NOT_BEFORE_MORE
                    // (11) 98765-4321, (011) 3456 7890
                    + "|(?<![\\p{L}\\p{N}_])\\(0?[1-9]\\d\\) ?9?[ .-]?\\d{4}[ .-]?\\d{4}" + NOT_BEFORE_MORE
                    // 11 98765-4321, 11987654321, 55 11 98765 4321
                    + "|(?<![\\p{L}\\p{N}_.,-])(?:55 ?)?0?[1-9][1-9][ .-]?(?:9[ .]?\\d{4}|[2-5]\\d{3})[ .-]?\\d{4}"
                    + "(?![\\p{L}\\p{N}_]|[.,]\\d)"
                    // 98765-4321, 3456-7890
                    + "|(?<![\\p{L}\\p{N}_.,/-])(?:9[ .]?\\d{4}|[2-5]\\d{3})-\\d{4}(?![\\p{L}\\p{N}_/-]|[.,]\\d)");

    private static final Pattern YEARS = Pattern.compile("(?:19|20)\\d{2}-(?:19|20)\\d{2}");

    private static final Pattern POSTAL_CODE = Pattern.compile(
            "(?<![\\p{L}\\p{N}_.,-])\\d{2}\\.?\\d{3}-\\d{3}(?![\\p{L}\\p{N}_-])|(?<=\\b[Cc][Ee][Pp][: ]{1,2})\\d{8}"
                    + NOT_BEFORE_MORE);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\[[A-Z]+_\\d+]");

    private final Set<Kind> kinds;

    private PersonalData(Set<Kind> kinds) {
        this.kinds = kinds;
    }

    /**
     * A masker of all kinds.
     *
     * @return the masker
     */
    public static PersonalData masker() {
        return new PersonalData(EnumSet.allOf(Kind.class));
    }

    /**
     * A masker of some kinds.
     *
     * @param kinds what to find
     * @return the masker
     */
    public static PersonalData masker(Set<Kind> kinds) {
        return new PersonalData(kinds.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(kinds));
    }

    /**
     * Replaces personal data by numbered placeholders such as {@code [CPF_1]}; equal values of a text have equal numbers.
     *
     * @param text any text
     * @return the text with placeholders
     */
    public String mask(String text) {
        return document().mask(text);
    }

    /**
     * A numbering for texts that belong together.
     *
     * @return a numbering that starts at 1 for each kind
     */
    public Document document() {
        return new Document(this);
    }

    /**
     * Replaces personal data by what the caller says.
     *
     * @param text any text
     * @param replacement gives the new text for a kind and the text found
     * @return the text with replacements
     */
    public String replace(String text, BiFunction<Kind, String, String> replacement) {
        List<Finding> findings = find(text);
        if (findings.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int from = 0;
        for (Finding finding : findings) {
            masked.append(text, from, finding.start())
                    .append(replacement.apply(finding.kind(), text.substring(finding.start(), finding.end())));
            from = finding.end();
        }
        return masked.append(text, from, text.length()).toString();
    }

    /**
     * Finds personal data.
     *
     * @param text any text
     * @return the places in order, none inside another
     */
    public List<Finding> find(String text) {
        if (!mayHold(text)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        // The more certain forms first: what they take, the later ones do not see.
        find(text, EMAIL, Kind.EMAIL, findings);
        find(text, URL, Kind.URL, findings);
        find(text, CNPJ_WRITTEN, Kind.CNPJ, findings);
        find(text, CPF_WRITTEN, Kind.CPF, findings);
        find(text, CNPJ_BARE, Kind.CNPJ, findings);
        find(text, CPF_BARE, Kind.CPF, findings);
        find(text, CARD, Kind.CARD, findings);
        find(text, POSTAL_CODE, Kind.POSTAL_CODE, findings);
        find(text, PHONE, Kind.PHONE, findings);
        findings.removeIf(finding -> !kinds.contains(finding.kind()));
        findings.sort(java.util.Comparator.comparingInt(Finding::start));
        return List.copyOf(findings);
    }

    /** Most texts hold neither of these, and are not searched. */
    private static boolean mayHold(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@' || (c >= '0' && c <= '9' && ++digits == 7)) {
                return true;
            }
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("://") || lower.contains("www.");
    }

    private static void find(String text, Pattern pattern, Kind kind, List<Finding> findings) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            Finding finding = new Finding(kind, matcher.start(), matcher.end());
            if (isRight(pattern, matcher.group()) && findings.stream().noneMatch(other -> overlap(other, finding))) {
                findings.add(finding);
            }
        }
    }

    private static boolean overlap(Finding a, Finding b) {
        return a.start() < b.end() && b.start() < a.end();
    }

    private static boolean isRight(Pattern pattern, String found) {
        if (pattern == CPF_BARE) {
            return CheckDigits.isCpf(digits(found));
        }
        if (pattern == CNPJ_BARE) {
            return CheckDigits.isCnpj(digits(found));
        }
        if (pattern == CARD) {
            return CheckDigits.isCard(digits(found));
        }
        return pattern != PHONE || !YEARS.matcher(found).matches();
    }

    private static String digits(String text) {
        return text.replaceAll("[^0-9]", "");
    }

    /** Placeholders of texts that belong together. Not safe for use by several threads. */
    public static final class Document {

        private final PersonalData personalData;
        private final Map<Kind, Map<String, Integer>> numbers = new EnumMap<>(Kind.class);
        private final Map<String, String> originals = new HashMap<>();

        private Document(PersonalData personalData) {
            this.personalData = personalData;
        }

        /**
         * Replaces personal data by numbered placeholders.
         *
         * @param text any text
         * @return the text with placeholders
         */
        public String mask(String text) {
            return personalData.replace(text, this::placeholder);
        }

        private String placeholder(Kind kind, String found) {
            Map<String, Integer> known = numbers.computeIfAbsent(kind, unused -> new HashMap<>());
            int number = known.computeIfAbsent(normal(kind, found), unused -> known.size() + 1);
            String placeholder = "[" + kind.placeholder + "_" + number + "]";
            originals.putIfAbsent(placeholder, found);
            return placeholder;
        }

        /** How a value is written does not make it another. */
        private static String normal(Kind kind, String found) {
            return kind == Kind.EMAIL || kind == Kind.URL
                    ? found.replace(" ", "").toLowerCase(Locale.ROOT)
                    : found.replaceAll("[^0-9A-Za-z]", "");
        }

        /**
         * Puts the personal data back where their placeholders stand, for texts that stay in this process.
         *
         * @param text a text with placeholders of this document
         * @return the text with the values as they first occurred
         */
        public String restore(String text) {
            return PLACEHOLDER
                    .matcher(text)
                    .replaceAll(
                            found -> Matcher.quoteReplacement(originals.getOrDefault(found.group(), found.group())));
        }
    }
}
