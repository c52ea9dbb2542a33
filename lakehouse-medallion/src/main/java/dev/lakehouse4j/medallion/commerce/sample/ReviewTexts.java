package dev.lakehouse4j.medallion.commerce.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes review texts in Portuguese from a small grammar: what the score and its reason say, now and then a contrast, a
 * request or a recommendation, then the habits of hurried writers.
 */
final class ReviewTexts {

    /** What a review is about. */
    enum Reason {
        ON_TIME,
        LATE,
        NOT_RECEIVED,
        WRONG_PRODUCT,
        QUALITY,
        INCOMPLETE,
        NOT_SHIPPED
    }

    /** A thing bought; {@code ending} is the vowel of its gender. */
    private record Noun(String name, String ending) {}

    private static final Noun[] ANY_NOUN = {
        new Noun("produto", "o"), new Noun("produto", "o"), new Noun("produto", "o"), new Noun("mercadoria", "a"),
        new Noun("encomenda", "a"), new Noun("pedido", "o"), new Noun("compra", "a"), new Noun("item", "o")
    };

    private static final Map<String, Noun[]> NOUNS = Map.ofEntries(
            Map.entry(
                    "cama_mesa_banho",
                    new Noun[] {new Noun("jogo de cama", "o"), new Noun("toalha", "a"), new Noun("colcha", "a")}),
            Map.entry("relogios_presentes", new Noun[] {new Noun("relógio", "o"), new Noun("presente", "o")}),
            Map.entry(
                    "beleza_saude", new Noun[] {new Noun("creme", "o"), new Noun("escova", "a"), new Noun("kit", "o")}),
            Map.entry(
                    "esporte_lazer",
                    new Noun[] {new Noun("bola", "a"), new Noun("mochila", "a"), new Noun("tênis", "o")}),
            Map.entry(
                    "informatica_acessorios",
                    new Noun[] {new Noun("mouse", "o"), new Noun("teclado", "o"), new Noun("cartucho", "o")}),
            Map.entry(
                    "moveis_decoracao",
                    new Noun[] {new Noun("cadeira", "a"), new Noun("tapete", "o"), new Noun("cortina", "a")}),
            Map.entry(
                    "utilidades_domesticas",
                    new Noun[] {new Noun("panela", "a"), new Noun("garrafa", "a"), new Noun("pote", "o")}),
            Map.entry(
                    "telefonia",
                    new Noun[] {new Noun("capinha", "a"), new Noun("celular", "o"), new Noun("carregador", "o")}),
            Map.entry(
                    "brinquedos",
                    new Noun[] {new Noun("boneca", "a"), new Noun("brinquedo", "o"), new Noun("carrinho", "o")}),
            Map.entry("ferramentas_jardim", new Noun[] {new Noun("furadeira", "a"), new Noun("mangueira", "a")}),
            Map.entry("perfumaria", new Noun[] {new Noun("perfume", "o"), new Noun("fragrância", "a")}),
            Map.entry(
                    "bebes", new Noun[] {new Noun("carrinho", "o"), new Noun("banheira", "a"), new Noun("manta", "a")}),
            Map.entry("automotivo", new Noun[] {new Noun("peça", "a"), new Noun("farol", "o"), new Noun("capa", "a")}),
            Map.entry("moveis_escritorio", new Noun[] {new Noun("cadeira", "a"), new Noun("mesa", "a")}));

    private static final String[] PRAISE = {
        "{O} {n} é ótim{o}",
        "Adorei {o} {n}",
        "Amei {o} {n}",
        "Muito bo{m}",
        "{O} {n} é exatamente como na foto",
        "Excelente qualidade",
        "{O} {n} superou minhas expectativas",
        "Gostei muito d{o} {n}",
        "{O} {n} é lind{o}",
        "Ótimo custo benefício",
        "{O} {n} veio bem embalad{o}",
        "Perfeit{o}",
        "Tudo certo com {o} {n}",
        "Muito satisfeita com a compra",
        "Muito satisfeito",
        "{O} {n} é original e funciona muito bem",
        "Material de boa qualidade",
        "Conforme o anunciado",
        "{O} {n} chegou em perfeito estado",
        "Show de bola",
        "Estou encantada com {o} {n}",
        "Nota dez",
        "{O} {n} atendeu o que eu esperava"
    };

