#!/usr/bin/env python3
"""Fit how English a spelling looks: src/data/english_trigrams.tsv.

usage: fit_english.py ENGLISH_WORDS GERMAN_WORDS >english_trigrams.tsv
The lists are those of Debian's wamerican (public domain) and wngerman; only the statistics of three
letters are kept, not the words. A word's score is the sum over its trigrams, edges included, of the
logarithm of how much commoner a trigram is in English than in German, in hundredths of a bit.
"""
import collections
import math
import re
import sys

LETTERS = re.compile("^[a-zäöüß]+$")


def trigrams(word):
    padded = "_" + word + "_"
    return [padded[i:i + 3] for i in range(len(padded) - 2)]


def read(path):
    words = {line.strip().lower() for line in open(path, encoding="utf-8")}
    return {w for w in words if LETTERS.match(w) and len(w) >= 3}


def main():
    english, german = read(sys.argv[1]), read(sys.argv[2])
    both = english & german
    english, german = english - both, german - both
    counts = [collections.Counter(t for w in words for t in trigrams(w))
              for words in (english, german)]
    totals = [sum(c.values()) for c in counts]
    seen = set(counts[0]) | set(counts[1])
    print("# How much commoner three letters are in English spelling than in German, in hundredths of a")
    print("# bit; _ is an edge. Made by tests/bench/fit_english.py.")
    for t in sorted(seen):
        if counts[0][t] + counts[1][t] < 12:
            continue
        p = [(c[t] + 1.0) / (n + len(seen)) for c, n in zip(counts, totals)]
        weight = round(100 * math.log2(p[0] / p[1]))
        if abs(weight) >= 60:
            print(f"{t}\t{max(-900, min(900, weight))}")


if __name__ == "__main__":
    main()
