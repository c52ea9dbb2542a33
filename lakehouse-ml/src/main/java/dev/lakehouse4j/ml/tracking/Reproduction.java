package dev.lakehouse4j.ml.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The metrics of a stored run beside those of a model that was trained again from its provenance.
 *
 * @param runId the stored run
 * @param provenance what it came from
 * @param metrics the metrics that the retrained model gave, sorted by name
 * @param notCompared metrics of the stored run that the retrained model did not give, sorted
 */
public record Reproduction(String runId, Provenance provenance, List<Comparison> metrics, List<String> notCompared) {

    /** Copies the lists. */
    public Reproduction {
        metrics = List.copyOf(metrics);
        notCompared = List.copyOf(notCompared);
    }

    /**
     * One metric, stored and again.
     *
     * @param metric its name
     * @param stored last value in the stored run; NaN when the run has no such metric
     * @param retrained value of the retrained model
     */
    public record Comparison(String metric, double stored, double retrained) {

        /**
         * How far the values lie apart.
         *
         * @return the absolute difference; 0 when both are the same, NaN included; NaN or infinite when only one of them
         *     is
         */
        public double difference() {
            return Double.compare(stored, retrained) == 0 ? 0 : Math.abs(stored - retrained);
        }
    }

    static Reproduction of(RunRecord run, Provenance provenance, Map<String, Double> retrained) {
        if (retrained.isEmpty()) {
            throw new TrackingException("Cannot compare run " + run.id()
                    + ": the retrained model gave no metrics. Let the Retrainer return those that the run logged.");
        }
        List<Comparison> comparisons = new ArrayList<>();
        new TreeMap<>(retrained)
                .forEach((name, value) ->
                        comparisons.add(new Comparison(name, run.metrics().getOrDefault(name, Double.NaN), value)));
        TreeSet<String> rest = new TreeSet<>(run.metrics().keySet());
        rest.removeAll(retrained.keySet());
        return new Reproduction(run.id(), provenance, comparisons, List.copyOf(rest));
    }

    /**
     * Whether every compared metric is the same to the last digit.
     *
     * @return true when nothing differs
     */
    public boolean identical() {
        return differences(0).isEmpty();
    }

    /**
     * The metrics that lie further apart than allowed.
     *
     * @param tolerance largest absolute difference that still counts as equal, 0 or more
     * @return those that differ more; a value that is NaN on one side only always differs
     */
    public List<Comparison> differences(double tolerance) {
        return metrics.stream()
                .filter(metric -> !(metric.difference() <= tolerance))
                .toList();
    }

    /**
     * The comparison as a short text for people, a line per metric.
     *
     * @return several lines
     */
    public String summary() {
        StringBuilder text = new StringBuilder("Run " + runId + ", trained again: "
                + (identical()
                        ? "all " + metrics.size() + " metrics are identical"
                        : differences(0).size() + " of " + metrics.size() + " metrics differ"));
        for (Comparison metric : metrics) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n  %s: stored %s, retrained %s%s",
                    metric.metric(),
                    metric.stored(),
                    metric.retrained(),
                    metric.difference() == 0 ? "" : " (differs by " + metric.difference() + ")"));
        }
        if (!notCompared.isEmpty()) {
            text.append(String.format("%n  not compared: %s", String.join(", ", notCompared)));
        }
        return text.toString();
    }
}
