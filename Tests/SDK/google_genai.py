"""Generates a picture, edits it, and asks for words, with Google's SDK against the address that is given."""

import struct
import sys

from google import genai
from google.genai import types

MODEL = "gemini-3.1-flash-image"


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return struct.unpack(">II", data[16:24])
    assert data.startswith(b"\xff\xd8"), data[:16]
    place = 2
    while True:
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length


def picture(response) -> types.Blob:
    blobs = [part.inline_data for part in response.candidates[0].content.parts if part.inline_data]
    assert len(blobs) == 1, f"{len(blobs)} pictures"
    return blobs[0]


def main() -> None:
    address, release = sys.argv[1:]
    client = genai.Client(api_key="sdk-test-key", http_options=types.HttpOptions(base_url=address))

    config = types.GenerateContentConfig(
        response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9", image_size="512")
    )
    made = picture(client.models.generate_content(model=MODEL, contents="A harbour in the rain", config=config))
    assert size(made.data) == (688, 384), size(made.data)

    config = types.GenerateContentConfig(
        system_instruction="Keep the shape of everything.",
        response_modalities=["TEXT", "IMAGE"],
        image_config=types.ImageConfig(aspect_ratio="1:1", image_size="512"),
    )
    source = types.Part(inline_data=types.Blob(mime_type=made.mime_type, data=made.data))
    response = client.models.generate_content(model=MODEL, contents=["The same harbour in the sun", source], config=config)
    edited = picture(response)
    assert size(edited.data) == (512, 512), size(edited.data)
    assert edited.data != made.data
    # The words beside the picture are counted, too.
    counts = {detail.modality: detail.token_count for detail in response.usage_metadata.candidates_tokens_details}
    assert counts[types.MediaModality.IMAGE] == 747, response.usage_metadata
    assert response.usage_metadata.candidates_token_count == sum(counts.values()), response.usage_metadata

    words = client.models.generate_content(
        model=MODEL, contents="Say something", config=types.GenerateContentConfig(response_modalities=["TEXT"])
    )
    assert words.text, words
    print(f"google-genai {release}: generated {size(made.data)}, edited {size(edited.data)}, answered in words")


main()
