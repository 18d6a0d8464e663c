#!/usr/bin/env python3
"""What the library promises to its users, held against what it is: its symbols against the list
that is committed, the header against the symbols, and the header against compilers.

    tests/api/interface.py LIBRARY
    tests/api/interface.py LIBRARY --write    after something was added: write the list anew
"""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = ROOT / "src/api/listen.h"
LIST = pathlib.Path(__file__).with_name("symbols.txt")
LIBRARY = sys.argv[1]


def exported():
    lines = subprocess.run(["nm", "-D", "--defined-only", "--with-symbol-versions", LIBRARY],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    names = (line.split()[2].replace("@@", "@") for line in lines)
    return sorted(n for n in names if not re.match(r"__(asan|ubsan|odr_asan)|LISTEN_", n))


class Interface(unittest.TestCase):
    def test_symbols(self):
        self.assertEqual(exported(), LIST.read_text().splitlines(),
                         "what is gone is missed by programs: the soname's number has to rise")

    def test_header(self):
        declared = re.findall(r"^LISTEN_API [^;(]*?\b(listen_\w+)\(", HEADER.read_text(), re.M)
        self.assertEqual(sorted(declared), [n.split("@")[0] for n in exported()])

    def test_soname(self):
        said = subprocess.run(["readelf", "-d", LIBRARY], check=True, capture_output=True,
                              text=True).stdout
        number = re.search(r"LISTEN_ABI_VERSION (\d+)", HEADER.read_text())[1]
        self.assertIn(f"[liblisten.so.{number}]", said)
        self.assertNotIn("espeak", said)  # its host may use another one
        self.assertNotRegex(said, "libav|pcaudio")

    def test_compilers(self):
        found = 0
        for compilers, language, standards in (
                (("gcc", "clang"), "c", ("c99", "c11", "c17")),
                (("g++", "clang++"), "c++", ("c++11", "c++17", "c++20"))):
            for compiler in filter(shutil.which, compilers):
                for standard in standards:
                    found += 1
                    subprocess.run([compiler, f"-std={standard}", "-Wall", "-Wextra", "-Wpedantic",
                                    "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only",
                                    "-x", language, "-"],
                                   input=f'#include "{HEADER}"\n'
                                         "int use(void);\nint use(void) {\n"
                                         "  listen_text none = {0, 0};\n"
                                         "  return listen_abi_version() + (int)none.len;\n}\n",
                                   check=True, text=True)
        self.assertGreater(found, 0)

    def test_examples(self):
        """C++ programs may be written like the one in C."""
        example = ROOT / "tests/api/example.c"
        for compiler in filter(shutil.which, ("g++", "clang++")):
            subprocess.run([compiler, "-std=c++11", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                            "-fsyntax-only", "-x", "c++", f"-I{sys.argv[2]}", str(example)],
                           check=True)


if __name__ == "__main__":
    if sys.argv[2:] == ["--write"]:
        LIST.write_text("\n".join(exported()) + "\n")
        sys.exit()
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
