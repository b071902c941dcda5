"""The jobs in Pillow, as one would write them for speed. Arguments: job, input, output folder."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageCms, ImageOps

job, source, folder = sys.argv[1:4]
SAVING = {"jpg": {"quality": 80}, "webp": {"quality": 80}, "png": {}}


def save(picture, name, extension, **options):
    picture.save(f"{folder}/{name}.{extension}", **(options or SAVING[extension]))


picture = Image.open(source)
if job == "fan-out":
    picture.load()
    with ThreadPoolExecutor(2) as pool:
        running = []
        for size in (1024, 512, 256, 128, 64):
            small = picture.resize((size, size), Image.Resampling.LANCZOS)
            running += [pool.submit(save, small, size, extension) for extension in SAVING]
        for one in running:
            one.result()
elif job == "camera":
    profile = picture.info.get("icc_profile")
    picture.thumbnail((2048, 2048), Image.Resampling.LANCZOS)
    picture = ImageOps.exif_transpose(picture)
    if profile:
        picture = ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    save(picture, "normalized", "jpg", quality=90, icc_profile=None, exif=b"")
else:
    picture.thumbnail((256, 256), Image.Resampling.LANCZOS)
    save(picture, "small", {"jpeg": "jpg"}.get(job, job))
