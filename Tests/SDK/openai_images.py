"""Generates a picture, edits it under a mask, and asks for a transparent ground, with OpenAI's client against the address that is given."""

import base64
import io
import struct
import sys
import zlib

from openai import OpenAI

MODEL = "gpt-image-1"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def mask(width: int, height: int) -> bytes:
    """A PNG whose middle is transparent."""
    rows = b""
    for y in range(height):
        rows += b"\0" + b"".join(b"\0\0\0\0" if height // 4 < y < height // 2 else b"\0\0\0\xff" for _ in range(width))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def picture(response) -> bytes:
    assert len(response.data) == 1, response
    return base64.b64decode(response.data[0].b64_json)


def png_header(data: bytes) -> tuple[int, int, int]:
    """Width, height and colour type."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), data[:8]
    width, height, _, colour = struct.unpack(">IIBB", data[16:26])
    return width, height, colour


def main() -> None:
    address, release = sys.argv[1:]
    client = OpenAI(api_key="sdk-test-key", base_url=f"{address}/v1", max_retries=0)
    made = picture(client.images.generate(model=MODEL, prompt="A harbour", size="1536x1024", quality="low", output_format="png"))
    assert png_header(made)[:2] == (1536, 1024), png_header(made)
    clear = picture(client.images.generate(model=MODEL, prompt="A mug", size="1024x1024", background="transparent"))
    assert png_header(clear) == (1024, 1024, 6), png_header(clear)
    source = ("source.png", io.BytesIO(made), "image/png")
    cut = ("mask.png", io.BytesIO(mask(1536, 1024)), "image/png")
    edited = picture(client.images.edit(model=MODEL, image=source, mask=cut, prompt="The harbour at night", size="1536x1024", output_format="png"))
    assert png_header(edited)[:2] == (1536, 1024) and edited != made
    both = client.images.edit(model=MODEL, image=[source[:1] + (io.BytesIO(made), "image/png"), ("b.png", io.BytesIO(clear), "image/png")], prompt="Both")
    assert picture(both) and both.usage.output_tokens > 0, both
    print(f"openai {release}: generated, edited under a mask, transparent")


main()
