"""Uses contact sheets in headless Chromium. Ends with 1 if one of them does not do what it should."""

import argparse
import contextlib
import json
import pathlib
import subprocess
import sys
import time

import pipelines
import review
from axe_playwright_python.sync_playwright import Axe
from pipelines import Failed
from playwright.sync_api import sync_playwright

# What a page of 2,000 assets may take of the main thread until it is ready, in seconds.
MOST_WORK = 2.0


def expect(condition, message):
    if not condition:
        raise Failed(message)


class Browser:
    """Chromium, with pages that are opened from disk and have to stay silent."""

    def __init__(self, browser, folder):
        self.browser = browser
        self.folder = folder

    @contextlib.contextmanager
    def page(self, path, scheme="light", width=1440, height=1000, prepare=None, **options):
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, permissions=["clipboard-read", "clipboard-write"], **options
        )
        page = context.new_page()
        said, asked = [], []
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("request", lambda request: asked.append(request.url))
        if prepare:
            prepare(page)
        page.goto(path.resolve().as_uri())
        page.wait_for_load_state("networkidle")
        try:
            yield page
            expect(not said, f"the console is not silent: {said[:3]}")
            abroad = [url for url in asked if not url.startswith("file:")]
            expect(not abroad, f"the page asked for {abroad[:3]}")
        finally:
            context.close()

    def shoot(self, page, name):
        page.screenshot(path=self.folder / f"{name}.png")


def visible(page):
    return page.evaluate("[...document.querySelectorAll('.asset:not([hidden]) h2')].map((title) => title.textContent)")


def check_contents(browser, sheet):
    with browser.page(sheet) as page:
        expect(page.title() == "Storefront & co · contact sheet", f"the title is {page.title()}")
        expect(len(visible(page)) == 25, "25 assets are shown")
        # Pictures load when they come near.
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(500)
        waiting = page.evaluate("[...document.images].filter((image) => image.src && !image.complete && image.loading !== 'lazy').length")
        expect(waiting == 0, "only pictures near the window are loaded")
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.wait_for_timeout(2500)
        broken = page.evaluate(
            "[...document.querySelectorAll('.shot img')].filter((image) => image.complete && !image.naturalWidth).map((image) => image.src)"
        )
        expect(all(url.endswith(".heic") for url in broken), f"pictures that cannot be shown: {broken[:3]}")
        stretched = page.evaluate(
            """[...document.querySelectorAll('.asset:not([hidden]) > .strip .shot img')].filter((image) => {
              if (!image.naturalWidth) return false;
              const box = image.getBoundingClientRect();
              return Math.abs(box.width / box.height / (image.naturalWidth / image.naturalHeight) - 1) > 0.02;
            }).map((image) => image.src)"""
        )
        expect(not stretched, f"pictures that are stretched: {stretched[:3]}")
        text = page.inner_text("main")
        expect("I <b>cannot</b> do that. See https://policy.example/terms." in text, "the model's words can be read")
        expect('<script>document.title = "broken"</script>' in text, "prompts can be read as they are")


def check_filters(browser, sheet):
    with browser.page(sheet) as page:
        page.fill("input[name=find]", "mug AUTUMN")
        expect(visible(page) == ["mug-autumn-soft", "mug-autumn-hard"], f"found {visible(page)}")
        page.fill("input[name=find]", "")
        page.get_by_role("group", name="season").get_by_label("winter").check()
        expect(len(visible(page)) == 10, "ten assets are of winter")
        page.get_by_role("group", name="light").get_by_label("hard").check()
        expect(len(visible(page)) == 5, "five of them are of hard light")
        page.get_by_role("group", name="State").get_by_label("Failed").check()
        expect(visible(page) == ["juice-winter-hard", "sneaker-winter-hard"], f"failed are {visible(page)}")
        expect("2 of 25" in page.inner_text(".tally"), "the tally says so")
        for box in page.query_selector_all(".chips input[type=checkbox]:checked"):
            box.uncheck()
        page.select_option("select[name=order]", "state")
        order = page.evaluate("[...document.querySelectorAll('.asset')].map((asset) => asset.dataset.state)")
        expect(order == sorted(order, key=["undecided", "failed", "pending", "complete"].index), "open questions come first")
        page.select_option("select[name=order]", "name")
        expect(visible(page) == sorted(visible(page), key=lambda name: name.replace("'", "")), "names are in order")
        page.fill("input[name=find]", "no such thing")
        expect(page.is_visible(".nothing"), "that nothing is found is said")


