// The parent's side of the pool: utterances go into slots of shared memory, in a ring, and come out
// spoken in the same order.

#include "synth/pool.h"

#include "base/cancel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  DEFAULT_TIMEOUT_MS = 20000,
  MS_PER_BYTE = 10,      ///< more for each byte of text, of which espeak-ng needs 0.05
  GRACE_MS = 10000,      ///< beyond which nothing at all has been heard of anybody
  CLOSE_MS = 2000,       ///< for the zygote to end its workers
  KEEP_FRAMES = 1 << 20, ///< a slot that held more is given back to the system
  MAX_TRIES = 2,
};

static void use_zygote(struct synth *synth, const struct synth_prepared *zygote) {
  synth->zygote = zygote->zygote;
  synth->hosted = zygote->hosted;
  synth->shared = zygote->shared;
  synth->n_mapped = zygote->n_slots;
  synth->jobs_fd = zygote->fds[0];
  synth->orders_fd = zygote->fds[1];
  synth->news_fd = zygote->fds[2];
  fcntl(synth->news_fd, F_SETFL, O_NONBLOCK);
  for (size_t i = 0; i < synth->n_slots; i++)
    synth->slots[i].shared = &synth->shared->slots[i];
}

enum listen_status synth_open(const struct engine_opener *opener,
                              const struct synth_options *options, struct synth **out,
                              struct listen_diag *diag) {
  *out = NULL;
  struct synth *synth = calloc(1, sizeof *synth);
  if (synth == NULL)
    return diag_nomem(diag);
  unsigned workers = options->workers != 0 ? options->workers : pool_usual_workers();
  workers = workers > SYNTH_MAX_WORKERS ? SYNTH_MAX_WORKERS : workers;
  synth->timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
  synth->cancel = options->cancel;
  synth->n_slots = workers * SLOTS_PER_WORKER;
  synth->most_sent = (size_t)workers * SENT_PER_WORKER;
  synth->slots = calloc(synth->n_slots, sizeof *synth->slots);
  struct synth_prepared zygote;
  enum listen_status status =
      synth->slots != NULL ? zygote_start(opener, options, workers, synth->n_slots, &zygote, diag)
                           : diag_nomem(diag);
  if (status != LISTEN_OK) {
    synth_close(synth);
    return status;
  }
  use_zygote(synth, &zygote);
  *out = synth;
  return LISTEN_OK;
}

void synth_end(struct synth *synth) {
  if (synth == NULL || synth->ended)
    return;
  synth->ended = true;
  // Whoever lets go of the slots last gives their memory back to the system: not this process.
  if (synth->shared != NULL)
    munmap(synth->shared, shared_bytes(synth->n_mapped));
  if (synth->zygote > 0) {
    // The orders first: the zygote is to end, not to replace workers without a job. It sees their
    // end whoever else has a copy of ours, such as a zygote that was forked later.
    shutdown(synth->orders_fd, SHUT_RDWR);
    close(synth->orders_fd);
    close(synth->jobs_fd);
  }
}

/// Take note of the zygote's end. One that is no child of ours was adopted by somebody; that may be
/// this process, if it is the first of a container.
static void collect(const struct synth *synth) {
  enum { MOST_MS = 50 };
  const struct timespec one_ms = {.tv_nsec = 1000000};
  if (!synth->hosted)
    while (waitpid(synth->zygote, NULL, 0) < 0 && errno == EINTR)
      continue;
  for (int i = 0; synth->hosted && i < MOST_MS; i++) {
    if (waitpid(synth->zygote, NULL, WNOHANG) != 0)
      return;
    nanosleep(&one_ms, NULL);
  }
}

void synth_close(struct synth *synth) {
  if (synth == NULL)
    return;
  synth_end(synth);
  if (synth->zygote > 0) {
    struct pollfd gone = {.fd = synth->news_fd};
    int64_t due = shared_now_ms() + CLOSE_MS, now;
    while ((gone.revents & (POLLHUP | POLLERR)) == 0 && (now = shared_now_ms()) < due)
      poll(&gone, 1, (int)(due - now));
    if ((gone.revents & (POLLHUP | POLLERR)) == 0)
      kill(synth->zygote, SIGKILL);
    collect(synth);
    close(synth->news_fd);
  }
  free(synth->slots);
  free(synth);
}

