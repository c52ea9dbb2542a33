package dev.lakehouse4j.ml.drift;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How far one feature has moved between two periods: a row of {@code gold.feature_drift}.
 *
 * @param feature name of the feature, or of the prediction
 * @param kind whether it is a number or a category
 * @param referenceFrom first day of the reference period
 * @param referenceUntil day after the last of the reference period
 * @param currentFrom first day of the current period
 * @param currentUntil day after the last of the current period
 * @param referenceRows rows of the reference period, missing values included, at least 1
 * @param currentRows rows of the current period, missing values included, at least 1
 * @param psi population stability index, 0 or more, missing values being a bin; see {@link Drift}
 * @param psiNoise what the index stays below in 95 of 100 cases without any drift, by these numbers of rows and bins; an
 *     index below it is no finding, whatever its level
 * @param ks Kolmogorov and Smirnov's greatest distance between the distributions of the values, 0 to 1; null for a category
 *     and when a period has no value
 * @param ksPValue asymptotic two-sided p value of {@code ks}, 0 to 1; with many rows tiny for differences of no matter, and
 *     too large when values are tied; null when {@code ks} is
 * @param referenceMissing share of missing values in the reference period, 0 to 1
 * @param currentMissing share of missing values in the current period, 0 to 1
 * @param referenceMean mean of the values of the reference period; null for a category and without a value
 * @param currentMean mean of the values of the current period; null for a category and without a value
 * @param level how much it has moved, by the index
 */
@Comment("How far features and predictions have moved between two periods")
public record FeatureDrift(
        @Key @Comment("Name of the feature, or of the prediction")
        String feature,

        @Comment("Whether it is a number or a category") Kind kind,
        @Comment("First day of the reference period") LocalDate referenceFrom,

        @Comment("Day after the last of the reference period")
        LocalDate referenceUntil,

        @Key @Comment("First day of the current period") LocalDate currentFrom,
        @Comment("Day after the last of the current period") LocalDate currentUntil,

        @Comment("Rows of the reference period, missing values included")
        long referenceRows,

        @Comment("Rows of the current period, missing values included")
        long currentRows,

        @Comment("Population stability index; missing values are a bin")
        double psi,

        @Comment("What the index stays below in 95 of 100 cases without any drift")
        double psiNoise,

        @Comment("Greatest distance between the distributions of the values, 0 to 1; null for a category") @Nullable
        Double ks,

        @Comment("Its asymptotic two-sided p value, 0 to 1") @Nullable
        Double ksPValue,

        @Comment("Share of missing values in the reference period, 0 to 1")
        double referenceMissing,

        @Comment("Share of missing values in the current period, 0 to 1")
        double currentMissing,

        @Comment("Mean of the values of the reference period; null for a category") @Nullable
        Double referenceMean,

        @Comment("Mean of the values of the current period; null for a category") @Nullable
        Double currentMean,

        @Comment("How much it has moved, by the index") DriftLevel level) {

    /** What a feature holds. */
    public enum Kind {
        /** Numbers. */
        NUMERIC,
        /** Names. */
        CATEGORICAL
    }

    /**
     * Whether the drift deserves a warning: its level is large, and more than chance makes of so few rows.
     *
     * @return true when it does
     */
    public boolean isAlarming() {
        return level == DriftLevel.LARGE && psi > psiNoise;
    }
}
