/// Spoken text → utterances: what the engine gets in one piece, and the pauses between.
///
/// Promise: every pause in the sound comes from here, from the voice profile; a clause is short
/// enough for the engine's buffers; nothing that the engine would take for a command gets through.
/// Pure, linear, and independent of how many workers speak.
#ifndef LISTEN_PROSODY_PROSODY_H
#define LISTEN_PROSODY_PROSODY_H

#include "base/buf.h"
#include "base/status.h"
#include "base/view.h"
#include "pronounce/pronounce.h"

/// Words that the author stressed, in bytes of the spoken text, ascending.
struct prosody_stress {
  const struct span *spans;
  size_t n_spans;
};

/// Silence by what stands there, in ms; the fields of the voice profile.
struct prosody_pauses {
  unsigned title_ms, heading_ms, paragraph_ms, section_ms, sentence_ms;
  unsigned comma_ms, semicolon_ms, colon_ms, dash_ms, bracket_ms, ellipsis_ms;
  unsigned item_ms, quote_ms;
};

/// What follows a sentence, from the weakest to the strongest.
enum prosody_end {
  PROSODY_END_SENTENCE,  ///< another sentence of the same block
  PROSODY_END_ITEM,      ///< another item of the same list
  PROSODY_END_PARAGRAPH, ///< another block of the same section
  PROSODY_END_QUOTE,     ///< a block quote begins or ends
  PROSODY_END_HEADING,   ///< this was a heading
  PROSODY_END_SECTION,   ///< a new section begins
  PROSODY_END_TITLE,     ///< this was the title
};

/// The pause after `end`, in ms.
unsigned prosody_end_ms(const struct prosody_pauses *pauses, enum prosody_end end);

/// A stretch without an inner pause.
struct clause {
  const char *text;  ///< NUL-terminated UTF-8 in the form the engine reads best, with its mark
                     ///< ('.', ',', '?' …) at the end, which shapes the melody
  size_t len;        ///< bytes, without the NUL; at most PROSODY_CLAUSE_MAX
  unsigned pause_ms; ///< silence after it
};

enum {
  PROSODY_CLAUSE_MAX = 780, ///< espeak-ng 1.51 has a clause buffer of 800 bytes
  /// bytes of engine text in an utterance, so that its sound is bounded
  PROSODY_UTTERANCE_MAX = 1600,
};

/// Where a stretch of the engine's text came from. Runs ascend in both texts, never cross a clause,
/// and what none covers (blanks, the marks that shape the melody) says no word.
struct engine_run {
  struct span engine; ///< bytes of `utterance.engine`
  struct span spoken; ///< bytes of the spoken text
  bool replaced;      ///< the engine gets another text instead of it: nothing inside corresponds
};

/// How an utterance is spoken.
enum utterance_style {
  STYLE_PLAIN,
  STYLE_QUOTE,
  STYLE_TITLE,
  STYLE_HEADING,
  STYLE_ITEM, ///< of a list
  N_STYLES
};

/// What one engine call chain speaks: usually a sentence; a very long one gives several.
struct utterance {
  enum utterance_style style; ///< set by the caller of prosody_next
  struct buf engine;          ///< owns the clause texts
  struct clause *clauses;
  size_t n_clauses, cap_clauses;
  struct engine_run *runs; ///< of all clauses
  size_t n_runs, cap_runs;
};

void utterance_clear(struct utterance *utterance); ///< NULL is fine

/// Make one clause of all, for an engine that has a prosody of its own. The pause after the last
/// one remains.
void utterance_join(struct utterance *utterance);

/// Cut the next utterance off `spoken` (a sentence out of the normaliser). `*pos` starts at 0; the
/// text is done when it reaches `spoken.len`. An utterance may come out without a clause, where
/// there is nothing to say. `end` decides the pause after the last clause.
/// @param pronounced  what the engine gets instead of words of `spoken`; NULL for none. The only
/// way
///                    for phoneme input to get through: a "[[" of the text itself never does.
/// Errors: LISTEN_E_NOMEM.
enum listen_status prosody_next(struct view spoken, size_t *pos, enum prosody_end end,
                                const struct prosody_pauses *pauses,
                                const struct pronounced *pronounced,
                                struct utterance *out) LISTEN_MUST_CHECK;

/// The same, with stress on some words. An engine other than espeak-ng does not understand it.
enum listen_status prosody_next_stressed(struct view spoken, size_t *pos, enum prosody_end end,
                                         const struct prosody_pauses *pauses,
                                         const struct pronounced *pronounced,
                                         const struct prosody_stress *stress,
                                         struct utterance *out) LISTEN_MUST_CHECK;

#endif
