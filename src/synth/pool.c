// The pool of worker processes. A worker is forked for one utterance, speaks it into its slot of
// shared memory and exits; the closing of its pipe tells the parent.

#include "synth/synth.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  DEFAULT_TIMEOUT_MS = 20000,
  MAX_WORKERS = 64,
  SLOTS_PER_WORKER = 3, ///< finished pieces may wait for an older one without idling a core
  MAX_CLAUSES = PROSODY_UTTERANCE_MAX / 2,
  MAX_WORDS = PROSODY_UTTERANCE_MAX, ///< text offsets ascend, so there is one a byte at most
  SLOT_FRAMES = 8 * 1024 * 1024,     ///< 6 min at 22 050 Hz; only pages in use cost memory
  KEEP_FRAMES = 1024 * 1024,         ///< a slot that held more is given back to the system
  MAX_TRIES = 2,
};

/// In shared memory: what a worker reports.
struct report {
  size_t total_frames;
  size_t n_frames[MAX_CLAUSES];
  size_t n_words;
  struct word_event words[MAX_WORDS];
  int16_t frames[SLOT_FRAMES];
};

struct slot {
  struct report *report;
  struct utterance utterance; ///< copy, for the retry
  unsigned pause_ms[MAX_CLAUSES];
  struct view written;
  uintptr_t tag;
  pid_t pid;      ///< 0: no worker runs
  int pipe_fd;    ///< reads EOF when the worker is gone; -1: none
  int64_t due_ms; ///< when its time is up
  unsigned tries;
};

struct synth {
  struct synth_engine engine;
  unsigned timeout_ms, n_workers;
  const volatile sig_atomic_t *cancel;
  struct level_settings levels[N_STYLES];
  bool has_levels;
  struct slot *slots;
  size_t n_slots;
  size_t head, n_used; ///< ring: the oldest utterance, and how many are under way
  size_t n_started;    ///< of those, how many have a worker or are finished
  bool handed_out;     ///< the caller has the oldest's frames; the next call releases them
};

struct pcm_sink {
  struct report *report;
  int sample_rate_hz;
  size_t clause, clause_len; ///< index and bytes of text of the clause being spoken
  size_t clause_start;       ///< in report->frames
  size_t clause_words;       ///< in report->words
};

bool pcm_sink_write(struct pcm_sink *sink, const int16_t *frames, size_t n_frames) {
  struct report *report = sink->report;
  if (n_frames > SLOT_FRAMES - report->total_frames)
    return false;
  memcpy(report->frames + report->total_frames, frames, n_frames * sizeof *frames);
  report->total_frames += n_frames;
  return true;
}

void pcm_sink_word(struct pcm_sink *sink, size_t text_offset, size_t frame) {
  struct report *report = sink->report;
  if (text_offset >= sink->clause_len || report->n_words == MAX_WORDS)
    return;
  if (report->n_words > sink->clause_words) {
    const struct word_event *last = &report->words[report->n_words - 1];
    if (text_offset <= last->text_offset || frame < last->frame)
      return;
  }
  report->words[report->n_words++] = (struct word_event){sink->clause, text_offset, frame};
}

