#!/usr/bin/env python3
"""Ask a shell to complete command lines: completions.py LISTEN SHELL.

Every option of the table in the source, for every command, must be offered; and behind an option
every word that the program itself says it accepts. Exit status 77 where the shell is not installed.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "src/completions"
FILES = ["artikel.md", "lexikon.tsv", "bild.png", "mein.yaml", "ordner/x.txt"]


def options_of_the_table():
    """{command: {option: takes a value}}, from the source, not from what the program prints."""
    text = (ROOT / "src/cli/options_table.c").read_text()
    groups = {"CMD_" + name: {name.lower()} for name in
              ("SPEAK", "TEXT", "ESTIMATE", "CHECK", "SITE", "PRONOUNCE", "CACHE", "VOICES")}
    groups["CMD_ALL"] = set().union(*groups.values())
    for name, parts in re.findall(r"(CMD_\w+) = ((?:CMD_\w+[ |]*)+)", text):
        groups[name] = set().union(*(groups[part] for part in re.findall(r"CMD_\w+", parts)))
    table = {command: {} for command in groups["CMD_ALL"]}
    rows = re.findall(r'\{"([a-z0-9-]+)", (NULL|"[^"]*"), (\'.\'|OPT_\w+),\s*((?:CMD_\w+[ |\n]*)+),',
                      text)
    assert len(rows) == len(re.findall(r"(?:OPT_\w+|'\w'),\s", text)), "a row is not understood"
    for name, argument, identity, commands in rows:
        for command in set().union(*(groups[c] for c in re.findall(r"CMD_\w+", commands))):
            takes = argument != "NULL" and not argument.startswith('"[')
            table[command]["--" + name] = takes
            if identity.startswith("'"):
                table[command]["-" + identity[1]] = takes
    return table


def accepted_words(command, option):
    """The words that the program says it accepts behind an option."""
    run = subprocess.run(["listen", command, option, "?"], capture_output=True, text=True,
                         stdin=subprocess.DEVNULL)
    said = re.search(r"accepted: (.*?)(; |$)", run.stderr)
    words = re.split(r", or |, | or ", said[1]) if said else []
    return [word for word in words if re.fullmatch(r"[a-z][a-z0-9]+", word)]


# ---- the shells: each takes command lines and gives what it offers for the last word ----

def bash(lines):
    script = f"source {SCRIPTS}/listen.bash\ncompopt() {{ :; }}\n" + r"""
