#!/usr/bin/env python3
"""pss.py COMMAND…: run it and print the peak of the proportional set size of it and all its
children together, in MB, sampled every few milliseconds."""
import subprocess
import sys
import time


def tree(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            children = [int(p) for p in f.read().split()]
    except OSError:
        return [pid]
    return [pid] + [p for child in children for p in tree(child)]


def pss_kb(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as f:
            for line in f:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
peak = 0
while process.poll() is None:
    peak = max(peak, sum(pss_kb(pid) for pid in tree(process.pid)))
    time.sleep(0.003)
if process.returncode != 0:
    sys.exit(f"exit status {process.returncode}")
print(f"{peak * 1024 / 1e6:.1f}")
