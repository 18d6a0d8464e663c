/// Utterances → sound, by the cache where it knows them and else by the speech engine. The shape of
/// synth.h; frames come in the order of submission and are the same with and without a cache.
///
/// An utterance that is under way already is not spoken a second time. The engine is asked for with
/// the first piece that has to be spoken. Memory does not grow with what is spoken.
#ifndef LISTEN_PIPELINE_VOICING_H
#define LISTEN_PIPELINE_VOICING_H

#include "cache/cache.h"
#include "synth/synth.h"

struct voicing_options {
  struct cache *cache; ///< NULL: none; borrowed
  /// All that shapes the sound of an utterance besides its text, style and level. Borrowed.
  struct view sound_key;
  /// The level of each style, N_STYLES of them; NULL: as the engine speaks. Borrowed.
  const struct level_settings *levels;
  /// Gives the workers, ready and idle, for the first piece that has to be spoken. Called once, or
  /// never; they are borrowed until voicing_close, which leaves them idle.
  enum listen_status (*open_synth)(void *context, struct synth **out, struct listen_diag *diag);
  void *synth_context;
};

struct voicing;

/// Errors: LISTEN_E_NOMEM. Release with voicing_close. `options` is copied.
enum listen_status voicing_open(const struct voicing_options *options, struct voicing **out,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// As synth_has_room, synth_is_busy, synth_submit and synth_next.
bool voicing_has_room(const struct voicing *voicing);
bool voicing_is_busy(const struct voicing *voicing);
enum listen_status voicing_submit(struct voicing *voicing, const struct utterance *utterance,
                                  struct view written, uintptr_t tag,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status voicing_next(struct voicing *voicing, struct spoken_pcm *out,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// How many utterances the engine had to speak so far.
size_t voicing_n_spoken(const struct voicing *voicing);

void voicing_close(struct voicing *voicing); ///< NULL is fine

#endif
