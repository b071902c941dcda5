#!/usr/bin/env python3
"""Measures plans and runs with nothing to do: wall time and CPU of whole processes, next to ninja over as many files."""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import time
import zlib

PIPELINE = """version: 1
name: plans
model: gemini-3.1-flash-image
sources: in/*.png
asset: "${{source.stem}}"
output: out
stages:
  - decode: "${{source}}"
  - thumbnails:
{thumbnails}
"""

PAID = """version: 1
name: paid
model: gemini-3.1-flash-image
sources: in/*.png
asset: "${source.stem}"
output: paid-out
stages:
  - decode: "${source}"
  - normalize: {longest: 512}
  - generate: {prompt: "Number ${source.stem} on a lawn", aspectRatio: "1:1", imageSize: "512"}
  - decode: result
  - verify: {}
  - thumbnails:
      - {name: icon, longest: 16, format: png}
"""


def picture(number: int) -> bytes:
    """A PNG of 16 x 16 pixels in a colour of its own."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = b"\0" + bytes([number & 255, number >> 8 & 255, 77]) * 16
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 16)) + chunk(b"IEND", b"")


def measured(command: list[str], folder: pathlib.Path, rounds: int) -> tuple[float, float, int]:
    """Medians of wall time and CPU in seconds, and the largest peak of memory in MB."""
    walls, cpus, peak = [], [], 0
    for _ in range(rounds):
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - start)
        if status != 0:
            raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
        cpus.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss // 1024)
    return statistics.median(walls), statistics.median(cpus), peak


def report(name: str, result: tuple[float, float, int]) -> None:
    wall, cpu, peak = result
    print(f"{name:<58} {wall * 1000:8.0f} ms wall {cpu * 1000:8.0f} ms CPU {peak:6d} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--assets", type=int, default=1000)
    parser.add_argument("--renditions", type=int, default=5)
    parser.add_argument("--planned", type=int, default=10000, help="assets of the plan without and with stored answers; 0 for none")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ninja")
    options = parser.parse_args()

    folder = options.work / "plans"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "in").mkdir(parents=True)
    for number in range(options.assets):
        (folder / "in" / f"n{number:05}.png").write_bytes(picture(number))
    thumbnails = "\n".join(f"      - {{name: t{n}, longest: {8 + n}, format: png}}" for n in range(options.renditions))
    (folder / "plans.yaml").write_text(PIPELINE.format(thumbnails=thumbnails))
    what = f"{options.assets} assets x {options.renditions} renditions"
    report(f"first run, {what}", measured([options.program, "run", "plans.yaml"], folder, 1))
    # Digests are trusted only of files that have been left alone for two seconds.
    time.sleep(3)
    measured([options.program, "run", "plans.yaml"], folder, 1)
    report(f"run with nothing to do, {what}", measured([options.program, "run", "plans.yaml"], folder, options.rounds))
    report(f"plan with nothing to do, {what}", measured([options.program, "plan", "plans.yaml"], folder, options.rounds))

    if options.ninja:
        rules = ["rule make", "  command = cp $in $out"]
        for number in range(options.assets):
            for rendition in range(options.renditions):
                rules.append(f"build ninja-out/n{number:05}-{rendition}.png: make in/n{number:05}.png")
        (folder / "build.ninja").write_text("\n".join(rules) + "\n")
        subprocess.run([options.ninja, "-C", str(folder)], check=True, stdout=subprocess.DEVNULL)
        report(f"ninja with nothing to do, {options.assets * options.renditions} files",
               measured([options.ninja], folder, options.rounds))

    if options.planned:
        folder = options.work / "planned"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "in").mkdir(parents=True)
        for number in range(options.planned):
            (folder / "in" / f"n{number:05}.png").write_bytes(picture(number))
        (folder / "paid.yaml").write_text(PAID)
        time.sleep(3)
        command = [options.program, "plan", "paid.yaml"]
        report(f"plan of {options.planned} assets, empty store", measured(command, folder, options.rounds))
        report(f"first run of {options.planned} assets with the emulator", measured([options.program, "run", "paid.yaml"], folder, 1))
        report(f"plan of {options.planned} assets, all answered", measured(command, folder, options.rounds))
        report(f"run of {options.planned} assets with nothing to do", measured([options.program, "run", "paid.yaml"], folder, options.rounds))
        one = f"n{options.planned // 2:05}"
        report(f"plan of one of {options.planned} assets", measured(command + ["--only", one], folder, options.rounds))
        chosen = [argument for number in range(options.planned // 4) for argument in ("--only", f"n{number:05}")]
        report(f"plan of {options.planned // 4} of {options.planned} assets by name", measured(command + chosen, folder, options.rounds))
        report(f"history of one of {options.planned} assets",
               measured([options.program, "ledger", "history", "paid.yaml", one], folder, options.rounds))
        (folder / "paid-out" / one / "icon.png").unlink()
        report(f"run with one of {options.planned} files missing", measured([options.program, "run", "paid.yaml"], folder, 1))


if __name__ == "__main__":
    main()
