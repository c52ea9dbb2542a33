"""Opens the report of a lake in headless Chromium and looks at it as readers do.

Usage: report_browser.py LAUNCHER LAKE [FOLDER_FOR_PICTURES]

For English and Portuguese, on a wide and a narrow screen, light and dark, on paper, and without scripts:
- nothing but the file itself is requested, and the page's policy blocks what tries;
- the console stays empty;
- every chart is drawn, has a name, a source and a table;
- axe finds no violation of WCAG 2.1 A and AA or of its best practices, with all fold-outs open and closed;
- colours of the charts contrast with the page and with the labels on them;
- nothing is wider than the screen; fold-outs open by keyboard.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = {"wide": 1280, "tablet": 768, "phone": 360, "narrow": 320}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# WCAG 2.1, 1.4.3 and 1.4.11.
TEXT_CONTRAST, GRAPHICS_CONTRAST = 4.5, 3.0


def fail(message):
    raise SystemExit(f"report_browser: {message}")


def require(holds, message):
    if not holds:
        fail(message)


def chromium():
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    fail("there is no chromium on the PATH. Install Debian's package chromium, or set CHROMIUM.")


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Reader:
    """A page with a record of what it asked for and what it complained about."""

    def __init__(self, browser, file, width, scheme="light", scripts=True):
        self.file = file
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            device_scale_factor=2 if width < 500 else 1,
        )
        self.requests, self.complaints = [], []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())
        if scripts:
            self.page.wait_for_function("document.documentElement.dataset.charts !== undefined")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.context.close()
        if kind is None:
            require(not self.complaints, f"{self.file.name}: the console says {self.complaints}")
            require(
                self.requests == [self.file.as_uri()], f"{self.file.name}: more than the file was asked for: {self.requests}"
            )


def check_charts(page, least):
    """Every drawing has pixels of several colours, a name, and its figure a heading, a table and a source."""
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('canvas')].map(canvas => {
             const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
             const colors = new Set();
             let inked = 0;
             for (let i = 0; i < pixels.length; i += 4) {
               if (pixels[i + 3] > 0) {
                 inked++;
                 if (colors.size < 50) { colors.add(pixels[i] + ',' + pixels[i + 1] + ',' + pixels[i + 2]); }
               }
             }
             const box = canvas.getBoundingClientRect();
             return { id: canvas.id, name: canvas.getAttribute('aria-label') || '', role: canvas.getAttribute('role'),
                      share: inked / (canvas.width * canvas.height), colors: colors.size, width: box.width, height: box.height };
           })"""
    )
    panels = page.evaluate("JSON.parse(document.getElementById('report-data').textContent).panels.map(panel => panel.id)")
    require(len(drawn) >= least, f"only {len(drawn)} drawings, {least} were expected")
    require([one["id"] for one in drawn] == panels, "drawings and their data differ")
    require(page.evaluate("document.documentElement.dataset.charts") == str(len(panels)), "not all drawings were drawn")
    for one in drawn:
        require(one["share"] > 0.01 and one["colors"] > 3, f"{one['id']} is empty: {one}")
        require(one["role"] == "img" and len(one["name"]) > 20, f"{one['id']} has no name: {one}")
        require(one["width"] > 200 and one["height"] > 80, f"{one['id']} is too small: {one}")
    figures = page.evaluate(
        """() => [...document.querySelectorAll('figure')].map(figure => ({
             id: figure.id,
             title: document.getElementById(figure.getAttribute('aria-labelledby'))?.textContent || '',
             source: figure.querySelector('details.source > summary')?.textContent || '',
             sql: figure.querySelector('details.source code')?.textContent || '',
             rows: figure.querySelectorAll('details.data tbody tr').length }))"""
    )
    for figure in figures:
        complete = figure["title"] and figure["rows"] and "select" in figure["sql"].lower()
        require(complete and re.search(r"(gold|silver)\.\w+", figure["source"]), f"a figure is not complete: {figure}")
    return len(drawn), len(figures)


def check_axe(page, where):
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    problems = [
        f"{violation['id']}: {violation['help']} {[node['target'] for node in violation['nodes']][:4]}"
        for violation in found.response["violations"]
    ]
    require(not problems, f"{where}: axe finds " + "; ".join(problems))
    return len(found.response["passes"])


