"""What run.py and places.py share: a folder to work in, the work, and what may come of it."""
import collections
import ctypes
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree
import zipfile

PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)

LISTEN = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(__file__).resolve().parent
BROKEN_PIPE = 9  # its number in places.tsv
CACHES = ("kept/", ".cache/")  # what use tells of is in them, too
LISTS = ("plot.svg", "site/audio/feed.xml", "site/audio/manifest.json")
KINDS = "alloc map write file read wait fork clock".split()
TALLY = struct.Struct(f"{2 * len(KINDS) + 2}Q64s")

SHORT = """\
Der Zug fährt ab

Am 3. Mai um 8:15 Uhr fährt der Zug von Gleis 4. Er kostet 12,50 €, sagt Dr. Meier.

Danach ist der Computer kaputt.
"""
ARTICLE = """\
---
title: Die Brücke
date: 2026-05-03
lesezeit: 9 Minuten
---

# Die Brücke

Artikel anhören • 9 Minuten

Am *Montag* fährt die [Bahn](https://beispiel.example/) um 9 Uhr.

## Danach

- Erstens: z. B. der Bus.
- Zweitens: die „Fähre“.

| Jahr | Preis |
| --- | --- |
| 2025 | 3 € |
"""
PAGE = """\
<!doctype html><html lang=de><title>Die Seite</title><body><nav>Start</nav><article><h1>Die Seite</h1>
<p>Artikel anhören • 6 Minuten</p><p>Ein langer Satz, der ohne Zweifel zum Artikel gehört, und noch
einer dazu, am 1. Mai.</p><h2>Weiter</h2><p>Hier steht noch mehr über die Stadt, die am Fluss liegt.
</p></article></body></html>
"""
FILES = {
    "short.txt": SHORT, "article.md": ARTICLE, "page.html": PAGE,
    "words.tsv": "Gleis\tgl'aIs\n",
    "words.pls": '<?xml version="1.0"?><lexicon version="1.0" alphabet="ipa" xml:lang="de" '
                 'xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"><lexeme><grapheme>Meier'
                 '</grapheme><phoneme>ˈmaɪɐ</phoneme></lexeme></lexicon>\n',
    "rules.yaml": "replace:\n  \"kaputt\": defekt\n",
    "site/listen.yaml": 'inputs: ["*.md", "*.html"]\noutput: audio\nurl: https://beispiel.example/\n'
                        'formats: [wav]\nfeed: {title: Beispiel, link: "https://beispiel.example/"}\n',
    "site/a.md": ARTICLE, "site/b.html": PAGE,
}


def make_folder(root):
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with zipfile.ZipFile(root / "book.epub", "w") as book:
        for name, text in {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles><rootfile full-path='b.opf'/>"
                                      "</rootfiles></container>",
            "b.opf": "<package><metadata><title>Buch</title></metadata><manifest><item id='a' "
                     "href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine>"
                     "<itemref idref='a'/></spine></package>",
            "a.xhtml": "<html><body><h1>Eins</h1><p>Das ist ein Satz.</p></body></html>",
        }.items():
            book.writestr(zipfile.ZipInfo(name), text)
    (root / "folder").mkdir()
    for command in ("speak short.txt -o full.wav --cache full -q",
                    "site site/listen.yaml --no-cache -q"):
        subprocess.run([LISTEN, *command.split()], cwd=root, env=environment(root), check=True,
                       timeout=60)
    (root / "full.wav").unlink()


def environment(root, **more):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith(("LISTEN_", "XDG_", "LC_", "LANG"))}
    return {**env, "HOME": str(root), "TMPDIR": str(root / "tmp"), "LC_ALL": "C", **more}


def digest(path):
    """Of lists, which may hold fewer articles, "broken" where they are not whole. Where an article
    could not be told from another build, its sum is zero, and the next run builds it again."""
    try:
        if path.name == "manifest.json":
            json.loads(path.read_text())
        if path.name == "manifest.json" or path.name.endswith(".article.json"):
            text = re.sub(r'"build": ?"[0-9a-f]{32}"', "", path.read_text())
            return hashlib.sha256(text.encode()).hexdigest()
        if path.name in ("feed.xml", "plot.svg"):
            xml.etree.ElementTree.parse(path)
    except (ValueError, xml.etree.ElementTree.ParseError):
        return "broken"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(root):
    return {str(p.relative_to(root)): digest(p)
            for p in root.rglob("*") if p.is_file() and p.name != ".listen.lock"}


