package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.Period;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills templates: numbers, dates and names as a language writes them.
 *
 * <p>{@code {name}} stands for a fact. {@code {in:name}}, {@code {of:name}} and {@code {the:name}} put the preposition or
 * article before it that a period or state needs; {@code {size:name}} leaves the sign away; {@code {Name}} starts with a
 * capital letter; {@code {name?order|orders}} is the word alone that the number needs.
 */
final class Wording {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{(?:([A-Za-z]+):)?([A-Za-z_0-9]+)(?:\\?([^|{}]*)\\|([^{}]*))?}");
    private static final double MILLION = 1e6;
    private static final double BILLION = 1e9;

    private final Language language;
    private final Names names;

    Wording(Language language) {
        this.language = language;
        this.names = Names.in(language);
    }

    String fill(String template, Map<String, Fact> facts) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String hint = matcher.group(1) == null ? "" : matcher.group(1).toLowerCase(java.util.Locale.ROOT);
            boolean capital = matcher.group(1) != null && !hint.equals(matcher.group(1));
            String key = facts.containsKey(name) ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
            Fact fact = facts.get(key);
            if (fact == null) {
                throw new IllegalStateException(
                        "A template names a fact that there is not: {" + name + "} in " + template);
            }
            if (matcher.group(3) != null) {
                matcher.appendReplacement(
                        text, Matcher.quoteReplacement(isOne(fact.number()) ? matcher.group(3) : matcher.group(4)));
                continue;
            }
            String written = write(fact, hint);
            matcher.appendReplacement(
                    text, Matcher.quoteReplacement(key.equals(name) && !capital ? written : capitalised(written)));
        }
        return matcher.appendTail(text).toString();
    }

    /** Fills the template of the language with one fact, {@code x}. */
    String fill(String english, String portuguese, Fact fact) {
        return fill(isPortuguese() ? portuguese : english, Map.of("x", fact));
    }

    static String capitalised(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** English has the singular for 1 alone, Portuguese for all below 2. */
    private boolean isOne(double number) {
        return isPortuguese() ? Math.abs(number) < 2 : Math.abs(number) == 1;
    }

    private static boolean isWhole(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-9;
    }

    private boolean isPortuguese() {
        return language == Language.PORTUGUESE;
    }

    String write(Fact fact, String hint) {
        Object value = fact.value();
        double number = hint.equals("size") ? Math.abs(fact.number()) : fact.number();
        return switch (fact.kind()) {
            case COUNT -> decimals(number, 0);
            case MONEY -> money(number);
            case PERCENT -> decimals(100 * number, 1) + "%";
            case SHARE -> decimals(100 * number, Math.abs(number) >= 0.0995 || isWhole(100 * number) ? 0 : 1) + "%";
            case POINTS -> points(100 * number);
            case STARS, NUMBER -> decimals(number, 2);
            case INDEX -> decimals(number, 3);
            case DAYS -> decimals(number, Math.abs(number) >= 20 ? 0 : 1);
            case TIMES -> decimals(number, 1);
            case NAME -> String.valueOf(value);
            case CATEGORY -> names.category(String.valueOf(value));
            case STATE -> names.state(String.valueOf(value), hint);
            case SEGMENT -> names.segment(String.valueOf(value));
            case MONTH -> month((YearMonth) value, hint);
            case DAY -> day((LocalDate) value);
            case PERIOD -> period((Period) value, hint);
        };
    }

    /** A number with a fixed number of decimals. */
    String decimals(double value, int places) {
        DecimalFormat format = new DecimalFormat(
                places == 0 ? "#,##0" : "#,##0." + "0".repeat(places),
                DecimalFormatSymbols.getInstance(language.locale()));
        format.setRoundingMode(java.math.RoundingMode.HALF_UP);
        return format.format(java.math.BigDecimal.valueOf(value));
    }

    private String money(double value) {
        String sign = value < 0 ? "−" : "";
        double size = Math.abs(value);
        String unit = isPortuguese() ? sign + "R$ " : sign + "R$";
        if (size >= 0.9995 * BILLION) {
            String amount = decimals(size / BILLION, 2);
            return unit + amount + (isPortuguese() ? size < 2 * BILLION ? " bilhão" : " bilhões" : " billion");
        }
        if (size >= 0.9995 * MILLION) {
            String amount = decimals(size / MILLION, 2);
            return unit + amount + (isPortuguese() ? size < 2 * MILLION ? " milhão" : " milhões" : " million");
        }
        if (size >= 10_000) {
            return unit + decimals(size / 1000, 0) + (isPortuguese() ? " mil" : " thousand");
        }
        return unit + decimals(size, size >= 1000 ? 0 : 2);
    }

    private String points(double points) {
        String number = decimals(points, 1);
        if (isPortuguese()) {
            return number + (Math.abs(points) < 2 ? " ponto percentual" : " pontos percentuais");
        }
        return number + (number.equals("1.0") ? " percentage point" : " percentage points");
    }

    private String month(YearMonth month, String hint) {
        String name = month.getMonth().getDisplayName(TextStyle.FULL, language.locale());
        if (hint.equals("short")) {
            return name;
        }
        String preposition = hint.equals("in") ? isPortuguese() ? "em " : "in " : "";
        return preposition + name + (isPortuguese() ? " de " : " ") + month.getYear();
    }

    private String day(LocalDate day) {
        String pattern = isPortuguese() ? "d 'de' MMMM 'de' yyyy" : "d MMMM yyyy";
        return day.format(DateTimeFormatter.ofPattern(pattern, language.locale()));
    }

    private String period(Period period, String hint) {
        YearMonth first = YearMonth.from(period.from());
        YearMonth last = YearMonth.from(period.last());
        if (first.equals(last)) {
            return preposition(hint, "in ", "of ", "", "em ", "de ", "") + month(first, "");
        }
        if (period.isWholeMonths() && period.monthCount() == 3 && first.getMonthValue() % 3 == 1) {
            int quarter = first.getMonthValue() / 3;
            String ordinal = (isPortuguese()
                            ? new String[] {"primeiro", "segundo", "terceiro", "quarto"}
                            : new String[] {"first", "second", "third", "fourth"})
                    [quarter];
            return preposition(hint, "in the ", "of the ", "the ", "no ", "do ", "o ")
                    + ordinal
                    + (isPortuguese() ? " trimestre de " : " quarter of ")
                    + first.getYear();
        }
        if (period.isWholeMonths() && period.monthCount() == 12 && first.getMonthValue() == 1) {
            return preposition(hint, "in ", "of ", "", "em ", "de ", "") + first.getYear();
        }
        boolean sameYear = first.getYear() == last.getYear();
        String range = sameYear
                ? month(first, "short") + (isPortuguese() ? " a " : " to ") + month(last, "")
                : month(first, "") + (isPortuguese() ? " a " : " to ") + month(last, "");
        return preposition(hint, "from ", "of ", "", "de ", "de ", "") + range;
    }

    private String preposition(
            String hint, String in, String of, String the, String inPortuguese, String ofPortuguese, String article) {
        return switch (hint) {
            case "in" -> isPortuguese() ? inPortuguese : in;
            case "of" -> isPortuguese() ? ofPortuguese : of;
            case "the" -> isPortuguese() ? article : the;
            case "to" -> isPortuguese() ? article.isEmpty() ? "a " : "a" + article : "to " + the;
            default -> "";
        };
    }
}
