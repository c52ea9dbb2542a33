package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Names of categories, states and segments as readers know them; names that are not listed stay as the data has them. */
final class Names {

    private final Language language;
    private final Properties texts;

    private Names(Language language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    static Names in(Language language) {
        String resource = "names_" + language.code() + ".properties";
        Properties texts = new Properties();
        try (InputStream in = Names.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing from the jar");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StorageException("Cannot read the resource " + resource + ".", e);
        }
        return new Names(language, texts);
    }

    String category(String name) {
        String known = texts.getProperty("category." + name);
        return known != null ? known : name.replace('_', ' ');
    }

    /** All names that are known, as written in either form, for finding them in texts. */
    Lexicon lexicon() {
        Lexicon lexicon = Lexicon.empty();
        for (String key : texts.stringPropertyNames()) {
            int dot = key.indexOf('.');
            String kind = key.substring(0, dot).toUpperCase(java.util.Locale.ROOT);
            String name = key.substring(dot + 1);
            String written = texts.getProperty(key);
            String label = kind + ":" + (kind.equals("SEGMENT") ? name.replace('_', ' ') : name);
            lexicon.add("name", written.substring(written.indexOf('|') + 1), label);
            if (!kind.equals("SEGMENT")) {
                lexicon.add("name", name, label);
            }
        }
        return lexicon;
    }

    String segment(String name) {
        String known = texts.getProperty("segment." + name.replace(' ', '_'));
        return known != null ? known : name;
    }

    /** A state with the preposition or article that it needs; in Portuguese its text is {@code article|name}. */
    String state(String code, String hint) {
        String known = texts.getProperty("state." + code);
        String article = "";
        String name = code;
        if (known != null) {
            int bar = known.indexOf('|');
            article = bar < 0 ? "" : known.substring(0, bar);
            name = known.substring(bar + 1);
        }
        if (language == Language.ENGLISH) {
            return switch (hint) {
                case "in" -> "in " + name;
                case "of" -> "of " + name;
                case "to" -> "to " + name;
                default -> name;
            };
        }
        return switch (hint) {
            case "in" -> (article.isEmpty() ? "em " : "n" + article + " ") + name;
            case "of" -> (article.isEmpty() ? "de " : "d" + article + " ") + name;
            case "the" -> (article.isEmpty() ? "" : article + " ") + name;
            case "to" ->
                (switch (article) {
                            case "o" -> "ao ";
                            case "a" -> "à ";
                            default -> "a ";
                        })
                        + name;
            default -> name;
        };
    }
}
