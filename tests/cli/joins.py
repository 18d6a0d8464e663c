#!/usr/bin/env python3
"""Where pieces of speech meet silence: joins.py LISTEN VOICES.

Every silence in the file is one of the profile's pauses, so none add up and none is the engine's; and
no join clicks: the step into and out of silence is small beside the steps within the sound.
"""
import array
import os
import re
import subprocess
import sys
import tempfile
import wave

ARTICLE = """# Der Fluss steigt

Dr. Anna von der Leyen-Schmidt kam zuerst (wie immer), dann – nach 3,5 Stunden – der Rest. „Warum so spät?“,
fragte sie. Niemand antwortete … Es war still; nur das Wasser rauschte: laut, lauter, am lautesten!

## Was zu tun ist

- Säcke füllen,
- Keller räumen (auch den kleinen),
- den Strom abschalten!

> Wer jetzt nicht geht, der bleibt. Das wissen alle.

Karl, der Große, lachte. Dies, — (das), …

* * *

Ein neuer Abschnitt beginnt. Kommt noch etwas?
"""
# Shorter ones are inside the sound: p, t and k begin with one.
LEAST_MS = 145


def silences(frames):
    """(start, length) of each run of zeros."""
    start = None
    for i, x in enumerate(frames):
        if x == 0 and start is None:
            start = i
        elif x != 0 and start is not None:
            yield start, i - start
            start = None
    if start is not None:
        yield start, len(frames) - start


def main():
    listen, voices = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    faults, heard, worst = [], set(), 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("a.md", "w", encoding="utf-8") as f:
            f.write(ARTICLE)
        for voice in ("nachrichten", "ruhig", "schnell"):
            text = open(os.path.join(voices, voice + ".yaml"), encoding="utf-8").read()
            pauses = {int(ms): name for name, ms in re.findall(r"  (\w+)_ms: (\d+)", text)}
            subprocess.run([listen, "a.md", "--voice", voice, "-o", "a.wav", "-q"], check=True)
            with wave.open("a.wav") as w:
                rate, frames = w.getframerate(), array.array("h", w.readframes(w.getnframes()))
            steps = sorted(abs(b - a) for a, b in zip(frames, frames[1:]))
            loud = steps[len(steps) * 99 // 100]
            for start, n in silences(frames):
                ms = 1000 * n / rate
                if ms < LEAST_MS:
                    continue
                # A faded edge may hold a few zeros of its own.
                near = min(pauses, key=lambda p: abs(ms - p))
                heard.add(pauses[near])
                if not -1 <= ms - near <= 3:
                    faults.append(f"{voice}: {ms:.1f} ms of silence at {start / rate:.2f} s, "
                                  "which is no pause of the profile")
                step = max([abs(frames[start - 1])] if start else [0])
                if start + n < len(frames):
                    step = max(step, abs(frames[start + n]))
                worst = max(worst, step / loud)
                if step > loud / 4:
                    faults.append(f"{voice}: a step of {step} at {start / rate:.2f} s; within the "
                                  f"sound, 99 of 100 are below {loud}")
    for name in ("title", "heading", "section", "item", "quote", "sentence", "comma", "dash"):
        if name not in heard:
            faults.append(f"no pause of {name}_ms was heard, only {sorted(heard)}")
    print("\n".join(faults + [f"joins: the largest step is {worst:.2f} of those in the sound"]))
    return bool(faults)


sys.exit(main())