    private static final String[] QUICK = {
        "Entrega rápida", "Chegou antes do prazo", "Chegou super rápido", "Recebi bem antes do prazo",
        "A entrega foi muito rápida", "Entrega dentro do prazo", "Chegou certinho e rápido",
                "Entregaram antes da data prevista",
        "Fui surpreendida com a rapidez da entrega", "Prazo de entrega cumprido"
    };

    private static final String[] ENDORSEMENT = {
        "Recomendo",
        "Super recomendo",
        "Recomendo a loja",
        "Comprarei novamente",
        "Vendedor de confiança",
        "Parabéns à loja",
        "Obrigada",
        "Loja nota 10",
        "Voltarei a comprar",
        "Indico para todos",
        "Muito obrigado pela atenção"
    };

    private static final String[] NEUTRAL = {
        "{O} {n} é bo{m}",
        "{O} {n} é razoável",
        "Nada de mais",
        "{O} {n} é simples",
        "Dentro do esperado pelo preço",
        "Ainda não testei {o} {n}",
        "É um presente, ainda não sei a opinião",
        "{O} {n} é mais ou menos",
        "Esperava um pouco mais",
        "Regular"
    };

    private static final String[] LATE = {
        "{O} {n} chegou muito atrasad{o}", "Demorou demais para chegar", "Entrega fora do prazo",
        "Atrasou {days} dias e ninguém avisou", "O prazo de entrega não foi cumprido", "Demora absurda na entrega",
        "Chegou depois da data combinada", "Recebi só depois de reclamar", "A transportadora atrasou muito",
        "Precisava d{o} {n} para um aniversário e chegou tarde"
    };

    private static final String[] NOT_RECEIVED = {
        "Ainda não recebi {o} {n}",
        "Até agora nada d{o} {n}",
        "Não recebi minha compra",
        "{O} {n} não chegou",
        "Já passou do prazo e não entregaram",
        "O rastreio está parado há {days} dias",
        "Cadê {meu} {n}?",
        "Consta como entregue mas não recebi nada",
        "Estou esperando há {days} dias",
        "Não entregaram e ninguém responde"
    };

    private static final String[] NOT_SHIPPED = {
        "{O} {n} nem foi enviad{o}", "Cancelaram {meu} {n} sem explicação",
                "Comprei e depois disseram que não tem estoque",
        "Quero meu dinheiro de volta", "Ainda aguardo o estorno", "Pagamento aprovado e nada de envio",
        "A loja não enviou {o} {n}"
    };

    private static final String[] WRONG = {
        "Veio {o} {n} errad{o}",
        "Recebi outr{o} {n}",
        "Mandaram a cor errada",
        "Veio de tamanho diferente do pedido",
        "Não foi isso que comprei",
        "{O} {n} é diferente da foto",
        "Enviaram outro modelo",
        "Comprei um modelo e recebi outro"
    };

    private static final String[] QUALITY = {
        "{O} {n} veio com defeito",
        "Péssima qualidade",
        "{O} {n} quebrou no primeiro dia",
        "Material muito frágil",
        "{O} {n} não funciona",
        "Veio amassad{o} e arranhad{o}",
        "Não gostei da qualidade",
        "Parece falsificad{o}",
        "{O} {n} parou de funcionar em {days} dias",
        "Acabamento muito ruim",
        "Veio faltando peça",
        "Não vale o preço"
    };

    private static final String[] INCOMPLETE = {
        "Recebi só uma parte d{o} pedido", "Comprei {some} unidades e só veio uma", "Faltou {o} {n}",
        "Veio incompleto", "Falta entregar {o} {n}", "Só recebi um dos produtos"
    };

    private static final String[] REQUEST = {
        "Quero meu dinheiro de volta", "Não recomendo", "Péssimo atendimento", "Aguardo uma posição",
        "Nunca mais compro nessa loja", "Gostaria de uma solução", "Ninguém responde meus e-mails", "Decepcionada",
        "Como faço para trocar?", "Total falta de respeito com o cliente", "Vou reclamar no Procon", "Muito ruim"
    };

    private static final String[] CONTRAST_BAD = {
        "mas a entrega atrasou", "mas a embalagem veio aberta", "mas demorou para chegar",
                "mas a cor é um pouco diferente",
        "mas o frete é caro", "porém veio sem nota fiscal", "só achei pequen{o}", "mas o manual está em inglês",
        "porém esperava mais pelo preço"
    };

