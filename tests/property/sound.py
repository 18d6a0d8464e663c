#!/usr/bin/env python3
"""Properties of the sound of made-up articles: sound.py LISTEN MADE_UP VOICE.

LISTEN_PROPERTY_CASES: how many; LISTEN_PROPERTY_SEED: which; LISTEN_PROPERTY_FIRST: the first of
them. A failure prints seed and case; `MADE_UP SEED CASE KIND` prints its text.
"""
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import wave

LISTEN, MADE_UP, VOICE = (os.path.abspath(a) for a in sys.argv[1:4])
SEED = int(os.environ.get("LISTEN_PROPERTY_SEED", "1"))
N_CASES = int(os.environ.get("LISTEN_PROPERTY_CASES", "8"))
FIRST = int(os.environ.get("LISTEN_PROPERTY_FIRST", "0"))
RATE = 22050


def chunks(data):
    """The chunks of a RIFF file, those of LIST chunks by their type."""
    found, at = {}, 12
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8:at + 8 + size]
        found[body[:4] if name == b"LIST" else name] = body
        at += 8 + size + size % 2
    return found


def pause_frames(name):
    """Of the profile that speaks."""
    with open(VOICE, encoding="utf-8") as f:
        ms = int(re.search(rf"^  {name}_ms: (\d+)$", f.read(), re.M).group(1))
    return ms * RATE // 1000


class Sound(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name
        self.env = {**os.environ, "LC_ALL": "C", "HOME": self.folder}
        self.env.pop("XDG_CACHE_HOME", None)

    def at(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.at(name), "rb") as f:
            return f.read()

    def make(self, case, kind, name):
        made = subprocess.run([MADE_UP, str(SEED), str(case), kind], capture_output=True, check=True)
        with open(self.at(name), "wb") as f:
            f.write(made.stdout)
        return made.stdout

    def speak(self, article, *args):
        run = subprocess.run([LISTEN, article, "-q", "--voice", VOICE, *args], capture_output=True, timeout=120,
                             env=self.env, cwd=self.folder, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def n_frames(self, article):
        # Levels are off, or they would be measured of each text anew.
        self.speak(article, "--plain", "--no-cache", "--loudness", "off", "-o", "x.wav")
        with wave.open(self.at("x.wav")) as sound:
            return sound.getnframes()

    def each(self, kinds, check):
        """Call `check` with number and kind of each case."""
        for case in range(FIRST, FIRST + N_CASES):
            kind = kinds[case % len(kinds)]
            with self.subTest(f"made_up {SEED} {case} {kind}"):
                check(case, kind)

    def make_article(self, case, kind):
        name = "a.md" if kind == "markdown" else "a.txt"
        self.make(case, kind, name)
        return name

    def test_workers_and_cache_change_no_byte(self):
        self.each(["text", "markdown"], self.check_bytes)

    def test_durations_add_up(self):
        self.each(["paragraph"], self.check_sum)

    def test_chapters_and_timings_cover_the_file(self):
        self.each(["markdown", "text"], self.check_cover)

    def check_bytes(self, case, kind):
        article = self.make_article(case, kind)
        files = ("o.wav", "o.json", "o.vtt")
        want = None
        for args in (["--no-cache", "--workers", "1"], ["--no-cache", "--workers", "2"],
                     ["--no-cache", "--workers", "3"], ["--workers", "8"],
                     ["--workers", "1"]):  # the last but one fills the cache, the last reads it
            self.speak(article, "-o", "o.wav", "--timings", "o.json", "--timings", "o.vtt", *args)
            got = [self.read(name) for name in files]
            want = want or got
            for name, a, b in zip(files, want, got):
                self.assertTrue(a == b, f"{name} is another with {' '.join(args)}")

    def check_sum(self, case, kind):
        """Two paragraphs are the first, a pause, and the second: to the frame."""
        first = self.make(2 * case, kind, "a.txt")
        second = self.make(2 * case + 1, kind, "b.txt")
        with open(self.at("c.txt"), "wb") as f:
            f.write(first + b"\n\n" + second)
        a, b, c = (self.n_frames(name) for name in ("a.txt", "b.txt", "c.txt"))
        # A file ends with the pause of its last sentence, which is no paragraph's.
        want = a + b + pause_frames("paragraph") - pause_frames("sentence")
        self.assertEqual(c, want, f"{a} + {b} frames are {c}")

    def check_cover(self, case, kind):
        self.speak(self.make_article(case, kind), "-o", "o.wav", "--timings", "o.json",
                   "--timings", "o.vtt", "--timings", "o.srt")
        with wave.open(self.at("o.wav")) as sound:
            n_frames = sound.getnframes()
        self.check_chapters(n_frames)
        self.check_json(n_frames)
        for name in ("o.vtt", "o.srt"):
            self.check_cues(name, n_frames)

    def check_chapters(self, n_frames):
        found = chunks(self.read("o.wav"))
        self.assertEqual(len(found[b"data"]), 2 * n_frames)
        if b"cue " not in found:
            return
        n = struct.unpack_from("<I", found[b"cue "])[0]
        starts = [struct.unpack_from("<I", found[b"cue "], 4 + 24 * i + 20)[0] for i in range(n)]
        self.assertEqual(starts[0], 0)  # each goes on to the next, the last to the end
        self.assertEqual(starts, sorted(set(starts)))
        self.assertLess(starts[-1], n_frames)
        self.assertEqual(found[b"adtl"].count(b"labl"), n)

    def check_json(self, n_frames):
        timings = json.loads(self.read("o.json"))
        self.assertEqual(timings["n_frames"], n_frames)
        self.assertAlmostEqual(timings["duration_s"], n_frames / timings["sample_rate_hz"], 5)
        end, chapter, block = 0, 0, 0
        for sentence in timings["sentences"]:
            self.assertGreaterEqual(sentence["start_s"], end)
            self.assertGreaterEqual((sentence["chapter"], sentence["block"]), (chapter, block))
            chapter, block = sentence["chapter"], sentence["block"]
            at = sentence["start_s"]
            for word in sentence["words"]:
                self.assertGreaterEqual(word["start_s"], at)
                self.assertGreaterEqual(word["end_s"], word["start_s"])
                self.assertIn(word["text"], sentence["text"])
                at = word["end_s"]
            self.assertLessEqual(at, sentence["end_s"])
            end = sentence["end_s"]
        self.assertLessEqual(end, timings["duration_s"])

    def check_cues(self, name, n_frames):
        last = 0
        times = re.findall(r"^(\d+):(\d\d):(\d\d)[.,](\d{3}) --> (\d+):(\d\d):(\d\d)[.,](\d{3})$",
                           self.read(name).decode(), re.M)
        self.assertGreater(len(times), 0)
        for t in times:
            start, end = (((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
                          for h, m, s, ms in (t[:4], t[4:]))
            self.assertGreaterEqual(start, last)
            self.assertGreater(end, start)
            last = end
        self.assertLessEqual(last, n_frames * 1000 / RATE + 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
