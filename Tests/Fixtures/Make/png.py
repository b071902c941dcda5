"""Writes Tests/Fixtures/png: python3 Tests/Fixtures/Make/png.py. Needs nothing but Python."""

import os
import zlib

from picture import describe, exif, picture, stored, to8

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "png")
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
lines = []


def chunk(kind, body, damaged=False):
    check = zlib.crc32(kind + body) ^ (1 if damaged else 0)
    return len(body).to_bytes(4, "big") + kind + body + check.to_bytes(4, "big")


def header(width, height, depth, kind, interlaced=0):
    return width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, kind, 0, 0, interlaced])


def packed(line, depth):
    """Samples of one row, each pixel a tuple, as bytes."""
    samples = [value for pixel in line for value in pixel]
    if depth == 16:
        return b"".join(value.to_bytes(2, "big") for value in samples)
    bits = "".join(format(value, f"0{depth}b") for value in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def filtered(rows, depth, channels):
    """Every filter in turn, so that all five are in a file."""
    step = max(1, depth * channels // 8)
    out, before = b"", None
    for index, line in enumerate(rows):
        raw = packed(line, depth)
        up = before or bytes(len(raw))
        kind = index % 5
        row = bytearray()
        for i, value in enumerate(raw):
            a = raw[i - step] if i >= step else 0
            b, c = up[i], (up[i - step] if i >= step else 0)
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row.append((value - [0, a, b, (a + b) // 2, paeth][kind]) % 256)
        out += bytes([kind]) + bytes(row)
        before = raw
    return out


def stream(rows, depth, channels, interlaced):
    if not interlaced:
        return filtered(rows, depth, channels)
    out = b""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = [line[x0::dx] for line in rows[y0::dy]]
        part = [line for line in part if line]
        out += filtered(part, depth, channels)
    return out


def png(rows, depth, kind, interlaced=0, before=b"", after=b"", pieces=None):
    channels = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}[kind]
    data = zlib.compress(stream(rows, depth, channels, interlaced), 9)
    size = pieces or len(data)
    body = b"".join(chunk(b"IDAT", data[i:i + size]) for i in range(0, len(data), size))
    head = chunk(b"IHDR", header(len(rows[0]), len(rows), depth, kind, interlaced))
    return SIGNATURE + head + before + body + after + chunk(b"IEND", b"")


def save(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def valid(name, data, rows, model, depth, alpha, orientation=1, frames=1):
    save(f"valid/{name}.png", data)
    lines.append(describe(f"{name}.png", rows, orientation, model, depth, alpha, frames))


def luma(pixel):
    return (pixel[0] * 2126 + pixel[1] * 7152 + pixel[2] * 722) // 10000


full = picture(29, 21)
eight = [[tuple(to8(v) for v in p) for p in line] for line in full]
opaque = [[p[:3] + (255,) for p in line] for line in eight]


def map_rows(rows, function):
    return [[function(p) for p in line] for line in rows]


for depth in (1, 2, 4, 8, 16):
    grey = map_rows(full, lambda p: (luma(p) >> (16 - depth),))
    shown = map_rows(grey, lambda p: (to8(p[0], depth),) * 3 + (255,))
    valid(f"grey-{depth}", png(grey, depth, GREY), shown, "grey", depth, False)
    key = grey[3][3][0]
    clear = map_rows(grey, lambda p: (to8(p[0], depth),) * 3 + (0 if p[0] == key else 255,))
    valid(f"grey-{depth}-transparent-interlaced", png(grey, depth, GREY, 1, chunk(b"tRNS", key.to_bytes(2, "big"))), clear, "grey", depth, True)

rgb8, rgb16 = map_rows(eight, lambda p: p[:3]), map_rows(full, lambda p: p[:3])
valid("rgb-8", png(rgb8, 8, RGB), opaque, "rgb", 8, False)
rounded = map_rows(rgb16, lambda p: tuple(to8(v) for v in p) + (255,))
valid("rgb-16-interlaced", png(rgb16, 16, RGB, 1), rounded, "rgb", 16, False)
key = rgb16[0][0]
# Another pixel whose upper bytes are those of the key must stay opaque.
near = (key[0] ^ 1, key[1], key[2])
keyed = [list(line) for line in rgb16]
keyed[1][0] = near
shown = map_rows(keyed, lambda p: tuple(to8(v) for v in p) + (0 if p == key else 255,))
valid("rgb-16-transparent", png(keyed, 16, RGB, 0, chunk(b"tRNS", b"".join(v.to_bytes(2, "big") for v in key))), shown, "rgb", 16, True)
valid("rgba-8-interlaced", png(eight, 8, RGBA, 1), eight, "rgb", 8, True)
valid("rgba-8-one-byte-chunks", png([line[:6] for line in eight[:6]], 8, RGBA, pieces=1), [line[:6] for line in eight[:6]], "rgb", 8, True)
valid("rgba-16", png(full, 16, RGBA), eight, "rgb", 16, True)
greys = map_rows(full, lambda p: (luma(p), p[3]))
shown = map_rows(greys, lambda p: (to8(p[0]),) * 3 + (to8(p[1]),))
valid("grey-alpha-16-interlaced", png(greys, 16, GREY_ALPHA, 1), shown, "grey", 16, True)
greys8 = map_rows(greys, lambda p: (to8(p[0]), to8(p[1])))
valid("grey-alpha-8", png(greys8, 8, GREY_ALPHA), shown, "grey", 8, True)

for depth in (1, 2, 4, 8):
    count = 1 << depth
    colours = [(i * 255 // (count - 1), 255 - i * 200 // count, i * 97 % 256) for i in range(count)]
    alphas = [255 - i * 60 // count for i in range(count // 2)]
    index = [[((x * 3 + y * 5) % count,) for x in range(29)] for y in range(21)]
    palette = chunk(b"PLTE", b"".join(bytes(c) for c in colours))
    shown = map_rows(index, lambda p: colours[p[0]] + (255,))
    valid(f"palette-{depth}", png(index, depth, PALETTE, 0, palette), shown, "rgb", depth, False)
    shown = map_rows(index, lambda p: colours[p[0]] + ((alphas + [255] * count)[p[0]],))
    valid(f"palette-{depth}-transparent-interlaced", png(index, depth, PALETTE, 1, palette + chunk(b"tRNS", bytes(alphas))), shown, "rgb", depth, True)

valid("one-pixel", png([[(1, 2, 3, 4)]], 8, RGBA), [[(1, 2, 3, 4)]], "rgb", 8, True)
valid("one-column-interlaced", png([[line[0][:3]] for line in eight], 8, RGB, 1), [[line[0]] for line in opaque], "rgb", 8, False)
valid("one-row-interlaced", png([rgb8[0]], 8, RGB, 1), [opaque[0]], "rgb", 8, False)

small = [line[:8] for line in rgb8[:6]]
animation = chunk(b"acTL", bytes([0, 0, 0, 2, 0, 0, 0, 0]))
frame = lambda number: chunk(b"fcTL", number.to_bytes(4, "big") + (8).to_bytes(4, "big") + (6).to_bytes(4, "big") + bytes(8) + bytes([0, 1, 0, 10, 0, 0]))
second = chunk(b"fdAT", (2).to_bytes(4, "big") + zlib.compress(stream([line[::-1] for line in small], 8, 3, 0)))
valid("animated", png(small, 8, RGB, 0, animation + frame(0), frame(1) + second), [line[:8] for line in opaque[:6]], "rgb", 8, False, 1, 2)

for orientation in range(1, 9):
    rows = stored(rgb8, orientation)
    block = chunk(b"eXIf", exif(orientation, big=orientation % 2 == 0))
    # The chunk may stand on either side of the picture.
    place = {"before": block} if orientation < 5 else {"after": block}
    valid(f"orientation-{orientation}", png(rows, 8, RGB, **place), stored(opaque, orientation), "rgb", 8, False, orientation)

whole = png(rgb8, 8, RGB)
profile = chunk(b"iCCP", b"name\0\0" + zlib.compress(bytes(range(256)) * 4))
text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(b"<x:xmpmeta/>" * 20))
valid("profile-and-xmp", png(rgb8, 8, RGB, 0, profile + text), opaque, "rgb", 8, False)
valid("bytes-after-the-end", whole + b"\x00" * 40, opaque, "rgb", 8, False)
valid("damaged-text", png(rgb8, 8, RGB, 0, chunk(b"tEXt", b"Comment\0x", damaged=True)), opaque, "rgb", 8, False)

head = lambda *values, **more: chunk(b"IHDR", header(*values), **more)
data = zlib.compress(stream(rgb8, 8, 3, 0))
end = chunk(b"IEND", b"")
for name, parts in {
    "header-checksum": [head(29, 21, 8, RGB, damaged=True), chunk(b"IDAT", data), end],
    "data-checksum": [head(29, 21, 8, RGB), chunk(b"IDAT", data, damaged=True), end],
    "no-data": [head(29, 21, 8, RGB), end],
    "no-palette": [head(29, 21, 8, PALETTE), chunk(b"IDAT", data), end],
    "colour-type": [head(29, 21, 8, 5), chunk(b"IDAT", data), end],
    "bit-depth": [head(29, 21, 4, RGB), chunk(b"IDAT", data), end],
    "width-zero": [head(0, 21, 8, RGB), chunk(b"IDAT", data), end],
    "rows-missing": [head(29, 42, 8, RGB), chunk(b"IDAT", data), end],
    "compressed-data": [head(29, 21, 8, RGB), chunk(b"IDAT", data[:20] + bytes(40) + data[60:]), end],
    "filter-type": [head(29, 21, 8, RGB), chunk(b"IDAT", zlib.compress(b"\x09" * (21 * 88))), end],
    "header-twice": [head(29, 21, 8, RGB), head(29, 21, 8, RGB), chunk(b"IDAT", data), end],
    "header-not-first": [chunk(b"tEXt", b"a\0b"), head(29, 21, 8, RGB), chunk(b"IDAT", data), end],
    "huge": [head(0x7FFFFFFF, 0x7FFFFFFF, 8, RGB), chunk(b"IDAT", data), end],
}.items():
    save(f"invalid/{name}.png", SIGNATURE + b"".join(parts))

save("expected.txt", ("\n".join(lines) + "\n").encode())
