"""A read-along book, taken apart: what every one must hold."""
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

ENV = {**{k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}, "LC_ALL": "C"}
RATE = 22050
OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
HTML, SMIL = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/ns/SMIL}"
EPUB = "{http://www.idpf.org/2007/ops}"


def run(*command, **more):
    return subprocess.run(command, capture_output=True, timeout=300, env=more.pop("env", ENV), **more)


def write(path, text):
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return path


def read(path):
    with open(path, "rb") as f:
        return f.read()


def find_epubcheck():
    """The program, or Debian's archive for Java, which only some kernels can start by itself."""
    path = shutil.which("epubcheck")
    if path is None:
        return None
    if read(path)[:2] != b"PK":
        return [path]
    # So short a run is over before a better compiler, or more threads, have paid.
    return (["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", os.path.realpath(path)]
            if shutil.which("java") else None)


EPUBCHECK = find_epubcheck()


def clock(text):
    """Frames of a clock value, which tells them to the microsecond."""
    assert re.fullmatch(r"\d+\.\d{6}s", text), text
    n = round(float(text[:-1]) * RATE)
    assert abs(n / RATE - float(text[:-1])) < 1e-6, text
    return n


def text_of(element):
    return "".join(element.itertext())


class Book:
    """A book taken apart. What every one must hold is checked on the way."""

    def __init__(self, path):
        self.path = path
        self.zip = zipfile.ZipFile(path)
        assert self.zip.testzip() is None
        infos = self.zip.infolist()
        assert infos[0].filename == "mimetype" and infos[0].compress_type == zipfile.ZIP_STORED
        assert read(path)[30:58] == b"mimetypeapplication/epub+zip", "mimetype has extra fields"
        assert len({i.date_time for i in infos}) == 1, "entries of several times"
        assert len({i.filename for i in infos}) == len(infos), "two entries of one name"
        container = ET.fromstring(self.zip.read("META-INF/container.xml"))
        assert container.find(".//{*}rootfile").get("full-path") == "EPUB/package.opf"
        self.package = self.xml("package.opf")
        self.items = {i.get("id"): i for i in self.package.iter(OPF + "item")}
        named = {"EPUB/" + i.get("href") for i in self.items.values()} | {
            "mimetype", "META-INF/container.xml", "EPUB/package.opf"}
        assert named == {i.filename for i in infos}, named ^ {i.filename for i in infos}
        self.spine = [self.items[i.get("idref")] for i in self.package.iter(OPF + "itemref")]
        self.parts = [self.part(item) for item in self.spine]
        self.contents = self.check_contents()
        self.check_durations()

    def xml(self, name):
        return ET.fromstring(self.zip.read("EPUB/" + name))

    def meta(self, name, refines=None):
        return [m.text for m in self.package.iter(OPF + "meta")
                if m.get("property") == name and m.get("refines") == refines]

    def dc(self, name):
        return [e.text for e in self.package.iter(DC + name)]

    def part(self, item):
        page = self.xml(item.get("href"))
        ids = [e.get("id") for e in page.iter() if e.get("id")]
        assert len(ids) == len(set(ids)), "an ID twice"
        elements = {e.get("id"): e for e in page.iter() if e.get("id")}
        part = {"href": item.get("href"), "page": page, "ids": elements, "clips": [], "id": item.get("id")}
        overlay = item.get("media-overlay")
        if overlay is None:
            return part
        smil = self.xml(self.items[overlay].get("href"))
        part["overlay"] = overlay
        for node in smil.iter():
            ref = node.get(EPUB + "textref")
            if ref:
                href, _, fragment = ref.partition("#")
                assert href == part["href"] and fragment in elements, ref
        for par in smil.iter(SMIL + "par"):
            href, _, fragment = par.find(SMIL + "text").get("src").partition("#")
            assert href == part["href"]
            audio = par.find(SMIL + "audio")
            part["audio"] = audio.get("src")
            part["clips"].append((elements[fragment], clock(audio.get("clipBegin")),
                                  clock(audio.get("clipEnd"))))
        starts = [c[1] for c in part["clips"]]
        assert starts[0] == 0 and starts == sorted(set(starts)), "clips out of order"
        assert [c[2] for c in part["clips"][:-1]] == starts[1:], "a gap between clips"
        order = {e: i for i, e in enumerate(page.iter())}
        places = [order[c[0]] for c in part["clips"]]
        assert places == sorted(set(places)), "spoken in another order than printed"
        return part

    def check_contents(self):
        item = next(i for i in self.items.values() if i.get("properties") == "nav")
        entries = []
        for link in self.xml(item.get("href")).iter(HTML + "a"):
            href, _, fragment = link.get("href").partition("#")
            part = next(p for p in self.parts if p["href"] == href)
            assert not fragment or fragment in part["ids"], link.get("href")
            entries.append((text_of(link), href, fragment))
        return entries

    def check_durations(self):
        total = 0
        for part in self.parts:
            if "overlay" not in part:
                continue
            (text,) = self.meta("media:duration", "#" + part["overlay"])
            part["frames"] = clock(text)
            assert part["clips"][-1][2] == part["frames"], "the last clip is not the end"
            total += part["frames"]
        (text,) = self.meta("media:duration")
        assert clock(text) == total
        self.frames = total

    def check_sound(self, folder):
        """Length to the sample, as a decoder gives it and as a player says it."""
        for part in self.parts:
            if "overlay" not in part:
                continue
            path = write(os.path.join(folder, "sound.mp3"), self.zip.read("EPUB/" + part["audio"]))
            out = run("ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-")
            assert out.returncode == 0 and len(out.stdout) // 2 == part["frames"], len(out.stdout)
            out = run("ffprobe", "-v", "error", "-of", "json", "-show_format", path)
            facts = json.loads(out.stdout)["format"]
            seconds = float(facts["duration"]) - float(facts["start_time"])
            assert abs(seconds - part["frames"] / RATE) < 0.05, facts

    def text(self):
        return "\n".join(text_of(p["page"].find(HTML + "body")) for p in self.parts)

    def check_timings(self, timings):
        """Clips begin where sentences do, and each sentence is in one."""
        starts, base = {}, 0
        for part in self.parts:
            for element, start, _ in part["clips"]:
                starts[base + start] = element
            base += part.get("frames", 0)
        ends = round(timings["duration_s"] * RATE)
        assert ends == base == self.frames, (ends, base)
        element = None
        for sentence in timings["sentences"]:
            at = round(sentence["start_s"] * RATE)
            element = starts.pop(at, element)
            if element.tag == HTML + "span":
                assert text_of(element) == sentence["text"], (text_of(element), sentence["text"])
            else:  # a row of a table, or code, is one for all its sentences
                assert element.tag in (HTML + "tr", HTML + "pre"), element.tag
        assert not starts, "clips of no sentence"
