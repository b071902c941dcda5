"""Writes Tests/Fixtures/webp. Needs `pip install pillow` (with libwebp)."""
import io
import os
import struct

from PIL import Image

from picture import describe, exif, picture, stored, to8

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../webp")


def save(name, data):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def image(rows, alpha):
    out = Image.new("RGBA", (len(rows[0]), len(rows)))
    out.putdata([tuple(to8(v) for v in p) for line in rows for p in line])
    return out if alpha else out.convert("RGB")


def coded(rows, alpha=False, **options):
    out = io.BytesIO()
    image(rows, alpha).save(out, "WEBP", **options)
    return out.getvalue()


def chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1)


def riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def int24(value):
    return struct.pack("<I", value)[:3]


def extended(flags, width, height):
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + int24(width - 1) + int24(height - 1))


def frame(x, y, width, height, data, flags=0):
    return chunk(b"ANMF", int24(x // 2) + int24(y // 2) + int24(width - 1) + int24(height - 1) + int24(100) + bytes([flags]) + data)


WIDTH, HEIGHT = 46, 36
rows = picture(WIDTH, HEIGHT)
lines = []


def valid(name, data, orientation=1, alpha=False, frames=1):
    save("valid/" + name, data)
    shown = Image.open(io.BytesIO(data)).convert("RGBA")
    decoded = [[shown.getpixel((x, y)) for x in range(shown.width)] for y in range(shown.height)]
    lines.append(describe(name, decoded, orientation, "rgb", 8, alpha, frames))


lossless = coded(rows, lossless=True, exact=True)
valid("lossy.webp", coded(rows, quality=90))
valid("lossless.webp", lossless)
valid("lossy-alpha.webp", coded(rows, True, quality=90, exact=True), alpha=True)
valid("lossless-alpha.webp", coded(rows, True, lossless=True, exact=True), alpha=True)
valid("one-pixel.webp", coded(picture(1, 1), lossless=True))
valid("one-column.webp", coded(picture(1, 13), quality=90))
valid("odd-size.webp", coded(picture(45, 37), quality=90))
for orientation in range(1, 9):
    turned = coded(stored(rows, orientation), quality=90)[12:]
    block = exif(orientation, big=orientation % 2 == 0)
    width, height = (HEIGHT, WIDTH) if orientation > 4 else (WIDTH, HEIGHT)
    valid(f"orientation-{orientation}.webp", riff(extended(8, width, height), turned, chunk(b"EXIF", block)), orientation)
valid("exif-with-prefix.webp",
      riff(extended(8, WIDTH, HEIGHT), lossless[12:], chunk(b"EXIF", b"Exif\0\0" + exif(3))), 3)
# Not a usable profile: only its bytes are looked at.
profile = bytes(range(128)) + b"made for a test"
valid("profile.webp", riff(extended(0x20, WIDTH, HEIGHT), chunk(b"ICCP", profile), lossless[12:]))
valid("xmp.webp", riff(extended(4, WIDTH, HEIGHT), lossless[12:], chunk(b"XMP ", b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')))
valid("unknown-chunk.webp", riff(extended(0, WIDTH, HEIGHT), chunk(b"abcd", b"12345"), lossless[12:]))
valid("bytes-after-the-end.webp", lossless + b"more")
valid("exif-without-extension.webp", riff(lossless[12:], chunk(b"EXIF", exif(6))))

part = coded([line[:20] for line in rows[:16]], lossless=True)[12:]
whole = lossless[12:]
control = chunk(b"ANIM", b"\xff\xff\xff\xff\0\0")
valid("animated.webp", riff(extended(2, WIDTH, HEIGHT), control, frame(0, 0, WIDTH, HEIGHT, whole),
                            frame(6, 4, 20, 16, part)), frames=2)
valid("animated-small-first-frame.webp", riff(extended(0x12, WIDTH, HEIGHT), control, frame(6, 4, 20, 16, part),
                                              frame(0, 0, WIDTH, HEIGHT, whole)), alpha=True, frames=2)
lossy_alpha = coded(rows, True, quality=90, exact=True)
valid("animated-lossy-alpha.webp", riff(extended(0x12, WIDTH, HEIGHT), control,
                                        frame(0, 0, WIDTH, HEIGHT, lossy_alpha[30:])), alpha=True)

save("invalid/truncated.webp", lossless[:-20])
save("invalid/no-chunk.webp", riff())
save("invalid/chunk-too-long.webp", riff(b"VP8L" + struct.pack("<I", 100_000) + b"\x2f\0\0\0\0"))
save("invalid/short-extension.webp", riff(chunk(b"VP8X", b"\0\0\0\0")))
save("invalid/no-picture.webp", riff(extended(0, WIDTH, HEIGHT)))
save("invalid/huge.webp", riff(extended(0, 1 << 24, 1 << 24), whole))
save("invalid/canvas-of-another-size.webp", riff(extended(0, WIDTH + 2, HEIGHT), whole))
save("invalid/no-frame.webp", riff(extended(2, WIDTH, HEIGHT), control))
save("invalid/frame-outside-canvas.webp", riff(extended(2, WIDTH, HEIGHT), control, frame(30, 4, 20, 16, part)))
save("invalid/frame-of-another-size.webp", riff(extended(2, WIDTH, HEIGHT), control, frame(0, 0, 20, 18, part)))
save("invalid/frame-without-picture.webp", riff(extended(2, WIDTH, HEIGHT), control, frame(0, 0, 20, 16, b"")))
save("invalid/frame-cut.webp", riff(extended(2, WIDTH, HEIGHT), control, frame(0, 0, 20, 16, part[:12])))
save("invalid/signature-broken.webp", lossless[:20] + b"\x2e" + lossless[21:])
save("expected.txt", ("\n".join(lines) + "\n").encode())
