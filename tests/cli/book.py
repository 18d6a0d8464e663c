#!/usr/bin/env python3
"""Read-along books end to end: book.py LISTEN SEED [TEST…].

Each is checked by epubcheck (where it is installed), by its own rules here (every reference leads
somewhere, clips follow one another and cover the sound), against --timings, and against the sound.
"""
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from epub import ENV, EPUB, EPUBCHECK, HTML, RATE, Book, read, run, text_of, write
from picture import png

LISTEN, SEED = (os.path.abspath(a) for a in sys.argv[1:3])

MARKDOWN = """---
title: "Über <b>Öl</b> & \\"Süßes\\" 'x'"
author: Jürgen Ähm
date: 2024-03-12
---

Am Montag stieg das Wasser auf *drei* Meter. Niemand wurde verletzt & alle < 10 sind froh.

![Ein Deich im Regen](deich.jpg)

> Das Wasser geht zurück. Langsam.
>
> Und es bleibt trocken.

## Was zu tun ist

1. Keller leeren
2. Pumpen prüfen
   - die große
     1. zuerst der Filter
   - die kleine
3. Abwarten

| Ort | Pegel |
|-----|-------|
| Köln | 3,5; steigend |
| Bonn | 4 |

```python
def pegel(x):
    return x < 4 & 1

print("ö")
```

Ende der Meldung[^1]. [Mehr](https://example.org/?a=1&b=2).

[^1]: Stand vom Abend.
"""

PAGE = """<!doctype html><html lang="de"><head><title>Die Brücke</title>
<meta name="author" content="Max Muster"><meta property="og:site_name" content="Die &lt;Zeitung&gt;"></head><body><article><h1>Die Brücke</h1>
<p>Die Brücke bleibt <em>gesperrt</em>, bis das Wasser wieder unter die Marke gefallen ist.</p>
<figure><img src="b.jpg" alt=""><figcaption>Die Brücke am Morgen.</figcaption></figure>
<h2>Verkehr</h2><ul><li>Busse fahren nicht</li><li>Züge fahren</li></ul>
<table><tr><th>Linie</th><th>Takt</th></tr><tr><td>1</td><td>10 Minuten</td></tr></table>
<pre><code>if (a &lt; b)
   c = 1;</code></pre>
<p>Wann sie wieder öffnet, weiß am Abend noch niemand zu sagen, auch die Stadt nicht.</p>
</article></body></html>
"""


def listen(*args, **more):
    out = run(LISTEN, *args, **more)
    assert out.returncode == 0, out.stderr.decode()
    return out