def check_colors(page, where):
    """What axe cannot see: text and bars within canvases."""
    names = ["page", "panel", "ink", "ink-soft"] + ["tone-" + t for t in ("primary", "secondary", "warning", "good", "neutral", "muted")]
    colors = page.evaluate(
        "names => { const style = getComputedStyle(document.documentElement);"
        " return Object.fromEntries(names.map(name => [name, style.getPropertyValue('--' + name).trim()])); }",
        names,
    )
    for text in ("ink", "ink-soft"):
        for ground in ("page", "panel"):
            ratio = contrast(colors[text], colors[ground])
            require(ratio >= TEXT_CONTRAST, f"{where}: {text} on {ground} has a contrast of {ratio:.2f}")
    lowest = 99.0
    for name in names[4:]:
        ratio = contrast(colors[name], colors["page"])
        label = max(contrast(colors[name], colors["ink"]), contrast(colors[name], colors["page"]))
        require(ratio >= GRAPHICS_CONTRAST, f"{where}: {name} on the page has a contrast of {ratio:.2f}")
        require(label >= TEXT_CONTRAST, f"{where}: a label on {name} has a contrast of {label:.2f}")
        lowest = min(lowest, ratio)
    return lowest


def check_width(page, where):
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    require(wide <= screen, f"{where}: the page is {wide} wide on a screen of {screen}")


def open_all(page, is_open):
    page.evaluate("open => document.querySelectorAll('details').forEach(one => { one.open = open; })", is_open)


def check_keyboard(page):
    page.keyboard.press("Tab")
    require(page.evaluate("document.activeElement.className") == "skip", "the first stop is not the link to the charts")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    opened = "document.activeElement.parentElement.open"
    require(page.evaluate(opened) is False, "no fold-out can be reached by keyboard")
    page.keyboard.press("Enter")
    require(page.evaluate(opened) is True, "a fold-out does not open by keyboard")


def check_policy(browser, file):
    """The policy does its work: what tries to load or to run is stopped."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
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


def check_paper(browser, file, pictures, name):
    with Reader(browser, file, WIDTHS["wide"], "dark") as reader:
        page = reader.page
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        require(
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", "paper is not white"
        )
        check_charts(page, 1)
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="null")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
        require(pdf.startswith(b"%PDF") and 3 <= pages <= 25, f"the report takes {pages} pages of paper")
        require(page.evaluate("document.documentElement.className") == "", "the screen stays as for paper after printing")
        if pictures:
            (pictures / f"{name}.pdf").write_bytes(pdf)
    return pages


def check_report(browser, file, language, pictures):
    lowest = 99.0
    for width_name, width in WIDTHS.items():
        for scheme in ("light", "dark"):
            # The second language differs in its words: they must fit, which the narrowest screen shows.
            if language == "pt" and (width_name, scheme) not in (("wide", "light"), ("phone", "dark"), ("narrow", "light")):
                continue
            where = f"{file.name}, {width_name}, {scheme}"
            with Reader(browser, file, width, scheme) as reader:
                page = reader.page
                require(page.evaluate("document.documentElement.lang").startswith(language), f"{where}: wrong language")
                drawings, figures = check_charts(page, 6)
                check_width(page, where)
                if pictures:
                    page.screenshot(path=pictures / f"{language}-{width_name}-{scheme}.png", full_page=True)
                open_all(page, True)
                check_width(page, where + ", all open")
                if width_name in ("wide", "phone"):
                    rules = check_axe(page, where)
                    lowest = min(lowest, check_colors(page, where))
                open_all(page, False)
                if width_name == "wide" and scheme == "light":
                    check_axe(page, where + ", all closed")
                    check_keyboard(page)
    pages = check_paper(browser, file, pictures, language)
    with Reader(browser, file, WIDTHS["phone"], scripts=False) as reader:
        require(reader.page.locator("noscript p").is_visible(), "without scripts nothing says so")
        require(reader.page.locator("details.data table").count() == figures, "without scripts tables are missing")
    check_policy(browser, file)
    print(
        f"{file.name}: {figures} figures, {drawings} drawings, {rules} axe rules passed, lowest contrast of a chart colour"
        f" {lowest:.1f}, {pages} pages of paper, nothing requested, console empty"
    )


def main():
    launcher, lake = sys.argv[1:3]
    pictures = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        # Root, as on a build machine, cannot have Chromium's sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        for language in ("en", "pt"):
            file = Path(folder) / f"report-{language}.html"
            subprocess.run(
                [launcher, "report", "--lake", lake, "--language", language, "--out", str(file)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            check_report(browser, file, language, pictures)
        browser.close()


if __name__ == "__main__":
    main()
