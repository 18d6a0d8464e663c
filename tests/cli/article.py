#!/usr/bin/env python3
"""End to end on the example article: article.py LISTEN SEED EXPECTED_DIR.

Document, metadata, sound, chapters as ffprobe prints them, repeatability, claims, and what remains
after an interrupted or failed run.
"""
import array
import glob
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import wave

LISTEN, SEED, EXPECTED = (os.path.abspath(a) for a in sys.argv[1:4])
ENV = {**os.environ, "LC_ALL": "C", "HOME": "/nonexistent"}  # without a home, no cache
ENV.pop("XDG_CACHE_HOME", None)


def listen(*args, **kwargs):
    return subprocess.run([LISTEN, *args], capture_output=True, timeout=120, env=ENV, **kwargs)


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            return [int(p) for p in f.read().split()]
    except OSError:  # it has ended
        return []


def family_of(pid):
    """The processes of a run: the one that workers are forked from, and the workers."""
    return [(child, children_of(child)) for child in children_of(pid)]


def state_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rpartition(")")[2].split()[0]
    except OSError:
        return None


class Article(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.wav = os.path.join(cls.folder.name, "out.wav")
        run = listen(SEED, "-o", cls.wav, "--json")
        assert run.returncode == 0, run.stderr
        cls.result = json.loads(run.stdout)
        with wave.open(cls.wav) as w:
            cls.rate = w.getframerate()
            cls.frames = array.array("h", w.readframes(w.getnframes()))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_document_is_exactly_the_article(self):
        want = open(os.path.join(EXPECTED, "china-ki-luecke.txt"), "rb").read()
        got = listen("text", SEED, "--stage", "document").stdout
        self.assertEqual(got.rstrip(b"\n"), want.rstrip(b"\n"))

    def test_metadata(self):
        want = json.load(open(os.path.join(EXPECTED, "china-ki-luecke.json")))
        got = json.loads(listen("text", SEED, "--stage", "document", "--json").stdout)
        for key in ("title", "language", "published", "author", "credit", "claim", "skipped"):
            self.assertEqual(got[key], want[key], key)

    def test_chapters_are_named(self):
        probe = subprocess.run(["ffprobe", "-v", "error", "-print_format", "json", "-show_chapters",
                                "-show_format", self.wav], capture_output=True, check=True)
        probe = json.loads(probe.stdout)
        titles = [c["tags"]["title"] for c in probe["chapters"]]
        self.assertEqual(len(titles), 7)  # the title and six sections
        self.assertEqual(titles[0], "China will KI-Lücke durch entschlossene Anstrengungen…")
        self.assertTrue(titles[1].startswith("In den letzten beiden"))
        self.assertEqual([c["title"] for c in self.result["chapters"]], titles)
        starts = [float(c["start_time"]) for c in probe["chapters"]]
        self.assertEqual(starts[0], 0)
        for got, chapter in zip(starts, self.result["chapters"]):
            self.assertAlmostEqual(got, chapter["start_s"], places=2)
        tags = probe["format"]["tags"]
        self.assertEqual(tags["title"], "China will KI-Lücke durch entschlossene Anstrengungen verringern")
        self.assertEqual(tags["date"], "2024-03-12T08:15")

    def test_chapters_cover_the_file(self):
        chapters = self.result["chapters"]
        for a, b in zip(chapters, chapters[1:]):
            self.assertEqual(a["end_s"], b["start_s"])
        self.assertAlmostEqual(chapters[-1]["end_s"], len(self.frames) / self.rate, places=2)
        self.assertAlmostEqual(self.result["duration_s"], len(self.frames) / self.rate, places=2)

    def test_no_clipping_and_no_long_silence(self):
        self.assertLess(max(self.frames), 32767)
        self.assertGreater(min(self.frames), -32768)
        longest = run = 0
        for f in self.frames:
            run = run + 1 if f == 0 else 0
            longest = max(longest, run)
        self.assertLess(longest / self.rate, 2.0)

    def test_joins_do_not_click(self):
        # Next to a pause (160 ms or more; the engine closes its stops for up to 150) the wave must begin and end small, measured against speech itself.
        steps, zeros = [], 0
        for before, after in zip(self.frames, self.frames[1:]):
            zeros = zeros + 1 if before == 0 else 0
            if zeros > 3400 and after != 0:
                steps.append(abs(after))
        backwards = self.frames[::-1]
        zeros = 0
        for before, after in zip(backwards, backwards[1:]):
            zeros = zeros + 1 if before == 0 else 0
            if zeros > 3400 and after != 0:
                steps.append(abs(after))
        self.assertGreater(len(steps), 150)
        self.assertLess(max(steps), 300)  # of 32768: -41 dB

    def test_same_bytes_for_any_number_of_workers(self):
        want = open(self.wav, "rb").read()
        for workers in ("1", "2", "4"):
            path = os.path.join(self.folder.name, f"w{workers}.wav")
            self.assertEqual(listen(SEED, "-o", path, "-q", "--workers", workers).returncode, 0)
            self.assertEqual(open(path, "rb").read() == want, True, workers)

    def test_chapter_files_hold_the_same_sound(self):
        path = os.path.join(self.folder.name, "teil.wav")
        run = listen(SEED, "-o", path, "--chapters=files", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        result = json.loads(run.stdout)
        files = [f["path"] for f in result["files"]]
        self.assertEqual(len(files), 8)  # seven chapters and the list
        self.assertTrue(files[-1].endswith("teil.m3u8"))
        frames = array.array("h")
        for file in files[:-1]:
            with wave.open(file) as w:
                frames.extend(array.array("h", w.readframes(w.getnframes())))
        self.assertTrue(frames == self.frames)
        listed = [l for l in open(files[-1], encoding="utf-8").read().split("\n")
                  if l and not l.startswith("#")]
        self.assertEqual(listed, [os.path.basename(f) for f in files[:-1]])

    def test_stdout_streams_the_same_frames(self):
        run = listen(SEED, "-o", "-", "-q")
        self.assertEqual(run.returncode, 0)
        start = run.stdout.index(b"data") + 8
        self.assertTrue(run.stdout[start:] == self.frames.tobytes())

    def test_estimate_is_near_and_exact_is_exact(self):
        true = self.result["duration_s"]
        model = json.loads(listen("estimate", SEED, "--json").stdout)
        self.assertLess(abs(model["seconds"] - true) / true, 0.03)
        exact = json.loads(listen("estimate", SEED, "--exact", "--json").stdout)
        self.assertAlmostEqual(exact["seconds"], true, places=1)
        self.assertEqual(model["words"], 1251)

    def test_the_claim_is_found_out(self):
        run = listen("check", SEED, "--json")
        self.assertEqual(run.returncode, 1)
        check = json.loads(run.stdout)
        self.assertEqual(check["line"], 8)
        self.assertEqual(check["claim_text"], "Artikel anhören • 6 Minuten")
        self.assertEqual((check["claim_kind"], check["claim_s"]), ("listen", 360))
        self.assertEqual(check["verdict"], "too_short")
        self.assertEqual(check["formulas"][0], "floor(words/200)")
        minutes = round(self.result["duration_s"] / 60)
        self.assertEqual(check["suggested_label"], f"{minutes} Minuten")

    def interrupted(self, number):
        path = os.path.join(self.folder.name, "interrupted.wav")
        with open(path, "wb") as f:
            f.write(b"old")
        before = sorted(os.listdir(self.folder.name))
        long_article = os.path.join(self.folder.name, "long.txt")
        with open(long_article, "wb") as f:
            f.write(open(SEED, "rb").read() * 50)
        process = subprocess.Popen([LISTEN, long_article, "-o", path], env=ENV,
                                   stderr=subprocess.PIPE)
        processes = []
        while len(processes) < 3:
            time.sleep(0.02)
            processes = [p for zygote, workers in family_of(process.pid) for p in [zygote] + workers]
        process.send_signal(number)
        err = process.communicate(timeout=10)[1].decode()
        os.unlink(long_article)
        self.assertEqual(open(path, "rb").read(), b"old")
        self.assertEqual(sorted(os.listdir(self.folder.name)), before)
        time.sleep(0.05)
        for pid in processes:
            self.assertFalse(os.path.exists(f"/proc/{pid}"), "a process is left")
        os.unlink(path)
        return process.returncode, err

    def test_interrupt_leaves_nothing(self):
        status, err = self.interrupted(signal.SIGINT)
        self.assertEqual(status, 1)
        self.assertIn("interrupted", err)
        self.assertEqual(self.interrupted(signal.SIGTERM)[0], 1)

    def test_killed_workers_are_replaced_or_reported(self):
        path = os.path.join(self.folder.name, "killed.wav")
        # Under LeakSanitizer the program ends with a child of the sanitizer's own, not to be killed.
        process = subprocess.Popen([LISTEN, SEED, "-o", path, "-q"], stderr=subprocess.PIPE,
                                   env={**ENV, "ASAN_OPTIONS": "detect_leaks=0"})
        killed = 0
        while process.poll() is None and killed < 3:
            for pid in [w for _, workers in family_of(process.pid) for w in workers[:1]]:
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
            time.sleep(0.02)
        err = process.communicate(timeout=30)[1].decode()
        if process.returncode == 0:
            self.assertTrue(open(path, "rb").read() == open(self.wav, "rb").read())
        else:
            self.assertEqual(process.returncode, 1)
            self.assertIn("error: the speech engine failed", err)
            self.assertFalse(os.path.exists(path))

    def test_without_the_zygote_there_is_an_error(self):
        path = os.path.join(self.folder.name, "orphans.wav")
        process = subprocess.Popen([LISTEN, SEED, "-o", path, "-q"], stderr=subprocess.PIPE,
                                   env={**ENV, "ASAN_OPTIONS": "detect_leaks=0"})
        family = []
        while not family or not family[0][1]:
            family = family_of(process.pid)
        os.kill(family[0][0], signal.SIGKILL)
        err = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertIn("error: the process that starts the speech engine was ended", err)
        self.assertFalse(os.path.exists(path))

    def test_no_process_outlives_the_program(self):
        path = os.path.join(self.folder.name, "outlived.wav")
        process = subprocess.Popen([LISTEN, SEED, "-o", path, "-q"], env=ENV)
        family = []
        while not family or not family[0][1]:
            family = family_of(process.pid)
        process.kill()
        process.wait()
        until = time.time() + 5
        left = [family[0][0]] + family[0][1]
        while left and time.time() < until:
            # one that has ended may still wait for init to take note
            left = [p for p in left if state_of(p) not in (None, "Z")]
            time.sleep(0.01)
        self.assertEqual(left, [])

    def test_killed_at_any_moment(self):
        """Either the old file or the whole new one is there, and no other under its name."""
        path = os.path.join(self.folder.name, "moment.wav")
        article = os.path.join(self.folder.name, "moment.txt")
        with open(SEED, encoding="utf-8") as text, open(article, "w", encoding="utf-8") as f:
            f.write(text.read(2000))
        begun = time.time()
        subprocess.run([LISTEN, article, "-o", path, "-q"], env=ENV, check=True)
        takes = time.time() - begun
        with open(path, "rb") as f:
            whole = f.read()
        fates = set()
        for i in range(50):
            with open(path, "wb") as f:
                f.write(b"old")
            process = subprocess.Popen([LISTEN, article, "-o", path, "-q"], env=ENV)
            time.sleep(takes * 1.1 * random.random())
            process.kill()
            process.wait()
            with open(path, "rb") as f:
                content = f.read()
            self.assertIn(content, (b"old", whole), f"at {i}: {len(content)} bytes")
            fates.add(len(content))
            for part in glob.glob(os.path.join(self.folder.name, ".listen-*.part")):
                os.unlink(part)
        self.assertIn(3, fates)
        os.unlink(path)
        os.unlink(article)

    def test_full_disk_keeps_the_old_file(self):
        path = os.path.join(self.folder.name, "full.wav")
        with open(path, "wb") as f:
            f.write(b"old")
        before = sorted(os.listdir(self.folder.name))
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, 1000000))
        run = listen(SEED, "-o", path, "-q", preexec_fn=limit)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr.count(b"\n"), 1)
        self.assertIn(b"full.wav: error: cannot write", run.stderr)
        self.assertEqual(open(path, "rb").read(), b"old")
        self.assertEqual(sorted(os.listdir(self.folder.name)), before)


unittest.main(argv=sys.argv[:1])
