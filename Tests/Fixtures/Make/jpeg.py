"""Writes Tests/Fixtures/jpeg: python3 Tests/Fixtures/Make/jpeg.py.

Needs cjpeg and jpegtran of libjpeg-turbo, a C compiler, and Pillow, which decodes what expected.txt holds.
"""

import io
import os
import subprocess
import tempfile

from PIL import Image
from picture import describe, exif, picture, stored, to8

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "..", "jpeg")
lines = []


def run(*command, data):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def ppm(rows):
    return b"P6 %d %d 255\n" % (len(rows[0]), len(rows)) + bytes(v for line in rows for p in line for v in p)


def segment(marker, body):
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def save(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def valid(name, data, model="rgb", orientation=1):
    save(f"valid/{name}.jpg", data)
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    flat = image.tobytes()
    pixels = [tuple(flat[i:i + 4]) for i in range(0, len(flat), 4)]
    rows = [pixels[y * image.width:(y + 1) * image.width] for y in range(image.height)]
    lines.append(describe(f"{name}.jpg", rows, orientation, model, 8, False))


rows = [[tuple(to8(v) for v in p[:3]) for p in line] for line in picture(45, 37)]
source = ppm(rows)
plain = run("cjpeg", "-quality", "90", "-sample", "1x1", data=source)
valid("colour-444", plain)
for name, sample in {"420": "2x2", "422": "2x1", "440": "1x2", "411": "4x1", "410": "4x2"}.items():
    valid(f"colour-{name}", run("cjpeg", "-quality", "90", "-sample", sample, data=source))
valid("grey", run("cjpeg", "-quality", "90", "-grayscale", data=source), "grey")
valid("rgb", run("cjpeg", "-quality", "90", "-rgb", data=source))
valid("progressive", run("cjpeg", "-quality", "90", "-progressive", data=source))
valid("arithmetic", run("jpegtran", "-arithmetic", data=plain))
valid("arithmetic-progressive", run("jpegtran", "-arithmetic", "-progressive", data=plain))
valid("restart", run("cjpeg", "-quality", "90", "-restart", "2B", data=source))
valid("progressive-restart", run("cjpeg", "-quality", "90", "-progressive", "-restart", "1", data=source))
with tempfile.NamedTemporaryFile("w", suffix=".txt") as scans:
    scans.write("0;\n1;\n2;\n")
    scans.flush()
    valid("scan-for-each-component", run("cjpeg", "-quality", "90", "-scans", scans.name, data=source))
valid("one-pixel", run("cjpeg", "-quality", "95", data=ppm([[(200, 100, 50)]])))
valid("bytes-after-the-end", plain + b"\xff\xd8\xff\xe0" + bytes(60))

with tempfile.TemporaryDirectory() as folder:
    tool = os.path.join(folder, "inks")
    subprocess.run(["cc", "-o", tool, os.path.join(HERE, "inks.c"), "-ljpeg"], check=True)
    for kind in ("cmyk", "ycck"):
        valid(kind, run(tool, kind, data=source), "cmyk")

for orientation in range(1, 9):
    turned = run("cjpeg", "-quality", "92", "-sample", "1x1", data=ppm(stored(rows, orientation)))
    app1 = segment(0xE1, b"Exif\0\0" + exif(orientation, big=orientation % 2 == 0))
    # The block may stand before JFIF's own segment or after it.
    place = 2 if orientation < 5 else 20
    valid(f"orientation-{orientation}", turned[:place] + app1 + turned[place:], orientation=orientation)

frame = plain.index(b"\xff\xc0")
tables = plain.index(b"\xff\xc4")
scan = plain.index(b"\xff\xda")

# Frames of Motion JPEG leave out the tables of ITU-T T.81, annex K.3.
valid("without-huffman-tables", plain[:tables] + plain[scan:])


def patched(offset, *values):
    return plain[:offset] + bytes(values) + plain[offset + len(values):]


for name, data in {
    "12-bit": patched(frame + 4, 12),
    "9-bit": patched(frame + 4, 9),
    "lossless": patched(frame + 1, 0xC3),
    "hierarchical": patched(frame + 1, 0xC5),
    "two-components": patched(frame + 9, 2),
    "width-zero": patched(frame + 7, 0, 0),
    "height-later": patched(frame + 5, 0, 0),
    "sampling-zero": patched(frame + 11, 0),
    "huge": patched(frame + 5, 0xFF, 0xDC, 0xFF, 0xDC),
    "no-frame": plain[:frame] + plain[tables:],
    "no-quantization-tables": plain[:20] + plain[frame:],
    "no-scan": plain[:scan] + b"\xff\xd9",
    "frame-twice": plain[:frame] + plain[frame:tables] + plain[frame:],
    "scan-component": patched(scan + 5, 9),
    "segment-length": patched(tables + 2, 0, 1),
    "scan-too-short": plain[:-60] + b"\xff\xd9",
    "component-without-scan": None,
}.items():
    if data is None:
        with open(os.path.join(FOLDER, "valid/scan-for-each-component.jpg"), "rb") as file:
            data = file.read()
        data = data[:data.rindex(b"\xff\xda")] + b"\xff\xd9"
    save(f"invalid/{name}.jpg", data)

save("expected.txt", ("\n".join(lines) + "\n").encode())
