"""Runs the jobs in interleaved rounds and prints medians, with the ratio of Aquatint to each peer of the same run."""

import argparse
import os
import shutil
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))

SMALL = "version: 1\nname: {name}\nsources: {source}\noutput: out\nstages:\n  - decode: ${{source}}\n  - thumbnails:\n      - {{name: small, longest: 256, format: {format}{quality}}}\n"
FAN_OUT = "version: 1\nname: {name}\nsources: {source}\noutput: out\nstages:\n  - decode: ${{source}}\n  - thumbnails:\n" + "".join(
    f"      - {{{{name: '{size}{'' if form == 'jpeg' else '-' + form}', longest: {size}, format: {form}{', quality: 80' if form != 'png' else ''}}}}}\n"
    for size in (1024, 512, 256, 128, 64)
    for form in ("jpeg", "webp", "png")
)
NORMALIZE = "version: 1\nname: {name}\nsources: {source}\noutput: out\nstages:\n  - decode: ${{source}}\n  - normalize: {{longest: 2048, mime: [image/jpeg], quality: 90}}\n"

# name, input, what the peers call the job, pipeline, format
JOBS = [
    ("4k-jpeg-to-256", "4k.jpg", "jpeg", SMALL, "jpeg"),
    ("4k-progressive-jpeg-to-256", "4k-progressive.jpg", "jpeg", SMALL, "jpeg"),
    ("4k-webp-to-256", "4k.webp", "webp", SMALL, "webp"),
    ("4k-png-to-256", "4k.png", "png", SMALL, "png"),
    ("4k-png-to-256-webp", "4k.png", "webp", SMALL, "webp"),
    ("fan-out", "square.png", "fan-out", FAN_OUT, "png"),
    ("camera-p3-orientation-6", "camera.jpg", "camera", NORMALIZE, "jpeg"),
]

# The ratio to libvips (pyvips) that each job is to keep below.
AIMS = {
    "4k-jpeg-to-256": 1.1, "4k-progressive-jpeg-to-256": 1.0, "4k-webp-to-256": 0.95, "4k-png-to-256": 0.65, "4k-png-to-256-webp": 0.65,
    "fan-out": 0.7, "camera-p3-orientation-6": 0.95,
}


def run(command):
    """One process: CPU seconds, wall seconds, peak resident bytes."""
    began = time.perf_counter()
    null = os.open(os.devnull, os.O_RDWR)
    process = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, descriptor) for descriptor in (0, 1, 2)])
    os.close(null)
    _, status, usage = os.wait4(process, 0)
    if status != 0:
        sys.exit(f"failed ({os.waitstatus_to_exitcode(status)}): {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss * 1024


def emptied(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def contenders(arguments, job):
    """Name and a function that prepares a fresh run and answers its command."""
    name, picture, kind, pipeline, form = job
    source = os.path.join(arguments.work, "inputs", picture)
    scratch = os.path.join(arguments.work, "scratch", name)
    file = os.path.join(emptied(scratch), "job.yaml")
    with open(file, "w") as stream:
        quality = "" if form == "png" else ", quality: 80"
        stream.write(pipeline.format(name=name, source=source, format=form, quality=quality))

    def aquatint():
        for folder in ("store", "out"):
            shutil.rmtree(f"{scratch}/{folder}", ignore_errors=True)
        return [arguments.program, "run", file, "--store", f"{scratch}/store", "--output", f"{scratch}/out"]

    def python(peer):
        return lambda: [arguments.python, f"{HERE}/peers/{peer}.py", kind, source, emptied(f"{scratch}/{peer}")]

    yield "aquatint", aquatint
    yield "libvips (pyvips)", python("vips")
    yield "Pillow", python("pillow")
    thumbnailer = shutil.which("vipsthumbnail")
    if thumbnailer and kind in ("jpeg", "webp", "png"):
        extension = {"jpeg": "jpg"}.get(form, form)
        option = "" if form == "png" else "[Q=80,strip]"
        yield "vipsthumbnail", lambda: [
            thumbnailer, source, "-s", "256", "-o", f"{emptied(scratch + '/vipsthumbnail')}/small.{extension}{option}"]


def overhead(arguments):
    """The smallest possible job, to show what starting, planning, the store and the books cost by themselves."""
    folder = emptied(os.path.join(arguments.work, "scratch", "overhead"))
    file = f"{folder}/job.yaml"
    # A PNG of one pixel.
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
        "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082")
    with open(f"{folder}/dot.png", "wb") as stream:
        stream.write(picture)
    with open(file, "w") as stream:
        stream.write(SMALL.format(name="overhead", source=f"{folder}/dot.png", format="png", quality=""))

    def aquatint():
        for name in ("store", "out"):
            shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
        return [arguments.program, "run", file, "--store", f"{folder}/store", "--output", f"{folder}/out"]

    yield "aquatint", aquatint
    for title, code in (("python, importing pyvips", "import pyvips"), ("python, importing Pillow", "import PIL.Image")):
        yield title, lambda code=code: [arguments.python, "-c", code]


def table(title, measured):
    print(f"\n### {title}\n\n| program | CPU ms | wall ms | peak MB | aquatint's CPU / its |\n|---|---|---|---|---|")
    own = statistics.median(cpu for cpu, _, _ in measured["aquatint"])
    for name, runs in measured.items():
        cpu, wall, memory = (statistics.median(column) for column in zip(*runs))
        print(f"| {name} | {cpu * 1000:.0f} | {wall * 1000:.0f} | {memory / 1e6:.0f} | {own / cpu:.2f} |")
    sys.stdout.flush()


def summary(all_measured):
    print("\n### All jobs\n\n| job | aquatint, CPU ms | libvips (pyvips) | ratio | aim |\n|---|---|---|---|---|")
    for title, measured in all_measured.items():
        medians = {name: statistics.median(cpu for cpu, _, _ in runs) for name, runs in measured.items()}
        own, peer = medians["aquatint"], medians.get("libvips (pyvips)")
        if peer is None:
            print(f"| {title} | {own * 1000:.0f} | - | - | - |")
        else:
            print(f"| {title} | {own * 1000:.0f} | {peer * 1000:.0f} | {own / peer:.2f} | {AIMS.get(title, '-')} |")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("jobs", nargs="*")
    arguments = parser.parse_args()
    with open(os.path.join(arguments.work, "inputs", "complete")) as stream:
        print(f"medians of {arguments.rounds} interleaved rounds after one to warm up; material: {stream.read().strip()}")
    work = [("start-up and books", overhead(arguments))] + [(job[0], contenders(arguments, job)) for job in JOBS]
    all_measured = {}
    for title, programs in work:
        if arguments.jobs and not any(part in title for part in arguments.jobs):
            continue
        programs = list(programs)
        measured = {name: [] for name, _ in programs}
        for turn in range(arguments.rounds + 1):
            for name, prepare in programs:
                result = run(prepare())
                if turn > 0:
                    measured[name].append(result)
        table(title, measured)
        all_measured[title] = measured
    summary(all_measured)


main()