enum listen_status pool_zygote_gone(struct synth *synth, struct listen_diag *diag) {
  synth->gone = true;
  const struct listen_diag *why = &synth->shared->diag;
  if (why->status != LISTEN_OK) {
    if (diag != NULL)
      *diag = *why;
    return why->status;
  }
  diag_set(diag, LISTEN_E_ENGINE, "%s",
           DIAG_TEXT(diag, "the process that starts the speech engine was ended from outside",
                     "der Prozess, der die Sprachausgabe startet, wurde von außen beendet"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "is there enough memory? Try again with --workers 1",
                      "reicht der Speicher? Noch einmal mit --workers 1 versuchen"));
  return LISTEN_E_ENGINE;
}

/// What a text may take. Not less than what it does take on a machine with a hundred other things
/// to do: nothing is gained by ending a worker early.
static int64_t patience_ms(const struct synth *synth, size_t n_bytes) {
  return (int64_t)synth->timeout_ms + (int64_t)n_bytes * MS_PER_BYTE;
}

/// A worker that is late gets a quarter more from when that was first seen. The clock may have run
/// on while all of us were stopped, or the machine slept.
static int64_t last_chance_ms(const struct synth *synth, const struct slot *slot) {
  return patience_ms(synth, slot->n_bytes) / 4;
}

/// Nobody says anything for so long.
static int64_t most_silence_ms(const struct synth *synth) {
  return patience_ms(synth, PROSODY_UTTERANCE_MAX) / 4 * 5 + GRACE_MS;
}

static bool is_cancelled(const struct synth *synth) {
  return cancel_wanted(synth->cancel);
}

enum { LOOK_MS = 100 }; ///< at the cancel flag, which another thread may set

/// Sleep until a worker or the zygote has something to tell, or until `due_ms`.
static enum listen_status wait_for_news(struct synth *synth, int64_t due_ms,
                                        struct listen_diag *diag) {
  int64_t now = shared_now_ms();
  struct pollfd news = {.fd = synth->news_fd, .events = POLLIN};
  if (due_ms > now + LOOK_MS)
    due_ms = now + LOOK_MS;
  int wait_ms = due_ms > now ? (int)(due_ms - now) : 0;
  if (poll(&news, 1, wait_ms) < 0 && errno != EINTR)
    return diag_errno(diag, NULL, errno, "cannot wait for a worker",
                      "Warten auf Arbeitsprozess gescheitert");
  if (is_cancelled(synth))
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
  char bytes[64];
  ssize_t n = read(synth->news_fd, bytes, sizeof bytes);
  int64_t waited_ms = shared_now_ms() - now; // more than asked for, if we were stopped
  synth->silent_ms = n > 0 ? 0 : synth->silent_ms + (waited_ms < wait_ms ? waited_ms : wait_ms);
  if (n == 0)
    return pool_zygote_gone(synth, diag);
  if (synth->silent_ms > most_silence_ms(synth))
    return diag_set(
        diag, LISTEN_E_ENGINE, "%s",
        DIAG_TEXT(diag, "the speech engine does not answer", "die Sprachausgabe antwortet nicht"));
  return LISTEN_OK;
}

enum listen_status synth_ready(struct synth *synth, int *sample_rate_hz, struct listen_diag *diag) {
  while (!atomic_load(&synth->shared->is_open)) {
    enum listen_status status = wait_for_news(synth, INT64_MAX, diag);
    if (status != LISTEN_OK && !atomic_load(&synth->shared->is_open))
      return status;
  }
  *sample_rate_hz = synth->shared->sample_rate_hz;
  return *sample_rate_hz > 0 ? LISTEN_OK : pool_zygote_gone(synth, diag);
}

bool synth_has_room(const struct synth *synth) {
  return synth->n_used - synth->handed_out < synth->n_slots;
}

