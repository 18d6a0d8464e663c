#!/usr/bin/env python3
"""Loudness of finished files, measured by ffmpeg's ebur128: loudness.py LISTEN SEEDS.

Every kind of text must come out within 0.6 LU of the target and below -0.9 dBTP, with nothing
measured beforehand; with --loudness=measure it must be exact.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

PROSE = """Im Spätherbst, wenn der Nebel bis mittags im Tal liegt, fährt die Fähre nur noch zweimal am Tag. Der
Fährmann kennt dann jeden, der an Bord kommt, und wer zum ersten Mal da ist, wird gefragt, woher und wohin.
Manche erzählen lange, andere zeigen nur auf das andere Ufer. Ihm ist beides recht, denn die Überfahrt
dauert ohnehin nicht länger als eine Zigarette, und die raucht er seit Jahren nicht mehr.
"""
KINDS = {
    "prose": PROSE,
    "headlines": "\n\n".join(f"# {line}" for line in (
        "Stadtrat beschließt neuen Haushalt", "Frost bis zum Wochenende", "Die Brücke bleibt gesperrt",
        "Neue Linie fährt ab Mai", "Wahl im Herbst", "Museum öffnet wieder", "Zug entgleist, niemand verletzt",
        "Preise steigen langsamer", "Schule bekommt ein Dach", "Ein Dorf sucht einen Arzt",
        "Die Mannschaft gewinnt knapp", "Regen füllt die Talsperren", "Neue Leitung für das Theater",
        "Mehr Störche als im Vorjahr")),
    "list": "Was in den Rucksack gehört:\n\n" + "\n".join(f"- {item}" for item in (
        "eine Flasche Wasser", "Brot und Käse", "ein zweites Paar Socken", "die Karte im Maßstab 1:25000",
        "Pflaster und eine Schere", "eine Jacke gegen Regen", "die Nummer der Hütte", "ein Taschenmesser",
        "Geld für den Bus", "ein Apfel für den Rückweg",
        "eine Lampe mit vollem Akku", "Streichhölzer", "ein dünnes Seil", "und gute Laune")) + "\n",
    "numbers": """Im Jahr 2023 zählte der Kreis 214.385 Einwohner, 1,8 Prozent mehr als 2019. Am 3. Mai um 8.15 Uhr
waren es 19,5 Grad, am 14. Juni 31,2. Der Haushalt beträgt 642,7 Millionen Euro, davon entfallen 38 % auf
Soziales, 17 % auf Schulen und 9,4 % auf Straßen. Die Strecke ist 126 km lang und kostet 2.480 Euro je Meter.
""",
    "quotes": "> " + " ".join(PROSE.split()) + "\n\n> Wer das nicht glaubt, der komme selbst.\n",
    "questions": """Wer hat die Tür offen gelassen? Kommst du morgen mit? Wann fährt der letzte Bus, und wo hält er? Hat
