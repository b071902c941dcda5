"""The picture that every fixture shows: four quadrants that tell how it lies, with a soft ramp inside each."""

COLOURS = {"tl": (220, 40, 30), "tr": (30, 160, 60), "bl": (40, 60, 200), "br": (240, 210, 40)}


def pixel(x, y, width, height):
    """16 bits a channel; alpha falls to half in the lower right, and to nothing in its last corner."""
    row = "t" if y * 2 < height else "b"
    column = "l" if x * 2 < width else "r"
    red, green, blue = (value * 257 for value in COLOURS[row + column])
    ramp = (x * 397 + y * 211) % 1201
    clamp = lambda value: max(0, min(65535, value))
    alpha = 65535
    if row + column == "br":
        alpha = 0 if (x, y) == (width - 1, height - 1) else 32896
    return clamp(red - ramp), clamp(green + ramp), clamp(blue + ramp // 2), alpha


def picture(width, height):
    return [[pixel(x, y, width, height) for x in range(width)] for y in range(height)]


def to8(value, bits=16):
    """The nearest of 256 levels."""
    largest = (1 << bits) - 1
    return (value * 255 * 2 + largest) // (largest * 2)


def stored(rows, orientation):
    """The rows to store so that `orientation` turns them into `rows` (EXIF tag 0x0112)."""
    flip = lambda r: [line[::-1] for line in r]
    turn = lambda r: [list(line) for line in zip(*r)]
    return {
        1: lambda r: r, 2: flip, 3: lambda r: flip(r[::-1]), 4: lambda r: r[::-1],
        5: turn, 6: lambda r: turn(r)[::-1], 7: lambda r: flip(turn(r)[::-1]), 8: lambda r: flip(turn(r)),
    }[orientation](rows)


def exif(orientation, big=False):
    """A TIFF header and one directory with one entry."""
    order = "big" if big else "little"
    number = lambda value, size: value.to_bytes(size, order)
    entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + number(0, 2)
    return (b"MM" if big else b"II") + number(42, 2) + number(8, 4) + number(1, 2) + entry + number(0, 4)


def describe(name, rows, orientation, model, depth, alpha, frames=1):
    """One line of expected.txt; `rows` are RGBA of 8 bits."""
    height, width = len(rows), len(rows[0])
    corners = [rows[0][0], rows[0][-1], rows[-1][0], rows[-1][-1]]
    flat = [p for line in rows for p in line]
    means = ",".join(f"{sum(p[c] for p in flat) / len(flat):.2f}" for c in range(4))
    hexes = " ".join("%02x%02x%02x%02x" % tuple(c) for c in corners)
    return f"{name} {width} {height} {orientation} {model} {depth} {'alpha' if alpha else 'opaque'} {frames} {hexes} {means}"
