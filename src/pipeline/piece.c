#include "pipeline/piece.h"

static struct view bytes_of(const void *ptr, size_t len) {
  return (struct view){ptr, len};
}

void piece_parts(const struct spoken_pcm *pcm, struct piece_head *head,
                 struct view parts[PIECE_PARTS]) {
  *head = (struct piece_head){.n_clauses = pcm->n_clauses, .n_words = pcm->n_words};
  for (size_t i = 0; i < pcm->n_clauses; i++)
    head->n_frames += pcm->n_frames[i];
  parts[0] = bytes_of(head, sizeof *head);
  parts[1] = bytes_of(pcm->n_frames, pcm->n_clauses * sizeof *pcm->n_frames);
  parts[2] = bytes_of(pcm->words, pcm->n_words * sizeof *pcm->words);
  parts[3] = bytes_of(pcm->frames, (size_t)head->n_frames * sizeof *pcm->frames);
}

/// Take `n` items of `size` bytes off the front; NULL where there are not so many.
static const void *take(struct view *rest, uint64_t n, size_t size) {
  if (n > rest->len / size)
    return NULL;
  const void *items = rest->ptr;
  *rest = view_sub(*rest, (size_t)n * size, rest->len);
  return items;
}

static bool clauses_add_up(const struct spoken_pcm *pcm, uint64_t n_frames) {
  for (size_t i = 0; i < pcm->n_clauses; i++) {
    if (pcm->n_frames[i] > n_frames)
      return false;
    n_frames -= pcm->n_frames[i];
  }
  return n_frames == 0;
}

static bool words_are_inside(const struct spoken_pcm *pcm) {
  for (size_t i = 0; i < pcm->n_words; i++) {
    const struct word_event *word = &pcm->words[i];
    if (word->clause >= pcm->n_clauses || word->frame > pcm->n_frames[word->clause] ||
        word->text_offset > PROSODY_CLAUSE_MAX || (i > 0 && word->clause < word[-1].clause))
      return false;
  }
  return true;
}

bool piece_open(struct view content, size_t n_clauses, struct spoken_pcm *out) {
  const struct piece_head *head = take(&content, 1, sizeof *head);
  if (head == NULL || head->n_clauses != n_clauses)
    return false;
  *out = (struct spoken_pcm){.n_clauses = n_clauses, .n_words = (size_t)head->n_words};
  out->n_frames = take(&content, head->n_clauses, sizeof *out->n_frames);
  out->words = take(&content, head->n_words, sizeof *out->words);
  out->frames = take(&content, head->n_frames, sizeof *out->frames);
  return out->n_frames != NULL && out->words != NULL && out->frames != NULL && content.len == 0 &&
         clauses_add_up(out, head->n_frames) && words_are_inside(out);
}
