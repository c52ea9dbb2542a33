package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.View;
import java.util.List;
import java.util.Map;

/** What the catalog says to the session, in words of the site. */
final class CatalogNotes {

    private final Lakehouse lake;
    private final Rights rights;

    CatalogNotes(Lakehouse lake) {
        this.lake = lake;
        this.rights = lake.catalog().rights(lake.principal());
    }

    Rights rights() {
        return rights;
    }

    String name() {
        return "lakehouse";
    }

    String comment(String table) {
        return "";
    }

    String owner(String table) {
        return "";
    }

    List<String> tags(String table) {
        return List.of();
    }

    Map<String, List<String>> columnTags(String table) {
        return Map.of();
    }

    Map<String, String> columnComments(String table) {
        return Map.of();
    }

    List<View> views() {
        return List.of();
    }

    List<SiteContent.ObjectDoc> functions() {
        return lake.engine().functions().stream()
                .map(name -> new SiteContent.ObjectDoc(name, "", "", "", List.of()))
                .toList();
    }

    List<SiteContent.ObjectDoc> models() {
        return List.of();
    }

    List<SiteContent.PrincipalDoc> principals() {
        return List.of();
    }

    List<TableDoc.GrantDoc> grants() {
        return List.of();
    }

    List<TableDoc.GrantDoc> grants(String table) {
        return List.of();
    }

    List<String> policies() {
        return List.of();
    }
}