/// Count the clause's words from its first frame after trimming.
static void trim_words(const struct pcm_sink *sink, size_t lead, size_t n_frames) {
  struct report *report = sink->report;
  if (n_frames == 0)
    report->n_words = sink->clause_words;
  for (size_t i = sink->clause_words; i < report->n_words; i++) {
    uint64_t frame = report->words[i].frame;
    frame = frame > lead ? frame - lead : 0;
    report->words[i].frame = frame < n_frames ? frame : n_frames - 1;
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
  enum { FADE_IN_MS = 1, FADE_OUT_MS = 3 };
  struct report *report = sink->report;
  int16_t *start = report->frames + sink->clause_start;
  size_t n = report->total_frames - sink->clause_start, lead = 0;
  while (n > 0 && start[n - 1] == 0)
    n--;
  while (lead < n && start[lead] == 0)
    lead++;
  n -= lead;
  memmove(start, start + lead, n * sizeof *start);
  report->total_frames = sink->clause_start + n;
  trim_words(sink, lead, n);
  size_t in = (size_t)sink->sample_rate_hz * FADE_IN_MS / 1000;
  size_t out = (size_t)sink->sample_rate_hz * FADE_OUT_MS / 1000;
  if (n > in + out) {
    fade(start, 1, in);
    fade(start + n - 1, -1, out);
  }
}

/// Bring the clause just spoken to its level.
static bool level_clause(const struct synth *synth, const struct slot *slot,
                         const struct pcm_sink *sink) {
  struct report *report = slot->report;
  return !synth->has_levels ||
         level_apply(report->frames + sink->clause_start, report->total_frames - sink->clause_start,
                     sink->sample_rate_hz, &synth->levels[slot->utterance.style]) == LISTEN_OK;
}

static _Noreturn void run_worker(const struct synth *synth, struct slot *slot, pid_t parent) {
  // A terminal's Ctrl-C reaches the whole group: the parent decides what it means.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(1);
  struct pcm_sink sink = {.report = slot->report, .sample_rate_hz = synth->engine.sample_rate_hz};
  slot->report->total_frames = 0;
  slot->report->n_words = 0;
  if (slot->utterance.style != STYLE_PLAIN && synth->engine.set_style != NULL &&
      !synth->engine.set_style(synth->engine.context, slot->utterance.style))
    _exit(1);
  for (size_t i = 0; i < slot->utterance.n_clauses; i++) {
    sink.clause = i;
    sink.clause_len = slot->utterance.clauses[i].len;
    sink.clause_start = slot->report->total_frames;
    sink.clause_words = slot->report->n_words;
    if (!synth->engine.speak(synth->engine.context, slot->utterance.clauses[i].text, &sink))
      _exit(1);
    trim_clause(&sink);
    if (!level_clause(synth, slot, &sink))
      _exit(1);
    slot->report->n_frames[i] = slot->report->total_frames - sink.clause_start;
  }
  _exit(0);
}

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum listen_status start_worker(struct synth *synth, struct slot *slot,
                                       struct listen_diag *diag) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0)
    return diag_errno(diag, NULL, errno, "cannot start a worker",
                      "Arbeitsprozess lässt sich nicht starten");
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid == 0) {
    close(fds[0]);
    run_worker(synth, slot, parent);
  }
  int err = errno;
  close(fds[1]);
  if (pid < 0) {
    close(fds[0]);
    return diag_errno(diag, NULL, err, "cannot start a worker",
                      "Arbeitsprozess lässt sich nicht starten");
  }
  slot->pid = pid;
  slot->pipe_fd = fds[0];
  slot->due_ms = now_ms() + synth->timeout_ms;
  slot->tries++;
  return LISTEN_OK;
}

