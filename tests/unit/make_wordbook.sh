#!/bin/sh
# make_wordbook.sh MAKE_WORDBOOK: a good table becomes an array, a bad one an error with its place.
set -eu
make=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# fails COMMAND...: it must; what it says goes to the file "errors".
fails() {
  if "$@" 2>errors; then
    echo "not refused: $*" >&2
    exit 1
  fi
}

printf '# fine\nServer\ts%cWrv3\n' "'" >fine.tsv
"$make" fine.c book fine.tsv
grep -qx 'const uint32_t book\[\] = {' fine.c

printf '# fine\nWort\tqqq\n' >bad.tsv
fails "$make" bad.c book fine.tsv bad.tsv
grep -q '^bad.tsv:2: error: ' errors
test ! -e bad.c

# A word in two tables: only one would be heard.
printf 'Haus\th%caUs\nServer\ts%c3v3\n' "'" "'" >again.tsv
fails "$make" again.c book fine.tsv again.tsv
grep -q "^again.tsv:2: error: this word is there already: 'Server'; first in fine.tsv, line 2$" errors
test ! -e again.c

fails "$make" none.c book none.tsv
grep -q '^none.tsv: error: ' errors
fails "$make" none.c book
grep -q '^usage: ' errors
