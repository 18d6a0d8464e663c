#!/usr/bin/env python3
"""Run the command lines of commands.tsv against a build: run.py LISTEN.

Prints what differs; exit status 1 if anything does. Every failing command must also leave no file
behind and keep an older output as it was, which is checked for all of them.
"""
import io
import os
import re
import subprocess
import sys
import tempfile
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


FIXTURES = {
    "a.txt": ARTICLE.encode(),
    "b.txt": ("Der Fluss sinkt wieder\n\nArtikel anhören • 20 Minuten\n\n"
              "Das Wasser ging am Dienstag zurück. Niemand wurde verletzt.\n").encode(),
    "post.md": ("---\ntitle: Der Fluss sinkt\nlesezeit: 20\n---\n\n{{< bild >}}\n\nDas *Wasser* ging "
                "zurück.\n\n## Ausblick\n\nEs bleibt trocken.\n").encode(),
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
    for number, name, command, status, out, err in cases(table):
        total += 1
        with tempfile.TemporaryDirectory() as folder:
            for file, content in FIXTURES.items():
                with open(os.path.join(folder, file), "wb") as f:
                    f.write(content)
            os.mkdir(os.path.join(folder, "folder"))
            before = set(os.listdir(folder))
            env = {"PATH": os.environ["PATH"], "L": listen, "V": voices, "LC_ALL": "C", "HOME": folder}
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
