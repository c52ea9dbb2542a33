package dev.lakehouse4j.ai.summary;

import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a text claims: numbers with their units, times, names, measures, directions. */
final class Scan {

    private static final Set<String> ABOUT = Set.of(
            "about",
            "around",
            "roughly",
            "nearly",
            "almost",
            "some",
            "only",
            "just",
            "over",
            "under",
            "a",
            "the",
            "cerca",
            "aproximadamente",
            "quase",
            "só",
            "apenas",
            "uns",
            "o",
            "os",
            "as",
            "mere",
            "another",
            "by");

    private static final Set<String> HEDGES = Set.of(
            "about",
            "around",
            "roughly",
            "nearly",
            "almost",
            "some",
            "approximately",
            "cerca",
            "aproximadamente",
            "quase",
            "torno",
            "uns");

    /**
     * A number.
     *
     * @param start first token
     * @param end token after the last, with unit
     * @param value as written, without unit
     * @param step what one of its last digit is worth, in the written unit
     * @param sign −1 or 1 where a sign stands before it, else 0
     * @param isMoney whether a currency stands with it
     * @param unit its unit; empty for none
     * @param scale 1, a thousand, a million or a billion
     * @param word how a word states it: empty for digits, else word, fraction, times or over (more than so many times)
     * @param isHedged whether a word such as «about» stands before it
     */
    record Amount(
            int start,
            int end,
            double value,
            double step,
            int sign,
            boolean isMoney,
            String unit,
            double scale,
            String word,
            boolean isHedged) {}

    /** A month, quarter or year; parts that are not named are 0. */
    record Time(int start, int end, int year, int quarter, int month) {}

    final List<Tokens.Token> tokens;
    final List<Amount> numbers = new ArrayList<>();
    final List<Time> times = new ArrayList<>();
    final List<Lexicon.Hit> concepts;
    final List<Lexicon.Hit> names;
    final List<Lexicon.Hit> qualifiers;
    final List<Lexicon.Hit> directions;
    final List<Lexicon.Hit> negations;
    final List<Lexicon.Hit> diminishers;
    final List<Lexicon.Hit> opposites;
    final List<Lexicon.Hit> invented;
    final List<Lexicon.Hit> clauses;

    private final Language language;
    private final boolean[] taken;

    private Scan(String text, Language language, Lexicon lexicon, Lexicon namesOfLake) {
        this.language = language;
        this.tokens = Tokens.of(text);
        this.taken = new boolean[tokens.size()];
        this.names = namesOfLake.find("name", tokens);
        names.forEach(name -> Arrays.fill(taken, name.start(), name.end(), true));
        readTimes();
        readNumbers(lexicon);
        this.concepts = free(lexicon.find("concept", tokens));
        this.qualifiers = free(lexicon.find("qualifier", tokens));
        this.directions = free(lexicon.find("direction", tokens)).stream()
                .filter(hit -> !hit.label().equals("none"))
                .toList();
        this.negations = lexicon.find("negation", tokens);
        this.diminishers = lexicon.find("diminish", tokens);
        this.opposites = free(lexicon.find("opposite", tokens));
        this.invented = free(lexicon.find("invented", tokens));
        this.clauses = lexicon.find("clause", tokens);
    }

    static Scan of(String text, Language language, Lexicon lexicon, Lexicon names) {
        return new Scan(text, language, lexicon, names);
    }

    /** Without what belongs to a name, such as the computers of computer accessories. */
    private List<Lexicon.Hit> free(List<Lexicon.Hit> hits) {
        return hits.stream()
                .filter(hit -> names.stream().noneMatch(name -> hit.start() < name.end() && name.start() < hit.end()))
                .toList();
    }

