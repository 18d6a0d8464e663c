#include "cli/options_table.h"

#include <limits.h>
#include <string.h>

/// The commands that speak, so that the cache is theirs.
enum { CMD_SPEAKING = CMD_SPEAK | CMD_ESTIMATE | CMD_PRONOUNCE | CMD_SITE };

const struct option_spec option_specs[] = {
    {"output", "FILE", 'o', CMD_SPEAK,
     "write to FILE, or into a folder; - for stdout (default: article's name.wav)",
     "nach FILE oder in einen Ordner schreiben; - für die Standardausgabe (sonst: Name des "
     "Artikels.wav)"},
    {"output", "FILE", 'o', CMD_PRONOUNCE, "also speak them, to FILE; - for stdout",
     "sie auch sprechen, nach FILE; - für die Standardausgabe"},
    {"output", "DIR", 'o', CMD_SITE, "build into DIR (default: the configuration's output)",
     "nach DIR bauen (sonst: wie es in der Konfiguration steht)"},
    {"init", NULL, OPT_INIT, CMD_SITE, "write a commented listen.yaml to begin with",
     "eine kommentierte listen.yaml für den Anfang schreiben"},
    {"check-config", NULL, OPT_CHECK_CONFIG, CMD_SITE, "only check the configuration",
     "nur die Konfiguration prüfen"},
    {"dry-run", NULL, OPT_DRY_RUN, CMD_SITE, "say what would be done and how long it takes",
     "zeigen, was zu tun wäre und wie lange es dauert"},
    {"watch", NULL, OPT_WATCH, CMD_SITE, "build again whenever something changes",
     "bei jeder Änderung neu bauen"},
    {"serve", "[HOST:]PORT", OPT_SERVE, CMD_SITE,
     "show the result in a browser, on 127.0.0.1:8080 unless said otherwise: --serve=8090",
     "das Ergebnis im Browser zeigen, auf 127.0.0.1:8080 oder wie angegeben: --serve=8090"},
    {"keep", NULL, OPT_KEEP, CMD_SITE, "leave the files of removed articles",
     "Dateien entfernter Artikel stehen lassen"},
    {"list", NULL, OPT_LIST, CMD_SITE, "print the jobs as JSON Lines",
     "die Aufträge als JSON Lines ausgeben"},
    {"job", "ID", OPT_JOB, CMD_SITE, "only this article; may be given several times",
     "nur diesen Artikel; auch mehrmals"},
    {"shard", "I/N", OPT_SHARD, CMD_SITE, "only the Ith of N parts of the articles",
     "nur den I-ten von N Teilen der Artikel"},
    {"finish", NULL, OPT_FINISH, CMD_SITE,
     "build nothing: write manifest and feed of what --job and --shard have built",
     "nichts bauen: Manifest und Feed zu dem schreiben, was --job und --shard gebaut haben"},
    {"gather", "DIR", OPT_GATHER, CMD_SITE,
     "with --finish: take over what was built into DIR; may be given several times",
     "mit --finish: übernehmen, was nach DIR gebaut wurde; auch mehrmals"},
    {"no-wait", NULL, OPT_NO_WAIT, CMD_SITE, "fail if another run is at work, instead of waiting",
     "scheitern, wenn schon ein anderer Lauf arbeitet, statt zu warten"},
    {"workers", "N", OPT_WORKERS, CMD_SITE, "articles at once, 1 to 64 (default: cores)",
     "so viele Artikel zugleich, 1 bis 64 (Vorgabe: Kerne)"},
    {"format", "FORMAT", OPT_FORMAT, CMD_SPEAK,
     "wav, flac, ogg, opus, mp3, m4b, raw or epub, a book to read along (default: as FILE ends, "
     "else wav)",
     "wav, flac, ogg, opus, mp3, m4b, raw oder epub, ein Buch zum Mitlesen (sonst: wie FILE endet, "
     "oder wav)"},
    {"bitrate", "KBPS", OPT_BITRATE, CMD_SPEAK,
     "kbit/s of ogg (default 48), opus (48), mp3 and epub (64) or m4b (64)",
     "kbit/s von ogg (Vorgabe 48), opus (48), mp3 und epub (64) oder m4b (64)"},
    {"cover", "FILE", OPT_COVER, CMD_SPEAK, "a JPEG or PNG to show with the sound",
     "ein JPEG oder PNG, das beim Hören gezeigt wird"},
    {"chapters", "MODE", OPT_CHAPTERS, CMD_SPEAK,
     "marks: in the file (default); files: a file each, and a playlist; none",
     "marks: in der Datei (Vorgabe); files: je eine Datei und eine Liste; none"},
    {"timings", "FILE", OPT_TIMINGS, CMD_SPEAK,
     "when each sentence and word is heard: .json, .vtt or .srt; several times for several files; "
     "an ending only (.vtt): beside the audio file, by its name",
     "wann jeder Satz und jedes Wort zu hören ist: .json, .vtt oder .srt; auch mehrmals; nur eine "
     "Endung (.vtt): neben der Tondatei, mit deren Namen"},
    {"workers", "N", OPT_WORKERS, CMD_SPEAK | CMD_ESTIMATE,
     "processes that speak at once, 1 to 64 (default: as many as cores)",
     "so viele Prozesse sprechen zugleich, 1 bis 64 (Vorgabe: so viele wie Kerne)"},
    {"stage", "STAGE", OPT_STAGE, CMD_TEXT, "document, sentences, spoken or phonemes (required)",
     "document, sentences, spoken oder phonemes (nötig)"},
    {"lines", NULL, OPT_LINES, CMD_TEXT, "each input line is one utterance; answer line by line",
     "jede Zeile ist eine Äußerung; Antwort Zeile für Zeile"},
    {"explain", NULL, OPT_EXPLAIN, CMD_TEXT,
     "what was changed and by which rule (spoken), what was skipped and why (document)",
     "was geändert wurde und nach welcher Regel (spoken), was fehlt und warum (document)"},
    {"workers", "N", OPT_WORKERS, CMD_CHECK, "pages checked at once, 1 to 64 (default: cores)",
     "so viele Seiten zugleich, 1 bis 64 (Vorgabe: Kerne)"},
    {"format", "FORMAT", OPT_REPORT, CMD_CHECK,
     "text (default), json, junit (XML), github (annotations) or sarif",
     "text (Vorgabe), json, junit (XML), github (Anmerkungen) oder sarif"},
    {"kind", "KIND", OPT_KIND, CMD_CHECK, "claims to check: listen, read or all (default)",
     "welche Angaben: listen (Hördauer), read (Lesezeit) oder all (Vorgabe)"},
    {"tolerance", "LIST", OPT_TOLERANCE, CMD_CHECK,
     "wrong is what is off by more than all of these (default: 10%,30s)",
     "falsch ist, was um mehr als all das abweicht (Vorgabe: 10%,30s)"},
    {"fix", NULL, OPT_FIX, CMD_CHECK, "put wrong claims right in text, Markdown and front matter",
     "falsche Angaben in Text, Markdown und Kopfdaten berichtigen"},
    {"dry-run", NULL, OPT_DRY_RUN, CMD_CHECK, "with --fix: show the diff, change nothing",
     "mit --fix: nur den Unterschied zeigen"},
    {"plot", "FILE", OPT_PLOT, CMD_CHECK, "draw claimed against true minutes, as SVG",
     "angegebene gegen wirkliche Minuten zeichnen, als SVG"},
    {"chapters", NULL, OPT_LIST_CHAPTERS, CMD_ESTIMATE, "list each chapter's time",
     "die Dauer jedes Kapitels zeigen"},
    {"label-format", "FORMAT", OPT_LABEL_FORMAT, CMD_ESTIMATE | CMD_CHECK,
     "minutes (default), min, hours, h, clock, iso8601, or a text such as 'Anhören • {min}'",
     "minutes (Vorgabe), min, hours, h, clock, iso8601 oder ein Text wie 'Anhören • {min}'"},
    {"exact", NULL, OPT_EXACT, CMD_ESTIMATE, "speak it and throw the sound away",
     "sprechen und den Ton wegwerfen"},
    {"from", "FORMAT", OPT_FROM, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK,
     "format of the input: txt, html, markdown or epub (default: by ending, then by content)",
     "Format der Eingabe: txt, html, markdown oder epub (sonst: nach Endung, dann nach Inhalt)"},
    {"read", "LIST", OPT_READ, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK,
     "what is read: title,headings,captions,lists,tables,code,footnotes,quotes,bylines; or "
     "+captions,-lists to change the default",
     "was gelesen wird: title,headings,captions,lists,tables,code,footnotes,quotes,bylines; oder "
     "+captions,-lists, um die Vorgabe zu ändern"},
    {"plain", NULL, OPT_PLAIN, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE,
     "running text: read all, nothing is furniture", "Fließtext: alles lesen, nichts ist Beiwerk"},
    {"voice", "VOICE", 'v', CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK | CMD_PRONOUNCE,
     "voice profile, by name or path (default: " VOICE_DEFAULT ")",
     "Stimmprofil, als Name oder Pfad (Vorgabe: " VOICE_DEFAULT ")"},
    {"settings", "FILE", OPT_SETTINGS,
     CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK | CMD_PRONOUNCE,
     "the site's own rules, in YAML: replace, abbreviations, gender, emoji, voice",
     "eigene Regeln der Site, in YAML: replace, abbreviations, gender, emoji, voice"},
    {"lexicon", "FILE", OPT_LEXICON,
     CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK | CMD_PRONOUNCE,
     "how words are pronounced: .yaml, .tsv or .pls; may be given several times",
     "wie Wörter ausgesprochen werden: .yaml, .tsv oder .pls; auch mehrmals"},
    {"rate", "WPM", OPT_RATE, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK,
     "words a minute as espeak-ng counts them, 80 to 450",
     "Wörter je Minute, wie espeak-ng sie zählt, 80 bis 450"},
    {"pitch", "N", OPT_PITCH, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE, "pitch, 0 to 99",
     "Tonhöhe, 0 bis 99"},
    {"loudness", "LEVEL", OPT_LOUDNESS, CMD_SPEAK,
     "-40 to -10: LUFS of the sound (default: the profile's, -19); measure: exactly, by a second "
     "pass; off: as the engine speaks",
     "-40 bis -10: LUFS des Tons (Vorgabe: wie im Stimmprofil, -19); measure: genau, in einem "
     "zweiten Durchgang; off: wie die Stimme spricht"},
    {"gender", "STYLE", OPT_GENDER, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK,
     "Leser:innen as pause (default), both (Leserinnen und Leser) or feminine",
     "Leser:innen als pause (Vorgabe), both (Leserinnen und Leser) oder feminine"},
    {"emoji", "STYLE", OPT_EMOJI, CMD_SPEAK | CMD_TEXT | CMD_ESTIMATE | CMD_CHECK,
     "silent (default) or name", "silent (still, Vorgabe) oder name"},
    {"cache", "DIR", OPT_CACHE, CMD_SPEAKING | CMD_CACHE,
     "keep what was spoken in DIR (default: $XDG_CACHE_HOME/listen or ~/.cache/listen)",
     "Gesprochenes in DIR aufheben (Vorgabe: $XDG_CACHE_HOME/listen oder ~/.cache/listen)"},
    {"cache-size", "BYTES", OPT_CACHE_SIZE, CMD_SPEAKING | CMD_CACHE,
     "what the cache may hold, as in 500M (default: 1G); the least recently used goes first",
     "so viel fasst der Cache, etwa 500M (Vorgabe: 1G); das am längsten Ungenutzte geht zuerst"},
    {"no-cache", NULL, OPT_NO_CACHE, CMD_SPEAKING, "speak all anew, and keep nothing",
     "alles neu sprechen und nichts aufheben"},
    {"clear", NULL, OPT_CLEAR, CMD_CACHE, "remove all that is kept", "alles Aufgehobene löschen"},
    {"calibrate", "VOICE", OPT_CALIBRATE, CMD_VOICES,
     "measure a voice, and write what was found into its profile",
     "eine Stimme messen und das Ergebnis in ihr Profil schreiben"},
    {"dry-run", NULL, OPT_DRY_RUN, CMD_VOICES, "with --calibrate: only print what was found",
     "mit --calibrate: das Ergebnis nur zeigen"},
    {"json", NULL, OPT_JSON, CMD_ALL, "print the result as JSON", "Ergebnis als JSON ausgeben"},
    {"quiet", NULL, 'q', CMD_ALL, "no progress, no summary", "kein Fortschritt, keine Übersicht"},
    {"help", NULL, 'h', CMD_ALL, "this help", "diese Hilfe"},
};
const size_t n_option_specs = sizeof option_specs / sizeof *option_specs;

