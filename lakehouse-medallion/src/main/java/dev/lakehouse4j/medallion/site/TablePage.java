package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.storage.Commit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page of a table or view. */
final class TablePage {

    private static final String UP = "../";

    private final SiteContent content;
    private final TableDoc table;
    private final LineageDrawings graph;

    TablePage(SiteContent content, TableDoc table) {
        this.content = content;
        this.table = table;
        this.graph = new LineageDrawings(content, UP);
    }

    Html html() {
        Map<String, Html> sections = new LinkedHashMap<>();
        add(sections, "Columns", columns());
        add(sections, "Quality", quality());
        add(sections, "Lineage", lineage());
        add(sections, "Example rows", examples());
        add(sections, "SQL", sql());
        add(sections, "Access", access());
        add(sections, "History", history());

        Html html = new Html();
        html.open("nav", "aria-label", "Breadcrumb", "class", "crumbs").open("ol");
        html.open("li")
                .element("a", content.title(), "href", UP + SitePaths.INDEX)
                .close();
        html.open("li")
                .element(
                        "a",
                        table.schema(),
                        "href",
                        UP + SitePaths.INDEX + "#schema-" + SitePaths.fileName(table.schema()))
                .close();
        html.open("li", "aria-current", "page").text(table.shortName()).close();
        html.close().end();
        html.open("h1");
        html.element("span", table.schema(), "class", "badge " + LineageDrawings.type(table.schema()));
        html.text(" " + table.shortName());
        html.end();
        html.element(
                "p", table.comment().isEmpty() ? "Nobody has said what a row is." : table.comment(), "class", "lead");
        facts(html);
        html.open("nav", "aria-label", "On this page", "class", "contents").open("ul");
        sections.keySet()
                .forEach(title -> html.open("li")
                        .element("a", title, "href", "#" + anchor(title))
                        .close());
        html.close().end();
        sections.forEach((title, section) -> {
            Parts.openSection(html, anchor(title), title);
            html.add(section).end();
        });
        return html;
    }

    private static void add(Map<String, Html> sections, String title, Html section) {
        if (!section.isEmpty()) {
            sections.put(title, section);
        }
    }

    private static String anchor(String title) {
        return title.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    }

    private void facts(Html html) {
        html.open("dl", "class", "facts");
        TableDoc.Storage storage = table.storage();
        if (table.isView()) {
            fact(html, "Kind", "View");
        }
        if (storage != null) {
            fact(html, "Rows", Formats.count(storage.rows()));
            if (storage.bytes() >= 0) {
                fact(
                        html,
                        "Size",
                        Formats.size(storage.bytes()) + ", " + Formats.count(storage.files(), "file", "files"));
            }
            fact(html, "Version", String.valueOf(storage.version()));
            html.open("div").element("dt", "Last change").open("dd");
            Parts.time(html, storage.changedAt());
            html.close().close();
        }
        if (!table.owner().isEmpty()) {
            fact(html, "Owner", table.owner());
        }
        if (!table.key().isEmpty()) {
            fact(html, "Key", String.join(", ", table.key()));
        }
        if (!table.tags().isEmpty()) {
            html.open("div").element("dt", "Tags").open("dd");
            table.tags().forEach(tag -> Parts.tag(html.text(" "), tag, UP));
            html.close().close();
        }
        html.end();
    }

    private static void fact(Html html, String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close();
    }

