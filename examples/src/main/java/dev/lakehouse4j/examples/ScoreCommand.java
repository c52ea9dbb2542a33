package dev.lakehouse4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.gold.FactOrder;
import dev.lakehouse4j.ml.delivery.DelayModel;
import dev.lakehouse4j.ml.delivery.DeliveryModelStore;
import dev.lakehouse4j.ml.delivery.DeliveryScorer;
import dev.lakehouse4j.ml.delivery.OrderScore;
import dev.lakehouse4j.ml.delivery.Reason;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores one order and says why. */
@Command(
        name = "score",
        description = {
            "Predicts whether an order will be late, with the model of the newest run, and says why.",
            "The features are those of the moment of its approval. An order of the validation or the test has another"
                    + " probability in gold.delivery_predictions: that of a model that had not seen its outcome."
        },
        mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

    private static final int REASONS = 5;
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

    @Option(names = "--order", paramLabel = "ID", required = true, description = "Id of an order of the lake.")
    @SuppressWarnings("NullAway.Init")
    private String order;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        try (Lakehouse opened = lake.openExisting()) {
            Lakehouse session = principal.of(opened);
            Path folder = DeliveryModelStore.newest(session);
            try (DelayModel model = DelayModel.load(folder)) {
                OrderScore score = DeliveryScorer.on(session, model).score(order);
                LocalDateTime promisedAt = promise(session, score.orderId());
                out.println(
                        json
                                ? toJson(score, promisedAt, model.candidate())
                                : toText(score, promisedAt, model.candidate()));
            }
        }
        out.flush();
        return 0;
    }

    /** The promised day; null when the order is no longer in the fact table. */
    private static @Nullable LocalDateTime promise(Lakehouse lake, String orderId) {
        try (Stream<FactOrder> orders = lake.table(InGold.FACT_ORDERS).rows("order_id = " + Sql.literal(orderId))) {
            return orders.findFirst().map(FactOrder::estimatedDeliveryAt).orElse(null);
        }
    }

    private static String toText(OrderScore score, @Nullable LocalDateTime promisedAt, String candidate) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Order %s: %s, probability %.1f %%, threshold %.1f %%%n",
                score.orderId(),
                score.isPredictedLate() ? "late" : "on time",
                100 * score.probability(),
                100 * score.threshold()));
        text.append(String.format(
                Locale.ROOT,
                "Approved %s, promised %s%n",
                score.predictionAt(),
                promisedAt == null ? "unknown" : promisedAt.toLocalDate()));
        text.append("For lateness:\n").append(lines(score.reasons()));
        text.append("Against it:\n").append(lines(score.reasonsAgainst()));
        return text.append("Model ")
                .append(score.modelVersion())
                .append(", ")
                .append(candidate)
                .toString();
    }

    private static String lines(List<Reason> reasons) {
        if (reasons.isEmpty()) {
            return "  nothing\n";
        }
        StringBuilder text = new StringBuilder();
        reasons.stream()
                .limit(REASONS)
                .forEach(reason ->
                        text.append(String.format(Locale.ROOT, "  %+.3f  %s%n", reason.contribution(), reason.text())));
        return text.toString();
    }

    private static String toJson(OrderScore score, @Nullable LocalDateTime promisedAt, String candidate)
            throws JsonProcessingException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("orderId", score.orderId());
        root.put("predictionAt", score.predictionAt().toString());
        root.put("promisedAt", promisedAt == null ? null : promisedAt.toString());
        root.put("probability", score.probability());
        root.put("threshold", score.threshold());
        root.put("predictedLate", score.isPredictedLate());
        add(root.putArray("reasons"), score.reasons());
        add(root.putArray("reasonsAgainst"), score.reasonsAgainst());
        root.put("modelVersion", score.modelVersion());
        root.put("candidate", candidate);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static void add(ArrayNode array, List<Reason> reasons) {
        for (Reason reason : reasons) {
            array.addObject()
                    .put("feature", reason.feature())
                    .put("contribution", reason.contribution())
                    .put("text", reason.text());
        }
    }
}
