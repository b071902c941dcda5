"""Writes Tests/Fixtures/heic. Needs `pip install pillow pillow-heif`, and heif-convert, which decodes what expected.txt holds.

Single pictures are coded by x265 (through pillow-heif); the boxes around them are put together here, so that every property
stands exactly where the test wants it.
"""
import io
import os
import struct
import subprocess
import tempfile

import numpy
import pillow_heif
from PIL import Image

from picture import describe, exif, picture

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../heic")


def save(name, data):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def box(kind, content):
    return struct.pack(">I4s", len(content) + 8, kind) + content


def full(kind, version, flags, content):
    return box(kind, struct.pack(">I", version << 24 | flags) + content)


def find(data, *path):
    position, end = 0, len(data)
    for kind in path:
        while position < end:
            size, name = struct.unpack(">I4s", data[position:position + 8])
            if name == kind:
                position, end = position + 8 + (4 if kind == b"meta" else 0), position + size
                break
            position += size
    return data[position:end]


def ispe(width, height):
    return full(b"ispe", 0, 0, struct.pack(">II", width, height))


class Coded:
    """One coded picture: its configuration and its data."""

    def __init__(self, samples, chroma=444, bits=8):
        height, width = samples.shape[:2]
        grey = samples.ndim == 2
        if bits == 8:
            mode, raw = ("L" if grey else "RGB"), samples.astype(numpy.uint8).tobytes()
        else:
            mode, raw = "RGB;16", samples.astype(numpy.uint16).tobytes()
        out = io.BytesIO()
        pillow_heif.from_bytes(mode=mode, size=(width, height), data=raw).save(out, quality=92, chroma=chroma)
        file = out.getvalue()
        self.size = (width, height)
        self.configuration = box(b"hvcC", find(file, b"meta", b"iprp", b"ipco", b"hvcC"))
        self.data = find(file, b"mdat")