    private Html columns() {
        Map<String, List<Lineage.ColumnName>> origins = content.lineage().origins(table.name());
        boolean hasMask =
                table.columns().stream().anyMatch(column -> !column.mask().isEmpty());
        boolean hasOrigins = !origins.isEmpty();
        List<String> head = new ArrayList<>(List.of("Column", "Type", "Null", "Meaning"));
        if (hasMask) {
            head.add(content.isOwner() ? "Others see" : "Seen as");
        }
        if (hasOrigins) {
            head.add("Comes from");
        }
        Html html = new Html();
        Parts.openTable(html, "Columns of " + table.name(), head);
        for (TableDoc.ColumnDoc column : table.columns()) {
            html.open("tr", "id", SitePaths.column(column.name())).open("th", "scope", "row");
            html.element("code", column.name());
            if (table.key().contains(column.name())) {
                html.text(" ").element("span", "key", "class", "tag");
            }
            column.tags().forEach(tag -> Parts.tag(html.text(" "), tag, UP));
            html.close();
            html.element("td", column.type(), "class", "nowrap");
            html.element("td", column.nullable() ? "yes" : "no");
            html.element("td", column.comment(), "class", "text");
            if (hasMask) {
                html.open("td");
                if (column.mask().equals(TableDoc.MASKED)) {
                    html.text("a mask");
                } else if (!column.mask().isEmpty()) {
                    html.element("code", column.mask());
                }
                html.close();
            }
            if (hasOrigins) {
                origins(html, origins.getOrDefault(column.name(), List.of()));
            }
            html.end();
        }
        Parts.closeTable(html);
        return html;
    }

    private void origins(Html html, List<Lineage.ColumnName> origins) {
        html.open("td", "class", "origins");
        for (Lineage.ColumnName origin : origins) {
            if (content.table(origin.table()).isPresent()) {
                html.element(
                        "a",
                        origin.toString(),
                        "href",
                        UP + SitePaths.table(origin.table()) + "#" + SitePaths.column(origin.column()));
            } else {
                html.element("span", origin.toString());
            }
            html.text(" ");
        }
        html.close();
    }

    private Html quality() {
        Html html = new Html();
        TableDoc.Quality quality = table.quality();
        if (!table.checks().isEmpty()) {
            html.element("h3", "Rules that every row keeps");
            html.open("ul", "class", "plain");
            table.checks()
                    .forEach(check -> html.open("li").element("code", check).end());
            html.end();
        }
        if (table.rowFilter().equals(TableDoc.FILTERED)) {
            html.element("p", "Rows that this reader may not see are left out, and are not counted.", "class", "note");
        } else if (!table.rowFilter().isEmpty()) {
            html.element("h3", "Rows that others see");
            Parts.code(html, "Row filter", table.rowFilter());
        }
        if (!quality.expectations().isEmpty()) {
            html.element("h3", "Expectations");
            html.element(
                    "p",
                    quality.version() < 0
                            ? "As of the last run that looked at the rows."
                            : "As of version " + quality.version() + ".",
                    "class",
                    "note");
            Parts.openTable(
                    html,
                    "Expectations on " + table.name(),
                    List.of("Expectation", "Condition", "When it fails", "Failed#", "Rows#", "Result"),
                    "#");
            for (TableDoc.Quality.Expected one : quality.expectations()) {
                html.open("tr").element("th", one.name(), "scope", "row");
                html.open("td").element("code", one.condition()).close();
                html.element("td", consequence(one.action()));
                html.element("td", Formats.count(one.failed()), "class", "number");
                html.element("td", Formats.count(one.total()), "class", "number");
                html.open("td")
                        .element(
                                "span",
                                one.failed() == 0 ? "holds" : "fails",
                                "class",
                                one.failed() == 0 ? "holds" : "fails")
                        .close()
                        .end();
            }
            Parts.closeTable(html);
        }
        if (!quality.quarantine().isEmpty()) {
            quarantine(html, quality);
        }
        return html;
    }

    private void quarantine(Html html, TableDoc.Quality quality) {
        html.element("h3", "Quarantine");
        long rows =
                quality.kept().stream().mapToLong(TableDoc.Quality.Kept::rows).sum();
        html.open("p");
        html.text(rows == 0 ? "No row is kept apart now, see " : "Rows that failed are kept in ");
        html.element("a", quality.quarantine(), "href", UP + SitePaths.table(quality.quarantine()));
        html.text(".").end();
        if (rows > 0) {
            Parts.openTable(
                    html,
                    "Rows in " + quality.quarantine() + " by reason",
                    List.of("Reason", "What was done", "Rows#"),
                    "#");
            for (TableDoc.Quality.Kept kept : quality.kept()) {
                html.open("tr").element("th", kept.reason(), "scope", "row");
                html.element("td", consequence(kept.action()));
                html.element("td", Formats.count(kept.rows()), "class", "number")
                        .end();
            }
            Parts.closeTable(html);
        }
    }

