/// The parent's side of the pool, for pool.c and jobs.c. Internal to synth/.
#ifndef LISTEN_SYNTH_POOL_H
#define LISTEN_SYNTH_POOL_H

#include "synth/shared.h"

/// What only the parent needs to know of a slot.
struct slot {
  struct shared_slot *shared;
  unsigned pause_ms[MAX_CLAUSES];
  size_t n_clauses;
  struct view written;
  uintptr_t tag;
  unsigned tries;
  size_t n_bytes;  ///< of text
  bool held;       ///< no worker has been told of it yet
  int64_t late_ms; ///< when its worker was first found late; 0: it was not
  bool timed_out;  ///< its worker was ordered to be ended
};

struct synth {
  unsigned timeout_ms;
  const volatile sig_atomic_t *cancel;
  struct shared *shared;
  size_t n_mapped; ///< slots in `shared`, of which some may not be used
  pid_t zygote;
  bool gone;   ///< the zygote has ended, and with it all workers
  bool ended;  ///< nothing more will be asked of it
  bool hosted; ///< the zygote is listen-host, and no child of this process
  int jobs_fd, orders_fd, news_fd;
  int64_t silent_ms;  ///< waited for since there was news
  uint32_t n_strayed; ///< of struct shared, when it was last looked at
  struct level_settings levels[N_STYLES];
  bool has_levels;
  struct slot *slots;
  size_t n_slots;
  size_t head, n_used; ///< ring: the oldest utterance, and how many are under way
  size_t most_sent;    ///< of them, that workers are told of
  bool handed_out;     ///< the caller has the oldest's frames; the next call releases them
  // Of the oldest: looked through, where no worker can change it any more.
  size_t n_frames[MAX_CLAUSES], n_words;
  struct word_event words[MAX_WORDS];
};

static inline struct slot *slot_at(const struct synth *synth, size_t nth) {
  return &synth->slots[(synth->head + nth) % synth->n_slots];
}

static inline uint32_t state_of(const struct slot *slot) {
  return atomic_load(&slot->shared->state);
}

/// The zygote has ended, and with it all workers: say why.
enum listen_status pool_zygote_gone(struct synth *synth, struct listen_diag *diag);

// ---- jobs.c ----

/// Write an utterance into its slot; false where there is no room for it.
bool job_write(const struct synth *synth, struct slot *slot, const struct utterance *utterance);

/// Let the next worker that is free take the slot.
enum listen_status job_queue(struct synth *synth, struct slot *slot,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Tell the workers of as many utterances as keep them at work until we look again.
/// @param is_end  no more will come for now
enum listen_status jobs_send(struct synth *synth, bool is_end,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Where a worker died without a slot, one's index may have died with it: send all again that wait.
/// An index that comes twice does no harm.
enum listen_status jobs_find_lost(struct synth *synth, struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
