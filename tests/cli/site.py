#!/usr/bin/env python3
"""A whole site: site.py LISTEN SEED.

What is published is whole and says the truth; only what changed is built; nothing outside the
output folder is touched, whatever the articles are called or hold.
"""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import wave

LISTEN, SEED = (os.path.abspath(a) for a in sys.argv[1:3])
N_KILLS = int(os.environ.get("LISTEN_SITE_KILLS", "8"))
CONFIG = """\
inputs: ["inhalt/**/*.md", "inhalt/**/*.txt", "inhalt/**/*.html"]
output: ton
url: https://beispiel.example/ton/
page_url: "https://beispiel.example/{key}/"
formats: [wav]
sections:
  - match: "inhalt/sport/**"
    title: Sport
    voice: ruhig
feed:
  title: "Beispiel & Söhne <Audio>"
  description: Alles zum Hören
  link: https://beispiel.example/
"""
PARTS = ["wav", "timings.json", "vtt", "chapters.json", "html", "article.json"]


def article(title, *sentences, head=""):
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n{head}---\n\n" + "\n\n".join(
        sentences) + "\n"


class Site(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name) / "site"
        self.root.mkdir()
        self.out = self.root / "ton"
        self.env = {**os.environ, "LC_ALL": "C", "HOME": holder.name}
        self.env.pop("XDG_CACHE_HOME", None)
        self.write("listen.yaml", CONFIG)
        self.write("inhalt/eins.md", article("Eins", "Der erste Satz.", "Am 3. Mai ist Schluss.",
                                             head="date: 2026-05-03\n"))
        self.write("inhalt/über uns/index.md", article(
            'Wir & <die> "Anderen"', "Wir sind hier.", head="date: 2026-06-01T08:15\n"))
        self.write("inhalt/sport/spiel.txt", "Das Spiel\n\nEs endete zwei zu eins.\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def listen(self, *args, **kwargs):
        options = {"capture_output": True, "timeout": 120, "env": self.env, "cwd": self.root,
                   "text": True, **kwargs}
        return subprocess.run([LISTEN, *args], **options)

    def site(self, *args, want=0, **kwargs):
        run = self.listen("site", *args, **kwargs)
        self.assertEqual(run.returncode, want, run.stderr)
        return run

    def results(self, *args, want=0):
        """{id: result} of a run."""
        run = self.site("--json", *args, want=want)
        return {line["id"]: line["result"] for line in map(json.loads, run.stdout.splitlines())}

    def files(self, folder=None):
        folder = folder or self.out
        return {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*"))
                if p.is_file() and p.name != ".listen.lock"}

    def sums(self, folder=None):
        return {name: hashlib.sha256(path.read_bytes()).hexdigest()
                for name, path in self.files(folder).items()}

    def times(self):
        return {name: (p.stat().st_mtime_ns, p.stat().st_ino) for name, p in self.files().items()}

    def manifest(self):
        return json.loads((self.out / "manifest.json").read_text())

    def check_manifest(self):
        """Every file that the manifest names is there and is what it says."""
        for key, entry in self.manifest()["articles"].items():
            self.assertEqual(entry["key"], key)
            for file in entry["files"]:
                path = self.out / file["path"]
                self.assertEqual(path.stat().st_size, file["bytes"], path)
            sound = next(f for f in entry["files"] if f["role"] == "audio")
            with wave.open(str(self.out / sound["path"])) as w:
                self.assertAlmostEqual(w.getnframes() / w.getframerate(), entry["duration_s"],
                                       delta=0.001)

    def wait(self, condition):
        until = time.monotonic() + 60
        while time.monotonic() < until and not condition():
            time.sleep(0.05)
        self.assertTrue(condition())

    # ---- what is published ----

    def test_all_parts(self):
        self.assertEqual(self.results(), {"eins": "built", "sport/spiel": "built",
                                          "über uns": "built"})
        want = {f"{key}.{part}" for key in ("eins", "sport/spiel", "über uns") for part in PARTS}
        self.assertEqual(set(self.files()), want | {"manifest.json", "feed.xml",
                                                    "listen-player.js"})
        self.check_manifest()
        entries = self.manifest()["articles"]
        self.assertEqual(list(entries), sorted(entries, key=str.encode))
        self.assertEqual(entries["über uns"]["title"], 'Wir & <die> "Anderen"')
        self.assertEqual(entries["über uns"]["page_url"],
                         "https://beispiel.example/%C3%BCber%20uns/")
        self.assertEqual(entries["sport/spiel"]["voice"], "ruhig")
        self.assertEqual(entries["sport/spiel"]["section"], "Sport")
        self.assertRegex(entries["eins"]["label"], "Minute")
        timings = json.loads((self.out / "eins.timings.json").read_text())
        self.assertEqual(timings["sentences"][-1]["text"], "Am 3. Mai ist Schluss.")
        self.assertIn("WEBVTT", (self.out / "eins.vtt").read_text())

    def test_the_same_as_a_single_article(self):
        self.site()
        self.listen("inhalt/eins.md", "-o", "../eins.wav", "-q")
        self.assertEqual((self.root / "../eins.wav").read_bytes()[44:60],
                         (self.out / "eins.wav").read_bytes()[44:60])
        with wave.open(str(self.root / "../eins.wav")) as a, \
                wave.open(str(self.out / "eins.wav")) as b:
            self.assertEqual(a.readframes(10 ** 8), b.readframes(10 ** 8))

    def test_workers_and_cache_make_no_difference(self):
        self.site("--workers", "1", "--no-cache")
        want = self.sums()
        for n in ("2", "5"):
            shutil.rmtree(self.out)
            self.site("--workers", n)
            self.assertEqual(self.sums(), want)

    def test_output_among_the_articles(self):
        """What was built is no article, wherever it is put."""
        self.write("listen.yaml", CONFIG.replace("output: ton", "output: inhalt/ton"))
        self.site()
        self.out = self.root / "inhalt/ton"
        self.assertEqual(set(self.results().values()), {"kept"})
        self.assertEqual(set(self.results("-o", "inhalt/anders").keys()),
                         {"eins", "sport/spiel", "über uns"})

    def test_all_formats_at_once(self):
        formats = ["wav", "flac", "ogg", "opus", "mp3", "m4b"]
        self.write("listen.yaml", CONFIG.replace("[wav]", f"[{', '.join(formats)}]"))
        self.site("--workers", "1", "--no-cache")
        want = self.sums()
        shutil.rmtree(self.out)
        self.site("--workers", "3")
        self.assertEqual(self.sums(), want)
        for entry in self.manifest()["articles"].values():
            self.assertEqual([f["format"] for f in entry["files"] if f["role"] == "audio"], formats)
            for file in entry["files"]:
                if file["role"] == "audio":
                    probe = subprocess.run(
                        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
                         "csv=p=0", str(self.out / file["path"])], capture_output=True, text=True)
                    self.assertAlmostEqual(float(probe.stdout), entry["duration_s"], delta=0.1)

    # ---- only what changed ----

    def test_nothing_changed_means_nothing_written(self):
        self.site()
        before = self.times()
        folder = self.out.stat().st_mtime_ns
        self.assertEqual(set(self.results().values()), {"kept"})
        self.assertEqual(self.times(), before)
        self.assertEqual(self.out.stat().st_mtime_ns, folder)

    def changed(self, before):
        now = self.times()
        return {name for name in now if now[name] != before.get(name)}

    def test_a_changed_article(self):
        self.site()
        before = self.times()
        self.write("inhalt/eins.md", article("Eins", "Der erste Satz.", "Am 4. Mai ist Schluss.",
                                             head="date: 2026-05-03\n"))
        self.assertEqual(self.results()["eins"], "built")
        changed = self.changed(before)
        self.assertEqual({n for n in changed if not n.startswith("eins.")},
                         {"manifest.json", "feed.xml"})
        self.check_manifest()

    def test_touched_only(self):
        self.site()
        before = self.times()
        (self.root / "inhalt/eins.md").touch()
        self.site()
        self.assertEqual(self.times(), before)

    def test_markup_alone(self):
        """The text has not changed: the sound is not replaced."""
        self.site()
        before = self.times()
        text = (self.root / "inhalt/eins.md").read_text()
        self.write("inhalt/eins.md", text + "\n<!-- eine Notiz -->\n")
        self.assertEqual(self.results()["eins"], "built")
        self.assertNotIn("eins.wav", self.changed(before))

    def test_label_alone(self):
        """A page is made anew without its sound."""
        self.site()
        before = self.times()
        self.write("listen.yaml", CONFIG + "label: 'Zum Hören: {min}'\n")
        self.site()
        self.assertEqual({n.split(".")[-2] + "." + n.split(".")[-1] if "article" in n else
                          n.split(".")[-1] for n in self.changed(before)},
                         {"html", "article.json", "json", "xml"} & {
                             "html", "article.json", "json"})
        self.assertIn("Zum Hören: 1 Min.", (self.out / "eins.html").read_text())
        self.check_manifest()

    def test_voice_lexicon_and_replacement(self):
        self.site()
        before = self.times()
        self.write("listen.yaml", CONFIG.replace("voice: ruhig", "voice: schnell"))
        self.site()
        self.assertEqual({n.split("/")[0] for n in self.changed(before)},
                         {"sport", "manifest.json", "feed.xml"} & {"sport", "manifest.json",
                                                                   "feed.xml"})
        before = self.times()
        self.write("worte.tsv", "Schluss\tSl'u:s\n")
        self.write("listen.yaml", CONFIG + "lexicon: [worte.tsv]\n")
        self.site()
        self.assertIn("eins.wav", self.changed(before))
        before = self.times()
        self.write("listen.yaml", CONFIG + "lexicon: [worte.tsv]\nreplace:\n  hier: dort\n")
        self.site()
        self.assertIn("über uns.wav", self.changed(before))
        self.assertNotIn("eins.wav", self.changed(before))

    def test_front_matter_voice(self):
        text = (self.root / "inhalt/eins.md").read_text()
        self.write("inhalt/eins.md", text.replace("title:", "voice: schnell\ntitle:"))
        self.site()
        self.assertEqual(self.manifest()["articles"]["eins"]["voice"], "schnell")
        self.assertEqual(set(self.results().values()), {"kept"})
        self.write("inhalt/eins.md", text.replace("title:", "voice: ../x.yaml\ntitle:"))
        run = self.site(want=1)
        self.assertIn("inhalt/eins.md", run.stderr)
        self.assertEqual(self.manifest()["articles"]["eins"]["voice"], "schnell")

    def test_removed_article(self):
        self.write("inhalt/tief/unten/drei.md", article("Drei", "Ein Satz."))
        self.site()
        (self.root / "inhalt/tief/unten/drei.md").unlink()
        self.site("--keep")
        self.assertIn("tief/unten/drei.wav", self.files())
        self.assertNotIn("tief/unten/drei", self.manifest()["articles"])
        self.site()
        self.assertFalse((self.out / "tief").exists())
        self.assertEqual(set(self.manifest()["articles"]), {"eins", "sport/spiel", "über uns"})

    def test_only_ours_is_removed(self):
        self.site()
        self.write("ton/eigenes.mp3", b"x")
        self.write("ton/anderes/manifest.json", b"{}")
        self.write("ton/anderes/weg.article.json", b"{}")
        (self.root / "inhalt/eins.md").unlink()
        self.site()
        self.assertTrue((self.out / "eigenes.mp3").exists())
        self.assertTrue((self.out / "anderes/weg.article.json").exists())

    def test_format_taken_away(self):
        self.write("listen.yaml", CONFIG.replace("[wav]", "[wav, flac]"))
        self.site()
        before = self.times()
        self.assertIn("eins.flac", self.files())
        self.write("listen.yaml", CONFIG)
        self.site()
        self.assertNotIn("eins.flac", self.files())
        self.assertNotIn("eins.wav", self.changed(before))

    def test_lost_and_damaged_files(self):
        self.site()
        want = self.sums()
        (self.out / "eins.vtt").unlink()
        (self.out / "über uns.wav").write_bytes(b"short")
        (self.out / "sport/spiel.article.json").write_text("{]")
        (self.out / "feed.xml").unlink()
        (self.out / "manifest.json").write_text("")
        self.site()
        self.assertEqual(self.sums(), want)

    # ---- bad input ----

    def test_one_bad_article(self):
        self.write("inhalt/leer.md", "")
        self.write("inhalt/binär.txt", bytes(range(256)) * 20)
        run = self.site(want=1)
        self.assertIn("inhalt/leer.md", run.stderr)
        self.assertIn("inhalt/binär.txt", run.stderr)
        self.assertEqual(set(self.manifest()["articles"]), {"eins", "sport/spiel", "über uns"})
        self.check_manifest()

    def test_failed_article_keeps_what_it_had(self):
        self.site()
        want = {n: s for n, s in self.sums().items() if n.startswith("eins.")}
        self.write("inhalt/eins.md", "")
        self.site(want=1)
        self.assertEqual({n: s for n, s in self.sums().items() if n.startswith("eins.")}, want)
        self.assertIn("eins", self.manifest()["articles"])

    def test_drafts_and_pages_without_article(self):
        self.write("inhalt/entwurf.md", article("Entwurf", "Noch nichts.", head="draft: true\n"))
        self.write("inhalt/liste.html", "<html><body><nav><a href=x>x</a></nav></body></html>")
        got = self.results()
        self.assertEqual((got["entwurf"], got["liste"]), ("passed_over", "passed_over"))
        self.assertNotIn("entwurf", self.manifest()["articles"])
        self.assertEqual(set(self.results().values()), {"kept"})
        self.write("inhalt/eins.md", article("Eins", "Nun doch.", head="draft: true\n"))
        self.site()
        self.assertNotIn("eins", self.manifest()["articles"])
        self.assertNotIn("eins.wav", self.files())

    def test_two_of_one_name(self):
        self.write("inhalt/eins.txt", "Eins\n\nNoch einmal.\n")
        run = self.site(want=1)
        self.assertIn("inhalt/eins.txt", run.stderr)
        self.assertIn("inhalt/eins.md", run.stderr)
        self.assertEqual(set(self.manifest()["articles"]), {"sport/spiel", "über uns"})

    def test_names(self):
        names = ["a b", "ümläut", "u\u0308nfc", "100%", "x#y?z", "'q'", "-o", "--", "a.b.c", "…"]
        for n, name in enumerate(names):
            self.write(f"inhalt/namen/{name}.md", article(f"Titel {n}", "Ein Satz."))
        self.site()
        self.assertEqual({k for k in self.manifest()["articles"] if k.startswith("namen/")},
                         {f"namen/{n}" for n in names})
        self.check_manifest()

    def test_titles(self):
        title = 'a<b>&"c"]]>\u0007</script><!--\u2028'
        self.write("inhalt/eins.md", article(title, "Ein Satz."))
        self.write("inhalt/zwei.html",
                   "<html><head><title>x</title></head><body><article><h1>&lt;script&gt;&amp;"
                   "</h1><p>Ein langer Satz, der ohne Zweifel zum Artikel gehört.</p></article>")
        self.site()
        self.check_manifest()
        import xml.dom.minidom
        xml.dom.minidom.parse(str(self.out / "feed.xml"))

    def test_links_do_not_lead_out(self):
        outside = self.root.parent / "außen"
        outside.mkdir()
        self.site()
        shutil.rmtree(self.out / "sport")
        (self.out / "sport").symlink_to(outside)
        (self.out / "eins.wav").unlink()
        (self.out / "eins.wav").symlink_to(outside / "eins.wav")
        run = self.site(want=1)
        self.assertIn("eins.wav", run.stderr)
        self.assertIn("sport", run.stderr)
        self.assertEqual(list(outside.iterdir()), [])

    def test_hostile_entry(self):
        """An entry that names files of others removes nothing."""
        victim = self.write("opfer.txt", "x")
        self.site()
        entry = json.loads((self.out / "eins.article.json").read_text())
        for path in ("../opfer.txt", str(victim), "über uns.wav"):
            entry["key"] = "weg"
            for file in entry["files"]:
                file["path"] = path
            (self.out / "weg.article.json").write_text(json.dumps(entry))
            self.site()
            self.assertTrue(victim.exists())
            self.assertIn("über uns.wav", self.files())

    def test_read_only_and_full(self):
        self.site()
        want = self.sums()
        full = self.root / "voll"
        full.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(full)],
                                 capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no file system may be mounted here")
        try:
            run = self.site("-o", "voll", "--no-cache", want=1)
            self.assertRegex(run.stderr, "no space left")
            for name, path in self.files(full).items():
                if name.endswith(".wav"):
                    self.assertEqual(path.read_bytes(), self.files()[name].read_bytes())
            self.assertEqual([n for n in self.files(full) if ".part" in n], [])
        finally:
            subprocess.run(["umount", str(full)], check=True)
        self.assertEqual(self.sums(), want)

    def test_big_articles(self):
        line = "Das ist ein Satz, der oft wiederkehrt. " * 50 + "\n\n"
        self.write("inhalt/lang.txt", "Lang\n\n" + line * 20)
        self.write("inhalt/riesig.txt", "Riesig\n\n" + line * 25000) # 50 MB
        run = self.site(want=1)
        self.assertRegex(run.stderr, r"inhalt/riesig.txt: error: no article: about \d{3} hours")
        self.assertIn("lang", self.manifest()["articles"])
        self.check_manifest()

    # ---- runs beside and after one another ----

    def test_two_runs_at_once(self):
        runs = [subprocess.Popen([LISTEN, "site", "-q"], cwd=self.root, env=self.env,
                                 stderr=subprocess.PIPE) for _ in range(3)]
        for run in runs:
            _, err = run.communicate(timeout=120)
            self.assertEqual((run.returncode, err), (0, b""))
        self.check_manifest()
        self.assertEqual(set(self.results().values()), {"kept"})

    def test_no_wait(self):
        import fcntl
        self.site()
        with open(self.out / ".listen.lock") as f:
            fcntl.flock(f, fcntl.LOCK_EX)
            run = self.site("--no-wait", want=1)
            self.assertIn("another run", run.stderr)

    def test_kills(self):
        """Killed at any moment, the next run goes on; nothing half is ever published."""
        for n in range(6):
            self.write(f"inhalt/k{n}.md", article(f"Artikel {n}", *(
                f"Der {i}. Satz von Artikel {n} mit {i * n} Wörtern." for i in range(1, 12))))
        self.site("-o", "ganz", "--no-cache")
        whole = self.sums(self.root / "ganz")
        rng = random.Random(7)
        began = time.monotonic()
        self.site("-o", "probe", "--no-cache")
        span = time.monotonic() - began
        for _ in range(N_KILLS):
            run = subprocess.Popen([LISTEN, "site", "-q", "--no-cache"], cwd=self.root,
                                   env=self.env, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, span * 1.1))
            run.kill()
            run.wait()
            time.sleep(0.02)
            for name, path in self.files().items():
                if ".part" not in name:
                    self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), whole[name],
                                     name)
            if (self.out / "manifest.json").exists():
                self.check_manifest()
            if rng.random() < 0.3:
                shutil.rmtree(self.out, ignore_errors=True)
        self.site()
        self.assertEqual(self.sums(), whole)

    def test_killed_while_changing(self):
        """Old or new, file by file; and the manifest names only what is there, whole."""
        texts = {n: [article("Eins", *(f"Satz {i} in Fassung {v}." for i in range(8)))
                     for v in range(2)] for n in ("eins", "k1", "k2")}
        sums = []
        for v in range(2):
            for name in texts:
                self.write(f"inhalt/{name}.md", texts[name][v])
            self.site()
            sums.append(self.sums())
        rng = random.Random(3)
        for i in range(N_KILLS):
            for name in texts:
                self.write(f"inhalt/{name}.md", texts[name][i % 2])
            run = subprocess.Popen([LISTEN, "site", "-q"], cwd=self.root, env=self.env,
                                   stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, 0.4))
            run.send_signal(rng.choice([signal.SIGKILL, signal.SIGTERM]))
            run.wait()
            time.sleep(0.02)
            for name, path in self.files().items():
                if ".part" not in name and name not in ("manifest.json", "feed.xml"):
                    self.assertIn(hashlib.sha256(path.read_bytes()).hexdigest(),
                                  [s[name] for s in sums], name)
            for entry in self.manifest()["articles"].values():
                for file in entry["files"]:
                    self.assertTrue((self.out / file["path"]).exists())
        self.site()
        self.assertEqual(self.sums(), sums[(N_KILLS - 1) % 2])

    # ---- jobs ----

    def test_shards_and_finish(self):
        self.site()
        want = self.sums()
        jobs = [json.loads(line) for line in self.site("--list").stdout.splitlines()]
        self.assertEqual([j["id"] for j in jobs], ["eins", "sport/spiel", "über uns"])
        for n in (1, 2, 3):
            shutil.rmtree(self.out)
            for i in range(n, 0, -1):
                self.site("--shard", f"{i}/{n}", "--no-cache")
            self.assertFalse((self.out / "manifest.json").exists())
            self.site("--finish")
            self.assertEqual(self.sums(), want)
        shutil.rmtree(self.out)
        for job in jobs:
            self.site("--job", job["id"], "-o", "teil-" + job["id"].replace("/", "-"))
        run = self.site("--finish", want=1)
        self.assertIn("--job 'eins'", run.stderr)
        self.site("--finish", *(a for p in self.root.glob("teil-*") for a in ("--gather", str(p))))
        self.assertEqual(self.sums(), want)

    def test_formats_and_drafts_by_shards(self):
        """What is published no more goes, whoever has built what is published instead."""
        self.write("listen.yaml", CONFIG.replace("[wav]", "[wav, flac]"))
        self.site()
        self.write("listen.yaml", CONFIG)
        self.write("inhalt/über uns/index.md", article("Wir", "Nichts.", head="draft: true\n"))
        for i in (1, 2):
            self.site("--shard", f"{i}/2")
        self.assertIn("eins.flac", self.files())  # the manifest still names it
        self.site("--finish")
        self.assertNotIn("eins.flac", self.files())
        self.assertNotIn("über uns.wav", self.files())
        self.check_manifest()
        by_shards = self.sums()
        shutil.rmtree(self.out)
        self.site()
        self.assertEqual(self.sums(), by_shards)

    def test_formats_taken_away_and_gathered(self):
        self.write("listen.yaml", CONFIG.replace("[wav]", "[wav, flac]"))
        self.site()
        self.write("listen.yaml", CONFIG)
        self.site("--shard", "1/1", "-o", "teil")
        self.site("--finish", "--gather", "teil")
        self.assertNotIn("eins.flac", self.files())
        self.check_manifest()
        self.write("listen.yaml", CONFIG.replace("[wav]", "[flac]"))
        self.site("--keep")
        self.assertIn("eins.wav", self.files())

    def test_gather_takes_only_what_fits(self):
        """An older build in one of the folders is not taken, in whatever order they are named."""
        self.site("--shard", "1/1", "-o", "alt")
        self.write("listen.yaml", CONFIG.replace("voice: ruhig", "voice: schnell") +
                   "label: '{min}'\n")
        self.site("--shard", "1/1", "-o", "neu")
        self.site("-o", "ganz")
        want = self.sums(self.root / "ganz")
        for order in (["alt", "neu"], ["neu", "alt"]):
            shutil.rmtree(self.out, ignore_errors=True)
            self.site("--finish", *(a for n in order for a in ("--gather", n)))
            self.assertEqual(self.sums(), want)
        shutil.rmtree(self.out)
        run = self.site("--finish", "--gather", "alt", want=1)
        self.assertIn("--job 'sport/spiel'", run.stderr)
        self.assertNotIn("sport/spiel.wav", self.files())
        run = self.site("--finish", "--gather", "gibtsnicht", want=1)
        self.assertIn("gibtsnicht", run.stderr)

    def test_file_where_a_folder_is_to_be(self):
        self.out.mkdir()
        (self.out / "sport").write_text("")
        run = self.site(want=1)
        self.assertRegex(run.stderr, "sport/spiel.*something else")
        self.assertEqual((self.out / "sport").read_text(), "")

    def test_jobs_are_idempotent(self):
        self.site("--job", "eins")
        before = self.times()
        self.site("--job", "eins")
        self.assertEqual(self.times(), before)
        run = self.site("--job", "gibtsnicht", want=2)
        self.assertIn("gibtsnicht", run.stderr)

    # ---- what it says ----

    def test_dry_run(self):
        run = self.site("--dry-run")
        self.assertFalse(self.out.exists())
        self.assertEqual([line.split("\t")[:2] for line in run.stdout.splitlines()],
                         [["eins", "new"], ["sport/spiel", "new"], ["über uns", "new"]])
        self.assertRegex(run.stderr, r"3 of 3 articles to do: 0:\d\d of sound, in about 0:\d\d")
        self.site()
        (self.root / "inhalt/eins.md").unlink()
        self.write("inhalt/sport/spiel.txt", "Das Spiel\n\nEs endete drei zu eins.\n")
        run = self.site("--dry-run", "--json")
        self.assertEqual([(j["id"], j["action"]) for j in map(json.loads,
                                                              run.stdout.splitlines())],
                         [("sport/spiel", "changed"), ("eins", "remove")])
        self.assertIn("eins.wav", self.files())

    def test_init_and_check(self):
        (self.root / "listen.yaml").unlink()
        run = self.site(want=2)
        self.assertIn("--init", run.stderr)
        self.site("--init")
        self.site("--check-config")
        self.site("--init", want=2)
        self.write("listen.yaml", CONFIG.replace("formats", "fromats"))
        run = self.site("--check-config", want=2)
        self.assertRegex(run.stderr, r"listen.yaml:5:\d+: error: .*formats")
        self.write("listen.yaml", CONFIG.replace("ruhig", "gibtsnicht"))
        run = self.site("--check-config", want=2)
        self.assertRegex(run.stderr, "gibtsnicht")

    def test_nothing_matches(self):
        self.site()
        shutil.rmtree(self.root / "inhalt")
        self.site(want=1)
        self.assertIn("eins.wav", self.files())

    def test_watch(self):
        run = subprocess.Popen([LISTEN, "site", "--watch", "--serve=0"], cwd=self.root, env=self.env,
                               stderr=subprocess.PIPE, text=True, start_new_session=True)
        try:
            url = None
            for line in run.stderr:
                if line.startswith("http://127.0.0.1:"):
                    url = line.strip()
                    break
            self.wait(lambda: (self.out / "manifest.json").exists())
            import urllib.request
            with urllib.request.urlopen(url + "manifest.json") as answer:
                self.assertEqual(len(json.load(answer)["articles"]), 3)
            self.write("inhalt/neu.md", article("Neu", "Ganz frisch."))
            self.wait(lambda: "neu" in self.manifest()["articles"])
            # The watch follows the configuration.
            self.write("anderswo/mehr.md", article("Mehr", "Noch frischer."))
            self.write("listen.yaml", CONFIG.replace('"inhalt/**/*.txt"', '"anderswo/*.md"'))
            self.wait(lambda: "mehr" in self.manifest()["articles"])
            self.write("anderswo/viel.md", article("Viel", "Noch mehr."))
            self.wait(lambda: "viel" in self.manifest()["articles"])
            request = urllib.request.Request(url + "neu.wav", headers={"Range": "bytes=0-3"})
            with urllib.request.urlopen(request) as answer:
                self.assertEqual((answer.status, answer.read()), (206, b"RIFF"))
        finally:
            os.killpg(run.pid, signal.SIGTERM)  # as a service is stopped: its server dies, too
            self.assertEqual(run.wait(timeout=10), 0)
            self.assertNotIn("error", run.stderr.read())
            run.stderr.close()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=1)
