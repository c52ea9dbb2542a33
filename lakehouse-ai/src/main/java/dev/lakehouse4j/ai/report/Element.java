package dev.lakehouse4j.ai.report;

import java.util.List;

/** What stands in a section of the report. */
sealed interface Element {

    /**
     * A figure.
     *
     * @param id id in the page, of lower-case letters and hyphens
     * @param title what it shows, as a finding where there is one
     * @param what which figure it is, its unit, and of what
     * @param map a drawing of our own as SVG, before the panels; empty for none
     * @param mapName name of that drawing
     * @param note what else to know; empty for nothing
     */
    record Chart(
            String id,
            String title,
            String what,
            List<Panel> panels,
            String map,
            String mapName,
            DataTable table,
            Source source,
            String note,
            boolean half)
            implements Element {

        public Chart {
            panels = List.copyOf(panels);
        }

        static Chart of(String id, String title, String what, DataTable table, Source source, Panel... panels) {
            return new Chart(id, title, what, List.of(panels), "", "", table, source, "", false);
        }

        Chart noting(String text) {
            return new Chart(id, title, what, panels, map, mapName, table, source, text, half);
        }

        Chart withMap(String svg, String name) {
            return new Chart(id, title, what, panels, svg, name, table, source, note, half);
        }

        /** Beside another of half width. */
        Chart halved() {
            return new Chart(id, title, what, panels, map, mapName, table, source, note, true);
        }
    }

    /** A figure that could not be made, and why. */
    record Absent(String id, String title, String reason) implements Element {}
}