def check_viewer(browser, sheet):
    with browser.page(sheet) as page:
        page.keyboard.press("j")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.is_visible("#viewer[open]"), "Enter opens the large view")
        image = page.locator("#viewer .pane:not([hidden]) > img:not(.over)")
        page.wait_for_function("document.querySelector('#viewer img').naturalWidth > 0")
        expect("Variant 1" in page.inner_text("#viewer .bar"), "it shows the picture that had the focus")
        browser.shoot(page, "viewer-light")
        fit = image.bounding_box()["width"]
        page.keyboard.press("+")
        expect(image.bounding_box()["width"] > fit * 1.01, "+ enlarges")
        page.keyboard.press("-")
        page.keyboard.press("-")
        expect(image.bounding_box()["width"] < fit, "- makes smaller")
        page.keyboard.press("0")
        expect(abs(image.bounding_box()["width"] - fit) < 1, "0 fits again")
        before = image.get_attribute("src")
        page.keyboard.press("s")
        expect("Source" in page.inner_text("#viewer .bar"), "s shows the source")
        page.keyboard.press("s")
        expect(image.get_attribute("src") == before, "and the result again")
        page.keyboard.press("ArrowDown")
        expect(visible(page)[1] in page.inner_text("#viewer .bar"), "the next asset")
        page.keyboard.press("ArrowUp")
        expect(visible(page)[0] in page.inner_text("#viewer .bar"), "and back to the one before")
        page.keyboard.press("Escape")
        expect(not page.is_visible("#viewer"), "Escape closes")
        focused = page.evaluate("document.activeElement.closest('.asset')?.querySelector('h2').textContent")
        expect(focused == visible(page)[0], "the focus is back at the asset")
        page.keyboard.press("?")
        expect(page.is_visible("#keys"), "? shows the keys")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.evaluate("document.activeElement.name") == "find", "/ goes to the search")


def decisions(page):
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.asset')].map((asset) => [asset.querySelector('h2').textContent, asset.dataset.decision]))"
    )


def check_culling(browser, sheet):
    """A sitting with the keyboard: what is decided is marked, counted, filtered, undone, exported, and there again after a reload."""
    with browser.page(sheet, accept_downloads=True) as page:
        names = visible(page)
        page.keyboard.press("j")
        page.keyboard.press("2")
        focused = "document.activeElement.closest('.asset')?.querySelector('h2').textContent"
        expect(page.evaluate(focused) == names[1], "a number goes on to the next asset")
        page.keyboard.press("x")
        page.keyboard.press("r")
        page.fill("#note textarea", "brighter")
        page.get_by_role("button", name="Mark for redo").click()
        found = decisions(page)
        expect([found[name] for name in names[:3]] == ["chosen", "rejected", "redo"], f"decided was {found}")
        page.reload()
        page.wait_for_load_state("networkidle")
        expect(decisions(page) == found, "the decisions survive a reload")
        page.get_by_role("group", name="Choice").get_by_label("Rejected").check()
        expect(visible(page) == [names[1]], "one can look at the rejected alone")
        page.get_by_role("group", name="Choice").get_by_label("Rejected").uncheck()
        with page.expect_download() as download:
            page.click("#tray button[name=export]")
        exported = json.loads(pathlib.Path(download.value.path()).read_text())
        expect(exported["format"] == "aquatint-choices/1" and len(exported["choices"]) == 3, f"exported was {exported}")
        page.keyboard.press("Backspace")
        page.evaluate("scrollTo(0, 0)")
        page.click("#tray button[name=clear]")
        expect(set(decisions(page).values()) == {"open"}, "and all can be cleared")


