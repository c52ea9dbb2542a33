package dev.lakehouse4j.ai.kpi;

import java.util.Map;

/** Words that tell what a Portuguese complaint is about, as regular expressions over lower-case text without accents. */
final class Topics {

    private static final String NOT = "(nao|nunca|nem|ate agora|ate hoje|ainda)";

    private Topics() {}

    /** The words as parameters of {@code tables.sql}. */
    static Map<String, String> parameters() {
        return Map.of(
                "delivery_words",
                NOT + ".{0,25}(receb|cheg|entreg|veio)|atras|prazo|demor|correio|transportad|entreg|rastre|extravi"
                        + "|aguardando|esperando|cade ",
                "product_words",
                "defeit|quebr|qualidade|danific|estrag|nao funciona|rasg|amass|fragil|pessimo produto|produto (ruim|pessimo)"
                        + "|falsific|nao e original|mal feit|acabamento|vazando|solt",
                "mixup_words",
                "errad|diferente|faltando|faltou|falta |incomplet|outro produto|outra cor|trocad|nao era|so (um|uma|recebi|veio)"
                        + "|apenas (um|uma|recebi|veio)|nao (e|foi) o que|metade",
                "service_words",
                "atendimento|sem resposta|respond|contato|reembols|devolu|devolv|dinheiro|estorno|cancel|nota fiscal|descaso"
                        + "|reclam|ressarc|troca[^d]");
    }
}
