package dev.lakehouse4j.ml.rfm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names clusters by where their centre lies. A centre more than half a standard deviation from the mean of the customers is
 * high or low in that measure. A quarter is enough for the cluster that spends most, which is high in value; and, when no
 * cluster that spends is lapsed by half a deviation, for the one that stayed away longest.
 */
final class ClusterNames {

    private static final double CLEARLY = 0.5;
    private static final double FAINTLY = 0.25;

    private ClusterNames() {}

    /** A centre in standard deviations; null where the measure does not vary. */
    record Centre(
            @Nullable Double days,
            @Nullable Double frequency,
            @Nullable Double monetary) {}

    static List<String> of(List<Centre> centres) {
        if (centres.size() == 1) {
            return List.of("all customers");
        }
        int top = -1;
        for (int i = 0; i < centres.size(); i++) {
            double value = number(centres.get(i).monetary());
            if (!isRepeat(centres.get(i))
                    && value > FAINTLY
                    && (top < 0 || value > number(centres.get(top).monetary()))) {
                top = i;
            }
        }
        boolean anyLapsed = false;
        int oldest = -1;
        for (int i = 0; i < centres.size(); i++) {
            Centre centre = centres.get(i);
            double days = number(centre.days());
            if (isRepeat(centre) || (number(centre.monetary()) < -CLEARLY && i != top)) {
                continue;
            }
            anyLapsed |= days > CLEARLY;
            if (days > FAINTLY
                    && (oldest < 0 || days > number(centres.get(oldest).days()))) {
                oldest = i;
            }
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < centres.size(); i++) {
            Centre centre = centres.get(i);
            boolean lapsed = number(centre.days()) > CLEARLY || (!anyLapsed && i == oldest);
            boolean recent = number(centre.days()) < -CLEARLY;
            names.add(name(centre, i == top, lapsed, recent));
        }
        return unique(names);
    }

    private static boolean isRepeat(Centre centre) {
        return number(centre.frequency()) > 1;
    }

    private static double number(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static String name(Centre centre, boolean top, boolean lapsed, boolean recent) {
        double monetary = number(centre.monetary());
        boolean high = top || monetary > CLEARLY;
        boolean low = !high && monetary < -CLEARLY;
        if (isRepeat(centre)) {
            return (lapsed ? "at-risk " : recent ? "recent " : "") + "repeat buyers";
        }
        String value = high ? "high-value" : low ? "low-value" : centre.monetary() == null ? "buyers" : "mid-value";
        if (lapsed) {
            return (low ? "lapsed " : "at-risk ") + value;
        }
        String plain = value.equals("buyers") ? "steady buyers" : value;
        return recent ? "recent " + value : plain;
    }

    /** Further clusters of a name get a number, in the order of the clusters. */
    private static List<String> unique(List<String> names) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        List<String> unique = new ArrayList<>();
        for (String name : names) {
            int times = seen.merge(name, 1, Integer::sum);
            unique.add(times == 1 ? name : name + " " + times);
        }
        return unique;
    }
}
