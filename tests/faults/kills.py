#!/usr/bin/env python3
"""Processes killed at any moment: kills.py LISTEN. A process that speaks, encodes or builds may die: the
work goes on to the same bytes, or ends with one line and nothing half. If the one that was started
dies, none of the others outlives it, and no file has its name before it is whole.

LISTEN_KILLS is their number (24), LISTEN_KILLS_SEED where the moments begin (1).
"""
import collections
import concurrent.futures
import fnmatch
import os
import pathlib
import random
import signal
import sys
import tempfile
import time

from work import CACHES, HERE, LISTS, complaint, contents, make_folder, run, table

# Those that start processes.
CASES = ("wav", "cached", "measured", "files", "stdout", "opus", "book", "site", "site cached")
# A builder that was killed leaves its temporary file to the next run, which sweeps it.
PART = "*.listen-*.part"
N_KILLS = int(os.environ.get("LISTEN_KILLS", "24"))
SEED = int(os.environ.get("LISTEN_KILLS_SEED", "1"))


def others(session):
    """The processes of a session but its first."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if entry.isdigit() and int(fields[3]) == session and int(entry) != session:
            found.append(int(entry))
    return sorted(found)


class Kill:
    """After a moment, one process: the one that was started, or another."""

    def __init__(self, seed, seconds):
        self.rng = random.Random(seed)
        self.after = self.rng.uniform(0, 0.8 * seconds)
        self.main = self.rng.random() < 0.25
        self.hit = False

    def __call__(self, process):
        until = time.monotonic() + 5
        while not self.main and not others(process.pid) and process.poll() is None and \
                time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(self.after)
        victims = [process.pid] if self.main else others(process.pid)
        if victims and process.poll() is None:
            try:
                os.kill(self.rng.choice(victims), signal.SIGKILL)
                self.hit = True
            except ProcessLookupError:
                pass


def killed(template, command, kill):
    """What came of the work; earlier where it was over before."""
    for _ in range(4):
        got = run(template, command, disturb=kill)
        if kill.hit:
            break
        kill.after /= 3
    return got


def half_done(before, want, got, may_be_left):
    """What is wrong after the first process was killed; None: nothing."""
    if got.left:
        return "a process outlives it"
    for name, sum_ in got.files.items():
        whole = sum_ in (before.get(name), want.files.get(name))
        if not whole and not name.startswith(CACHES) and not (
                name in LISTS and sum_ != "broken" and may_be_left):
            return f"is killed and leaves {name}"
    return None


def main():
    outcomes, wrong = collections.Counter(), 0
    rows = {name: (command, left.split()) for name, command, left in table(HERE / "cases.tsv")}
    with tempfile.TemporaryDirectory(prefix="listen-") as holder:
        template = pathlib.Path(holder) / "template"
        template.mkdir()
        make_folder(template)
        wants = {}
        for name in CASES:
            started = time.monotonic()
            want = run(template, rows[name][0])
            wants[name] = (want, time.monotonic() - started)
        before = contents(template)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = []
            for n in range(N_KILLS):
                name = CASES[n % len(CASES)]
                kill = Kill(SEED + n, wants[name][1])
                jobs.append((n, name, kill, pool.submit(killed, template, rows[name][0], kill)))
            for n, name, kill, job in jobs:
                got, (want, _), may_be_left = job.result(), wants[name], rows[name][1]
                got = got._replace(files={k: v for k, v in got.files.items()
                                          if not fnmatch.fnmatch(k, PART)})
                was = before
                if rows[name][0].startswith("site "):
                    was = {k: v for k, v in before.items() if not k.startswith("site/audio/")}
                if kill.hit and kill.main and got.status == -signal.SIGKILL:
                    problem = half_done(was, want, got, may_be_left)
                else:
                    problem = complaint(was, want, got, may_be_left, not kill.hit)
                outcomes["not hit" if not kill.hit else "main killed" if kill.main else
                         "succeeds all the same" if got.status == 0 else "says what failed"] += 1
                if problem:
                    wrong += 1
                    print(f"{name}: kill {SEED + n} after {kill.after * 1000:.0f} ms: {problem}\n"
                          + "".join(f"    {line}\n" for line in got.err.splitlines()[:6]), flush=True)
    print(f"{N_KILLS} runs: " + ", ".join(f"{n} {what}" for what, n in sorted(outcomes.items())))
    if outcomes["not hit"] > N_KILLS / 2:
        sys.exit("most of them were over before")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
