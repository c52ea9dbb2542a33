package dev.lakehouse4j.ai.summary;

import java.util.Locale;

/** Languages that summaries and answers are written in. */
public enum Language {
    /** English. */
    ENGLISH("en", Locale.UK),
    /** Brazilian Portuguese. */
    PORTUGUESE("pt", new Locale("pt", "BR"));

    private final String code;
    private final Locale locale;

    Language(String code, Locale locale) {
        this.code = code;
        this.locale = locale;
    }

    /**
     * The code of the language.
     *
     * @return {@code en} or {@code pt}
     */
    public String code() {
        return code;
    }

    /**
     * The conventions for numbers and dates.
     *
     * @return a locale
     */
    public Locale locale() {
        return locale;
    }

    /**
     * A language by its code.
     *
     * @param code {@code en}, {@code pt}, or with a country such as {@code pt-BR}
     * @return the language
     * @throws IllegalArgumentException when it is another language
     */
    public static Language of(String code) {
        String language = code.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        for (Language known : values()) {
            if (known.code.equals(language)) {
                return known;
            }
        }
        throw new IllegalArgumentException(
                "Cannot write in language '" + code + "'. Known languages: en (English), pt (Portuguese).");
    }
}
