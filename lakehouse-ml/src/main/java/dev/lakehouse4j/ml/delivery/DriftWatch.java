package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.ml.delivery.DeliveryData.Outcome;
import dev.lakehouse4j.ml.drift.Drift;
import dev.lakehouse4j.ml.drift.FeatureDrift;
import dev.lakehouse4j.ml.feature.Feature;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the orders of the newest period with those of up to a year right before it, which is what the model has mostly
 * learned from and holds every season once.
 *
 * @param days length of the newest period in days, at least 1
 */
record DriftWatch(int days) {

    private static final int DEFAULT_DAYS = 30;
    private static final int REFERENCE_DAYS = 365;

    /** Lakes end with a few stragglers; a period with fewer orders than this share of the usual ones says nothing. */
    private static final double LEAST_SHARE_OF_USUAL = 0.25;

    private static final int MOST_NAMED = 3;

    DriftWatch {
        if (days < 1) {
            throw new IllegalArgumentException(
                    "Cannot watch the drift of the last " + days + " days. Take at least one day, better a month.");
        }
    }

    static DriftWatch defaults() {
        return new DriftWatch(DEFAULT_DAYS);
    }

    /** Compares all orders, or a sample where the lake has more than are to be held at once. */
    JavaModel.Computed<FeatureDrift> compute(Lakehouse lake, int mostOrders) {
        DeliveryData data = DeliveryData.read(lake, mostOrders);
        FeatureFrame frame = data.features();
        if (frame.rows() == 0) {
            return nothing("there are no orders");
        }
        LocalDate until = end(frame.predictionTimes());
        LocalDate from = until.minusDays(days);
        LocalDate first = frame.predictionTimes().get(0).toLocalDate();
        LocalDate referenceFrom = later(first, from.minusDays(REFERENCE_DAYS));
        if (!referenceFrom.isBefore(from)) {
            return nothing("the orders from " + first + " on span less than the " + days
                    + " days of a period and a day to compare with");
        }
        Drift drift = new Drift(referenceFrom, from, from, until);
        int[] reference = rows(frame, referenceFrom, from, row -> true);
        int[] current = rows(frame, from, until, row -> true);
        if (reference.length == 0 || current.length == 0) {
            return nothing("there are " + current.length + " orders from " + from + " to " + until.minusDays(1)
                    + " and " + reference.length + " in the year before");
        }
        List<FeatureDrift> found = new ArrayList<>();
        for (Feature feature : frame.features()) {
            found.add(
                    feature.isNumeric()
                            ? drift.numeric(
                                    feature.name(),
                                    numbers(frame, feature, reference),
                                    numbers(frame, feature, current))
                            : drift.categorical(
                                    feature.name(),
                                    categories(frame, feature, reference),
                                    categories(frame, feature, current)));
        }
        Map<String, Double> unseen = new HashMap<>();
        try (Stream<DeliveryPrediction> predictions = lake.table(DeliveryTables.PREDICTIONS)
                .rows("split <> 'train' and " + DeliveryData.isLearned("order_id", data.parts()))) {
            predictions.forEach(one -> unseen.put(one.orderId(), one.probability()));
        }
        addNumbers(
                found,
                DeliveryTables.PROBABILITY,
                drift,
                numbers(frame, reference, unseen),
                numbers(frame, current, unseen));
        LocalDateTime now = data.now();
        IntPredicate known = row -> {
            Outcome outcome = data.outcome(row);
            return !outcome.isClosed() && !outcome.promisedAt().isAfter(now);
        };
        addNumbers(
                found,
                DeliveryTables.LATE,
                drift,
                late(data, rows(frame, referenceFrom, from, known)),
                late(data, rows(frame, from, until, known)));
        return new JavaModel.Computed<>(found.stream(), List.of(note(drift, found)));
    }

    private static JavaModel.Computed<FeatureDrift> nothing(String why) {
        return new JavaModel.Computed<>(Stream.empty(), List.of("no drift is measured: " + why));
    }

