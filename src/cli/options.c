#include "cli/cli.h"

#include "base/decimal.h"
#include "base/nearest.h"
#include "cache/cache.h"
#include "chapter/chapter.h"
#include "extract/format.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 64 };

/// The commands that speak, so that the cache is theirs.
enum { CMD_SPEAKING = CMD_SPEAK | CMD_ESTIMATE | CMD_PRONOUNCE };

enum option_id {
  OPT_BITRATE = 256, // above every short option
  OPT_CACHE,
  OPT_CACHE_SIZE,
  OPT_CALIBRATE,
  OPT_CHAPTERS,
  OPT_CLEAR,
  OPT_COVER,
  OPT_DRY_RUN,
  OPT_EMOJI,
  OPT_EXACT,
  OPT_EXPLAIN,
  OPT_FIX,
  OPT_FORMAT,
  OPT_FROM,
  OPT_GENDER,
  OPT_JSON,
  OPT_KIND,
  OPT_LABEL_FORMAT,
  OPT_LEXICON,
  OPT_LINES,
  OPT_LIST_CHAPTERS,
  OPT_LOUDNESS,
  OPT_NO_CACHE,
  OPT_PITCH,
  OPT_PLAIN,
  OPT_PLOT,
  OPT_RATE,
  OPT_READ,
  OPT_REPORT,
  OPT_SETTINGS,
  OPT_STAGE,
  OPT_TIMINGS,
  OPT_TOLERANCE,
  OPT_WORKERS,
};

/// The one list of options: parser, help and suggestions are made from it.
static const struct option_spec {
  const char *name;
  const char *argument; ///< NULL: takes none
  int id;               ///< a short option's letter, or from the enum
  unsigned commands;    ///< where it is accepted
  const char *help_en, *help_de;
} specs[] = {
    {"output", "FILE", 'o', CMD_SPEAK | CMD_PRONOUNCE,
     "write to FILE; - for stdout (default: article's name.wav)",
     "nach FILE schreiben; - für die Standardausgabe (sonst: Name des Artikels.wav)"},
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
     "processes that speak at once, 1 to 64 (default: one more than cores)",
     "so viele Prozesse sprechen zugleich, 1 bis 64 (Vorgabe: einer mehr als Kerne)"},
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
enum { N_SPECS = sizeof specs / sizeof *specs };

int cli_wrong_use(const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  fputs("listen: ", stderr);
  vfprintf(stderr, fmt, args);
  va_end(args);
  fputs(TR("; try 'listen --help'\n", "; siehe 'listen --help'\n"), stderr);
  return EXIT_WRONG_USE;
}

const char *cli_nearest(const char *typed, const char *const *names, size_t n_names) {
  struct nearest nearest = {.wanted = view_of(typed)};
  for (size_t i = 0; i < n_names; i++)
    nearest_offer(&nearest, view_of(names[i]));
  return nearest.best.ptr; // a whole name, so it ends in its NUL
}

/// A whole number in [min, max] and nothing else; false after a message otherwise.
static bool parse_int(const char *option, const char *value, long min, long max, int *out) {
  long number = 0;
  size_t i = 0;
  for (; value[i] >= '0' && value[i] <= '9' && number <= max; i++)
    number = number * 10 + (value[i] - '0');
  if (i == 0 || value[i] != '\0' || number < min || number > max) {
    cli_wrong_use(TR("--%s is '%s'; accepted: %ld to %ld", "--%s ist '%s'; erlaubt: %ld bis %ld"),
                  option, value, min, max);
    return false;
  }
  *out = (int)number;
  return true;
}

/// Bytes, in KiB, MiB or GiB with that letter; false after a message otherwise.
static bool parse_bytes(const char *option, const char *value, uint64_t *out) {
  static const char units[] = "KMG";
  uint64_t number = 0;
  size_t i = 0;
  for (; value[i] >= '0' && value[i] <= '9' && number < (uint64_t)1 << 40; i++)
    number = number * 10 + (uint64_t)(value[i] - '0');
  const char *unit = i > 0 && value[i] != '\0' ? strchr(units, value[i]) : NULL;
  if (unit != NULL)
    number <<= 10 * (unit - units + 1), i++;
  *out = number;
  if (i > 0 && value[i] == '\0' && number <= (uint64_t)1 << 44)
    return true;
  cli_wrong_use(TR("--%s is '%s'; accepted: a number of bytes, as in 500M or 2G",
                   "--%s ist '%s'; erlaubt: eine Zahl von Bytes, etwa 500M oder 2G"),
                option, value);
  return false;
}

