package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the report shows.
 *
 * @param summary null when it could not be made
 * @param cited the key figures that tiles and summary rest on
 * @param style rules after those of the report
 */
record Page(
        String title,
        String dates,
        List<Tile> tiles,
        @Nullable ExecutiveSummary summary,
        List<Kpi> cited,
        List<Section> sections,
        String style) {

    Page {
        tiles = List.copyOf(tiles);
        cited = List.copyOf(cited);
        sections = List.copyOf(sections);
    }
}