Outcome = collections.namedtuple("Outcome", "status out err files calls failed crashed culprit left")


def survivors(session, seconds=3):
    """Does any process of the session go on? Those that do are killed."""
    until = time.monotonic() + seconds
    while True:
        try:
            while os.waitpid(-session, os.WNOHANG)[0]:  # we adopt whom the command leaves behind
                pass
        except ChildProcessError:
            pass
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return False
        if time.monotonic() > until:
            os.killpg(session, signal.SIGKILL)
            return True
        time.sleep(0.01)


def run(template, command, rule=None, library=None, place=None, locales=None,
        trace=False, disturb=None):
    """Do the work in a copy of the folder, with a rule of faults.c or in a place of places.tsv.
    `disturb` is called with its process once it runs."""
    with tempfile.TemporaryDirectory(prefix="listen-") as holder:
        root = pathlib.Path(holder) / "work"
        shutil.copytree(template, root)
        if command.startswith("site ") and "--finish" not in command:
            shutil.rmtree(root / "site/audio")
        (root / "tmp").mkdir()
        tally = pathlib.Path(holder) / "tally"
        tally.write_bytes(bytes(TALLY.size))
        env = environment(root)
        if library:
            env.update(LD_PRELOAD=library, LISTEN_FAULT_COUNT=str(tally))
        if rule:
            env["LISTEN_FAULT"] = rule
        if trace:
            env["LISTEN_FAULT_TRACE"] = "1"
        if locales:
            env["LOCPATH"] = str(locales)
        words = [LISTEN, *command.split()]
        if place:
            words = ["bash", "-c", place, "bash", *words]
        reader, broken = os.pipe()
        os.close(reader)
        os.dup2(broken, BROKEN_PIPE)
        with open(pathlib.Path(holder) / "out", "w+b") as out, \
                open(pathlib.Path(holder) / "err", "w+b") as err:
            process = subprocess.Popen(words, cwd=root, env=env, stdout=out, stderr=err,
                                       stdin=subprocess.DEVNULL, start_new_session=True,
                                       pass_fds=[BROKEN_PIPE] if place else [])
            os.close(broken)
            if disturb:
                disturb(process)
            try:
                status = process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                status = "hangs"
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            left = survivors(process.pid)
            out.seek(0)
            err.seek(0)
            *calls, failed, crashed, culprit = TALLY.unpack(tally.read_bytes())
            return Outcome(status, out.read(), err.read().decode(errors="replace"), contents(root),
                           calls, failed, crashed, culprit.rstrip(b"\0").decode(), left)


def told_once(lines):
    """One line, or one for each article or file; of a voice that articles share, for each fault."""
    places = [line.split(": ")[0] for line in lines]
    told = [line if place.endswith(".yaml") else place for line, place in zip(lines, places)]
    return len(lines) == 1 or (len(lines) > 1 and len(set(told)) == len(told)
                               and all(re.search(r"\.\w+$|^listen$", p) for p in places))


def complaint(before, want, got, may_be_left, must_succeed):
    """What is wrong with an outcome; None: nothing."""
    if got.left:
        return "a process outlives it"
    if got.status not in (0, 1, 2):
        return f"ends with {got.status}"
    if got.crashed:
        return f"a process of it ends with {-got.crashed}"
    lines = got.err.splitlines()
    if got.status == 0:
        if got.out != want.out:
            return "succeeds with other words on stdout"
        differ = {n for n in got.files.keys() | want.files.keys()
                  if got.files.get(n) != want.files.get(n)
                  and not n.startswith(CACHES)}
        if differ:
            return f"succeeds with other files: {' '.join(sorted(differ))}"
        if len(lines) > 1 + len(want.err.splitlines()):
            return "succeeds with more than a line"
        return None
    if must_succeed:
        return "fails"
    if len(lines) != 1 + len(want.err.splitlines()) and not told_once(lines):
        return f"fails with {len(lines)} lines"
    for name in got.files.keys() | before.keys():
        if got.files.get(name) == before.get(name):
            continue
        if any(fnmatch.fnmatch(name, pattern) for pattern in may_be_left) and (
                got.files.get(name) in (None, want.files.get(name)) or name.startswith(CACHES)
                or (name in LISTS and got.files[name] != "broken")):
            continue
        if got.files.get(name) == want.files.get(name) and "," not in name:
            continue
        return f"fails and leaves {name}"
    return None


def table(path):
    rows = [line.split("\t") for line in path.read_text().splitlines()
            if line and not line.startswith("#")]
    return [row + [""] * (3 - len(row)) for row in rows]
