#include "cli/options_table.h"

#include "base/decimal.h"
#include "base/nearest.h"
#include "cache/cache.h"
#include "chapter/chapter.h"
#include "extract/format.h"
#include "site/serve.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cli_wrong_use(const char *fmt, ...) {
  struct buf message = {0};
  va_list args;
  va_start(args, fmt);
  buf_vprintf(&message, fmt, args);
  va_end(args);
  // The main job's options stand in the overview.
  const char *command = cli_command_name != NULL ? cli_command_name : "";
  const char *gap = cli_command_name != NULL ? " " : "";
  bool asks = message.len > 0 && message.ptr[message.len - 1] == '?';
  fprintf(stderr, "listen: %s%s 'listen %s%s--help'\n", message.failed ? "?" : message.ptr,
          asks ? TR(" See", " Siehe") : TR("; see", "; siehe"), command, gap);
  buf_clear(&message);
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
  options->target.book = strcmp(value, "epub") == 0;
  options->target.format = -1;
  if (audio_format_named(value, &format))
    options->target.format = (int)format;
  if (options->target.book || options->target.format >= 0)
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
  options->session.readings = value;
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

/// "2/8"
static bool parse_shard(const char *value, struct site_options *site) {
  struct view parts[2] = {view_of(value), {NULL, 0}};
  const char *slash = strchr(value, '/');
  unsigned numbers[2] = {0, 0};
  if (slash != NULL) {
    parts[0].len = (size_t)(slash - value);
    parts[1] = view_of(slash + 1);
  }
  bool fine = true;
  for (size_t k = 0; k < 2; k++) {
    fine = fine && parts[k].len > 0 && parts[k].len <= 6;
    for (size_t i = 0; fine && i < parts[k].len; i++) {
      fine = parts[k].ptr[i] >= '0' && parts[k].ptr[i] <= '9';
      numbers[k] = numbers[k] * 10 + (unsigned)(parts[k].ptr[i] - '0');
    }
  }
  site->shard = numbers[0];
  site->n_shards = numbers[1];
  if (fine && numbers[0] >= 1 && numbers[0] <= numbers[1])
    return true;
  cli_wrong_use(TR("--shard is '%s'; accepted: I/N, as in 1/4 to 4/4",
                   "--shard ist '%s'; erlaubt: I/N, etwa 1/4 bis 4/4"),
                value);
  return false;
}

static bool add_text(const char *option, const char *value, const char **list, size_t *n,
                     size_t most) {
  if (*n == most) {
    cli_wrong_use(TR("--%s: at most %zu", "--%s: höchstens %zu"), option, most);
    return false;
  }
  list[(*n)++] = value;
  return true;
}

static bool parse_serve(const char *value, struct site_options *site) {
  struct site_serve_options parsed = {0};
  site->serve = value != NULL ? value : "";
  if (site_serve_parse(value, &parsed))
    return true;
  cli_wrong_use(TR("--serve is '%s'; accepted: PORT, HOST or HOST:PORT",
                   "--serve ist '%s'; erlaubt: PORT, HOST oder HOST:PORT"),
                value);
  return false;
}

static bool apply_site(int id, const char *value, struct site_options *site) {
  switch (id) {
  case OPT_INIT:
    return site->init = true;
  case OPT_CHECK_CONFIG:
    return site->check_config = true;
  case OPT_LIST:
    return site->list = true;
  case OPT_FINISH:
    return site->finish = true;
  case OPT_KEEP:
    return site->keep = true;
  case OPT_NO_WAIT:
    return site->no_wait = true;
  case OPT_WATCH:
    return site->watch = true;
  case OPT_SERVE:
    return parse_serve(value, site);
  case OPT_SHARD:
    return parse_shard(value, site);
  case OPT_JOB:
    return add_text("job", value, site->jobs, &site->n_jobs, CLI_MAX_JOBS);
  case OPT_GATHER:
    return add_text("gather", value, site->gather, &site->n_gather, CLI_MAX_GATHER);
  default:
    return false;
  }
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
    return apply_site(id, value, &options->site);
  }
}

