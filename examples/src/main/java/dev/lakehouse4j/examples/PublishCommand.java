package dev.lakehouse4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.unity.PublishReport;
import dev.lakehouse4j.unity.UnityCatalog;
import dev.lakehouse4j.unity.UnityCatalogException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells other catalogs about the tables of a lake. */
@Command(
        name = "publish",
        description = "Tells another catalog about the tables of a lake.",
        mixinStandardHelpOptions = true,
        subcommands = PublishCommand.Unity.class)
final class PublishCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say where to publish: unity.");
    }

    /** Publishes to a Unity Catalog server. */
    @Command(
            name = "unity",
            description = {
                "Registers the tables of a lake as external Delta tables at a Unity Catalog server. Their files stay where"
                        + " they are. What is registered as it should be is left alone.",
                "The token is read from the environment variable LAKEHOUSE_UNITY_TOKEN.",
                "Exit code 3 when a table could not be published or is registered with an older description."
            },
            mixinStandardHelpOptions = true)
    static final class Unity implements Callable<Integer> {

        private static final String TOKEN = "LAKEHOUSE_UNITY_TOKEN";
        private static final ObjectMapper MAPPER = new ObjectMapper();

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private LakeOptions lake;

        @Option(
                names = "--server",
                paramLabel = "URL",
                required = true,
                description = "Address of the server, such as http://localhost:8080.")
        @SuppressWarnings("NullAway.Init")
        private URI server;

        @Option(
                names = "--catalog",
                paramLabel = "NAME",
                description = "Name of the catalog at the server (default: that of the lake's catalog).")
        private @Nullable String catalog;

        @Option(
                names = "--replace",
                description =
                        "Register tables anew whose description has changed; what was granted on them at the server"
                                + " is lost.")
        private boolean replace;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                description = "Longest time for one request (default: 30).")
        private @Nullable Integer timeout;

        @Option(names = "--json", description = "Print an object.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            UnityCatalog unity = settings();
            PublishReport report;
            try (Lakehouse opened = lake.openExisting()) {
                report = catalog == null ? unity.publish(opened) : unity.publish(opened, catalog);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(toJson(report)));
            } else {
                print(report, out);
            }
            out.flush();
            return report.isComplete() ? 0 : LakehouseCommand.NOT_COMPLETE;
        }

        private UnityCatalog settings() {
            try {
                UnityCatalog unity =
                        UnityCatalog.connect(server).token(Objects.requireNonNullElse(System.getenv(TOKEN), ""));
                unity = timeout == null ? unity : unity.timeout(Duration.ofSeconds(timeout));
                return replace ? unity.replaceChangedTables() : unity;
            } catch (UnityCatalogException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }

        private static void print(PublishReport report, PrintWriter out) {
            TextTable table = new TextTable("object", "name", "outcome", "");
            for (PublishReport.Entry entry : report.entries()) {
                table.add(word(entry.kind()), entry.name(), word(entry.outcome()), entry.detail());
            }
            table.print(out);
            out.println();
            out.println(report.summary());
        }

        private static ObjectNode toJson(PublishReport report) {
            ObjectNode root = MAPPER.createObjectNode();
            root.put("server", report.server());
            root.put("catalog", report.catalog());
            root.put("complete", report.isComplete());
            ArrayNode objects = root.putArray("objects");
            for (PublishReport.Entry entry : report.entries()) {
                objects.addObject()
                        .put("kind", word(entry.kind()))
                        .put("name", entry.name())
                        .put("outcome", word(entry.outcome()))
                        .put("detail", entry.detail());
            }
            return root;
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
