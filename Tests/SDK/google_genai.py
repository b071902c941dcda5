"""Generates a picture, edits it, asks for words, at the tier flex, and by batch jobs, with Google's SDK against the address that is given."""

import json
import pathlib
import struct
import sys
import tempfile
import time

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


def finished(client: genai.Client, job: types.BatchJob) -> types.BatchJob:
    for _ in range(100):
        job = client.batches.get(name=job.name)
        if job.done:
            assert job.state == types.JobState.JOB_STATE_SUCCEEDED, job
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job.name} does not end")


def batches(client: genai.Client) -> None:
    """Submits a job with its requests inside, and one with a file of them; and cancels one."""
    config = {"response_modalities": ["IMAGE"], "image_config": {"aspect_ratio": "16:9", "image_size": "512"}}
    requests = [{"contents": [{"role": "user", "parts": [{"text": f"A harbour, number {number}"}]}], "config": config} for number in (1, 2)]
    job = client.batches.create(model=MODEL, src=requests, config={"display_name": "inline"})
    assert job.name.startswith("batches/") and job.display_name == "inline", job
    job = finished(client, job)
    made = [picture(item.response).data for item in job.dest.inlined_responses]
    assert [size(data) for data in made] == [(688, 384)] * 2 and made[0] != made[1]

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "requests.jsonl")
        wire = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "1:1", "imageSize": "512"}}
        lines = [
            {"key": f"item-{number}", "request": {"contents": [{"parts": [{"text": f"A pier {number}"}]}], "generationConfig": wire}}
            for number in (1, 2, 3)
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        uploaded = client.files.upload(file=path, config=types.UploadFileConfig(display_name="file", mime_type="jsonl"))
    job = finished(client, client.batches.create(model=MODEL, src=uploaded.name, config={"display_name": "file"}))
    results = [json.loads(line) for line in client.files.download(file=job.dest.file_name).decode().splitlines()]
    assert [result["key"] for result in results] == ["item-1", "item-2", "item-3"], [result.keys() for result in results]
    assert all(result["response"]["candidates"][0]["content"]["parts"][0]["inlineData"]["data"] for result in results)

    names = [listed.display_name for listed in client.batches.list(config={"page_size": 10})]
    assert "inline" in names and "file" in names, names
    client.batches.cancel(name=job.name)
    client.batches.delete(name=job.name)


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

    if "service_tier" in types.GenerateContentConfig.model_fields:
        config = types.GenerateContentConfig(
            response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="1:1", image_size="512"), service_tier="flex"
        )
        flexible = client.models.generate_content(model=MODEL, contents="A lighthouse", config=config)
        assert size(picture(flexible).data) == (512, 512)
        tier = flexible.sdk_http_response.headers["x-gemini-service-tier"]
        assert tier == "flex", tier
    batches(client)
    print(f"google-genai {release}: generated {size(made.data)}, edited {size(edited.data)}, answered in words")


main()
