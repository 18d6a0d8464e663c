#!/usr/bin/env python3
"""Timings end to end: timings.py LISTEN SEED.

Against the sound (frames, silence, energy), against the bytes of the input in every format, and the
files against their grammars.
"""
import array
import html
import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import unittest
import wave
import zipfile

LISTEN, SEED = (os.path.abspath(a) for a in sys.argv[1:3])
ENV = {**os.environ, "LC_ALL": "C"}


def listen(*args, **kwargs):
    run = subprocess.run([LISTEN, *args], capture_output=True, timeout=120, env=ENV, **kwargs)
    assert run.returncode == 0, run.stderr.decode()
    return run


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def folded(text):
    return " ".join(text.replace("\u00ad", "").split())


def frame(seconds, rate):
    """A time of the JSON file is a frame, to the microsecond."""
    n = round(seconds * rate)
    assert abs(n / rate - seconds) < 1e-6, seconds
    return n


# ---- grammars ----

TIME = r"(\d{2,}):([0-5]\d):([0-5]\d)%s(\d{3})"
VTT_CUE = re.compile(rf"{TIME % '[.]'} --> {TIME % '[.]'}")
SRT_CUE = re.compile(rf"{TIME % ','} --> {TIME % ','}")


def seconds(hours, minutes, secs, millis):
    return int(hours) * 3600 + int(minutes) * 60 + int(secs) + int(millis) / 1000


def cue_of(lines, number, timing):
    """(start, end, payload) of one block of lines; fails where the grammar is broken."""
    assert lines[0] == str(number), lines[0]
    match = timing.fullmatch(lines[1])
    assert match, lines[1]
    start, end = seconds(*match.groups()[:4]), seconds(*match.groups()[4:])
    assert start < end, lines[1]
    assert len(lines) >= 3 and all("-->" not in line for line in lines[2:]), lines
    return start, end, "\n".join(lines[2:])


def parse_vtt(data):
    """Strict WebVTT as the specification writes it for authors, with what we use of it."""
    text = data.decode("utf-8")
    assert text.endswith("\n") and "\r" not in text and "\0" not in text
    blocks = [b.split("\n") for b in text.rstrip("\n").split("\n\n")]
    assert blocks[0] == ["WEBVTT"], blocks[0]
    cues, last = [], 0
    for block in blocks[1:]:
        if block[0].startswith("NOTE"):
            assert not cues and all("-->" not in line for line in block)
            continue
        start, end, payload = cue_of(block, len(cues) + 1, VTT_CUE)
        assert start >= last
        last = start
        assert re.fullmatch(r"(?:[^&<>]|&(?:amp|lt|gt);)+", payload), payload
        cues.append((start, end, html.unescape(payload)))
    return cues


def parse_srt(data):
    blocks = data.decode("utf-8").rstrip("\n").split("\n\n")
    return [cue_of(b.split("\n"), i + 1, SRT_CUE) for i, b in enumerate(blocks)]


class Checks(unittest.TestCase):
    def check_order(self, timings):
        """Sentences and words ascend in time and text, inside the file and inside each other."""
        rate, last = timings["sample_rate_hz"], 0
        self.assertEqual(frame(timings["duration_s"], rate), timings["n_frames"])
        for s in timings["sentences"]:
            start, end = frame(s["start_s"], rate), frame(s["end_s"], rate)
            self.assertLessEqual(last, start)
            self.assertLess(start, end)
            last, offset, at = end, 0, start
            for w in s["words"]:
                self.assertLessEqual(at, frame(w["start_s"], rate), w)
                self.assertLess(frame(w["start_s"], rate), frame(w["end_s"], rate), w)
                at = frame(w["end_s"], rate)
                offset = s["text"].index(w["text"], offset) + len(w["text"])
            self.assertLessEqual(at, end)
        self.assertLessEqual(last, timings["n_frames"])

    def check_bytes(self, timings, data, clean=folded, encoding="utf-8"):
        """What stands at the offsets in the input is the text, once it is cleaned."""
        n = 0
        for s in timings["sentences"]:
            last = 0
            for item in [s, *s["words"]]:
                offset, length = item["offset_bytes"], item["length_bytes"]
                got = clean(data[offset:offset + length].decode(encoding))
                self.assertEqual(got, item["text"])
                if item is not s:
                    self.assertGreaterEqual(offset, last)
                    last = offset + length
                    self.assertLessEqual(last, s["offset_bytes"] + s["length_bytes"])
                n += 1
        return n


