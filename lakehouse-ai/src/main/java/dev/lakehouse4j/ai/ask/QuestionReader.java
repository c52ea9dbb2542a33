package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.Metric;
import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.summary.FigureFormat;
import dev.lakehouse4j.ai.summary.Language;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Understands a question when every word of it is accounted for; else says that it does not. */
final class QuestionReader {

    private static final Set<String> ENGLISH = Set.of(
            "what", "which", "how", "the", "of", "in", "was", "is", "were", "are", "many", "much", "by", "top", "show",
            "did", "and", "for", "per", "with", "had", "has");
    private static final Set<String> PORTUGUESE = Set.of(
            "qual", "quais", "quanto", "quantos", "quanta", "quantas", "foi", "foram", "de", "do", "da", "em", "no",
            "na", "por", "os", "as", "o", "que", "maiores", "e", "dos", "das", "mostre", "tem", "teve");
    private static final Set<String> LOWER_CODES =
            Set.of("sp", "rj", "mg", "rs", "sc", "pr", "df", "ms", "mt", "pb", "rn");
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("three", 3),
            Map.entry("five", 5),
            Map.entry("ten", 10),
            Map.entry("tres", 3),
            Map.entry("cinco", 5),
            Map.entry("dez", 10),
            Map.entry("four", 4),
            Map.entry("quatro", 4),
            Map.entry("two", 2),
            Map.entry("dois", 2),
            Map.entry("duas", 2),
            Map.entry("six", 6),
            Map.entry("seis", 6));
    private static final Map<String, Integer> ORDINALS = Map.ofEntries(
            Map.entry("first", 1),
            Map.entry("second", 2),
            Map.entry("third", 3),
            Map.entry("fourth", 4),
            Map.entry("1st", 1),
            Map.entry("2nd", 2),
            Map.entry("3rd", 3),
            Map.entry("4th", 4),
            Map.entry("primeiro", 1),
            Map.entry("segundo", 2),
            Map.entry("terceiro", 3),
            Map.entry("quarto", 4),
            Map.entry("1o", 1),
            Map.entry("2o", 2),
            Map.entry("3o", 3),
            Map.entry("4o", 4),
            Map.entry("1", 1),
            Map.entry("2", 2),
            Map.entry("3", 3),
            Map.entry("4", 4));

    private final Catalog catalog;
    private final Domain domain;
    private final Map<String, Integer> months = new HashMap<>();

    QuestionReader(Catalog catalog, Domain domain) {
        this.catalog = catalog;
        this.domain = domain;
        for (Month month : Month.values()) {
            for (Language language : Language.values()) {
                String name = Text.plain(month.getDisplayName(TextStyle.FULL, language.locale()));
                months.put(name, month.getValue());
                months.putIfAbsent(name.substring(0, 3), month.getValue());
            }
        }
    }

    /**
     * The names that a lake has.
     *
     * @param whole days with a purchase; null when there is none
     * @param states codes of states
     * @param categories names of categories
     * @param segments names of segments
     */
    record Domain(@Nullable Period whole, List<String> states, List<String> categories, List<String> segments) {}

    static Language language(String question) {
        List<String> words = Text.words(question);
        long english = words.stream().filter(ENGLISH::contains).count();
        long portuguese = words.stream().filter(PORTUGUESE::contains).count();
        boolean accents = !Text.plain(question).equals(question.toLowerCase(Locale.ROOT));
        return portuguese + (accents ? 1 : 0) > english ? Language.PORTUGUESE : Language.ENGLISH;
    }

    Optional<Question> read(String question) {
        return new Reading(question).read();
    }

    /** The entries whose words are in the question, the best first; for suggestions. */
    List<Catalog.Entry> near(String question) {
        List<String> words = Text.words(question);
        Map<Catalog.Entry, Double> scores = new HashMap<>();
        for (Catalog.Entry entry : catalog.entries()) {
            double best = 0;
            for (List<String> phrase : entry.phrases()) {
                double found = phrase.stream()
                        .filter(word -> word.length() > 3 && words.stream().anyMatch(given -> Text.isNear(given, word)))
                        .mapToInt(String::length)
                        .sum();
                best = Math.max(
                        best, found / phrase.stream().mapToInt(String::length).sum());
            }
            scores.put(entry, best);
        }
        return catalog.entries().stream()
                .sorted(Comparator.comparingDouble((Catalog.Entry entry) -> -scores.getOrDefault(entry, 0.0)))
                .toList();
    }

    /** One question while it is read. */
    private final class Reading {

        private final String text;
        private final List<String> words;
        private final boolean[] used;
        private final Language language;
        private @Nullable Period period;
        private @Nullable String state;
        private @Nullable String category;
        private @Nullable String segment;
        private @Nullable String by;
        private @Nullable String extreme;
        private int limit;

        Reading(String text) {
            this.text = text;
            this.words = Text.words(text);
            this.used = new boolean[words.size()];
            this.language = language(text);
        }

        private String word(int index) {
            return index >= 0 && index < words.size() && !used[index] ? words.get(index) : "";
        }

        private void use(int from, int until) {
            for (int i = Math.max(0, from); i < until && i < used.length; i++) {
                used[i] = true;
            }
        }

        Optional<Question> read() {
            Optional<Match> finding = match(Catalog.Kind.FINDING);
            if (finding.isPresent() && isLonger(finding, match(Catalog.Kind.METRIC)) && isAllSaid(finding.get())) {
                return Optional.of(
                        new Question(finding.get().entry(), language, null, null, null, null, null, false, 0));
            }
            readNames();
            readPeriods();
            readLimit();
            Optional<Match> match = match(Catalog.Kind.METRIC);
            readDimensions(match);
            Optional<Match> figure = match(Catalog.Kind.FIGURE);
            boolean hasParameters =
                    period != null || state != null || category != null || segment != null || by != null;
            if (!hasParameters && finding.isPresent() && isLonger(finding, match) && isLonger(finding, figure)) {
                match = finding;
            } else if (!hasParameters && figure.isPresent() && (match.isEmpty() || isLonger(figure, match))) {
                match = figure;
            }
            if (match.isEmpty() && by != null && extreme != null) {
                match = catalog.entries().stream()
                        .filter(entry -> entry.name().equals("item_revenue"))
                        .findFirst()
                        .map(entry -> new Match(entry, 0, 0, 0));
            }
            if (match.isEmpty()) {
                return Optional.empty();
            }
            Match found = match.get();
            use(found.start(), found.end());
            for (int i = 0; i < used.length; i++) {
                boolean carriesNothing = found.entry().kind() == Catalog.Kind.FINDING
                        && Set.of("best", "worst").contains(catalog.role(words.get(i)));
                if (!used[i] && !catalog.isFiller(words.get(i)) && !carriesNothing) {
                    return Optional.empty();
                }
            }
            if (extreme != null && by == null) {
                return Optional.empty();
            }
            int rows = limit > 0 ? limit : extreme == null ? 0 : 1;
            return Optional.of(new Question(
                    found.entry(), language, period, state, category, segment, by, isAscending(found.entry()), rows));
        }

        private boolean isAscending(Catalog.Entry entry) {
            if (extreme == null || entry.kind() != Catalog.Kind.METRIC) {
                return false;
            }
            boolean lowIsGood = catalog.metric(entry.name()).better() == Metric.Better.LOWER;
            return switch (extreme) {
                case "least" -> true;
                case "best" -> lowIsGood;
                case "worst" -> !lowIsGood;
                default -> false;
            };
        }

        /** Whether every word outside of the match carries nothing. */
        private boolean isAllSaid(Match match) {
            for (int i = 0; i < words.size(); i++) {
                if ((i < match.start() || i >= match.end()) && !catalog.isFiller(words.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private boolean isLonger(Optional<Match> one, Optional<Match> other) {
            return other.isEmpty() || one.orElseThrow().letters() >= other.get().letters();
        }

        // ---- periods ------------------------------------------------------------------------------------------------

        private void readPeriods() {
            for (int at = 0; at < words.size(); at++) {
                int next = quarter(at);
                if (next < 0) {
                    next = monthRange(at);
                }
                if (next < 0) {
                    next = isoMonth(at);
                }
                if (next < 0) {
                    next = latest(at);
                }
                if (next > 0) {
                    use(at, next);
                    at = next - 1;
                }
            }
            for (int at = 0; at < words.size() && period == null; at++) {
                if (year(at) > 0) {
                    int until =
                            year(at + 2) > 0 && Set.of("to", "and", "a", "e").contains(word(at + 1))
                                    ? year(at + 2)
                                    : year(at);
                    period = new Period(LocalDate.of(year(at), 1, 1), LocalDate.of(until + 1, 1, 1));
                    use(at, until == year(at) ? at + 1 : at + 3);
                }
            }
        }

        private int year(int index) {
            return word(index).matches("(19|20)\\d\\d") ? Integer.parseInt(word(index)) : 0;
        }

        /** The year after an optional word; 0 for none. */
        private int yearAfter(int index) {
            return year(index) > 0
                    ? year(index)
                    : Set.of("de", "of", "in", "em").contains(word(index)) ? year(index + 1) : 0;
        }

        private int endAfterYear(int index) {
            return year(index) > 0 ? index + 1 : yearAfter(index) > 0 ? index + 2 : index;
        }

        private int quarter(int at) {
            String first = word(at);
            int number = 0;
            int next = at;
            if (first.matches("[qt][1-4]")) {
                number = first.charAt(1) - '0';
                next = at + 1;
            } else if (ORDINALS.containsKey(first) && catalog.role(word(at + 1)).equals("quarter")) {
                number = ORDINALS.getOrDefault(first, 0);
                next = at + 2;
            }
            if (number == 0) {
                return -1;
            }
            int quarter = number;
            int year = yearAfter(next) > 0
                    ? yearAfter(next)
                    : newestYear(candidate -> YearMonth.of(candidate, 3 * quarter - 2));
            period = Period.months(YearMonth.of(year, 3 * number - 2), 3);
            return endAfterYear(next);
        }

        private int newestYear(java.util.function.IntFunction<YearMonth> start) {
            Period whole = domain.whole();
            if (whole == null) {
                return LocalDate.EPOCH.getYear();
            }
            int year = whole.last().getYear();
            return start.apply(year).atDay(1).isAfter(whole.last()) ? year - 1 : year;
        }

        private int monthRange(int at) {
            int first = month(at);
            if (first == 0) {
                return -1;
            }
            int firstYear = yearAfter(at + 1);
            int next = endAfterYear(at + 1);
            int second = Set.of("to", "and", "a", "e", "until", "ate").contains(word(next)) ? month(next + 1) : 0;
            if (second == 0) {
                int year = firstYear > 0 ? firstYear : newestYear(candidate -> YearMonth.of(candidate, first));
                period = Period.months(YearMonth.of(year, first), 1);
                return next;
            }
            int secondYear = yearAfter(next + 2) > 0 ? yearAfter(next + 2) : firstYear;
            if (secondYear == 0) {
                secondYear = newestYear(candidate -> YearMonth.of(candidate, second));
            }
            int startYear = firstYear > 0 ? firstYear : first > second ? secondYear - 1 : secondYear;
            YearMonth start = YearMonth.of(startYear, first);
            YearMonth end = YearMonth.of(secondYear, second);
            if (end.isBefore(start)) {
                return -1;
            }
            period = new Period(start.atDay(1), end.plusMonths(1).atDay(1));
            return endAfterYear(next + 2);
        }

        private int month(int index) {
            String word = word(index);
            if (word.length() == 3) {
                // Short names are words of other meaning too: they count before a year.
                return yearAfter(index + 1) > 0 || word.equals("may") ? months.getOrDefault(word, 0) : 0;
            }
            Integer known = months.get(word);
            if (known != null) {
                return known;
            }
            return months.entrySet().stream()
                    .filter(month ->
                            month.getKey().length() > 4 && word.length() > 4 && Text.isNear(word, month.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(0);
        }

        private int isoMonth(int at) {
            boolean yearFirst = year(at) > 0 && word(at + 1).matches("0[1-9]|1[0-2]");
            boolean monthFirst = word(at).matches("0?[1-9]|1[0-2]") && year(at + 1) > 0;
            if (!yearFirst && !monthFirst) {
                return -1;
            }
            period = Period.months(
                    YearMonth.of(year(yearFirst ? at : at + 1), Integer.parseInt(word(yearFirst ? at + 1 : at))), 1);
            return at + 2;
        }

        private int latest(int at) {
            Period whole = domain.whole();
            boolean before = catalog.role(word(at)).equals("latest");
            int unit = before ? at + 1 : at;
            boolean after = !before && catalog.role(word(at + 1)).equals("latest");
            if (whole == null || (!before && !after)) {
                return -1;
            }
            YearMonth month = YearMonth.from(whole.last());
            String role = catalog.role(word(unit));
            if (role.equals("group month")) {
                period = Period.months(month, 1);
            } else if (role.equals("quarter")) {
                period = Period.months(YearMonth.of(month.getYear(), 3 * ((month.getMonthValue() - 1) / 3) + 1), 3);
            } else if (role.equals("year")) {
                period = Period.months(YearMonth.of(month.getYear(), 1), 12);
            } else {
                return -1;
            }
            return at + 2;
        }

        // ---- names --------------------------------------------------------------------------------------------------

        private void readNames() {
            FigureFormat english = FigureFormat.in(Language.ENGLISH);
            FigureFormat portuguese = FigureFormat.in(Language.PORTUGUESE);
            String found =
                    name(domain.categories(), name -> List.of(name, english.category(name), portuguese.category(name)));
            category = found;
            segment = name(domain.segments(), name -> List.of(name, english.segment(name), portuguese.segment(name)));
            state = name(domain.states(), code -> List.of(portuguese.state(code)));
            for (int i = 0; i < words.size() && state == null; i++) {
                String code = word(i).toUpperCase(Locale.ROOT);
                if (domain.states().contains(code)
                        && (LOWER_CODES.contains(word(i))
                                || text.matches("(?s).*(?<!\\p{L})" + code + "(?!\\p{L}).*"))) {
                    state = code;
                    use(i, i + 1);
                }
            }
        }

        private @Nullable String name(List<String> names, java.util.function.Function<String, List<String>> forms) {
            String best = null;
            int start = 0;
            int length = 0;
            int letters = 0;
            for (String name : names) {
                for (String form : forms.apply(name)) {
                    List<String> phrase = Text.words(form.replace('_', ' '));
                    int at = find(phrase);
                    int size = String.join("", phrase).length();
                    if (at >= 0 && size > letters && !name.equals("unknown")) {
                        best = name;
                        start = at;
                        length = phrase.size();
                        letters = size;
                    }
                }
            }
            if (best != null) {
                use(start, start + length);
            }
            return best;
        }

        /** Where a phrase stands in the unused words; −1 for nowhere. */
        private int find(List<String> phrase) {
            for (int at = 0; at + phrase.size() <= words.size() && !phrase.isEmpty(); at++) {
                boolean matches = true;
                for (int i = 0; i < phrase.size() && matches; i++) {
                    matches = !used[at + i] && Text.isNear(words.get(at + i), phrase.get(i));
                }
                if (matches) {
                    return at;
                }
            }
            return -1;
        }

        // ---- dimensions ---------------------------------------------------------------------------------------------

        private void readLimit() {
            for (int i = 0; i < words.size(); i++) {
                String word = word(i);
                int number = word.matches("\\d{1,2}") ? Integer.parseInt(word) : NUMBERS.getOrDefault(word, 0);
                if (number > 0
                        && (catalog.role(word(i - 1)).equals("most")
                                || catalog.role(word(i + 1)).startsWith("group")
                                || Set.of("most", "least", "best", "worst").contains(catalog.role(word(i + 1))))) {
                    limit = number;
                    use(i, i + 1);
                }
            }
        }

        private void readDimensions(Optional<Match> metric) {
            for (int i = 0; i < words.size(); i++) {
                boolean inMetric = metric.isPresent()
                        && i >= metric.get().start()
                        && i < metric.get().end();
                String role = word(i).isEmpty() || inMetric ? "" : catalog.role(word(i));
                if (role.startsWith("group ")) {
                    String dimension = role.substring("group ".length());
                    boolean isNamed = (dimension.equals("state") && state != null)
                            || (dimension.equals("category") && category != null)
                            || (dimension.equals("segment") && segment != null)
                            || (dimension.equals("month") && period != null && period.monthCount() == 1);
                    if (isNamed) {
                        use(i, i + 1);
                    } else if (isGrouping(i)) {
                        by = dimension;
                        use(i, i + 1);
                    }
                } else if (Set.of("most", "least", "best", "worst").contains(role)) {
                    extreme = role;
                    use(i, i + 1);
                } else if ((role.equals("quarter") || role.equals("year")) && period != null) {
                    use(i, i + 1);
                }
            }
        }

        private boolean isGrouping(int at) {
            if (Set.of("monthly", "mensal", "mensalmente").contains(words.get(at)) || limit > 0) {
                return true;
            }
            for (int i = Math.max(0, at - 3); i < at; i++) {
                if (Set.of("by", "per", "por", "each", "cada", "which", "qual", "quais", "que", "what")
                                .contains(words.get(i))
                        || catalog.role(words.get(i)).matches("most|least|best|worst")) {
                    return true;
                }
            }
            return false;
        }

        // ---- what is asked ------------------------------------------------------------------------------------------

        private Optional<Match> match(Catalog.Kind kind) {
            List<Match> matches = new ArrayList<>();
            for (Catalog.Entry entry : catalog.entries()) {
                if (entry.kind() != kind) {
                    continue;
                }
                for (List<String> phrase : entry.phrases()) {
                    int at = find(phrase);
                    if (at >= 0) {
                        matches.add(new Match(
                                entry,
                                at,
                                at + phrase.size(),
                                String.join("", phrase).length()));
                    }
                }
            }
            return matches.stream().max(Comparator.comparingInt(Match::letters));
        }
    }

    /** Where a question names an entry. */
    private record Match(Catalog.Entry entry, int start, int end, int letters) {}
}
