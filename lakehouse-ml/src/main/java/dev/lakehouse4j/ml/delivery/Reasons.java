package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.feature.Feature;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts contributions to a score into words. */
final class Reasons {

    private static final int MOST = 3;

    private final Map<String, Feature> features;

    Reasons(List<Feature> features) {
        this.features = features.stream().collect(Collectors.toMap(Feature::name, feature -> feature));
    }

    /** The features that raise the score of a row most, the strongest first; those without a value are left out. */
    List<Reason> raising(FeatureFrame frame, int row, Map<String, double[]> contributions, int position) {
        return of(frame, row, contributions, position, 1);
    }

    /** The features that lower the score of a row most, the strongest first; those without a value are left out. */
    List<Reason> lowering(FeatureFrame frame, int row, Map<String, double[]> contributions, int position) {
        return of(frame, row, contributions, position, -1);
    }

    private List<Reason> of(FeatureFrame frame, int row, Map<String, double[]> contributions, int position, int sign) {
        List<Reason> reasons = new ArrayList<>();
        contributions.forEach((name, values) -> {
            Feature feature = features.get(name);
            if (feature != null && sign * values[position] > 0) {
                Object value =
                        feature.isNumeric() ? (Object) (double) frame.number(name, row) : frame.category(name, row);
                if (value != null && !(value instanceof Double number && number.isNaN())) {
                    reasons.add(new Reason(name, values[position], feature.words(value)));
                }
            }
        });
        reasons.sort(Comparator.comparingDouble((Reason reason) -> -sign * reason.contribution())
                .thenComparing(Reason::feature));
        return reasons;
    }

    static String text(List<Reason> reasons) {
        return reasons.stream().limit(MOST).map(Reason::text).collect(Collectors.joining("; "));
    }
}