    private static String consequence(String action) {
        return switch (action) {
            case "warn" -> "warn: the row stays";
            case "drop" -> "drop: the row is kept apart";
            case "fail" -> "fail: the table stays as it was";
            default -> action;
        };
    }

    private Html lineage() {
        Html html = new Html();
        Html around = graph.around(table.name());
        if (around.isEmpty()) {
            return html;
        }
        html.add(around);
        neighbours(html, "Made from", content.lineage().upstream(table.name()));
        neighbours(html, "Read by", content.lineage().downstream(table.name()));
        html.open("p")
                .element(
                        "a",
                        "Show it in the lineage of all tables",
                        "href",
                        UP + SitePaths.LINEAGE + "#" + table.name())
                .end();
        Html columns = graph.columns(table);
        if (!columns.isEmpty()) {
            html.element("h3", "Columns").add(columns);
        }
        return html;
    }

    private void neighbours(Html html, String title, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        html.open("p").element("b", title).text(": ");
        String gap = "";
        for (String name : names) {
            html.text(gap);
            if (content.table(name).isPresent()) {
                html.element("a", name, "href", UP + SitePaths.table(name));
            } else {
                html.text(name);
            }
            gap = ", ";
        }
        html.end();
    }

    private Html examples() {
        Html html = new Html();
        TableDoc.Examples examples = table.examples();
        if (!examples.note().isEmpty()) {
            html.element("p", examples.note(), "class", "note");
        }
        if (examples.rows().isEmpty()) {
            return html;
        }
        html.open("div", "class", "examples");
        Parts.openTable(html, "Example rows of " + table.name(), examples.columns());
        for (List<@Nullable String> row : examples.rows()) {
            html.open("tr");
            for (String value : row) {
                if (value == null) {
                    html.open("td").element("span", "null", "class", "null").close();
                } else {
                    html.element("td", value);
                }
            }
            html.end();
        }
        Parts.closeTable(html);
        return html.end();
    }

    private Html sql() {
        Html html = new Html();
        if (!table.sql().isEmpty()) {
            Parts.code(html, "SQL of " + table.name(), table.sql());
        }
        return html;
    }

    private Html access() {
        Html html = new Html();
        if (!table.grants().isEmpty()) {
            AccessPage.grants(html, "Grants that reach " + table.name(), table.grants());
        }
        return html;
    }

    private Html history() {
        Html html = new Html();
        TableDoc.Storage storage = table.storage();
        if (storage == null || storage.history().isEmpty()) {
            return html;
        }
        Parts.openTable(
                html,
                "Versions of " + table.name(),
                List.of("Version#", "Time", "Operation", "Rows written#", "Details"),
                "#");
        for (Commit commit : storage.history()) {
            html.open("tr").element("td", String.valueOf(commit.version()), "class", "number");
            html.open("td", "class", "nowrap");
            Parts.time(html, commit.timestamp());
            html.close().element("td", commit.operation());
            String rows = commit.metrics().getOrDefault("numOutputRows", "");
            html.element(
                    "td", rows.matches("\\d{1,18}") ? Formats.count(Long.parseLong(rows)) : rows, "class", "number");
            html.element("td", details(commit)).end();
        }
        Parts.closeTable(html);
        return html;
    }

    /** What says something to people: no hashes and no results, which stand elsewhere. */
    private static String details(Commit commit) {
        return new TreeMap<>(commit.parameters())
                .entrySet().stream()
                        .filter(entry -> List.of("sourceFile", "predicate", "version", "clusterBy")
                                .contains(entry.getKey()))
                        .map(entry -> entry.getKey() + " = " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