/// "-16", "measure" or "off"; a number and "measure" may both be given.
static bool parse_loudness(const char *value, struct cli_options *options) {
  double lufs;
  if (strcmp(value, "measure") == 0) {
    options->session.loudness = LOUDNESS_MEASURE;
  } else if (strcmp(value, "off") == 0) {
    options->session.loudness = LOUDNESS_OFF;
  } else if (decimal_parse(view_of(value), &lufs) && lufs >= -40 && lufs <= -10) {
    options->session.target_lufs = lufs;
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
    options->session.voice = value;
    return true;
  case OPT_SETTINGS:
    options->session.settings = value;
    return true;
  case 'q':
    options->quiet = true;
    return true;
  case OPT_FORMAT:
    return parse_format(value, options);
  case OPT_BITRATE:
    return parse_int("bitrate", value, 1, 512, &options->target.bitrate_kbps);
  case OPT_COVER:
    options->target.cover = value;
    return true;
  case OPT_CHAPTERS:
    word = PARSE_WORD("chapters", value, "marks", "files", "none");
    options->target.chapters = (enum chapters_mode)word;
    return word >= 0;
  case OPT_STAGE:
    word = PARSE_WORD("stage", value, "document", "sentences", "spoken", "phonemes");
    options->stage = (enum text_stage)word;
    options->stage_given = true;
    return word >= 0;
  case OPT_FROM:
    options->session.from = format_named(value);
    return PARSE_WORD("from", value, "txt", "html", "markdown", "epub") >= 0;
  case OPT_GENDER:
    word = PARSE_WORD("gender", value, "pause", "both", "feminine");
    options->session.gender = word;
    return word >= 0;
  case OPT_EMOJI:
    word = PARSE_WORD("emoji", value, "silent", "name");
    options->session.emoji = word;
    return word >= 0;
  case OPT_RATE:
    return parse_int("rate", value, 80, 450, &options->session.rate_wpm);
  case OPT_PITCH:
    return parse_int("pitch", value, 0, 99, &options->session.pitch);
  case OPT_WORKERS:
    if (!parse_int("workers", value, 1, 64, &number))
      return false;
    options->session.workers = (unsigned)number;
    return true;
  case OPT_READ:
    return parse_readings(value, options);
  case OPT_CALIBRATE:
    options->calibrate = value;
    return true;
  case OPT_LOUDNESS:
    return parse_loudness(value, options);
  case OPT_LEXICON:
    if (options->session.n_lexicons == SESSION_LEXICONS_MAX) {
      cli_wrong_use(TR("--lexicon: at most %d", "--lexicon: höchstens %d"), SESSION_LEXICONS_MAX);
      return false;
    }
    options->session.lexicons[options->session.n_lexicons++] = value;
    return true;
  case OPT_CACHE:
    options->session.cache = value;
    return true;
  case OPT_CACHE_SIZE:
    return parse_bytes("cache-size", value, &options->session.cache_size);
  case OPT_NO_CACHE:
    options->session.no_cache = true;
    return true;
  case OPT_CLEAR:
    options->clear = true;
    return true;
  case OPT_TIMINGS:
    if (options->target.n_timings == TARGET_TIMINGS_MAX) {
      cli_wrong_use(TR("--timings: at most %d", "--timings: höchstens %d"), TARGET_TIMINGS_MAX);
      return false;
    }
    options->target.timings[options->target.n_timings++] = value;
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
    options->session.plain = true;
    return true;
  case OPT_JSON:
    options->json = true;
    return true;
  default:
    return apply_check(id, value, options);
  }
}

