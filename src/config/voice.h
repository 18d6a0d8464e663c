/// Voice profiles: `voices/NAME.yaml`.
///
/// Promise: a profile that loads is valid in every field; one that does not gives one diagnostic
/// with file, line, what is wrong and the accepted range. Hostile YAML (aliases, deep nesting, huge
/// files) is refused early.
#ifndef LISTEN_CONFIG_VOICE_H
#define LISTEN_CONFIG_VOICE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

/// Silence after something, in ms, 0..10000 each. All pauses in the sound are these.
struct voice_pauses {
  unsigned title_ms, heading_ms, paragraph_ms, section_ms, sentence_ms;
  unsigned comma_ms, semicolon_ms, colon_ms, dash_ms, bracket_ms, ellipsis_ms;
  unsigned item_ms, quote_ms;
};

/// How loud the sound becomes, and how loud the voice is by itself. LUFS and dBTP as in EBU R128.
struct voice_loudness {
  double target_lufs;         ///< -40..-10
  double peak_dbtp;           ///< -9..0
  double measured_lufs;       ///< the voice as the engine speaks it; 0: not measured
  double quote_measured_lufs; ///< the same in block quotes; 0: not measured
  double limited_lu;          ///< what the limiter takes away of -16 LUFS, 0..10
};

/// A program of the user's that speaks, for `engine: command`.
struct voice_command {
  const char *const *argv; ///< ended by NULL; NULL: none
  const char *input;       ///< "text" or "ipa"; "": text
  const char *output;      ///< "wav" or "raw"; "": wav
  int rate_hz;             ///< of its sound; 0 where there is no program
  int timeout_s;           ///< for one sentence
};

struct voice_profile {
  struct arena arena; ///< owns the strings
  const char *name;   ///< file name without .yaml
  const char *path;
  const char *description_de, *description_en;
  const char *engine; ///< "espeak" or "command"; "": espeak
  struct voice_command command;
  const char *espeak_voice;   ///< "de"
  const char *espeak_variant; ///< "" or "f2", "klatt2", …
  int rate_wpm;               ///< 80..450, espeak-ng's words a minute
  int pitch;                  ///< 0..99
  int range;                  ///< 0..99, pitch range
  int volume;                 ///< 0..200, per cent of the engine's own level
  const char *quote_variant;  ///< of block quotes; "": espeak_variant
  int quote_pitch_offset;     ///< -50..50, added to the pitch in block quotes
  int emphasis;               ///< 1: stress the words that the author stressed; 0: do not
  int heading_rate_percent;   ///< 50..150, of the rate, in the title and in headings
  int heading_pitch_offset;   ///< -50..50, added to the pitch there
  struct voice_loudness loudness;
  struct voice_pauses pauses;
  int timing_permille;  ///< 100..5000: length of its sound, in parts of that of espeak-ng's "de"
  int timing_clause_ms; ///< -1000..1000: added to each clause
};

/// One documented field, for the man page, the README's table and the checks: the single source.
struct voice_field {
  const char *key;  ///< dotted: "pauses.comma_ms"
  const char *type; ///< "list" of texts, "integer", "decimal", "string", or "name": letters,
                    ///< digits, "_", "+", "-"
  long min, max;    ///< for numbers; of strings and names the length in bytes, of lists in texts
  bool required;    ///< with `engine: command` only the description is
  long fallback;    ///< what a missing optional number becomes; a missing optional name is ""
  size_t offset;    ///< of its member in struct voice_profile
  const char *help_en, *help_de;
};
extern const struct voice_field voice_fields[];
extern const size_t n_voice_fields;

/// Is it a program of the user's that speaks, and not espeak-ng?
bool voice_is_command(const struct voice_profile *profile);

/// Load a profile by name (looked up in the folders below) or by path (it has a '/' or ends in
/// ".yaml" or ".yml").
///
/// Folders, first hit wins:
/// 1. $LISTEN_VOICES, if set and not empty; it must then be a folder;
/// 2. a source tree around the program, for a program in its build tree: voices/ in `program_dir`
/// or
///    in one of its four nearest parents, if it holds the default profile and stands beside a
///    CMakeLists.txt;
/// 3. `program_dir`/../share/listen/voices, for an installation that was moved;
/// 4. the data folder of the installation prefix.
/// @param program_dir  folder of the running executable; may be NULL
/// Errors: LISTEN_E_CONFIG (bad file; unknown name, with the nearest known name as hint; bad
/// $LISTEN_VOICES), LISTEN_E_IO, LISTEN_E_NOMEM. `out` is zeroed then. Release with
/// voice_profile_clear.
enum listen_status voice_profile_load(const char *name_or_path, const char *program_dir,
                                      struct voice_profile *out,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Parse a profile from memory; `path` names it in diagnostics and gives `name`. `out` is zeroed on
/// failure.
enum listen_status voice_profile_parse(struct view yaml, const char *path,
                                       struct voice_profile *out,
                                       struct listen_diag *diag) LISTEN_MUST_CHECK;

void voice_profile_clear(struct voice_profile *profile); ///< NULL is fine

/// Append all fields that shape the sound of the words, a line each; with `pauses` also the silence
/// between them. Two profiles of the same text sound alike, but for their loudness.
/// False for a field of a type that this function does not know, or when out of memory.
bool voice_profile_text(const struct voice_profile *profile, bool pauses, struct buf *out);

/// All profiles found in the folders above, sorted by name, an earlier folder hiding a later one.
/// A profile that does not load is an error, as it would be when used.
struct voice_list {
  struct voice_profile *profiles;
  size_t n_profiles;
};
enum listen_status voice_list_load(const char *program_dir, struct voice_list *out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;
void voice_list_clear(struct voice_list *list);

#define VOICE_DEFAULT "nachrichten"

#endif