bool synth_is_busy(const struct synth *synth) {
  return synth->n_used - synth->handed_out > 0;
}

static void drop_oldest(struct synth *synth) {
  synth->head = (synth->head + 1) % synth->n_slots;
  synth->n_used--;
}

static void release_oldest(struct synth *synth) {
  struct shared_slot *shared = slot_at(synth, 0)->shared;
  if (shared->n_clauses > 0 && shared->total_frames > KEEP_FRAMES)
    madvise(shared->frames, sizeof shared->frames, MADV_REMOVE);
  shared->total_frames = 0;
  atomic_store(&shared->state, SLOT_FREE);
  drop_oldest(synth);
}

/// Release the slot whose frames the caller has had.
static void release_handed_out(struct synth *synth) {
  if (synth->handed_out)
    release_oldest(synth);
  synth->handed_out = false;
}

void synth_set_levels(struct synth *synth, const struct level_settings *levels) {
  synth->has_levels = levels != NULL;
  if (levels != NULL)
    memcpy(synth->levels, levels, sizeof synth->levels);
}

enum listen_status synth_submit(struct synth *synth, const struct utterance *utterance,
                                struct view written, uintptr_t tag, struct listen_diag *diag) {
  release_handed_out(synth);
  struct slot *slot = slot_at(synth, synth->n_used);
  if (!job_write(synth, slot, utterance))
    return diag_nomem(diag);
  slot->written = written;
  slot->tag = tag;
  slot->tries = 0;
  slot->held = utterance->n_clauses > 0;
  if (!synth_is_busy(synth))
    synth->silent_ms = 0; // while there was nothing to do, nobody was silent
  synth->n_used++;
  if (slot->held)
    return jobs_send(synth, false, diag);
  atomic_store(&slot->shared->state, SLOT_DONE); // nothing to say needs no worker
  return LISTEN_OK;
}

static enum listen_status give_up(const struct slot *slot, struct listen_diag *diag) {
  struct view shown = slot->written;
  const struct listen_diag *why = &slot->shared->diag;
  bool cut = shown.len > 120;
  if (cut) {
    shown.len = 120;
    while (shown.len > 0 && ((unsigned char)shown.ptr[shown.len] & 0xC0) == 0x80)
      shown.len--;
  }
  diag_set(diag, LISTEN_E_ENGINE,
           slot->timed_out ? DIAG_TEXT(diag, "the speech engine hung, twice, at: %.*s%s",
                                       "Die Sprachausgabe hängt, zweimal, bei: %.*s%s")
                           : DIAG_TEXT(diag, "the speech engine failed, twice, at: %.*s%s",
                                       "Die Sprachausgabe ist zweimal gescheitert bei: %.*s%s"),
           (int)shown.len, shown.ptr, cut ? "…" : "");
  if (!slot->timed_out && why->status != LISTEN_OK)
    diag_hint(diag, "%.*s", (int)(sizeof why->message - 1), why->message);
  return LISTEN_E_ENGINE;
}

/// Have the worker that speaks into the slot ended.
static bool order_end(const struct synth *synth, const struct shared_slot *shared) {
  pid_t worker = atomic_load(&shared->worker);
  return send(synth->orders_fd, &worker, sizeof worker, MSG_NOSIGNAL) > 0;
}

/// End the worker of a slot if it has used up its time.
/// @return when to look again
static int64_t end_if_late(const struct synth *synth, struct slot *slot) {
  int64_t now = shared_now_ms();
  int64_t due = atomic_load(&slot->shared->taken_ms) + patience_ms(synth, slot->n_bytes);
  if (slot->late_ms == 0 && due > now)
    return due;
  if (slot->late_ms == 0)
    slot->late_ms = now;
  due = slot->late_ms + last_chance_ms(synth, slot);
  if (due > now)
    return due;
  slot->timed_out = order_end(synth, slot->shared);
  return INT64_MAX;
}

