package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.Period;
import java.time.LocalDate;
import java.time.YearMonth;

/** Writes figures, times and names as readers of a language know them. Immutable and safe for use by several threads. */
public final class FigureFormat {

    private final Wording wording;
    private final Names names;

    private FigureFormat(Language language) {
        this.wording = new Wording(language);
        this.names = Names.in(language);
    }

    /**
     * The conventions of a language.
     *
     * @param language the language
     * @return a format
     */
    public static FigureFormat in(Language language) {
        return new FigureFormat(language);
    }

    /**
     * A value with its unit, such as {@code 8.2%}, {@code R$11.84 million} or {@code 4.06 stars}.
     *
     * @param value the value
     * @param unit unit as in {@link dev.lakehouse4j.ai.kpi.Kpi#unit()}
     * @return text
     */
    public String value(double value, String unit) {
        return switch (unit) {
            case "BRL" -> wording.write(Fact.money("", value), "");
            case "ratio" -> wording.write(Fact.percent("", value), "");
            case "stars" -> wording.fill("{x} {x?star|stars}", "{x} {x?estrela|estrelas}", Fact.stars("", value));
            case "days" -> wording.fill("{x} {x?day|days}", "{x} {x?dia|dias}", Fact.days("", value));
            case "items per order" -> wording.write(Fact.number("", value), "");
            default -> wording.write(value == Math.rint(value) ? Fact.count("", value) : Fact.number("", value), "");
        };
    }

    /**
     * A number with a fixed number of decimals.
     *
     * @param value the value
     * @param decimals digits after the point
     * @return text with the separators of the language
     */
    public String number(double value, int decimals) {
        return wording.decimals(value, decimals);
    }

    /**
     * A month, such as {@code March 2018}.
     *
     * @param month the month
     * @return text
     */
    public String month(YearMonth month) {
        return wording.write(Fact.month(month), "");
    }

    /**
     * A day, such as {@code 1 July 2018}.
     *
     * @param day the day
     * @return text
     */
    public String day(LocalDate day) {
        return wording.write(Fact.day(day), "");
    }

    /**
     * A period with its preposition, such as {@code in the second quarter of 2018}.
     *
     * @param period whole months
     * @return text
     */
    public String in(Period period) {
        return wording.write(Fact.period(period), "in");
    }

    /**
     * A product category.
     *
     * @param name name in the lake, such as {@code watches_gifts}
     * @return its name for readers
     */
    public String category(String name) {
        return names.category(name);
    }

    /**
     * A state.
     *
     * @param code two-letter code
     * @return its name for readers
     */
    public String state(String code) {
        return names.state(code, "");
    }

    /**
     * A state with its preposition, such as {@code no Rio de Janeiro}.
     *
     * @param code two-letter code
     * @return text
     */
    public String inState(String code) {
        return names.state(code, "in");
    }

    /**
     * A customer segment.
     *
     * @param name name in the lake, such as {@code at risk}
     * @return its name for readers
     */
    public String segment(String name) {
        return names.segment(name);
    }
}
