// The parent's side of the pool: utterances go into slots of shared memory, in a ring, and come out
// spoken in the same order.

#include "synth/shared.h"

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
  GRACE_MS = 10000,      ///< beyond which nothing at all has been heard of anybody
  CLOSE_MS = 2000,       ///< for the zygote to end its workers
  KEEP_FRAMES = 1 << 20, ///< a slot that held more is given back to the system
  MAX_TRIES = 2,
};

/// What only the parent needs to know of a slot.
struct slot {
  struct shared_slot *shared;
  unsigned pause_ms[MAX_CLAUSES];
  struct view written;
  uintptr_t tag;
  unsigned tries;
  bool timed_out; ///< its worker was ordered to be ended
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
  int64_t heard_ms;   ///< when there was news
  uint32_t n_strayed; ///< of struct shared, when it was last looked at
  struct level_settings levels[N_STYLES];
  bool has_levels;
  struct slot *slots;
  size_t n_slots;
  size_t head, n_used; ///< ring: the oldest utterance, and how many are under way
  bool handed_out;     ///< the caller has the oldest's frames; the next call releases them
};

static enum listen_status cannot_start(int errnum, struct listen_diag *diag) {
  return diag_errno(diag, NULL, errnum, "cannot start a worker",
                    "Arbeitsprozess lässt sich nicht starten");
}

struct shared *shared_map(size_t n_slots) {
  void *memory = mmap(NULL, shared_bytes(n_slots), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory != MAP_FAILED ? memory : NULL;
}

static enum listen_status map_slots(struct synth *synth, const struct listen_diag *diag) {
  synth->slots = calloc(synth->n_slots, sizeof *synth->slots);
  if (synth->shared == NULL)
    synth->shared = shared_map(synth->n_slots);
  if (synth->shared == NULL || synth->slots == NULL)
    return LISTEN_E_NOMEM;
  synth->shared->diag.german = diag != NULL && diag->german;
  for (size_t i = 0; i < synth->n_slots; i++)
    synth->slots[i].shared = &synth->shared->slots[i];
  return LISTEN_OK;
}

/// The ends of the pipes that a process does not use must be closed in it: their closing tells.
static void close_fds(const int *fds, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (fds[i] >= 0)
      close(fds[i]);
}

bool zygote_pipes(int ours[3], int theirs[3]) {
  int jobs[2] = {-1, -1}, orders[2] = {-1, -1}, news[2] = {-1, -1};
  const int type = SOCK_SEQPACKET | SOCK_CLOEXEC; // unlike a pipe's, its end raises no signal
  bool opened = socketpair(AF_UNIX, type, 0, jobs) == 0 &&
                socketpair(AF_UNIX, type, 0, orders) == 0 && pipe2(news, O_CLOEXEC) == 0;
  int err = errno;
  theirs[0] = jobs[1], theirs[1] = orders[1], theirs[2] = news[1];
  ours[0] = jobs[0], ours[1] = orders[0], ours[2] = news[0];
  if (!opened) {
    close_fds(ours, 3);
    close_fds(theirs, 3);
  }
  errno = err;
  return opened;
}

pid_t pool_fork(struct zygote *zygote, void (*run)(struct zygote *, pid_t), int ours[3]) {
  int theirs[3];
  if (!zygote_pipes(ours, theirs))
    return -1;
  pid_t parent = getpid(), pid = fork();
  int err = errno;
  if (pid == 0) {
    close_fds(ours, 3);
    zygote->jobs_fd = theirs[0];
    zygote->orders_fd = theirs[1];
    zygote->news_fd = theirs[2];
    run(zygote, parent);
    _exit(1);
  }
  close_fds(theirs, 3);
  if (pid < 0)
    close_fds(ours, 3);
  errno = err;
  return pid;
}

static void use_zygote(struct synth *synth, pid_t pid, const int fds[3]) {
  synth->zygote = pid;
  synth->jobs_fd = fds[0];
  synth->orders_fd = fds[1];
  synth->news_fd = fds[2];
  fcntl(synth->news_fd, F_SETFL, O_NONBLOCK);
  synth->heard_ms = shared_now_ms();
}

static enum listen_status fork_zygote(struct synth *synth, const struct engine_opener *opener,
                                      unsigned n_workers, struct listen_diag *diag) {
  struct zygote zygote = {
      .opener = opener, .shared = synth->shared, .n_slots = synth->n_slots, .n_workers = n_workers};
  int fds[3];
  pid_t pid = pool_fork(&zygote, zygote_run, fds);
  if (pid < 0)
    return cannot_start(errno, diag);
  use_zygote(synth, pid, fds);
  return LISTEN_OK;
}

unsigned pool_usual_workers(void) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  unsigned workers = cores > 0 ? (unsigned)cores : 2;
  return workers > SYNTH_MAX_WORKERS ? SYNTH_MAX_WORKERS : workers;
}

