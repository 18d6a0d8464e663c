/// A site's `listen.yaml`: what is read, what is made of it, where it goes. For `listen site`.
///
/// Promise: a configuration that loads is valid in every key, value, glob and placeholder; one that
/// does not gives one diagnostic with file, line, column, what is wrong and what is accepted.
/// It also takes every key of a settings file (settings.h), with the same meaning.
#ifndef LISTEN_CONFIG_SITE_CONFIG_H
#define LISTEN_CONFIG_SITE_CONFIG_H

#include "base/buf.h"
#include "config/settings.h"

enum {
  SITE_GLOBS_MAX = 64,
  SITE_SECTIONS_MAX = 64,
  SITE_FORMATS_MAX = 6,
};

/// What holds for the articles whose path matches; the last section that matches has the last word.
struct site_section {
  const char *match;               ///< glob; one that matches a folder takes all below it
  const char *voice;               ///< for voice_profile_load; NULL: not said
  const char *title;               ///< name of the section, as the feed's category; NULL: none
  bool feed;                       ///< its articles are in the feed (default true)
  size_t line;                     ///< where it begins
  size_t voice_line, voice_column; ///< for a complaint about it; 0 where not given
};

/// What the feed says of itself. Strings are NULL where not given, but for those with a default.
struct site_feed {
  bool enabled;     ///< there is a `feed:`; it has a title then, and `url` is a web address
  const char *file; ///< clean path below the output folder, ends in .xml or .rss
  const char *link; ///< the site; default: `url`
  const char *title, *description, *author, *email, *image, *category, *copyright;
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
  const char *folder;            ///< the file's folder, "." where `path` names none, without a
                                 ///< slash at its end: all paths and globs begin there
  const char *inputs[SITE_GLOBS_MAX], *exclude[SITE_GLOBS_MAX]; ///< glob_check finds them fine
  size_t n_inputs, n_exclude;
  size_t inputs_line;                ///< for a complaint
  const char *output;                ///< folder, relative to `folder` or absolute, without "." and
                                     ///< double slashes, and without a slash at its end
  const char *output_path;           ///< the same, to open it with
  const char *usual_output_path;     ///< where runs go that are not told otherwise; NULL: the same
  size_t output_line, output_column; ///< for a complaint
  const char *url;      ///< where the output folder is found on the web, with a slash at its end;
                        ///< "" where not given: links are relative to the output folder then
  const char *page_url; ///< where the pages are: "https://example.org/{key}/", see site_page_url;
                        ///< NULL: not known
  const char *formats[SITE_FORMATS_MAX]; ///< names as of audio_format_named; default mp3
  size_t n_formats;
  int max_hours;            ///< what is longer is no article; default 24
  int bitrate_kbps;         ///< 0: each format's own; right for each that takes one
  const char *cover;        ///< an image for every file, to open it with; NULL: none
  size_t cover_line;        ///< for a complaint
  const char *label_format; ///< of estimate/label.h; default "Artikel anhören • {minutes}"
  const char *album;        ///< what the files' album tag says; NULL: the feed's title
  struct site_section sections[SITE_SECTIONS_MAX];
  size_t n_sections;
  struct site_feed feed;
  struct site_player player;
};

/// One documented field, for the man page, the example and the checks: the single source. The
/// fields of settings_fields belong to the file, too.
struct site_field {
  const char *key;        ///< "url"; in a group "feed.title"; of each section "sections.match"
  const char *type;       ///< see site_values.c
  long min, max;          ///< of numbers; of texts the length in bytes; of lists how many
  const char *choices[4]; ///< of a choice: what is accepted; NULL ends
  size_t offset;          ///< of its member in struct site_config, of a section in site_section
  size_t count_offset;    ///< of a list's length
  const char *fallback; ///< what holds where it is not given, as it would be written; NULL: nothing
  bool required;
  const char *help_en, *help_de;
};
extern const struct site_field site_fields[];
extern const size_t n_site_fields;

/// Errors: LISTEN_E_CONFIG, LISTEN_E_IO, LISTEN_E_NOMEM; `out` is zeroed then. Release with
/// site_config_clear.
enum listen_status site_config_load(const char *path, struct site_config *out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
/// The same from memory; `path` names it in diagnostics and says where its paths begin. No folder
/// is looked at: site_config_load also refuses an output folder that holds the file itself by way
/// of links.
enum listen_status site_config_parse(struct view yaml, const char *path, struct site_config *out,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;
void site_config_clear(struct site_config *config); ///< NULL is fine

/// Append the URL of an article's page: `page_url` with the key in place of "{key}", all of it but
/// unreserved characters and '/' percent-encoded. The key "index", the home page's, is put as
/// nothing, and a slash behind it left out. Nothing is appended where `page_url` is not known.
/// False when out of memory.
bool site_page_url(const struct site_config *config, struct view key, struct buf *out);

/// The commented example that `listen site --init` writes: every key, with its default; it loads.
struct view site_config_example(bool german);

#endif
