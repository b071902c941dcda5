"""Chromium as a reader: what it loads of a `<picture>`, and what it thinks of a web manifest."""

import contextlib
import functools
import http.server
import re
import threading

import srcset
from playwright.sync_api import sync_playwright
from scenes import expect, tool

# Widths of the viewport with pixel ratios.
PAIRS = [(320, 1), (320, 2), (320, 3), (375, 2), (414, 3), (640, 1), (768, 2), (899, 1), (900, 1), (1024, 2), (1280, 1), (1600, 1)]

PAGE = """<!doctype html><meta charset=utf-8><title>Shop</title><meta name=viewport content="width=device-width">
<style>body {{ margin: 0 }} img {{ display: block; width: 100%; height: auto }} @media (min-width: 900px) {{ picture {{ display: block; width: 50vw }} }}</style>
{head}<h1>Shop</h1>
{body}<p>The end</p>
"""


class Silent(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".webmanifest": "application/manifest+json", ".webp": "image/webp"}

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextlib.contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium", "chromium"), args=["--no-sandbox"])
        try:
            yield chromium
        finally:
            chromium.close()


def check_choice(made):
    """Chromium loads one file of each picture: the one that the rules of HTML, as PyPI's `srcset` has them, choose."""
    out = made["shop"]
    snippets = {path.stem: path.read_text() for path in sorted((out / "web").glob("*.html"))}
    (out / "web" / "page.htm").write_text(PAGE.format(head="", body="".join(snippets.values())))
    with served(out) as address, browser() as chromium:
        for width, ratio in PAIRS:
            context = chromium.new_context(viewport={"width": width, "height": 800}, device_scale_factor=ratio)
            page = context.new_page()
            loaded = []
            page.on("request", lambda request: loaded.append(request.url) if request.resource_type == "image" else None)
            page.add_init_script(
                "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value })"
                ".observe({type: 'layout-shift', buffered: true})"
            )
            page.goto(f"{address}/web/page.htm")
            for _ in range(6):
                page.mouse.wheel(0, 700)
                page.wait_for_timeout(60)
            page.wait_for_load_state("networkidle")
            for number, (name, snippet) in enumerate(snippets.items()):
                values = re.search(r'<source type="image/webp" srcset="([^"]*)" sizes="([^"]*)"', snippet)
                chosen = srcset.select(
                    values[1], srcset.Environment(width=width, height=800, density=ratio), sizes=values[2])
                shown = page.evaluate(f"document.images[{number}].currentSrc")
                wanted = f"{address}/web/{chosen.url}".replace("/web/../", "/")
                expect(shown == wanted, f"{name} at {width} x{ratio}: {shown}, and {wanted} is chosen by srcset")
                own = [url for url in loaded if f"/{name}/" in url]
                expect(own == [wanted], f"{name} at {width} x{ratio}: loaded {own}")
            shift = page.evaluate("window.shift")
            expect(shift == 0, f"the page shifts by {shift} at {width} x{ratio}")
            if (width, ratio) == (1280, 1):
                page.screenshot(path=out.parent / "page.png", full_page=True)
            context.close()
    return f"{len(PAIRS)} pairs of viewport and ratio, {len(snippets)} pictures each, layout shift 0"


def check_manifest(made):
    """Chromium reads the web manifest without a complaint, and every icon is as large as it says."""
    out = made["shop"]
    (out / "public" / "page.htm").write_text(PAGE.format(head=(out / "public" / "favicon.html").read_text(), body=""))
    with served(out / "public") as address, browser() as chromium:
        page = chromium.new_page()
        page.goto(f"{address}/page.htm")
        found = page.context.new_cdp_session(page).send("Page.getAppManifest")
        expect(found.get("url", "").endswith("/site.webmanifest"), f"the manifest is {found.get('url')}")
        expect(not found.get("errors"), f"the manifest has errors: {found.get('errors')}")
        parsed = found.get("manifest", {})
        icons = parsed.get("icons", [])
        sizes = page.evaluate(
            "async (urls) => Promise.all(urls.map(async (url) => { const picture = await createImageBitmap(await (await fetch(url)).blob());"
            " return `${picture.width}x${picture.height}` }))",
            [icon["url"] for icon in icons],
        )
        expect([icon.get("sizes") for icon in icons] == sizes and len(sizes) == 3, f"{icons} are {sizes}")
    return f"no errors, {len(sizes)} icons of {', '.join(sizes)}"
