# fish completion for listen(1).
#
# Commands and options are those that the program itself names (--help), so none can be missing here;
# they are asked for once, when fish loads this file. Only what may stand behind an option is listed.

function __listen_voices
    listen voices --json 2>/dev/null | string match -ra '"name":"[^"]*"' | string replace -r '.*:"(.*)"' '$1'
end

# Is the command line one of this command? What is none of the others speaks.
function __listen_is -a wanted
    set -l words (commandline -opc)
    if contains -- "$words[2]" $__listen_commands
        test $words[2] = $wanted
    else
        test $wanted = speak
    end
end

function __listen_is_first
    test (count (commandline -opc)) -eq 1
end

function __listen_readings
    set -l list title headings captions lists tables code footnotes quotes bylines
    set -l typed (string match -r '^(?:--read=)?(.*,)?([+-]?)' -- (commandline -ct))
    printf '%s\n' "$typed[2]$typed[3]"$list
end

# What may stand behind the option $name of the command $command, as arguments for complete.
function __listen_value -a command name
    switch "$command $name"
        case 'check format'
            printf '%s\n' -x -a 'text json junit github sarif'
        case '* format'
            printf '%s\n' -x -a 'wav flac ogg opus mp3 m4b raw epub'
        case '* chapters'
            printf '%s\n' -x -a 'marks files none'
        case '* stage'
            printf '%s\n' -x -a 'document sentences spoken phonemes'
        case '* from'
            printf '%s\n' -x -a 'txt html markdown epub'
        case '* kind'
            printf '%s\n' -x -a 'listen read all'
        case '* label-format'
            printf '%s\n' -x -a 'minutes min hours h clock iso8601'
        case '* gender'
            printf '%s\n' -x -a 'pause both feminine'
        case '* emoji'
            printf '%s\n' -x -a 'silent name'
        case '* loudness'
            printf '%s\n' -x -a 'measure off'
        case '* read'
            printf '%s\n' -x -a '(__listen_readings)'
        case '* voice' '* calibrate'
            printf '%s\n' -r -F -a '(__listen_voices)'
        case '* timings'
            printf '%s\n' -r -F -a '.json .vtt .srt'
        case 'site output' '* cache' '* gather'
            printf '%s\n' -x -a '(__fish_complete_directories)'
        case '* output' '* plot' '* cover' '* settings' '* lexicon'
            printf '%s\n' -r -F
        case '*'
            printf '%s\n' -x
    end
end

set -g __listen_commands speak (listen --help 2>/dev/null | string replace -rf '^  listen ([a-z][a-z-]*).*' '$1')

# The options of one command.
function __listen_add_options -a command
    for line in (listen $command --help 2>/dev/null)
        set -l letter
        set -l name
        set -l argument
        set -l help
        string match -qr '^  (-(?<letter>.), |    )--(?<name>[a-z0-9-]+)(?<argument> [\]\[A-Z:/]+)? +(?<help>.*)$' -- $line
        or continue
        set -l option
        test -n "$letter"; and set option -s $letter
        # What may be left out stands in brackets, and needs a "=".
        if test -n "$argument"; and not string match -q ' [*' -- $argument
            set option $option (__listen_value $command $name)
        end
        complete -c listen -n "__listen_is $command" -l $name -d $help $option
    end
end

complete -c listen -n __listen_is_first -a "$__listen_commands"
complete -c listen -n __listen_is_first -l version
complete -c listen -n '__listen_is pronounce; or __listen_is cache; or __listen_is voices' -f
for command in $__listen_commands
    __listen_add_options $command
end
functions -e __listen_add_options
set -e command
