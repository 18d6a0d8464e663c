/// Entries → manifest and feed, and the end of what is published no more.
///
/// Promise: both are made from what the entry files say and read one entry at a time, so that it
/// makes no difference who built which article, and memory does not grow. A file that would not
/// change is not touched.
#ifndef LISTEN_SITE_GATHER_H
#define LISTEN_SITE_GATHER_H

#include "site/plan.h"
#include "site/publish.h"

/// What was written.
struct gather_result {
  bool manifest, feed, player;
  size_t n_articles; ///< in the manifest
};

/// Write manifest, feed and player for the plan's jobs that have an entry. Files that the manifest
/// named before and does not any more, of a format no longer wanted or of an article that is passed
/// over now, are removed then.
/// @param player  the script; empty: none is to be there
/// @param keep  remove none
/// Errors: LISTEN_E_IO, LISTEN_E_INPUT, LISTEN_E_NOMEM.
enum listen_status gather_publish(const struct site_config *config, const struct site_plan *plan,
                                  const struct site_folder *folder, struct view player, bool keep,
                                  struct gather_result *result,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Remove the files of an article that an entry names, and the entry.
enum listen_status gather_remove(const struct site_folder *folder, const char *key,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Take over what another folder holds of the plan's articles and this one does not: files first,
/// the entry last. Only what is whole, and of the present text and settings; so it makes no
/// difference in which order folders are taken from. Jobs are planned anew afterwards.
/// @param n_taken  out: how many articles
enum listen_status gather_take(const struct site_config *config, struct site_plan *plan,
                               const struct site_settings_sum *settings,
                               const struct site_folder *from, const struct site_folder *folder,
                               const volatile sig_atomic_t *cancel, size_t *n_taken,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
