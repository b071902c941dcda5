"""AVIF files beside those of other encoders, at the same quality by SSIMULACRA2."""

import tempfile
import pathlib

import ssimulacra2
from PIL import Image
from scenes import expect, run, tool


def score(original, picture, folder):
    """Returns how alike a picture is to its original; 90 is not to be told apart, 50 is medium."""
    plain = folder / "plain.png"
    with Image.open(picture) as image:
        image.convert("RGB").save(plain)
    with Image.open(original) as image:
        image.convert("RGB").save(folder / "original.png")
    return ssimulacra2.compute_ssimulacra2(str(folder / "original.png"), str(plain))


def at_score(curve, wanted):
    """Returns the size that a curve of (score, bytes) has at a score, or `None` where it does not reach that."""
    curve = sorted(curve)
    for (low, small), (high, large) in zip(curve, curve[1:]):
        if low <= wanted <= high and high > low:
            return small + (large - small) * (wanted - low) / (high - low)
    return None


def check_avif(made):
    """Our AVIF is at most 3 % larger than avifenc's of the same speed and chroma; Pillow's stands beside it."""
    avifenc = tool("avifenc", "libavif-bin")
    ratios, beside = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for asset in sorted((made["shop"] / "pictures").iterdir()):
            original, ours = asset / "sharp.png", asset / "coded.avif"
            wanted = score(original, ours, folder)
            curve = []
            for quantizer in range(14, 42, 4):
                target = folder / "other.avif"
                run(avifenc, "-s", 6, "-y", 420, "-j", 1, "--min", quantizer, "--max", quantizer, original, target)
                curve.append((score(original, target, folder), target.stat().st_size))
            other = at_score(curve, wanted)
            expect(other is not None, f"{asset.name} has a score of {wanted:.1f}, and avifenc's are {curve}")
            ratios.append(ours.stat().st_size / other)
            with Image.open(original) as image:
                curve = []
                for quality in range(45, 90, 6):
                    target = folder / "pillow.avif"
                    image.convert("RGB").save(target, quality=quality, speed=6, subsampling="4:2:0")
                    curve.append((score(original, target, folder), target.stat().st_size))
            pillow = at_score(curve, wanted)
            if pillow:
                beside.append(ours.stat().st_size / pillow)
    mean = sum(ratios) / len(ratios)
    expect(mean <= 1.03, f"the files are {mean:.3f} times avifenc's at the same score: {ratios}")
    return f"{mean:.3f} times the size of avifenc's, {sum(beside) / max(1, len(beside)):.3f} times Pillow's, {len(ratios)} pictures of 1000 x 1000"