    private static final String[] CONTRAST_GOOD = {
        "mas a entrega foi rápida",
        "mas {o} {n} é bo{m}",
        "mas o vendedor foi atencioso",
        "pelo menos chegou no prazo",
        "mas a loja resolveu depois",
        "embora {o} {n} seja bonit{o}"
    };

    private static final String[] TITLES_GOOD = {
        "Recomendo",
        "Super recomendo",
        "Ótimo",
        "Excelente",
        "Muito bom",
        "Perfeito",
        "Adorei",
        "Nota 10",
        "10",
        "Top",
        "Entrega rápida",
        "Bom",
        "Satisfeita",
        "Parabéns",
        "Produto excelente"
    };

    private static final String[] TITLES_NEUTRAL = {
        "Bom", "Regular", "Ok", "Mais ou menos", "Razoável", "Entrega", "3 estrelas"
    };

    private static final String[] TITLES_BAD = {
        "Não recomendo",
        "Péssimo",
        "Não recebi o produto",
        "Decepção",
        "Produto errado",
        "Produto com defeito",
        "Atraso",
        "Ruim",
        "Horrível",
        "Não chegou",
        "Produto incompleto",
        "1 estrela"
    };

    private static final String[] HAPPY = {"👏👏👏", "😍", "👍", "😊", "❤️", "🥰"};
    private static final String[] UNHAPPY = {"😡", "😠", "👎", "😞", "😢"};

    private final boolean defects;

    ReviewTexts(boolean defects) {
        this.defects = defects;
    }

    String title(int score, SampleRandom random) {
        String title = random.pick(score >= 4 ? TITLES_GOOD : score == 3 ? TITLES_NEUTRAL : TITLES_BAD);
        return habits(title, score, random, false);
    }

    String comment(int score, Reason reason, @Nullable String category, SampleRandom random) {
        Noun[] known = category == null ? null : NOUNS.get(category);
        Noun[] nouns = known == null || random.chance(0.55) ? ANY_NOUN : known;
        Noun noun = nouns[random.below(nouns.length)];
        Sentences text = new Sentences();
        if (score >= 4) {
            praise(text, score, reason, random);
        } else if (score == 3) {
            neutral(text, reason, random);
        } else {
            complain(text, score, reason, random);
        }
        return habits(fill(text.toString(), noun, random), score, random, true);
    }

    private static void praise(Sentences text, int score, Reason reason, SampleRandom random) {
        boolean late = reason == Reason.LATE || reason == Reason.NOT_RECEIVED;
        boolean quickFirst = !late && random.chance(0.25);
        text.add("", quickFirst ? random.pick(QUICK) : random.pick(PRAISE));
        if (late) {
            text.add(", ", "mas a entrega atrasou");
        } else if (score == 4 && random.chance(0.25)) {
            text.add(", ", random.pick(CONTRAST_BAD));
        } else if (random.chance(0.45)) {
            text.add(random.pick(", ", ". ", " e "), quickFirst ? random.pick(PRAISE) : random.pick(QUICK));
        }
        if (random.chance(0.35)) {
            text.add(". ", random.pick(ENDORSEMENT));
        }
        while (random.chance(0.15)) {
            text.add(". ", random.pick(PRAISE));
        }
    }

    private static void neutral(Sentences text, Reason reason, SampleRandom random) {
        if (reason == Reason.ON_TIME || random.chance(0.4)) {
            text.add("", random.pick(NEUTRAL));
            if (random.chance(0.6)) {
                text.add(", ", random.pick(CONTRAST_BAD));
            }
        } else {
            text.add("", random.pick(phrases(reason)));
            if (random.chance(0.6)) {
                text.add(", ", random.pick(CONTRAST_GOOD));
            }
        }
        while (random.chance(0.4)) {
            text.add(". ", random.pick(random.chance(0.4) ? phrases(reason) : NEUTRAL));
        }
    }

    private static void complain(Sentences text, int score, Reason reason, SampleRandom random) {
        text.add("", random.pick(phrases(reason)));
        if (score == 2 && random.chance(0.35)) {
            text.add(", ", random.pick(CONTRAST_GOOD));
        } else if (random.chance(0.4)) {
            text.add(random.pick(". ", ", ", " e "), random.pick(phrases(reason)));
        }
        if (random.chance(0.6)) {
            text.add(random.pick(". ", "! ", ", "), random.pick(REQUEST));
        }
        while (random.chance(0.5)) {
            text.add(". ", random.pick(random.chance(0.5) ? REQUEST : phrases(reason)));
        }
    }

