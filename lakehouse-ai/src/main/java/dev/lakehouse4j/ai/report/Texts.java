package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.summary.Language;
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

    private final Properties names;

    private Texts(Locale locale, Properties messages, Properties names) {
        this.locale = locale;
        this.messages = messages;
        this.names = names;
    }

    /** The texts of a language. */
    static Texts in(Language language) {
        String file = language.code() + ".properties";
        return new Texts(
                language.locale(),
                load(Resource.text("messages_" + file)),
                // Categories and segments are called as the summary calls them.
                load(Resource.text("/dev/lakehouse4j/ai/summary/names_" + file)));
    }

    private static Properties load(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
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

    /** An amount with three digits: R$11.8M. */
    String money(double amount) {
        double size = Math.abs(amount);
        if (size >= MILLION) {
            int digits = size >= 100 * MILLION ? 0 : size >= 10 * MILLION ? 1 : 2;
            return say("number.currency") + decimal(amount / MILLION, digits) + say("number.million");
        }
        if (size >= 10 * THOUSAND) {
            return say("number.currency") + decimal(amount / THOUSAND, 0) + say("number.thousand");
        }
        return moneyInFull(amount);
    }

    /** An amount to the unit: R$11,841,305. */
    String moneyInFull(double amount) {
        return say("number.currency") + decimal(amount, 0);
    }

    /** An amount with cents: R$137.79. */
    String price(double amount) {
        return say("number.currency") + decimal(amount, 2);
    }

    /** A difference with its sign; zero has none. */
    String signed(double value, int digits) {
        String size = decimal(Math.abs(value), digits);
        boolean isZero = size.equals(decimal(0, digits));
        return isZero ? size : (value < 0 ? "−" : "+") + size;
    }

    /** Days or months: {@code Apr–Jun 2018}. */
    String period(Period period) {
        YearMonth first = YearMonth.from(period.from());
        YearMonth last = YearMonth.from(period.last());
        if (!period.isWholeMonths()) {
            return day(period.from()) + " – " + day(period.last());
        }
        if (first.equals(last)) {
            return month(last);
        }
        return (first.getYear() == last.getYear() ? format(first, "MMM") : month(first)) + '–' + month(last);
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
        // Java's abbreviations differ in dots and length between versions and languages (Sep and Sept).
        return DateTimeFormatter.ofPattern(pattern, locale)
                .format(month)
                .replace(".", "")
                .replace("Sept ", "Sep ");
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofPattern(say("date.day"), locale).format(day);
    }

    /** A name of a table as people write it: without underscores. */
    String name(String raw) {
        return raw.isEmpty() ? say("unknown") : raw.replace('_', ' ');
    }

    /** A segment as readers know it. */
    String segment(String raw) {
        return names.getProperty("segment." + raw.replace(' ', '_'), name(raw));
    }

    /** A category as readers know it. */
    String category(String raw) {
        return names.getProperty("category." + raw, name(raw));
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
