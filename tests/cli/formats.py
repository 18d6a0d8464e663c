#!/usr/bin/env python3
"""Speak a small article in every format and read the files back with FFmpeg: formats.py LISTEN.

Checked: length to the sample, the sound itself beside the WAV, chapters, tags, cover, the same bytes
on one core and on all, what goes to a pipe, and that a failed run leaves nothing behind.
"""
import array
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time

from picture import png

ARTICLE = """---
title: "Über „Öl“ & 'Süßes': 100 %\\tist = viel"
author: Jürgen Ähm
site: Die Zeitung
date: 2024-03-12
---

Am Montag stieg das Wasser auf drei Meter. Die Feuerwehr pumpte Keller leer. Niemand wurde verletzt.

## Größe zählt; nicht = immer

Die Brücke bleibt gesperrt. Wann sie wieder öffnet, weiß niemand. Das Wasser geht langsam zurück.

## "Zitat" #1

Es bleibt trocken, sagt der Wetterdienst. Am Abend kommt die Sonne.
"""
LOSSY = {"ogg": 15, "opus": 12, "mp3": 15, "m4b": 20}  # dB over the error, at least
FORMATS = ["wav", "flac", *LOSSY]
faults = []


def check(holds, text):
    if not holds:
        faults.append(text)


def run(*command, **more):
    return subprocess.run(command, capture_output=True, timeout=120, **more)


def decode(path):
    out = run("ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-ar", "22050", "-")
    check(out.returncode == 0 and not out.stderr, f"{path}: ffmpeg says {out.stderr.decode()!r}")
    return array.array("h", out.stdout)


def probe(path):
    out = run("ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams",
              "-of", "json", path)
    check(not out.stderr, f"{path}: ffprobe says {out.stderr.decode()!r}")
    return json.loads(out.stdout)


def decibels(want, got):
    """Power of the sound over that of the error."""
    error = sum((a - b) ** 2 for a, b in zip(want, got))
    power = sum(a * a for a in want)
    return 99 if error == 0 else 10 * math.log10(power / error)


def check_file(name, path, wav, said):
    sound, facts = decode(path), probe(path)
    if name == "m4b":  # FFmpeg's reader gives the whole last frame, the edit list has its end
        audio = next(s for s in facts["streams"] if s["codec_type"] == "audio")
        check(audio["duration_ts"] == len(wav), f"{name}: {audio['duration_ts']} samples")
        check(len(wav) <= len(sound) < len(wav) + 1024, f"{name}: decodes to {len(sound)}")
    else:
        off = 1 if name == "opus" else 0  # it counts in 48 kHz, which may round the last sample
        check(abs(len(sound) - len(wav)) <= off,
              f"{name}: {len(sound)} samples, WAV has {len(wav)}")
    heard = decibels(wav, sound)
    check(heard >= LOSSY.get(name, 99), f"{name}: {heard:.1f} dB")

    chapters = facts["chapters"]
    check([c["tags"]["title"] for c in chapters] == [c["title"] for c in said["chapters"]],
          f"{name}: chapters {[c['tags']['title'] for c in chapters]}")
    for chapter, want in zip(chapters, said["chapters"]):
        for key in ("start", "end"):
            at = float(chapter[key + "_time"])
            # FFmpeg counts Opus' 6.5 ms of preparation as part of the length, where the last one ends.
            check(abs(at - want[key + "_s"]) < (0.008 if chapter is chapters[-1] else 0.0021), f"{name}: {want['title']}: {key} {at}")
    tags = {k.lower(): v for s in [facts["format"], *facts["streams"]]
            if s.get("codec_type", "audio") == "audio" for k, v in s.get("tags", {}).items()}
    for key, want in (("title", "Über „Öl“ & 'Süßes': 100 % ist = viel"), ("artist", "Jürgen Ähm"),
                      ("date", "2024-03-12"),
                      ("language", "deu" if name in ("mp3", "m4b") else "de")):
        check(tags.get(key) == want, f"{name}: {key} is {tags.get(key)!r}")
    covers = [s for s in facts["streams"] if s["disposition"]["attached_pic"]]
    check(len(covers) == 1, f"{name}: {len(covers)} covers")
    check(all((c["width"], c["codec_name"]) == (8, "png") for c in covers), f"{name}: {covers}")


