package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.StorageException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The catalog of a lake as a static HTML site: a page per table and view with columns, rules, the last results of
 * expectations, lineage, example rows and history; a search over all of it; a drawing of the lineage; functions, models and
 * grants.
 *
 * <p>The pages load nothing and work from any folder. They show what the session that writes them may see: rows and values
 * of a session of {@code lake.as(principal)} are filtered and masked, and what it may not know of is not named. Columns
 * tagged {@code pii} appear in example rows only masked, for the owner not at all. The same lake gives the same bytes.
 *
 * <p>Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * CatalogSite.of(lake).write(Path.of("docs"));
 * }</pre>
 */
public final class CatalogSite {

    private static final int MOST_ROWS = 100;

    private final Lakehouse lake;
    private final String title;
    private final int rows;

    private CatalogSite(Lakehouse lake, String title, int rows) {
        this.lake = lake;
        this.title = title;
        this.rows = rows;
    }

    /**
     * A site with five example rows per table, titled with the name of the catalog.
     *
     * @param lake the lake, as the session that is to read it; it is read when the site is written
     * @return the site
     */
    public static CatalogSite of(Lakehouse lake) {
        return new CatalogSite(lake, "", 5);
    }

    /**
     * Chooses the title.
     *
     * @param newTitle plain text; empty for the name of the catalog
     * @return changed site
     */
    public CatalogSite title(String newTitle) {
        return new CatalogSite(lake, newTitle, rows);
    }

    /**
     * Chooses how many example rows are shown per table.
     *
     * @param count 0 to 100; 0 for none
     * @return changed site
     */
    public CatalogSite exampleRows(int count) {
        if (count < 0 || count > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "Cannot show " + count + " example rows per table. Choose 0 to " + MOST_ROWS + ".");
        }
        return new CatalogSite(lake, title, count);
    }

    /**
     * Reads the lake and writes the site, whole or not at all. A site that is in the folder is replaced.
     *
     * @param folder the folder, usually {@code docs} in the lake's folder; missing, empty, or holding a site
     * @return the absolute path of the first page
     * @throws StorageException when the folder cannot be written, or holds anything but a site
     */
    public Path write(Path folder) {
        return SiteFolder.write(folder, pages(new SiteReader(lake, rows).read(title)));
    }

    /** The text of every page, by its path. */
    static Map<String, String> pages(SiteContent content) {
        Frame frame = new Frame(content);
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(
                SitePaths.INDEX,
                frame.page(SitePaths.INDEX, "", new IndexPage(content).html(), SearchIndex.json(content)));
        pages.put(SitePaths.LINEAGE, frame.page(SitePaths.LINEAGE, "Lineage", new LineagePage(content).html(), ""));
        if (!content.functions().isEmpty() || !content.models().isEmpty()) {
            pages.put(
                    SitePaths.FUNCTIONS,
                    frame.page(SitePaths.FUNCTIONS, "Functions and models", new FunctionsPage(content).html(), ""));
        }
        if (Frame.hasAccess(content)) {
            pages.put(SitePaths.ACCESS, frame.page(SitePaths.ACCESS, "Access", new AccessPage(content).html(), ""));
        }
        for (TableDoc table : content.tables()) {
            String path = SitePaths.table(table.name());
            pages.put(path, frame.page(path, table.name(), new TablePage(content, table).html(), ""));
        }
        return pages;
    }
}
