#!/usr/bin/env python3
"""Fit the listening-time model: fit_estimate.py FIT.tsv… [--score SCORE.tsv…]

The files come from clause_lengths at 175 words a minute. Prints src/estimate/model.c; on stderr, the
error on the texts to score, in pieces of about one paragraph and about one article.
"""
import sys

SAMPLE_RATE_HZ = 22050
# Spellings that sound as one, longest first; then every letter by itself.
GROUPS = ("tsch sch ch ck qu ph pf tz ts dt th st sp ng nk "
          "ie ei ai eu äu au aa ee oo ah eh ih oh uh äh öh üh "
          "er en el bb ff ll mm nn pp rr ss tt").split()
GROUPS.sort(key=len, reverse=True)
LETTERS = list("abcdefghijklmnopqrstuvwxyzäöüß")
OTHERS = ["clause", "word", "letter_name", "digit", "hyphen", "stop", "question"]
NAMES = GROUPS + LETTERS + OTHERS
INDEX = {name: i for i, name in enumerate(NAMES)}


def features(clause):
    row = [0] * len(NAMES)
    row[INDEX["clause"]] = 1
    text = clause.lower()
    i = letters = 0
    while i <= len(text):
        c = text[i] if i < len(text) else " "
        if c.isalpha():
            group = next((g for g in GROUPS if text.startswith(g, i)), c)
            if group in INDEX:
                row[INDEX[group]] += 1
            else:
                row[INDEX["e"]] += 1
            i += len(group)
            letters += len(group)
            continue
        if letters == 1:
            row[INDEX["letter_name"]] += 1
        if letters > 0:
            row[INDEX["word"]] += 1
        letters = 0
        if c.isascii() and c.isdigit():
            row[INDEX["digit"]] += 1
        if c == "-":
            row[INDEX["hyphen"]] += 1
        i += 1
    if text.endswith("?"):
        row[INDEX["question"]] += 1
    elif not text.endswith(","):
        row[INDEX["stop"]] += 1
    return row


def read(path):
    for line in open(path, encoding="utf-8"):
        frames, clause = line.rstrip("\n").split("\t", 1)
        yield int(frames) / SAMPLE_RATE_HZ, clause


def solve(a, b):
    n = len(b)
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(a[r][i]))
        a[i], a[pivot], b[i], b[pivot] = a[pivot], a[i], b[pivot], b[i]
        for r in range(i + 1, n):
            f = a[r][i] / a[i][i]
            if f:
                for k in range(i, n):
                    a[r][k] -= f * a[i][k]
                b[r] -= f * b[i]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (b[i] - sum(a[i][k] * x[k] for k in range(i + 1, n))) / a[i][i]
    return x


def fit(samples):
    n = len(NAMES)
    a = [[0.0] * n for _ in range(n)]
    b = [0.0] * n
    # A weak pull to 60 ms a letter keeps the rare spellings sane.
    for i, name in enumerate(NAMES):
        a[i][i] += 2
        b[i] += 2 * (0.06 * len(name) if name not in OTHERS else 0)
    for seconds, clause in samples:
        row = [(i, v) for i, v in enumerate(features(clause)) if v]
        w = 1 / (0.3 + seconds)  # errors of long clauses count per second
        for i, v in row:
            b[i] += w * v * seconds
            for k, u in row:
                a[i][k] += w * v * u
    return solve(a, b)


def score(model, samples, piece):
    errors, true, guess, n = [], 0.0, 0.0, 0
    for seconds, clause in samples:
        true += seconds
        guess += sum(v * m for v, m in zip(features(clause), model) if v)
        n += 1
        if n == piece:
            errors.append(abs(guess - true) / true * 100)
            true, guess, n = 0.0, 0.0, 0
    errors.sort()
    return errors[len(errors) // 2], errors[len(errors) * 95 // 100], len(errors)


def main():
    args = sys.argv[1:]
    split = args.index("--score") if "--score" in args else len(args)
    samples = [s for path in args[:split] for s in read(path)]
    model = fit(samples)
    for path in args[split + 1:]:
        held_out = list(read(path))
        for piece in (8, 100):
            median, p95, n = score(model, held_out, piece)
            print(f"{path}: {n} pieces of {piece} clauses: median {median:.2f} %, "
                  f"95th percentile {p95:.2f} %", file=sys.stderr)
    print("// Made by tests/bench/fit_estimate.py; not to be edited by hand.\n")
    print('#include "estimate/model.h"\n')
    print("const struct estimate_spelling estimate_spellings[] = {")
    for name in GROUPS + LETTERS:
        print(f'    {{"{name}", {len(name.encode())}, {model[INDEX[name]]:.4f}}},')
    print("};\nconst size_t n_estimate_spellings = sizeof estimate_spellings / "
          "sizeof *estimate_spellings;\n")
    print("const struct estimate_extras estimate_extras = {")
    for name in OTHERS:
        print(f"    .{name}_s = {model[INDEX[name]]:.4f},")
    print("};")


main()
