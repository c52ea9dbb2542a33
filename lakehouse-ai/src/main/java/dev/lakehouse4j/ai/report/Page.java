package dev.lakehouse4j.ai.report;

import java.util.List;

/** All that the report shows. */
record Page(
        String title,
        String dates,
        List<Tile> tiles,
        String tilesNote,
        Prose prose,
        List<Section> sections,
        String style) {

    Page {
        tiles = List.copyOf(tiles);
        sections = List.copyOf(sections);
    }
}
