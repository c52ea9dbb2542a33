package dev.lakehouse4j.ai.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of the report, and how numbers and dates are written, in one language. */
final class Texts {

    /** Stands for a figure that there is not. */
    static final String NONE = "–";

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final double MILLION = 1e6;
    private static final double THOUSAND = 1e3;

    private final Locale locale;
    private final Properties messages;

    private Texts(Locale locale, Properties messages) {
        this.locale = locale;
        this.messages = messages;
    }

    /**
     * The texts of a language.
     *
     * @param code {@code en} or {@code pt}, for which there is a table of messages
     * @param locale conventions for numbers and dates
     */
    static Texts of(String code, Locale locale) {
        Properties messages = new Properties();
        try {
            messages.load(new StringReader(Resource.text("messages_" + code + ".properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Texts(locale, messages);
    }

    Locale locale() {
        return locale;
    }

    /** A message with its places filled. */
    String say(String key, Object... values) {
        String message = messages.getProperty(key);
        if (message == null) {
            throw new IllegalArgumentException("There is no message " + key);
        }
        Matcher matcher = PLACE.matcher(message);
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf(values[Integer.parseInt(found.group(1))])));
    }

    /** A message, or the fallback where there is none. */
    String sayOr(String key, String fallback) {
        return messages.getProperty(key, fallback);
    }

    String count(double value) {
        return decimal(value, 0);
    }

    String decimal(double value, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(value);
    }

    /** A number with its digits, or a dash. */
    String decimalOrNone(@Nullable Double value, int digits) {
        return value == null ? NONE : decimal(value, digits);
    }

    /** A ratio in per cent with one digit, without one from 20 % on. */
    String percent(double ratio) {
        return percent(ratio, Math.abs(ratio) < 0.1995 ? 1 : 0);
    }

    String percent(double ratio, int digits) {
        NumberFormat format = NumberFormat.getPercentInstance(locale);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(ratio);
    }

    String percentOrNone(@Nullable Double ratio) {
        return ratio == null ? NONE : percent(ratio, 1);
    }

    /** An amount with three digits: R$ 11.8 M. */
    String money(double amount) {
        double size = Math.abs(amount);
        if (size >= MILLION) {
            int digits = size >= 100 * MILLION ? 0 : size >= 10 * MILLION ? 1 : 2;
            return currency() + decimal(amount / MILLION, digits) + '\u00a0' + say("number.million");
        }
        if (size >= 10 * THOUSAND) {
            return currency() + decimal(amount / THOUSAND, 0) + '\u00a0' + say("number.thousand");
        }
        return moneyInFull(amount);
    }

    /** An amount to the unit: R$ 11,841,305. */
    String moneyInFull(double amount) {
        return currency() + decimal(amount, 0);
    }

    private String currency() {
        return say("number.currency") + '\u00a0';
    }

    /** A month as {@code Mar 2018}. */
    String month(YearMonth month) {
        return format(month, "MMM yyyy");
    }

    /** A month as {@code March 2018}. */
    String monthInWords(YearMonth month) {
        return format(month, say("date.month"));
    }

    /** A month that an axis has room for. */
    String monthOnAxis(YearMonth month) {
        return format(month, "MMM yy");
    }

    private String format(YearMonth month, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, locale).format(month).replace(".", "");
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofPattern(say("date.day"), locale).format(day);
    }

    /** A name of a table as people write it: without underscores. */
    String name(String raw) {
        return raw.isEmpty() ? say("unknown") : raw.replace('_', ' ');
    }

    /** A segment in this language where it is one of the usual ones. */
    String segment(String raw) {
        return sayOr("segment." + raw.replace(' ', '_'), name(raw));
    }

    /** {@code a, b and c}. */
    String list(List<String> items) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + ' ' + say("and") + ' ' + items.get(last);
    }

    /** With a capital at the start, as a title has. */
    String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(locale) + text.substring(1);
    }
}
