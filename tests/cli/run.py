#!/usr/bin/env python3
"""Run the command lines of commands.tsv against a build: run.py LISTEN [WITHOUT].

Prints what differs; exit status 1 if anything does. Every failing command must also leave no file
behind and keep an older output as it was, which is checked for all of them.
"""
import io
import os
import re
import subprocess
import sys
import tempfile
import wave
import zipfile

ARTICLE = """Der Fluss tritt über die Ufer

Am Montag stieg das Wasser auf 3,5 Meter. Die Feuerwehr pumpte Keller leer.

Die Brücke bleibt bis zum 3. Mai gesperrt.
"""
VOICE = "description: {de: x, en: x}\nespeak: {voice: de}\n"

PAGE = "<html><head><title/></head><body>%s</body></html>"


def book():
    """A small EPUB with a chapter that only the table of contents names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml",
                      "<container><rootfile full-path='b.opf'/></container>")
        book.writestr("b.opf", "<package><metadata><title>Das Buch</title></metadata><manifest>"
                      "<item id='n' href='n.xhtml' media-type='application/xhtml+xml' "
                      "properties='nav'/><item id='a' href='a.xhtml' "
                      "media-type='application/xhtml+xml'/></manifest>"
                      "<spine><itemref idref='a'/></spine></package>")
        book.writestr("n.xhtml", PAGE % "<nav><a href='a.xhtml'>Der Anfang</a></nav>")
        book.writestr("a.xhtml", PAGE % "<p>Es war ein Fluss.</p>")
    return content.getvalue()


def wave_file(seconds):
    """Silence, to be told the length of."""
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setparams((1, 1, 1000, 0, "NONE", ""))
        sound.writeframes(bytes([128]) * (1000 * seconds))
    return content.getvalue()


FIXTURES = {
    "a.txt": ARTICLE.encode(),
    "b.txt": ("Der Fluss sinkt wieder\n\nArtikel anhören • 20 Minuten\n\n"
              "Das Wasser ging am Dienstag zurück. Niemand wurde verletzt.\n").encode(),
    "post.md": ("---\ntitle: Der Fluss sinkt\nlesezeit: 20\n---\n\n{{< bild >}}\n\nDas *Wasser* ging "
                "zurück.\n\n## Ausblick\n\nEs bleibt trocken.\n").encode(),
    # A page whose claims are right but one, and a tree with pages of all kinds.
    "read.md": ("---\ntitle: Der Fluss sinkt\nlesezeit: 20 Minuten # grob\nhoerzeit: PT30M\n---\r\n\r\n"
                "Artikel anhören • 20 Minuten\r\n\r\nLesezeit: 20–30 Minuten\r\n\r\n"
                "Das Wasser ging am Dienstag zurück. Niemand wurde verletzt.").encode(),
    "page.html": ("<html><head><title>Der Fluss sinkt</title><meta name='twitter:label1' "
                  "content='Lesezeit'><meta name='twitter:data1' content='20 Minuten'></head><body>"
                  "<article><h1>Der Fluss sinkt</h1><p>Das Wasser ging am Dienstag zur&uuml;ck. "
                  "Niemand wurde verletzt, und die Br&uuml;cke ist wieder frei.</p></article></body>"
                  "</html>").encode(),
    "moved.html": b"<html><head><meta http-equiv='refresh' content='0; url=/'></head></html>",
    "sound.md": ("---\ntitle: Der Fluss sinkt\naudio:\n  src: ton.wav\n  duration: 01:40\n---\n\n"
                 "Das Wasser ging am Dienstag zurück. Niemand wurde verletzt.\n").encode(),
    "outside.md": ("---\ntitle: Der Fluss sinkt\naudio:\n  src: ../ton.wav\n  duration: 01:40\n---\n\n"
                   "Das Wasser ging am Dienstag zurück. Niemand wurde verletzt.\n").encode(),
    "ton.wav": wave_file(100),
    "silent.md": "---\ntitle: Still\nlisten: false\n---\nText.\n".encode(),
    "badfront.md": "---\ntitle: x\ntags: [a\n---\nText.\n".encode(),
    "book.epub": book(),
    "badbook.epub": book()[:-30],
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "dots.txt": b"...\n\n***\n",
    "furniture.txt": "Artikel anhören • 6 Minuten\n\nTeilen\n\nDrucken\n".encode(),
    "binary.bin": bytes(range(256)) * 8,
    "latin1.txt": "Die Größe der Straße.\n".encode("latin-1"),
    "utf16.txt": "Die Größe der Straße.\n".encode("utf-16"),
    "crlf.txt": b"\xef\xbb\xbfErste Zeile.\r\n\r\nZweiter Absatz.\r\n",
    "nfd.txt": "scho\u0308n\n".encode(),
    "site.yaml": ("replace:\n  KI: künstliche Intelligenz\nabbreviations:\n  Abt. Ö.: Abteilung Ost\n"
                  "gender: both\nvoice: ruhig\n").encode(),
    "badsite.yaml": b"replace:\n  KI: x\ngendre: both\n",
    "words.yaml": "Foo: /fuː/\nZhou Hongyi: \"[[dZ'oU hUN'i:]]\"\nNuukk: Nuhk\n".encode(),
    "words.tsv": b"Startup\tSt'A:rtUp\n",
    "words.pls": ("<lexicon version='1.0' xmlns='http://www.w3.org/2005/01/pronunciation-lexicon' "
                  "alphabet='ipa' xml:lang='de'><lexeme><grapheme>Foo</grapheme><phoneme>fuː"
                  "</phoneme></lexeme></lexicon>").encode(),
    "badwords.tsv": b"# x\nFoo\tqqq\n",
    "badwords.yaml": "Foo: /fuː/\nFoe: /fǂ/\n".encode(),
    "broken.yaml": b"description: {de: x\nrate_wpm: [\n",
    "unknown.yaml": (VOICE + "rate_wmp: 175\n").encode(),
    **{f"cmd-{name}.yaml": ("description: {de: x, en: x}\nengine: command\n"
                          f"command: {{program: {program}, {rest}}}\n").encode()
       for name, program, rest in [
           ("wav", "[espeak-ng, -v, de, --stdout]", "rate_hz: 22050"),
           ("raw", "[./say]", "rate_hz: 8000, output: raw"),
           ("ipa", "[./say, ipa]", "rate_hz: 8000, output: raw, input: ipa"),
           ("hang", "[sleep, '60']", "rate_hz: 8000, timeout_s: 1"),
           ("die", "[sh, -c, 'echo kaputt >&2; exit 3']", "rate_hz: 8000"),
           ("signal", "[sh, -c, 'kill -9 $$']", "rate_hz: 8000"),
           ("rubbish", "[echo, rubbish]", "rate_hz: 8000"),
           ("odd", "[printf, abc]", "rate_hz: 8000, output: raw"),
           ("empty", "['true']", "rate_hz: 8000"),
           ("endless", "['yes']", "rate_hz: 8000, output: raw"),
           ("rate", "[espeak-ng, -v, de, --stdout]", "rate_hz: 16000"),
           ("none", "[gibtsnicht]", "rate_hz: 8000"),
           ("norate", "[piper]", "input: text"),
           ("input", "[piper]", "rate_hz: 8000, input: phonems"),
           ("text", "piper", "rate_hz: 8000"),
           ("twice", "[sh, -c, 'test -e once && exec ./say; touch once; exit 1']",
            "rate_hz: 8000, output: raw")]},
    "cmd-espeak.yaml": (VOICE + "rate_wpm: 175\ncommand: {program: [x]}\n").encode(),
    # A voice of 1 s a line that notes what it is given.
    "say": b"#!/bin/sh\ncat >>heard\nhead -c 16000 /dev/zero | tr '\\0' '\\101'\n",
    "one.txt": "Am 12. Mai 2024 kamen 15 Leute, ja: „alle“.\n".encode(),
    "bomb.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
}


def cases(path):
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line and not line.startswith("#"):
            fields = (line.split("\t") + [""] * 5)[:5]
            yield (number, *fields)


def matches(pattern, text):
    return re.search(pattern, text, re.S) is not None if pattern else text == ""


def main():
    listen = os.path.abspath(sys.argv[1])
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "commands.tsv")
    voices = os.path.join(os.path.dirname(table), "..", "..", "voices")
    wrong = total = 0
    without = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    for number, name, command, status, out, err in cases(table):
        if "$W" in command and without is None:
            continue  # nothing is confined in this build, so that nothing can be taken away
        total += 1
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
            for file, content in FIXTURES.items():
                with open(os.path.join(folder, file), "wb") as f:
                    f.write(content)
            os.chmod(os.path.join(folder, "say"), 0o755)
            os.mkdir(os.path.join(folder, "folder"))
            before = set(os.listdir(folder))
            env = {"PATH": os.environ["PATH"], "L": listen, "V": voices, "LC_ALL": "C", "HOME": folder,
                   "XDG_CACHE_HOME": cache, "W": without or ""}
            run = subprocess.run(["sh", "-c", command], cwd=folder, env=env, capture_output=True,
                                 timeout=60, stdin=subprocess.DEVNULL)
            got_out = run.stdout.decode("utf-8", "replace").rstrip("\n")
            got_err = run.stderr.decode("utf-8", "replace").rstrip("\n")
            faults = []
            if run.returncode != int(status):
                faults.append(f"exit {run.returncode}, want {status}")
            if not matches(out, got_out):
                faults.append(f"stdout {got_out[:400]!r}, want {out!r}")
            if not matches(err, got_err):
                faults.append(f"stderr {got_err[:400]!r}, want {err!r}")
            if run.returncode != 0 and set(os.listdir(folder)) - before:
                faults.append(f"left behind {set(os.listdir(folder)) - before}")
            if run.returncode != 0 and "\n" in got_err and name != "no argument":
                faults.append(f"more than one line on stderr: {got_err!r}")
            if faults:
                wrong += 1
                print(f"{table}:{number}: {name}: " + "; ".join(faults))
    print(f"commands: {total - wrong} passed, {wrong} failed")
    return wrong > 0


sys.exit(main())
