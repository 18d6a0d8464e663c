// The worker: a process that speaks one utterance into its slot of shared memory and ends.

#include "synth/shared.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

struct pcm_sink {
  struct shared_slot *slot;
  int sample_rate_hz, silent_below;
  size_t clause, clause_len; ///< index and bytes of text of the clause being spoken
  size_t clause_start;       ///< in slot->frames
  size_t clause_words;       ///< in slot->words
  size_t n_skipped;          ///< frames of silence at the start of the clause, which are not kept
  size_t n_mapped;           ///< bytes of slot->frames that this process has mapped
};

/// A page of the slot costs a fault when it is first written. Mapping some at a time is cheaper, as
/// if for reading most of all: of a slot that has been used before, pages come many to a fault
/// then, and shared ones can be written to all the same. Where the system cannot do it, faults come
/// as ever.
static void map_ahead(struct pcm_sink *sink, size_t n_frames) {
  enum { STEP_BYTES = 32 * SHARED_PAGE };
  for (size_t need = n_frames * sizeof(int16_t); sink->n_mapped < need;
       sink->n_mapped += STEP_BYTES) {
#ifdef MADV_POPULATE_READ
    if (sink->n_mapped + STEP_BYTES <= sizeof sink->slot->frames)
      madvise((char *)sink->slot->frames + sink->n_mapped, STEP_BYTES, MADV_POPULATE_READ);
#endif
  }
}

/// How much of what begins a clause is exact silence, which trim_clause would only cut off again.
static size_t count_silence(const struct pcm_sink *sink, const int16_t *frames, size_t n_frames) {
  size_t n = 0;
  while (sink->silent_below == 0 && n < n_frames && frames[n] == 0)
    n++;
  return n;
}

bool pcm_sink_write(struct pcm_sink *sink, const int16_t *frames, size_t n_frames) {
  struct shared_slot *slot = sink->slot;
  size_t before =
      slot->total_frames == sink->clause_start ? count_silence(sink, frames, n_frames) : 0;
  if (n_frames > SLOT_FRAMES - slot->total_frames || before > SLOT_FRAMES - sink->n_skipped)
    return false;
  sink->n_skipped += before;
  frames += before;
  n_frames -= before;
  map_ahead(sink, slot->total_frames + n_frames);
  memcpy(slot->frames + slot->total_frames, frames, n_frames * sizeof *frames);
  slot->total_frames += n_frames;
  return true;
}

void pcm_sink_word(struct pcm_sink *sink, size_t text_offset, size_t frame) {
  struct shared_slot *slot = sink->slot;
  if (text_offset >= sink->clause_len || slot->n_words == MAX_WORDS)
    return;
  if (slot->n_words > sink->clause_words) {
    const struct word_event *last = &slot->words[slot->n_words - 1];
    if (text_offset <= last->text_offset || frame < last->frame)
      return;
  }
  slot->words[slot->n_words++] = (struct word_event){sink->clause, text_offset, frame};
}

struct listen_diag *pcm_sink_diag(struct pcm_sink *sink) {
  return &sink->slot->diag;
}

/// Count the clause's words from its first frame after trimming.
static void trim_words(const struct pcm_sink *sink, size_t lead, size_t n_frames) {
  struct shared_slot *slot = sink->slot;
  if (n_frames == 0)
    slot->n_words = sink->clause_words;
  for (size_t i = sink->clause_words; i < slot->n_words; i++) {
    uint64_t frame = slot->words[i].frame;
    frame = frame > lead ? frame - lead : 0;
    slot->words[i].frame = frame < n_frames ? frame : n_frames - 1;
  }
}

/// Bring an edge of a clause to zero over `n` frames, from `edge` inwards by `step` (1 or -1).
static void fade(int16_t *edge, int step, size_t n) {
  for (size_t i = 0; i < n; i++, edge += step)
    *edge = (int16_t)(*edge * (int)(i + 1) / (int)(n + 1));
}

/// Cut the engine's own silence off both ends of the clause just spoken, and soften the edges.
/// The silence is exact zeros (espeak-ng 1.51: up to 13 ms before, 7 to 19 ms after), so no sound
/// is lost; but some of its consonants end in the middle of a wave, which would click.
static void trim_clause(struct pcm_sink *sink) {
  enum { FADE_IN_MS = 1, FADE_OUT_MS = 3, SOFT_MS = 5 };
  struct shared_slot *slot = sink->slot;
  int16_t *start = slot->frames + sink->clause_start;
  size_t n = slot->total_frames - sink->clause_start, lead = 0;
  const int most = sink->silent_below;
  while (n > 0 && abs(start[n - 1]) <= most)
    n--;
  while (lead < n && abs(start[lead]) <= most)
    lead++;
  if (most > 0 && lead < n) { // where silence is not exact, a sound begins and ends softly in it
    size_t soft = (size_t)sink->sample_rate_hz * SOFT_MS / 1000;
    size_t after = slot->total_frames - sink->clause_start - n;
    lead -= lead < soft ? lead : soft;
    n += after < soft ? after : soft;
  }
  n -= lead;
  if (lead > 0)
    memmove(start, start + lead, n * sizeof *start);
  slot->total_frames = sink->clause_start + n;
  trim_words(sink, sink->n_skipped + lead, n);
  size_t in = (size_t)sink->sample_rate_hz * FADE_IN_MS / 1000;
  size_t out = (size_t)sink->sample_rate_hz * FADE_OUT_MS / 1000;
  if (n > in + out) {
    fade(start, 1, in);
    fade(start + n - 1, -1, out);
  }
}

