"""Writes the catalog of a lake as a site, opens it in headless Chromium and uses it as readers do.

Usage: site_browser.py LAUNCHER LAKE [FOLDER_FOR_PICTURES]

For every page, and for the main ones on a wide and a narrow screen, light and dark, on paper, and without scripts:
- nothing but the page itself is requested, and its policy blocks what tries;
- the console stays empty, and every link leads to a page and an anchor that is there;
- the search finds tables by name, columns by name and by what they mean, and leads to them, from other pages as well;
- in the drawing of the lineage, nodes can be reached and followed by keyboard and pointer, and show what they hang together with;
- axe finds no violation of WCAG 2.1 A and AA or of its best practices;
- nothing is wider than the screen, and text of nodes stays within them.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urldefrag

from playwright.sync_api import sync_playwright

from report_browser import WIDTHS, check_axe, check_width, chromium

TABLE = "gold.fact_orders"


def require(holds, message):
    if not holds:
        raise SystemExit(f"site_browser: {message}")


class Reader:
    """A window with a record of what it asked for and what it complained about."""

    def __init__(self, browser, site, page, width=WIDTHS["wide"], scheme="light", scripts=True):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            device_scale_factor=2 if width < 500 else 1,
        )
        self.site, self.requests, self.complaints = site, [], []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        path, anchor = urldefrag(page)
        self.page.goto((site / path).as_uri() + ("#" + anchor if anchor else ""))
        if scripts:
            self.page.wait_for_function("document.documentElement.dataset.ready === 'yes'")

    def __enter__(self):
        return self.page

    def __exit__(self, kind, error, trace):
        self.context.close()
        if kind is None:
            require(not self.complaints, f"the console says {self.complaints}")
            pages = {path.as_uri() for path in self.site.rglob("*.html")}
            foreign = [url for url in self.requests if urldefrag(url)[0] not in pages]
            require(not foreign, f"more than pages of the site was asked for: {foreign}")


def check_links(browser, site):
    """Every link of every page leads to a page of the site and, where it names one, to an anchor in it."""
    anchors, links = {}, []
    with Reader(browser, site, "index.html") as page:
        for file in sorted(site.rglob("*.html")):
            page.goto(file.as_uri())
            anchors[file] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"))
            require(page.evaluate("document.title") and page.locator("h1").count() == 1, f"{file.name} has no title")
            for href in page.evaluate("[...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))"):
                links.append((file, href))
            overlong = page.evaluate(
                """() => [...document.querySelectorAll('.node')].filter(node =>
                     node.querySelector('text').getBBox().width + 16 > node.querySelector('rect').getBBox().width)
                     .map(node => node.dataset.id)"""
            )
            require(not overlong, f"{file.name}: the text of nodes is wider than they are: {overlong[:4]}")
    for file, href in links:
        path, anchor = urldefrag(href)
        target = (file.parent / unquote(path)).resolve() if path else file
        require(target in anchors, f"{file.name} leads to {href}, which is not there")
        if anchor and not anchor.startswith("q=") and target.name != "lineage.html":
            require(unquote(anchor) in anchors[target], f"{file.name} leads to {href}, where there is no such anchor")
    return len(anchors), len(links)


def check_search(browser, site):
    with Reader(browser, site, "index.html") as page:
        page.fill("#search", "fact_orders")
        first = page.locator("#hits a").first
        require(first.inner_text() == TABLE, f"a search for fact_orders finds {first.inner_text()} first")
        require("found" in page.locator("[role=status]").inner_text(), "the number of hits is not said")
        require(not page.locator("#browse").is_visible(), "the list stays while hits are shown")
        page.fill("#search", "purchased_at")
        page.locator("#hits .columns a", has_text="purchased_at").first.click()
        page.wait_for_load_state()
        require("#column-purchased_at" in page.url, f"a column's hit leads to {page.url}")
        page.fill("#search", "Wilson <script> nothing like it")
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html#q=*")
        require("Nothing found" in page.locator("#found").inner_text(), "what is not there is found")
        page.fill("#search", "")
        require(page.locator("#browse").is_visible(), "the list does not come back")


def check_graph(browser, site):
    with Reader(browser, site, "lineage.html") as page:
        nodes = page.locator(".graph .node")
        require(nodes.count() > 20, f"only {nodes.count()} nodes are drawn")
        page.locator(f'[data-id="{TABLE}"]').hover()
        lit = page.evaluate("[...document.querySelectorAll('.node.lit')].map(node => node.dataset.id)")
        for name in ("bronze.orders", "silver.orders", TABLE, "gold.kpi_monthly"):
            require(name in lit, f"{name} is not highlighted with {TABLE}: {lit}")
        require("bronze.category_translation" not in lit, "what the table does not hang together with is highlighted")
        page.locator("h1").hover()
        require(page.locator(".node.lit").count() == 0 or not page.locator("svg.lit").count(), "the highlight stays")
        page.locator(f'[data-id="{TABLE}"]').focus()
        require(page.locator("svg.lit").count() == 1, "nothing is highlighted by keyboard")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/tables/{TABLE}.html")
        require(page.locator(".graph").count() >= 1, "the table's page has no drawing")
        page.locator('.graph a[data-id="silver.orders"]').first.click()
        page.wait_for_url("**/tables/silver.orders.html")
        page.get_by_role("link", name="Show it in the lineage of all tables").click()
        page.wait_for_url("**/lineage.html#silver.orders")
        require(page.locator('.node.lit[data-id="silver.orders"]').count() == 1, "the table is not highlighted there")


def check_policy(browser, site):
    """The policy does its work: what tries to load or to run is stopped."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        blocked = page.evaluate(
            """async () => {
                 const blocked = [];
                 document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
                 await fetch('http://127.0.0.1:9/').catch(() => {});
                 document.body.insertAdjacentHTML('beforeend',
                   '<img src="http://127.0.0.1:9/x.png" alt=""><b onclick="window.ran = 1">x</b><p style="color: red">x</p>');
                 document.body.lastElementChild.previousElementSibling.click();
                 const script = document.createElement('script');
                 script.textContent = 'window.ran = 1';
                 document.body.append(script);
                 await new Promise(done => setTimeout(done, 200));
                 return [...blocked, window.ran === undefined ? 'did not run' : 'ran'];
               }"""
        )
        expected = {"connect-src", "img-src", "script-src-attr", "script-src-elem", "style-src-attr", "did not run"}
        require(expected <= set(blocked), f"the policy lets through: only {blocked} were blocked")


