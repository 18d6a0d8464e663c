#!/usr/bin/env python3
"""Fit the duration model: fit_estimate.py CLAUSE_LENGTHS [WEIGHT:]TEXT… > src/data/durations.tsv

CLAUSE_LENGTHS is the program of that name (cmake --preset release && cmake --build --preset release
--target clause_lengths); a TEXT has a paragraph of German a line. A WEIGHT says how much a text counts. The texts are spoken
at the rates of the table and of the corrections; the corrections for src/estimate/duration.c, and
how far off the fit is on its own texts, go to stderr. Needs numpy. Takes about a minute for 300 KB.
"""
import collections
import concurrent.futures
import subprocess
import sys

import numpy as np

SAMPLE_RATE_HZ = 22050
TABLE_RATES = (80, 175, 300, 400, 450)
BETWEEN = (100, 120, 150, 200, 225, 260, 350)
SHARE_BETWEEN = 6  # every so many paragraphs are enough for one number a rate
LEAST = 12         # keys rarer than that are left out
PULL = 3.0         # ridge: what a share costs, in clauses
OFFSET_S = 0.3     # errors of long clauses count per second, of short ones less


def speak(program, rate, path, every):
    lines = open(path, encoding="utf-8").read().split("\n")[::every]
    out = subprocess.run([program, str(rate)], input="\n".join(lines), capture_output=True,
                         text=True, check=True).stdout
    for line in out.split("\n"):
        if line:
            frames, keys = line.split("\t", 1)
            yield int(frames) / SAMPLE_RATE_HZ, keys.split()


class Matrix:
    """Counts of keys, a row a clause."""

    def __init__(self, clauses, index):
        rows, columns = [], []
        for i, (_, keys) in enumerate(clauses):
            for key in keys:
                column = index.get(key)
                if column is None and len(key) == 1:
                    column = index["U"]
                if column is not None:
                    rows.append(i)
                    columns.append(column)
        self.rows, self.columns = np.array(rows), np.array(columns)
        self.shape = len(clauses), len(index)

    def times(self, x):
        return np.bincount(self.rows, x[self.columns], minlength=self.shape[0])

    def transposed_times(self, y):
        return np.bincount(self.columns, y[self.rows], minlength=self.shape[1])


def solve(matrix, seconds, weights):
    """Ridge regression by conjugate gradients."""
    x = np.zeros(matrix.shape[1])
    rest = matrix.transposed_times(weights * seconds)
    direction, square = rest.copy(), rest @ rest
    for _ in range(400):
        image = matrix.transposed_times(weights * matrix.times(direction)) + PULL * direction
        step = square / (direction @ image)
        x += step * direction
        rest -= step * image
        square, before = rest @ rest, square
        if square < 1e-9:
            break
        direction = rest + square / before * direction
    return x


def main():
    program = sys.argv[1]
    texts = [t.split(":", 1) if ":" in t else ("1", t) for t in sys.argv[2:]]
    jobs = [(rate, float(weight), path, 1 if rate in TABLE_RATES else SHARE_BETWEEN)
            for rate in TABLE_RATES + BETWEEN for weight, path in texts]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        spoken = list(pool.map(lambda j: list(speak(program, j[0], j[2], j[3])), jobs))
    clauses = {rate: [] for rate in TABLE_RATES + BETWEEN}
    weights = {rate: [] for rate in TABLE_RATES + BETWEEN}
    for (rate, weight, _, _), said in zip(jobs, spoken):
        clauses[rate] += said
        weights[rate] += [weight] * len(said)
    count = collections.Counter(key for _, keys in clauses[175] for key in keys)
    index = {key: i for i, key in enumerate(sorted(k for k, n in count.items() if n >= LEAST))}
    index.setdefault("U", len(index))
    shares = []
    for rate in TABLE_RATES:
        seconds = np.array([s for s, _ in clauses[rate]])
        matrix = Matrix(clauses[rate], index)
        x = solve(matrix, seconds, np.array(weights[rate]) / (OFFSET_S + seconds))
        shares.append(x)
        off = np.abs(np.add.reduceat(matrix.times(x), range(0, len(seconds), 100)) /
                     np.add.reduceat(seconds, range(0, len(seconds), 100)) - 1) * 100
        print(f"{rate}: {len(seconds)} clauses, pieces of 100: median {np.median(off):.2f} %, "
              f"95th percentile {np.percentile(off, 95):.2f} %", file=sys.stderr)
    for rate in BETWEEN:
        i = max(k for k, r in enumerate(TABLE_RATES) if r < rate)
        low, high = TABLE_RATES[i], TABLE_RATES[i + 1]
        t = (1 / rate - 1 / low) / (1 / high - 1 / low)
        told = Matrix(clauses[rate], index).times(shares[i] * (1 - t) + shares[i + 1] * t)
        said = np.array([s for s, _ in clauses[rate]])
        weight = np.array(weights[rate])
        print(f"correction at {rate}: {(weight * said).sum() / (weight * told).sum():.4f}",
              file=sys.stderr)
    # A letter that was too rare to be fitted is about as long as the others are.
    letters = [i for key, i in index.items() if len(key) == 1 and key.isalpha() and key.islower()]
    print("# Shares of a clause's duration by key, in microseconds, at these rates (words a minute):")
    print("# key TAB " + " TAB ".join(map(str, TABLE_RATES)) + ". Keys as in src/estimate/keys.c;")
    print("# 'U' is any letter that has no row. Made by tests/bench/fit_estimate.py.")
    for key, i in index.items():
        values = [x[i] if key != "U" or count["U"] else np.mean(x[letters]) for x in shares]
        print(key, *(round(v * 1e6) for v in values), sep="\t")


main()