/// One of a few words; its index, or -1 after a message.
static int parse_word(const char *option, const char *value, const char *const *words,
                      size_t n_words) {
  for (size_t i = 0; i < n_words; i++)
    if (strcmp(value, words[i]) == 0)
      return (int)i;
  struct buf list = {0};
  for (size_t i = 0; i < n_words; i++)
    buf_printf(&list, "%s%s", i > 0 ? ", " : "", words[i]);
  cli_wrong_use(TR("--%s is '%s'; accepted: %s", "--%s ist '%s'; erlaubt: %s"), option, value,
                list.failed ? "?" : list.ptr);
  buf_clear(&list);
  return -1;
}

#define PARSE_WORD(option, value, ...)                                                             \
  parse_word(option, value, (const char *const[]){__VA_ARGS__},                                    \
             sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static bool parse_format(const char *value, struct cli_options *options) {
  const char *names[AUDIO_N_FORMATS + 1] = {[AUDIO_N_FORMATS] = "epub"};
  enum audio_format format;
  for (int i = 0; i < AUDIO_N_FORMATS; i++)
    names[i] = audio_format_info((enum audio_format)i)->name;
  options->book = strcmp(value, "epub") == 0;
  options->format = -1;
  if (audio_format_named(value, &format))
    options->format = (int)format;
  if (options->book || options->format >= 0)
    return true;
  const char *nearest = cli_nearest(value, names, AUDIO_N_FORMATS + 1);
  cli_wrong_use(TR("--format is '%s'; accepted: wav, flac, ogg, opus, mp3, m4b, epub, raw%s%s%s",
                   "--format ist '%s'; erlaubt: wav, flac, ogg, opus, mp3, m4b, epub, raw%s%s%s"),
                value, nearest != NULL ? TR("; did you mean '", "; war '") : "",
                nearest != NULL ? nearest : "", nearest != NULL ? TR("'?", "' gemeint?") : "");
  return false;
}

static bool parse_readings(const char *value, struct cli_options *options) {
  struct view unknown;
  unsigned checked;
  options->readings = value;
  if (read_kinds_parse(view_of(value), READ_DEFAULT, &checked, &unknown))
    return true;
  cli_wrong_use(TR("--read: '%.*s' is unknown; accepted: title, headings, captions, lists, tables, "
                   "code, footnotes, quotes, bylines",
                   "--read: '%.*s' ist unbekannt; erlaubt: title, headings, captions, lists, "
                   "tables, code, footnotes, quotes, bylines"),
                (int)unknown.len, unknown.ptr);
  return false;
}

static bool parse_label_format(const char *value, struct cli_options *options) {
  struct view bad;
  options->label_format = value;
  if (label_format_is_valid(value, &bad))
    return true;
  cli_wrong_use(TR("--label-format: '%.*s' is unknown; accepted: minutes, min, hours, h, clock, "
                   "iso8601, or a text with these in braces",
                   "--label-format: '%.*s' ist unbekannt; erlaubt: minutes, min, hours, h, clock, "
                   "iso8601 oder ein Text mit diesen in geschweiften Klammern"),
                (int)bad.len, bad.ptr);
  return false;
}

static bool parse_tolerance(const char *value, struct cli_options *options) {
  if (tolerance_parse(view_of(value), &options->tolerance))
    return true;
  cli_wrong_use(TR("--tolerance is '%s'; accepted: such as 10%%, 30s or 10%%,30s",
                   "--tolerance ist '%s'; erlaubt: etwa 10%%, 30s oder 10%%,30s"),
                value);
  return false;
}

/// Options of estimate and check.
static bool apply_check(int id, const char *value, struct cli_options *options) {
  static const enum claim_kind kinds[] = {CLAIM_LISTEN, CLAIM_READ, CLAIM_NONE};
  int word;
  switch (id) {
  case OPT_REPORT:
    word = PARSE_WORD("format", value, "text", "json", "junit", "github", "sarif");
    options->report = (enum report_format)word;
    return word >= 0;
  case OPT_KIND:
    word = PARSE_WORD("kind", value, "listen", "read", "all");
    options->claims = word >= 0 ? kinds[word] : CLAIM_NONE;
    return word >= 0;
  case OPT_TOLERANCE:
    return parse_tolerance(value, options);
  case OPT_LABEL_FORMAT:
    return parse_label_format(value, options);
  case OPT_PLOT:
    options->plot = value;
    return true;
  case OPT_FIX:
    options->fix = true;
    return true;
  case OPT_DRY_RUN:
    options->dry_run = true;
    return true;
  case OPT_LIST_CHAPTERS:
    options->list_chapters = true;
    return true;
  default:
    return false;
  }
}

/// "-16", "measure" or "off"; a number and "measure" may both be given.
static bool parse_loudness(const char *value, struct cli_options *options) {
  double lufs;
  if (strcmp(value, "measure") == 0) {
    options->loudness = LOUDNESS_MEASURE;
  } else if (strcmp(value, "off") == 0) {
    options->loudness = LOUDNESS_OFF;
  } else if (decimal_parse(view_of(value), &lufs) && lufs >= -40 && lufs <= -10) {
    options->target_lufs = lufs;
  } else {
    cli_wrong_use(TR("--loudness is '%s'; accepted: -40 to -10, measure, off",
                     "--loudness ist '%s'; erlaubt: -40 bis -10, measure, off"),
                  value);
    return false;
  }
  return true;
}

static bool apply(int id, const char *value, struct cli_options *options) {
  int word = 0, number = 0;
  switch (id) {
  case 'o':
    options->output = value;
    return true;
  case 'v':
    options->voice = value;
    return true;
  case OPT_SETTINGS:
    options->settings = value;
    return true;
  case 'q':
    options->quiet = true;
    return true;
  case OPT_FORMAT:
    return parse_format(value, options);
  case OPT_BITRATE:
    return parse_int("bitrate", value, 1, 512, &options->bitrate_kbps);
  case OPT_COVER:
    options->cover = value;
    return true;
  case OPT_CHAPTERS:
    word = PARSE_WORD("chapters", value, "marks", "files", "none");
    options->chapters = (enum chapters_mode)word;
    return word >= 0;
  case OPT_STAGE:
    word = PARSE_WORD("stage", value, "document", "sentences", "spoken", "phonemes");
    options->stage = (enum text_stage)word;
    options->stage_given = true;
    return word >= 0;
  case OPT_FROM:
    options->from = format_named(value);
    return PARSE_WORD("from", value, "txt", "html", "markdown", "epub") >= 0;
  case OPT_GENDER:
    word = PARSE_WORD("gender", value, "pause", "both", "feminine");
    options->gender = word;
    return word >= 0;
  case OPT_EMOJI:
    word = PARSE_WORD("emoji", value, "silent", "name");
    options->emoji = word;
    return word >= 0;
  case OPT_RATE:
    return parse_int("rate", value, 80, 450, &options->rate_wpm);
  case OPT_PITCH:
    return parse_int("pitch", value, 0, 99, &options->pitch);
  case OPT_WORKERS:
    if (!parse_int("workers", value, 1, 64, &number))
      return false;
    options->workers = (unsigned)number;
    return true;
  case OPT_READ:
    return parse_readings(value, options);
  case OPT_CALIBRATE:
    options->calibrate = value;
    return true;
  case OPT_LOUDNESS:
    return parse_loudness(value, options);
  case OPT_LEXICON:
    if (options->n_lexicons == CLI_MAX_LEXICONS) {
      cli_wrong_use(TR("--lexicon: at most %d", "--lexicon: höchstens %d"), CLI_MAX_LEXICONS);
      return false;
    }
    options->lexicons[options->n_lexicons++] = value;
    return true;
  case OPT_CACHE:
    options->cache = value;
    return true;
  case OPT_CACHE_SIZE:
    return parse_bytes("cache-size", value, &options->cache_size);
  case OPT_NO_CACHE:
    options->no_cache = true;
    return true;
  case OPT_CLEAR:
    options->clear = true;
    return true;
  case OPT_TIMINGS:
    if (options->n_timings == CLI_MAX_TIMINGS) {
      cli_wrong_use(TR("--timings: at most %d", "--timings: höchstens %d"), CLI_MAX_TIMINGS);
      return false;
    }
    options->timings[options->n_timings++] = value;
    return true;
  case OPT_LINES:
    options->lines = true;
    return true;
  case OPT_EXPLAIN:
    options->explain = true;
    return true;
  case OPT_EXACT:
    options->exact = true;
    return true;
  case OPT_PLAIN:
    options->plain = true;
    return true;
  case OPT_JSON:
    options->json = true;
    return true;
  default:
    return apply_check(id, value, options);
  }
}

static void unknown_option(enum cli_command command, char **argv, int short_option) {
  const char *typed = argv[optind - 1];
  if (short_option != 0 && strncmp(typed, "--", 2) != 0) {
    cli_wrong_use(TR("unknown option '-%c'", "unbekannte Option '-%c'"), short_option);
    return;
  }
  const char *names[N_SPECS];
  size_t n = 0;
  for (size_t i = 0; i < N_SPECS; i++)
    if ((specs[i].commands & command) != 0)
      names[n++] = specs[i].name;
  const char *nearest = cli_nearest(typed + 2, names, n);
  if (nearest != NULL)
    cli_wrong_use(TR("unknown option '%s'; did you mean '--%s'?",
                     "unbekannte Option '%s'; war '--%s' gemeint?"),
                  typed, nearest);
  else
    cli_wrong_use(TR("unknown option '%s'", "unbekannte Option '%s'"), typed);
}

bool cli_parse(enum cli_command command, int argc, char **argv, struct cli_options *options,
               int *exit_status) {
  *options = (struct cli_options){.format = -1,
                                  .rate_wpm = -1,
                                  .pitch = -1,
                                  .gender = -1,
                                  .emoji = -1,
                                  .cache_size = CACHE_DEFAULT_LIMIT,
                                  .label_format = "minutes",
                                  .tolerance = TOLERANCE_DEFAULT};
  struct option long_options[MAX_OPTIONS] = {{0}};
  char short_options[2 * MAX_OPTIONS] = ":"; // a missing argument is told apart
  size_t n_long = 0, n_short = 1;
  for (size_t i = 0; i < N_SPECS; i++) {
    if ((specs[i].commands & command) == 0)
      continue;
    long_options[n_long++] =
        (struct option){specs[i].name, specs[i].argument != NULL ? required_argument : no_argument,
                        NULL, specs[i].id};
    if (specs[i].id > UCHAR_MAX)
      continue;
    short_options[n_short++] = (char)specs[i].id;
    if (specs[i].argument != NULL)
      short_options[n_short++] = ':';
  }
  opterr = 0;
  *exit_status = EXIT_WRONG_USE;
  for (int id; (id = getopt_long(argc, argv, short_options, long_options, NULL)) != -1;) {
    if (id == 'h') {
      cli_print_help(stdout, command);
      *exit_status = EXIT_DONE;
      return false;
    }
    if (id == ':') {
      cli_wrong_use(TR("'%s' needs a value", "'%s' braucht einen Wert"), argv[optind - 1]);
      return false;
    }
    if (id == '?') {
      unknown_option(command, argv, optopt);
      return false;
    }
    if (!apply(id, optarg, options))
      return false;
  }
  options->articles = argv + optind;
  options->n_articles = argc - optind;
  return true;
}

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
    {CMD_PRONOUNCE, "listen pronounce WORD...", "how words are said, and why",
     "wie Wörter gesprochen werden, und warum"},
    {CMD_CACHE, "listen cache [--clear]", "what was kept of earlier runs",
     "was von früheren Läufen aufgehoben ist"},
    {CMD_VOICES, "listen voices", "list the voice profiles", "die Stimmprofile zeigen"},
};

void cli_print_help(FILE *out, unsigned command) {
  fputs(TR("listen: a German article as audio, and how long it takes\n\n",
           "listen: ein deutscher Artikel zum Anhören, und wie lange er dauert\n\n"),
        out);
  for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
    if ((usages[i].command & command) != 0)
      fprintf(out, "  %-36s %s\n", usages[i].usage, TR(usages[i].help_en, usages[i].help_de));
  fputs(TR("\nOptions:\n", "\nOptionen:\n"), out);
  for (size_t i = 0; i < N_SPECS; i++) {
    // The overview shows those of the main job; each command has a --help of its own.
    if ((specs[i].commands & (command == CMD_ALL ? (unsigned)CMD_SPEAK : command)) == 0)
      continue;
    char left[64], letter[8] = "    ";
    if (specs[i].id <= UCHAR_MAX)
      snprintf(letter, sizeof letter, "-%c, ", specs[i].id);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, specs[i].name,
             specs[i].argument != NULL ? " " : "",
             specs[i].argument != NULL ? specs[i].argument : "");
    fprintf(out, "  %-24s %s\n", left, TR(specs[i].help_en, specs[i].help_de));
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