void synth_forget_prepared(struct synth_prepared *prepared) {
  if (prepared->zygote == 0)
    return;
  munmap(prepared->shared, shared_bytes(prepared->n_slots));
  close_fds(prepared->fds, 3);
  *prepared = (struct synth_prepared){0};
}

/// Take over the zygote that was prepared, if it can be what is wanted. Else it ends.
static bool take_prepared(struct synth *synth, const struct engine_opener *opener,
                          unsigned n_workers, struct synth_prepared *prepared,
                          const struct listen_diag *diag) {
  struct zygote_call call = {.n_workers = n_workers, .n_slots = synth->n_slots};
  if (prepared == NULL || prepared->zygote == 0)
    return false;
  struct synth_prepared taken = *prepared;
  *prepared = (struct synth_prepared){0};
  bool fits = taken.n_slots >= synth->n_slots && zygote_describe(opener, &call) &&
              (!call.is_command || taken.runs_commands);
  if (fits) {
    taken.shared->diag.german = diag != NULL && diag->german;
    fits = send(taken.fds[1], &call, sizeof call, MSG_NOSIGNAL) == sizeof call;
  }
  if (fits) {
    synth->shared = taken.shared;
    synth->n_mapped = taken.n_slots;
    use_zygote(synth, taken.zygote, taken.fds);
    return true;
  }
  munmap(taken.shared, shared_bytes(taken.n_slots));
  close_fds(taken.fds, 3);
  while (waitpid(taken.zygote, NULL, 0) < 0 && errno == EINTR)
    continue;
  return false;
}

