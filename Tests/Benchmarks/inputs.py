"""Makes the pictures that the jobs read. Arguments: target folder, corpus folder (may be missing)."""

import os
import sys

import pyvips

PHOTOGRAPH = "photos/mate-Dune.jpg"


def drawn(width, height):
    """Smooth shapes over several scales, so that the picture compresses like a photograph and not like a chart."""
    bands = []
    for seed in (1, 2, 3):
        band = None
        for octave in range(6):
            cell = max(8, 1024 >> octave)
            layer = pyvips.Image.perlin(width, height, cell_size=cell, seed=seed * 100 + octave) * (80 / (1 << octave))
            band = layer if band is None else band + layer
        bands.append(band + 128)
    return bands[0].bandjoin(bands[1:]).cast("uchar").copy(interpretation="srgb")


def material(corpus, width, height):
    path = os.path.join(corpus, PHOTOGRAPH)
    if not os.path.exists(path):
        return drawn(width, height)
    picture = pyvips.Image.thumbnail(path, width, height=height, crop="centre", size="both").copy_memory()
    # Enlarging takes away the noise that makes real pictures of this size expensive to decode.
    noise = pyvips.Image.gaussnoise(width, height, sigma=1, mean=0, seed=7)
    return (picture + noise).cast("uchar").copy(interpretation="srgb")


def main(folder, corpus):
    os.makedirs(folder, exist_ok=True)
    done = os.path.join(folder, "complete")
    if os.path.exists(done):
        return
    wide = material(corpus, 3840, 2160).copy_memory()
    wide.write_to_file(f"{folder}/4k.jpg", Q=90, keep="none")
    wide.write_to_file(f"{folder}/4k-progressive.jpg", Q=90, interlace=True, keep="none")
    wide.write_to_file(f"{folder}/4k.png", compression=6, keep="none")
    wide.write_to_file(f"{folder}/4k.webp", Q=85, keep="none")
    material(corpus, 4096, 4096).write_to_file(f"{folder}/square.png", compression=6, keep="none")
    camera = material(corpus, 4032, 3024).icc_transform("p3", input_profile="srgb").copy_memory()
    camera.set_type(pyvips.GValue.gint_type, "orientation", 6)
    camera.write_to_file(f"{folder}/camera.jpg", Q=92)
    with open(done, "w") as file:
        file.write("photograph\n" if os.path.exists(os.path.join(corpus, PHOTOGRAPH)) else "drawn\n")


main(sys.argv[1], sys.argv[2])
