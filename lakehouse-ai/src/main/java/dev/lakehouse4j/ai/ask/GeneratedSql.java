package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.KpiRow;
import dev.lakehouse4j.ai.language.LanguageModelException;
import dev.lakehouse4j.ai.language.Prompt;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.SqlReferences;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Column;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has a language model write a query over Gold, checks it by a dry run, shows it, and runs it. */
final class GeneratedSql {

    private static final int ATTEMPTS = 3;
    private static final Pattern FENCE = Pattern.compile("(?s)```(?:sql)?\\s*(.*?)```");
    private static final String CANNOT = "CANNOT";

    private final Lakehouse lake;
    private final TextModel model;
    private final Predicate<String> confirmation;

    GeneratedSql(Lakehouse lake, TextModel model, Predicate<String> confirmation) {
        this.lake = lake;
        this.model = model;
        this.confirmation = confirmation;
    }

    Answer answer(String question, Language language, List<String> suggestions) {
        boolean isPortuguese = language == Language.PORTUGUESE;
        String prompt = "Question: " + question;
        String failure = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String sql;
            try {
                sql = sql(
                        model.complete(new Prompt(instructions(), prompt, 600)).text());
            } catch (LanguageModelException e) {
                failure = String.valueOf(e.getMessage());
                break;
            }
            if (sql.toUpperCase(Locale.ROOT).startsWith(CANNOT)) {
                failure = isPortuguese
                        ? "o modelo diz que as tabelas não bastam"
                        : "the model says that the tables do not suffice";
                break;
            }
            try {
                Query query = checked(sql);
                if (!confirmation.test(sql)) {
                    return new Answer(
                            question,
                            Answer.Origin.NOT_CONFIRMED,
                            isPortuguese
                                    ? "A consulta não foi confirmada e não foi executada."
                                    : "The query was not confirmed and has not been run.",
                            List.of(),
                            List.of(),
                            sql,
                            Map.of(),
                            suggestions);
                }
                QueryRows result = QueryRows.read(lake, query, Ask.MAX_ROWS);
                return new Answer(
                        question,
                        Answer.Origin.GENERATED,
                        text(result, isPortuguese),
                        result.columns(),
                        result.rows(),
                        sql,
                        result.versions(),
                        List.of());
            } catch (LakehouseException e) {
                failure = String.valueOf(e.getMessage());
                prompt = "Question: " + question + "\nYou answered:\n" + sql + "\nThat was refused: " + failure
                        + "\nWrite a corrected query.";
            }
        }
        return new Answer(
                question,
                Answer.Origin.NONE,
                (isPortuguese
                                ? "Não sei responder a essa pergunta: nenhum indicador definido a cobre, e o modelo de linguagem não"
                                        + " deu uma consulta válida: "
                                : "I cannot answer this question: no defined metric covers it, and the language model gave no valid"
                                        + " query: ")
                        + failure,
                List.of(),
                List.of(),
                "",
                Map.of(),
                suggestions);
    }

    /** One SELECT over Gold tables and with SQL's own functions alone, which the engine can plan. */
    private Query checked(String sql) {
        SqlReferences references = lake.engine().references(sql);
        Optional<String> outside = references.tables().stream()
                .filter(table -> !table.startsWith("gold."))
                .sorted()
                .findFirst();
        if (outside.isPresent()) {
            throw new RefusedQueryException(
                    "Cannot read " + outside.get() + ": only tables of the Gold layer may be read. Use gold.* tables.");
        }
        if (!references.tableFunctions().isEmpty()) {
            throw new RefusedQueryException("Cannot call the table functions " + references.tableFunctions()
                    + ": files and other sources may not be read. Use gold.* tables alone.");
        }
        Optional<String> added = references.functions().stream()
                .filter(lake.engine().functions()::contains)
                .sorted()
                .findFirst();
        if (added.isPresent()) {
            throw new RefusedQueryException(
                    "Cannot call " + added.get()
                            + ": functions that were added to SQL may cost money or send rows elsewhere. Use SQL's own functions.");
        }
        Query query = lake.bind(sql);
        lake.engine().describe(query.sql(), query.relations());
        return query;
    }

    private static String sql(String answer) {
        Matcher fence = FENCE.matcher(answer);
        String sql = (fence.find() ? fence.group(1) : answer).strip();
        return sql.endsWith(";") ? sql.substring(0, sql.length() - 1).strip() : sql;
    }

    private String instructions() {
        StringBuilder text =
                new StringBuilder("Write one SQL SELECT statement that answers the question about an online"
                        + " marketplace in Brazil. Use only the tables and columns below. Return at most 100 rows. Dates are written"
                        + " like date '2018-03-01'. Amounts are in BRL. Answer with the statement alone; if the tables do not hold the"
                        + " answer, write " + CANNOT + ".\n");
        for (String table : lake.tables()) {
            if (table.startsWith("gold.") && lake.may(Privilege.SELECT, Securable.table(table))) {
                text.append('\n').append(table).append('(');
                String separator = "";
                for (Column column : lake.snapshot(table).schema().columns()) {
                    text.append(separator)
                            .append(column.name())
                            .append(' ')
                            .append(column.type().toString().toLowerCase(Locale.ROOT));
                    separator = ", ";
                }
                text.append(')');
            }
        }
        return text.toString();
    }

    private static String text(QueryRows result, boolean isPortuguese) {
        if (result.rows().isEmpty()) {
            return isPortuguese ? "A consulta não devolve linhas." : "The query returns no rows.";
        }
        if (result.rows().size() == 1) {
            KpiRow row = result.rows().get(0);
            StringBuilder text = new StringBuilder();
            row.columns()
                    .forEach((column, value) -> text.append(text.length() == 0 ? "" : ", ")
                            .append(column)
                            .append(" = ")
                            .append(value));
            return text.append('.').toString();
        }
        String more = result.isCut() ? isPortuguese ? ", cortadas" : ", cut off" : "";
        return result.rows().size() + (isPortuguese ? " linhas" : " rows") + more + ".";
    }
}
