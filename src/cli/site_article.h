/// The files of one article of a site, from being made to being published.
#ifndef LISTEN_CLI_SITE_ARTICLE_H
#define LISTEN_CLI_SITE_ARTICLE_H

#include "cli/site_build.h"
#include "session/output.h"
#include "session/timings.h"

/// An article under way. Zeroed at first.
struct site_work {
  const struct site_builder *builder;
  const struct site_article *article;
  struct arena arena;           ///< owns the strings of entry and paths
  struct document document;     ///< borrowed strings of the entry are in it
  struct site_entry old, entry; ///< what was published; what will be
  bool has_old;
  struct site_file files[SITE_FORMATS_MAX + 4];
  struct target targets[SITE_FORMATS_MAX];
  struct output outputs[SITE_FORMATS_MAX];
  size_t n_outputs;
  struct target_options timings_options;
  struct timings timings;
  char *sources[1]; ///< what the timings call the article
  uint32_t notes;   ///< enum build_note
};

/// Read what was published before, if anything.
enum listen_status site_work_begin(struct site_work *work, struct listen_diag *diag);

/// A path below the output folder that files may be put at, ready for outfile_open.
/// @param relative  out: KEY and ending; in the arena, as is the result
enum listen_status site_work_path(struct site_work *work, const char *ending, struct view *relative,
                                  const char **full, struct listen_diag *diag);

/// Audio and timings are complete under temporary names: name them in the entry, and put in place
/// those that differ from what is there.
enum listen_status site_work_publish_sound(struct site_work *work, struct listen_diag *diag);

/// Label, links and section: what the entry owes to the configuration and to its duration.
enum listen_status site_work_describe(struct site_work *work, struct listen_diag *diag);

/// Chapters, fragment and at last the entry.
/// @param with_chapters  they may have changed
enum listen_status site_work_publish_page(struct site_work *work, bool with_chapters,
                                          struct listen_diag *diag);

/// There is nothing to read in it: an entry says so, that the next run need not look again.
enum listen_status site_work_pass_over(struct site_work *work, struct listen_diag *diag);

void site_work_end(struct site_work *work);

#endif
