// What workers are told, and when: utterances are held back in their slots until a worker may soon
// want one, so that the order can still be chosen at the end.

#include "synth/pool.h"

#include <errno.h>
#include <sys/socket.h>

bool job_write(const struct synth *synth, struct slot *slot, const struct utterance *utterance) {
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
  slot->n_bytes = len;
  shared->n_clauses = slot->n_clauses = utterance->n_clauses;
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
    return pool_zygote_gone(synth, diag);
  return LISTEN_OK;
}

enum listen_status job_queue(struct synth *synth, struct slot *slot, struct listen_diag *diag) {
  struct shared_slot *shared = slot->shared;
  slot->tries++;
  slot->timed_out = false;
  slot->late_ms = 0;
  shared->diag = (struct listen_diag){.german = synth->shared->diag.german};
  atomic_store(&shared->state, SLOT_QUEUED);
  atomic_store(&shared->worker, 0); // second: from here on it can be taken
  return send_index(synth, slot, diag);
}

/// The next to be sent: the oldest, since it is wanted first; at the end the longest, so that no
/// core idles while another has a long one still before it. NULL: there is none.
static struct slot *choose_held(const struct synth *synth, bool is_end) {
  struct slot *best = NULL;
  for (size_t i = 0; i < synth->n_used && (best == NULL || is_end); i++) {
    struct slot *slot = slot_at(synth, i);
    if (slot->held && (best == NULL || slot->n_bytes > best->n_bytes))
      best = slot;
  }
  return best;
}

enum listen_status jobs_send(struct synth *synth, bool is_end, struct listen_diag *diag) {
  size_t n_sent = 0;
  for (size_t i = 0; i < synth->n_used; i++) {
    uint32_t state = state_of(slot_at(synth, i));
    n_sent += state == SLOT_QUEUED || state == SLOT_TAKEN;
  }
  enum listen_status status = LISTEN_OK;
  struct slot *slot;
  for (; status == LISTEN_OK && n_sent < synth->most_sent &&
         (slot = choose_held(synth, is_end)) != NULL;
       n_sent++) {
    slot->held = false;
    status = job_queue(synth, slot, diag);
  }
  return status;
}

enum listen_status jobs_find_lost(struct synth *synth, struct listen_diag *diag) {
  uint32_t strayed = atomic_load(&synth->shared->n_strayed);
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; strayed != synth->n_strayed && status == LISTEN_OK && i < synth->n_used; i++)
    if (state_of(slot_at(synth, i)) == SLOT_QUEUED)
      status = send_index(synth, slot_at(synth, i), diag);
  synth->n_strayed = strayed;
  return status;
}