def check_looks(browser, site, pictures):
    rules = 0
    pages = ["index.html", "index.html#q=order", "lineage.html", f"tables/{TABLE}.html", "tables/silver.orders.html"]
    pages += [name for name in ("functions.html", "access.html") if (site / name).exists()]
    for width_name, width in WIDTHS.items():
        for scheme in ("light", "dark"):
            for name in pages:
                where = f"{name}, {width_name}, {scheme}"
                with Reader(browser, site, name, width, scheme) as page:
                    check_width(page, where)
                    if width_name in ("wide", "phone"):
                        rules = max(rules, check_axe(page, where))
                    if pictures:
                        picture = name.replace("/", "-").replace("#", "-").replace(".html", "")
                        page.screenshot(path=pictures / f"{picture}-{width_name}-{scheme}.png", full_page=True)
    return rules


def check_paper_and_no_scripts(browser, site):
    with Reader(browser, site, f"tables/{TABLE}.html", scheme="dark") as page:
        page.emulate_media(media="print")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        require(ground == "rgb(255, 255, 255)", f"paper is {ground}")
        require(not page.locator("header").is_visible(), "the navigation is printed")
        require(page.pdf().startswith(b"%PDF"), "the page cannot be printed")
    with Reader(browser, site, "index.html", scripts=False) as page:
        require(not page.locator("#search").is_visible(), "without scripts there is a search that does nothing")
        require(page.locator("#browse a").count() > 20, "without scripts tables are missing")


def check_keyboard(browser, site):
    with Reader(browser, site, "index.html") as page:
        page.keyboard.press("Tab")
        require(page.evaluate("document.activeElement.className") == "skip", "the first stop is not the link to the content")
        page.keyboard.press("Enter")
        require(page.evaluate("document.activeElement.id") == "content", "the link to the content leads elsewhere")


def main():
    launcher, lake = sys.argv[1:3]
    pictures = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder).resolve() / "site"
        subprocess.run([launcher, "docs", "--lake", lake, "--out", str(site)], check=True, stdout=subprocess.DEVNULL)
        # Root, as on a build machine, cannot have Chromium's sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        pages, links = check_links(browser, site)
        check_search(browser, site)
        check_graph(browser, site)
        check_keyboard(browser, site)
        rules = check_looks(browser, site, pictures)
        check_paper_and_no_scripts(browser, site)
        check_policy(browser, site)
        browser.close()
    print(f"{pages} pages, {links} links, {rules} axe rules passed, nothing requested, console empty")


if __name__ == "__main__":
    main()