/// Bring the clause just spoken to its level.
static bool level_clause(const struct pcm_sink *sink) {
  struct shared_slot *slot = sink->slot;
  return !slot->has_level ||
         level_apply(slot->frames + sink->clause_start, slot->total_frames - sink->clause_start,
                     sink->sample_rate_hz, &slot->level) == LISTEN_OK;
}

static bool speak(const struct synth_engine *engine, struct shared_slot *slot) {
  struct pcm_sink sink = {
      .slot = slot, .sample_rate_hz = engine->sample_rate_hz, .silent_below = engine->silent_below};
  slot->total_frames = slot->n_words = 0;
  if (slot->style != STYLE_PLAIN && engine->set_style != NULL &&
      !engine->set_style(engine->context, slot->style))
    return false;
  const char *text = slot->text;
  for (size_t i = 0; i < slot->n_clauses; i++) {
    sink.clause = i;
    sink.clause_len = slot->clause_len[i];
    sink.clause_start = slot->total_frames;
    sink.clause_words = slot->n_words;
    sink.n_skipped = 0;
    if (!engine->speak(engine->context, text, &sink))
      return false;
    trim_clause(&sink);
    if (!level_clause(&sink))
      return false;
    slot->n_frames[i] = slot->total_frames - sink.clause_start;
    text += slot->clause_len[i] + 1;
  }
  return true;
}

// More speaking processes than cores get in each other's way: the system lets two share a core for
// many milliseconds while another idles. So each needs a seat.

static long futex(_Atomic uint32_t *word, int operation, uint32_t value) {
  return syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

/// Move to a core of one's own, without being bound to it, where there is a seat for each. Where
/// that cannot be done, nothing is lost but time.
static void go_to_core(unsigned seat, unsigned n_seats) {
  cpu_set_t all, one;
  if (sched_getaffinity(0, sizeof all, &all) != 0 || n_seats < (unsigned)CPU_COUNT(&all))
    return;
  unsigned nth = seat % (unsigned)CPU_COUNT(&all);
  for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
    if (CPU_ISSET(cpu, &all) && nth-- == 0) {
      CPU_ZERO(&one);
      CPU_SET(cpu, &one);
      if (sched_setaffinity(0, sizeof one, &one) == 0)
        sched_setaffinity(0, sizeof all, &all);
      return;
    }
}

static bool take_seat(struct shared *shared, unsigned n_seats) {
  for (unsigned i = 0; i < n_seats; i++) {
    pid_t nobody = 0;
    if (atomic_compare_exchange_strong(&shared->seats[i], &nobody, getpid())) {
      go_to_core(i, n_seats);
      return true;
    }
  }
  return false;
}

static void wait_for_seat(struct shared *shared, unsigned n_seats) {
  for (;;) {
    uint32_t n_left = atomic_load(&shared->n_left); // first, so that none is missed
    if (take_seat(shared, n_seats))
      return;
    futex(&shared->n_left, FUTEX_WAIT, n_left);
  }
}

void worker_leave_seat(struct shared *shared, pid_t worker) {
  for (size_t i = 0; i < SYNTH_MAX_WORKERS; i++) {
    pid_t sitting = worker;
    if (atomic_compare_exchange_strong(&shared->seats[i], &sitting, 0)) {
      atomic_fetch_add(&shared->n_left, 1);
      futex(&shared->n_left, FUTEX_WAKE, 1);
      return;
    }
  }
}

/// The next job that is still wanted; NULL when the parent has none any more.
static struct shared_slot *take_job(const struct zygote *zygote) {
  for (;;) {
    uint32_t index;
    ssize_t n = recv(zygote->jobs_fd, &index, sizeof index, 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n != sizeof index || index >= zygote->n_slots)
      return NULL;
    struct shared_slot *slot = &zygote->shared->slots[index];
    pid_t nobody = 0;
    if (!atomic_compare_exchange_strong(&slot->worker, &nobody, getpid()))
      continue; // the index came twice
    atomic_store(&slot->taken_ms, shared_now_ms());
    uint32_t state = SLOT_QUEUED;
    if (atomic_compare_exchange_strong(&slot->state, &state, SLOT_TAKEN))
      return slot;
    if (state == SLOT_DROPPED)
      atomic_store(&slot->state, SLOT_FREE);
    shared_wake_parent(zygote->news_fd);
  }
}

void worker_run(const struct zygote *zygote, const struct sandbox *sandbox, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(1);
  unsigned confinement = sandbox_enter(sandbox, zygote->jobs_fd, zygote->news_fd);
  atomic_store(&zygote->shared->confinement, confinement);
  wait_for_seat(zygote->shared, zygote->n_workers);
  struct shared_slot *slot = take_job(zygote);
  if (slot == NULL)
    _exit(0);
  bool spoke = speak(sandbox->engine, slot);
  worker_leave_seat(zygote->shared, getpid());
  atomic_store(&slot->state, spoke ? SLOT_DONE : SLOT_FAILED);
  shared_wake_parent(zygote->news_fd);
  _exit(0);
}
