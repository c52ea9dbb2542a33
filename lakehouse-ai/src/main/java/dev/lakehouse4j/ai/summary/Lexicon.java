package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.core.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Phrases that carry claims, by kind; a longer phrase hides the shorter ones of its kind inside it. */
final class Lexicon {

    private final Map<String, Map<String, List<Phrase>>> byKind = new HashMap<>();

    /** Words of a phrase, and what it stands for. */
    private record Phrase(List<String> words, boolean isStem, String label) {}

    /** A phrase found in a text. */
    record Hit(String label, int start, int end) {}

    private Lexicon() {}

    static Lexicon empty() {
        return new Lexicon();
    }

    static Lexicon in(Language language) {
        Lexicon lexicon = new Lexicon();
        String resource = "grounding_" + language.code() + ".txt";
        try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing from the jar");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lexicon.read(line);
                }
            }
        } catch (IOException e) {
            throw new StorageException("Cannot read the resource " + resource + ".", e);
        }
        return lexicon;
    }

    private void read(String line) {
        int equals = line.indexOf('=');
        String[] head = line.substring(0, equals).strip().split(" ", 2);
        for (String phrase : line.substring(equals + 1).split("\\|", -1)) {
            add(head[0], phrase.strip(), head[1].strip());
        }
    }

    /** Adds a phrase; a star at its end makes its only word a stem. */
    void add(String kind, String phrase, String label) {
        boolean isStem = phrase.endsWith("*");
        List<String> words = Tokens.of(isStem ? phrase.substring(0, phrase.length() - 1) : phrase).stream()
                .map(Tokens.Token::lower)
                .toList();
        if (!words.isEmpty()) {
            byKind.computeIfAbsent(kind, any -> new HashMap<>())
                    .computeIfAbsent(isStem ? "*" : words.get(0), any -> new ArrayList<>())
                    .add(new Phrase(words, isStem, label));
        }
    }

    /** All phrases of a kind in a text, from left to right, the longest at each place. */
    List<Hit> find(String kind, List<Tokens.Token> tokens) {
        Map<String, List<Phrase>> phrases = byKind.getOrDefault(kind, Map.of());
        List<Hit> hits = new ArrayList<>();
        int at = 0;
        while (at < tokens.size()) {
            Phrase best = null;
            List<Phrase> here =
                    new ArrayList<>(phrases.getOrDefault(tokens.get(at).lower(), List.of()));
            here.addAll(phrases.getOrDefault("*", List.of()));
            for (Phrase phrase : here) {
                if (matches(phrase, tokens, at)
                        && (best == null || phrase.words().size() > best.words().size())) {
                    best = phrase;
                }
            }
            if (best == null) {
                at++;
            } else {
                hits.add(new Hit(best.label(), at, at + best.words().size()));
                at += best.words().size();
            }
        }
        return hits;
    }

    private static boolean matches(Phrase phrase, List<Tokens.Token> tokens, int at) {
        if (phrase.isStem()) {
            return tokens.get(at).lower().startsWith(phrase.words().get(0));
        }
        if (at + phrase.words().size() > tokens.size()) {
            return false;
        }
        for (int i = 0; i < phrase.words().size(); i++) {
            if (!tokens.get(at + i).lower().equals(phrase.words().get(i))) {
                return false;
            }
        }
        return true;
    }
}
