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
  SLOTS_PER_WORKER = 4, ///< finished pieces may wait for an older one without idling a core
  SENT_PER_WORKER = 2,  ///< one to speak, and one that is there when it has been
  SPARE_WORKERS = 2,    ///< forked beyond those that may speak at once, so that a successor waits
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
  _Atomic pid_t zygote;         ///< of one that listen-host is
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
  /// command_open, where a call may ask for it; NULL where the libraries it needs are not to be
  /// loaded.
  enum listen_status (*open_command)(const void *settings, struct synth_engine *out,
                                     struct listen_diag *diag);
};

enum { ZYGOTE_NAME_BYTES = 64, ZYGOTE_ARGUMENTS = 64, ZYGOTE_ARGUMENTS_BYTES = 8192 };

/// What a zygote that was started ahead is told through `orders`: how the engine is to speak.
struct zygote_call {
  unsigned n_workers;
  size_t n_slots;
  struct engine_settings styles[N_STYLES]; ///< their names follow
  char voices[N_STYLES][ZYGOTE_NAME_BYTES], variants[N_STYLES][ZYGOTE_NAME_BYTES];
  bool german;     ///< messages
  bool is_command; ///< a program speaks, and its arguments follow
  struct command_settings command;
  size_t n_arguments;
  char arguments[ZYGOTE_ARGUMENTS_BYTES]; ///< each with its NUL
};

/// Fill it from an opener; false for what does not fit in, and for an engine of the caller's.
bool zygote_describe(const struct engine_opener *opener, struct zygote_call *out);

/// The styles of a call, which they borrow from.
void zygote_settings(const struct zygote_call *call, struct espeak_settings *out);

/// What the first byte of an answer says of the rest: phonemes, or a struct listen_diag.
enum { ANSWER_PHONEMES = 'p', ANSWER_DIAG = 'd' };

/// The descriptors of listen-host, in this order.
enum { HOST_SHARED_FD = 3, HOST_JOBS_FD, HOST_ORDERS_FD, HOST_NEWS_FD };

/// Run listen-host as a zygote, with `n_slots`. `out` is as synth_prepare leaves it.
enum listen_status synth_run_host(const char *host, size_t n_slots, struct synth_prepared *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

struct shared *shared_map(size_t n_slots); ///< NULL when out of memory
unsigned pool_usual_workers(void);         ///< one for each core

/// Fork a process with pipes to and from it, which runs `run` and never returns.
pid_t pool_fork(struct zygote *zygote, void (*run)(struct zygote *, pid_t), int ours[3]);

/// A zygote for a pool: by running listen-host; the one that was prepared, if it fits, which ends
/// otherwise; or forked. Errors: as synth_open.
enum listen_status zygote_start(const struct engine_opener *opener,
                                const struct synth_options *options, unsigned n_workers,
                                size_t n_slots, struct synth_prepared *out,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Sockets and a pipe between the parent and a zygote. False with errno; nothing is open then.
bool zygote_pipes(int ours[3], int theirs[3]);

/// Bring up the engine and keep the workers at work, until the parent closes `orders` or dies.
/// @param parent  its process; 0: of listen-host, which is nobody's child
_Noreturn void zygote_run(struct zygote *zygote, pid_t parent);

/// Its two halves: make a process of its own of what was started; bring up the engine and go on.
/// @return a file to read the deaths of children from
int zygote_settle(pid_t parent);
_Noreturn void zygote_serve(const struct zygote *zygote, int deaths_fd);

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
