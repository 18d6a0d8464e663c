/// The command line: arguments in, stages called, words for people out. No language logic here.
///
/// Promise: standard output holds data alone, messages go to standard error; a target is whole or
/// not there; an exit status of 0 says that all was done, standard output written included.
#ifndef LISTEN_CLI_CLI_H
#define LISTEN_CLI_CLI_H

#include "base/buf.h"
#include "base/diag.h"
#include "check/check.h"
#include "config/settings.h"
#include "config/voice.h"
#include "estimate/label.h"
#include "extract/policy.h"
#include "normalise/normalise.h"
#include "pipeline/reading.h"
#include "synth/synth.h"
#include <cjson/cJSON.h>
#include <signal.h>
#include <stdio.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG_USE = 2 };

/// Set by SIGINT, SIGTERM and SIGHUP.
extern volatile sig_atomic_t cli_cancelled;
/// Messages in German? By LC_ALL, LC_MESSAGES, LANG.
extern bool cli_german;
/// Forked ahead by the program: for the one that speaks, or for each worker of a site. Those that
/// are empty were not.
extern struct synth_prepared *cli_prepared;
extern size_t cli_n_prepared;
#define TR(english, german_text) (cli_german ? (german_text) : (english))

enum cli_command {
  CMD_SPEAK = 1u << 0,
  CMD_TEXT = 1u << 1,
  CMD_ESTIMATE = 1u << 2,
  CMD_CHECK = 1u << 3,
  CMD_VOICES = 1u << 4,
  CMD_PRONOUNCE = 1u << 5,
  CMD_CACHE = 1u << 6,
  CMD_SITE = 1u << 7,
  CMD_ALL = (1u << 8) - 1,
};

enum chapters_mode { CHAPTERS_MARKS, CHAPTERS_FILES, CHAPTERS_NONE };
/// To the target by what is known of the voice; by measuring this run; or as the engine speaks.
enum loudness_mode { LOUDNESS_TARGET, LOUDNESS_MEASURE, LOUDNESS_OFF };
enum text_stage { STAGE_DOCUMENT, STAGE_SENTENCES, STAGE_SPOKEN, STAGE_PHONEMES };

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_JUNIT, REPORT_GITHUB, REPORT_SARIF };

enum { CLI_MAX_LEXICONS = 8, CLI_MAX_TIMINGS = 8, CLI_MAX_JOBS = 64, CLI_MAX_GATHER = 64 };

/// What `listen site` is to do besides building.
struct site_options {
  bool init, check_config, list, finish, keep, no_wait, watch;
  const char *serve; ///< HOST:PORT as given; NULL: no; "": as usual
  const char *jobs[CLI_MAX_JOBS];
  size_t n_jobs;
  unsigned shard, n_shards;           ///< from 1; 0: all
  const char *gather[CLI_MAX_GATHER]; ///< folders that other machines filled
  size_t n_gather;
};

/// Every option of every command; a command reads those it accepts (see options.c).
struct cli_options {
  const char *output;
  const char *voice;    ///< NULL: the settings', else the default
  const char *settings; ///< NULL: none
  int rate_wpm, pitch;  ///< -1: from the profile
  enum loudness_mode loudness;
  double target_lufs; ///< 0: from the profile
  unsigned workers;
  enum chapters_mode chapters;
  int format;        ///< enum audio_format; -1: by the output's ending
  bool book;         ///< --format epub
  int bitrate_kbps;  ///< 0: the format's default
  const char *cover; ///< path of an image; NULL: none
  enum text_stage stage;
  bool stage_given;
  enum input_format from;
  const char *readings; ///< the list of --read, checked; NULL: the settings', else the default
  int gender, emoji;    ///< enum gender_style, enum emoji_style; -1: from the settings
  const char *lexicons[CLI_MAX_LEXICONS]; ///< the site's own; the first has the last word
  size_t n_lexicons;
  const char *cache;   ///< folder; NULL: the usual one
  uint64_t cache_size; ///< bytes
  bool no_cache, clear;
  const char *label_format;   ///< checked
  struct tolerance tolerance; ///< of check
  enum claim_kind claims;     ///< check only these; CLAIM_NONE: all
  enum report_format report;
  const char *plot; ///< NULL: none
  bool fix, dry_run, list_chapters;
  const char *calibrate;                ///< the voice to measure; NULL: none
  const char *timings[CLI_MAX_TIMINGS]; ///< files, or endings only
  size_t n_timings;
  bool plain, lines, explain, exact, json, quiet;
  bool swept; ///< leftovers of killed runs have been removed where files are put
  const struct site_settings *site_settings; ///< loaded already; NULL: those of `settings`
  const struct cli_session
      *lender; ///< a session that is ready, of the same settings and lexicons; NULL: none
  struct site_options site;
  char **articles; ///< what is left of argv
  int n_articles;
};

