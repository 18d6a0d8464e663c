/// When each written word is heard: engine events → frames, and back to what the reader sees.
///
/// The way of a word: written sentence → (edits of the normaliser) → spoken text → (runs of
/// prosody) → engine's text → (events of the engine) → frames. Each step knows its spans, so
/// nothing is guessed but where the engine itself reports no word of its own.
///
/// Promise: words ascend and do not overlap, in the text and in time; pure, and linear in the
/// sentence, whatever it holds.
#ifndef LISTEN_TIMING_TIMING_H
#define LISTEN_TIMING_TIMING_H

#include "normalise/normalise.h"
#include "prosody/prosody.h"
#include "synth/synth.h"

// ---- what is written, and what says it (written.c) ----

/// A word as the reader sees it, without the marks around it: "Warum", "2024", "z. B.".
struct written_word {
  struct span written; ///< bytes of the written sentence
  struct span spoken;  ///< bytes of the spoken text; never empty
};

/// The words of a sentence. Reuse it for the next to save allocations.
struct written_words {
  struct written_word *items;
  size_t n, cap;
  struct span *tokens, *said; ///< working memory
  size_t n_tokens, cap_tokens, n_said, cap_said;
};

void written_words_clear(struct written_words *words); ///< NULL is fine; leaves it zeroed

/// Find the words of `sentence` that are said. What stands between blanks is a word; several that
/// one edit says together ("5 km" → "fünf Kilometer") are one, unless words that the speech keeps
/// as they are part it in the same order ("12. März 2024" is three). Dashes, quotes, and what the
/// normaliser leaves out, belong to none.
/// Errors: LISTEN_E_NOMEM.
enum listen_status written_words_find(struct view sentence, const struct spoken *spoken,
                                      struct written_words *out) LISTEN_MUST_CHECK;

// ---- where the engine says it (place.c) ----

/// A written word, or the part of it that one clause says.
struct word_place {
  size_t word;         ///< index of the written word, so that its parts can be joined
  struct span written; ///< bytes of the written sentence
  size_t clause;       ///< index in the utterance
  struct span engine;  ///< bytes of the clause's text
};

/// The places of an utterance, ascending.
struct word_places {
  struct word_place *items;
  size_t n, cap;
};

void word_places_clear(struct word_places *places); ///< NULL is fine; leaves it zeroed

/// Find the places of `words` in `utterance`, which was cut off `spoken`.
/// Errors: LISTEN_E_NOMEM.
enum listen_status word_places_find(const struct written_words *words, struct view spoken,
                                    const struct utterance *utterance,
                                    struct word_places *out) LISTEN_MUST_CHECK;

/// When the places of one clause begin to sound, in frames of the clause. A place begins with the
/// first event inside it; one without an event (the engine ran words together) shares the time up
/// to the next that has one by the length of its engine text.
/// @param places  those of the clause
/// @param events  those of the clause
/// @param starts  out: `n` frames, ascending, none past `n_frames`
void word_places_time(const struct word_place *places, size_t n, const struct word_event *events,
                      size_t n_events, uint64_t n_frames, uint64_t *starts);

// ---- the result ----

/// A word that is heard. It ends where the next word of its clause begins, or its sound ends.
struct timed_word {
  struct span written; ///< bytes of the block's text
  uint64_t start, end; ///< frames from the start of the article
};

/// A sentence that is heard, from its first sound to the end of its last.
struct timed_sentence {
  size_t block; ///< index in document->blocks
  struct span written;
  uint64_t start, end;
  const struct timed_word *words; ///< none where the engine does not know its words
  size_t n_words;
};

#endif