/// The commands that take the option of this name, as in "speak, estimate"; empty: none.
static void commands_with(const char *name, struct buf *list) {
  for (size_t i = 0; i < n_option_specs; i++)
    if (strcmp(option_specs[i].name, name) == 0)
      for (unsigned command = 1; command < CMD_ALL; command <<= 1)
        if ((option_specs[i].commands & command) != 0)
          buf_printf(list, "%s%s", list->len > 0 ? ", " : "", cli_name_of(command));
}

/// Of a short option; "-name.txt" may be meant as a file.
static void unknown_letter(char **argv, int letter) {
  const char *whole = argv[optind]; // still there while letters of it are left
  if (whole != NULL && whole[0] == '-' && whole[1] == letter && access(whole, F_OK) == 0)
    cli_wrong_use(TR("unknown option '-%c'; the file of that name is './%s'",
                     "unbekannte Option '-%c'; die Datei dieses Namens ist './%s'"),
                  letter, whole);
  else
    cli_wrong_use(TR("unknown option '-%c'", "unbekannte Option '-%c'"), letter);
}

static void unknown_option(enum cli_command command, char **argv, int short_option) {
  const char *typed = argv[optind - 1];
  if (short_option != 0 && strncmp(typed, "--", 2) != 0) {
    unknown_letter(argv, short_option);
    return;
  }
  struct buf elsewhere = {0};
  commands_with(typed + 2, &elsewhere);
  if (elsewhere.len > 0 && !elsewhere.failed) {
    cli_wrong_use(
        TR("unknown option '%s'; it belongs to: %s", "unbekannte Option '%s'; sie gehört zu: %s"),
        typed, elsewhere.ptr);
    buf_clear(&elsewhere);
    return;
  }
  buf_clear(&elsewhere);
  const char *names[MAX_OPTIONS];
  size_t n = 0;
  for (size_t i = 0; i < n_option_specs; i++)
    if ((option_specs[i].commands & command) != 0)
      names[n++] = option_specs[i].name;
  const char *nearest = cli_nearest(typed + 2, names, n);
  if (nearest != NULL)
    cli_wrong_use(TR("unknown option '%s'; did you mean '--%s'?",
                     "unbekannte Option '%s'; war '--%s' gemeint?"),
                  typed, nearest);
  else
    cli_wrong_use(TR("unknown option '%s'", "unbekannte Option '%s'"), typed);
}

static int argument_kind(const struct option_spec *spec) {
  if (spec->argument == NULL)
    return no_argument;
  return spec->id == OPT_SERVE ? optional_argument : required_argument;
}

// Builds that look for leaks go the long way.
#if defined NDEBUG && !defined LISTEN_CHECKED
static const bool frees_nothing = true;
#else
static const bool frees_nothing = false;
#endif

bool cli_parse(enum cli_command command, int argc, char **argv, struct cli_options *options,
               int *exit_status) {
  *options = (struct cli_options){.session = session_usual_options(),
                                  .target = {.format = -1, .cancel = &cli_cancelled},
                                  .label_format = "minutes",
                                  .tolerance = TOLERANCE_DEFAULT};
  struct option long_options[MAX_OPTIONS] = {{0}};
  char short_options[2 * MAX_OPTIONS] = ":"; // a missing argument is told apart
  size_t n_long = 0, n_short = 1;
  for (size_t i = 0; i < n_option_specs; i++) {
    if ((option_specs[i].commands & command) == 0)
      continue;
    long_options[n_long++] = (struct option){option_specs[i].name, argument_kind(&option_specs[i]),
                                             NULL, option_specs[i].id};
    if (option_specs[i].id > UCHAR_MAX)
      continue;
    short_options[n_short++] = (char)option_specs[i].id;
    if (option_specs[i].argument != NULL)
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
  options->target.sources = options->articles;
  options->target.n_sources = options->n_articles;
  options->session.program_dir = cli_program_dir();
  options->session.engine = &engine_here;
  options->session.cancel = &cli_cancelled;
  options->session.prepared = cli_prepared;
  options->session.measure = options->json;
  options->session.process_ends = frees_nothing;
  return true;
}