/// Collect the slot's worker; true if it did its work.
static bool reap(struct slot *slot, bool kill_it) {
  if (slot->pid == 0)
    return false;
  if (kill_it)
    kill(slot->pid, SIGKILL);
  int status = 0;
  pid_t got;
  do
    got = waitpid(slot->pid, &status, 0);
  while (got < 0 && errno == EINTR);
  slot->pid = 0;
  close(slot->pipe_fd);
  slot->pipe_fd = -1;
  return !kill_it && got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static struct slot *slot_at(const struct synth *synth, size_t nth) {
  return &synth->slots[(synth->head + nth) % synth->n_slots];
}

static size_t workers_running(const struct synth *synth) {
  size_t n = 0;
  for (size_t i = 0; i < synth->n_started; i++)
    n += slot_at(synth, i)->pid != 0;
  return n;
}

enum listen_status synth_open(const struct synth_engine *engine,
                              const struct synth_options *options, struct synth **out,
                              struct listen_diag *diag) {
  *out = NULL;
  struct synth *synth = calloc(1, sizeof *synth);
  if (synth == NULL)
    return diag_nomem(diag);
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  // One more than cores: while one has ended and its successor is being forked, no core idles.
  unsigned workers = options->workers != 0 ? options->workers : cores > 0 ? (unsigned)cores + 1 : 2;
  synth->engine = *engine;
  synth->n_workers = workers > MAX_WORKERS ? MAX_WORKERS : workers;
  synth->timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
  synth->cancel = options->cancel;
  synth->has_levels = options->levels != NULL;
  if (synth->has_levels)
    memcpy(synth->levels, options->levels, sizeof synth->levels);
  synth->n_slots = synth->n_workers * SLOTS_PER_WORKER;
  synth->slots = calloc(synth->n_slots, sizeof *synth->slots);
  if (synth->slots == NULL) {
    free(synth);
    return diag_nomem(diag);
  }
  for (size_t i = 0; i < synth->n_slots; i++) {
    void *memory = mmap(NULL, sizeof(struct report), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    synth->slots[i].pipe_fd = -1;
    if (memory == MAP_FAILED) {
      synth_close(synth);
      return diag_nomem(diag);
    }
    synth->slots[i].report = memory;
  }
  *out = synth;
  return LISTEN_OK;
}

void synth_close(struct synth *synth) {
  if (synth == NULL)
    return;
  for (size_t i = 0; i < synth->n_slots; i++) {
    struct slot *slot = &synth->slots[i];
    reap(slot, true);
    if (slot->report != NULL)
      munmap(slot->report, sizeof *slot->report);
    utterance_clear(&slot->utterance);
  }
  free(synth->slots);
  free(synth);
}

bool synth_has_room(const struct synth *synth) {
  return synth->n_used - synth->handed_out < synth->n_slots;
}

bool synth_is_busy(const struct synth *synth) {
  return synth->n_used - synth->handed_out > 0;
}

/// Release the slot whose frames the caller has had.
static void release_oldest(struct synth *synth) {
  if (!synth->handed_out)
    return;
  struct slot *slot = slot_at(synth, 0);
  if (slot->report->total_frames > KEEP_FRAMES)
    madvise(slot->report, sizeof *slot->report, MADV_REMOVE);
  synth->head = (synth->head + 1) % synth->n_slots;
  synth->n_used--;
  synth->n_started--;
  synth->handed_out = false;
}

static enum listen_status copy_utterance(struct slot *slot, const struct utterance *from) {
  struct utterance *to = &slot->utterance;
  buf_reset(&to->engine);
  buf_view(&to->engine, buf_as_view(&from->engine));
  if (to->engine.failed ||
      !array_grow((void **)&to->clauses, &to->cap_clauses, from->n_clauses, sizeof *to->clauses))
    return LISTEN_E_NOMEM;
  to->n_clauses = from->n_clauses;
  to->style = from->style;
  for (size_t i = 0; i < from->n_clauses; i++) {
    to->clauses[i] = from->clauses[i];
    to->clauses[i].text = to->engine.ptr + (from->clauses[i].text - from->engine.ptr);
    slot->pause_ms[i] = from->clauses[i].pause_ms;
  }
  return LISTEN_OK;
}

/// Start workers for waiting utterances, oldest first, while a worker is free.
static enum listen_status start_waiting(struct synth *synth, struct listen_diag *diag) {
  size_t running = workers_running(synth);
  while (running < synth->n_workers && synth->n_started < synth->n_used) {
    struct slot *slot = slot_at(synth, synth->n_started);
    if (slot->utterance.n_clauses > 0) { // nothing to say needs no worker
      enum listen_status status = start_worker(synth, slot, diag);
      if (status != LISTEN_OK)
        return status;
      running++;
    }
    synth->n_started++;
  }
  return LISTEN_OK;
}

enum listen_status synth_submit(struct synth *synth, const struct utterance *utterance,
                                struct view written, uintptr_t tag, struct listen_diag *diag) {
  release_oldest(synth);
  struct slot *slot = slot_at(synth, synth->n_used);
  if (utterance->n_clauses > MAX_CLAUSES || copy_utterance(slot, utterance) != LISTEN_OK)
    return diag_nomem(diag);
  slot->written = written;
  slot->tag = tag;
  slot->tries = 0;
  synth->n_used++;
  return start_waiting(synth, diag);
}

/// A worker ended or its time is up: take its result, or try once more.
static enum listen_status settle(struct synth *synth, struct slot *slot, bool timed_out,
                                 struct listen_diag *diag) {
  if (reap(slot, timed_out))
    return LISTEN_OK;
  if (slot->tries < MAX_TRIES)
    return start_worker(synth, slot, diag);
  struct view shown = slot->written;
  bool cut = shown.len > 120;
  if (cut) {
    shown.len = 120;
    while (shown.len > 0 && ((unsigned char)shown.ptr[shown.len] & 0xC0) == 0x80)
      shown.len--;
  }
  return diag_set(diag, LISTEN_E_ENGINE,
                  timed_out ? DIAG_TEXT(diag, "the speech engine hung, twice, at: %.*s%s",
                                        "Die Sprachausgabe hängt, zweimal, bei: %.*s%s")
                            : DIAG_TEXT(diag, "the speech engine failed, twice, at: %.*s%s",
                                        "Die Sprachausgabe ist zweimal gescheitert bei: %.*s%s"),
                  (int)shown.len, shown.ptr, cut ? "…" : "");
}

/// Wait until some worker ends or runs out of time, and settle it.
static enum listen_status wait_for_any(struct synth *synth, struct listen_diag *diag) {
  struct pollfd fds[MAX_WORKERS];
  struct slot *slots[MAX_WORKERS];
  nfds_t n = 0;
  int64_t now = now_ms(), due = now + 1000; // look at the cancel flag now and then
  for (size_t i = 0; i < synth->n_started && n < MAX_WORKERS; i++) {
    struct slot *slot = slot_at(synth, i);
    if (slot->pid == 0)
      continue;
    fds[n] = (struct pollfd){.fd = slot->pipe_fd, .events = POLLIN};
    slots[n++] = slot;
    if (slot->due_ms < due)
      due = slot->due_ms;
  }
  if (poll(fds, n, due > now ? (int)(due - now) : 0) < 0 && errno != EINTR)
    return diag_errno(diag, NULL, errno, "cannot wait for a worker",
                      "Warten auf Arbeitsprozess gescheitert");
  if (synth->cancel != NULL && *synth->cancel)
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
  now = now_ms();
  for (nfds_t i = 0; i < n; i++) {
    bool ended = (fds[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
    if (!ended && slots[i]->due_ms > now)
      continue;
    enum listen_status status = settle(synth, slots[i], !ended, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return start_waiting(synth, diag);
}

enum listen_status synth_next(struct synth *synth, struct spoken_pcm *out,
                              struct listen_diag *diag) {
  release_oldest(synth);
  struct slot *slot = slot_at(synth, 0);
  enum listen_status status = start_waiting(synth, diag);
  while (status == LISTEN_OK && slot->pid != 0)
    status = wait_for_any(synth, diag);
  if (status != LISTEN_OK)
    return status;
  *out = (struct spoken_pcm){
      .tag = slot->tag,
      .n_clauses = slot->utterance.n_clauses,
      .frames = slot->report->frames,
      .n_frames = slot->report->n_frames,
      .pause_ms = slot->pause_ms,
      .n_words = slot->utterance.n_clauses > 0 ? slot->report->n_words : 0,
      .words = slot->report->words,
  };
  synth->handed_out = true;
  return LISTEN_OK;
}