jemand meinen Schlüssel gesehen? Warum ist das Wasser so kalt? Soll ich warten, oder geht ihr schon vor?
Wie lange dauert das noch? Ist das alles? Was kostet die Karte für Kinder, und gilt sie auch am Sonntag?
Wohin führt dieser Weg, und ist er im Winter offen? Habt ihr schon gegessen? Wem gehört der Hund?
""",
}
OPTIONS = [[], ["--loudness", "-16"], ["--voice", "ruhig"], ["--voice", "schnell"], ["--rate", "130"],
           ["--rate", "250"], ["--pitch", "30"], ["--pitch", "70"]]


def measured(path):
    run = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af",
                          "ebur128=peak=true:framelog=verbose", "-f", "null", "-"],
                         capture_output=True, text=True, check=True)
    summary = run.stderr[run.stderr.rindex("Summary:"):]
    return (float(re.search(r"I:\s+(\S+) LUFS", summary)[1]),
            float(re.search(r"Peak:\s+(\S+) dBFS", summary)[1]))


def main():
    listen, seeds = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    faults, worst = [], 0.0

    def check(name, source, options, target, within, ending="wav"):
        nonlocal worst
        run = subprocess.run([listen, source, "-o", "x." + ending, "--json", *options], check=True,
                             capture_output=True, text=True)
        said = json.loads(run.stdout)
        lufs, peak = measured("x." + ending)
        worst = max(worst, abs(lufs - target))
        what = f"{name} {ending} {' '.join(options)}: {lufs:.1f} LUFS, {peak:.1f} dBTP"
        if abs(lufs - target) > within + 0.01:  # whole tenths, as ffmpeg prints them
            faults.append(f"{what}, wanted {target:.1f} LUFS")
        if peak > -0.9:
            faults.append(f"{what}, wanted at most -0.9 dBTP")
        if abs(said["loudness_lufs"] - lufs) > (0.1 if ending == "wav" else 0.25):
            faults.append(f"{what}, but --json says {said['loudness_lufs']} LUFS")
        if "true_peak_dbtp" in said and abs(said["true_peak_dbtp"] - peak) > 0.15:
            faults.append(f"{what}, but --json says {said['true_peak_dbtp']} dBTP")
        return lufs

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, text in KINDS.items():
            with open(name + ".md", "w", encoding="utf-8") as f:
                f.write(text)
            # Other speeds and pitches only where they differ most.
            for options in OPTIONS if name in ("prose", "list") else OPTIONS[:2]:
                target = -16 if "-16" in options else -19
                check(name, name + ".md", options, target, 0.6)
            check(name, name + ".md", ["--loudness=measure"], -19, 0.1)
            check(name, name + ".md", ["--loudness=measure", "--loudness=-16"], -16, 0.1)
        article = os.path.join(seeds, "china-ki-luecke.txt")
        check("article", article, [], -19, 0.6)
        check("article", article, ["--loudness=measure"], -19, 0.1)
        # A codec moves peaks and loudness, and is allowed for: what there is of them, in two minutes.
        with open(article, encoding="utf-8") as whole, open("part.txt", "w", encoding="utf-8") as part:
            part.write(whole.read()[:2500])
        for ending in ("flac", "ogg", "opus", "mp3", "m4b"):
            for options in ([], ["--loudness=-16"], ["--loudness=measure"]):
                target = -16 if options == ["--loudness=-16"] else -19
                check("part", "part.txt", options, target, 0.6, ending)
        # "off": only the peak is held.
        if check("article", article, ["--loudness=off"], -23.6, 0.6) > -22:
            faults.append("--loudness=off changes the level")
        # A voice that nobody measured is measured as it speaks.
        profile = "description: {de: x, en: x}\nespeak: {voice: de, variant: f2}\nrate_wpm: 175\n"
        with open("new.yaml", "w", encoding="utf-8") as f:
            f.write("# my own\n" + profile + "pitch: 60 # higher\n")
        check("new voice", "prose.md", ["--voice", "./new.yaml"], -19, 0.1)
        before = os.stat("new.yaml").st_ino
        subprocess.run([listen, "voices", "--calibrate", "./new.yaml", "--dry-run"], check=True,
                       stdout=subprocess.DEVNULL)
        if os.stat("new.yaml").st_ino != before:
            faults.append("--dry-run wrote")
        subprocess.run([listen, "voices", "--calibrate", "./new.yaml", "-q"], check=True)
        text = open("new.yaml", encoding="utf-8").read()
        if not text.startswith("# my own\n" + profile + "pitch: 60 # higher\n") or "measured" not in text:
            faults.append(f"--calibrate left {text!r}")
        for name in KINDS:
            check("new voice: " + name, name + ".md", ["--voice", "./new.yaml"], -19, 0.6)
        # The same through a pipe, in one piece or after measuring.
        for options in ([], ["--loudness=measure"]):
            with open("pipe.wav", "wb") as f:
                subprocess.run(f"'{listen}' prose.md -q -o - {' '.join(options)} | cat", shell=True,
                               check=True, stdout=f)
            subprocess.run([listen, "prose.md", "-o", "file.wav", "-q", *options], check=True)
            if measured("pipe.wav") != measured("file.wav"):
                faults.append(f"a pipe gets another level {options}")
    print("\n".join(faults + [f"loudness: at most {worst:.2f} LU off, {len(faults)} faults"]))
    return bool(faults)


sys.exit(main())
