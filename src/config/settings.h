/// A site's own settings: how its words are said, in YAML. For `--settings FILE`.
///
/// Promise: settings that load are valid in every rule and choice; those that do not give one
/// diagnostic with file, line, column, what is wrong and what is accepted. Rules are in the form of
/// an article's text (yaml_clean_text), so they can be looked up byte by byte. Loading takes
/// O(n log n) time; 5,000 rules load in a few ms.
#ifndef LISTEN_CONFIG_SETTINGS_H
#define LISTEN_CONFIG_SETTINGS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/view.h"
#include "extract/policy.h"
#include "normalise/normalise.h"

enum {
  SETTINGS_WRITTEN_MAX = 160, ///< bytes of a rule's written form; it has one at least
  SETTINGS_SPOKEN_MAX = 500,  ///< bytes of its spoken form; "" says nothing
  SETTINGS_PATH_MAX = 1024,   ///< bytes of a lexicon's path, or a voice's name or path
  SETTINGS_LEXICONS_MAX = 8,
};

/// Rules in the file's order. No written form occurs twice.
struct site_rules {
  const struct site_rule *items; ///< in the arena; NULL where there are none
  size_t n_items;
};

struct site_settings {
  struct arena arena; ///< owns all below
  const char *path;   ///< of the settings file, as given
  struct site_rules replace;
  struct site_rules abbreviations;
  enum gender_style gender; ///< the default where not given; so is `emoji`
  enum emoji_style emoji;
  bool gender_given, emoji_given;
  unsigned readings; ///< what is read, enum read_kind bits; READ_DEFAULT where not given
  bool readings_given;
  const char *voice;                           ///< for voice_profile_load; NULL where not given
  size_t voice_line, voice_column;             ///< for a complaint about it
  const char *lexicons[SETTINGS_LEXICONS_MAX]; ///< paths; the first has the last word
  size_t n_lexicons, lexicon_line;             ///< the line for a complaint
};

/// One documented field, for the man page, the README's table and the checks: the single source.
struct settings_field {
  const char *key;
  const char *type;       ///< "rules", "choice", "readings", "voice", or "lexicons"
  const char *choices[4]; ///< of a choice: what is accepted, in the order of its enum; NULL ends
  size_t offset;          ///< of its member in struct site_settings
  size_t given_offset;    ///< of a choice's flag
  const char *help_en, *help_de;
};
extern const struct settings_field settings_fields[];
extern const size_t n_settings_fields;

/// Load a settings file. Every field is optional; a file without any is fine.
/// Errors: LISTEN_E_CONFIG, LISTEN_E_IO, LISTEN_E_NOMEM. `out` is zeroed then. Release with
/// settings_clear.
enum listen_status settings_load(const char *path, struct site_settings *out,
                                 struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Parse settings from memory. `path` names them in diagnostics; a voice's relative path begins in
/// its folder. `out` is zeroed on failure.
enum listen_status settings_parse(struct view yaml, const char *path, struct site_settings *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

void settings_clear(struct site_settings *settings); ///< NULL is fine

#endif
