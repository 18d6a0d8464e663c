/// A site's `listen.yaml`: what is read, what is made of it, where it goes. For `listen site`.
///
/// Promise: a configuration that loads is valid in every key, value, glob and placeholder; one that
/// does not gives one diagnostic with file, line, column, what is wrong and what is accepted.
/// It also takes every key of a settings file (settings.h), with the same meaning.
#ifndef LISTEN_CONFIG_SITE_CONFIG_H
#define LISTEN_CONFIG_SITE_CONFIG_H

#include "config/settings.h"

enum {
  SITE_GLOBS_MAX = 64,
  SITE_SECTIONS_MAX = 64,
  SITE_FORMATS_MAX = 6,
};

/// What holds for the articles whose path matches; the last section that matches has the last word.
struct site_section {
  const char *match; ///< glob, as in `inputs`
  const char *voice; ///< for voice_profile_load; NULL: not said
  const char *title; ///< name of the section, as the feed's category; NULL: none
  bool feed;         ///< its articles are in the feed (default true)
  size_t line;       ///< for a complaint
};

/// What the feed says of itself. Strings are NULL where not given.
struct site_feed {
  bool enabled;     ///< true where there is a `feed:` with a title and `url`
  const char *file; ///< below the output folder; default "feed.xml"
  const char *title, *description, *link, *author, *email, *image, *category, *copyright;
  const char *language; ///< BCP 47; default "de"
  const char *format;   ///< the enclosure's; one of `formats`; default: the first
  bool is_explicit;
  int items; ///< at most so many, the newest; 0: all
};

struct site_player {
  bool enabled;         ///< default true: fragments have the player, and its files are put down
  const char *language; ///< "auto" (the page's), "de" or "en"
  const char *text;     ///< CSS selector of the article's text in the page; default "article"
  bool highlight;       ///< default true
};

struct site_config {
  struct site_settings settings; ///< its arena owns all strings below
  const char *path;              ///< of the file, as given
  const char *folder;            ///< the file's folder: all paths and globs begin there
  const char *inputs[SITE_GLOBS_MAX], *exclude[SITE_GLOBS_MAX];
  size_t n_inputs, n_exclude;
  const char *output;   ///< folder, relative to `folder` or absolute; not given: NULL is an error
  const char *url;      ///< where the output folder is found on the web, with a slash at its end;
                        ///< "" where not given: links are relative to the output folder then
  const char *page_url; ///< where the pages are: "https://example.org/{key}/"; NULL: not known
  const char *formats[SITE_FORMATS_MAX]; ///< names as of audio_format_named; default mp3
  size_t n_formats;
  int bitrate_kbps;         ///< 0: each format's own
  const char *cover;        ///< path of an image for every file; NULL: none
  const char *label_format; ///< of estimate/label.h; default "Artikel anhören • {minutes}"
  const char *album;        ///< what the files' album tag says; NULL: the feed's title
  struct site_section sections[SITE_SECTIONS_MAX];
  size_t n_sections;
  struct site_feed feed;
  struct site_player player;
};

/// Errors: LISTEN_E_CONFIG, LISTEN_E_IO, LISTEN_E_NOMEM; `out` is zeroed then. Release with
/// site_config_clear.
enum listen_status site_config_load(const char *path, struct site_config *out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
/// The same from memory; `path` names it in diagnostics and says where its paths begin.
enum listen_status site_config_parse(struct view yaml, const char *path, struct site_config *out,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;
void site_config_clear(struct site_config *config); ///< NULL is fine

/// The commented example that `listen site --init` writes: every key, with its default; it loads.
struct view site_config_example(bool german);

#endif