class File:
    """Items with their properties and references; the first one added is the primary picture."""

    def __init__(self, *brands):
        self.brands = brands or (b"heic", b"mif1", b"heic")
        self.items, self.properties, self.references = [], [], []
        self.primary = 1
        self.hidden = set()
        self.movie = b""
        # Whether all pictures have the bytes of the first.
        self.shares = False

    def add(self, kind, data, properties=(), inside=False, mime=None):
        numbers = []
        for prop in properties:
            if prop not in self.properties:
                self.properties.append(prop)
            numbers.append(self.properties.index(prop) + 1)
        self.items.append((kind, data, numbers, inside, mime))
        return len(self.items)

    def refer(self, kind, source, *targets):
        self.references.append(box(kind, struct.pack(f">HH{len(targets)}H", source, len(targets), *targets)))

    def picture(self, coded, *properties, size=None):
        return self.add(b"hvc1", coded.data, (coded.configuration, ispe(*(size or coded.size))) + properties)

    def alpha(self, coded, of, *properties, size=None):
        kind = full(b"auxC", 0, 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
        item = self.picture(coded, kind, *properties, size=size)
        self.refer(b"auxl", item, of)
        return item

    def exif(self, block, of):
        item = self.add(b"Exif", struct.pack(">I", 0) + block)
        self.refer(b"cdsc", item, of)

    def xmp(self, block, of):
        item = self.add(b"mime", block, mime=b"application/rdf+xml\0")
        self.refer(b"cdsc", item, of)

    def bytes(self):
        count = len(self.items)
        infe = b"".join(
            full(b"infe", 2, n + 1 in self.hidden, struct.pack(">HH4s", n + 1, 0, item[0]) + b"\0" + (item[4] or b""))
            for n, item in enumerate(self.items))
        ipma = b"".join(
            struct.pack(">HB", n + 1, len(item[2])) + bytes(item[2]) for n, item in enumerate(self.items))
        idat = b"".join(item[1] for item in self.items if item[3])
        mdat = b"".join(item[1] for item in self.items if not item[3])
        ftyp = box(b"ftyp", self.brands[0] + b"\0\0\0\0" + b"".join(self.brands[1:]))

        def meta(start):
            places, inner, outer = b"", 0, start
            for n, (_, data, _, inside, _) in enumerate(self.items):
                place = start if self.shares and not inside else inner if inside else outer
                places += struct.pack(">HHHHII", n + 1, inside, 0, 1, place, len(data))
                inner, outer = (inner + len(data), outer) if inside else (inner, outer + len(data))
            parts = full(b"hdlr", 0, 0, struct.pack(">I4s", 0, b"pict") + b"\0" * 13)
            parts += full(b"pitm", 0, 0, struct.pack(">H", self.primary))
            parts += full(b"iloc", 1, 0, struct.pack(">BBH", 0x44, 0, count) + places)
            parts += full(b"iinf", 0, 0, struct.pack(">H", count) + infe)
            if self.references:
                parts += full(b"iref", 0, 0, b"".join(self.references))
            parts += box(b"iprp", box(b"ipco", b"".join(self.properties)) + full(b"ipma", 0, 0, struct.pack(">I", count) + ipma))
            if idat:
                parts += box(b"idat", idat)
            return full(b"meta", 0, 0, parts)

        length = len(ftyp) + len(self.movie) + len(meta(0)) + 8
        if self.shares:
            mdat = self.items[0][1]
        return ftyp + self.movie + meta(length) + box(b"mdat", mdat)


def movie(count):
    """A track of so many pictures that says no more of them than their number."""
    sizes = full(b"stsz", 0, 0, struct.pack(">II", 0, count))
    handler = full(b"hdlr", 0, 0, struct.pack(">I4s", 0, b"pict") + b"\0" * 13)
    media = box(b"mdia", handler + box(b"minf", box(b"stbl", full(b"stsd", 0, 0, struct.pack(">I", 0)) + sizes)))
    return box(b"moov", full(b"mvhd", 0, 0, b"\0" * 96) + box(b"trak", media))


def av1_grid(file):
    """Four times the picture of an AVIF file, 80x64, cut to 150x120."""
    properties = [box(kind, find(file, b"meta", b"iprp", b"ipco", kind)) for kind in (b"av1C", b"ispe", b"colr")]
    grid = File(b"avif", b"mif1", b"avif")
    grid.add(b"grid", struct.pack(">BBBBHH", 0, 0, 1, 1, 150, 120), (ispe(150, 120), properties[2]), inside=True)
    for _ in range(4):
        grid.hidden.add(grid.add(b"av01", find(file, b"mdat"), properties))
    grid.refer(b"dimg", 1, 2, 3, 4, 5)
    return grid.bytes()


# x265 pads anything below 64.
WIDTH, HEIGHT = 80, 64
deep = numpy.array(picture(WIDTH, HEIGHT))
flat = (deep * 255 * 2 + 65535) // (65535 * 2)
colour, alpha = flat[:, :, :3], flat[:, :, 3]
plain = Coded(colour)
mask = Coded(alpha)
lines = []


def valid(name, data, model="rgb", depth=8, transparent=False, written_down=True):
    """Saves a file. heif-convert does not round ten bits to eight, divide by alpha or bear
    a broken profile, so such files are not written down."""
    save("valid/" + name, data)
    if not written_down:
        return
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "out.png")
        subprocess.run(["heif-convert", os.path.join(FOLDER, "valid", name), target], check=True, capture_output=True)
        decoded = numpy.array(Image.open(target).convert("RGBA"))
    rows = [[tuple(int(v) for v in p) for p in line] for line in decoded]
    lines.append(describe(name, rows, 1, model, depth, transparent))


def single(*properties, coded=plain, brands=(), size=None):
    file = File(*brands)
    file.picture(coded, *properties, size=size)
    return file


irot = lambda quarters: box(b"irot", bytes([quarters]))
imir = lambda axis: box(b"imir", bytes([axis]))

