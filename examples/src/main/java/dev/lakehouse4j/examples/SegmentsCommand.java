package dev.lakehouse4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.ml.cluster.ClusterCount;
import dev.lakehouse4j.ml.rfm.Rfm;
import dev.lakehouse4j.ml.rfm.RfmResult;
import dev.lakehouse4j.ml.rfm.SegmentProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints the segments of the customers. */
@Command(
        name = "segments",
        description = {
            "Segments the customers by recency, frequency and monetary value as of a day, by rules and by clusters, and"
                    + " prints a profile of both.",
            "It writes nothing; `lakehouse run` writes gold.customer_segments and gold.segment_profile."
        },
        mixinStandardHelpOptions = true)
final class SegmentsCommand implements Callable<Integer> {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PrincipalOption principal;

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            converter = Day.class,
            description = "Orders purchased before this day count (default: the day after the last purchase).")
    private @Nullable LocalDate asOf;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "Number of clusters (default: chosen between 5 and 8 by silhouette).")
    private @Nullable Integer clusters;

    @Option(names = "--json", description = "Print an object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Rfm settings = settings();
        RfmResult result;
        try (Lakehouse opened = lake.openExisting()) {
            result = settings.segment(principal.of(opened));
        }
        if (json) {
            printJson(result, out);
        } else {
            print(result, out);
        }
        out.flush();
        return 0;
    }

    private Rfm settings() {
        Rfm settings = Rfm.commerce();
        try {
            settings = clusters == null ? settings : settings.clusters(clusters);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return asOf == null ? settings : settings.asOf(asOf);
    }

    private static void print(RfmResult result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d customers as of %s, model %s%n%n",
                result.size(),
                result.asOf(),
                result.model().version());
        printProfiles("segment", result.segments(), out);
        printProfiles("cluster", result.clusters(), out);
        TextTable counts = new TextTable("clusters", "inertia", "silhouette", "");
        for (ClusterCount count : result.clusterCounts()) {
            Double silhouette = count.silhouette();
            counts.add(
                    String.valueOf(count.clusters()),
                    String.format(Locale.ROOT, "%,.1f", count.inertia()),
                    silhouette == null ? "" : String.format(Locale.ROOT, "%.4f", silhouette),
                    (count.chosen() ? "chosen" : "")
                            + (count.chosen() && count.elbow() ? ", " : "")
                            + (count.elbow() ? "elbow" : ""));
        }
        counts.print(out, 0, 1, 2);
        if (!result.notes().isEmpty()) {
            out.println();
            result.notes().forEach(note -> out.println("Note: " + note));
        }
    }

    private static void printProfiles(String kind, List<SegmentProfile> profiles, PrintWriter out) {
        TextTable table =
                new TextTable(kind, "customers", "share", "revenue", "share", "recency days", "frequency", "monetary");
        for (SegmentProfile profile : profiles) {
            Double share = profile.shareOfRevenue();
            table.add(
                    profile.name(),
                    String.format(Locale.ROOT, "%,d", profile.customers()),
                    percent(profile.shareOfCustomers()),
                    String.format(Locale.ROOT, "%,.2f", profile.revenue()),
                    share == null ? "" : percent(share),
                    String.format(Locale.ROOT, "%.0f", profile.meanRecencyDays()),
                    String.format(Locale.ROOT, "%.2f", profile.meanFrequency()),
                    String.format(Locale.ROOT, "%,.2f", profile.meanMonetary()));
        }
        table.print(out, 1, 2, 3, 4, 5, 6, 7);
        out.println();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static void printJson(RfmResult result, PrintWriter out) throws IOException {
        ObjectNode object = MAPPER.createObjectNode();
        object.put("asOf", result.asOf().toString());
        object.put("customers", result.size());
        object.put("modelVersion", result.model().version());
        putProfiles(object.putArray("segments"), result.segments());
        putProfiles(object.putArray("clusters"), result.clusters());
        ArrayNode counts = object.putArray("clusterCounts");
        for (ClusterCount count : result.clusterCounts()) {
            counts.addObject()
                    .put("clusters", count.clusters())
                    .put("inertia", count.inertia())
                    .put("silhouette", count.silhouette())
                    .put("chosen", count.chosen())
                    .put("elbow", count.elbow());
        }
        ArrayNode notes = object.putArray("notes");
        result.notes().forEach(notes::add);
        out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object));
    }

    private static void putProfiles(ArrayNode array, List<SegmentProfile> profiles) {
        for (SegmentProfile profile : profiles) {
            array.addObject()
                    .put("name", profile.name())
                    .put("customers", profile.customers())
                    .put("shareOfCustomers", profile.shareOfCustomers())
                    .put("revenue", profile.revenue())
                    .put("shareOfRevenue", profile.shareOfRevenue())
                    .put("meanRecencyDays", profile.meanRecencyDays())
                    .put("meanFrequency", profile.meanFrequency())
                    .put("meanMonetary", profile.meanMonetary());
        }
    }

    /** Reads a day. */
    static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text.strip());
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a date. Write year, month and day, for example 2018-07-01.");
            }
        }
    }
}