def check_comparing(browser, sheet):
    with browser.page(sheet) as page:
        page.keyboard.press("j")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        shown = "[...document.querySelectorAll('#viewer .pane:not([hidden])')].length"
        page.wait_for_function("document.querySelector('#viewer img').naturalWidth > 0")
        page.keyboard.press("z")
        expect("100 %" in page.inner_text("#viewer .buttons"), "z is 100 %")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
        expect("100 %" in page.inner_text("#viewer .buttons"), "and stays while one goes from picture to picture")
        page.keyboard.press("v")
        page.wait_for_timeout(300)
        expect(page.evaluate(shown) == 2, "two pictures stand beside each other")
        page.evaluate("document.querySelector('#viewer .pane').scrollTo(40, 30)")
        page.wait_for_timeout(300)
        places = page.evaluate("[...document.querySelectorAll('#viewer .pane:not([hidden])')].map((pane) => [pane.scrollLeft, pane.scrollTop])")
        expect(all(abs(a - b) <= 2 for a, b in zip(*places)), f"both show the same place: {places}")
        browser.shoot(page, "compare")
        page.keyboard.press("v")
        page.keyboard.press("v")
        page.keyboard.press("0")
        page.keyboard.press("b")
        expect(page.is_visible("#viewer .slider") and page.is_visible("#viewer .over"), "b lays the source over the result")
        browser.shoot(page, "slider")


def check_views(browser, sheet):
    with browser.page(sheet) as page:
        page.get_by_role("group", name="View").get_by_label("Grid").check()
        page.wait_for_timeout(300)
        tiles = page.evaluate(
            "[...document.querySelectorAll('.asset .shot img')].filter((image) => { const box = image.getBoundingClientRect(); return box.width && box.bottom < innerHeight; }).length"
        )
        print(f"  {tiles} pictures of 25 assets on a screen of 1440 x 1000")
        browser.shoot(page, "grid")
        page.get_by_role("group", name="View").get_by_label("Table").check()
        page.wait_for_timeout(300)
        expect(page.is_visible("#table") and len(page.query_selector_all("#table tr")) > 1, "a table of two axes")
        browser.shoot(page, "table")
        report_violations(page, "table")


def check_choosing(browser, sheet, program):
    folder = sheet.parents[1]
    with browser.page(sheet) as page:
        asset = page.locator(".asset", has_text="lamp-spring-soft")
        asset.locator("summary").click()
        earlier = asset.locator(".calls .choose").first
        earlier.click()
        command = page.inner_text("#tray pre code")
        expect(command.startswith("aquatint pick shop.yaml lamp-spring-soft "), f"the command is {command}")
        expect(page.inner_text("#tray output") == "Copied.", "it was copied")
        expect(page.evaluate("navigator.clipboard.readText()") == command, "the clipboard holds it")
        browser.shoot(page, "choosing-light")
        page.locator(".asset", has_text="it's #1").first.locator(".choose").first.click()
        commands = page.inner_text("#tray pre code").splitlines()
        expect(len(commands) == 2 and "'it'\\''s #1, 100% & co-" in commands[1], f"the commands are {commands}")
        page.click("#tray button[name=clear]")
        expect(not page.is_visible("#tray"), "and they can be cleared")
    # As a shell reads it, with the program under test under its name.
    for line in commands:
        ending = subprocess.run(
            ["sh", "-c", f'aquatint() {{ "{program}" "$@"; }}; {line}'], cwd=folder, capture_output=True, text=True, check=False
        )
        expect(ending.returncode == 0, f"{line}: {ending.stderr}")


def check_looks(browser, sheet):
    for scheme in ["light", "dark"]:
        with browser.page(sheet, scheme=scheme) as page:
            page.wait_for_timeout(400)
            browser.shoot(page, f"sheet-{scheme}")
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.click("button[name=theme]")
            expect(page.evaluate("getComputedStyle(document.body).backgroundColor") != paper, "the switch changes the colours")
    with browser.page(sheet, width=390, height=844) as page:
        expect(page.evaluate("document.documentElement.scrollWidth") <= 390, "a narrow window does not scroll sideways")
        browser.shoot(page, "sheet-narrow")
    with browser.page(sheet) as page:
        page.pdf(path=browser.folder / "sheet.pdf", format="A4")
    with browser.page(sheet, java_script_enabled=False) as page:
        expect(len(page.query_selector_all(".asset")) == 25, "without a script the assets are there")
        expect(not page.is_visible("form.controls"), "and no controls that would do nothing")