valid("plain.heic", single().bytes())
valid("colour-420.heic", single(coded=Coded(colour, chroma=420)).bytes())
valid("grey.heic", single(coded=Coded(flat[:, :, 1])).bytes(), model="grey")
file = single(brands=(b"heic", b"mif1", b"heic", b"hevc", b"msf1"))
file.movie = movie(3)
valid("sequence.heic", file.bytes(), written_down=False)
valid("brand-mif1.heic", single(brands=(b"mif1", b"mif1")).bytes())
for quarters in (1, 2, 3):
    valid(f"rotated-{quarters * 90}.heic", single(irot(quarters)).bytes())
valid("mirrored.heic", single(imir(1)).bytes())
valid("mirrored-rotated.heic", single(irot(1), imir(0)).bytes())
crop = struct.pack(">IIIIiIiI", 45, 1, 37, 1, -35, 2, -27, 2)
valid("cropped.heic", single(box(b"clap", crop)).bytes())

conflict = single(irot(3))
conflict.exif(exif(6), 1)
valid("rotated-with-exif.heic", conflict.bytes())
tagged = single()
tagged.exif(exif(6), 1)
tagged.xmp(b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', 1)
valid("exif-only.heic", tagged.bytes())

# Not a usable profile: only its bytes are looked at.
valid("profile.heic", single(box(b"colr", b"prof" + bytes(range(128)) + b"made for a test")).bytes(), written_down=False)
# Display P3 as code points: primaries 12, transfer 13, matrix 6, full range.
valid("code-points.heic", single(box(b"colr", b"nclx" + struct.pack(">HHHB", 12, 13, 6, 0x80))).bytes())

for name, property_list in {"alpha": (), "alpha-rotated": (irot(1),)}.items():
    file = single(*property_list)
    file.alpha(mask, 1, *property_list)
    valid(name + ".heic", file.bytes(), transparent=True)

def identity(source, own=(), size=(WIDTH, HEIGHT), count=1):
    """A picture derived from another by identity, through so many items."""
    file = File()
    items = [file.add(b"iden", b"", (ispe(*size),) + (tuple(own) if number == 0 else ())) for number in range(count)]
    items.append(file.picture(plain, *source))
    file.hidden.add(items[-1])
    for item, input in zip(items, items[1:]):
        file.refer(b"dimg", item, input)
    return file


valid("identity.heic", identity(()).bytes(), written_down=False)
valid("identity-of-turned.heic", identity((irot(1),), (imir(1),), (HEIGHT, WIDTH)).bytes(), written_down=False)
valid("identity-of-identities.heic", identity((), (irot(2),), count=3).bytes(), written_down=False)
# The alpha is the picture's own brightness, turned the other way round.
file = single(irot(1))
file.alpha(plain, 1, irot(3))
valid("alpha-turned-otherwise.heic", file.bytes(), transparent=True, written_down=False)
# Beside the picture a grid of 36 tiles that all have its bytes, as a flat gain map may; cropped to no more than the picture.
file = single()
file.shares = True
record = file.add(b"grid", struct.pack(">BBBBHH", 0, 0, 5, 5, 80, 64), (ispe(80, 64),), inside=True)
tiles = [file.picture(plain) for _ in range(36)]
file.refer(b"dimg", record, *tiles)
file.hidden |= {record, *tiles}
valid("shared-tiles.heic", file.bytes(), written_down=False)

dimmed = (colour * alpha[:, :, None] + 127) // 255
file = single(coded=Coded(dimmed))
file.refer(b"prem", 1, file.alpha(mask, 1))
valid("alpha-premultiplied.heic", file.bytes(), transparent=True, written_down=False)

ten = Coded(deep[:, :, :3], bits=10)
valid("ten-bits.heic", single(coded=ten, brands=(b"heix", b"mif1", b"heix")).bytes(), written_down=False)

big = numpy.array(picture(100, 90))
big8 = (big * 255 * 2 + 65535) // (65535 * 2)
canvas = numpy.zeros((128, 128, 3), int)
canvas[:90, :100] = big8[:, :, :3]
tiles = [Coded(canvas[y:y + 64, x:x + 64]) for y in (0, 64) for x in (0, 64)]


def grid(width=100, height=90, declared=None, listed=(2, 3, 4, 5), extra=(), rows=2, columns=2):
    file = File()
    record = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
    file.add(b"grid", record, (ispe(*(declared or (width, height))),) + tuple(extra), inside=True)
    for tile in tiles:
        file.hidden.add(file.picture(tile))
    file.refer(b"dimg", 1, *listed)
    return file


valid("grid.heic", grid().bytes())
valid("grid-rotated.heic", grid(extra=(irot(3),)).bytes())
still = io.BytesIO()
Image.fromarray(colour.astype(numpy.uint8)).save(still, "AVIF", quality=90, subsampling="4:4:4")
save("../avif/valid/still.avif", still.getvalue())
save("../avif/valid/grid.avif", av1_grid(still.getvalue()))
save("../avif/invalid/truncated.avif", still.getvalue()[:300])
# The length of the only extent stands 22 bytes behind the name of its box.
length_at = still.getvalue().index(b"iloc") + 22
save("../avif/invalid/without-bytes.avif", still.getvalue()[:length_at] + bytes(4) + still.getvalue()[length_at + 4:])

whole = single().bytes()
save("invalid/truncated.heic", whole[:-100])
save("invalid/item-outside-file.heic", whole[:len(whole) - len(plain.data) - 8] + box(b"mdat", plain.data[:-40]))
save("invalid/grid-missing-tile.heic", grid(listed=(2, 3, 4)).bytes())
save("invalid/grid-uncovered.heic", grid(width=200).bytes())
save("invalid/grid-of-itself.heic", grid(listed=(2, 3, 4, 1)).bytes())
save("invalid/grid-declared-otherwise.heic", grid(declared=(100, 80)).bytes())
save("invalid/grid-huge.heic", grid(65535, 65535).bytes())
save("invalid/tile-coded-otherwise.heic", grid().bytes().replace(ispe(64, 64), ispe(72, 64)))
save("invalid/huge.heic", single(size=(0x7FFFFFFF, 0x7FFFFFFF)).bytes())
save("invalid/coded-otherwise.heic", single(size=(4000, 3000)).bytes())
save("invalid/no-pixels.heic", single(size=(0, HEIGHT)).bytes())
other = single()
other.primary = 9
save("invalid/no-such-primary.heic", other.bytes())
save("invalid/sequence-only.heic", box(b"ftyp", b"hevc\0\0\0\0msf1hevciso8") + box(b"moov", full(b"mvhd", 0, 0, b"\0" * 96)))
place = whole.index(b"ipco") - 4
save("invalid/box-longer-than-parent.heic", whole[:place] + struct.pack(">I", 100_000) + whole[place + 4:])
save("invalid/box-shorter-than-header.heic", whole[:place] + struct.pack(">I", 4) + whole[place + 4:])
file = single()
file.alpha(Coded(alpha[:, :64]), 1)
save("invalid/alpha-of-another-size.heic", file.bytes())
file = single()
file.alpha(Coded(alpha[:, :64]), 1, size=(WIDTH, HEIGHT))
save("invalid/alpha-coded-otherwise.heic", file.bytes())
file = single()
item = file.alpha(mask, 1)
file.refer(b"auxl", 1, item)
file.properties.append(file.properties[file.items[1][2][2] - 1])
file.items[0][2].append(len(file.properties))
save("invalid/alpha-of-its-own-alpha.heic", file.bytes())
file = single()
file.add(b"iden", b"")
file.refer(b"dimg", 2, 2)
file.primary = 2
file.items[1][2].append(2)
save("invalid/derived-from-itself.heic", file.bytes())

save("expected.txt", ("\n".join(lines) + "\n").encode())
