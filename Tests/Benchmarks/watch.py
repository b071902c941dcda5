"""Measures a watch: latency from close to the last rendition, and what idling costs. Run by watch.sh."""

import argparse
import json
import os
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import time
import zlib

PIPELINE = """version: 1
name: bench
sources: in/*.{jpg,png}
asset: ${source.stem}
output: out
stages:
  - decode: ${source}
  - thumbnails:
%s
"""
LATENCY_STEPS = """      - {name: large, longest: 1024, format: jpeg, quality: 80}
      - {name: small, longest: 256, format: jpeg, quality: 80}"""
IDLE_STEPS = "      - {name: icon, longest: 4, format: png}"

PEER = """inotifywait -q -m -e close_write -e moved_to --format %f in | while read -r name; do
  vipsthumbnail "in/$name" --size 1024x1024 -o "$PWD/out/${name%.jpg}-large.jpg[Q=80]" && \\
  vipsthumbnail "in/$name" --size 256x256 -o "$PWD/out/${name%.jpg}-small.jpg[Q=80]" && touch "out/$name.done"
done"""


def numbered(data, number):
    """The same JPEG with other bytes: a comment behind its beginning."""
    text = b"round %d" % number
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + data[2:]


def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.0002)
    return time.perf_counter()


def arrive(folder, name, data):
    with open(os.path.join(folder, "in", name), "wb") as file:
        file.write(data)
    return time.perf_counter()


def rounds(folder, data, count, done):
    taken = []
    # The first ones warm up what is read from disk.
    for number in range(count + 2):
        name = f"p{number}.jpg"
        start = arrive(folder, name, numbered(data, number))
        taken.append(wait_for(os.path.join(folder, "out", done(number))) - start)
        time.sleep(0.1)
    return [seconds * 1000 for seconds in taken[2:]]


def scratch(steps):
    folder = tempfile.mkdtemp(prefix="aquatint-watch-")
    os.makedirs(os.path.join(folder, "in"))
    os.makedirs(os.path.join(folder, "out"))
    with open(os.path.join(folder, "p.yaml"), "w") as file:
        file.write(PIPELINE % steps)
    return folder


def begin(program, folder, settle):
    process = subprocess.Popen(
        [program, "watch", "p.yaml", "--settle", settle, "--format", "json"], cwd=folder, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if json.loads(line)["event"] == "watching":
            return process
    raise SystemExit("the watch ended at once")


def finish(process):
    process.send_signal(signal.SIGTERM)
    process.communicate()


def load():
    return "load " + " ".join(f"{value:.1f}" for value in os.getloadavg()) + f" on {os.cpu_count()} processors"


def describe(name, taken):
    ordered = sorted(taken)
    print(f"{name:34} median {statistics.median(taken):7.1f} ms   least {ordered[0]:7.1f}   most {ordered[-1]:7.1f}   n {len(taken)}; {load()}")


def latency(arguments):
    with open(arguments.picture, "rb") as file:
        data = file.read()
    for settle in ["1", "0.1", "0"]:
        folder = scratch(LATENCY_STEPS)
        process = begin(arguments.program, folder, settle)
        # Read on, or the pipe fills up.
        reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
        # The renditions are made side by side, so the manifest, which is written last, is no measure, but both files are.
        taken = []
        for number in range(arguments.rounds + 2):
            start = arrive(folder, f"p{number}.jpg", numbered(data, number))
            last = max(wait_for(os.path.join(folder, "out", f"p{number}", f"{name}.jpg")) for name in ["large", "small"])
            taken.append((last - start) * 1000)
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        process.wait()
        reader.wait()
        describe(f"aquatint watch --settle {settle}", taken[2:])
        shutil.rmtree(folder)
    if not (shutil.which("inotifywait") and shutil.which("vipsthumbnail")):
        print("inotifywait and vipsthumbnail are not both installed, so there is nothing to compare with")
        return
    folder = scratch(LATENCY_STEPS)
    peer = subprocess.Popen(["bash", "-c", PEER], cwd=folder, start_new_session=True)
    time.sleep(1)
    taken = rounds(folder, data, arguments.rounds, lambda number: f"p{number}.jpg.done")
    os.killpg(peer.pid, signal.SIGTERM)
    peer.wait()
    describe("inotifywait + vipsthumbnail", taken)
    shutil.rmtree(folder)


def tiny_picture(number):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + bytes([number & 255, number >> 8 & 255, 7] * 8)
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 8)) + chunk(b"IEND", b"")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in file if line.startswith(("Rss:", "Pss_Anon:"))}


def idle(arguments):
    folder = scratch(IDLE_STEPS)
    for number in range(arguments.files):
        with open(os.path.join(folder, "in", f"f{number}.png"), "wb") as file:
            file.write(tiny_picture(number))
    for what in ["after making them all", "started again"]:
        began = time.perf_counter()
        process = subprocess.Popen(
            [arguments.program, "watch", "p.yaml", "--format", "json"], cwd=folder, stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            if json.loads(line)["event"] == "idle":
                break
        print(f"{arguments.files} files, {what}: idle after {time.perf_counter() - began:.1f} s, {cpu_seconds(process.pid):.1f} s CPU")
        before = cpu_seconds(process.pid)
        time.sleep(arguments.minutes * 60)
        used = cpu_seconds(process.pid) - before
        held = memory(process.pid)
        print(
            f"  idle for {arguments.minutes:g} min: {used:.2f} s CPU ({used / arguments.minutes / 60 * 100:.2f} %), "
            f"resident {held['Rss']:.0f} MB, {held['Pss_Anon']:.0f} of them its own; {load()}")
        finish(process)
    shutil.rmtree(folder)


parser = argparse.ArgumentParser()
parser.add_argument("--program", required=True)
parser.add_argument("--picture", required=True)
parser.add_argument("--rounds", type=int, default=50)
parser.add_argument("--minutes", type=float, default=10)
parser.add_argument("--files", type=int, default=10_000)
parser.add_argument("jobs", nargs="*", choices=["latency", "idle", []], default=[])
arguments = parser.parse_args()
if not arguments.jobs or "latency" in arguments.jobs:
    latency(arguments)
if not arguments.jobs or "idle" in arguments.jobs:
    idle(arguments)
