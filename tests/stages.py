#!/usr/bin/env python3
"""Do the sources keep to the data flow that src/stages.tsv draws? Does every header say first what it
promises? Are the files there that src/README.md sends its reader to?

    tests/stages.py SRC"""

import pathlib
import re
import sys
import tempfile
import unittest

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"(?P<own>[^"/]+)/[^"]+"|<(?P<system>[^>]+)>)')


def read_table(src, faults):
    """Rows in order: stage → (stages it uses, libraries it uses); "*" allows all."""
    table, libraries = {}, set()
    for number, line in enumerate((src / "stages.tsv").read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        stage, uses, libs = line.split("\t")
        uses, libs = (set(x.split()) - {"-"} for x in (uses, libs))
        for name in uses - {"*"} - table.keys():
            faults.append(f"stages.tsv:{number}: {stage} uses {name}, which does not stand above it")
        table[stage] = (uses, libs)
        libraries |= libs - {"*"}
    return table, libraries


def library_of(header, libraries):
    return next((lib for lib in libraries if header.startswith(lib)), None)


def check_file(path, name, stage, table, libraries, used):
    uses, libs = table[stage]
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        own, library = found["own"], library_of(found["system"] or "", libraries)
        if own and own not in {stage, "base"}:
            used.add((stage, own))
            if "*" not in uses and own not in uses:
                yield f"{name}:{number}: {stage} may not use {own}: see stages.tsv"
        if library:
            used.add((stage, library))
            if "*" not in libs and library not in libs:
                yield f"{name}:{number}: {stage} may not use {library}: see stages.tsv"


def check_readme(src):
    """Files named with their folder; "NAME" and "*" stand for many."""
    for name in re.findall(r"`([a-z_]+/[\w/.*]+\.\w+)`", (src / "README.md").read_text()):
        pattern = name.replace("NAME", "*")
        if not any(src.glob(pattern)) and not any(src.parent.glob(pattern)):
            yield f"README.md: there is no {name}"


def check(src):
    """What is wrong, a line each."""
    faults, used = list(check_readme(src)), set()
    table, libraries = read_table(src, faults)
    files = sorted(p for p in src.rglob("*.[ch]"))
    for path in files:
        name = path.relative_to(src)
        stage = name.parts[0]
        if stage not in table:
            faults.append(f"{name}: {stage} has no row in stages.tsv")
            continue
        faults += check_file(path, name, stage, table, libraries, used)
        if path.suffix == ".h" and not path.read_text().startswith("/// "):
            faults.append(f"{name}:1: the header does not open with what it promises (/// …)")
    for stage, columns in table.items():
        for name in sorted(set().union(*columns) - {"*"}):
            if (stage, name) not in used:
                faults.append(f"stages.tsv: {stage} does not use {name}")
    return faults


class Check(unittest.TestCase):
    """Each fault is found, and nothing else."""

    def faults(self, table="base\t-\t-\none\t-\tyaml\ntwo\tone\t-\n", readme="", **changed):
        files = {
            "base/buf.h": "/// Bytes.\n",
            "one/one.c": '#include "base/buf.h"\n#include <yaml.h>\n#include <stdio.h>\n',
            "two/two.c": '#include "one/one.h"\n',
        }
        files.update({k.replace("__", "/") + ".c": v for k, v in changed.items()})
        with tempfile.TemporaryDirectory() as folder:
            src = pathlib.Path(folder)
            (src / "stages.tsv").write_text(table)
            (src / "README.md").write_text(readme)
            for name, text in files.items():
                (src / name).parent.mkdir(exist_ok=True)
                (src / name).write_text(text)
            return check(src)

    def test_good(self):
        self.assertEqual(self.faults(), [])

    def test_backwards(self):
        self.assertEqual(
            self.faults(one__more='\n#include "two/two.h"\n'),
            ["one/more.c:2: one may not use two: see stages.tsv"],
        )

    def test_library(self):
        self.assertEqual(
            self.faults(two__more="#include <yaml.h>\n"),
            ["two/more.c:1: two may not use yaml: see stages.tsv"],
        )

    def test_circle(self):
        table = "base\t-\t-\none\ttwo\tyaml\ntwo\tone\t-\n"
        self.assertEqual(
            self.faults(table, one__more='#include "two/two.h"\n'),
            ["stages.tsv:2: one uses two, which does not stand above it"],
        )

    def test_unused(self):
        self.assertEqual(self.faults(two__two=""), ["stages.tsv: two does not use one"])

    def test_readme(self):
        self.assertEqual(
            self.faults(readme="`one/*.c`, `one/NAME.c`, `two/gone.c`, `words`"),
            ["README.md: there is no two/gone.c"],
        )

    def test_no_row(self):
        self.assertEqual(self.faults(three__x=""), ["three/x.c: three has no row in stages.tsv"])


class Tree(unittest.TestCase):
    src = None

    def test_tree(self):
        faults = check(self.src)
        self.assertEqual(faults, [], "\n" + "\n".join(faults))


if __name__ == "__main__":
    Tree.src = pathlib.Path(sys.argv.pop(1))
    unittest.main()
