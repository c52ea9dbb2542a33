package dev.lakehouse4j.ai.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes false sentences of true ones: other digits, units, directions, names, swapped numbers, invented measures. */
final class Mutations {

    /** What is changed. */
    enum Kind {
        DIGIT,
        UNIT,
        DIRECTION,
        NEGATION,
        MONTH,
        NAME,
        SWAPPED_NUMBERS,
        INVENTED_MEASURE
    }

    private static final String[][] DIRECTIONS_EN = {
        {"rose", "fell"},
        {"more", "less"},
        {"above", "below"},
        {"grew", "shrank"},
        {"gained", "lost"},
        {"added", "cost"},
        {"growth", "decline"},
        {"slipped", "climbed"},
        {"most", "least"},
        {"late", "on time"},
        {"negative", "positive"},
        {"fell", "rose"},
        {"largest", "smallest"},
        {"main driver", "minor driver"},
        {"fewer", "more"},
        {"moderate", "strong"},
        {"stopped", "accelerated"},
        {"fall", "rise"},
        {"less", "more"},
        {"grows", "shrinks"},
        {"worst", "best"}
    };
    private static final String[][] DIRECTIONS_PT = {
        {"subiu", "caiu"},
        {"a mais", "a menos"},
        {"acima", "abaixo"},
        {"cresceram", "encolheram"},
        {"ganhou", "perdeu"},
        {"acrescentaram", "tiraram"},
        {"acrescentou", "tirou"},
        {"tirou", "acrescentou"},
        {"crescimento", "recuo"},
        {"maior", "menor"},
        {"caiu", "subiu"},
        {"negativos", "positivos"},
        {"no prazo", "com atraso"},
        {"cai", "sobe"},
        {"cairia", "subiria"},
        {"principal", "menor"},
        {"moderada", "alta"},
        {"parou", "acelerou"},
        {"menos", "mais"},
        {"pior", "melhor"}
    };
    private static final String[][] UNITS_EN = {
        {"%", " percentage points"},
        {" million", " thousand"},
        {" thousand", " million"},
        {"R$", "US$"},
        {"stars", "days"},
        {"days", "stars"},
        {" orders", " customers"},
        {" customers", " sellers"},
        {" times", " stars"},
        {"a month", "a year"}
    };
    private static final String[][] UNITS_PT = {
        {"%", " pontos percentuais"},
        {" milhões", " mil"},
        {" milhão", " mil"},
        {" mil ", " milhões "},
        {"R$", "US$"},
        {"estrelas", "dias"},
        {"estrela", "dia"},
        {" dias", " estrelas"},
        {" pedidos", " clientes"},
        {" clientes", " vendedores"},
        {" vezes", " estrelas"},
        {"ao mês", "ao ano"}
    };
    private static final String[] MEASURES_EN = {
        "The churn rate is %s.",
        "Net promoter score rose to %s.",
        "Gross margin reached %s.",
        "Conversion improved to %s.",
        "The return rate was %s.",
        "Market share stands at %s."
    };
    private static final String[] MEASURES_PT = {
        "A taxa de churn é de %s.",
        "O NPS subiu para %s.",
        "A margem bruta chegou a %s.",
        "A conversão melhorou para %s.",
        "A taxa de devolução foi de %s.",
        "A participação de mercado é de %s."
    };
    private static final String[] MONTHS_EN = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final String[] MONTHS_PT = {
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro"
    };
    private static final String[] NAMES_EN = {
        "São Paulo",
        "Rio de Janeiro",
        "Minas Gerais",
        "Bahia",
        "Alagoas",
        "toys",
        "health and beauty",
        "watches and gifts",
        "car accessories",
        "potential loyalists",
        "customers at risk",
        "hibernating customers"
    };
    private static final String[] NAMES_PT = {
        "São Paulo",
        "Rio de Janeiro",
        "Minas Gerais",
        "Bahia",
        "Alagoas",
        "brinquedos",
        "beleza e saúde",
        "relógios e presentes",
        "automotivo",
        "potenciais fiéis",
        "clientes em risco",
        "clientes adormecidos"
    };
    private static final String[] OTHERS_EN = {
        "Goiás", "Acre", "perfumery", "garden tools", "champions", "lost customers"
    };
    private static final String[] OTHERS_PT = {
        "Goiás", "Acre", "perfumaria", "ferramentas de jardim", "campeões", "clientes perdidos"
    };

