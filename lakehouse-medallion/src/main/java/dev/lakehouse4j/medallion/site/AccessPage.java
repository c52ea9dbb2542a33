package dev.lakehouse4j.medallion.site;

import java.util.List;

/** Who there is and who may do what. */
final class AccessPage {

    private final SiteContent content;

    AccessPage(SiteContent content) {
        this.content = content;
    }

    Html html() {
        Html html = new Html();
        html.element("h1", "Access");
        html.element(
                "p",
                "The owner of the lake may do everything. A privilege on the catalog or a schema holds for all that is in it.",
                "class",
                "lead");
        if (!content.principals().isEmpty()) {
            Parts.openSection(html, "principals", "Principals");
            Parts.openTable(html, "List of principals", List.of("Principal", "Members"));
            for (SiteContent.PrincipalDoc principal : content.principals()) {
                html.open("tr").element("th", principal.name(), "scope", "row");
                html.element("td", String.join(", ", principal.members())).end();
            }
            Parts.closeTable(html);
            html.end();
        }
        if (!content.grants().isEmpty()) {
            Parts.openSection(html, "grants", "Grants");
            grants(html, "List of grants", content.grants());
            html.end();
        }
        if (!content.policies().isEmpty()) {
            Parts.openSection(html, "policies", "Row filters and masks");
            Parts.openTable(html, "List of row filters and masks", List.of("For", "SQL"));
            for (SiteContent.PolicyDoc policy : content.policies()) {
                html.open("tr").element("th", policy.target(), "scope", "row");
                html.open("td").element("code", policy.sql()).close().end();
            }
            Parts.closeTable(html);
            html.end();
        }
        return html;
    }

    static void grants(Html html, String name, List<TableDoc.GrantDoc> grants) {
        Parts.openTable(html, name, List.of("Principal", "May", "On"));
        for (TableDoc.GrantDoc grant : grants) {
            html.open("tr").element("th", grant.principal(), "scope", "row");
            html.element("td", grant.privilege()).element("td", grant.object()).end();
        }
        Parts.closeTable(html);
    }
}
