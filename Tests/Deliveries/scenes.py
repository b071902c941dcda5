"""What the readers read: a shop and a game, made by the program on its emulator."""

import pathlib
import random
import shutil
import subprocess

from PIL import Image

SHOP = """\
version: 1
model: gemini-3-pro-image
rows: [{item: Lamp}, {item: Vase & stand}, {item: Café table}]
asset: ${item | slug}
output: out
files: pictures/${asset}/${rendition}.${ext}
provenance: none
stages:
  - generate: {prompt: "A ${item} on a plain table", aspectRatio: "1:1"}
  - decode: result
  - thumbnails:
      - {name: w320, width: 320, height: 320, fit: cover, format: webp}
      - {name: w640, width: 640, height: 640, fit: cover, format: webp}
      - {name: w1000, width: 1000, height: 1000, fit: cover, format: webp}
      - {name: j320, width: 320, height: 320, fit: cover, format: jpeg}
      - {name: j1000, width: 1000, height: 1000, fit: cover, format: jpeg}
      - {name: icon, width: 512, height: 512, fit: cover, format: png}
      - {name: sharp, width: 1000, height: 1000, fit: cover, format: png}
      - {name: coded, width: 1000, height: 1000, fit: cover, format: avif, quality: 60, speed: 6, chroma: "4:2:0"}
deliver:
  - srcset: {to: web, renditions: [w320, w640, w1000, j320, j1000], sizes: "(min-width: 900px) 50vw, 100vw", alt: "${item}", placeholder: thumbhash}
  - favicon: {to: public, asset: lamp, rendition: icon, name: "Lamps & more", background: 204060}
  - appleIcon: {to: ios/Assets.xcassets, asset: lamp, rendition: icon, dark: vase-stand, tinted: cafe-table, ladder: true}
  - imageset: {to: ios/Assets.xcassets, rendition: w1000}
"""

GAME = """\
version: 1
sources: in/*.png
asset: ${source.stem}
output: out
stages:
  - decode: ${source}
  - thumbnails:
      - {name: sprite, longest: 4096, format: png}
      - {name: icon, width: 512, height: 512, fit: pad, background: "00000000", enlarge: true, format: png}
deliver:
  - atlas: {to: game, name: items, rendition: sprite, padding: 2, extrude: 1}
  - atlas: {to: tight, name: items, rendition: sprite, padding: 0, trim: false}
  - androidIcon: {to: android/res, asset: sprite000, rendition: icon, monochrome: sprite001, background: 204060}
"""

SPRITES = 150


class Failed(Exception):
    """Something that a reader does not find as it should be."""


class Skipped(Exception):
    """A reader that cannot be had here."""


def expect(condition, message):
    if not condition:
        raise Failed(message)


def run(*command, **options):
    """Runs a program to its end, and returns what it has printed."""
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    expect(result.returncode == 0, f"{command[0]} ended with {result.returncode}: {result.stderr.strip()[-800:]} {result.stdout.strip()[-800:]}")
    return result.stdout


def tool(name, package):
    """Returns the path of a program of Debian's."""
    path = shutil.which(name)
    if not path:
        raise Skipped(f"there is no {name}; 'apt-get install {package}' has it")
    return path


def draw_sprites(folder):
    """Draws pictures of random sizes, each with a border in which nothing can be seen."""
    numbers = random.Random(18)
    folder.mkdir(parents=True)
    for index in range(SPRITES):
        width, height = numbers.randint(8, 120), numbers.randint(8, 120)
        image = Image.new("RGBA", (width, height))
        left, top = numbers.randint(0, width // 3), numbers.randint(0, height // 3)
        colour = tuple(numbers.randint(0, 255) for _ in range(3))
        for y in range(top, height - height // 5):
            for x in range(left, width - width // 5):
                image.putpixel((x, y), (*colour, 255 - (x + y) % 90))
        image.save(folder / f"sprite{index:03}.png")


def make(program, folder):
    """Makes everything anew, and returns the folders of the shop and of the game."""
    if folder.exists():
        shutil.rmtree(folder)
    made = {}
    for name, text in (("shop", SHOP), ("game", GAME)):
        scene = folder / name
        scene.mkdir(parents=True)
        if name == "game":
            draw_sprites(scene / "in")
        (scene / f"{name}.yaml").write_text(text)
        run(pathlib.Path(program).resolve(), "run", f"{name}.yaml", cwd=scene)
        made[name] = scene / "out"
    return made
