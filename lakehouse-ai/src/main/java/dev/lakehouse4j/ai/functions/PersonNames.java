package dev.lakehouse4j.ai.functions;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds names of persons by the commonest first names of Brazil, by titles («Sr.», «dona») and by phrases («me chamo»).
 *
 * <p>A first name counts when it is written with a capital, together with the capitalised words after it; after a title or a
 * phrase any word counts. Rare names in lower case without such a phrase are not found.
 */
final class PersonNames {

    /** Without accents; names that are common words too, such as «rosa» or «vitoria», are left to titles and phrases. */
    private static final Set<String> FIRST_NAMES = Set.copyOf(List.of(
            ("adriana adriano alan alessandra alessandro alex alexandre alice aline amanda ana anderson andre andrea andreia"
                            + " andressa angela antonia antonio arthur augusto beatriz benedito bernardo bianca breno bruna bruno"
                            + " caio camila carla carlos carolina caroline catarina cecilia celia celso cesar claudia claudio"
                            + " cleber cristiane cristiano cristina daiane daniel daniela danielle danilo davi debora denise diego"
                            + " diogo douglas edson eduarda eduardo elaine eliana eliane elisabete emanuel emerson enzo erica erick"
                            + " evandro evelyn everton fabiana fabiano fabio fabricio felipe fernanda fernando flavia flavio"
                            + " francisca francisco gabriel gabriela geraldo gilberto giovana giovanna gisele guilherme gustavo"
                            + " heitor helena henrique igor ines ingrid isabel isabela isabella isadora ivan jaqueline jefferson"
                            + " jessica joana joao joaquim jorge jose josefa joyce julia juliana juliano julio karen karina katia"
                            + " kelly laercio larissa laura leandro leonardo leticia lilian livia lorena lorenzo luan luana lucas"
                            + " lucia luciana luciano lucimara luis luiz luiza manuel manuela marcela marcelo marcia marcio marco"
                            + " marcos maria mariana marilia mario marlene marta mateus matheus mauricio mauro maria mayara melissa"
                            + " michele miguel milena monica murilo nathalia nelson nicolas nicole osvaldo otavio pamela patricia"
                            + " paula paulo pedro priscila rafael rafaela raimundo raquel raul rebeca regina reginaldo renan renata"
                            + " renato ricardo rita roberta roberto robson rodrigo rogerio ronaldo rosana rosangela rosemary rosimeire"
                            + " samuel sandra sandro sebastiao sergio silvana silvia simone sonia sophia stefany suelen susana tainara"
                            + " talita tania tatiana tatiane teresa thais thiago tiago valdir valeria vanessa vera vicente victor"
                            + " vinicius vitor viviane wagner walter wellington wesley william yasmin yuri zelia")
                    .split(" ")));

    private static final String PARTICLE = "(?:d[aeo]s?|e)";
    private static final Pattern CAPITALISED =
            Pattern.compile("(?<![\\p{L}\\p{N}\\[@._-])(\\p{Lu}[\\p{L}'’-]+)(?:\\s+(?:" + PARTICLE
                    + "\\s+)?\\p{Lu}[\\p{L}'’-]+){0,5}(?![\\p{L}\\p{N}])");

    /** The title or phrase stays, the words after it go: all capitalised ones, or else one. */
    private static final Pattern INTRODUCED = Pattern.compile(
            "(?<![\\p{L}\\p{N}])((?i:sr\\.?|sra\\.?|senhora?|dona|doutora?|dra?\\.|me chamo|meu nome [ée]|minha? nome [ée]|my name is|mr\\.|mrs\\.|ms\\.))\\s+"
                    + "(\\p{Lu}[\\p{L}'’-]+(?:\\s+(?:" + PARTICLE
                    + "\\s+)?\\p{Lu}[\\p{L}'’-]+){0,5}|(?<=(?i:chamo|nome [ée]|name is)\\s)\\p{Ll}[\\p{L}'’-]+)");

    private static final Pattern WORD = Pattern.compile("[\\p{L}'’-]+");

    /** What makes a place, or a saint, of a first name. */
    private static final Set<String> PLACES = Set.of("sao", "santo", "santa", "sto", "sta");

    private static final Pattern SAINT = Pattern.compile("(?i)(?<!\\p{L})(?:s[aã]o|sant[oa]|st[oa]\\.?|senhora)\\s+$");
    private static final int LONGEST_SAINT = 10;

    private PersonNames() {}

    static String mask(String text, String mask) {
        String introduced =
                INTRODUCED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(1) + " " + mask));
        return CAPITALISED
                .matcher(introduced)
                .replaceAll(found -> Matcher.quoteReplacement(named(introduced, found.start(), found.group(), mask)));
    }

    /** A run of capitalised words from the first known first name on: «Obrigado Carlos Souza» keeps «Obrigado». */
    private static String named(String text, int start, String run, String mask) {
        if (SAINT.matcher(text)
                .region(Math.max(0, start - LONGEST_SAINT), start)
                .find()) {
            return run;
        }
        Matcher words = WORD.matcher(run);
        while (words.find()) {
            String word = words.group().toLowerCase(Locale.ROOT);
            if (PLACES.contains(Wording.fold(word))) {
                return run; // São Paulo, Santa Catarina
            }
            if (!word.equals("março") && FIRST_NAMES.contains(Wording.fold(word))) {
                return run.substring(0, words.start()) + mask;
            }
        }
        return run;
    }
}
