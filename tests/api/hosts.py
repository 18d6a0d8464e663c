#!/usr/bin/env python3
"""The library in hosts of several kinds: silent, and with the same result in each.

    tests/api/hosts.py HOST EXAMPLE LISTEN LIBRARY
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds/china-ki-luecke.txt"
HOST, EXAMPLE, LISTEN, LIBRARY = (os.path.abspath(a) for a in sys.argv[1:5])


def engines(marker):
    """Processes of listen-host that carry the marker in their environment."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().startswith("listen-host") and \
                    marker.encode() in (process / "environ").read_bytes():
                found.append(process)
        except OSError:
            pass  # it has ended
    return found


class Hosts(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory(prefix="listen-hosts-")
        self.addCleanup(self.place.cleanup)
        self.folder = pathlib.Path(self.place.name)
        self.article = self.folder / "kurz.md"
        self.article.write_text("# İstanbul ISIĞI\n\nAm 3. Mai um 8:15 Uhr, 1,5 km.\n")
        self.env = {**os.environ, "HOSTS_TEST": self.folder.name}

    def run_silent(self, command, expected=0, **kinds):
        done = subprocess.run(command, cwd=self.folder, env={**self.env, **kinds}, timeout=100,
                              capture_output=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (expected, b"", b""), command)

    def wait_for_end(self):
        for _ in range(100):
            if not engines(self.folder.name):
                return
            time.sleep(0.05)
        self.fail(f"still there: {engines(self.folder.name)}")

    def turkish(self):
        """Turkish, made here where the machine has the sources of locales."""
        made = subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8",
                               str(self.folder / "tr_TR.UTF-8")], capture_output=True)
        return {"LOCPATH": str(self.folder), "LC_ALL": "tr_TR.UTF-8"} if made.returncode < 2 and \
            (self.folder / "tr_TR.UTF-8").exists() else {"LC_ALL": "C.UTF-8"}

    def test_hosts(self):
        self.run_silent([LISTEN, self.article, "-q", "-o", "cli.wav", "--no-cache",
                         "--timings", ".json"])
        want = (self.folder / "cli.wav").read_bytes()
        times = (self.folder / "cli.json").read_text().replace("cli.wav", "out.wav")
        locale = self.turkish()
        for kind in "ignored", "reaped", "closed":
            with self.subTest(kind):
                self.run_silent([HOST, kind, self.article, "out.wav"], **locale)
                self.assertEqual((self.folder / "out.wav").read_bytes(), want)
                self.assertEqual((self.folder / "out.json").read_text(), times)
                self.wait_for_end()

    @unittest.skipIf(os.environ.get("LISTEN_ENCODERS") == "no", "built without FFmpeg")
    def test_encoder(self):
        self.run_silent([LISTEN, self.article, "-q", "-o", "cli.mp3", "--no-cache"])
        self.run_silent([HOST, "ignored", self.article, "out.mp3"])
        self.assertEqual((self.folder / "out.mp3").read_bytes(),
                         (self.folder / "cli.mp3").read_bytes())

    def test_killed_host(self):
        """Whatever ends the host ends the engine."""
        (self.folder / "long.txt").write_text(SEED.read_text() * 60)
        for _ in range(3):
            host = subprocess.Popen([EXAMPLE, "long.txt", "long.wav"], cwd=self.folder,
                                    env=self.env, stdout=subprocess.DEVNULL)
            found = 0
            for _ in range(3000):
                found = len(engines(self.folder.name))
                if found > 2:  # more than one that starts, and one that it starts
                    break
                time.sleep(0.01)
            host.kill()
            host.wait()
            self.assertGreater(found, 2)
            self.wait_for_end()

    def test_descriptors(self):
        """The engine has no file of the host's."""
        (self.folder / "long.txt").write_text(SEED.read_text() * 60)
        with open(self.folder / "secret", "w") as secret:
            host = subprocess.Popen([EXAMPLE, "long.txt", "long.wav"], cwd=self.folder,
                                    env=self.env, stdout=subprocess.DEVNULL,
                                    pass_fds=[secret.fileno()])
            held = []
            for _ in range(3000):
                held = [os.readlink(fd) for process in engines(self.folder.name)
                        for fd in (process / "fd").iterdir() if fd.exists()]
                if held:
                    break
                time.sleep(0.01)
            host.kill()
            host.wait()
        self.assertTrue(held)
        self.assertFalse([f for f in held if self.folder.name in f])
        self.wait_for_end()

    def test_example(self):
        done = subprocess.run([EXAMPLE, SEED, "out.wav"], cwd=self.folder, env=self.env, check=True,
                              capture_output=True, text=True)
        self.assertEqual(done.stdout.splitlines()[:2],
                         ["Artikel anhören • 9 Minuten",
                          "  0:00  China will KI-Lücke durch entschlossene Anstrengungen…"])
        failed = subprocess.run([EXAMPLE, "none.txt", "out.wav"], cwd=self.folder, env=self.env,
                                capture_output=True, text=True)
        self.assertEqual((failed.returncode, failed.stdout, failed.stderr),
                         (1, "", "none.txt: cannot read: no such file or folder\n"))

    @unittest.skipIf("-fsanitize" in os.environ.get("LISTEN_FLAGS", ""),
                     "Python would have to be built with the sanitizer")
    def test_python(self):
        env = {**self.env, "LD_LIBRARY_PATH": os.path.dirname(LIBRARY)}
        example = ROOT / "tests/api/example.py"
        done = subprocess.run([sys.executable, example, self.article, "py.wav"], cwd=self.folder,
                              env=env, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        self.assertEqual(lines[:3], ["İstanbul ISIĞI", "Artikel anhören • 1 Minute",
                                     "   0.000  İstanbul ISIĞI"])
        self.assertRegex(lines[3], r"^ +\d\.\d{3}  Am 3. Mai um 8:15 Uhr, 1,5 km.$")
        subprocess.run([EXAMPLE, self.article, "c.wav"], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL)
        # WAVs differ in what stands before and behind the samples.
        mine, other = ((self.folder / f).read_bytes() for f in ("py.wav", "c.wav"))
        self.assertIn(mine[44:], other)
        failed = subprocess.run([sys.executable, example, "none.txt", "x.wav"], cwd=self.folder,
                                env=env, capture_output=True, text=True)
        self.assertEqual(failed.stderr, "none.txt: cannot read: no such file or folder\n")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[5:])