    /** Phrases joined into a text, none of them twice. */
    private static final class Sentences {

        private final StringBuilder text = new StringBuilder();
        private final List<String> phrases = new ArrayList<>();

        private void add(String joint, String phrase) {
            if (phrases.contains(phrase)) {
                return;
            }
            phrases.add(phrase);
            boolean goesOn = joint.equals(", ") || joint.equals(" e ");
            String start = phrase.startsWith("{O}") ? "{o}" + phrase.substring(3) : phrase;
            text.append(joint);
            text.append(goesOn ? start.substring(0, 1).toLowerCase(Locale.ROOT) + start.substring(1) : phrase);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static String[] phrases(Reason reason) {
        return switch (reason) {
            case ON_TIME, QUALITY -> QUALITY;
            case LATE -> LATE;
            case NOT_RECEIVED -> NOT_RECEIVED;
            case WRONG_PRODUCT -> WRONG;
            case INCOMPLETE -> INCOMPLETE;
            case NOT_SHIPPED -> NOT_SHIPPED;
        };
    }

    /** Puts the noun, its gender and numbers into a phrase. */
    private static String fill(String text, Noun noun, SampleRandom random) {
        boolean feminine = noun.ending().equals("a");
        StringBuilder filled = new StringBuilder(text.length() + 32);
        int from = 0;
        while (true) {
            int open = text.indexOf('{', from);
            if (open < 0) {
                return filled.append(text, from, text.length()).toString();
            }
            int close = text.indexOf('}', open);
            filled.append(text, from, open);
            String name = text.substring(open + 1, close);
            filled.append(
                    switch (name) {
                        case "n" -> noun.name();
                        case "o" -> noun.ending();
                        case "O" -> feminine ? "A" : "O";
                        case "m" -> feminine ? "a" : "m";
                        case "meu" -> feminine ? "minha" : "meu";
                        case "days" -> Integer.toString(3 + random.below(28));
                        case "some" -> Integer.toString(2 + random.below(4));
                        default -> throw new IllegalStateException("Cannot fill the phrase part {" + name + "}");
                    });
            from = close + 1;
        }
    }

    private String habits(String written, int score, SampleRandom random, boolean comment) {
        String text = written;
        if (random.chance(0.22)) {
            text = Gazetteer.unaccented(text);
        }
        if (random.chance(0.25)) {
            text = text.toLowerCase(Locale.ROOT);
        } else if (random.chance(score <= 2 ? 0.08 : 0.03)) {
            text = text.toUpperCase(Locale.ROOT);
        }
        if (random.chance(0.1)) {
            text = misspelt(text, random);
        }
        if (!comment) {
            return text;
        }
        if (random.chance(0.05)) {
            text = text.replace("você", "vc")
                    .replace("não", "nao")
                    .replace("muito", "mto")
                    .replace("também", "tb");
        }
        if (random.chance(0.5)) {
            text += random.pick(".", ".", "!", "!!!", "...", " ");
        }
        return defects ? marks(text, score, random) : text;
    }

    /** What makes a comment hard to read for a careless parser: emoji, quotes and line breaks. */
    private static String marks(String written, int score, SampleRandom random) {
        String text = written;
        if (random.chance(0.02)) {
            text += " " + (score >= 3 ? random.pick(HAPPY) : random.pick(UNHAPPY));
        }
        if (random.chance(0.006)) {
            text = text + " "
                    + random.pick("\"em até 5 dias\"", "\"original\"", "a loja disse \"aguarde\"", "tela de 10\"");
        }
        if (random.chance(0.094)) {
            int dot = text.indexOf(". ");
            text = dot < 0 ? text + "\r\n" : text.substring(0, dot + 1) + "\r\n" + text.substring(dot + 2);
        }
        return text;
    }

    private static String misspelt(String text, SampleRandom random) {
        if (text.length() < 8) {
            return text;
        }
        int at = 2 + random.below(text.length() - 5);
        char here = text.charAt(at);
        char next = text.charAt(at + 1);
        if (!Character.isLetter(here) || !Character.isLetter(next)) {
            return text;
        }
        return switch (random.below(3)) {
            case 0 -> text.substring(0, at) + next + here + text.substring(at + 2);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            default -> text.substring(0, at) + here + here + text.substring(at + 1);
        };
    }
}
