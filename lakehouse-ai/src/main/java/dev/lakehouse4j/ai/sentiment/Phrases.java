package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns of phrase whose words say something else than the phrase does, with plain words for it: denied blame («não tenho do
 * que reclamar»), denied praise («não é grande coisa»), and idioms («gato por lebre»). They come from {@code phrases.tsv}, whose
 * first lines say how it is written. Immutable.
 */
final class Phrases {

    static final Phrases TABLE = new Phrases(Resources.lines("phrases.tsv"));

    private static final String IS = " = ";
    private static final String END = "$";
    private static final String ANY = "*";
    private static final String KEPT = " > ";

    /** Phrases by the hash of each word that they may begin with, in the order of the file. */
    private final Map<Long, List<Phrase>> byFirst = new HashMap<>();

    private final Set<Long> words = new HashSet<>();

    /** A place in a phrase. */
    private record Place(Kind kind, Set<Long> words, boolean isOptional) {

        /** One of its words, any word, or the end of a sentence, which takes no token. */
        enum Kind {
            WORDS,
            ANY,
            END
        }
    }

    /**
     * A phrase.
     *
     * @param kept what must come behind it and stays
     * @param meaning plain words for it
     */
    private record Phrase(List<Place> places, List<Place> kept, List<byte[]> meaning) {}

    /**
     * Reads phrases.
     *
     * @throws IllegalStateException when a line cannot be understood
     */
    Phrases(List<String> lines) {
        Map<String, String> lists = new HashMap<>();
        for (String line : lines) {
            int tab = line.indexOf('\t');
            int is = line.indexOf(IS);
            if (tab > 0) {
                add(line, line.substring(0, tab), line.substring(tab + 1), lists);
            } else if (is > 0) {
                lists.put("{" + line.substring(0, is) + "}", line.substring(is + IS.length()));
            } else {
                throw new IllegalStateException("The line '" + line + "' of phrases is neither a list nor a phrase");
            }
        }
    }

    private void add(String line, String pattern, String meaning, Map<String, String> lists) {
        int kept = pattern.indexOf(KEPT);
        List<Place> places = places(line, kept < 0 ? pattern : pattern.substring(0, kept), lists);
        List<byte[]> plain = new ArrayList<>();
        for (String word : meaning.split(" ", -1)) {
            plain.add(word.getBytes(StandardCharsets.US_ASCII));
        }
        List<Place> behind = kept < 0 ? List.of() : places(line, pattern.substring(kept + KEPT.length()), lists);
        Phrase phrase = new Phrase(places, behind, plain);
        int first = 0;
        while (isFirst(line, places, first)) {
            for (long hash : places.get(first).words()) {
                byFirst.computeIfAbsent(hash, none -> new ArrayList<>()).add(phrase);
            }
            first++;
        }
    }

    /** Whether a phrase may begin at a place, as all before may be missing. */
    private static boolean isFirst(String line, List<Place> places, int place) {
        if (place > 0 && !places.get(place - 1).isOptional()) {
            return false;
        }
        if (place == places.size() || places.get(place).kind() != Place.Kind.WORDS) {
            throw new IllegalStateException("The phrase '" + line + "' may begin without a word of its own");
        }
        return true;
    }

    private List<Place> places(String line, String pattern, Map<String, String> lists) {
        List<Place> places = new ArrayList<>();
        for (String part : pattern.split(" ", -1)) {
            boolean isOptional = part.endsWith("?");
            String name = isOptional ? part.substring(0, part.length() - 1) : part;
            places.add(
                    switch (name) {
                        case END -> new Place(Place.Kind.END, Set.of(), isOptional);
                        case ANY -> new Place(Place.Kind.ANY, Set.of(), isOptional);
                        default -> new Place(Place.Kind.WORDS, hashes(line, name, lists), isOptional);
                    });
        }
        return places;
    }

    private Set<Long> hashes(String line, String name, Map<String, String> lists) {
        String alternatives = name.startsWith("{") ? lists.get(name) : name;
        if (alternatives == null) {
            throw new IllegalStateException("The phrase '" + line + "' names no list that stands before it: " + name);
        }
        Set<Long> hashes = new HashSet<>();
        for (String word : alternatives.split("\\|", -1)) {
            if (word.isEmpty()) {
                throw new IllegalStateException("The phrase '" + line + "' has an empty word");
            }
            byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
            hashes.add(Hash.of64(bytes, 0, bytes.length));
        }
        words.addAll(hashes);
        return hashes;
    }

    /** Whether a word belongs to a phrase, and is no slip then. */
    boolean hasWord(long hash) {
        return words.contains(hash);
    }

    /** Puts plain words into the place of each phrase; of several from one token on, the longest counts, then the first. */
    void even(Tokens tokens) {
        long[] hashes = hashes(tokens);
        for (int token = 0; token < tokens.count(); token++) {
            List<Phrase> phrases = byFirst.get(hashes[token]);
            if (phrases != null) {
                int longest = token;
                int behind = token;
                Phrase best = null;
                for (Phrase phrase : phrases) {
                    int end = end(tokens, hashes, token, phrase.places(), 0);
                    int last = end < 0 ? -1 : end(tokens, hashes, end, phrase.kept(), 0);
                    if (last > longest) {
                        longest = last;
                        behind = end;
                        best = phrase;
                    }
                }
                if (best != null) {
                    tokens.replace(token, behind, best.meaning());
                    hashes = hashes(tokens);
                    token += best.meaning().size() - 1;
                }
            }
        }
    }

    /** The token behind the places from one on; -1 when the tokens are others. */
    private static int end(Tokens tokens, long[] hashes, int token, List<Place> places, int from) {
        if (from == places.size()) {
            return token;
        }
        Place place = places.get(from);
        if (place.kind() == Place.Kind.END) {
            return tokens.isWord(token) ? -1 : end(tokens, hashes, token, places, from + 1);
        }
        boolean isThere = token < tokens.count()
                && (place.kind() == Place.Kind.ANY
                        ? tokens.isWord(token)
                        : place.words().contains(hashes[token]));
        int end = isThere ? end(tokens, hashes, token + 1, places, from + 1) : -1;
        return end < 0 && place.isOptional() ? end(tokens, hashes, token, places, from + 1) : end;
    }

    private static long[] hashes(Tokens tokens) {
        long[] hashes = new long[tokens.count()];
        for (int token = 0; token < hashes.length; token++) {
            hashes[token] = Hash.of64(tokens.characters(), tokens.start(token), tokens.end(token));
        }
        return hashes;
    }
}
