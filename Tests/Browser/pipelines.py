"""The pipelines whose pages are looked at, and the running of them."""

import json
import os
import pathlib
import re
import shutil
import subprocess

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "Samples" / "products"

SHOP = """version: 1
name: Storefront & co
gateway: ours
model: gemini-3.1-flash-image
sources: products/*
matrix:
  season: [spring, autumn, winter]
  light: [soft, hard]
  exclude: [{season: spring, light: hard}]
asset: "${source.stem}-${season}-${light}"
output: out
stages:
  - decode: "${source}"
  - normalize: {longest: 512}
  - generate:
      prompt: |
        Place the ${source.stem} in a quiet ${season} landscape under ${light} light. Keep its shape and label.
        <script>document.title = "broken"</script> <img src=x onerror="document.title='broken'"> https://style.example/guide?a=1&b="2"
      aspectRatio: "4:3"
      imageSize: "512"
      variants: 2
      askAgain: 0
  - decode: result
  - verify: {}
  - thumbnails:
      - {name: card, width: 320, height: 180, fit: cover, format: jpeg}
      - {name: icon, longest: 64, format: png}
gateways:
  ours: {dialect: gemini, baseURL: "http://127.0.0.1:PORT", auth: none}
"""

FAULTS = [
    {"prompt": "juice in a quiet winter", "faults": [{"finishReason": "IMAGE_SAFETY"}]},
    {"prompt": "mug in a quiet autumn", "times": 1, "faults": [{"textOnly": "I <b>cannot</b> do that. See https://policy.example/terms."}]},
    {"prompt": "sneaker in a quiet winter", "faults": [{"pixels": "512x512"}]},
]

# All assets make the same request, so two calls serve thousands of them; the rest of the way is the real one.
MANY = """version: 1
name: two thousand
model: gemini-3.1-flash-image
sources: products/mug.png
matrix:
  shelf: [SHELVES]
  place: [PLACES]
asset: "item-${shelf}-${place}"
output: out
stages:
  - decode: "${source}"
  - normalize: {longest: 128}
  - generate:
      prompt: Place the mug on a lawn. Keep its shape and its label, and leave room above it for a headline; no text, no people.
      aspectRatio: "1:1"
      imageSize: "512"
      variants: 2
"""


class Failed(Exception):
    """Something that the page should do and does not."""


def run(program, folder, *arguments, codes=(0,)):
    ending = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if ending.returncode not in codes:
        raise Failed(f"aquatint {' '.join(arguments)} ended with {ending.returncode}:\n{ending.stderr}")
    return ending.stdout


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "products").mkdir(parents=True)
    return folder


def shop(program, folder):
    """A set with failures and earlier answers; its page."""
    fresh(folder)
    for name in ["juice.jpg", "lamp.heic", "mug.png", "sneaker.webp"]:
        shutil.copy(SAMPLES / name, folder / "products")
    shutil.copy(SAMPLES / "mug.png", folder / "products" / "it's #1, 100% & co.png")
    (folder / "faults.json").write_text(json.dumps(FAULTS))
    emulator = subprocess.Popen(
        [program, "emulate", "--faults", "faults.json"], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    try:
        port = re.search(r":(\d+)", emulator.stdout.readline()).group(1)
        (folder / "shop.yaml").write_text(SHOP.replace("PORT", port))
        run(program, folder, "run", "shop.yaml", codes=(1,))
        run(program, folder, "run", "shop.yaml", "--refresh", "lamp-spring-soft", "--only", "lamp-spring-soft")
    finally:
        emulator.terminate()
        emulator.wait()
    return folder / "out" / "index.html"


def many(program, folder, count):
    fresh(folder)
    shutil.copy(SAMPLES / "mug.png", folder / "products")
    shelves = ", ".join(f'"s{number:02}"' for number in range(20))
    places = ", ".join(f'"p{number:03}"' for number in range(count // 20))
    (folder / "many.yaml").write_text(MANY.replace("SHELVES", shelves).replace("PLACES", places))
    run(program, folder, "run", "many.yaml")
    return folder / "out" / "index.html"


def size_of(page):
    return os.path.getsize(page)