/// A zygote by running listen-host.
static enum listen_status call_host(struct synth *synth, const struct engine_opener *opener,
                                    unsigned n_workers, const char *host,
                                    struct listen_diag *diag) {
  struct synth_prepared prepared;
  enum listen_status status = synth_run_host(host, synth->n_slots, &prepared, diag);
  if (status != LISTEN_OK)
    return status;
  synth->hosted = true;
  if (take_prepared(synth, opener, n_workers, &prepared, diag))
    return LISTEN_OK;
  return diag_set(diag, LISTEN_E_ENGINE, "%s",
                  DIAG_TEXT(diag, "the speech engine cannot be called with such settings",
                            "mit solchen Einstellungen lässt sich die Sprachausgabe nicht rufen"));
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
  synth->n_slots = synth->n_mapped = workers * SLOTS_PER_WORKER;
  bool taken = false;
  enum listen_status status = LISTEN_OK;
  if (options->host != NULL)
    status = call_host(synth, opener, workers, options->host, diag);
  else
    taken = take_prepared(synth, opener, workers, options->prepared, diag);
  if (status == LISTEN_OK && map_slots(synth, diag) != LISTEN_OK)
    status = diag_nomem(diag);
  if (status == LISTEN_OK && options->host == NULL && !taken)
    status = fork_zygote(synth, opener, workers, diag);
  if (status != LISTEN_OK) {
    synth_close(synth);
    return status;
  }
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
    close(synth->orders_fd); // first: the zygote is to end, not to replace workers without a job
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

static enum listen_status zygote_gone(struct synth *synth, struct listen_diag *diag) {
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

static bool is_cancelled(const struct synth *synth) {
  return cancel_wanted(synth->cancel);
}

/// Sleep until a worker or the zygote has something to tell, or until `due_ms`.
static enum listen_status wait_for_news(struct synth *synth, int64_t due_ms,
                                        struct listen_diag *diag) {
  int64_t now = shared_now_ms();
  struct pollfd news = {.fd = synth->news_fd, .events = POLLIN};
  if (due_ms > now + 1000)
    due_ms = now + 1000; // look at the cancel flag now and then
  if (poll(&news, 1, due_ms > now ? (int)(due_ms - now) : 0) < 0 && errno != EINTR)
    return diag_errno(diag, NULL, errno, "cannot wait for a worker",
                      "Warten auf Arbeitsprozess gescheitert");
  if (is_cancelled(synth))
    return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "interrupted", "abgebrochen"));
  char bytes[64];
  ssize_t n = read(synth->news_fd, bytes, sizeof bytes);
  now = shared_now_ms();
  if (n > 0)
    synth->heard_ms = now;
  if (n == 0)
    return zygote_gone(synth, diag);
  if (now - synth->heard_ms > (int64_t)synth->timeout_ms + GRACE_MS)
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
  return *sample_rate_hz > 0 ? LISTEN_OK : zygote_gone(synth, diag);
}

static struct slot *slot_at(const struct synth *synth, size_t nth) {
  return &synth->slots[(synth->head + nth) % synth->n_slots];
}

static uint32_t state_of(const struct slot *slot) {
  return atomic_load(&slot->shared->state);
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

static bool write_job(const struct synth *synth, struct slot *slot,
                      const struct utterance *utterance) {
  struct shared_slot *shared = slot->shared;
  size_t len = 0;
  if (utterance->n_clauses > MAX_CLAUSES)
    return false;
  for (size_t i = 0; i < utterance->n_clauses; i++) {
    const struct clause *clause = &utterance->clauses[i];
    if (clause->len >= sizeof shared->text - len)
      return false;
    memcpy(shared->text + len, clause->text, clause->len);
    shared->text[len + clause->len] = '\0';
    len += clause->len + 1;
    shared->clause_len[i] = clause->len;
    slot->pause_ms[i] = clause->pause_ms;
  }
  shared->n_clauses = utterance->n_clauses;
  shared->style = utterance->style;
  shared->has_level = synth->has_levels;
  shared->level = synth->levels[utterance->style];
  return true;
}

static enum listen_status send_index(struct synth *synth, const struct slot *slot,
                                     struct listen_diag *diag) {
  uint32_t index = (uint32_t)(slot->shared - synth->shared->slots);
  while (!synth->gone && send(synth->jobs_fd, &index, sizeof index, MSG_NOSIGNAL) < 0)
    if (errno != EINTR) // the readers have gone
      synth->gone = true;
  if (synth->gone)
    return zygote_gone(synth, diag);
  return LISTEN_OK;
}

/// Let the next worker that is free take the slot.
static enum listen_status queue_job(struct synth *synth, struct slot *slot,
                                    struct listen_diag *diag) {
  struct shared_slot *shared = slot->shared;
  slot->tries++;
  slot->timed_out = false;
  shared->diag = (struct listen_diag){.german = synth->shared->diag.german};
  atomic_store(&shared->state, SLOT_QUEUED);
  atomic_store(&shared->worker, 0); // second: from here on it can be taken
  return send_index(synth, slot, diag);
}

/// Where a worker died without a slot, one's index may have died with it: send all again that wait.
/// An index that comes twice does no harm.
static enum listen_status find_lost(struct synth *synth, struct listen_diag *diag) {
  uint32_t strayed = atomic_load(&synth->shared->n_strayed);
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; strayed != synth->n_strayed && status == LISTEN_OK && i < synth->n_used; i++)
    if (state_of(slot_at(synth, i)) == SLOT_QUEUED)
      status = send_index(synth, slot_at(synth, i), diag);
  synth->n_strayed = strayed;
  return status;
}

