package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.Period;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks whether a text says what a finding holds, and nothing else: every number with its unit, what it measures and whom it
 * belongs to, every month and period, every name, every word of direction, and every negation.
 *
 * <p>It is strict: a true sentence that it cannot read is refused as well, since the sentence of the template can take its
 * place. The rules are in {@code docs/summary.md}. Immutable and safe for use by several threads.
 */
public final class Grounding {

    /** What kinds of claims a text can get wrong. */
    public enum Kind {
        /** A number that the finding does not have. */
        NUMBER,
        /** A number that belongs to another measure or name. */
        ASSIGNMENT,
        /** A month, quarter or year that the finding does not have. */
        TIME,
        /** A name that the finding does not have, or in another place. */
        NAME,
        /** A word that says the opposite of the finding. */
        DIRECTION,
        /** A negation too many or too few. */
        NEGATION,
        /** A measure that the finding does not have. */
        MEASURE,
        /** The text is empty, or much longer than the sentence that it stands for. */
        LENGTH
    }

    /**
     * Something that is wrong with a text.
     *
     * @param kind what kind of claim
     * @param quote the words
     * @param message what is wrong, for the one who has to correct it
     */
    public record Problem(Kind kind, String quote, String message) {}

    private static final String YEAR_BEFORE = "year_before";
    private static final Set<String> PRONOUNS = Set.of("it", "its", "ela", "ele", "dela", "dele");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=[\\p{Lu}\\d])");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:[A-Za-z]+:)?([A-Za-z_0-9]+)(?:\\?[^{}]*)?}");

    /** Measures, and the words that a sentence may use for them. */
    private static final Map<String, Set<String>> FAMILIES = new HashMap<>();

    static {
        family("revenue", "revenue");
        family("orders", "orders");
        family("customers", "customers", "repeat");
        family("freight", "freight");
        family("basket", "items", "order_value");
        family("orders_share", "orders");
        family("basket_share", "items");
        family("price_share", "price");
        family("order_value", "order_value");
        family("price", "price");
        family("late_rate", "late", "orders", "delivered");
        family("test_late_rate", "late");
        family("late_orders", "late", "orders", "delivered");
        family("delivered_orders", "delivered", "orders", "late");
        family("delivered_share", "delivered", "orders");
        family("cancel_rate", "cancelled");
        family("unavailable_share", "unavailable", "revenue");
        family("repeat_customers", "repeat", "customers");
        family("repeat_value", "revenue");
        family("repeat_growth", "later_orders");
        family("review_score", "stars");
        family("sellers", "sellers");
        family("categories", "categories");
        family("sentiment_reviews", "sentiment");
        family("negative_texts", "sentiment");
        family("gini", "gini");
        family("open_revenue", "open", "revenue", "orders");
    }

    private final Language language;
    private final Map<String, Fact> facts;
    private final Map<String, Fact> named;
    private final Lexicon lexicon;
    private final Lexicon names;
    private final Names display;
    private final String reference;
    private final Scan expected;
    private final List<Scan.Amount> literals;
    private final Map<String, String> roles = new HashMap<>();
    private final Set<String> looseDirections;
    private final Set<String> knownWords;
    private final Set<String> knownMeasures;
    private final boolean hasPronoun;
    private final List<Grounding> parts;

    private Grounding(Finding finding, List<Finding.Statement> statements, Language language, List<Grounding> parts) {
        this.parts = parts;
        this.language = language;
        this.lexicon = Lexicon.in(language);
        this.display = Names.in(language);
        this.names = display.lexicon();
        this.named = finding.facts();
        Wording wording = new Wording(language);
        StringBuilder text = new StringBuilder();
        StringBuilder bare = new StringBuilder();
        this.facts = new LinkedHashMap<>();
        for (Finding.Statement statement : statements) {
            String template = statement.template(language);
            text.append(wording.fill(template, finding.facts())).append(' ');
            bare.append(PLACEHOLDER.matcher(template).replaceAll("\u00a4")).append(' ');
            Matcher matcher = PLACEHOLDER.matcher(template);
            while (matcher.find()) {
                String name = matcher.group(1);
                String key = finding.facts().containsKey(name)
                        ? name
                        : Character.toLowerCase(name.charAt(0)) + name.substring(1);
                Fact fact = finding.facts().get(key);
                if (fact != null) {
                    facts.put(key, fact);
                }
            }
        }
        this.reference = text.toString().strip();
        this.expected = scan(reference);
        this.hasPronoun = expected.tokens.stream().anyMatch(token -> PRONOUNS.contains(token.lower()));
        this.literals = scan(bare.toString()).numbers;
        readRoles();
        this.looseDirections = new HashSet<>();
        for (Lexicon.Hit direction : loose(expected)) {
            looseDirections.add(polarity(expected, direction));
        }
        StringBuilder whole = new StringBuilder(reference);
        finding.statements()
                .forEach(statement -> whole.append(' ').append(wording.fill(statement.template(language), named)));
        whole.append(' ').append(wording.fill(finding.heading().template(language), named));
        Scan all = scan(whole.toString());
        this.knownWords = all.tokens.stream().map(Tokens.Token::lower).collect(Collectors.toCollection(HashSet::new));
        this.knownMeasures = all.concepts.stream().map(Lexicon.Hit::label).collect(Collectors.toSet());
    }

    private static void family(String measure, String... words) {
        FAMILIES.put(measure, Set.of(words));
    }

    /**
     * A check of texts about a whole finding: each of their sentences has to stand for one of the finding's.
     *
     * @param finding the finding
     * @param language language of the texts
     * @return the check
     */
    public static Grounding of(Finding finding, Language language) {
        return new Grounding(
                finding,
                finding.statements(),
                language,
                finding.statements().stream()
                        .map(statement -> of(finding, statement, language))
                        .toList());
    }

    /**
     * A check of texts that stand for one sentence of a finding.
     *
     * @param finding the finding
     * @param statement one of its sentences
     * @param language language of the texts
     * @return the check
     */
    public static Grounding of(Finding finding, Finding.Statement statement, Language language) {
        return new Grounding(finding, List.of(statement), language, List.of());
    }

    /**
     * The sentence that a text is measured by.
     *
     * @return the sentence of the template
     */
    public String reference() {
        return reference;
    }

    /**
     * Checks a text.
     *
     * @param text one or more sentences
     * @return what is wrong; empty when the text may be used
     */
    public List<Problem> check(String text) {
        if (parts.size() > 1) {
            return checkSentences(text);
        }
        List<Problem> problems = new ArrayList<>();
        Scan scan = scan(text);
        if (scan.tokens.stream().noneMatch(Tokens.Token::isWord)) {
            return List.of(new Problem(Kind.LENGTH, text, "There is no sentence."));
        }
        if (text.length() > 2 * reference.length() + 120) {
            problems.add(new Problem(Kind.LENGTH, text, "The text is much longer than the sentence it stands for."));
        }
        checkTimes(scan, problems);
        checkNames(scan, problems);
        Map<Scan.Amount, Set<String>> matched = checkNumbers(scan, problems);
        checkMeasures(scan, problems);
        if (problems.isEmpty()) {
            checkRepetitions(scan, matched, problems);
            checkAssignments(scan, matched, problems);
            if (problems.isEmpty()) {
                checkSurroundings(scan, matched, problems);
            }
            checkRoles(scan, matched, problems);
            checkMoves(scan, matched, problems);
            checkDirections(scan, matched, problems);
            checkOpposites(scan, problems);
            checkNegations(scan, problems);
        }
        return problems;
    }

    private List<Problem> checkSentences(String text) {
        List<Problem> problems = new ArrayList<>();
        for (String sentence : SENTENCE_END.split(text.strip(), -1)) {
            List<List<Problem>> readings =
                    parts.stream().map(part -> part.check(sentence)).toList();
            problems.addAll(
                    readings.stream().min(Comparator.comparingInt(List::size)).orElse(List.of()));
        }
        return problems;
    }

    /**
     * Whether a text may be used.
     *
     * @param text one or more sentences
     * @return true when nothing is wrong
     */
    public boolean accepts(String text) {
        return check(text).isEmpty();
    }

    private Scan scan(String text) {
        return Scan.of(text, language, lexicon, names);
    }

    private static String quote(Scan scan, int start, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = start; i < end; i++) {
            if (i > start && !scan.tokens.get(i).isGlued()) {
                text.append(' ');
            }
            text.append(scan.tokens.get(i).text());
        }
        return text.toString();
    }

    // ---- times
    // ----------------------------------------------------------------------------------------------------------

    private void checkTimes(Scan scan, List<Problem> problems) {
        for (Scan.Time time : scan.times) {
            if (facts.values().stream().noneMatch(fact -> covers(fact, time))) {
                problems.add(new Problem(
                        Kind.TIME, quote(scan, time.start(), time.end()), "The finding is not about this time."));
            }
        }
    }

    private static boolean covers(Fact fact, Scan.Time time) {
        if (fact.value() instanceof YearMonth month) {
            return time.quarter() == 0
                    && (time.year() == 0 || time.year() == month.getYear())
                    && (time.month() == 0 || time.month() == month.getMonthValue());
        }
        if (fact.value() instanceof LocalDate day) {
            return covers(new Fact(Fact.Kind.MONTH, YearMonth.from(day), "", "", false), time);
        }
        if (!(fact.value() instanceof Period period)) {
            return false;
        }
        YearMonth first = YearMonth.from(period.from());
        YearMonth last = YearMonth.from(period.last());
        if (time.quarter() > 0) {
            return period.monthCount() == 3
                    && first.getMonthValue() == 3 * time.quarter() - 2
                    && (time.year() == 0 || time.year() == first.getYear());
        }
        if (time.month() > 0) {
            return (time.month() == first.getMonthValue() && (time.year() == 0 || time.year() == first.getYear()))
                    || (time.month() == last.getMonthValue() && (time.year() == 0 || time.year() == last.getYear()));
        }
        return time.year() == first.getYear() || time.year() == last.getYear();
    }

    // ---- names
    // ----------------------------------------------------------------------------------------------------------

    private void checkNames(Scan scan, List<Problem> problems) {
        Set<String> allowed = new HashSet<>();
        for (Fact fact : named.values()) {
            if (isName(fact)) {
                allowed.add(label(fact));
            }
        }
        for (Lexicon.Hit hit : nameHits(scan)) {
            if (!allowed.contains(hit.label())) {
                // A word such as «toys» may be no name in this sentence: it is known from the template then.
                String quote = quote(scan, hit.start(), hit.end());
                if (!reference.toLowerCase(Locale.ROOT).contains(quote.toLowerCase(Locale.ROOT))) {
                    problems.add(new Problem(Kind.NAME, quote, "The finding does not have this name."));
                }
            }
        }
        for (int i = 0; i < scan.tokens.size(); i++) {
            Tokens.Token token = scan.tokens.get(i);
            if (token.isWord()
                    && !scan.isTaken(i)
                    && Character.isUpperCase(token.text().charAt(0))
                    && (!token.isFirst() || isAcronym(token.text()))
                    && !token.text().equals("I")
                    && !knownWords.contains(token.lower())) {
                problems.add(new Problem(Kind.NAME, token.text(), "The finding does not have this name."));
            }
        }
        checkRouteRoles(scan, problems);
    }

    private static boolean isAcronym(String word) {
        return word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT));
    }

    private List<Lexicon.Hit> nameHits(Scan scan) {
        return scan.names.stream()
                .filter(hit -> !hit.label().startsWith("STATE:")
                        || hit.end() > hit.start() + 1
                        || Character.isUpperCase(
                                scan.tokens.get(hit.start()).text().charAt(0)))
                .filter(hit -> hit.end() > hit.start() + 1
                        || scan.tokens.get(hit.start()).text().length() > 2
                        || isAcronym(scan.tokens.get(hit.start()).text()))
                .toList();
    }

    private static boolean isName(Fact fact) {
        return switch (fact.kind()) {
            case NAME, CATEGORY, STATE, SEGMENT -> true;
            default -> false;
        };
    }

    private static boolean isTime(Fact fact) {
        return fact.value() instanceof YearMonth || fact.value() instanceof Period;
    }

    private static String label(Fact fact) {
        return fact.kind() + ":" + fact.value();
    }

    /** Where the template goes from one name to another, a text may not go the other way. */
    private void checkRouteRoles(Scan scan, List<Problem> problems) {
        Map<String, String> wanted = nameRoles(expected);
        nameRoles(scan).forEach((name, role) -> {
            if (wanted.containsKey(name) && !wanted.get(name).equals(role)) {
                problems.add(new Problem(
                        Kind.NAME,
                        name.substring(name.indexOf(':') + 1),
                        "The direction between the names is reversed."));
            }
        });
    }

    private Map<String, String> nameRoles(Scan scan) {
        Map<String, String> found = new HashMap<>();
        for (Lexicon.Hit hit : nameHits(scan)) {
            String before = scan.wordBefore(hit.start());
            if (Set.of("from", "de", "do", "da").contains(before)) {
                found.put(hit.label(), "from");
            } else if (Set.of("to", "ao", "à", "para", "a", "into").contains(before)) {
                found.put(hit.label(), "to");
            }
        }
        return found.containsValue("from") && found.containsValue("to") ? found : Map.of();
    }

    // ---- numbers
    // --------------------------------------------------------------------------------------------------------

    private Map<Scan.Amount, Set<String>> checkNumbers(Scan scan, List<Problem> problems) {
        Map<Scan.Amount, Set<String>> matched = new LinkedHashMap<>();
        for (Scan.Amount number : scan.numbers) {
            Set<String> names = matches(number);
            if (names.isEmpty() && !isLiteral(scan, number)) {
                problems.add(new Problem(
                        Kind.NUMBER,
                        quote(scan, number.start(), number.end()),
                        "The finding does not have this number in this unit."));
            }
            matched.put(number, names);
        }
        return matched;
    }

    private Set<String> matches(Scan.Amount number) {
        Set<String> names = new TreeSet<>();
        facts.forEach((name, fact) -> {
            if (matches(number, fact)) {
                names.add(name);
            }
        });
        return names;
    }

    /** A number of the template's own words, such as the 95 of the interval, between the same words. */
    private boolean isLiteral(Scan scan, Scan.Amount number) {
        return literals.stream()
                        .anyMatch(literal -> literal.value() == number.value()
                                && literal.unit().equals(number.unit())
                                && literal.isMoney() == number.isMoney()
                                && literal.sign() == number.sign()
                                && literal.scale() == number.scale())
                && expected.numbers.stream()
                        .filter(known ->
                                known.value() == number.value() && known.unit().equals(number.unit()))
                        .anyMatch(known -> word(expected, known.end()).equals(word(scan, number.end()))
                                || word(expected, known.start() - 1).equals(word(scan, number.start() - 1)));
    }

    private static String word(Scan scan, int index) {
        return index >= 0 && index < scan.tokens.size() ? scan.tokens.get(index).lower() : "";
    }

    private static boolean matches(Scan.Amount number, Fact fact) {
        double value = fact.number();
        if (Double.isNaN(value) || number.unit().equals("dollars")) {
            return false;
        }
        double size = fact.isChange() ? Math.abs(value) : value;
        double written = number.value() * number.scale();
        double step = number.step() * number.scale();
        if (number.sign() != 0) {
            if (fact.isChange() && number.sign() != Math.signum(value)) {
                return false;
            }
            written = fact.isChange() ? written : number.sign() * written;
        }
        boolean isBare = number.unit().isEmpty() && !number.isMoney();
        boolean isRatio = fact.kind() == Fact.Kind.PERCENT || fact.kind() == Fact.Kind.SHARE;
        if (isFactor(number)) {
            boolean isGrowth = isRatio && fact.isChange() && value > 0;
            double factor = isGrowth ? 1 + value : fact.kind() == Fact.Kind.TIMES ? value : Double.NaN;
            return number.word().equals("over")
                    ? factor > number.value() && factor < number.value() + 1
                    : Math.abs(factor - number.value()) < 0.1;
        }
        if (number.word().equals("fraction")) {
            return isRatio && isBare && Math.abs(size - number.value()) <= 0.015;
        }
        return switch (fact.kind()) {
            case PERCENT, SHARE ->
                number.unit().equals("percent")
                        && !number.isMoney()
                        && isRounded(written / 100, step / 100, size, fact, number.isHedged());
            case POINTS ->
                number.unit().equals("points") && isRounded(written / 100, step / 100, size, fact, number.isHedged());
            case MONEY ->
                number.isMoney() && number.unit().isEmpty() && isRounded(written, step, size, fact, number.isHedged());
            case STARS ->
                (isBare || number.unit().equals("stars")) && isRounded(written, step, size, fact, number.isHedged());
            case DAYS -> number.unit().equals("days") && isRounded(written, step, size, fact, number.isHedged());
            case TIMES -> number.unit().equals("times") && isRounded(written, step, size, fact, number.isHedged());
            case NUMBER, INDEX ->
                isBare && number.scale() == 1 && isRounded(written, step, size, fact, number.isHedged());
            case COUNT ->
                (isBare || (number.unit().equals("months") && fact.measure().equals("months")))
                        && isRounded(written, step, size, fact, number.isHedged());
            default -> false;
        };
    }

    private static boolean isFactor(Scan.Amount number) {
        return number.word().equals("times") || number.word().equals("over");
    }

    /** Whether a written number is the value, rounded to where the writer stopped, and not rounded beyond recognition. */
    private static boolean isRounded(double written, double step, double value, Fact fact, boolean isHedged) {
        double unit = step;
        // Zeros at the end of a whole number may come from rounding: 84,000 for 83,748.
        while (isHedged && step >= 1 && written >= 1000 && written % (unit * 10) == 0 && unit * 10 <= written / 50) {
            unit *= 10;
        }
        double gap = Math.abs(written - value);
        return gap <= 0.5 * unit * (1 + 1e-9)
                && (gap <= 0.05 * Math.abs(value) || unit <= precision(fact) * (1 + 1e-9));
    }

    /** What one of the last digit is worth in the template's sentence. */
    private static double precision(Fact fact) {
        double size = Math.abs(fact.number());
        return switch (fact.kind()) {
            case PERCENT, POINTS, INDEX -> 0.001;
            case SHARE -> size >= 0.0995 ? 0.01 : 0.001;
            case STARS, NUMBER -> 0.01;
            case TIMES -> 0.1;
            case DAYS -> size >= 20 ? 1 : 0.1;
            case MONEY -> size >= 1e6 ? 1e4 : size >= 1e4 ? 1e3 : size >= 1e3 ? 1 : 0.01;
            default -> 1;
        };
    }

    private void checkMeasures(Scan scan, List<Problem> problems) {
        for (Lexicon.Hit hit : scan.invented) {
            String quote = quote(scan, hit.start(), hit.end());
            if (!knownWords.contains(quote.toLowerCase(Locale.ROOT))) {
                problems.add(new Problem(Kind.MEASURE, quote, "The finding does not have this measure."));
            }
        }
        Map<String, Long> wanted = counts(expected.concepts);
        counts(scan.concepts).forEach((label, count) -> {
            long most = Math.max(hasPronoun && knownMeasures.contains(label) ? 1 : 0, wanted.getOrDefault(label, 0L));
            if (count > most) {
                Lexicon.Hit hit = scan.concepts.stream()
                        .filter(concept -> concept.label().equals(label))
                        .reduce((first, second) -> second)
                        .orElseThrow();
                problems.add(new Problem(
                        Kind.MEASURE,
                        quote(scan, hit.start(), hit.end()),
                        most == 0
                                ? "The finding does not speak of this."
                                : "The finding speaks of this less often, so it may stand for something else."));
            }
        });
    }

    private static Map<String, Long> counts(List<Lexicon.Hit> hits) {
        return hits.stream().collect(Collectors.groupingBy(Lexicon.Hit::label, Collectors.counting()));
    }

    /** A value is stated as often as in the template at most: a second time it stands in the place of another one. */
    private void checkRepetitions(Scan scan, Map<Scan.Amount, Set<String>> matched, List<Problem> problems) {
        Map<String, Integer> wanted = new HashMap<>();
        expected.numbers.forEach(number -> matches(number).forEach(name -> wanted.merge(name, 1, Integer::sum)));
        Map<String, Integer> found = new HashMap<>();
        matched.forEach((number, names) -> {
            if (names.size() == 1) {
                String name = names.iterator().next();
                if (found.merge(name, 1, Integer::sum) > wanted.getOrDefault(name, 0)) {
                    problems.add(new Problem(
                            Kind.ASSIGNMENT,
                            quote(scan, number.start(), number.end()),
                            "The number stands here twice."));
                }
            }
        });
    }

    // ---- surroundings
    // ---------------------------------------------------------------------------------------------------

    /**
     * Two numbers may not have changed places: the words around them have to be more like those around the same numbers in the
     * template than like those around each other's.
     */
    private void checkSurroundings(Scan scan, Map<Scan.Amount, Set<String>> matched, List<Problem> problems) {
        List<Scan.Amount> numbers = matched.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Surroundings> wanted = new HashMap<>();
        for (Scan.Amount number : expected.numbers) {
            matches(number).forEach(name -> wanted.putIfAbsent(name, Surroundings.of(expected, number)));
        }
        for (int i = 0; i < numbers.size(); i++) {
            for (int j = i + 1; j < numbers.size(); j++) {
                Set<String> first = matched.getOrDefault(numbers.get(i), Set.of());
                Set<String> second = matched.getOrDefault(numbers.get(j), Set.of());
                if (first.equals(second) || areToldApart(first, second)) {
                    continue;
                }
                Surroundings foundFirst = Surroundings.of(scan, numbers.get(i));
                Surroundings foundSecond = Surroundings.of(scan, numbers.get(j));
                double straight = likeness(foundFirst, first, wanted) + likeness(foundSecond, second, wanted);
                double crossed = likeness(foundFirst, second, wanted) + likeness(foundSecond, first, wanted);
                if (crossed > straight) {
                    problems.add(new Problem(
                            Kind.ASSIGNMENT,
                            quote(scan, numbers.get(i).start(), numbers.get(i).end()),
                            "The number seems to have changed places with "
                                    + quote(
                                            scan,
                                            numbers.get(j).start(),
                                            numbers.get(j).end()) + "."));
                }
            }
        }
    }

    /** The best likeness to any of the facts that have the value. */
    private static double likeness(Surroundings found, Set<String> names, Map<String, Surroundings> wanted) {
        return names.stream()
                .filter(wanted::containsKey)
                .mapToDouble(name -> found.likeness(wanted.getOrDefault(name, found)))
                .max()
                .orElse(0);
    }

    /** Facts of different names, months or groups are told apart by these already. */
    private boolean areToldApart(Set<String> first, Set<String> second) {
        Fact one = facts.get(first.iterator().next());
        Fact other = facts.get(second.iterator().next());
        return first.size() == 1
                && second.size() == 1
                && one != null
                && other != null
                && !one.subject().isEmpty()
                && !other.subject().isEmpty()
                && !one.subject().equals(other.subject());
    }

    // ---- what numbers belong to
    // -----------------------------------------------------------------------------------------

    /** Words around a number that it may belong to. */
    private record Place(String label, int start, int end) {}

    private void checkAssignments(Scan scan, Map<Scan.Amount, Set<String>> matched, List<Problem> problems) {
        List<Place> concepts = scan.concepts.stream()
                .map(hit -> new Place(hit.label(), hit.start(), hit.end()))
                .toList();
        List<Place> subjects = new ArrayList<>();
        nameHits(scan).forEach(hit -> subjects.add(new Place(hit.label(), hit.start(), hit.end())));
        List<Place> qualifiers = new ArrayList<>();
        List<Place> times = new ArrayList<>();
        scan.times.forEach(time -> times.add(new Place(timeLabel(time), time.start(), time.end())));
        scan.qualifiers.forEach(hit -> (hit.label().equals(YEAR_BEFORE) ? times : qualifiers)
                .add(new Place(hit.label(), hit.start(), hit.end())));
        List<Scan.Amount> numbers = matched.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        require(scan, numbers, matched, concepts, this::fitsMeasure, "what it measures", false, problems);
        require(scan, numbers, matched, subjects, this::fitsName, "whom it belongs to", true, problems);
        require(scan, numbers, matched, qualifiers, this::fitsQualifier, "whom it belongs to", true, problems);
        require(scan, numbers, matched, times, this::fitsTime, "the time it belongs to", true, problems);
    }

    /** Whether a fact may stand with a place; empty when the fact says nothing about such places. */
    private interface Fit {
        Optional<Boolean> test(Fact fact, Place place);
    }

    private Optional<Boolean> fitsMeasure(Fact fact, Place place) {
        Set<String> family = FAMILIES.get(fact.measure());
        return family == null ? Optional.empty() : Optional.of(family.contains(place.label()));
    }

    private Optional<Boolean> fitsName(Fact fact, Place place) {
        Fact subject = named.get(fact.subject());
        return subject == null || !isName(subject)
                ? Optional.empty()
                : Optional.of(label(subject).equals(place.label()));
    }

    private Optional<Boolean> fitsQualifier(Fact fact, Place place) {
        Fact subject = named.get(fact.subject());
        return fact.subject().isEmpty()
                        || fact.subject().equals(YEAR_BEFORE)
                        || (subject != null && (isName(subject) || isTime(subject)))
                ? Optional.empty()
                : Optional.of(fact.subject().equals(place.label()));
    }

    private Optional<Boolean> fitsTime(Fact fact, Place place) {
        if (fact.subject().equals(YEAR_BEFORE)) {
            return Optional.of(place.label().equals(YEAR_BEFORE));
        }
        Fact subject = named.get(fact.subject());
        if (subject == null || !isTime(subject)) {
            return Optional.empty();
        }
        return Optional.of(timeLabels(subject).contains(place.label()));
    }

    private static String timeLabel(Scan.Time time) {
        return time.year() + "/" + time.quarter() + "/" + time.month();
    }

    private Set<String> timeLabels(Fact fact) {
        Set<String> labels = new HashSet<>();
        if (fact.value() instanceof YearMonth month) {
            labels.add(month.getYear() + "/0/" + month.getMonthValue());
            labels.add("0/0/" + month.getMonthValue());
        } else if (fact.value() instanceof Period period) {
            YearMonth first = YearMonth.from(period.from());
            YearMonth last = YearMonth.from(period.last());
            int quarter = (first.getMonthValue() + 2) / 3;
            labels.add(first.getYear() + "/" + quarter + "/0");
            labels.add("0/" + quarter + "/0");
            for (YearMonth month : List.of(first, last)) {
                labels.add(month.getYear() + "/0/" + month.getMonthValue());
                labels.add("0/0/" + month.getMonthValue());
            }
        }
        return labels;
    }

    /** All numbers have to fit under one reading: each with the place before it, after it, or nearest to it. */
    private void require(
            Scan scan,
            List<Scan.Amount> numbers,
            Map<Scan.Amount, Set<String>> matched,
            List<Place> places,
            Fit fit,
            String what,
            boolean placeNeeded,
            List<Problem> problems) {
        Scan.Amount failing = null;
        for (int reading = 0; reading < 3; reading++) {
            failing = null;
            for (Scan.Amount number : numbers) {
                if (!fits(scan, number, matched.getOrDefault(number, Set.of()), places, fit, reading, placeNeeded)) {
                    failing = number;
                    break;
                }
            }
            if (failing == null) {
                return;
            }
        }
        if (failing != null && !fitInOrder(numbers, matched, places, fit)) {
            problems.add(new Problem(
                    Kind.ASSIGNMENT,
                    quote(scan, failing.start(), failing.end()),
                    "The sentence does not say clearly " + what + "."));
        }
    }

    /** Another reading: first the places, then as many numbers, or the other way round. */
    private boolean fitInOrder(
            List<Scan.Amount> numbers, Map<Scan.Amount, Set<String>> matched, List<Place> places, Fit fit) {
        List<Scan.Amount> bound = numbers.stream()
                .filter(number -> matched.getOrDefault(number, Set.of()).stream()
                        .map(facts::get)
                        .anyMatch(fact -> fact != null
                                && fit.test(fact, new Place("", 0, 0)).isPresent()))
                .toList();
        if (bound.size() < 2 || bound.size() != places.size()) {
            return false;
        }
        boolean placesFirst =
                places.get(places.size() - 1).end() <= bound.get(0).start();
        boolean placesLast =
                places.get(0).start() >= bound.get(bound.size() - 1).end();
        for (int i = 0; i < bound.size(); i++) {
            Place place = places.get(i);
            if (matched.getOrDefault(bound.get(i), Set.of()).stream()
                    .map(facts::get)
                    .noneMatch(fact -> fact != null && fit.test(fact, place).orElse(false))) {
                return false;
            }
        }
        return placesFirst || placesLast;
    }

    private boolean fits(
            Scan scan,
            Scan.Amount number,
            Set<String> candidates,
            List<Place> places,
            Fit fit,
            int reading,
            boolean placeNeeded) {
        Optional<Place> place = place(scan, number, places, reading);
        for (String name : candidates) {
            Fact fact = facts.get(name);
            if (fact == null) {
                continue;
            }
            if (place.isEmpty()) {
                boolean saysNothing = fit.test(fact, new Place("", 0, 0)).isEmpty();
                boolean hasRole = !role(scan, number, fact).isEmpty();
                if (saysNothing || !placeNeeded || hasRole) {
                    return true;
                }
            } else if (fit.test(fact, place.get()).orElse(true)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Place> place(Scan scan, Scan.Amount number, List<Place> places, int reading) {
        Optional<Place> before =
                places.stream().filter(place -> place.end() <= number.start()).max(Comparator.comparingInt(Place::end));
        Optional<Place> after = places.stream()
                .filter(place -> place.start() >= number.end() - 1 && place.end() > number.start())
                .min(Comparator.comparingInt(Place::start));
        return switch (reading) {
            case 0 -> before.or(() -> after);
            case 1 -> after.or(() -> before);
            default ->
                places.stream()
                        .min(Comparator.comparingDouble(
                                place -> scan.distance(place.start(), place.end(), number.start(), number.end())));
        };
    }

    // ---- from, to, against
    // ----------------------------------------------------------------------------------------------

    private void readRoles() {
        for (Scan.Amount number : expected.numbers) {
            for (String name : matches(number)) {
                Fact fact = facts.get(name);
                if (fact != null) {
                    roles.put(name, role(expected, number, fact));
                }
            }
        }
    }

    private String role(Scan scan, Scan.Amount number, Fact fact) {
        String before = scan.wordBefore(number.start());
        int at = scan.indexOfWordBefore(number.start());
        boolean isPortuguese = language == Language.PORTUGUESE;
        if (Set.of("from", "between", "entre").contains(before)) {
            return "from";
        }
        if (isPortuguese && before.equals("de") && followedBy(scan, number, Set.of("para", "a"))) {
            return "from";
        }
        if (before.equals("to") || (isPortuguese && (before.equals("para") || before.equals("a")))) {
            return "to";
        }
        if (Set.of("against", "versus", "vs", "than", "contra", "ante", "frente")
                .contains(before)) {
            return "against";
        }
        if (fact.kind() == Fact.Kind.COUNT
                && Set.of("of", "de", "dos", "das").contains(before)
                && at > 0
                && (scan.tokens.get(at - 1).isNumber() || fact.measure().equals("delivered_orders"))) {
            return "of";
        }
        return "";
    }

    private static boolean followedBy(Scan scan, Scan.Amount number, Set<String> words) {
        return scan.numbers.stream()
                .filter(other -> other.start() > number.end())
                .filter(other -> !scan.isParted(number.end(), other.start()))
                .anyMatch(other -> words.contains(scan.wordBefore(other.start())));
    }

    private void checkRoles(Scan scan, Map<Scan.Amount, Set<String>> matched, List<Problem> problems) {
        matched.forEach((number, names) -> {
            if (names.isEmpty()) {
                return;
            }
            boolean fits = names.stream().anyMatch(name -> {
                Fact fact = facts.get(name);
                if (fact == null) {
                    return true;
                }
                String wanted = roles.getOrDefault(name, "");
                String found = role(scan, number, fact);
                return found.isEmpty() ? !wanted.equals("of") || !isCountOf(scan, number) : found.equals(wanted);
            });
            if (!fits) {
                problems.add(new Problem(
                        Kind.ASSIGNMENT,
                        quote(scan, number.start(), number.end()),
                        "The number stands in the place of another one (from, to, against, of)."));
            }
        });
    }

    /** Whether the word of direction before «from a to b» goes the way from a to b. */
    private void checkMoves(Scan scan, Map<Scan.Amount, Set<String>> matched, List<Problem> problems) {
        for (int i = 0; i + 1 < scan.numbers.size(); i++) {
            Scan.Amount from = scan.numbers.get(i);
            Scan.Amount to = scan.numbers.get(i + 1);
            Optional<Fact> first = fact(matched, from);
            Optional<Fact> second = fact(matched, to);
            if (first.isEmpty()
                    || second.isEmpty()
                    || !role(scan, from, first.get()).equals("from")
                    || !role(scan, to, second.get()).equals("to")) {
                continue;
            }
            String way = second.get().number() >= first.get().number() ? "up" : "down";
            scan.directions.stream()
                    .filter(hit -> hit.end() <= from.start() && !scan.isParted(hit.end(), from.start()))
                    .max(Comparator.comparingInt(Lexicon.Hit::end))
                    .filter(hit -> !polarity(scan, hit).equals(way))
                    .ifPresent(hit -> problems.add(new Problem(
                            Kind.DIRECTION, quote(scan, hit.start(), hit.end()), "The numbers go the other way.")));
        }
    }

    private Optional<Fact> fact(Map<Scan.Amount, Set<String>> matched, Scan.Amount number) {
        return matched.getOrDefault(number, Set.of()).stream()
                .map(facts::get)
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    /** Whether a number is the part in «part of whole». */
    private static boolean isCountOf(Scan scan, Scan.Amount number) {
        return Set.of("of", "de", "dos", "das").contains(word(scan, number.end()))
                && number.end() + 1 < scan.tokens.size()
                && scan.tokens.get(number.end() + 1).isNumber();
    }

    // ---- directions
    // -----------------------------------------------------------------------------------------------------

    private static String polarity(Scan scan, Lexicon.Hit direction) {
        boolean negated = scan.negations.stream()
                .anyMatch(negation -> negation.end() <= direction.start() && direction.start() - negation.end() <= 2);
        boolean up = direction.label().equals("up");
        return up != negated ? "up" : "down";
    }

    /** Words of direction that belong to no number that is a change. */
    private List<Lexicon.Hit> loose(Scan scan) {
        Set<Lexicon.Hit> bound = new HashSet<>();
        for (Scan.Amount number : scan.numbers) {
            if (isChange(number)) {
                nearest(scan, number).ifPresent(bound::add);
            }
        }
        return scan.directions.stream().filter(hit -> !bound.contains(hit)).toList();
    }

    private boolean isChange(Scan.Amount number) {
        Set<String> names = matches(number);
        return !names.isEmpty()
                && names.stream().allMatch(name -> {
                    Fact fact = facts.get(name);
                    return fact != null && fact.isChange();
                });
    }

    private static Optional<Lexicon.Hit> nearest(Scan scan, Scan.Amount number) {
        return scan.directions.stream()
                .filter(hit -> !scan.isParted(hit.end(), number.start()) || hit.start() > number.start())
                .min(Comparator.comparingDouble(
                        hit -> scan.distance(hit.start(), hit.end(), number.start(), number.end())));
    }

    private void checkDirections(Scan scan, Map<Scan.Amount, Set<String>> matched, List<Problem> problems) {
        for (Scan.Amount number : scan.numbers) {
            if (!isChange(number)) {
                continue;
            }
            Optional<Lexicon.Hit> direction = nearest(scan, number);
            Set<String> signs = matched.getOrDefault(number, Set.of()).stream()
                    .map(name -> facts.get(name))
                    .map(fact -> fact != null && fact.number() < 0 ? "down" : "up")
                    .collect(Collectors.toSet());
            if (direction.isEmpty()
                    ? number.sign() == 0 && !isFactor(number)
                    : !signs.contains(polarity(scan, direction.get()))) {
                problems.add(new Problem(
                        Kind.DIRECTION,
                        direction
                                .map(hit -> quote(scan, hit.start(), hit.end()))
                                .orElseGet(() -> quote(scan, number.start(), number.end())),
                        "The change goes the other way, or the sentence does not say which way."));
            }
        }
        for (Lexicon.Hit hit : loose(scan)) {
            String quote = quote(scan, hit.start(), hit.end());
            if (!looseDirections.contains(polarity(scan, hit))
                    && !reference.toLowerCase(Locale.ROOT).contains(quote.toLowerCase(Locale.ROOT))) {
                problems.add(new Problem(Kind.DIRECTION, quote, "The finding does not go this way."));
            }
        }
    }

    private void checkOpposites(Scan scan, List<Problem> problems) {
        Map<String, Long> wanted = counts(expected.opposites);
        Map<String, Long> found = counts(scan.opposites);
        Set<String> poles = wanted.keySet();
        Set<String> groups =
                poles.stream().map(pole -> pole.substring(0, pole.indexOf('.'))).collect(Collectors.toSet());
        for (Lexicon.Hit hit : scan.opposites) {
            String group = hit.label().substring(0, hit.label().indexOf('.'));
            if (groups.contains(group) && !poles.contains(hit.label())) {
                problems.add(new Problem(
                        Kind.DIRECTION, quote(scan, hit.start(), hit.end()), "The finding says the opposite."));
            } else if (isTwoSided(group, poles)
                    && found.getOrDefault(hit.label(), 0L) > wanted.getOrDefault(hit.label(), 0L)) {
                problems.add(new Problem(
                        Kind.DIRECTION,
                        quote(scan, hit.start(), hit.end()),
                        "The finding says this of one and the opposite of another."));
            }
        }
    }

    private static boolean isTwoSided(String group, Set<String> poles) {
        return poles.stream().filter(pole -> pole.startsWith(group + ".")).count() > 1;
    }

    private void checkNegations(Scan scan, List<Problem> problems) {
        boolean wanted = !expected.negations.isEmpty();
        boolean found = !scan.negations.isEmpty();
        if (found && !wanted) {
            Lexicon.Hit hit = scan.negations.get(0);
            problems.add(
                    new Problem(Kind.NEGATION, quote(scan, hit.start(), hit.end()), "The finding does not deny this."));
        } else if (wanted && !found && scan.diminishers.isEmpty()) {
            problems.add(new Problem(Kind.NEGATION, "", "The finding denies what the text affirms."));
        } else if (scan.negations.size() > expected.negations.size()) {
            problems.add(new Problem(Kind.NEGATION, "", "The text denies more than the finding."));
        }
    }

    /**
     * The measures that the finding speaks of, for those who explain a refusal.
     *
     * @return labels such as {@code revenue}, sorted
     */
    Set<String> measures() {
        return new TreeSet<>(knownMeasures);
    }
}
