package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.ai.language.PersonalData;
import dev.lakehouse4j.ai.language.PersonalData.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code ai_mask} hides for some labels. */
final class Masks {

    static final String MASK = "[MASKED]";

    /** Labels that need no language model, one spelling each. */
    static final List<String> LOCAL =
            List.of("cpf", "cnpj", "email", "phone", "postal code", "card", "url", "person", "address");

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("cpf", Kind.CPF),
            Map.entry("cnpj", Kind.CNPJ),
            Map.entry("email", Kind.EMAIL),
            Map.entry("e mail", Kind.EMAIL),
            Map.entry("email address", Kind.EMAIL),
            Map.entry("phone", Kind.PHONE),
            Map.entry("phone number", Kind.PHONE),
            Map.entry("telephone", Kind.PHONE),
            Map.entry("telefone", Kind.PHONE),
            Map.entry("celular", Kind.PHONE),
            Map.entry("postal code", Kind.POSTAL_CODE),
            Map.entry("zip code", Kind.POSTAL_CODE),
            Map.entry("zip", Kind.POSTAL_CODE),
            Map.entry("cep", Kind.POSTAL_CODE),
            Map.entry("card", Kind.CARD),
            Map.entry("card number", Kind.CARD),
            Map.entry("credit card", Kind.CARD),
            Map.entry("credit card number", Kind.CARD),
            Map.entry("cartao", Kind.CARD),
            Map.entry("url", Kind.URL),
            Map.entry("link", Kind.URL));

    private static final Set<String> PERSON = Set.of("person", "name", "person name", "pessoa", "nome");
    private static final Set<String> ADDRESS = Set.of("address", "street address", "endereco");

    private final PersonalData personalData;
    private final boolean persons;
    private final boolean addresses;
    private final List<String> unknown;

    private Masks(Set<Kind> kinds, boolean persons, boolean addresses, List<String> unknown) {
        this.personalData = PersonalData.masker(kinds);
        this.persons = persons;
        this.addresses = addresses;
        this.unknown = List.copyOf(unknown);
    }

    static Masks of(List<String> labels) {
        if (labels.isEmpty()) {
            throw FunctionErrors.wrongArgument(
                    "ai_mask", "it has no labels. Give some, such as ['person', 'cpf', 'email'].");
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        boolean persons = false;
        boolean addresses = false;
        List<String> unknown = new ArrayList<>();
        for (String label : labels) {
            String folded = String.join(" ", Wording.words(label.replace('_', ' ')));
            if (KINDS.containsKey(folded)) {
                kinds.add(KINDS.get(folded));
            } else if (PERSON.contains(folded)) {
                persons = true;
            } else if (ADDRESS.contains(folded)) {
                addresses = true;
            } else {
                unknown.add(label);
            }
        }
        return new Masks(kinds, persons, addresses, unknown);
    }

    /** Labels that only a language model understands. */
    List<String> unknown() {
        return unknown;
    }

    String apply(String text) {
        String masked = personalData.replace(text, (kind, found) -> MASK);
        if (addresses) {
            masked = Addresses.mask(masked, MASK);
        }
        return persons ? PersonNames.mask(masked, MASK) : masked;
    }

    /** Whether a text is another one with some places masked, and nothing added or changed but white space. */
    static boolean isMaskOf(String masked, String original) {
        String source = original.replaceAll("\\s+", " ").strip();
        String[] kept = masked.replaceAll("\\s+", " ").strip().split(java.util.regex.Pattern.quote(MASK), -1);
        String whole = source;
        if (!whole.startsWith(kept[0].strip())) {
            return false;
        }
        int from = kept[0].strip().length();
        for (int i = 1; i < kept.length; i++) {
            String part = kept[i].strip();
            boolean last = i == kept.length - 1;
            int at = last ? whole.length() - part.length() : whole.indexOf(part, from);
            if (at < from || !whole.startsWith(part, at)) {
                return false;
            }
            from = at + part.length();
        }
        return from == whole.length();
    }
}
