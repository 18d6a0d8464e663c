#include "pipeline/voicing.h"

#include "base/sum.h"
#include "pipeline/piece.h"

#include <stdlib.h>

enum {
  MAX_UNDER_WAY = 256,
  /// Sound out of the cache that waits for an older piece while the engine is at work.
  MAX_WAITING_BYTES = 2 * 1024 * 1024,
};

enum piece_state {
  PIECE_SPOKEN, ///< the engine has it
  PIECE_SAME,   ///< equal to an older one that the engine has
  PIECE_READY,  ///< `pcm` is its sound
};

/// Sound that several pieces wait for.
struct shared_sound {
  struct buf bytes;
  size_t n_users;
};

struct piece {
  enum piece_state state;
  uintptr_t tag;
  size_t n_clauses;
  unsigned *pause_ms;
  size_t cap_pauses;
  struct buf key;
  struct digest digest; ///< of the key
  struct buf file;      ///< a ready piece's entry
  struct shared_sound *shared;
  struct spoken_pcm pcm;
};

struct voicing {
  struct voicing_options options;
  struct synth *synth; ///< NULL until a piece has to be spoken
  struct piece *pieces;
  size_t head, n_under_way; ///< ring: the oldest piece, and how many there are
  bool handed_out;          ///< the caller has the oldest's sound; the next call releases it
  size_t waiting_bytes;     ///< in the `file` of all pieces
  size_t n_spoken;
  struct buf spare; ///< memory for the next `file`
};

enum listen_status voicing_open(const struct voicing_options *options, struct voicing **out,
                                struct listen_diag *diag) {
  struct voicing *voicing = calloc(1, sizeof *voicing);
  *out = voicing;
  if (voicing == NULL)
    return diag_nomem(diag);
  voicing->options = *options;
  voicing->pieces = calloc(MAX_UNDER_WAY, sizeof *voicing->pieces);
  if (voicing->pieces == NULL) {
    voicing_close(voicing);
    *out = NULL;
    return diag_nomem(diag);
  }
  return LISTEN_OK;
}

static void drop_shared(struct piece *piece) {
  if (piece->shared != NULL && --piece->shared->n_users == 0) {
    buf_clear(&piece->shared->bytes);
    free(piece->shared);
  }
  piece->shared = NULL;
}

void voicing_close(struct voicing *voicing) {
  if (voicing == NULL)
    return;
  if (voicing->synth != NULL)
    synth_discard(voicing->synth); // something is under way after a failure only
  for (size_t i = 0; voicing->pieces != NULL && i < MAX_UNDER_WAY; i++) {
    struct piece *piece = &voicing->pieces[i];
    drop_shared(piece);
    free(piece->pause_ms);
    buf_clear(&piece->key);
    buf_clear(&piece->file);
  }
  buf_clear(&voicing->spare);
  free(voicing->pieces);
  free(voicing);
}

static struct piece *piece_at(const struct voicing *voicing, size_t nth) {
  return &voicing->pieces[(voicing->head + nth) % MAX_UNDER_WAY];
}

bool voicing_is_busy(const struct voicing *voicing) {
  return voicing->n_under_way > voicing->handed_out;
}

bool voicing_has_room(const struct voicing *voicing) {
  if (!voicing_is_busy(voicing))
    return true;
  // Reading ahead serves to find work for the engine. With none under way, one buffer that stays in
  // the processor's cache is faster.
  bool at_work = voicing->synth != NULL && synth_is_busy(voicing->synth);
  return voicing->n_under_way < MAX_UNDER_WAY &&
         voicing->waiting_bytes < (at_work ? MAX_WAITING_BYTES : 1) &&
         (voicing->synth == NULL || synth_has_room(voicing->synth));
}

size_t voicing_n_spoken(const struct voicing *voicing) {
  return voicing->n_spoken;
}

/// Release the piece whose sound the caller has had.
static void release_oldest(struct voicing *voicing) {
  if (!voicing->handed_out)
    return;
  struct piece *piece = piece_at(voicing, 0);
  drop_shared(piece);
  voicing->waiting_bytes -= piece->file.len;
  buf_clear(&voicing->spare);
  voicing->spare = piece->file;
  piece->file = (struct buf){0};
  voicing->head = (voicing->head + 1) % MAX_UNDER_WAY;
  voicing->n_under_way--;
  voicing->handed_out = false;
}

static bool make_key(const struct voicing *voicing, const struct utterance *utterance,
                     struct buf *key) {
  buf_reset(key);
  buf_view(key, voicing->options.sound_key);
  buf_printf(key, "\nstyle %d", (int)utterance->style);
  const struct level_settings *levels = voicing->options.levels;
  if (levels != NULL)
    buf_printf(key, " gain %a peak %a", levels[utterance->style].gain_db,
               levels[utterance->style].peak_dbtp);
  for (size_t i = 0; i < utterance->n_clauses; i++) {
    buf_byte(key, '\n'); // no clause has a line break in it
    buf_add(key, utterance->clauses[i].text, utterance->clauses[i].len);
  }
  return !key->failed;
}