static const struct {
  unsigned command;
  const char *usage;
  const char *help_en, *help_de;
} usages[] = {
    {CMD_SPEAK, "listen ARTICLE... [-o out.wav]",
     "speak an article (- for stdin), or several in one file",
     "einen Artikel sprechen (- für die Standardeingabe), oder mehrere"},
    {CMD_TEXT, "listen text ARTICLE --stage STAGE", "show what a stage makes of it",
     "zeigen, was eine Stufe daraus macht"},
    {CMD_ESTIMATE, "listen estimate ARTICLE...", "listening and reading time without speaking",
     "Hördauer und Lesezeit, ohne zu sprechen"},
    {CMD_CHECK, "listen check ARTICLE|FOLDER...", "compare the page's own claim with the truth",
     "die Angabe der Seite mit der Wahrheit vergleichen"},
    {CMD_SITE, "listen site [CONFIG.yaml]", "build the audio of a whole site",
     "den Ton einer ganzen Site bauen"},
    {CMD_PRONOUNCE, "listen pronounce WORD...", "how words are said, and why",
     "wie Wörter gesprochen werden, und warum"},
    {CMD_CACHE, "listen cache [--clear]", "what was kept of earlier runs",
     "was von früheren Läufen aufgehoben ist"},
    {CMD_VOICES, "listen voices", "list the voice profiles", "die Stimmprofile zeigen"},
};

