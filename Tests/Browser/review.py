"""A sitting with `aquatint review`: hundreds of assets are culled by script, and the next run writes just what was chosen."""

import contextlib
import json
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

import pipelines
from pipelines import Failed

CULLING = """version: 1
name: culling
model: gemini-3.1-flash-image
matrix: {number: [NUMBERS]}
asset: "${number}"
output: out
keep: chosen
provenance: none
stages:
  - generate: {prompt: "A lamp in room ${number}", aspectRatio: "1:1", imageSize: "512", variants: 3}
  - decode: result
  - thumbnails: [{name: icon, longest: 24, format: png}]
"""
DECIDED = "[...document.querySelectorAll('.asset')].filter((asset) => asset.dataset.decision !== 'open').length"
DECISIONS = (
    "Object.fromEntries([...document.querySelectorAll('.asset')].map((asset) => [asset.querySelector('h2').textContent, asset.dataset.decision]))"
)


def expect(condition, message):
    if not condition:
        raise Failed(message)


def files(folder):
    return json.loads((folder / "out" / "manifest.json").read_text())["files"]


def answer(url, body=None, **headers):
    """The status of a request that a page of somebody else, or another program, could send."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers), timeout=60) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def wait_until_decided(page, count):
    """The page's own policy forbids what Playwright waits with."""
    ending = time.monotonic() + 120
    while page.evaluate(DECIDED) != count:
        expect(time.monotonic() < ending, f"{page.evaluate(DECIDED)} of {count} assets are decided")
        time.sleep(0.02)


@contextlib.contextmanager
def review(program, folder):
    server = subprocess.Popen(
        [program, "review", "culling.yaml", "--port", "0", "--no-open"], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://\S+", server.stdout.readline()).group(0)
    finally:
        server.send_signal(signal.SIGINT)
        expect(server.wait() == 0, f"Ctrl-C ended the review with {server.returncode}")


def check_forgeries(url, folder):
    """Neither a foreign Host or Origin nor a wrong token changes anything."""
    base, token = url.split("/?token=")
    choice = json.dumps({"asset": "r001", "kind": "rejected"}).encode()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".lock" in path.name}
    sent = {"Content-Type": "application/json"}
    expect(answer(url) == 200, "the address itself is answered")
    expect(answer(base + "/") == 403, "nothing without the token")
    expect(answer(f"{base}/choice?token={'0' * len(token)}", choice, **sent) == 403, "nothing for another token")
    expect(answer(f"{base}/choice?token={token}", choice, Host="evil.example", **sent) == 403, "nothing for another host")
    expect(answer(f"{base}/choice?token={token}", choice, Origin="https://evil.example", **sent) == 403, "nothing for another origin")
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".lock" in path.name}
    expect(before == after, "and nothing was changed")


def check_sitting(chromium, program, folder, count):
    """Culls `count` assets of three variants each."""
    pipelines.fresh(folder)
    names = [f"r{number:03}" for number in range(1, count + 1)]
    (folder / "culling.yaml").write_text(CULLING.replace("NUMBERS", ", ".join(names)))
    pipelines.run(program, folder, "run", "culling.yaml")
    answered = {(file["asset"], file["variant"]): file["parents"][0]["name"] for file in files(folder) if file["kind"] == "original"}
    first = {file["asset"]: file["parents"][0]["name"] for file in files(folder) if file["kind"] == "rendition"}
    with review(program, folder) as url:
        check_forgeries(url, folder)
        contexts = [chromium.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2)]
        one, two = (context.new_page() for context in contexts)
        for page in (one, two):
            page.goto(url)
        # In the order of the page; the third of each ten is rejected.
        order = one.evaluate("[...document.querySelectorAll('.asset h2')].map((title) => title.textContent)")
        expect(sorted(order) == names, "the page has each asset once")
        keys = {name: "x" if index % 10 == 2 else str(index % 3 + 1) for index, name in enumerate(order)}
        one.keyboard.press("j")
        started = time.monotonic()
        one.keyboard.press(keys[order[0]])
        wait_until_decided(two, 1)
        print(f"  a second browser saw the first choice after {time.monotonic() - started:.2f} s")
        for name in order[1:]:
            one.keyboard.press(keys[name])
        wait_until_decided(one, count)
        wait_until_decided(two, count)
        print(f"  {count} assets were culled in {time.monotonic() - started:.1f} s")
        wanted = {name: "rejected" if key == "x" else "chosen" for name, key in keys.items()}
        for page in (one, two):
            page.reload()
            wait_until_decided(page, count)
            expect(page.evaluate(DECISIONS) == wanted, "every decision survives a reload, in both browsers")
        one.screenshot(path=folder.parent / "review.png")
        for context in contexts:
            context.close()
    expect(" 0 calls" in pipelines.run(program, folder, "run", "culling.yaml"), "the run that writes what was chosen pays for nothing")
    made = {file["asset"]: file["parents"][0]["name"] for file in files(folder) if file["kind"] == "rendition"}
    right = {name: first[name] if key == "x" else answered[name, int(key)] for name, key in keys.items()}
    expect(made == right, f"these show another variant: {[name for name in names if made.get(name) != right[name]][:5]}")