class Article(Checks):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.wav = os.path.join(cls.folder.name, "out.wav")
        run = listen(SEED, "-o", cls.wav, "--json", "--timings", ".json", "--timings", ".vtt",
                     "--timings", os.path.join(cls.folder.name, "other.srt"))
        cls.result = json.loads(run.stdout)
        cls.timings = load(os.path.join(cls.folder.name, "out.json"))
        with wave.open(cls.wav) as w:
            cls.rate = w.getframerate()
            cls.frames = array.array("h", w.readframes(w.getnframes()))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def words(self):
        return [w for s in self.timings["sentences"] for w in s["words"]]

    def test_length_is_that_of_the_file_to_the_frame(self):
        self.assertEqual(self.timings["sample_rate_hz"], self.rate)
        self.assertEqual(self.timings["n_frames"], len(self.frames))
        self.check_order(self.timings)

    def test_every_sentence_is_there_in_order(self):
        lines = listen("text", SEED, "--stage", "sentences").stdout.decode().splitlines()
        got = [s["text"] for s in self.timings["sentences"]]
        self.assertEqual(got, [line for line in lines if line])

    def test_every_word_is_there(self):
        for s in self.timings["sentences"]:
            rest, offset = s["text"], 0
            for w in s["words"]:
                at = rest.index(w["text"], offset)
                self.assertNotRegex(rest[offset:at], r"\w", s["text"])
                offset = at + len(w["text"])
            self.assertNotRegex(rest[offset:], r"\w", s["text"])
        self.assertGreater(len(self.words()), 1200)

    def test_bytes_of_the_input(self):
        self.assertGreater(self.check_bytes(self.timings, read(SEED)), 1250)

    def test_pauses_are_silent_and_edges_are_exact(self):
        at = 0
        for s in self.timings["sentences"]:
            start, end = frame(s["start_s"], self.rate), frame(s["end_s"], self.rate)
            self.assertFalse(any(self.frames[at:start]), s["text"])
            soft = self.rate // 200  # the edges are faded
            self.assertTrue(any(self.frames[start:start + soft]), s["text"])
            self.assertTrue(any(self.frames[end - soft:end]), s["text"])
            at = end
        self.assertFalse(any(self.frames[at:]))

    def test_words_begin_with_sound(self):
        """The closure of a plosive is silent, but not for 80 ms."""
        words, quiet = self.words(), []
        for w in words:
            start = frame(w["start_s"], self.rate)
            part = self.frames[start:min(start + self.rate * 80 // 1000,
                                         frame(w["end_s"], self.rate))]
            rms = (sum(x * x for x in part) / len(part)) ** 0.5
            if rms < 300:
                quiet.append((w["text"], round(rms)))
        self.assertLessEqual(len(quiet), len(words) // 100, quiet)

    def test_letters_take_a_likely_time(self):
        """A word's time per letter: a shift by one word would break this."""
        for w in self.words():
            letters = sum(c.isalpha() for c in w["text"])
            if letters == len(w["text"]) and letters >= 5 and not w["text"].isupper():
                per_letter = (w["end_s"] - w["start_s"]) / letters
                self.assertTrue(0.02 < per_letter < 0.16, (w["text"], per_letter))

    def test_chapters_are_counted(self):
        starts = {}
        for s in self.timings["sentences"]:
            starts.setdefault(s["chapter"], s["start_s"])
        self.assertEqual(sorted(starts), list(range(len(self.result["chapters"]))))
        for i, chapter in enumerate(self.result["chapters"]):
            self.assertAlmostEqual(chapter["start_s"], starts[i], delta=0.0006)

    def test_sentences_of_a_block_stand_together(self):
        blocks = [(s["block"], s["role"]) for s in self.timings["sentences"]]
        self.assertEqual(blocks, sorted(blocks, key=lambda b: b[0]))
        self.assertEqual(len(set(blocks)), len({b for b, _ in blocks}))  # of one role
        self.assertGreater(len(set(blocks)), 15)  # the article's paragraphs
        self.assertLess(len(set(blocks)), len(blocks))

    def test_cues_are_the_sentences(self):
        for cues in (parse_vtt(read(os.path.join(self.folder.name, "out.vtt"))),
                     parse_srt(read(os.path.join(self.folder.name, "other.srt")))):
            self.assertEqual(len(cues), len(self.timings["sentences"]))
            for (start, end, text), s in zip(cues, self.timings["sentences"]):
                self.assertEqual(text, s["text"])
                self.assertAlmostEqual(start, s["start_s"], delta=0.000501)
                self.assertAlmostEqual(end, s["end_s"], delta=0.000501)

    def test_result_lists_the_files(self):
        files = {f["media_type"]: f for f in self.result["files"]}
        for kind in ("application/json", "text/vtt", "application/x-subrip"):
            self.assertEqual(os.path.getsize(files[kind]["path"]), files[kind]["bytes"])

    def test_same_bytes_for_any_number_of_workers(self):
        want = read(os.path.join(self.folder.name, "out.json"))
        for workers in ("1", "2", "4"):
            path = os.path.join(self.folder.name, "again.json")
            # the name of the audio file is in it
            target = os.path.join(self.folder.name, "again", "out.wav")
            os.makedirs(os.path.dirname(target), exist_ok=True)
            listen(SEED, "-o", target, "--timings", path, "--workers", workers, "-q")
            self.assertEqual(read(path), want)

    def test_sound_on_stdout(self):
        path = os.path.join(self.folder.name, "pipe.json")
        run = listen(SEED, "-o", "-", "--timings", path, "-q")
        got = load(path)
        self.assertIsNone(got["audio"])
        self.assertEqual(got["sentences"], self.timings["sentences"])
        self.assertTrue(run.stdout.startswith(b"RIFF") or run.stdout.startswith(b"RF64"))

    def test_a_file_for_each_chapter(self):
        folder = os.path.join(self.folder.name, "chapters")
        os.makedirs(folder)
        wav = os.path.join(folder, "out.wav")
        listen(SEED, "-o", wav, "--chapters", "files", "--timings", ".json",
               "--timings", os.path.join(folder, "cues.vtt"), "-q")
        names = sorted(n for n in os.listdir(folder) if n.endswith(".wav"))
        sentences = []
        for name in names:
            timings = load(os.path.join(folder, name[:-4] + ".json"))
            with wave.open(os.path.join(folder, name)) as w:
                self.assertEqual(timings["n_frames"], w.getnframes())
            self.assertEqual(timings["audio"], name)
            self.check_order(timings)
            cues = parse_vtt(read(os.path.join(folder, "cues" + name[3:-4] + ".vtt")))
            self.assertEqual([c[2] for c in cues], [s["text"] for s in timings["sentences"]])
            self.assertEqual(timings["sentences"][0]["start_s"], 0)
            sentences += timings["sentences"]
        self.assertEqual(len(names), len(self.result["chapters"]))
        self.assertEqual([s["text"] for s in sentences],
                         [s["text"] for s in self.timings["sentences"]])


    def test_many_chapters_need_many_files(self):
        def few_files():
            resource.setrlimit(resource.RLIMIT_NOFILE, (40, 400))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.md")
            with open(path, "w", encoding="utf-8") as f:
                f.write("# Ein Buch\n\n" + "".join(f"## Kapitel {i}\n\nEs ist kurz.\n\n"
                                                   for i in range(30)))
            listen(path, "-o", os.path.join(folder, "o.wav"), "--chapters", "files", "-q",
                   "--timings", ".json", "--timings", ".vtt", preexec_fn=few_files)
            self.assertEqual(sum(n.endswith(".vtt") for n in os.listdir(folder)), 31)


# A headline, then sentences with all that changes between input and sound.
TITLE = "Die Brücke über den Fluß wird nächstes Jahr endlich fertig"
FIRST = ("Am 12. März 2024 zahlten 25 % der Leser:innen, z. B. Dr. Müller, je 3,50 € für die "
         "„Zeitung“.")
SECOND = "Der Umbau kostet die Stadt & das Land bis 2030 rund 5 Mio. Euro mehr, sagt Xi Jinping."
WORDS = ["Am", "12.", "März", "2024", "zahlten", "25 %", "der", "Leser:innen", "z. B.", "Dr.",
         "Müller", "je", "3,50 €", "für", "die", "Zeitung"]


class Inputs(Checks):
    def speak(self, data, name, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, name)
            with open(path, "wb") as f:
                f.write(data)
            out = os.path.join(folder, "out.wav")
            listen(path, "-o", out, "--timings", ".json", "-q", *options)
            timings = load(os.path.join(folder, "out.json"))
            with wave.open(out) as w:
                self.assertEqual(w.getnframes(), timings["n_frames"])
            self.assertEqual(timings["articles"], [path])
        self.check_order(timings)
        texts = [s["text"] for s in timings["sentences"]]
        self.assertEqual(texts[:3], [TITLE, FIRST, SECOND])
        self.assertEqual([w["text"] for w in timings["sentences"][1]["words"]], WORDS)
        return timings

    def test_text(self):
        data = f"{TITLE}\n\n{FIRST}\n{SECOND}\n".encode()
        self.check_bytes(self.speak(data, "a.txt"), data)

    def test_text_with_bom_crlf_and_blanks(self):
        first = FIRST.replace("zahlten 25", "zahlten \t\u00a0 25").replace("je ", "je\r\n")
        data = f"\ufeff{TITLE}\r\n\r\n{first} {SECOND}\r\n".encode()
        self.check_bytes(self.speak(data, "a.txt", "--plain"), data)

    def test_text_with_soft_hyphens_and_decomposed_umlauts(self):
        def clean(text):
            return folded(text).replace("u\u0308", "ü").replace("a\u0308", "ä")
        text = f"{TITLE}\n\n{FIRST} {SECOND}\n".replace("Brücke", "Bru\u0308\u00adcke")
        data = text.replace("März", "Ma\u0308rz").encode()
        self.check_bytes(self.speak(data, "a.txt"), data, clean)

    def test_windows_1252(self):
        data = f"{TITLE}\n\n{FIRST} {SECOND}\n".encode("cp1252")
        self.check_bytes(self.speak(data, "a.txt"), data, encoding="cp1252")

    def test_utf_16(self):
        data = b"\xff\xfe" + f"{TITLE}\n\n{FIRST} {SECOND}\n".encode("utf-16-le")
        self.check_bytes(self.speak(data, "a.txt"), data, encoding="utf-16-le")

    def test_html(self):
        def clean(text):
            return folded(html.unescape(re.sub(r"<[^>]*>", "", text)))
        first = FIRST.replace("März", "M&auml;rz").replace("Leser", "<b>Les</b>er")
        first = first.replace("Dr. Müller", '<a href="/x.html">Dr. M&#252;ller</a>')
        second = SECOND.replace("&", "&amp;").replace("Umbau", "Um&shy;bau").replace("2030", "20<i>30</i>")
        data = (f"<!doctype html><html><head><title>{TITLE} | Zeitung</title></head><body><nav><a "
                f"href=/>Start</a></nav><article><h1>{TITLE}</h1>\n<p>{first}\n  {second}</p>"
                f"<p>{SECOND.replace('&', '&amp;')}</p></article></body></html>").encode()
        self.check_bytes(self.speak(data, "a.html"), data, clean)

    def test_markdown(self):
        def clean(text):
            return folded(html.unescape(re.sub(r"\]\([^)]*\)|[*_\[\]`\\]", "", text)))
        first = FIRST.replace("März", "**März**").replace("Dr. Müller", "[Dr. Müller](http://x.de/)")
        second = SECOND.replace("&", "&amp;").replace("Stadt", "_Stadt_")
        data = (f"---\nlang: de\n---\n\n# {TITLE}\n\n{first}\n{second}\n\n- {SECOND}\n").encode()
        self.check_bytes(self.speak(data, "a.md"), data, clean)

    def test_epub_counts_in_the_part(self):
        pages = {"OEBPS/eins.xhtml": f"<h1>Eins</h1><p>{FIRST} {SECOND.replace('&', '&amp;')}</p>",
                 "OEBPS/zwei.xhtml": "<h1>Zwei</h1><p>Der zweite Teil steht in einer Datei für "
                                     "sich, und er hat einen Satz.</p>"}
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w") as z:
            z.writestr("mimetype", "application/epub+zip")
            z.writestr("META-INF/container.xml",
                       '<container><rootfiles><rootfile full-path="OEBPS/p.opf"/></rootfiles>'
                       '</container>')
            z.writestr("OEBPS/p.opf", f"""<package xmlns="http://www.idpf.org/2007/opf"><metadata
                xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Das Buch</dc:title>
                <dc:language>de</dc:language></metadata><manifest>
                <item id="a" href="eins.xhtml" media-type="application/xhtml+xml"/>
                <item id="b" href="zwei.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="a"/><itemref idref="b"/></spine></package>""")
            for name, body in pages.items():
                z.writestr(name, f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "b.epub")
            with open(path, "wb") as f:
                f.write(book.getvalue())
            listen(path, "-o", os.path.join(folder, "o.wav"), "--timings", ".json", "-q")
            timings = load(os.path.join(folder, "o.json"))
        self.check_order(timings)
        title, *rest = timings["sentences"]
        self.assertEqual((title["text"], title["part"], title["offset_bytes"]),
                         ("Das Buch", None, None))
        self.assertEqual({s["part"] for s in rest}, set(pages))
        self.assertEqual([w["text"] for w in rest[1]["words"]], WORDS)
        with zipfile.ZipFile(book) as z:
            for part in pages:
                mine = {"sentences": [s for s in rest if s["part"] == part]}
                self.check_bytes(mine, z.read(part), lambda t: folded(html.unescape(t)))

    def test_joined_articles_count_in_their_own(self):
        one = f"{TITLE}\n\n{FIRST}\n".encode()
        two = f"Ein zweiter Titel steht über dem zweiten Text\n\n{SECOND}\n".encode()
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, n) for n in ("one.txt", "two.txt")]
            for path, data in zip(paths, (one, two)):
                with open(path, "wb") as f:
                    f.write(data)
            listen(*paths, "-o", os.path.join(folder, "o.wav"), "--timings", ".json", "-q")
            timings = load(os.path.join(folder, "o.json"))
        self.check_order(timings)
        self.assertEqual(timings["articles"], paths)
        for i, data in enumerate((one, two)):
            mine = {"sentences": [s for s in timings["sentences"] if s["article"] == i]}
            self.assertEqual(len(mine["sentences"]), 2)
            self.assertEqual({s["chapter"] for s in mine["sentences"]}, {i})
            self.check_bytes(mine, data)

    def test_lines_that_are_brought_back_have_no_place(self):
        data = f"{TITLE}\n\nVon Petra Muster\n\n{FIRST}\n{SECOND}\n".encode()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.txt")
            with open(path, "wb") as f:
                f.write(data)
            listen(path, "-o", os.path.join(folder, "o.wav"), "--timings", ".json", "-q",
                   "--read", "+bylines")
            timings = load(os.path.join(folder, "o.json"))
        self.check_order(timings)
        byline = timings["sentences"][1]
        self.assertEqual((byline["text"], byline["offset_bytes"]), ("Von Petra Muster", None))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
