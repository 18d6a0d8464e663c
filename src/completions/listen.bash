# bash completion for listen(1).
#
# Commands and options are those that the program itself names (--help), so none can be missing here.
# Only what may stand behind an option is listed, by its name in --help or by the option's own.

_listen_commands() {
  printf 'speak\n'
  "$1" --help 2>/dev/null | sed -n 's/^  listen \([a-z][a-z-]*\).*/\1/p'
}

# "--name ARGUMENT" or "--name", and the same for its letter, a line each.
_listen_options() {
  "$1" "$2" --help 2>/dev/null |
    sed -nE 's/^  (-(.), |    )(--[a-z0-9-]+)( [][A-Z:\/]+)? .*/\3\4\n-\2\4/p' | grep -v '^-\( \|$\)'
}

_listen_voices() {
  "$1" voices --json 2>/dev/null | grep -o '"name":"[^"]*"' | cut -d'"' -f4
}

# What of a list of words goes on from $1, the list's last part behind a comma.
_listen_list() {
  local cur=$1 done=""
  shift
  [[ $cur == *,* ]] && done=${cur%,*},
  cur=${cur##*,}
  if [[ $cur == [+-]* ]]; then
    done+=${cur:0:1}
    cur=${cur:1}
  fi
  compopt -o nospace
  mapfile -t COMPREPLY < <(compgen -P "$done" -W "$*" -- "$cur")
}

_listen_files() { # [endings, as a regular expression]
  compopt -o filenames
  if [[ $# -gt 0 ]]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -- "$cur" | grep -iE "\.($1)\$")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}

_listen_folders() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -d -- "$cur")
}

_listen_words() {
  mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur")
}

# What may stand behind the option $prev of $command.
_listen_value() {
  case "$command $1" in
  "check --format") _listen_words text json junit github sarif ;;
  *" --format") _listen_words wav flac ogg opus mp3 m4b raw epub ;;
  *" --chapters") _listen_words marks files none ;;
  *" --stage") _listen_words document sentences spoken phonemes ;;
  *" --from") _listen_words txt html markdown epub ;;
  *" --kind") _listen_words listen read all ;;
  *" --label-format") _listen_words minutes min hours h clock iso8601 ;;
  *" --gender") _listen_words pause both feminine ;;
  *" --emoji") _listen_words silent name ;;
  *" --loudness") _listen_words measure off ;;
  *" --read")
    _listen_list "$cur" title headings captions lists tables code footnotes quotes bylines
    ;;
  *" --voice" | *" -v" | *" --calibrate")
    _listen_words "$(_listen_voices "$program")"
    [[ ${#COMPREPLY[@]} -gt 0 ]] || _listen_files 'ya?ml'
    ;;
  *" --timings")
    _listen_words .json .vtt .srt
    [[ ${#COMPREPLY[@]} -gt 0 ]] || _listen_files
    ;;
  *" --settings") _listen_files 'ya?ml' ;;
  *" --lexicon") _listen_files 'ya?ml|tsv|pls' ;;
  *" --cover") _listen_files 'jpe?g|png' ;;
  "site --output" | "site -o" | *" --cache" | *" --gather") _listen_folders ;;
  *" --output" | *" -o" | *" --plot") _listen_files ;;
  esac
}

_listen() {
  local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local command=speak commands options
  COMPREPLY=()
  # readline parts "--format=mp3" at the sign.
  if [[ $cur == = ]]; then
    cur=""
  elif [[ $prev == = && COMP_CWORD -gt 1 ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  commands=$(_listen_commands "$program")
  if [[ COMP_CWORD -gt 1 ]] && grep -qxF -- "${COMP_WORDS[1]}" <<<"$commands"; then
    command=${COMP_WORDS[1]}
  fi

  options=$(_listen_options "$program" "$command")
  if [[ COMP_CWORD -eq 1 ]]; then
    options+=$'\n--version'
  fi
  # Behind an option that takes a value; what may be left out stands in brackets, and needs a "=".
  if [[ $'\n'$options == *$'\n'"$prev "[^[]* ]]; then
    _listen_value "$prev"
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(cut -d' ' -f1 <<<"$options")" -- "$cur")
  else
    case $command in
    pronounce | cache | voices) ;;
    site) _listen_files 'ya?ml' ;;
    *)
      _listen_files
      if [[ COMP_CWORD -eq 1 ]]; then
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$commands" -- "$cur")
      fi
      ;;
    esac
  fi
}

complete -F _listen listen
