/// Utterances → sound, by the cache where it knows them and else by the speech engine. The shape of
/// synth.h; frames come in the order of submission and are the same with and without a cache.
///
/// An utterance that is under way already is not spoken a second time. The engine is brought up for
/// the first piece that has to be spoken. Memory does not grow with what is spoken.
#ifndef LISTEN_PIPELINE_VOICING_H
#define LISTEN_PIPELINE_VOICING_H

#include "cache/cache.h"
#include "synth/synth.h"

struct voicing_options {
  struct cache *cache; ///< NULL: none; borrowed
  /// All that shapes the sound of an utterance besides its text and style. Borrowed.
  struct view sound_key;
  struct synth_options synth;
  /// Bring up the engine. Called once, or never.
  enum listen_status (*open_engine)(void *context, struct synth_engine *out,
                                    struct listen_diag *diag);
  void *engine_context;
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
