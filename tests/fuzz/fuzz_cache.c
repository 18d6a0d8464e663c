// Any bytes as a file of the cache: never more than "no such entry", and what is accepted is sound.
#include "cache/entry.h"
#include "pipeline/piece.h"
#include "pipeline/script.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

/// Every byte of a sound that was accepted can be read.
static void check_piece(struct view content, size_t n_clauses) {
  struct spoken_pcm pcm;
  if (!piece_open(content, n_clauses, &pcm))
    return;
  size_t n_frames = 0;
  unsigned sum = 0;
  for (size_t i = 0; i < pcm.n_clauses; i++)
    n_frames += pcm.n_frames[i];
  for (size_t i = 0; i < n_frames; i++)
    sum += (uint16_t)pcm.frames[i];
  for (size_t i = 0; i < pcm.n_words; i++) {
    require(pcm.words[i].clause < pcm.n_clauses);
    require(pcm.words[i].frame <= pcm.n_frames[pcm.words[i].clause]);
  }
  struct piece_head head;
  struct view parts[PIECE_PARTS];
  piece_parts(&pcm, &head, parts);
  size_t len = 0;
  for (size_t i = 0; i < PIECE_PARTS; i++) { // and written again it is the same
    require(view_eq(parts[i], view_sub(content, len, parts[i].len)));
    len += parts[i].len;
  }
  require(len == content.len && (n_frames > 0 || sum == 0));
}

static void check_script(struct view content) {
  enum { TAG_LIMIT = 1000 };
  if (!script_check(content, TAG_LIMIT))
    return;
  struct script_reader reader = {content};
  struct script again = {0};
  struct utterance utterance = {0};
  for (bool done = false; !done;) {
    uint64_t tag;
    struct view text;
    require(script_next(&reader, &utterance, &tag, &text, &done) == LISTEN_OK);
    if (done)
      break;
    require(tag < TAG_LIMIT);
    for (size_t i = 0; i < utterance.n_clauses; i++)
      require(strlen(utterance.clauses[i].text) == utterance.clauses[i].len);
    script_add(&again, &utterance, tag);
  }
  require(!again.failed);
  require(script_check(again.bytes.ptr != NULL ? buf_as_view(&again.bytes) : VIEW(""), TAG_LIMIT));
  require(again.bytes.len == content.len);
  utterance_clear(&utterance);
  buf_clear(&again.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  char *copy = malloc(size); // aligned, as read from a file
  require(copy != NULL);
  memcpy(copy, data + 1, size - 1);
  struct view bytes = {copy, size - 1}, content;
  check_piece(bytes, data[0]);
  check_script(bytes);
  if (entry_open(bytes, (enum cache_kind)(data[0] % CACHE_N_KINDS), VIEW("key"), &content)) {
    require(content.ptr + content.len == bytes.ptr + bytes.len);
    check_piece(content, data[0] / CACHE_N_KINDS);
    check_script(content);
  }
  enum cache_kind kind;
  copy[bytes.len] = '\0';
  entry_name_kind(copy, &kind);
  free(copy);
  return 0;
}