/// Parse the arguments behind the command's name.
/// @return false when the program is to end with `*exit_status` (help, wrong use).
bool cli_parse(enum cli_command command, int argc, char **argv, struct cli_options *options,
               int *exit_status);

void cli_print_help(FILE *out, unsigned command); ///< CMD_ALL: the overview
/// "wrong use" in one line, with where to find help; returns EXIT_WRONG_USE.
int cli_wrong_use(const char *fmt, ...) LISTEN_PRINTF(1, 2);
/// Print a diagnostic to stderr; returns the exit status that fits.
int cli_complain(const struct listen_diag *diag);
/// A fresh diagnostic in the user's language.
struct listen_diag cli_diag(void);

/// Is this an existing name close to what was typed? NULL if none is near.
const char *cli_nearest(const char *typed, const char *const *names, size_t n_names);

/// Read a whole file, or stdin for "-". Refuses folders, and files over 256 MiB.
enum listen_status cli_read(const char *path, struct buf *out, struct listen_diag *diag);
/// Paths of articles, owned.
struct path_list {
  struct listed_path {
    char *path;
    const char *root; ///< the folder argument it was found below, borrowed; NULL: given by itself
  } * paths;
  size_t n_paths, cap;
  bool failed; ///< a folder could not be read; that has been said
};
/// Add an article, or all articles below a folder, in the order of their names. Symbolic links and
/// folders that begin with a full stop are not followed; a folder that cannot be read is complained
/// of and passed over.
enum listen_status path_list_add(struct path_list *list, char *path, struct listen_diag *diag);
void path_list_clear(struct path_list *list);

/// What the stages need, from the options: voice profile, segmenter, normaliser, pronouncer,
/// pauses.
struct cli_session {
  struct site_settings settings;
  bool borrows_settings;
  const struct cli_session *lender; ///< whose language it uses; NULL: its own
  unsigned readings;                ///< what is read: enum read_kind bits
  struct voice_profile profile;
  struct level_voice profile_voice; ///< as the profile has it, before --rate and --pitch
  struct segmenter *segmenter;
  struct normaliser *normaliser;
  struct pronouncer *pronouncer;
  struct reading_tools tools;
  struct synth *synth;            ///< where it was asked for
  bool last_document;             ///< when it has been spoken, the engine may end
  int sample_rate_hz;             ///< its, after cli_engine_ready
  double peak_room_db, softer_lu; ///< of the format that is written, as in audio_format_info
  struct lexicon_task *lexicons;  ///< being loaded, until cli_session_ready
  const struct cli_options *options;
  size_t n_lexicons; ///< of the options and the settings, the first with the last word
  const char *lexicon_paths[CLI_MAX_LEXICONS + SETTINGS_LEXICONS_MAX];
  struct buf lexicon_texts[CLI_MAX_LEXICONS + SETTINGS_LEXICONS_MAX]; ///< the files' content
  bool cache_looked_for;
  struct cache *cache;             ///< of spoken pieces; NULL: none
  struct buf sound_key, words_key; ///< what sound and words depend on besides the document
};
/// Only what reading a document needs: settings, and what is read. cli_session_open does it too.
enum listen_status cli_session_settings(const struct cli_options *options, struct cli_session *out,
                                        struct listen_diag *diag);
/// Read and extract an article, and apply what is to be read.
enum listen_status cli_read_document(const char *path, const struct cli_options *options,
                                     const struct cli_session *session, struct document *out,
                                     struct listen_diag *diag);
/// The same for a file that is read already.
enum listen_status cli_extract(struct view input, const char *path,
                               const struct cli_options *options, const struct cli_session *session,
                               struct document *out, struct listen_diag *diag);
/// What a command wants of the engine: nothing, its phonemes, or sound.
enum cli_engine { ENGINE_NONE, ENGINE_PHONEMES, ENGINE_SOUND };
/// Settings, voice and the user's lexicons only: nothing is loaded that the stages need.
enum listen_status cli_session_voice(const struct cli_options *options, struct cli_session *out,
                                     struct listen_diag *diag);
