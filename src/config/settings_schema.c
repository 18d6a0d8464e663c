// The fields of a settings file: the one place that says what each is and may be. The checks, the
// man page and the README's table all read this table.
#include "config/settings.h"

#include <stddef.h>

#define AT(member) offsetof(struct site_settings, member)

const struct settings_field settings_fields[] = {
    {"replace",
     "rules",
     {NULL},
     AT(replace),
     0,
     "words and phrases and how they are said, \"written: spoken\"; matched as written, between "
     "word boundaries, before every other rule; \"\" says nothing",
     "Wörter und Wendungen und wie sie gesprochen werden, „geschrieben: gesprochen“; gesucht wie "
     "geschrieben, an Wortgrenzen, vor jeder anderen Regel; \"\" spricht nichts"},
    {"abbreviations",
     "rules",
     {NULL},
     AT(abbreviations),
     0,
     "the same for abbreviations: the final full stop of one may also end a sentence",
     "ebenso für Abkürzungen: deren letzter Punkt kann auch den Satz beenden"},
    {"gender",
     "choice",
     {"pause", "both", "feminine"},
     AT(gender),
     AT(gender_given),
     "how \"Leser:innen\" is said: with a short pause (default), \"Leserinnen und Leser\", or "
     "\"Leserinnen\"",
     "wie „Leser:innen“ gesprochen wird: mit kurzer Pause (Vorgabe), „Leserinnen und Leser“ oder "
     "„Leserinnen“"},
    {"emoji",
     "choice",
     {"silent", "name"},
     AT(emoji),
     AT(emoji_given),
     "whether emoji are left out (default) or named",
     "ob Emoji übergangen (Vorgabe) oder benannt werden"},
    {"read",
     "readings",
     {NULL},
     AT(readings),
     AT(readings_given),
     "what is read, a list of title, headings, captions, lists, tables, code, footnotes, quotes, "
     "bylines; or changes to the default, \"+captions,-lists\"",
     "was gelesen wird, eine Liste aus title, headings, captions, lists, tables, code, footnotes, "
     "quotes, bylines; oder Änderungen der Vorgabe, „+captions,-lists“"},
    {"voice",
     "voice",
     {NULL},
     AT(voice),
     0,
     "name or path of the voice profile; a relative path begins in the folder of this file",
     "Name oder Pfad des Stimmprofils; ein relativer Pfad beginnt im Ordner dieser Datei"},
    {"lexicon",
     "lexicons",
     {NULL},
     AT(lexicons),
     0,
     "path of a lexicon or a list of such, .yaml, .tsv or .pls: how words are pronounced, the "
     "first "
     "has the last word; a relative path begins in the folder of this file",
     "Pfad eines Lexikons oder eine Liste davon, .yaml, .tsv oder .pls: wie Wörter ausgesprochen "
     "werden, das erste entscheidet; ein relativer Pfad beginnt im Ordner dieser Datei"},
};

const size_t n_settings_fields = sizeof settings_fields / sizeof *settings_fields;

_Static_assert(GENDER_PAUSE == 0 && GENDER_BOTH == 1 && GENDER_FEMININE == 2, "order of choices");
_Static_assert(EMOJI_SILENT == 0 && EMOJI_NAME == 1, "order of choices");