    private static final Pattern NUMBER =
            Pattern.compile("(R\\$ ?)?\\d[\\d.,]*\\d%?( (million|thousand|mil|milhões|milhão)\\b)?|\\d%?");

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    /** A changed sentence; empty when there is nothing of the kind to change. */
    Optional<String> mutate(String sentence, Kind kind, Language language) {
        boolean english = language == Language.ENGLISH;
        String changed =
                switch (kind) {
                    case DIGIT -> digit(sentence);
                    case UNIT -> replaced(sentence, english ? UNITS_EN : UNITS_PT);
                    case DIRECTION -> replaced(sentence, english ? DIRECTIONS_EN : DIRECTIONS_PT);
                    case NEGATION -> negated(sentence, english);
                    case MONTH -> month(sentence, english ? MONTHS_EN : MONTHS_PT);
                    case NAME -> name(sentence, english ? NAMES_EN : NAMES_PT, english ? OTHERS_EN : OTHERS_PT);
                    case SWAPPED_NUMBERS -> swapped(sentence);
                    case INVENTED_MEASURE -> invented(sentence, english);
                };
        return Optional.ofNullable(changed).filter(text -> !text.equals(sentence));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String any(String[] list) {
        return list[random.nextInt(list.length)];
    }

    private String digit(String sentence) {
        List<Integer> digits = new ArrayList<>();
        for (int i = 0; i < sentence.length(); i++) {
            if (Character.isDigit(sentence.charAt(i))) {
                digits.add(i);
            }
        }
        if (digits.isEmpty()) {
            return sentence;
        }
        int at = any(digits);
        char other = (char) ('0' + (sentence.charAt(at) - '0' + 1 + random.nextInt(9)) % 10);
        return sentence.substring(0, at) + other + sentence.substring(at + 1);
    }

    private String replaced(String sentence, String[][] pairs) {
        List<String> changed = new ArrayList<>();
        for (String[] pair : pairs) {
            boolean isWord = Character.isLetter(pair[0].charAt(0));
            Matcher matcher = Pattern.compile((isWord ? "(?<!\\p{L})" : "")
                            + Pattern.quote(pair[0])
                            + (Character.isLetter(pair[0].charAt(pair[0].length() - 1)) ? "(?!\\p{L})" : ""))
                    .matcher(sentence);
            while (matcher.find()) {
                changed.add(sentence.substring(0, matcher.start()) + pair[1] + sentence.substring(matcher.end()));
            }
        }
        return changed.isEmpty() ? sentence : any(changed);
    }

    private String negated(String sentence, boolean english) {
        Pattern verbs = Pattern.compile(
                english
                        ? "(?<!\\p{L})(is|are|was|were|rose|fell|grew|count|carry|brings|bring)(?!\\p{L})"
                        : "(?<!\\p{L})(é|são|foi|foram|subiu|caiu|cresceram|vem|tem|trazem|pesam)(?!\\p{L})");
        Matcher matcher = verbs.matcher(sentence);
        if (!matcher.find()) {
            return sentence;
        }
        String verb = matcher.group();
        String denied = english ? verb.matches("is|are|was|were") ? verb + " not" : "never " + verb : "não " + verb;
        return sentence.substring(0, matcher.start()) + denied + sentence.substring(matcher.end());
    }

    private String month(String sentence, String[] months) {
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < months.length; i++) {
            Matcher matcher = Pattern.compile("(?iu)(?<!\\p{L})" + months[i] + "(?!\\p{L})")
                    .matcher(sentence);
            while (matcher.find()) {
                String other = months[(i + 1 + random.nextInt(11)) % 12];
                changed.add(sentence.substring(0, matcher.start()) + other + sentence.substring(matcher.end()));
            }
        }
        return changed.isEmpty() ? sentence : any(changed);
    }

    private String name(String sentence, String[] names, String[] others) {
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            int at = sentence.indexOf(name);
            String other = any(others);
            if (at >= 0 && !sentence.contains(other)) {
                changed.add(sentence.substring(0, at) + other + sentence.substring(at + name.length()));
            }
        }
        return changed.isEmpty() ? sentence : any(changed);
    }

    private String swapped(String sentence) {
        List<int[]> places = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(sentence);
        while (matcher.find()) {
            if (!matcher.group().matches("20\\d\\d")) {
                places.add(new int[] {matcher.start(), matcher.end()});
            }
        }
        if (places.size() < 2) {
            return sentence;
        }
        int i = random.nextInt(places.size() - 1);
        int j = i + 1 + random.nextInt(places.size() - i - 1);
        String first = sentence.substring(places.get(i)[0], places.get(i)[1]);
        String second = sentence.substring(places.get(j)[0], places.get(j)[1]);
        return sentence.substring(0, places.get(i)[0])
                + second
                + sentence.substring(places.get(i)[1], places.get(j)[0])
                + first
                + sentence.substring(places.get(j)[1]);
    }

    private String invented(String sentence, boolean english) {
        List<String> numbers = new ArrayList<>(List.of(english ? "4.2%" : "4,2%", "45"));
        Matcher matcher = NUMBER.matcher(sentence);
        while (matcher.find()) {
            numbers.add(matcher.group());
        }
        String measure = String.format(any(english ? MEASURES_EN : MEASURES_PT), any(numbers));
        return random.nextBoolean() ? measure : sentence + " " + measure;
    }
}
