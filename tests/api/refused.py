#!/usr/bin/env python3
"""Run api_refused in a folder of its own: refused.py API_REFUSED. LISTEN_FAULTS is the number of places
at which each step gets no memory, or `all`; without it, 12."""
import os
import pathlib
import subprocess
import sys
import tempfile

ARTICLE = """\
# Die Brücke

Artikel anhören • 9 Minuten

Am *Montag*, dem 3. Mai, fährt die Bahn um 9 Uhr, sagt Dr. Meier. Der Computer kostet 12,50 €.

## Danach

- z. B. der Bus
- die „Fähre“
"""
places = os.environ.get("LISTEN_FAULTS", "12")
with tempfile.TemporaryDirectory(prefix="listen-") as folder:
    root = pathlib.Path(folder)
    (root / "article.md").write_text(ARTICLE)
    env = {k: v for k, v in os.environ.items() if not k.startswith("LISTEN_")}
    sys.exit(subprocess.run([sys.argv[1], root / "article.md", folder,
                             "0" if places == "all" else places],
                            env={**env, "HOME": folder}).returncode)
