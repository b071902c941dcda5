"""Programs that read icons and game resources."""

import json
import subprocess
import tempfile
import pathlib
import shutil

import rectpack
from PIL import Image
from scenes import Failed, expect, run, tool

GODOT_PROJECT = """config_version=4

[application]
config/name="Items"
"""

GODOT_SCRIPT = """extends SceneTree

func _init():
	var good = 0
	var dir = Directory.new()
	dir.open("res://game/items")
	dir.list_dir_begin(true)
	var name = dir.get_next()
	while name != "":
		if name.ends_with(".tres"):
			var texture = load("res://game/items/" + name)
			if texture is AtlasTexture and texture.atlas != null and texture.region.size.x > 0:
				print("sprite ", name.get_basename(), " ", texture.get_width(), " ", texture.get_height())
				good += 1
		name = dir.get_next()
	print("loaded ", good)
	quit()
"""


def check_favicon(made):
    """Pillow and ImageMagick find each size in favicon.ico."""
    path = made["shop"] / "public" / "favicon.ico"
    with Image.open(path) as icon:
        sizes = sorted(icon.info["sizes"])
        expect(sizes == [(16, 16), (32, 32), (48, 48)], f"Pillow finds {sizes}")
        for size in sizes:
            icon.size = size
            pixels = icon.convert("RGBA")
            expect(pixels.size == size and len(pixels.getcolors(1 << 16) or []) > 8, f"Pillow finds nothing in {size}")
    found = run(tool("identify", "imagemagick"), "-format", "%w %h\n", f"ico:{path}").split("\n")[:-1]
    expect(sorted(found) == ["16 16", "32 32", "48 48"], f"ImageMagick finds {found}")
    with Image.open(made["shop"] / "public" / "apple-touch-icon.png") as icon:
        expect(icon.size == (180, 180) and icon.mode == "RGB", f"the touch icon is {icon.size} {icon.mode}")
    return "Pillow and ImageMagick: 16, 32 and 48 pixels"


def check_catalogue(made):
    """Every image that an asset catalogue names is there, of the size that it says, the light icon without transparency."""
    catalogue = made["shop"] / "ios" / "Assets.xcassets"
    folders = sorted(catalogue.iterdir())
    for folder in folders:
        contents = json.loads((folder / "Contents.json").read_text())
        expect(contents["info"] == {"author": "xcode", "version": 1}, f"{folder.name} says {contents['info']}")
        for entry in contents["images"]:
            with Image.open(folder / entry["filename"]) as image:
                if "size" in entry:
                    side = round(float(entry["size"].split("x")[0]) * int(entry.get("scale", "1x")[:-1]))
                    expect(image.size == (side, side), f"{entry} is {image.size}")
        named = {entry["filename"] for entry in contents["images"]}
        expect(named == {path.name for path in folder.iterdir()} - {"Contents.json"}, f"{folder.name} holds other files than it names")
    icon = json.loads((catalogue / "AppIcon.appiconset" / "Contents.json").read_text())["images"]
    light = [entry for entry in icon if entry.get("platform") == "ios" and "appearances" not in entry]
    expect(len(light) == 1 and light[0]["idiom"] == "universal" and light[0]["size"] == "1024x1024", f"the light icon is {light}")
    with Image.open(catalogue / "AppIcon.appiconset" / light[0]["filename"]) as image:
        expect(image.mode == "RGB", f"the light icon is {image.mode}")
    appearances = [entry["appearances"][0] for entry in icon if "appearances" in entry]
    expect(appearances == [{"appearance": "luminosity", "value": value} for value in ("dark", "tinted")], f"appearances {appearances}")
    with Image.open(catalogue / "AppIcon.appiconset" / "AppIcon-tinted.png") as image:
        expect(all(len(set(pixel[1][:3])) == 1 for pixel in image.convert("RGB").getcolors(1 << 24)), "the tinted icon has colours")
    return f"{len(folders)} sets, {len(icon)} app icons"


