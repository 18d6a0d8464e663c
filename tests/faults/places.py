#!/usr/bin/env python3
"""The commands of cases.tsv in each place of places.tsv: places.py LISTEN.

In a place marked "same" the work ends as ever, with the same bytes. In others it may fail, with one
line and no half file. LISTEN_FAULTS=all runs every case instead of those marked in places.tsv.
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from work import HERE, complaint, contents, make_folder, run, table

CASES = "wav home stdout opus book phonemes check list site".split()
SKIPPED = 77  # what a place exits with that cannot be had here


def make_locales(folder):
    """In a folder of ours, so that the machine need not have them. @return could they be made?"""
    for name in ("de_DE", "tr_TR"):
        if not shutil.which("localedef") or subprocess.run(
                ["localedef", "-i", name, "-f", "UTF-8", folder / f"{name}.UTF-8"],
                capture_output=True).returncode:
            return False
    return True


def main():
    n_runs = n_failed = n_wrong = n_skipped = 0
    with tempfile.TemporaryDirectory(prefix="listen-") as holder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        template, locales = pathlib.Path(holder) / "template", pathlib.Path(holder) / "locales"
        template.mkdir()
        locales.mkdir()
        make_folder(template)
        places = table(HERE / "places.tsv")
        if not make_locales(locales):
            print("skipped: locales (localedef or its sources are missing: package locales)")
            places = [p for p in places if not p[0].startswith("locale")]
        jobs = []
        before = contents(template)
        for name, command, may_be_left in table(HERE / "cases.tsv"):
            if name not in CASES and os.environ.get("LISTEN_FAULTS") != "all":
                continue
            want = pool.submit(run, template, command)
            jobs += [(name, command, may_be_left, want, place,
                      pool.submit(run, template, command, place=place[1], locales=locales))
                     for place in places]
        for name, command, may_be_left, want, (place, _, same), job in jobs:
            want, got = want.result(), job.result()
            if got.status == SKIPPED:
                n_skipped += 1
                continue
            n_runs += 1
            n_failed += got.status != want.status
            silent = "2>&-" in _
            if silent:
                got = got._replace(err=want.err if got.status == want.status else "nobody hears it")
            if want.status != 0 and got.status == want.status and got.out == want.out:
                continue
            was = {n: s for n, s in before.items()
                   if not (command.startswith("site ") and "--finish" not in command
                           and n.startswith("site/audio/"))}
            problem = complaint(was, want, got, may_be_left.split(), same == "same")
            if problem:
                n_wrong += 1
                print(f"{name}: {place}: {problem}\n"
                      + "".join(f"    {line}\n" for line in got.err.splitlines()[:6]), end="",
                      flush=True)
    if n_skipped:
        print(f"skipped: {n_skipped} runs, in places that cannot be had here")
    print(f"{n_runs} runs, of which {n_failed} could not do their work and said so; "
          f"{n_wrong} not borne")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
