#!/usr/bin/env python3
"""Files that were made to take long, or much: hostile.py LISTEN.

Each of some 500 KB must end within SECONDS of processor time and MEGABYTES of memory, in success or in
one line that says what is wrong. tests/unit looks at many more; here the program as a whole is held to
figures, for each kind of input that it takes.
"""
import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile

SECONDS, MEGABYTES = 3, 160
SIZE = 500_000

ARTICLE = "Das Wort Foo steht hier.\n"


def times(piece, size=SIZE):
    return piece * (size // len(piece))


def numbered(pattern, size=SIZE):
    return "".join(pattern.format(i) for i in range(size // (len(pattern) + 3)))


def letters(pattern, size=SIZE):
    """As numbered, where digits may not stand."""
    count = size // (len(pattern) + 3)
    return "".join(pattern.format("".join(chr(97 + int(c)) for c in str(i))) for i in range(count))


def book(files, package=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml",
                         "<container><rootfile full-path='b.opf'/></container>")
        archive.writestr("b.opf", package or opf())
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def opf(items="<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>",
        spine="<itemref idref='a'/>", start="<package>"):
    return (f"{start}<metadata><title>B</title></metadata><manifest>{items}</manifest>"
            f"<spine>{spine}</spine></package>")


PAGE = "<html><body><p>Ein Satz.</p></body></html>"
ITEM = "<item id='i{0}' href='f{0}.xhtml' media-type='application/xhtml+xml'/>"
LEXICON = "<lexicon alphabet='ipa'>{}</lexicon>"
ENTITIES = "<!ENTITY a0 'x'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))

# Name, file, what it holds; exit status, and what the one line of a failure says.
ARTICLES = [
    ("links over many lines", "a.md", times("[a](b)\n"), 0, ""),
    ("addresses without an end", "a.md", times("http://a.b/(((("), 0, ""),
    ("quotes and lists", "a.md", times("> - ") + "Text", 0, ""),
    ("a list of lists, then blank lines", "a.md", times("- ", 5000) + "a\n" + times("\n"), 0, ""),
    ("a wide table", "a.md", times("|a", 50000) + "\n" + times("|-", 50000) + "\n" + times("|\n"), 0, ""),
    ("YAML: a long list", "a.md", "---\nauthors: [" + times("a,") + "]\n---\nText", 0, ""),
    ("YAML: deep", "a.md", "---\na: " + times("[") + "\n---\nText", 1, "nested deeper than 8"),
    ("YAML: aliases", "a.md", "---\na: &a [x]\nb: [" + times("*a,") + "]\n---\nText", 1, "anchors"),
    ("YAML: too large", "a.md", "---\na: " + times("a", 2000000) + "\n---\nText", 1, "1024 KiB"),
    ("TOML: too large", "a.md", "+++\na = '" + times("a", 2000000) + "'\n+++\nText", 1, "1024 KiB"),
    ("JSON: too large", "a.md", '{"a": "' + times("a", 2000000) + '"}\nText', 1, "1024 KiB"),
    ("JSON: deep", "a.md", '{"a": ' + times("["), 1, "not JSON"),
    ("JSON: a late list", "a.md", '{"x": "' + times("x") + '",\n"authors": [' + times('"a",') + '"b"]}\nT', 0, ""),
    ("elements in elements", "a.html", times("<div>") + "<p>Ein ganzer Satz mit Worten.", 0, ""),
    ("formatting in each paragraph", "a.html", times("<b><p>Satz"), 0, ""),
    ("attributes", "a.html", "<p " + numbered("a{}=b ") + ">Ein ganzer Satz mit Worten.", 0, ""),
    ("attributes of bodies", "a.html", numbered("<body a{}=b>") + "<p>Ein ganzer Satz mit Worten.", 0, ""),
    ("tables in tables", "a.html", times("<table><tr><td>") + "Ein ganzer Satz mit Worten.", 0, ""),
    ("JSON-LD: deep", "a.html", "<script type=application/ld+json>" + times("[") + "</script>"
     "<p>Ein ganzer Satz mit Worten.", 0, ""),
    ("book of nothing but its size", "a.epub", book({"a.xhtml": times("a", 50000000)}), 1, "ZIP bomb"),
    ("book of many files", "a.epub", book({f"{i}": "" for i in range(10001)}), 1, "ZIP bomb"),
    ("book of many parts", "a.epub", book({}, opf(numbered(ITEM), numbered("<itemref idref='i{}'/>"))), 1,
     "far more parts"),
    ("book with attributes", "a.epub", book({"a.xhtml": PAGE}, opf(start="<package " + numbered("a{}='b' ") + ">")),
     1, "not XML"),
    ("book with entities", "a.epub", book({"a.xhtml": PAGE}, f"<!DOCTYPE a [{ENTITIES}]>" + opf()), 1, "entities"),
    ("lines", "a.txt", times("a\n"), 0, ""),
    ("signs to be joined", "a.txt", "a" + times("\u0301\u0323"), 0, ""),
]
WORDS = [
    ("entities", "w.pls", f"<!DOCTYPE a [{ENTITIES}]>" + LEXICON.format("&a9;"), "DOCTYPE"),
    ("attributes of a DTD", "w.pls", "<!DOCTYPE a [<!ATTLIST a " + numbered("a{} CDATA 'x' ") + ">]><a/>", "DOCTYPE"),
    ("attributes", "w.pls", "<lexicon " + numbered("a{}='b' ") + "/>", "1000 attributes"),
    ("deep", "w.pls", times("<lexicon>"), "XML"),
    ("long sounds", "w.pls", LEXICON.format("<lexeme>" + letters("<grapheme>w{}</grapheme>") + "<phoneme>" +
                                            times("fu") + "</phoneme></lexeme>"), "too long"),
    ("words", "w.tsv", letters("w{}\tf'u:\n"), None),
    ("a word", "w.tsv", times("a") + "\tf'u:\n", "letters"),
    ("YAML: aliases", "w.yaml", "a: &a x\n" + letters("w{}: *a\n"), "anchors"),
]
SETTINGS = [
    ("deep", "listen.yaml", "replace: " + times("["), "nested deeper than 8"),
    ("too large", "listen.yaml", "replace:\n" + letters("  w{}: x\n", 2000000), "1024 KiB"),
]


def confine():
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES << 20, MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def cases(folder):
    for name, file, content, status, message in ARTICLES:
        yield name, file, content, ["text", file, "--stage", "document"], status, message
    for name, file, content, message in WORDS:
        yield (f"lexicon, {name}", file, content, ["text", "article.txt", "--stage", "sentences", "--lexicon", file],
               2 if message else 0, message or "")
    for name, file, content, message in SETTINGS:
        yield (f"settings, {name}", file, content, ["text", "article.txt", "--stage", "sentences", "--settings", file],
               2, message)


def main():
    listen = os.path.abspath(sys.argv[1])
    wrong = total = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "article.txt"), "w", encoding="utf-8") as file:
            file.write(ARTICLE)
        for name, file, content, arguments, status, message in cases(folder):
            total += 1
            path = os.path.join(folder, file)
            with open(path, "wb") as out:
                out.write(content.encode() if isinstance(content, str) else content)
            run = subprocess.run([listen, *arguments], cwd=folder, capture_output=True, preexec_fn=confine,
                                 env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": folder})
            said = run.stderr.decode("utf-8", "replace").strip()
            os.remove(path)
            if run.returncode == status and "\n" not in said and bool(said) == bool(message) and \
                    re.search(message, said):
                continue
            wrong += 1
            print(f"{name}: exit {run.returncode}, want {status}; said {said[:200]!r}, want {message!r}")
    print(f"hostile: {total - wrong} passed, {wrong} failed")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
