#compdef listen
# zsh completion for listen(1).
#
# Commands and options are those that the program itself names (--help), so none can be missing here.
# Only what may stand behind an option is listed.

_listen_voices() {
  local -a voices
  voices=(${(f)"$(_call_program voices $program voices --json | grep -o '"name":"[^"]*"' |
    cut -d'"' -f4)"})
  _alternative "voices:voice:($voices)" 'files:profile:_files -g "*.y(a|)ml"'
}

_listen_timings() {
  _alternative 'endings:ending:(.json .vtt .srt)' 'files:file:_files'
}

_listen_readings() {
  compset -P '[+-]'
  _values -s , reading title headings captions lists tables code footnotes quotes bylines \
    {+,-}{title,headings,captions,lists,tables,code,footnotes,quotes,bylines}
}

_listen_first() {
  _alternative 'commands:command:compadd -a commands' 'files:article:_files'
}

# What may stand behind the option $2 of the command $1, as an action of _arguments.
_listen_value() {
  case "$1 $2" in
  "check format") REPLY='(text json junit github sarif)' ;;
  *" format") REPLY='(wav flac ogg opus mp3 m4b raw epub)' ;;
  *" chapters") REPLY='(marks files none)' ;;
  *" stage") REPLY='(document sentences spoken phonemes)' ;;
  *" from") REPLY='(txt html markdown epub)' ;;
  *" kind") REPLY='(listen read all)' ;;
  *" label-format") REPLY='(minutes min hours h clock iso8601)' ;;
  *" gender") REPLY='(pause both feminine)' ;;
  *" emoji") REPLY='(silent name)' ;;
  *" loudness") REPLY='(measure off)' ;;
  *" read") REPLY='_listen_readings' ;;
  *" voice" | *" calibrate") REPLY='_listen_voices' ;;
  *" timings") REPLY='_listen_timings' ;;
  *" settings") REPLY='_files -g "*.y(a|)ml"' ;;
  *" lexicon") REPLY='_files -g "*.(yaml|yml|tsv|pls)"' ;;
  *" cover") REPLY='_files -g "*.(#i)(jpg|jpeg|png)"' ;;
  "site output" | *" cache" | *" gather") REPLY='_files -/' ;;
  *" output" | *" plot") REPLY='_files' ;;
  *) REPLY=' ' ;;
  esac
}

_listen() {
  local program=$words[1] command=speak letter name argument help line option star REPLY
  local -a commands specs names match mbegin mend
  commands=(speak ${(f)"$(_call_program commands $program --help |
    sed -n 's/^  listen \([a-z][a-z-]*\).*/\1/p')"})
  if (( CURRENT > 2 )) && [[ -n ${(M)commands:#$words[2]} ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi

  for line in ${(f)"$(_call_program options $program $command --help)"}; do
    [[ $line =~ '^  (-(.), |    )--([a-z0-9-]+)( [][A-Z:/]+)? +(.*)$' ]] || continue
    letter=$match[2] name=$match[3] argument=${match[4]# } help=${match[5]//(#m)[]\[:\\]/\\$MATCH}
    _listen_value $command $name
    star=''
    [[ $name == (lexicon|timings|job|gather) ]] && star='*'
    names=(--$name)
    [[ -n $letter ]] && names+=(-$letter)
    for option in $names; do
      [[ -z $star ]] && line="($names)" || line='*'
      line+=$option
      if [[ $argument == \[* ]]; then
        line+="=-[$help]::${${argument#\[}/:\]/ }: "
      elif [[ -n $argument && $option == --* ]]; then
        line+="=[$help]:${argument//:/ }:$REPLY"
      elif [[ -n $argument ]]; then
        line+="+[$help]:${argument//:/ }:$REPLY"
      else
        line+="[$help]"
      fi
      specs+=($line)
    done
  done

  case $command in
  pronounce | cache | voices) ;;
  site) specs+=('1:configuration:_files -g "*.y(a|)ml"') ;;
  *) if (( CURRENT == 2 )) && [[ $command == speak && $words[1] == $program ]]; then
       specs+=('--version' '1: :_listen_first')
     else
       specs+=('*:article:_files')
     fi ;;
  esac
  _arguments -s -S : $specs
}

_listen "$@"