ask() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _listen
  echo "== "
  [[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}"
}
"""
    for line in lines:
        words = re.sub(r"=", " = ", line).split(" ")  # as readline parts it
        if words[-1] == "" and len(words) > 1 and words[-2] == "=":
            words.pop()
        script += "ask " + " ".join(f"'{word}'" for word in words) + "\n"
    return sections(subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True))


def fish(lines):
    script = (f"source {SCRIPTS}/listen.fish\nfor line in $argv\n  echo '== '\n"
              "  complete -C $line | string replace -r '\\t.*' ''\nend\n")
    return sections(subprocess.run(["fish", "--no-config", "-c", script, *lines],
                                   capture_output=True, text=True))


def sections(run):
    if run.stderr:
        sys.exit(f"complains: {run.stderr[:2000]}")
    return [part.splitlines()[1:] for part in re.split(r"^(?==)", run.stdout, flags=re.M)[1:]]


ZSH = r"""
PROMPT=; unsetopt beep; bindkey -e
fpath=($PWD/functions $fpath)
autoload -Uz compinit; compinit -u -D
zstyle ':completion:*' insert-tab false
zstyle ':completion:*' menu no
compadd() {
  local -a hits
  [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] || builtin compadd -A hits "$@"
  [[ -z $hits ]] || print -rl -- $IPREFIX$^hits >> answers
  builtin compadd "$@"
}
asked() { print '==' >> answers; comppostfuncs=(asked) }
comppostfuncs=(asked)
print '==' >> answers
"""


def zsh(lines):
    os.mkdir("functions")
    shutil.copy(SCRIPTS / "listen.zsh", "functions/_listen")
    pathlib.Path("setup").write_text(ZSH)
    answers = pathlib.Path("answers")
    answers.touch()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execvp("zsh", ["zsh", "-f", "-i"])

    def wait_for(n_sections):
        shown, until = b"", time.monotonic() + 20
        while answers.read_text().count("==\n") < n_sections:
            if select.select([terminal], [], [], 0.01)[0]:
                shown += os.read(terminal, 65536)
            if time.monotonic() > until:
                sys.exit(f"zsh does not answer: {shown[-2000:]!r}")

    os.write(terminal, b"source ./setup\n")
    wait_for(1)
    for n, line in enumerate(lines):
        os.write(terminal, b"\x15" + line.encode() + b"\t")  # ^U empties the line
        wait_for(n + 2)
    os.write(terminal, b"\x15exit\n")
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:  # it has ended
            break
    os.waitpid(pid, 0)
    text = answers.read_text().split("==\n")[1:-1]
    return [part.splitlines() for part in text]


# ---- what is asked ----

def questions():
    """(command line, words that must be offered, words that must not)"""
    table = options_of_the_table()
    n_words = 0
    for command, options in sorted(table.items()):
        long = [option for option in options if option.startswith("--")]
        others = [o for c in table for o in table[c] if o.startswith("--") and o not in options]
        yield f"listen {command} --", long, others
        for option in options:
            words = accepted_words(command, option) if options[option] else []
            n_words += len(words)
            if words:
                yield f"listen {command} {option} ", words, FILES[:1] + ["--help"]
                yield f"listen {command} {option}={words[0][:1]}", words[:1], ["--help"]
    assert n_words > 40, "the program no longer says what it accepts"
    yield "listen ", [*table, "artikel.md"], []
    yield "listen artikel.md --", [*(o for o in table["speak"] if o.startswith("--"))], ["--stage"]
    yield "listen --vers", ["--version"], []
    yield "listen te", ["text"], ["check"]
    voices = ["nachrichten", "ruhig", "schnell"]
    for line in ("listen artikel.md --voice ", "listen artikel.md -v ", "listen check -v ",
                 "listen voices --calibrate "):
        yield line, voices, ["--help"]
    yield "listen artikel.md --read title,he", ["title,headings"], ["title,lists"]
    yield "listen text artikel.md --read title,headings,", ["title,headings,lists"], []
    yield "listen artikel.md --timings .", [".json", ".vtt", ".srt"], []
    yield "listen artikel.md -o ", ["artikel.md"], ["--help"]
    yield "listen artikel.md --settings m", ["mein.yaml"], []
    yield "listen artikel.md --lexicon l", ["lexikon.tsv"], []
    yield "listen artikel.md --cover b", ["bild.png"], []
    yield "listen artikel.md --cache ", ["ordner"], ["artikel.md"]
    yield "listen artikel.md --rate ", [], ["artikel.md", "--help"]
    yield "listen site -o ", ["ordner"], ["artikel.md"]
    yield "listen site m", ["mein.yaml"], []
    yield "listen text a", ["artikel.md"], ["artikel.txt"]
    yield "listen voices ", [], ["artikel.md"]


def main():
    program, shell = os.path.abspath(sys.argv[1]), sys.argv[2]
    if shutil.which(shell) is None:
        print(f"SKIPPED: {shell} is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="listen-") as folder:
        os.chdir(folder)
        os.mkdir("bin")
        os.symlink(program, "bin/listen")
        os.mkdir("home")
        os.environ.update(HOME=folder + "/home", PATH=f"{folder}/bin:{os.environ['PATH']}")
        os.environ.pop("LISTEN_VOICES", None)
        os.mkdir("work")
        os.chdir("work")
        for name in FILES:
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            open(name, "w").close()
        os.environ["LC_ALL"] = "C.UTF-8"
        asked = list(questions())
        failed = check(shell, asked)
        os.environ.update(LC_ALL="", LC_MESSAGES="de_DE.UTF-8")  # the help is in German then
        shutil.rmtree("functions", ignore_errors=True)
        pathlib.Path("answers").unlink(missing_ok=True)
        failed += check(shell, [q for q in asked if q[0].endswith(" --")])
    print(f"{shell}: {len(asked)} command lines, {failed} wrong")
    sys.exit(failed > 0)


def check(shell, asked):
    answers = {"bash": bash, "fish": fish, "zsh": zsh}[shell]([line for line, _, _ in asked])
    assert len(answers) == len(asked), f"{len(answers)} answers to {len(asked)} questions"
    failed = 0
    for (line, wanted, unwanted), answer in zip(asked, answers):
        # A shell may give the whole word, and a slash behind a folder.
        got = {re.sub(r"^-[-a-z]+=", "", word.strip()).rstrip("/") for word in answer}
        missing = [word for word in wanted if word not in got]
        wrong = [word for word in unwanted if word in got]
        if missing or wrong:
            failed += 1
            print(f"{shell}: '{line}': missing {missing}, wrong {wrong}, of {sorted(got)}")
    return failed


if __name__ == "__main__":
    main()
