#!/usr/bin/env python3
"""Pages with audio files of many kinds beside them, whose length `listen check` tells: page_audio.py
LISTEN.

Also those that are broken, only name others, or never end.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

PAGE = """<html><head><title>Der Fluss</title></head><body><article><h1>Der Fluss</h1>
<p>Artikel anhören • 20 Minuten</p><audio src="%s"></audio>
<p>Das Wasser ging am Dienstag zurück. Niemand wurde verletzt, und die Brücke ist wieder frei.</p>
</article></body></html>"""
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n%s\n#EXT-X-ENDLIST\n"
faults = []


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-v", "error", *arguments], check=True, timeout=60)


def make_files(listen):
    """Name → seconds, None where there is no telling."""
    with open("article.txt", "w", encoding="utf-8") as article:
        article.write("Der Fluss\n\nDas Wasser ging am Dienstag zurück. Niemand wurde verletzt.\n")
    for name in ("wav", "m4a", "m4b", "mp3", "ogg", "opus", "flac"):
        out = subprocess.run([listen, "article.txt", "-o", f"a.{name}", "--json"],
                             capture_output=True, check=True, timeout=60)
        seconds = json.loads(out.stdout)["duration_s"]
    ffmpeg("-i", "a.wav", "-c:a", "aac", "b.aac")
    ffmpeg("-i", "a.wav", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "fragments.m4a")
    ffmpeg("-i", "a.wav", "-c:a", "libopus", "-f", "webm", "b.weba")
    with open("a.m4a", "rb") as whole:
        content = whole.read()
    for name, part in (("cut.m4a", content[:-5000]), ("head.m4a", content[:400]),
                       ("empty.m4a", b""), ("zeros.aac", bytes(100000)),
                       ("text.m4a", PAGE.encode()), ("list.m4a", (PLAYLIST % "b.aac").encode()),
                       ("list.m3u8", (PLAYLIST % "b.aac").encode()),
                       ("concat.m4a", b"ffconcat version 1.0\nfile b.aac\nduration 9\n")):
        with open(name, "wb") as file:
            file.write(part)
    os.mkfifo("fifo.m4a")
    os.mkdir("folder.m4a")
    os.symlink("/dev/zero", "device.m4a")
    good = {f"a.{name}": seconds for name in ("wav", "m4a", "m4b", "mp3", "ogg", "opus", "flac")}
    good |= {name: seconds for name in ("b.aac", "fragments.m4a", "b.weba")}
    return good | dict.fromkeys(("cut.m4a", "head.m4a", "empty.m4a", "zeros.aac", "text.m4a",
                                 "list.m4a", "list.m3u8", "concat.m4a", "fifo.m4a", "folder.m4a",
                                 "device.m4a"))


def main():
    listen = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["XDG_CACHE_HOME"] = os.path.join(folder, "cache")  # not the user's
        files = make_files(listen)
        for name in files:
            with open(f"{name}.html", "w", encoding="utf-8") as page:
                page.write(PAGE % name)
        begin = time.monotonic()
        # All at once, on several threads.
        out = subprocess.run([listen, "check", ".", "--json", "--workers", "4"],
                             capture_output=True, timeout=60)
        took = time.monotonic() - begin
        os.chdir("/")
    if out.stderr or out.returncode != 1:
        faults.append(f"exit {out.returncode}, {out.stderr.decode()}")
    if took > 30:
        faults.append(f"took {took:.0f} s")
    claims = [json.loads(line) for line in out.stdout.splitlines()]
    said = {os.path.basename(c["path"]).removesuffix(".html"): c.get("audio_s") for c in claims}
    for name, want in files.items():
        got = said.get(name)
        # One frame of the codec more where nothing says how much of the last one counts.
        if (got is None) != (want is None) or (want is not None and not -0.06 <= got - want <= 0.2):
            faults.append(f"{name}: {got} s, want {want}")
    for fault in faults:
        print(fault)
    print(f"page audio: {len(files)} files, {len(faults)} faults")
    return len(faults) > 0


sys.exit(main())