def check_android(made):
    """aapt2 compiles every resource."""
    resources = made["game"] / "android" / "res"
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder) / "compiled.zip"
        run(tool("aapt2", "aapt"), "compile", "--dir", resources, "-o", archive)
        names = run("python3", "-m", "zipfile", "-l", archive).count(".flat")
    count = sum(1 for path in resources.rglob("*") if path.is_file())
    expect(names == count, f"{names} of {count} resources are compiled")
    return f"{names} resources compiled"


def check_godot(made):
    """Godot imports the sheet and loads each sprite with the size that it had."""
    godot = tool("godot3-server", "godot3-server")
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        shutil.copytree(made["game"] / "game", project / "game")
        (project / "project.godot").write_text(GODOT_PROJECT)
        (project / "check.gd").write_text(GODOT_SCRIPT)
        home = {"HOME": folder, "PATH": "/usr/bin:/bin"}
        subprocess.run([godot, "--path", project, "--editor", "--quit"], env=home, capture_output=True, timeout=600)
        said = run(godot, "--path", project, "-s", "res://check.gd", env=home, timeout=600)
    records = json.loads((made["game"] / "game" / "items.json").read_text())["frames"]
    found = {}
    for line in said.split("\n"):
        words = line.split(" ")
        if words[0] == "sprite":
            found[words[1]] = (int(words[2]), int(words[3]))
    expected = {name: (frame["sourceSize"]["w"], frame["sourceSize"]["h"]) for name, frame in records.items()}
    expect(found == expected, f"Godot loads {len(found)} of {len(expected)}: {list(set(expected.items()) - set(found.items()))[:3]}")
    return f"{len(found)} sprites loaded, each of its own size"


def check_fill(made):
    """The sheet is as full as rectpack's, which may choose among its ways and many widths."""
    sheet = json.loads((made["game"] / "tight" / "items.json").read_text())
    boxes = [(frame["frame"]["w"], frame["frame"]["h"]) for frame in sheet["frames"].values()]
    area = sum(width * height for width, height in boxes)
    ours = area / (sheet["meta"]["size"]["w"] * sheet["meta"]["size"]["h"])
    best = 0
    ways = [rectpack.MaxRectsBssf, rectpack.MaxRectsBl, rectpack.MaxRectsBaf]
    for step in (0.9, 0.95, 1.0, 1.05, 1.1, 1.2):
        width = round(area**0.5 * step)
        for way in ways:
            packer = rectpack.newPacker(rotation=False, pack_algo=way, sort_algo=rectpack.SORT_LSIDE)
            for box in boxes:
                packer.add_rect(*box)
            packer.add_bin(width, 4096)
            packer.pack()
            placed = packer.rect_list()
            if len(placed) == len(boxes):
                height = max(y + h for _, _, y, _, h, _ in placed)
                across = max(x + w for _, x, _, w, _, _ in placed)
                best = max(best, area / (across * height))
    if not best:
        raise Failed("rectpack packs nothing")
    expect(ours >= best - 0.02, f"the sheet is filled to {ours:.1%}, and rectpack's to {best:.1%}")
    return f"filled to {ours:.1%}, rectpack's best {best:.1%}"


def check_recomposition(made):
    """Pillow takes the sheet apart again, and every sprite is what it was where anything can be seen."""
    out = made["game"] / "game"
    count = 0
    for path in sorted(out.glob("items*.json")):
        records = json.loads(path.read_text())
        if "frames" not in records:
            continue
        with Image.open(out / records["meta"]["image"]) as sheet:
            sheet = sheet.convert("RGBA")
            for name, frame in records["frames"].items():
                box, place = frame["frame"], frame["spriteSourceSize"]
                again = Image.new("RGBA", (frame["sourceSize"]["w"], frame["sourceSize"]["h"]))
                again.paste(sheet.crop((box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"])), (place["x"], place["y"]))
                with Image.open(made["game"] / name / "sprite.png") as source:
                    pairs = zip(source.convert("RGBA").get_flattened_data(), again.get_flattened_data())
                    expect(all(one == other or one[3] == other[3] == 0 for one, other in pairs), f"{name} is another picture")
                count += 1
    return f"{count} sprites recomposed"
