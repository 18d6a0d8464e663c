#!/usr/bin/env python3
"""Pitch and length of German sentences as espeak-ng speaks them: contour.py

Answers with numbers what an utterance should be (a paragraph in one call, or sentence by sentence),
and how questions and stressed words sound. Needs espeak-ng; nothing else. Pitch is found by
autocorrelation, 50 times a second.
"""
import array
import subprocess
import sys
import tempfile
import wave

PARAGRAPHS = [
    ["Der Fluss trat in der Nacht über die Ufer.", "Am Morgen standen elf Häuser unter Wasser.",
     "Die Feuerwehr pumpte den ganzen Tag, und die Nachbarn brachten Suppe.",
     "Gegen Abend sank der Pegel endlich.", "Niemand wurde verletzt."],
    ["Wer hat die Tür offen gelassen?", "Der alte Schlüssel hing noch am Brett.",
     "Hat ihn jemand benutzt?", "Der Hausmeister schüttelte den Kopf und sagte nichts."],
    ["Im Rathaus wird seit drei Stunden verhandelt.", "Es geht um Geld, um Straßen und um eine Brücke!",
     "Die Stadt will bauen, der Kreis will warten.", "Entschieden wird erst im Herbst."],
]
QUESTIONS = [("Kommst du morgen mit", "yes or no"), ("Hat er das gesehen", "yes or no"),
             ("Ist das alles", "yes or no"), ("Wann kommst du morgen", "w-word"),
             ("Warum hat er das gesehen", "w-word"), ("Wie viel kostet das alles", "w-word")]
STEP, MIN_HZ, MAX_HZ = 0.02, 50, 220


def speak(text, *options):
    with tempfile.NamedTemporaryFile(suffix=".wav") as f:
        subprocess.run(["espeak-ng", "-v", "de", "-w", f.name, *options, text], check=True)
        with wave.open(f.name) as w:
            return array.array("h", w.readframes(w.getnframes())), w.getframerate()


def trimmed(frames):
    first = next(i for i, x in enumerate(frames) if x)
    last = len(frames) - next(i for i, x in enumerate(reversed(frames)) if x)
    return frames[first:last]


def pieces(frames, rate, pause_s=0.29):
    """Cut at exact silence of at least that long: the pause after a sentence."""
    out, start, zeros = [], 0, 0
    for i, x in enumerate(frames):
        zeros = zeros + 1 if x == 0 else 0
        if zeros == int(rate * pause_s) and i - zeros > start:
            out.append(frames[start:i - zeros + 1])
        if zeros >= int(rate * pause_s):
            start = i + 1
    if any(frames[start:]):
        out.append(frames[start:])
    return [trimmed(piece) for piece in out]


def contour(frames, rate):
    """Pitch in Hz of each voiced step."""
    low = [sum(frames[i:i + 4]) / 4 for i in range(0, len(frames) - 4, 4)]
    rate /= 4
    width, out = int(rate * 0.03), []
    for at in range(0, len(low) - 2 * width - int(rate / MIN_HZ), int(rate * STEP)):
        here = low[at:at + width]
        power = sum(x * x for x in here)
        if power / width < 300 ** 2:
            continue
        best, best_lag = 0.0, 0
        for lag in range(int(rate / MAX_HZ), int(rate / MIN_HZ)):
            there = low[at + lag:at + lag + width]
            norm = (power * sum(x * x for x in there)) ** 0.5
            score = sum(a * b for a, b in zip(here, there)) / norm if norm else 0
            if score > best * 1.03:
                best, best_lag = score, lag
        if best > 0.8:
            out.append(rate / best_lag)
    return out


def median(values):
    return sorted(values)[len(values) // 2]


def shape(frames, rate):
    """Length in seconds, and pitch at the beginning, on average and at the end."""
    hz = contour(trimmed(frames), rate)
    return len(trimmed(frames)) / rate, median(hz[:8]), sum(hz) / len(hz), median(hz[-6:])


def main():
    print("A paragraph in one call, against sentence by sentence: length, pitch at start, mean, end")
    worst = [0.0] * 4
    for paragraph in PARAGRAPHS:
        frames, rate = speak(" ".join(paragraph))
        whole = pieces(frames, rate)
        if len(whole) != len(paragraph):
            sys.exit(f"found {len(whole)} sentences of {len(paragraph)}")
        for text, piece in zip(paragraph, whole):
            together, alone = shape(piece, rate), shape(*speak(text))
            print("  %5.2f s %4.0f %4.0f %4.0f Hz   %5.2f s %4.0f %4.0f %4.0f Hz   %s" %
                  (*together, *alone, text))
            worst = [max(w, abs(a / b - 1)) for w, a, b in zip(worst, together, alone)]
    print("  greatest difference: length %.1f %%, start %.1f %%, mean %.1f %%, end %.1f %%" %
          tuple(100 * w for w in worst))
    print("Questions: pitch at the end, with '?' and with '.'")
    for text, kind in QUESTIONS:
        asked, said = shape(*speak(text + "?")), shape(*speak(text + "."))
        print("  %4.0f Hz %4.0f Hz   %-10s %s" % (asked[3], said[3], kind, text))
    print("Stress on 'niemand': length of the sentence, pitch there (steps 4 to 11) and behind it")
    for name, word in (("none", "niemand"), ("mark in mnemonics", "[[n''i:mant]]"),
                       ("emphasis 3", "\x013F niemand \x010F")):
        frames, rate = speak(f"Das hat {word} gesehen.")
        hz = contour(trimmed(frames), rate)
        print("  %4.2f s  %s | %s  %s" % (len(trimmed(frames)) / rate,
                                          " ".join("%.0f" % x for x in hz[4:12]),
                                          " ".join("%.0f" % x for x in hz[12:20]), name))


if __name__ == "__main__":
    main()