    private String lower(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index).lower() : "";
    }

    boolean isTaken(int index) {
        return taken[index];
    }

    // ---- times
    // ----------------------------------------------------------------------------------------------------------

    private static Map<String, Integer> monthNames(Language language) {
        Map<String, Integer> names = new HashMap<>();
        for (java.time.Month month : java.time.Month.values()) {
            String name =
                    month.getDisplayName(TextStyle.FULL, language.locale()).toLowerCase(Locale.ROOT);
            names.put(name, month.getValue());
            names.put(name.substring(0, 3), month.getValue());
        }
        return names;
    }

    private void readTimes() {
        Map<String, Integer> months = monthNames(language);
        Map<String, Integer> ordinals = new HashMap<>(Map.of(
                "first",
                1,
                "second",
                2,
                "third",
                3,
                "fourth",
                4,
                "primeiro",
                1,
                "segundo",
                2,
                "terceiro",
                3,
                "quarto",
                4));
        for (int quarter = 1; quarter <= 4; quarter++) {
            ordinals.put(quarter + "", quarter);
            ordinals.put("q" + quarter, quarter);
            ordinals.put("t" + quarter, quarter);
        }
        ordinals.put("last", 4);
        ordinals.put("final", 4);
        int at = 0;
        while (at < tokens.size()) {
            if (taken[at]) {
                at++;
                continue;
            }
            Time time = quarter(at, ordinals);
            if (time == null) {
                time = month(at, months);
            }
            if (time == null && year(at) > 0) {
                time = new Time(at, at + 1, year(at), 0, 0);
            }
            if (time == null) {
                at++;
            } else {
                times.add(time);
                Arrays.fill(taken, time.start(), time.end(), true);
                at = time.end();
            }
        }
    }

    private @Nullable Time quarter(int at, Map<String, Integer> ordinals) {
        int next = at;
        Integer number = ordinals.get(lower(at));
        if (number == null && (lower(at).equals("q") || lower(at).equals("t")) && ordinals.get(lower(at + 1)) != null) {
            next = at + 2;
            int year = year(next);
            return new Time(at, year > 0 ? next + 1 : next, year, ordinals.getOrDefault(lower(at + 1), 0), 0);
        }
        if (number == null) {
            return null;
        }
        next++;
        while (List.of("º", "°", "ª", "st", "nd", "rd", "th", "o").contains(lower(next))) {
            next++;
        }
        if (!lower(next).equals("quarter") && !lower(next).equals("trimestre")) {
            return null;
        }
        next++;
        int word = List.of("of", "de", "in").contains(lower(next)) ? next + 1 : next;
        int year = year(word);
        return new Time(at, year > 0 ? word + 1 : next, year, number, 0);
    }

    private @Nullable Time month(int at, Map<String, Integer> months) {
        Integer number = months.get(lower(at));
        if (number == null) {
            return null;
        }
        int next = lower(at).length() == 3 && lower(at + 1).equals(".") ? at + 2 : at + 1;
        int word = lower(next).equals("de")
                        || lower(next).equals("of")
                        || lower(next).equals("/")
                ? next + 1
                : next;
        int year = year(word);
        boolean isShort = lower(at).length() == 3 && !lower(at).equals("may");
        // Short names are words of other meaning too (mar, set): they need a year. So does may, unless it has its
        // capital.
        if (year == 0
                && (isShort
                        || (lower(at).equals("may") && !tokens.get(at).text().equals("May")))) {
            return null;
        }
        return new Time(at, year > 0 ? word + 1 : at + 1, year, 0, number);
    }

    private int year(int index) {
        String text = lower(index);
        if (!text.matches("(19|20)\\d\\d")
                || lower(index - 1).equals("r$")
                || lower(index + 1).equals("%")) {
            return 0;
        }
        return Integer.parseInt(text);
    }

    // ---- numbers
    // --------------------------------------------------------------------------------------------------------

    private void readNumbers(Lexicon lexicon) {
        List<Lexicon.Hit> units = lexicon.find("unit", tokens);
        Map<Integer, Lexicon.Hit> unitAt = new HashMap<>();
        units.forEach(unit -> unitAt.put(unit.start(), unit));
        for (int at = 0; at < tokens.size(); at++) {
            if (!taken[at] && tokens.get(at).isNumber()) {
                Amount number = digits(at, unitAt);
                numbers.add(number);
            }
        }
        for (Lexicon.Hit hit : lexicon.find("fraction", tokens)) {
            addWord(hit, Double.parseDouble(hit.label()), "fraction", unitAt);
        }
        for (Lexicon.Hit hit : lexicon.find("over", tokens)) {
            addWord(hit, Double.parseDouble(hit.label()), "over", unitAt);
        }
        for (Lexicon.Hit hit : lexicon.find("times", tokens)) {
            addWord(hit, Double.parseDouble(hit.label()), "times", unitAt);
        }
        for (Lexicon.Hit hit : lexicon.find("word", tokens)) {
            addWord(hit, Double.parseDouble(hit.label()), "word", unitAt);
        }
        numbers.sort(java.util.Comparator.comparingInt(Amount::start));
    }

    private void addWord(Lexicon.Hit hit, double value, String word, Map<Integer, Lexicon.Hit> unitAt) {
        boolean overlaps =
                numbers.stream().anyMatch(number -> hit.start() < number.end() && number.start() < hit.end());
        for (int i = hit.start(); i < hit.end(); i++) {
            overlaps |= taken[i];
        }
        if (overlaps) {
            return;
        }
        int end = hit.end();
        String unit = "";
        double scale = 1;
        while (unitAt.get(end) != null) {
            Lexicon.Hit found = unitAt.get(end);
            double factor = factor(found.label());
            if (factor > 1) {
                scale *= factor;
            } else if (unit.isEmpty()) {
                unit = found.label();
            } else {
                break;
            }
            end = found.end();
        }
        numbers.add(new Amount(
                hit.start(),
                end,
                value,
                value == Math.rint(value) ? 1 : 0.04,
                0,
                false,
                unit,
                scale,
                word,
                isHedged(hit.start())));
    }

    private Amount digits(int at, Map<Integer, Lexicon.Hit> unitAt) {
        String text = tokens.get(at).text();
        double value = parse(text);
        int decimals = decimals(text);
        int start = at;
        int sign = 0;
        boolean isMoney = false;
        for (int before = at - 1; before >= 0 && before >= at - 2; before--) {
            String token = lower(before);
            if (token.equals("r$") || token.equals("brl")) {
                isMoney = true;
                start = before;
            } else if ((token.equals("−") || token.equals("-") || token.equals("+"))
                    && (!tokens.get(before).isGlued()
                            || before == 0
                            || lower(before - 1).equals("("))) {
                sign = token.equals("+") ? 1 : -1;
                start = before;
            } else {
                break;
            }
        }
        int end = at + 1;
        String unit = "";
        double scale = 1;
        while (end < tokens.size()) {
            Lexicon.Hit found = unitAt.get(end);
            if (found != null && factor(found.label()) > 1) {
                scale *= factor(found.label());
                end = found.end();
            } else if (found != null && unit.isEmpty()) {
                unit = found.label();
                end = found.end();
            } else if (List.of("reais", "real", "brl").contains(lower(end))
                    || (lower(end).equals("de") && lower(end + 1).equals("reais"))) {
                isMoney = true;
                end = lower(end).equals("de") ? end + 2 : end + 1;
            } else {
                break;
            }
        }
        return new Amount(start, end, value, Math.pow(10, -decimals), sign, isMoney, unit, scale, "", isHedged(start));
    }

    private boolean isHedged(int start) {
        for (int i = Math.max(0, start - 3); i < start; i++) {
            if (HEDGES.contains(lower(i))) {
                return true;
            }
        }
        return false;
    }

    private static double factor(String unit) {
        return switch (unit) {
            case "thousand" -> 1e3;
            case "million" -> 1e6;
            case "billion" -> 1e9;
            default -> 1;
        };
    }

    /** The separator of groups as the language has it; the other one is taken for decimals where it cannot be a group. */
    private double parse(String text) {
        return Double.parseDouble(plain(text));
    }

    private int decimals(String text) {
        String plain = plain(text);
        int point = plain.indexOf('.');
        return point < 0 ? 0 : plain.length() - point - 1;
    }

    private String plain(String text) {
        char group = language == Language.PORTUGUESE ? '.' : ',';
        char point = language == Language.PORTUGUESE ? ',' : '.';
        if (text.indexOf(group) >= 0 && !text.matches("\\d{1,3}(\\" + group + "\\d{3})+(\\" + point + "\\d+)?")) {
            // Not a number of this language: the other notation, or nothing that can be read.
            char swap = group;
            group = point;
            point = swap;
            if (!text.matches("\\d{1,3}(\\" + group + "\\d{3})*(\\" + point + "\\d+)?|\\d+\\" + point + "\\d+")) {
                return "-1e300";
            }
        }
        String plain = text.replace(String.valueOf(group), "").replace(point, '.');
        return plain.chars().filter(c -> c == '.').count() > 1 ? "-1e300" : plain;
    }

    /** The word before a number, a name or a time that is not a filler. */
    String wordBefore(int start) {
        int at = start - 1;
        while (at >= 0 && ABOUT.contains(lower(at)) && !isRole(lower(at), at, start)) {
            at--;
        }
        return lower(at);
    }

    private boolean isRole(String word, int at, int start) {
        // In Portuguese «a» before a number is «to»; in English it is an article.
        return language == Language.PORTUGUESE && word.equals("a") && at == start - 1;
    }

    int indexOfWordBefore(int start) {
        int at = start - 1;
        while (at >= 0 && ABOUT.contains(lower(at)) && !isRole(lower(at), at, start)) {
            at--;
        }
        return at;
    }

    /** Token distance of two spans; what separates clauses counts as much as many words. */
    double distance(int startA, int endA, int startB, int endB) {
        int from = Math.min(endA, endB);
        int until = Math.max(startA, startB);
        if (until < from) {
            return 0;
        }
        double distance = until - from;
        for (int i = from; i < until; i++) {
            switch (lower(i)) {
                case "," -> distance += 3;
                case "and", "e" -> distance += 3;
                case ";", ":", "(", ")" -> distance += 5;
                case "." -> distance += 20;
                default -> distance += 0;
            }
        }
        for (Lexicon.Hit clause : clauses) {
            if (clause.start() >= from && clause.end() <= until) {
                distance += 6;
            }
        }
        return distance;
    }

    /** Whether a clause ends between two places. */
    boolean isParted(int from, int until) {
        for (int i = Math.min(from, until); i < Math.max(from, until); i++) {
            if (List.of(".", ";", ":").contains(lower(i))) {
                return true;
            }
        }
        return false;
    }

    static YearMonth quarterStart(int year, int quarter) {
        return YearMonth.of(year, 3 * quarter - 2);
    }
}
