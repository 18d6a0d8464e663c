/// What is to be done for each article: its file, its settings and what was published of it before.
///
/// Promise: nothing is read but the articles' bytes and the entries; at most 1 KB an article is
/// kept in memory. Writes nothing.
#ifndef LISTEN_SITE_PLAN_H
#define LISTEN_SITE_PLAN_H

#include "site/entry.h"
#include "site/folder.h"
#include "site/scan.h"

/// The name of a file of an article: its key, then one of these endings; audio has ".FORMAT".
#define SITE_ENTRY_ENDING ".article.json"
#define SITE_TIMINGS_ENDING ".timings.json"
#define SITE_CAPTIONS_ENDING ".vtt"
#define SITE_CHAPTERS_ENDING ".chapters.json"
#define SITE_FRAGMENT_ENDING ".html"

enum {
  SITE_DATE_BYTES = 32,
};

enum site_action {
  SITE_KEEP,     ///< all is as it should be
  SITE_NEW,      ///< there is no entry
  SITE_CHANGED,  ///< the article is another
  SITE_SETTINGS, ///< voice, lexicon, formats, version … are others
  SITE_MISSING,  ///< a file is not there, or not of its size
  SITE_PAGE,     ///< only fragment and entry: labels, links, sections …
};

struct site_job {
  const struct site_article *article;
  enum site_action action;
  uint64_t source_hash[2];
  /// What the last entry says, for the feed; "" where there is none.
  char published[SITE_DATE_BYTES];
  bool in_feed;
  bool has_entry; ///< there is one, of this run or one before
};

/// Settings that shape an article's audio and timings, as a sum.
/// `own_voice`: what the article itself asks for; ptr NULL: nothing.
/// False where the voice cannot be used, of which building the article will tell.
struct site_settings_sum {
  bool (*sum)(void *context, const struct site_article *article, struct view own_voice,
              uint64_t out[2]);
  void *context;
};

struct site_plan {
  struct site_job *jobs; ///< one for each article, in the list's order
  size_t n_jobs;
  size_t n_to_do;
  struct arena arena;   ///< owns `removed`
  const char **removed; ///< keys of entries without an article
  size_t n_removed, cap_removed;
  bool saw_all; ///< of the folder; otherwise `removed` is not to be acted upon
};

/// Look at every article. One that cannot be read becomes a job all the same: building it says why.
/// Errors: LISTEN_E_NOMEM, LISTEN_E_CANCELLED. Release with site_plan_clear.
enum listen_status site_plan_make(const struct site_config *config, const struct site_list *list,
                                  const struct site_folder *folder,
                                  const struct site_settings_sum *settings,
                                  const volatile sig_atomic_t *cancel, struct site_plan *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;
void site_plan_clear(struct site_plan *plan); ///< NULL is fine

/// Look again at what is published of an article that was built meanwhile.
/// Errors: LISTEN_E_NOMEM; LISTEN_E_IO, with errno: its entry is not there, or cannot be read;
/// LISTEN_E_INPUT: it is damaged.
enum listen_status site_job_reload(struct site_job *job,
                                   const struct site_folder *folder) LISTEN_MUST_CHECK;

/// What would have to be done to a job if an entry and the files of a folder were its own. With
/// SITE_PAGE the fragment may not be there.
enum site_action site_job_judge(const struct site_config *config, const struct site_folder *folder,
                                const struct site_settings_sum *settings,
                                const struct site_job *job, const struct site_entry *entry);

/// Take from an entry what the feed needs to know of it.
void site_job_note(struct site_job *job, const struct site_entry *entry);

/// The voice that an article is spoken by, as its section or the configuration has it; NULL: the
/// default one.
const char *site_voice_of(const struct site_config *config, const struct site_article *article);

/// Sum of all that shapes an article's fragment and entry, and not its sound.
bool site_page_sum(const struct site_config *config, const struct site_article *article,
                   uint64_t out[2]);

/// KEY and ending; false when out of memory.
bool site_article_path(const char *key, const char *ending, struct buf *out);

#endif
