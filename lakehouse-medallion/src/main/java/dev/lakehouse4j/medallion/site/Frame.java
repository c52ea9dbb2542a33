package dev.lakehouse4j.medallion.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What every page has: head, policy, navigation, search box, footer.
 *
 * <p>Style and script stand within each page, and the content security policy names their hashes and allows nothing else: no
 * script that found its way into a comment would run, nothing can be loaded or sent, and pages work from any folder.
 */
final class Frame {

    private static final String STYLE = resource("site.css");
    private static final String SCRIPT = requireInline(resource("site.js"));
    private static final String POLICY = "default-src 'none'; script-src " + HtmlText.hash(SCRIPT) + "; style-src "
            + HtmlText.hash(STYLE) + "; img-src data:; base-uri 'none'; form-action 'none'";

    private final SiteContent content;

    Frame(SiteContent content) {
        this.content = content;
    }

    /**
     * A page.
     *
     * @param path where it lies, relative to the site
     * @param title title of the page; empty for that of the site
     * @param main what stands in it
     * @param data JSON for the script; empty for none
     */
    String page(String path, String title, Html main, String data) {
        String up = path.contains("/") ? "../" : "";
        Html body = new Html();
        body.element("a", "Skip to the content", "class", "skip", "href", "#content");
        header(body, path, up);
        // Drawings of whole lakes are wide.
        String room = path.equals(SitePaths.LINEAGE) ? "broad" : "";
        body.open("main", "id", "content", "tabindex", "-1", "class", room)
                .add(main)
                .end();
        footer(body);
        StringBuilder page = new StringBuilder(1 << 15);
        page.append("<!DOCTYPE html>\n<html lang=\"en\" data-up=\"")
                .append(up)
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(POLICY)
                .append("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
                .append("<meta name=\"generator\" content=\"Lakehouse4j\">\n")
                // Without it a browser would ask a server for an icon.
                .append("<link rel=\"icon\" href=\"data:,\">\n<title>")
                .append(HtmlText.escape(title.isEmpty() ? content.title() : title + " · " + content.title()))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n")
                .append(body);
        if (!data.isEmpty()) {
            page.append("<script type=\"application/json\" id=\"data\">")
                    .append(HtmlText.json(data))
                    .append("</script>\n");
        }
        return page.append("<script>")
                .append(SCRIPT)
                .append("</script>\n</body>\n</html>\n")
                .toString();
    }

    private void header(Html body, String path, String up) {
        body.open("header").open("div", "class", "bar");
        body.element("a", content.title(), "class", "brand", "href", up + SitePaths.INDEX);
        // The script shows it: without one it would do nothing.
        body.open("form", "role", "search", "class", "search", "hidden", "hidden");
        body.element("label", "Search tables and columns", "for", "search", "class", "hidden");
        body.open(
                "input",
                "id",
                "search",
                "type",
                "search",
                "placeholder",
                "Search tables, columns, tag:pii",
                "autocomplete",
                "off",
                "spellcheck",
                "false");
        body.leaf();
        body.close();
        body.open("nav", "aria-label", "Site").open("ul");
        link(body, path, up, SitePaths.INDEX, "Tables");
        link(body, path, up, SitePaths.LINEAGE, "Lineage");
        if (!content.functions().isEmpty() || !content.models().isEmpty()) {
            link(body, path, up, SitePaths.FUNCTIONS, "Functions and models");
        }
        if (hasAccess(content)) {
            link(body, path, up, SitePaths.ACCESS, "Access");
        }
        body.close().close().close().end();
    }

    static boolean hasAccess(SiteContent content) {
        return !content.principals().isEmpty()
                || !content.grants().isEmpty()
                || !content.policies().isEmpty();
    }

    private static void link(Html body, String path, String up, String target, String name) {
        body.open("li")
                .element("a", name, "href", up + target, "aria-current", path.equals(target) ? "page" : "")
                .close();
    }

    private void footer(Html body) {
        body.open("footer");
        body.element(
                "p",
                content.isOwner()
                        ? "Written for the owner of the lake, who sees everything. What is tagged pii is left out of example"
                                + " rows."
                        : "Written for " + content.reader()
                                + ": what that principal may not see is not in these pages.");
        body.element("p", "These pages load nothing and send nothing. Made by Lakehouse4j.");
        body.end();
    }

    private static String requireInline(String script) {
        if (script.contains("</script") || script.contains("<!--")) {
            throw new IllegalStateException("A script that ends its own element cannot be part of a page.");
        }
        return script;
    }

    private static String resource(String name) {
        try (InputStream in = Frame.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar of lakehouse-medallion.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " from the class path.", e);
        }
    }
}
