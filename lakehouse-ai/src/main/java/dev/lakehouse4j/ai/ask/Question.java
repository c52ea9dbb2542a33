package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.Period;
import dev.lakehouse4j.ai.summary.Language;
import org.jspecify.annotations.Nullable;

/**
 * A question that was understood.
 *
 * @param entry what is asked
 * @param language language of the question
 * @param period the days asked for; null for all
 * @param state code of a state; null for all
 * @param category a category; null for all
 * @param segment a customer segment; null for all
 * @param by dimension that the answer is told by: state, category, month, seller or segment; null for none
 * @param isAscending whether the smallest values come first
 * @param limit how many rows; 0 for all
 */
record Question(
        Catalog.Entry entry,
        Language language,
        @Nullable Period period,
        @Nullable String state,
        @Nullable String category,
        @Nullable String segment,
        @Nullable String by,
        boolean isAscending,
        int limit) {}