/// Is an equal utterance with the engine at this moment?
static bool is_being_spoken(const struct voicing *voicing, const struct piece *wanted) {
  for (size_t i = voicing->handed_out; i < voicing->n_under_way; i++) {
    const struct piece *piece = piece_at(voicing, i);
    if (piece->state == PIECE_SPOKEN &&
        memcmp(&piece->digest, &wanted->digest, sizeof piece->digest) == 0)
      return true;
  }
  return false;
}

static bool find_in_cache(struct voicing *voicing, struct piece *piece) {
  piece->file = voicing->spare;
  voicing->spare = (struct buf){0};
  struct view content;
  bool found = cache_get(voicing->options.cache, CACHE_PIECE, buf_as_view(&piece->key),
                         &piece->file, &content) &&
               piece_open(content, piece->n_clauses, &piece->pcm);
  if (!found) {
    voicing->spare = piece->file;
    piece->file = (struct buf){0};
  }
  voicing->waiting_bytes += piece->file.len;
  return found;
}

static enum listen_status start_engine(struct voicing *voicing, struct listen_diag *diag) {
  if (voicing->synth != NULL)
    return LISTEN_OK;
  enum listen_status status =
      voicing->options.open_synth(voicing->options.synth_context, &voicing->synth, diag);
  if (status != LISTEN_OK)
    voicing->synth = NULL;
  else
    synth_set_levels(voicing->synth, voicing->options.levels);
  return status;
}

static bool note_pauses(struct piece *piece, const struct utterance *utterance) {
  size_t n = utterance->n_clauses;
  if (!array_grow((void **)&piece->pause_ms, &piece->cap_pauses, n + 1, sizeof *piece->pause_ms))
    return false;
  for (size_t i = 0; i < n; i++)
    piece->pause_ms[i] = utterance->clauses[i].pause_ms;
  return true;
}

enum listen_status voicing_submit(struct voicing *voicing, const struct utterance *utterance,
                                  struct view written, uintptr_t tag, struct listen_diag *diag) {
  release_oldest(voicing);
  struct piece *piece = piece_at(voicing, voicing->n_under_way);
  piece->tag = tag;
  piece->n_clauses = utterance->n_clauses;
  if (!note_pauses(piece, utterance) || !make_key(voicing, utterance, &piece->key))
    return diag_nomem(diag);
  piece->digest = digest_of(buf_as_view(&piece->key));
  piece->pcm = (struct spoken_pcm){0};
  if (utterance->n_clauses == 0) {
    piece->state = PIECE_READY;
  } else if (is_being_spoken(voicing, piece)) {
    piece->state = PIECE_SAME;
  } else if (find_in_cache(voicing, piece)) {
    piece->state = PIECE_READY;
  } else {
    piece->state = PIECE_SPOKEN;
    enum listen_status status = start_engine(voicing, diag);
    if (status == LISTEN_OK)
      status = synth_submit(voicing->synth, utterance, written, tag, diag);
    if (status != LISTEN_OK)
      return status;
    voicing->n_spoken++;
  }
  voicing->n_under_way++;
  return LISTEN_OK;
}

/// Give the sound of the oldest piece to those that wait for the same.
static enum listen_status share(struct voicing *voicing, const struct piece *spoken,
                                struct listen_diag *diag) {
  struct shared_sound *shared = NULL;
  for (size_t i = 1; i < voicing->n_under_way; i++) {
    struct piece *piece = piece_at(voicing, i);
    if (piece->state != PIECE_SAME ||
        memcmp(&piece->digest, &spoken->digest, sizeof piece->digest) != 0)
      continue;
    if (shared == NULL) {
      shared = calloc(1, sizeof *shared);
      if (shared == NULL)
        return diag_nomem(diag);
      struct piece_head head;
      struct view parts[PIECE_PARTS];
      piece_parts(&spoken->pcm, &head, parts);
      for (size_t k = 0; k < PIECE_PARTS; k++)
        buf_view(&shared->bytes, parts[k]);
    }
    piece->shared = shared;
    shared->n_users++;
    piece->state = PIECE_READY;
    if (shared->bytes.failed ||
        !piece_open(buf_as_view(&shared->bytes), piece->n_clauses, &piece->pcm))
      return diag_nomem(diag);
  }
  return LISTEN_OK;
}

static void keep(struct voicing *voicing, const struct piece *piece) {
  struct piece_head head;
  struct view parts[PIECE_PARTS];
  piece_parts(&piece->pcm, &head, parts);
  cache_put(voicing->options.cache, CACHE_PIECE, buf_as_view(&piece->key), parts, PIECE_PARTS);
}

enum listen_status voicing_next(struct voicing *voicing, struct spoken_pcm *out,
                                struct listen_diag *diag) {
  release_oldest(voicing);
  struct piece *piece = piece_at(voicing, 0);
  if (piece->state == PIECE_SPOKEN) {
    enum listen_status status = synth_next(voicing->synth, &piece->pcm, diag);
    if (status == LISTEN_OK)
      status = share(voicing, piece, diag);
    if (status != LISTEN_OK)
      return status;
    keep(voicing, piece);
  }
  *out = piece->pcm;
  out->tag = piece->tag;
  out->n_clauses = piece->n_clauses;
  out->pause_ms = piece->pause_ms;
  voicing->handed_out = true;
  return LISTEN_OK;
}