enum listen_status cli_session_open(const struct cli_options *options, enum cli_engine engine,
                                    struct cli_session *out, struct listen_diag *diag);
/// The same in two steps, so that the article can be read between them: `tools` come with the
/// second, which may be called again. With a cache, loading begins with the second too, for a known
/// article needs neither language nor engine. Once begun, a session does not move and is to be
/// closed.
enum listen_status cli_session_begin(const struct cli_options *options, enum cli_engine engine,
                                     struct cli_session *out, struct listen_diag *diag);
enum listen_status cli_session_ready(struct cli_session *session, struct listen_diag *diag);
/// Note what sound and words of this session depend on (sound_key, words_key). False where nobody
/// can tell.
bool cli_session_keys(struct cli_session *session);
/// Wait for the engine of ENGINE_SOUND; begin with it if nobody did. Errors: those of synth_ready,
/// in the name of the profile.
enum listen_status cli_engine_ready(struct cli_session *session, struct listen_diag *diag);
/// Speak a document to `path`, with all checks of the target, and print what came of it. The
/// session need not be ready yet.
/// @param articles  paths of the documents it was joined of, or of the one it is
enum listen_status cli_speak_document(const struct cli_options *options, struct document *document,
                                      char *const *articles, struct cli_session *session,
                                      const char *path, struct listen_diag *diag);
/// How a profile speaks a style.
struct engine_settings cli_style(const struct voice_profile *profile, enum utterance_style style);
void cli_session_close(struct cli_session *session);
/// Folder of the running program, for finding voices; static, may be empty.
const char *cli_program_dir(void);

/// Print a JSON document on one line to stdout and delete it.
void cli_print_json(cJSON *json);
cJSON *cli_json_view(struct view text); ///< string, or null for ptr NULL
cJSON *cli_json_document(const struct document *document);
cJSON *cli_json_claim(const struct claim *claim); ///< null for NULL
cJSON *cli_json_skipped(const struct document *document);
/// Add a number rounded to `decimals`, so that 412.6 does not print as 412.60000000000002.
void cli_json_number(cJSON *object, const char *key, double value, int decimals);

/// Flush and check stdout; EXIT_FAILED with a message when something was lost.
int cli_finish_stdout(int exit_status);

/// A progress bar on stderr, only where that is a terminal.
struct progress {
  bool active;
  double shown;
};
void progress_start(struct progress *progress, const struct cli_options *options);
void progress_update(void *progress, double share);
void progress_end(struct progress *progress);

/// About how long it gets, at no cost: 16 bytes of German text take a second at 175 words a minute.
double cli_rough_length_s(const struct document *document, int rate_wpm);

/// Seconds of the document by the model, pauses included.
enum listen_status cli_estimate(const struct document *document, const struct cli_session *session,
                                double *seconds, struct listen_diag *diag);

/// Times of the parts of a document; heap, released with free.
struct chapter_times {
  struct chapter_time {
    size_t block; ///< that opens it
    double seconds;
  } * items;
  size_t n, cap;
};
/// The same, chapter by chapter; `chapters` may be NULL.
enum listen_status cli_estimate_chapters(const struct document *document,
                                         const struct cli_session *session,
                                         struct chapter_times *chapters, double *seconds,
                                         struct listen_diag *diag);

/// Check pages on several threads (check_pages.c). `pages` has one for each path, zeroed; the
/// result does not depend on the number of threads. Rewrites files for --fix.
void cli_check_pages(const struct path_list *paths, const struct cli_options *options,
                     const struct cli_session *session, struct checked_page *pages);

/// The page's own audio beside it, if there is just one: sets audio_path and audio_s of `page`.
/// @param root  folder that the page's links may not leave; NULL: the page's own
void cli_page_audio(const struct document *document, const char *root, struct checked_page *page);

int cmd_speak(const struct cli_options *options);
int cmd_text(const struct cli_options *options);
int cmd_estimate(const struct cli_options *options);
int cmd_cache(const struct cli_options *options);
int cmd_check(const struct cli_options *options);
int cmd_voices(const struct cli_options *options);
int cmd_pronounce(const struct cli_options *options);
int cmd_site(const struct cli_options *options);

#endif
