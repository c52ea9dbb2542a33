package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import java.util.List;

/**
 * All that the report shows.
 *
 * @param cited the key figures that tiles and summary rest on
 * @param style rules after those of the report
 */
record Page(
        String title,
        String dates,
        List<Tile> tiles,
        ExecutiveSummary summary,
        List<Kpi> cited,
        List<Section> sections,
        String style) {

    Page {
        tiles = List.copyOf(tiles);
        cited = List.copyOf(cited);
        sections = List.copyOf(sections);
    }
}
