/// What the parent, the zygote and the workers share: memory and pipes. Internal to synth/.
///
///   parent -- jobs: the index of a slot ------> workers (forked ahead, waiting)
///   parent -- orders: a worker to end --------> zygote
///   parent <- news: "look at the slots" ------- workers, zygote; closed: all have gone
#ifndef LISTEN_SYNTH_SHARED_H
#define LISTEN_SYNTH_SHARED_H

#include "synth/sandbox.h"
#include "synth/synth.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <sys/types.h>

enum {
  MAX_CLAUSES = PROSODY_UTTERANCE_MAX / 2,
  MAX_WORDS = PROSODY_UTTERANCE_MAX, ///< text offsets ascend, so there is one a byte at most
  SLOT_FRAMES = 8 * 1024 * 1024,     ///< 6 min at 22 050 Hz; only pages in use cost memory
  SHARED_PAGE = 4096,
  SPARE_WORKERS = 2, ///< forked beyond those that may speak at once, so that a successor waits
  SYNTH_MAX_FORKED = SYNTH_MAX_WORKERS + SPARE_WORKERS,
};

/// The life of a slot. Whoever moves it on does so by a compare and swap where another may, too.
enum slot_state {
  SLOT_FREE,    ///< the parent's
  SLOT_QUEUED,  ///< a worker may take it; the parent may drop it
  SLOT_TAKEN,   ///< a worker speaks
  SLOT_DONE,    ///< the frames are there
  SLOT_FAILED,  ///< the worker gave up; `diag` may say why
  SLOT_DIED,    ///< the worker died
  SLOT_DROPPED, ///< not wanted any more, but its index is still in the pipe
};

/// An utterance to speak and what came of it.
struct shared_slot {
  _Atomic uint32_t state;
  _Atomic pid_t worker;     ///< who took it; 0 while nobody has
  _Atomic int64_t taken_ms; ///< when
  struct listen_diag diag;  ///< why it failed; status LISTEN_OK: nothing known
  enum utterance_style style;
  bool has_level; ///< else as the engine speaks
  struct level_settings level;
  size_t n_clauses;
  size_t clause_len[MAX_CLAUSES];       ///< bytes, without the NUL
  char text[2 * PROSODY_UTTERANCE_MAX]; ///< the clauses, each with its NUL

  size_t total_frames;
  size_t n_frames[MAX_CLAUSES];
  size_t n_words;
  struct word_event words[MAX_WORDS];
  alignas(SHARED_PAGE) int16_t frames[SLOT_FRAMES];
};

struct shared {
  _Atomic bool is_open;         ///< the engine has come up, or has not: see `diag`
  int sample_rate_hz;           ///< 0: it has not
  struct listen_diag diag;      ///< why
  _Atomic unsigned confinement; ///< of the worker that began last
  _Atomic uint32_t n_strayed;   ///< workers that died and had taken no slot, or not yet said so
  _Atomic pid_t seats[SYNTH_MAX_WORKERS]; ///< of those who may speak; 0: free
  _Atomic uint32_t n_left;                ///< seats that were left, of which the next are told
  struct shared_slot slots[];             ///< memory is taken up as they are used
};

static inline size_t shared_bytes(size_t n_slots) {
  return sizeof(struct shared) + n_slots * sizeof(struct shared_slot);
}

/// What the zygote is forked with.
struct zygote {
  const struct engine_opener *opener;
  struct shared *shared;
  size_t n_slots;
  unsigned n_workers;
  int jobs_fd, orders_fd, news_fd; ///< the workers' and the zygote's ends
};

enum { ZYGOTE_NAME_BYTES = 64 };

/// What a zygote that was forked ahead is told through `orders`: how espeak-ng is to speak.
struct zygote_call {
  unsigned n_workers;
  size_t n_slots;
  struct engine_settings styles[N_STYLES]; ///< their names follow
  char voices[N_STYLES][ZYGOTE_NAME_BYTES], variants[N_STYLES][ZYGOTE_NAME_BYTES];
};

/// Bring up the engine and keep the workers at work, until the parent closes `orders` or dies.
_Noreturn void zygote_run(struct zygote *zygote, pid_t parent);

/// Bring up what every voice of espeak-ng needs, wait to be told which, and go on as zygote_run.
_Noreturn void zygote_sleep(struct zygote *zygote, pid_t parent);

/// Give up what is not needed, wait for a job, speak it with the sandbox's engine, and exit.
_Noreturn void worker_run(const struct zygote *zygote, const struct sandbox *sandbox, pid_t parent);

/// Free the seat of a worker, if it has one, for the next that waits.
void worker_leave_seat(struct shared *shared, pid_t worker);

/// Nothing that is said of a slot goes by messages, so that any single byte wakes the parent.
void shared_wake_parent(int news_fd);

int64_t shared_now_ms(void);

#endif
