/// One article of a site: from its file to all that is published of it.
#ifndef LISTEN_CLI_SITE_BUILD_H
#define LISTEN_CLI_SITE_BUILD_H

#include "cli/cli.h"
#include "site/crew.h"
#include "site/plan.h"

enum { SITE_VOICES_MAX = 8 }; ///< that a worker keeps ready

/// What came of a job, in `notes` of struct crew_result.
enum build_note {
  BUILD_PASSED_OVER = 1, ///< there is nothing to read in it, or its author says so
};

/// Sums of what shapes sound and timings, by voice (site_settings_sum of plan.h).
struct site_sums {
  const struct cli_options *options;
  const struct site_config *config;
  struct view cover;
  struct site_voice_sum {
    char *name;
    uint64_t sum[2];
    bool known;
  } * voices;
  size_t n_voices, cap_voices;
};

/// Everything that building needs. Made once; each worker has a copy.
struct site_builder {
  const struct cli_options *options; ///< of `listen site`
  const struct site_config *config;
  const struct site_plan *plan;
  const struct site_folder *folder;
  const struct session *language; ///< ready
  const size_t *queue;            ///< job → index in plan->jobs
  struct site_sums *sums;         ///< of all voices that are known so far
  unsigned engine_workers;
  struct voice_in_use {
    struct cli_options options;
    struct session session;
    char *name; ///< as asked for; NULL: the default
    bool open;
    uint64_t used;
  } voices[SITE_VOICES_MAX];
  uint64_t clock;
};

/// For struct crew_options.
void site_builder_start(void *builder, unsigned nth, bool again);
void site_builder_work(void *builder, size_t job, struct crew_link *link,
                       struct crew_result *result);
void site_builder_end(void *builder);

bool site_sums_of(void *sums, const struct site_article *article, struct view own_voice,
                  uint64_t out[2]);
/// Is it the same voice that is asked for? NULL: the default.
bool site_same_voice(const char *a, const char *b);
void site_sums_clear(struct site_sums *sums);

/// The sum of an article's settings; zero, which is never right, where it cannot be told.
void site_builder_sum(const struct site_builder *builder, const struct site_article *article,
                      struct view own_voice, uint64_t out[2]);

/// The options of a session that speaks for the site.
/// @param voice  NULL: the default
struct cli_options site_session_options(const struct cli_options *options,
                                        const struct site_config *config, const char *voice);

#endif