enum listen_status synth_submit(struct synth *synth, const struct utterance *utterance,
                                struct view written, uintptr_t tag, struct listen_diag *diag) {
  release_handed_out(synth);
  struct slot *slot = slot_at(synth, synth->n_used);
  if (!write_job(synth, slot, utterance))
    return diag_nomem(diag);
  slot->written = written;
  slot->tag = tag;
  slot->tries = 0;
  if (!synth_is_busy(synth))
    synth->heard_ms = shared_now_ms(); // while there was nothing to do, nobody was silent
  synth->n_used++;
  if (utterance->n_clauses > 0)
    return queue_job(synth, slot, diag);
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
  const char *what = slot->timed_out
                         ? DIAG_TEXT(diag, "the speech engine hung, twice, at: %.*s%s",
                                     "Die Sprachausgabe hängt, zweimal, bei: %.*s%s")
                         : DIAG_TEXT(diag, "the speech engine failed, twice, at: %.*s%s",
                                     "Die Sprachausgabe ist zweimal gescheitert bei: %.*s%s");
  diag_set(diag, LISTEN_E_ENGINE, what, (int)shown.len, shown.ptr, cut ? "…" : "");
  if (!slot->timed_out && why->status != LISTEN_OK)
    diag_hint(diag, "%s", why->message);
  return LISTEN_E_ENGINE;
}

/// Have the worker that speaks into the slot ended.
static bool order_end(const struct synth *synth, const struct shared_slot *shared) {
  pid_t worker = atomic_load(&shared->worker);
  return send(synth->orders_fd, &worker, sizeof worker, MSG_NOSIGNAL) > 0;
}

/// See to every slot whose worker failed or is late.
/// @param due_ms  out: when the next one will be late
static enum listen_status settle(struct synth *synth, int64_t *due_ms, struct listen_diag *diag) {
  *due_ms = INT64_MAX;
  enum listen_status found = find_lost(synth, diag);
  if (found != LISTEN_OK)
    return found;
  for (size_t i = 0; i < synth->n_used; i++) {
    struct slot *slot = slot_at(synth, i);
    uint32_t state = state_of(slot);
    enum listen_status status = LISTEN_OK;
    if (state == SLOT_FAILED || state == SLOT_DIED)
      status = slot->tries < MAX_TRIES ? queue_job(synth, slot, diag) : give_up(slot, diag);
    if (state == SLOT_TAKEN && !slot->timed_out) {
      int64_t due = atomic_load(&slot->shared->taken_ms) + synth->timeout_ms;
      if (due <= shared_now_ms())
        slot->timed_out = order_end(synth, slot->shared);
      else if (due < *due_ms)
        *due_ms = due;
    }
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

enum listen_status synth_next(struct synth *synth, struct spoken_pcm *out,
                              struct listen_diag *diag) {
  release_handed_out(synth);
  struct slot *slot = slot_at(synth, 0);
  while (state_of(slot) != SLOT_DONE) {
    int64_t due_ms;
    enum listen_status status = settle(synth, &due_ms, diag);
    if (status == LISTEN_OK)
      status = wait_for_news(synth, due_ms, diag);
    if (status != LISTEN_OK && state_of(slot) != SLOT_DONE)
      return status;
  }
  *out = (struct spoken_pcm){
      .tag = slot->tag,
      .n_clauses = slot->shared->n_clauses,
      .frames = slot->shared->frames,
      .n_frames = slot->shared->n_frames,
      .pause_ms = slot->pause_ms,
      .n_words = slot->shared->n_clauses > 0 ? slot->shared->n_words : 0,
      .words = slot->shared->words,
  };
  synth->handed_out = true;
  return LISTEN_OK;
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
