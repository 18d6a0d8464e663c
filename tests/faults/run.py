#!/usr/bin/env python3
"""Each command of cases.tsv under each fault of faults.tsv: run.py LISTEN FAULTS_LIBRARY [CASE|FAULT...].

Whatever fails, the work either ends with the same bytes as undisturbed, or with one line on stderr,
a documented exit status, and no file that was not whole before. No process outlives the command.

A fault is tried at some of the calls only, spread over all of them. LISTEN_FAULTS is the number of
them for each command, or `all`. Without it, it is two, and each command has its share of the faults:
those that it leaves out, the next commands have.
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import sys
import tempfile

from work import HERE, KINDS, complaint, contents, make_folder, run, table

LIBRARY = os.path.abspath(sys.argv[2])
ONLY = [name for name in sys.argv[3:] if ":" not in name]
ONLY_FAULTS = [name for name in sys.argv[3:] if ":" in name]
AMOUNT = os.environ.get("LISTEN_FAULTS", "2")
SHARES = 1 if "LISTEN_FAULTS" in os.environ or sys.argv[3:] else 4


def some_of(n_calls):
    """Which calls: the first and the last ones, where all begins and all is written, and some
    between."""
    if AMOUNT == "all":
        return range(1, n_calls + 1)
    amount = min(int(AMOUNT), n_calls)
    return sorted({1 + round(i * (n_calls - 1) / max(1, amount - 1)) for i in range(amount)})


def is_known(known, template, name, command, rule, problem, got):
    """Is it a library that does not bear it? Where known.tsv names one, it made the call itself."""
    for pattern, _, library in known:
        if not re.fullmatch(pattern, f"{name} {rule}: {problem}"):
            continue
        if not library:
            return True
        if got.culprit:
            if re.match(f"/{library}.so", got.culprit):
                return True
            continue
        trace = run(template, command, rule, LIBRARY, trace=True).err.splitlines()
        # What the C library does for somebody is that one's.
        callers = [line for line in trace if "[0x" in line
                   and "/faults.so(" not in line and "/libc.so." not in line]
        if callers and re.search(f"/{library}.so", callers[0]):
            return True
    return False


def main():
    faults, known = table(HERE / "faults.tsv"), table(HERE / "known.tsv")
    wrong, n_runs, n_failed, n_known = collections.Counter(), 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="listen-") as holder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        template = pathlib.Path(holder) / "template"
        template.mkdir()
        make_folder(template)
        for at, (name, command, may_be_left) in enumerate(table(HERE / "cases.tsv")):
            if ONLY and name not in ONLY:
                continue
            want = run(template, command, library=LIBRARY)
            finds_fault = command.split()[0] in ("check",) and "--fix" not in command
            if want.status != finds_fault or want.left:
                sys.exit(f"{name}: undisturbed it ends with {want.status}: {want.err}")
            before = contents(template)
            if command.startswith("site ") and "--finish" not in command:
                before = {n: s for n, s in before.items() if not n.startswith("site/audio/")}
            jobs = []
            for nth_rule, (rule, must_succeed, _) in enumerate(faults):
                if (nth_rule + at) % SHARES != 0 or (ONLY_FAULTS and rule not in ONLY_FAULTS):
                    continue
                who, kind, nth, how = rule.split(":")
                n_calls = want.calls[(who == "child") * len(KINDS) + KINDS.index(kind)]
                places = some_of(n_calls) if "N" in nth else [0] if n_calls else []
                for n in places:
                    rule_n = ":".join((who, kind, nth.replace("N", str(n)), how))
                    jobs.append((rule_n, must_succeed,
                                 pool.submit(run, template, command, rule_n, LIBRARY)))
            for rule, must_succeed, job in jobs:
                got = job.result()
                n_runs += 1
                n_failed += got.status != 0
                if want.status != 0 and got.status == want.status and got.err == want.err:
                    continue
                problem = complaint(before, want, got, may_be_left.split(),
                                    must_succeed and got.failed)
                if problem and is_known(known, template, name, command, rule, problem, got):
                    n_known += 1
                elif problem:
                    wrong[name] += 1
                    print(f"{name}: {rule}: {problem}\n"
                          + "".join(f"    {line}\n" for line in got.err.splitlines()[:6]), end="",
                          flush=True)
            print(f"{name}: {len(jobs)} faults, {wrong[name]} not borne", flush=True)
    print(f"{n_runs} runs, of which {n_failed} could not do their work and said so; "
          f"{n_known} are known (known.tsv)")
    return 1 if wrong or not n_runs else 0


if __name__ == "__main__":
    sys.exit(main())