    /** The day after the newest period with enough orders, stepping back from the newest prediction day by day. */
    private LocalDate end(List<LocalDateTime> times) {
        LocalDate first = times.get(0).toLocalDate();
        LocalDate newest = times.get(times.size() - 1).toLocalDate().plusDays(1);
        // The middle half of the orders tells the usual rate, whatever odd dates lie outside.
        int quarter = times.size() / 4;
        long middleDays = ChronoUnit.DAYS.between(times.get(quarter), times.get(times.size() - 1 - quarter));
        double usual = (times.size() - 2.0 * quarter) * days / Math.max(days, middleDays);
        for (LocalDate until = newest; until.isAfter(first); until = until.minusDays(1)) {
            long orders = firstAt(times, until) - firstAt(times, until.minusDays(days));
            if (orders >= LEAST_SHARE_OF_USUAL * usual) {
                return until;
            }
        }
        return newest;
    }

    /** Position of the first time on or after a day, in sorted times. */
    private static long firstAt(List<LocalDateTime> times, LocalDate day) {
        LocalDateTime start = day.atStartOfDay();
        int low = 0;
        int high = times.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times.get(middle).isBefore(start)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? other : one;
    }

    private static int[] rows(FeatureFrame frame, LocalDate from, LocalDate until, IntPredicate kept) {
        return frame.rowsWhere(row -> {
            LocalDate day = frame.predictionTimes().get(row).toLocalDate();
            return !day.isBefore(from) && day.isBefore(until) && kept.test(row);
        });
    }

    private static double[] numbers(FeatureFrame frame, Feature feature, int[] rows) {
        float[] values = frame.numbers(feature.name());
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    private static double[] numbers(FeatureFrame frame, int[] rows, Map<String, Double> byKey) {
        return Arrays.stream(rows)
                .filter(row -> byKey.containsKey(frame.keys().get(row)))
                .mapToDouble(row -> byKey.getOrDefault(frame.keys().get(row), Double.NaN))
                .toArray();
    }

    private static List<String> categories(FeatureFrame frame, Feature feature, int[] rows) {
        List<String> categories = new ArrayList<>(rows.length);
        for (int row : rows) {
            categories.add(frame.category(feature.name(), row));
        }
        return categories;
    }

    private static double[] late(DeliveryData data, int[] rows) {
        return Arrays.stream(rows)
                .mapToDouble(
                        row -> data.outcome(row).isDeliveredBy(data.outcome(row).promisedAt()) ? 0 : 1)
                .toArray();
    }

    private static void addNumbers(
            List<FeatureDrift> found, String name, Drift drift, double[] reference, double[] current) {
        if (reference.length > 0 && current.length > 0) {
            found.add(drift.numeric(name, reference, current));
        }
    }

    private static String note(Drift drift, List<FeatureDrift> found) {
        String periods = drift.currentFrom() + " to " + drift.currentUntil().minusDays(1) + " against "
                + drift.referenceFrom() + " to " + drift.referenceUntil().minusDays(1);
        // Features of the history follow the state of the network and move all the time; that is what they are for.
        List<FeatureDrift> alarming = found.stream()
                .filter(FeatureDrift::isAlarming)
                .sorted(Comparator.comparing((FeatureDrift one) -> DeliveryFeatures.history(one.feature()))
                        .thenComparing(
                                Comparator.comparingDouble(FeatureDrift::psi).reversed())
                        .thenComparing(FeatureDrift::feature))
                .toList();
        if (alarming.isEmpty()) {
            return "no feature has moved far, " + periods;
        }
        String moved = alarming.size() + " of " + found.size() + " have moved far, " + periods + ": "
                + alarming.stream().limit(MOST_NAMED).map(DriftWatch::words).collect(Collectors.joining(", "))
                + (alarming.size() > MOST_NAMED ? " and others" : "");
        boolean matters = alarming.stream().anyMatch(moving -> !DeliveryFeatures.history(moving.feature()));
        return matters
                ? "WARNING: " + moved + ". The model may no longer fit: look at gold.feature_drift and evaluate it anew"
                : moved;
    }

    private static String words(FeatureDrift drift) {
        Double before = drift.referenceMean();
        Double after = drift.currentMean();
        String means =
                before == null || after == null ? "" : String.format(Locale.ROOT, ", mean %.3g to %.3g", before, after);
        return String.format(Locale.ROOT, "%s (PSI %.2f%s)", drift.feature(), drift.psi(), means);
    }
}