/// See to every slot whose worker failed or is late.
/// @param due_ms  out: when the next one will be late
static enum listen_status settle(struct synth *synth, int64_t *due_ms, struct listen_diag *diag) {
  *due_ms = INT64_MAX;
  enum listen_status found = jobs_find_lost(synth, diag);
  if (found != LISTEN_OK)
    return found;
  for (size_t i = 0; i < synth->n_used; i++) {
    struct slot *slot = slot_at(synth, i);
    uint32_t state = state_of(slot);
    enum listen_status status = LISTEN_OK;
    if (state == SLOT_FAILED || state == SLOT_DIED)
      status = slot->tries < MAX_TRIES ? job_queue(synth, slot, diag) : give_up(slot, diag);
    if (state == SLOT_TAKEN && !slot->timed_out) {
      int64_t due = end_if_late(synth, slot);
      *due_ms = due < *due_ms ? due : *due_ms;
    }
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

/// Take over what a worker says of the sound it made. What it read is anybody's text, so it may
/// have been led to say anything: false where it cannot be.
static bool take_over(struct synth *synth, const struct slot *slot) {
  const struct shared_slot *shared = slot->shared;
  size_t left = SLOT_FRAMES;
  synth->n_words = 0;
  for (size_t i = 0; i < slot->n_clauses; i++) {
    size_t n = synth->n_frames[i] = shared->n_frames[i];
    if (n > left)
      return false;
    left -= n;
  }
  size_t n_words = slot->n_clauses > 0 ? shared->n_words : 0;
  if (n_words > MAX_WORDS)
    return false;
  for (size_t i = 0, clause = 0; i < n_words; i++) {
    struct word_event word = synth->words[i] = shared->words[i];
    if (word.clause < clause || word.clause >= slot->n_clauses ||
        word.text_offset >= sizeof shared->text || word.frame > synth->n_frames[word.clause])
      return false;
    clause = word.clause;
  }
  synth->n_words = n_words;
  return true;
}

enum listen_status synth_next(struct synth *synth, struct spoken_pcm *out,
                              struct listen_diag *diag) {
  release_handed_out(synth);
  struct slot *slot = slot_at(synth, 0);
  bool is_end = synth_has_room(synth); // who had more to say would have said it
  for (;;) {
    bool done = state_of(slot) == SLOT_DONE;
    if (done && take_over(synth, slot))
      break;
    if (done)
      atomic_store(&slot->shared->state, SLOT_FAILED);
    int64_t due_ms;
    enum listen_status status = settle(synth, &due_ms, diag);
    if (status == LISTEN_OK)
      status = jobs_send(synth, is_end, diag);
    if (status == LISTEN_OK)
      status = wait_for_news(synth, due_ms, diag);
    if (status != LISTEN_OK && state_of(slot) != SLOT_DONE)
      return status;
  }
  *out = (struct spoken_pcm){
      .tag = slot->tag,
      .n_clauses = slot->n_clauses,
      .frames = slot->shared->frames,
      .n_frames = synth->n_frames,
      .pause_ms = slot->pause_ms,
      .n_words = synth->n_words,
      .words = synth->words,
  };
  synth->handed_out = true;
  return LISTEN_OK;
}

unsigned synth_confinement(const struct synth *synth) {
  return atomic_load(&synth->shared->confinement);
}

void synth_discard(struct synth *synth) {
  release_handed_out(synth);
  for (size_t i = 0; i < synth->n_used; i++) {
    struct shared_slot *shared = slot_at(synth, i)->shared;
    uint32_t state = SLOT_QUEUED;
    if (!atomic_compare_exchange_strong(&shared->state, &state, SLOT_DROPPED) &&
        state == SLOT_TAKEN)
      order_end(synth, shared);
  }
  while (synth->n_used > 0) {
    uint32_t state = state_of(slot_at(synth, 0));
    bool under_way = state == SLOT_TAKEN || state == SLOT_DROPPED;
    if (under_way && wait_for_news(synth, INT64_MAX, NULL) == LISTEN_OK)
      continue;
    // Without the zygote nobody touches the slots any more. Once cancelled, nobody uses them; but a
    // worker may still be at work in one.
    if (under_way && !synth->gone)
      drop_oldest(synth);
    else
      release_oldest(synth);
  }
}