def check_formats(listen):
    said = None
    for name in FORMATS:
        cover = ["--cover", "cover.png"]
        out = run(listen, "a.md", "-o", f"a.{name}", "--json", *cover)
        check(out.returncode == 0, f"{name}: {out.stderr.decode()}")
        this = json.loads(out.stdout)
        said = said or this
        check(this["chapters"][1]["start_s"] == said["chapters"][1]["start_s"], f"{name}: other cuts")
        check(len(this["chapters"]) == 4, f"{name}: {this['chapters']}")
        check(this["files"][0]["bytes"] == os.path.getsize(f"a.{name}"), f"{name}: bytes")
        check(this["files"][0]["media_type"].startswith("audio/"), f"{name}: media type")
        if name == "wav":
            wav = decode("a.wav")
        check_file(name, f"a.{name}", wav, said)
        run("taskset", "-c", "0", listen, "a.md", "-o", f"b.{name}", "--workers", "1", "--no-cache",
            *cover)
        with open(f"a.{name}", "rb") as a, open(f"b.{name}", "rb") as b:
            check(a.read() == b.read(), f"{name}: other bytes on one core")
    return wav


def check_pipes(listen, wav):
    for name in FORMATS:
        command = f"'{listen}' a.md -o - --format {name} -q | cat >pipe.{name}"
        out = run("sh", "-c", command)
        if name == "m4b":
            check(b"pipe" in out.stderr, "m4b: no error for a pipe")
            continue
        check(len(decode(f"pipe.{name}")) in range(len(wav), len(wav) + 1728),  # MP3 without its head
              f"{name}: through a pipe {len(decode(f'pipe.{name}'))} samples")
    out = run(listen, "a.md", "-o", "-", "--format", "raw", "-q")
    check(out.stdout == wav.tobytes(), "raw: not the frames of the WAV")


def check_chapter_files(listen):
    for name in FORMATS:
        out = run(listen, "a.md", "-o", f"c.{name}", "--chapters=files", "--json")
        files = json.loads(out.stdout)["files"]
        check(len(files) == 5 and all(os.path.getsize(f["path"]) == f["bytes"] for f in files),
              f"{name}: chapter files {files}")
        tags = probe(files[2]["path"])
        tags = {**tags["format"].get("tags", {}), **tags["streams"][0].get("tags", {})}
        tags = {k.lower(): v for k, v in tags.items()}
        check(tags.get("title") == "Größe zählt; nicht = immer", f"{name}: chapter tags {tags}")
        check(name == "wav" or tags["track"].startswith("3"), f"{name}: chapter tags {tags}")


def check_failures(listen, folder):
    before = set(os.listdir(folder))
    with open("big.md", "w", encoding="utf-8") as big:
        big.write(ARTICLE * 40)
    for name in FORMATS:
        out = run(listen, "a.md", "-o", "/dev/full", "--format", name, "-q")
        check(out.returncode == 1 and b"no space left" in out.stderr, f"{name}: {out.stderr}")
        for seconds in (0.05, 0.3):
            process = subprocess.Popen([listen, "big.md", "-o", f"big.{name}", "-q"],
                                       stderr=subprocess.DEVNULL)
            time.sleep(seconds)
            process.send_signal(signal.SIGTERM)
            if process.wait(20) == 0:
                os.remove(f"big.{name}")
        # A limit on file sizes is a disk that is full in the middle.
        out = run("sh", "-c", f"ulimit -f 16; '{listen}' big.md -o big.{name} -q")
        check(out.returncode == 1 and b"error" in out.stderr, f"{name}: file limit {out}")
    check(set(os.listdir(folder)) - before == {"big.md"},
          f"left behind: {set(os.listdir(folder)) - before}")


def main():
    listen = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["XDG_CACHE_HOME"] = os.path.join(folder, "cache")  # not the user's
        with open("a.md", "w", encoding="utf-8") as f:
            f.write(ARTICLE)
        with open("cover.png", "wb") as f:
            f.write(png())
        wav = check_formats(listen)
        check_pipes(listen, wav)
        check_chapter_files(listen)
        check_failures(listen, folder)
        os.chdir("/")
    for fault in faults:
        print(fault)
    print(f"formats: {len(FORMATS)} formats, {len(faults)} faults")
    return len(faults) > 0


sys.exit(main())
