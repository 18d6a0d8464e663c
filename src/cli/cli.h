/// The command line: arguments in, stages called, words for people out. No language logic here.
///
/// Promise: standard output holds data alone, messages go to standard error; a target is whole or
/// not there; an exit status of 0 says that all was done, standard output written included.
#ifndef LISTEN_CLI_CLI_H
#define LISTEN_CLI_CLI_H

#include "base/buf.h"
#include "base/diag.h"
#include "check/check.h"
#include "estimate/label.h"
#include "session/session.h"
#include "session/target.h"
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

enum text_stage { STAGE_DOCUMENT, STAGE_SENTENCES, STAGE_SPOKEN, STAGE_PHONEMES };

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_JUNIT, REPORT_GITHUB, REPORT_SARIF };

/// The command that was typed, to be named where its help is referred to; NULL: none.
extern const char *cli_command_name;
const char *cli_name_of(enum cli_command command);

enum { CLI_MAX_JOBS = 64, CLI_MAX_GATHER = 64 };

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
  struct session_options session; ///< what is read, how, and by which voice
  struct target_options target;   ///< what is written of it
  const char *output;
  enum text_stage stage;
  bool stage_given;
  bool clear;
  const char *label_format;   ///< checked
  struct tolerance tolerance; ///< of check
  enum claim_kind claims;     ///< check only these; CLAIM_NONE: all
  enum report_format report;
  const char *plot; ///< NULL: none
  bool fix, dry_run, list_chapters;
  const char *calibrate; ///< the voice to measure; NULL: none
  bool lines, explain, exact, json, quiet;
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

/// Speak a document to `path`, with all checks of the target, and print what came of it. The
/// session need not be ready yet.
/// @param articles  paths of the documents it was joined of, or of the one it is
enum listen_status cli_speak_document(const struct cli_options *options, struct document *document,
                                      char *const *articles, struct session *session,
                                      const char *path, struct listen_diag *diag);
/// session_close, and say in one line if something could not be kept for the next run.
void cli_session_close(const struct cli_options *options, struct session *session);
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

/// What `text` holds, to be printed; "" and a note for cli_finish_stdout where memory ran out.
const char *cli_text(const struct buf *text);
/// Have cJSON's allocations noted likewise: what it builds would lack a part in silence.
void cli_watch_json(void);
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

/// Check pages on several threads (check_pages.c). `pages` has one for each path, zeroed; the
/// result does not depend on the number of threads. Rewrites files for --fix.
void cli_check_pages(const struct path_list *paths, const struct cli_options *options,
                     const struct session *session, struct checked_page *pages);

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