class Books(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.old = os.getcwd()
        self.addCleanup(os.chdir, self.old)
        os.chdir(self.folder.name)

    def no_leftovers(self, *expected):
        self.assertEqual(sorted(os.listdir(".")), sorted(expected))

    def epubcheck(self, *paths):
        if EPUBCHECK is None:
            self.skipTest("epubcheck is missing: apt-get install epubcheck")
        for path in paths:
            out = run(*EPUBCHECK, "--failonwarnings", path)
            self.assertEqual(out.returncode, 0, (out.stdout + out.stderr).decode())

    def make(self, *args, name="out.epub", **more):
        out = listen(*args, "-o", name, "--json", "--timings", ".json", **more)
        said = json.loads(out.stdout)
        book = Book(name)
        with open(name.replace(".epub", ".json"), encoding="utf-8") as f:
            book.check_timings(json.load(f))
        self.assertEqual(said["files"][0], {"path": name, "bytes": os.path.getsize(name),
                                            "media_type": "application/epub+zip"})
        self.assertAlmostEqual(said["duration_s"], book.frames / RATE, places=3)
        return book, said

    def test_article(self):
        book, said = self.make(SEED)
        book.check_sound(".")
        self.assertEqual(len(book.parts), 1)
        self.assertEqual(book.dc("title"), [said["title"]])
        self.assertEqual(book.dc("language"), ["de"])
        self.assertEqual(book.dc("date"), ["2024-03-12"])
        self.assertEqual(book.meta("dcterms:modified"), ["2024-03-12T08:15:00Z"])
        self.assertRegex(book.dc("identifier")[0],
                         r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        self.assertEqual(book.meta("media:narrator"), ["Computerstimme nachrichten"])
        style = book.zip.read("EPUB/style.css").decode()
        self.assertIn("." + book.meta("media:active-class")[0], style)
        self.assertIn("synchronizedAudioText", book.meta("schema:accessibilityFeature"))
        self.assertEqual([c[0] for c in book.contents], [said["title"]] + [
            c["title"] for c in said["chapters"][2:]])  # the lead goes with the title
        self.no_leftovers("out.epub", "out.json", "sound.mp3")
        self.epubcheck("out.epub")

    def test_markdown(self):
        write("a.md", MARKDOWN)
        write("cover.png", png())
        book, _ = self.make("a.md", "--cover", "cover.png")
        (part,) = book.parts
        page = part["page"]
        title = "Über <b>Öl</b> & \"Süßes\" 'x'"
        self.assertEqual(text_of(page.find(f".//{HTML}h1")), title)
        self.assertEqual(book.dc("title"), [title])
        self.assertEqual(book.dc("creator"), ["Jürgen Ähm"])
        cover = next(i for i in book.items.values() if i.get("properties") == "cover-image")
        self.assertEqual(book.zip.read("EPUB/" + cover.get("href")), png())
        self.assertEqual([text_of(e) for e in page.iter(HTML + "em")], ["drei"])
        self.assertEqual([e.get("class") for e in page.iter(HTML + "p")
                          if text_of(e) == "Ein Deich im Regen"], ["caption"])
        quote = page.find(f".//{HTML}blockquote")
        self.assertEqual([text_of(p) for p in quote.iter(HTML + "p")],
                         ["Das Wasser geht zurück. Langsam.", "Und es bleibt trocken."])
        top = page.find(f".//{HTML}ol")
        self.assertEqual(len(top.findall(HTML + "li")), 3)
        inner = top.findall(HTML + "li")[1].find(HTML + "ul")
        self.assertEqual(len(inner.findall(HTML + "li")), 2)
        self.assertIsNotNone(inner.find(f"{HTML}li/{HTML}ol/{HTML}li"))
        table = page.find(f".//{HTML}table")
        self.assertEqual([text_of(c) for c in table.iter(HTML + "th")], ["Ort", "Pegel"])
        self.assertEqual([text_of(c) for c in table.iter(HTML + "td")],
                         ["Köln", "3,5; steigend", "Bonn", "4"])
        self.assertEqual(text_of(page.find(f".//{HTML}pre")),
                         'def pegel(x):\n    return x < 4 & 1\n\nprint("ö")')
        spoken = " ".join(text_of(c[0]) for c in part["clips"])
        for silent in ("Deich im Regen", "Köln", "pegel(x)", "Stand vom Abend"):
            self.assertNotIn(silent, spoken)
            self.assertIn(silent, book.text())
        notes = page.find(f".//{HTML}section[@class='footnotes']")
        self.assertEqual(text_of(notes).strip(), "Stand vom Abend.")
        read_all, _ = self.make("a.md", "--read",
                                "+captions,+tables,+code,+footnotes", name="all.epub")
        spoken = " ".join(text_of(c[0]) for c in read_all.parts[0]["clips"])
        for text in ("Deich im Regen", "Köln", "pegel(x)", "Stand vom Abend"):
            self.assertIn(text, spoken)
        self.assertIn("auditory", read_all.meta("schema:accessModeSufficient"))
        self.assertNotIn("auditory", book.meta("schema:accessModeSufficient"))
        self.epubcheck("out.epub", "all.epub")

    def test_several_and_again(self):
        write("a.md", MARKDOWN)
        write("b.html", PAGE)
        book, said = self.make("a.md", "b.html", SEED, "--rate", "300")
        book.check_sound(".")
        self.assertEqual(len(book.parts), 3)
        self.assertEqual(len(said["chapters"]), 3)
        self.assertEqual(book.dc("creator"), ["Jürgen Ähm", "Max Muster"])
        self.assertEqual(book.dc("publisher"), ["Die <Zeitung>", "China today"])
        self.assertTrue(book.dc("title")[0].endswith(" und 2 weitere Artikel"))
        self.assertEqual([c[0] for c in book.contents if not c[2]],
                         [text_of(p["page"].find(f".//{HTML}h1")) for p in book.parts])
        bridge = book.parts[1]["page"]
        self.assertEqual([text_of(c) for c in bridge.iter(HTML + "th")], ["Linie", "Takt"])
        self.assertEqual([text_of(c) for c in bridge.iter(HTML + "td")], ["1", "10 Minuten"])
        self.assertEqual(text_of(bridge.find(f".//{HTML}pre")), "if (a < b)\n   c = 1;")
        again, _ = self.make("out.epub", "--rate", "300", name="again.epub")
        self.assertGreater(len(again.parts), 3)  # a book has its chapters
        self.assertEqual([text_of(e) for p in again.parts for e in p["page"].iter(HTML + "pre")],
                         [text_of(e) for p in book.parts for e in p["page"].iter(HTML + "pre")])
        self.epubcheck("out.epub", "again.epub")
        out = run(LISTEN, "out.epub", "-o", "out.epub")
        self.assertEqual((out.returncode, out.stderr.count(b"\n")), (2, 1), out.stderr)

    def test_hostile_texts(self):
        title = "]]> <script>&amp;\x01\x0b\x7f\u0085\ufffe\U0001F600 \"'--"
        write("a.txt", f"{title}\n\nEin Satz mit \x02 und \u2028 und \ufffe und ]]> & <p>.\n\n...\n\nEnde!\n")
        book, _ = self.make("a.txt", "--plain")
        self.assertIn("]]> & <p>.", book.text())
        self.assertIn("...", book.text())  # what makes no sound is printed all the same
        write("b.md", '---\ntitle: "\\x01\\x02 <&>\\""\nauthor: "\\x07"\ndate: x\n---\n\nText.\n')
        tricky, _ = self.make("b.md", name="b.epub")
        self.assertEqual(tricky.meta("dcterms:modified"), ["2000-01-01T00:00:00Z"])
        self.assertEqual(tricky.dc("date"), [])
        self.epubcheck("out.epub", "b.epub")

    def test_silent_headings(self):
        write("a.md", "# Titel\n\nVorn.\n\n## Eins\n\nText eins.\n\n## Zwei\n\nText zwei.\n")
        book, _ = self.make("a.md", "--read", "-headings")
        self.assertEqual([c[0] for c in book.contents], ["Titel", "Eins", "Zwei"])
        self.assertEqual([text_of(h) for h in book.parts[0]["page"].iter(HTML + "h2")],
                         ["Eins", "Zwei"])
        self.epubcheck("out.epub")

    def test_division(self):
        write("a.md", "# Titel\n\nVorn.\n\n## Eins\n\nText eins.\n\n## Zwei\n\nText zwei.\n")
        marks, _ = self.make("a.md")
        files, said = self.make("a.md", "--chapters", "files", name="files.epub")
        none, quiet = self.make("a.md", "--chapters", "none", name="none.epub")
        self.assertEqual([len(b.parts) for b in (marks, files, none)], [1, 3, 1])
        self.assertEqual([len(b.contents) for b in (marks, files, none)], [3, 3, 1])
        self.assertEqual((len(said["chapters"]), len(said["files"]), quiet["chapters"]), (4, 2, []))
        self.assertEqual([p["page"].find(f".//{HTML}h1") is not None for p in files.parts],
                         [True] * 3)
        files.check_sound(".")
        write("long.md", "# Lang\n\n" + "".join(
            f"## Kapitel {i}\n\n" + "Das Wasser steigt weiter an. " * 300 + "\n\n" for i in range(8)))
        long, _ = self.make("long.md", "--rate", "450", name="long.epub")
        self.assertEqual(len(long.parts), 9)
        self.epubcheck("files.epub", "none.epub", "long.epub")

    def test_same_bytes(self):
        write("a.md", MARKDOWN)
        listen("a.md", "-o", "one.epub", "--workers", "1", "--no-cache")
        first = read("one.epub")
        for name, args, env in (("four.epub", ["--workers", "4", "--no-cache"], {}),
                                ("zone.epub", [], {"TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8"}),
                                ("cached.epub", [], {})):
            listen("a.md", "-o", name, *args, env={**ENV, **env})
            self.assertEqual(read(name), first, name)
        piped = listen("a.md", "-o", "-", "--format", "epub")
        self.assertEqual(piped.stdout, first)
        with open("redirected.epub", "wb") as f:
            done = subprocess.run([LISTEN, "a.md", "-o", "-", "--format", "epub", "-q"], stdout=f,
                                  env=ENV, timeout=300)
        self.assertEqual((done.returncode, read("redirected.epub")), (0, first))
        dated = {**ENV, "SOURCE_DATE_EPOCH": "1700000000"}
        listen("a.md", "-o", "dated.epub", env=dated)
        self.assertEqual(Book("dated.epub").meta("dcterms:modified"), ["2023-11-14T22:13:20Z"])
        measured, _ = self.make("a.md", "--loudness", "measure", name="measured.epub")
        self.assertEqual(measured.dc("identifier"), Book("one.epub").dc("identifier"))

    def test_names_and_wrong_use(self):
        write("a.md", MARKDOWN)
        write("b.md", MARKDOWN)
        listen("a.md", "--format", "epub", "-q")
        os.mkdir("all")
        listen("a.md", "b.md", "--format", "epub", "-o", "all/", "-q")
        self.assertEqual(read("a.epub"), read("all/a.epub"))
        self.assertEqual(sorted(os.listdir("all")), ["a.epub", "b.epub"])
        listen("a.md", "-o", "SHOUT.EPUB", "-q")
        self.assertEqual(read("SHOUT.EPUB"), read("a.epub"))
        for args, status, needle in (
                (["-o", "x.epub", "--bitrate", "500"], 2, "16 to 160"),
                (["-o", "x.epub", "--cover", "a.md"], 2, "JPEG or PNG"),
                (["-o", "no/x.epub"], 1, "folder does not exist"),
                (["--format", "epup"], 2, "did you mean 'epub'?"),
                (["-o", "x.epub", "--timings", "x.epub"], 2, ".json, .vtt or .srt")):
            out = run(LISTEN, "a.md", *args)
            self.assertEqual(out.returncode, status, args)
            self.assertEqual(out.stderr.count(b"\n"), 1, out.stderr)
            self.assertIn(needle, out.stderr.decode())
        out = run(LISTEN, "a.md", "-o", "x.epub", env={**ENV, "SOURCE_DATE_EPOCH": "heute"})
        self.assertEqual((out.returncode, out.stderr.count(b"\n")), (2, 1), out.stderr)
        listen("a.md", "-o", "low.epub", "--bitrate", "24", "-q")
        self.assertLess(os.path.getsize("low.epub"), 0.6 * os.path.getsize("a.epub"))
        self.no_leftovers("a.md", "b.md", "a.epub", "all", "SHOUT.EPUB", "low.epub")

    def test_full_disk(self):
        write("out.epub", "old")

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))
        out = run(LISTEN, SEED, "-o", "out.epub", "--no-cache", preexec_fn=limit)
        self.assertEqual((out.returncode, out.stderr.count(b"\n")), (1, 1), out.stderr)
        self.assertIn(b"out.epub", out.stderr)
        self.assertEqual(read("out.epub"), b"old")
        # The sound fits, the whole does not.
        write("a.md", MARKDOWN)
        size = len(listen("a.md", "--format", "epub", "-o", "-").stdout)

        def tight():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1000, size - 1000))
        out = run(LISTEN, "a.md", "-o", "out.epub", "--no-cache", preexec_fn=tight)
        self.assertEqual((out.returncode, out.stderr.count(b"\n")), (1, 1), out.stderr)
        self.assertEqual(read("out.epub"), b"old")
        self.no_leftovers("a.md", "out.epub")
        if os.path.exists("/dev/full"):
            out = run(LISTEN, "a.md", "-o", "/dev/full", "--format", "epub")
            self.assertEqual((out.returncode, out.stderr.count(b"\n")), (1, 1), out.stderr)

    def start(self, *args):
        return subprocess.Popen([LISTEN, SEED, "-q", "--no-cache", *args], env=ENV,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def test_killed(self):
        write("out.epub", "old")
        whole = 0.0
        begun = time.monotonic()
        listen(SEED, "-o", "good.epub", "-q", "--no-cache")
        whole = time.monotonic() - begun
        good = read("good.epub")
        for share in (0.1, 0.5, 0.9, 1.0):
            for number in (signal.SIGKILL, signal.SIGTERM):
                before = os.listdir(".")  # with what the last one left, which this may end too early to sweep
                process = self.start("-o", "out.epub")
                time.sleep(share * whole)
                process.send_signal(number)
                said = process.communicate(timeout=60)[1]
                if process.returncode == 0:  # it was faster
                    self.assertEqual(read("out.epub"), good)
                    continue
                self.assertIn(read("out.epub"), (b"old", good))
                if number == signal.SIGTERM and process.returncode != -number:
                    self.assertEqual((process.returncode, said.count(b"\n")), (1, 1), said)
                    self.assertLessEqual(set(os.listdir(".")), set(before))
        listen(SEED, "-o", "out.epub", "-q")
        self.assertEqual(read("out.epub"), good)
        self.no_leftovers("good.epub", "out.epub")

    def test_memory(self):
        def most_kib(path):
            process = subprocess.Popen([LISTEN, path, "-o", "m.epub", "-q", "--no-cache", "--rate",
                                        "450", "--workers", "2"],
                                       env={**ENV, "ASAN_OPTIONS": "quarantine_size_mb=1"})
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            return usage.ru_maxrss
        paragraph = "Das Wasser am Rhein steigt seit dem frühen Morgen weiter an. " * 8 + "\n\n"
        write("short.md", "# Kurz\n\n" + paragraph)
        write("long.md", "# Lang\n\n" + paragraph * 80)  # all of it one part, of 40 kB
        short, long = most_kib("short.md"), most_kib("long.md")
        self.assertLess(long - short, 12 * 1024, (short, long))  # its sound is 60 MB
        self.assertEqual(len(Book("m.epub").parts), 1)


if __name__ == "__main__":
    if EPUBCHECK is None:
        print("not checked by epubcheck, which is missing: apt-get install epubcheck",
              file=sys.stderr)
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=1)
