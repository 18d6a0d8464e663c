#!/usr/bin/env python3
"""The cache as a user meets it: cached.py LISTEN SEED.

The sound is the same with and without it; damage, a lack of rights, a full disk and kills at any
moment cost nothing but time.
"""
import glob
import hashlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

LISTEN, SEED = (os.path.abspath(a) for a in sys.argv[1:3])
N_KILLS = 50
SENTENCES = [f"Der {n}. Satz handelt von {n * 37} Dingen." for n in range(3, 15)]


def sum_of(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


class Cached(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name
        self.cache = self.at("cache")
        self.env = {**os.environ, "LC_ALL": "C", "HOME": self.folder}
        self.env.pop("XDG_CACHE_HOME", None)
        self.write("short.txt", "\n\n".join(SENTENCES))

    def at(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.at(name), "w", encoding="utf-8") as f:
            f.write(text)

    def listen(self, *args, **kwargs):
        return subprocess.run([LISTEN, *args], capture_output=True, timeout=120, env=self.env,
                              cwd=self.folder, text=True, **kwargs)

    def speak(self, *args, article="short.txt", **kwargs):
        """Speak; the sum of the sound. Nothing may be said on stderr."""
        run = self.listen(article, "-o", "out.wav", "-q", *args, **kwargs)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return sum_of(self.at("out.wav"))

    def pieces(self):
        return sorted(glob.glob(self.cache + "/pieces/*.piece"))

    def contents(self):
        return json.loads(self.listen("cache", "--cache", "cache", "--json").stdout)

    def test_sound_is_the_same(self):
        want = self.speak("--no-cache")
        self.assertFalse(os.path.exists(self.at(".cache")))
        self.assertEqual(self.speak(), want)
        self.assertTrue(os.path.exists(self.at(".cache/listen/pieces")))
        for workers in ("1", "2", "5"):
            self.assertEqual(self.speak("--cache", "c" + workers, "--workers", workers), want)
            self.assertEqual(self.speak("--cache", "c" + workers), want)
        self.env["XDG_CACHE_HOME"] = self.at("xdg")
        self.assertEqual(self.speak(), want)
        self.assertTrue(os.path.exists(self.at("xdg/listen/pieces")))

    def test_only_what_changed_is_spoken(self):
        self.speak("--cache", "cache")
        before = {p: os.stat(p).st_ino for p in self.pieces()}
        self.assertEqual(len(before), len(SENTENCES))
        self.speak("--cache", "cache")
        self.assertEqual({p: os.stat(p).st_ino for p in self.pieces()}, before)
        changed = SENTENCES[:5] + ["Neu ist nur dieser hier."] + SENTENCES[6:]
        self.write("changed.txt", "\n\n".join(changed))
        got = self.speak("--cache", "cache", article="changed.txt")
        self.assertEqual(len(set(self.pieces()) - set(before)), 1)
        self.assertEqual(got, self.speak("--no-cache", article="changed.txt"))

    def test_a_known_article_needs_no_work(self):
        # Every style and role of the example; a script that is not accepted would be written anew.
        inodes = []
        for _ in range(2):
            self.speak("--cache", "cache", article=SEED)
            entries = self.pieces() + glob.glob(self.cache + "/pieces/*.script")
            inodes.append({p: os.stat(p).st_ino for p in entries})
        self.assertEqual(*inodes)

    def test_a_known_article_needs_no_engine(self):
        # The engine's data, as links; then a file of it that stops the engine, but looks the same.
        version = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True).stdout
        data = version.split("Data at: ")[1].strip()
        shutil.copytree(data, self.at("espeak-ng-data"), copy_function=os.symlink)
        self.env["ESPEAK_DATA_PATH"] = self.folder
        want = self.speak("--cache", "cache")
        path = pathlib.Path(self.at("espeak-ng-data"), "phontab")
        stat = path.stat()
        path.unlink()
        path.write_bytes(bytes(stat.st_size))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        self.assertEqual(self.speak("--cache", "cache"), want)
        run = self.listen("short.txt", "-o", "out.wav", "-q", "--no-cache")
        self.assertNotEqual(run.returncode, 0)

    def test_what_shapes_the_sound_is_in_the_key(self):
        self.speak("--cache", "cache")
        self.write("words.yaml", "Dingen: /fuː/\n")
        self.write("site.yaml", "replace:\n  Satz: Spruch\n")
        for option in (["--rate", "150"], ["--pitch", "30"], ["-v", "ruhig"],
                       ["--lexicon", "words.yaml"], ["--settings", "site.yaml"]):
            want = self.speak("--no-cache", *option)
            for _ in range(2):
                self.assertEqual(self.speak("--cache", "cache", *option), want, option)
        self.write("words.yaml", "Dingen: /fiː/\n")  # another content under the same name
        want = self.speak("--no-cache", "--lexicon", "words.yaml")
        self.assertEqual(self.speak("--cache", "cache", "--lexicon", "words.yaml"), want)

    def test_estimate_uses_and_fills_it(self):
        exact = self.listen("estimate", "--exact", "short.txt", "--cache", "cache", "--json")
        self.assertEqual(self.contents()["pieces"], len(SENTENCES))
        inodes = [os.stat(p).st_ino for p in self.pieces()]
        run = self.listen("short.txt", "-o", "out.wav", "--cache", "cache", "--json")
        self.assertEqual([os.stat(p).st_ino for p in self.pieces()], inodes)
        self.assertAlmostEqual(json.loads(exact.stdout)["seconds"],
                               json.loads(run.stdout)["duration_s"], places=1)

    def test_damage_is_made_anew(self):
        want = self.speak("--cache", "cache")
        ways = {
            "empty": lambda p, b: p.write_bytes(b""),
            "cut": lambda p, b: p.write_bytes(b[:len(b) // 2]),
            "flipped": lambda p, b: p.write_bytes(b[:-5] + bytes([b[-5] ^ 1]) + b[-4:]),
            "foreign": lambda p, b: p.write_bytes(b"RIFF" + b),
            "folder": lambda p, b: (os.unlink(p), os.mkdir(p)),
            "fifo": lambda p, b: (os.unlink(p), os.mkfifo(p)),
            "link": lambda p, b: (os.unlink(p), os.symlink("/dev/zero", p)),
        }
        for name, damage in ways.items():
            entries = pathlib.Path(self.cache, "pieces")
            for path in [*entries.glob("*.piece"), *entries.glob("*.script")]:
                damage(path, path.read_bytes())
            self.assertEqual(self.speak("--cache", "cache"), want, name)
            self.assertEqual(self.contents()["pieces"], len(SENTENCES), name)
            self.assertEqual(self.speak("--cache", "cache"), want, name)

    def test_places_that_refuse(self):
        want = self.speak("--no-cache")
        for place in ("short.txt", "short.txt/below", "/proc/nowhere"):
            run = self.listen("short.txt", "-o", "out.wav", "--cache", place)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(run.stderr.count("warning"), 1, run.stderr)
            self.assertIn(place, run.stderr)
            self.assertEqual(sum_of(self.at("out.wav")), want)
            self.assertEqual(self.speak("--cache", place), want)  # --quiet: not a word
        self.env["HOME"] = "/nonexistent"
        self.assertEqual(self.speak(), want)
        del self.env["HOME"]
        self.assertEqual(self.speak(), want)
        run = self.listen("cache")
        self.assertEqual(run.returncode, 2)
        self.assertIn("--cache", run.stderr)

    def test_full_disk(self):
        def no_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        run = self.listen("estimate", "--exact", "short.txt", "--cache", "cache",
                          preexec_fn=no_room)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stderr.count("warning"), 1, run.stderr)
        self.assertIn("too large", run.stderr)
        self.assertEqual(os.listdir(self.cache + "/pieces/tmp"), [])

    def test_a_small_file_system(self):
        mount = self.at("small")
        os.mkdir(mount)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", mount],
                          capture_output=True).returncode != 0:
            self.skipTest("may not mount")
        self.addCleanup(subprocess.run, ["umount", mount], check=True)
        want = self.speak("--no-cache")
        run = self.listen("short.txt", "-o", "out.wav", "--cache", mount)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("No space left", run.stderr)
        self.assertEqual(sum_of(self.at("out.wav")), want)
        self.assertEqual(self.speak("--cache", mount), want)

    def test_size_is_bounded(self):
        sizes = []
        for n in range(6):
            self.write("n.txt", "\n\n".join(s.replace("Satz", f"Vers {n}") for s in SENTENCES))
            self.speak("--cache", "cache", "--cache-size", "2M", article="n.txt")
            sizes.append(self.contents()["bytes"])
        self.assertLessEqual(max(sizes), 2 * 1024 * 1024)
        self.assertGreater(sizes[-1], 1024 * 1024 // 2)
        before = len(self.pieces())
        self.speak("--cache", "cache", "--cache-size", "2M", article="n.txt")
        self.assertGreaterEqual(len(self.pieces()), before)
        self.speak("--cache", "none", "--cache-size", "0")
        self.assertFalse(os.path.exists(self.at("none")))

    def test_show_and_clear(self):
        self.assertEqual(self.contents()["pieces"], 0)
        self.speak("--cache", "cache")
        self.write("cache/pieces/mine.txt", "mine")
        got = self.contents()
        self.assertEqual((got["path"], got["articles"], got["limit_bytes"], got["cleared"]),
                         ("cache", 1, 1 << 30, False))
        entries = self.pieces() + glob.glob(self.cache + "/pieces/*.script")
        self.assertEqual(got["bytes"], sum(os.path.getsize(p) for p in entries))
        run = self.listen("cache", "--cache", "cache", "--clear", "--json")
        self.assertEqual(json.loads(run.stdout)["pieces"], len(SENTENCES))
        self.assertEqual(self.contents()["bytes"], 0)
        self.assertTrue(os.path.exists(self.at("cache/pieces/mine.txt")))

    def test_two_at_once(self):
        runs = [subprocess.Popen([LISTEN, SEED, "-o", self.at(f"{n}.wav"), "-q", "--cache",
                                  self.cache], env=self.env) for n in range(3)]
        for run in runs:
            self.assertEqual(run.wait(timeout=120), 0)
        want = self.speak("--no-cache", article=SEED)
        for n in range(3):
            self.assertEqual(sum_of(self.at(f"{n}.wav")), want)
        self.assertEqual(os.listdir(self.cache + "/pieces/tmp"), [])

    def test_killed_at_any_moment(self):
        self.write("kill.txt", "\n\n".join(SENTENCES * 4))
        target = self.at("kill.wav")
        start = time.monotonic()
        new = self.speak("--no-cache", article="kill.txt")
        whole = time.monotonic() - start
        old = hashlib.sha256(b"old").hexdigest()
        seen = set()
        random.seed(7)
        for n in range(N_KILLS):
            if n % 5 == 0:
                self.listen("cache", "--clear", "--cache", "cache")
            with open(target, "wb") as f:
                f.write(b"old")
            run = subprocess.Popen([LISTEN, "kill.txt", "-o", target, "-q", "--cache", "cache"],
                                   env=self.env, cwd=self.folder)
            # The later ones too: half of the runs find something in the cache and are fast.
            time.sleep(random.random() ** 2 * whole * 1.2)
            run.send_signal(signal.SIGKILL)
            run.wait(timeout=10)
            seen.add(sum_of(target))
            self.assertLessEqual(seen, {old, new}, n)
        self.assertEqual(seen, {old, new})
        time.sleep(0.3)  # what the killed runs started ends too
        self.assertEqual(self.speak("--cache", "cache", article="kill.txt"), new)
        self.assertEqual(self.speak("--cache", "cache", article="kill.txt"), new)
        self.assertEqual(os.listdir(self.cache + "/pieces/tmp"), [])
        self.assertEqual(glob.glob(self.at(".listen-*")), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
