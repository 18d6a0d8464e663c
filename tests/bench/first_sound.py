#!/usr/bin/env python3
"""first_sound.py RUNS FORMAT COMMAND…: how long after its start the command's standard output has
the first bytes of sound, behind all headers. Prints the median in ms, and the longest.

FORMAT: wav, raw, opus (or any Ogg), mp3."""
import os
import statistics
import subprocess
import sys
import time


def wav_start(data):
    """Where the samples begin; None while that is not known."""
    at = data.find(b"data")
    return at + 8 if at >= 0 else None


def raw_start(data):
    return 0


def ogg_start(data):
    """Behind the pages of the headers: the first one whose position is not 0."""
    at = 0
    while len(data) >= at + 27:
        if data[at:at + 4] != b"OggS":
            sys.exit("not Ogg")
        if int.from_bytes(data[at + 6:at + 14], "little") != 0:
            return at
        segments = data[at + 26]
        if len(data) < at + 27 + segments:
            return None
        at += 27 + segments + sum(data[at + 27:at + 27 + segments])
    return None


def mp3_start(data):
    if data[:3] != b"ID3":
        return 0 if len(data) >= 3 else None
    if len(data) < 10:
        return None
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    return 10 + size


START = {"wav": wav_start, "raw": raw_start, "opus": ogg_start, "ogg": ogg_start, "mp3": mp3_start}


def measure(start_of, command):
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    data = b""
    while True:
        more = os.read(process.stdout.fileno(), 1 << 16)
        took = time.perf_counter() - begun
        if not more:
            sys.exit("ended without a sound")
        data += more
        start = start_of(data)
        if start is not None and len(data) > start:
            break
    process.kill()
    process.communicate()
    return took * 1000


runs = [measure(START[sys.argv[2]], sys.argv[3:]) for _ in range(int(sys.argv[1]))]
print(f"{statistics.median(runs):.0f} {max(runs):.0f}")