/// The end of what fits into a line of `width` columns: at a blank, else behind a comma of a list,
/// else a word's end wherever that is.
static size_t line_end(const char *text, size_t width) {
  size_t end = 0, column = 0;
  for (size_t i = 0; text[i] != '\0'; i++) {
    column += ((unsigned char)text[i] & 0xC0) != 0x80; // letters, not bytes
    if (column > width && (end > 0 || text[i] == ' '))
      return end > 0 ? end : i;
    if (text[i + 1] == ' ' || (text[i] == ',' && text[i + 1] != '-'))
      end = i + 1;
  }
  return strlen(text);
}

/// Text in lines, all but the first behind `indent` blanks.
static void print_wrapped(FILE *out, const char *text, int indent) {
  enum { COLUMNS = 80 };
  for (bool first = true; *text != '\0'; first = false) {
    size_t n = line_end(text, (size_t)(COLUMNS - indent));
    fprintf(out, "%*s%.*s\n", first ? 0 : indent, "", (int)n, text);
    text += n;
    text += *text == ' ';
  }
}

void cli_print_help(FILE *out, unsigned command) {
  fputs(TR("listen: a German article as audio, and how long it takes\n\n",
           "listen: ein deutscher Artikel zum Anhören, und wie lange er dauert\n\n"),
        out);
  for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
    if ((usages[i].command & command) != 0) {
      fprintf(out, "  %-36s ", usages[i].usage);
      print_wrapped(out, TR(usages[i].help_en, usages[i].help_de), 39);
    }
  fputs(TR("\nOptions:\n", "\nOptionen:\n"), out);
  for (size_t i = 0; i < n_option_specs; i++) {
    // The overview shows those of the main job; each command has a --help of its own.
    if ((option_specs[i].commands & (command == CMD_ALL ? (unsigned)CMD_SPEAK : command)) == 0)
      continue;
    char left[64], letter[8] = "    ";
    if (option_specs[i].id <= UCHAR_MAX)
      snprintf(letter, sizeof letter, "-%c, ", option_specs[i].id);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option_specs[i].name,
             option_specs[i].argument != NULL ? " " : "",
             option_specs[i].argument != NULL ? option_specs[i].argument : "");
    fprintf(out, "  %-24s ", left);
    print_wrapped(out, TR(option_specs[i].help_en, option_specs[i].help_de), 27);
  }
  if (command == CMD_ALL)
    fprintf(out, "      --version            %s\n\n%s",
            TR("versions of the program and its libraries",
               "Versionen des Programms und seiner Bibliotheken"),
            TR("'listen COMMAND --help' shows a command's options.\n",
               "'listen BEFEHL --help' zeigt die Optionen eines Befehls.\n"));
  fputs(TR("\nExit status: 0 done; 1 the work failed, or a check does not hold; 2 wrong use.\n",
           "\nExit-Status: 0 getan; 1 gescheitert, oder eine Prüfung schlägt fehl; 2 falscher "
           "Aufruf.\n"),
        out);
}
