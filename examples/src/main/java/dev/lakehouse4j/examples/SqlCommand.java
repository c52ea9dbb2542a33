package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.functions.AiFunctions;
import dev.lakehouse4j.ai.language.LanguageModel;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.engine.QueryResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a query and prints its rows. */
@Command(
        name = "sql",
        description =
                "Runs a SELECT statement over the tables of a lake, named layer.table, and prints its rows. AI functions"
                        + " (ai_mask, ai_forecast, ...) are there; those of a language model want one configured."
                        + " Statements over the catalog (GRANT, REVOKE, SHOW GRANTS, CREATE USER, ...) run as well.",
        mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LanguageModelOptions languageModel;

    @ArgGroup
    private Format format = new Format();

    @Option(names = "--explain", description = "Print the plan instead of the rows.")
    private boolean explain;

    @Parameters(paramLabel = "QUERY", description = "One SELECT statement, or one over the catalog.")
    @SuppressWarnings("NullAway.Init")
    private String query;

    /** How to print; one of the two at most. */
    static final class Format {
        @Option(names = "--json", description = "Print an array of objects.")
        private boolean json;

        @Option(names = "--csv", description = "Print CSV with a header line.")
        private boolean csv;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        // Settings of a language model matter, and are checked, only where it may be called.
        boolean mayCallFunctions = query.toLowerCase(Locale.ROOT).contains("ai_");
        Optional<LanguageModel> model = mayCallFunctions ? languageModel.languageModel() : Optional.empty();
        try (Lakehouse opened = lake.openExisting()) {
            AiFunctions.Builder functions = AiFunctions.on(opened).sentiment(SentimentModel::portuguese);
            model.ifPresent(functions::languageModel);
            functions.register();
            Lakehouse session = principal.of(opened);
            ResultPrinter printer =
                    format.json ? ResultPrinter.JSON : format.csv ? ResultPrinter.CSV : ResultPrinter.TABLE;
            if (Catalog.isStatement(query)) {
                if (explain) {
                    throw new ParameterException(
                            spec.commandLine(), "--explain is for queries. Leave it out, or write a SELECT statement.");
                }
                printer.print(new CatalogRows(session.execute(query)), out);
                out.flush();
                return 0;
            }
            if (explain) {
                out.println(session.explain(query));
                out.flush();
                return 0;
            }
            try (QueryResult result = session.query(query)) {
                printer.print(result, out);
            }
        }
        out.flush();
        return 0;
    }
}