def check_accessibility(browser, sheet):
    for scheme in ["light", "dark"]:
        with browser.page(sheet, scheme=scheme) as page:
            page.evaluate("for (const details of [...document.querySelectorAll('details')].slice(0, 12)) details.open = true")
            report_violations(page, f"sheet, {scheme}")
            page.locator(".choose:visible").first.click()
            report_violations(page, f"sheet with a choice, {scheme}")
            page.locator("a.shot").nth(1).click()
            report_violations(page, f"large view, {scheme}")


def report_violations(page, what):
    violations = Axe().run(page).response["violations"]
    found = [f"{each['id']} ({each['impact']}, {len(each['nodes'])}): {each['nodes'][0]['html'][:120]}" for each in violations]
    expect(not found, f"axe on the {what}: {found}")


def check_many(browser, sheet, count):
    start = time.monotonic()
    sessions = []

    def measure(page):
        # Time that the thread has worked, not time that has passed: other programs may be at work too.
        sessions.append(page.context.new_cdp_session(page))
        sessions[0].send("Performance.enable", {"timeDomain": "threadTicks"})

    def work():
        return {metric["name"]: metric["value"] for metric in sessions[0].send("Performance.getMetrics")["metrics"]}

    with browser.page(sheet, prepare=measure) as page:
        opened = time.monotonic() - start
        page.wait_for_timeout(500)
        first = work()
        expect(len(visible(page)) == count, f"{count} assets are there")
        print(
            f"  {count} assets, {pipelines.size_of(sheet) / 1e6:.1f} MB: main thread {first['TaskDuration']:.2f} s"
            f" (script {first['ScriptDuration']:.2f}, style {first['RecalcStyleDuration']:.2f}, layout {first['LayoutDuration']:.2f});"
            f" open after {opened:.2f} s"
        )
        for name, action in {
            "find": lambda: page.fill("input[name=find]", "s07-p01"),
            "find nothing": lambda: page.fill("input[name=find]", ""),
            "order": lambda: page.select_option("select[name=order]", "name"),
            "to the end": lambda: page.keyboard.press("End"),
        }.items():
            before = work()["TaskDuration"]
            action()
            page.wait_for_timeout(600)
            print(f"  {name}: {work()['TaskDuration'] - before:.2f} s of the main thread")
        browser.shoot(page, "many-end")
        expect(first["TaskDuration"] < MOST_WORK, f"opening took {first['TaskDuration']:.2f} s of the main thread, more than {MOST_WORK}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--chromium", required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--assets", type=int, default=2000)
    parser.add_argument("--keep", action="store_true", help="uses the sets that are there")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    shop, many = folder / "shop" / "out" / "index.html", folder / "many" / "out" / "index.html"
    failures = 0
    if not options.keep or not shop.exists():
        shop = pipelines.shop(program, folder / "shop")
    if not options.keep or not many.exists():
        many = pipelines.many(program, folder / "many", options.assets)
    with sync_playwright() as playwright:
        # The sandbox needs user namespaces, which containers seldom have; the pages are our own.
        chromium = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        browser = Browser(chromium, folder)
        checks = {
            "contents": lambda: check_contents(browser, shop),
            "finding and ordering": lambda: check_filters(browser, shop),
            "large view and keys": lambda: check_viewer(browser, shop),
            "culling": lambda: check_culling(browser, shop),
            "comparing": lambda: check_comparing(browser, shop),
            "grid and table": lambda: check_views(browser, shop),
            "choosing": lambda: check_choosing(browser, shop, program),
            "light, dark, narrow, paper": lambda: check_looks(browser, shop),
            "accessibility": lambda: check_accessibility(browser, shop),
            "a sitting of 300 assets": lambda: review.check_sitting(chromium, program, folder / "culling", 300),
            "many assets": lambda: check_many(browser, many, options.assets),
        }
        for name, check in checks.items():
            try:
                check()
                print(f"ok    {name}")
            except Exception as error:  # noqa: BLE001 - one broken check must not hide the others
                failures += 1
                print(f"FAIL  {name}: {error}")
        chromium.close()
    print(f"screenshots are in {folder}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
