"""The jobs in pyvips, as one would write them for speed. Arguments: job, input, output folder."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pyvips

job, source, folder = sys.argv[1:4]
SAVING = {"jpg": {"Q": 80}, "webp": {"Q": 80}, "png": {}}


def save(picture, name, extension, **options):
    picture.write_to_file(f"{folder}/{name}.{extension}", keep="none", **(options or SAVING[extension]))


if job == "fan-out":
    # Each size from the next larger one.
    picture = pyvips.Image.thumbnail(source, 1024).copy_memory()
    with ThreadPoolExecutor(2) as pool:
        running = []
        for size in (1024, 512, 256, 128, 64):
            if size != 1024:
                picture = picture.thumbnail_image(size).copy_memory()
            running += [pool.submit(save, picture, size, extension) for extension in SAVING]
        for one in running:
            one.result()
elif job == "camera":
    save(pyvips.Image.thumbnail(source, 2048, height=2048, size="down", output_profile="srgb"), "normalized", "jpg", Q=90)
else:
    save(pyvips.Image.thumbnail(source, 256), "small", {"jpeg": "jpg"}.get(job, job))
