#include "timing/write.h"

#include <cjson/cJSON.h>
#include <stdio.h>

/// An object being built; `failed` once anything of it ran out of memory.
struct object {
  cJSON *json;
  struct buf scratch;
  bool failed;
};

static struct object new_object(void) {
  return (struct object){.json = cJSON_CreateObject()};
}

static void add(struct object *object, const char *key, cJSON *item) {
  if (item != NULL && cJSON_AddItemToObject(object->json, key, item))
    return;
  cJSON_Delete(item);
  object->failed = true;
}

/// False where memory ran out; the item is taken over all the same.
static bool add_element(cJSON *array, cJSON *item) {
  if (item != NULL && cJSON_AddItemToArray(array, item))
    return true;
  cJSON_Delete(item);
  return false;
}

/// Microseconds: the frame can be told from them up to 500 kHz.
static void add_seconds(struct object *object, const char *key, const struct timing_file *file,
                        uint64_t frame) {
  char text[48];
  uint64_t rate = (uint64_t)file->sample_rate_hz, n = frame - file->start;
  uint64_t micros = (n % rate * 1000000 + rate / 2) / rate; // no floating point: every digit holds
  uint64_t whole = n / rate + micros / 1000000;
  snprintf(text, sizeof text, "%llu.%06llu", (unsigned long long)whole,
           (unsigned long long)(micros % 1000000));
  add(object, key, cJSON_CreateRaw(text));
}

static void add_count(struct object *object, const char *key, uint64_t count) {
  char text[32];
  snprintf(text, sizeof text, "%llu", (unsigned long long)count);
  add(object, key, cJSON_CreateRaw(text));
}

/// A string, or null for ptr NULL.
static void add_text(struct object *object, const char *key, struct view text) {
  struct buf *copy = &object->scratch; // cJSON wants the NUL
  buf_reset(copy);
  buf_view(copy, text);
  if (text.ptr == NULL)
    add(object, key, cJSON_CreateNull());
  else
    add(object, key, cJSON_CreateString(copy->len > 0 ? copy->ptr : ""));
  object->failed |= copy->failed;
}

/// Where the bytes stand in the input, or null where that is not known (the title of an EPUB, which
/// is its package's; lines that --read brings back).
static void add_place(struct object *object, const struct block *block, struct span text) {
  if (!source_map_is_exact(&block->map)) {
    add(object, "offset_bytes", cJSON_CreateNull());
    add(object, "length_bytes", cJSON_CreateNull());
    return;
  }
  struct span source = source_map_span(&block->map, text);
  add_count(object, "offset_bytes", source.offset - block->part_offset);
  add_count(object, "length_bytes", source.len);
}

static void add_span(struct object *object, const struct timing_file *file, uint64_t start,
                     uint64_t end) {
  add_seconds(object, "start_s", file, start);
  add_seconds(object, "end_s", file, end);
}

/// Append what cJSON makes of the object, without `skip` bytes at its start and `drop` at its end,
/// and release it.
static void print(struct object *object, size_t skip, size_t drop, struct buf *out) {
  char *text =
      object->json != NULL && !object->failed ? cJSON_PrintUnformatted(object->json) : NULL;
  if (text != NULL)
    buf_add(out, text + skip, strlen(text) - skip - drop);
  else
    out->failed = true;
  cJSON_free(text);
  cJSON_Delete(object->json);
  buf_clear(&object->scratch);
}

void timing_json_begin(const struct timing_file *file, struct buf *out) {
  struct object object = new_object();
  cJSON *articles = cJSON_CreateArray();
  add_text(&object, "title", file->title);
  add_text(&object, "audio", file->audio);
  for (size_t i = 0; i < file->n_articles; i++)
    object.failed |= !add_element(articles, cJSON_CreateString(file->articles[i]));
  add(&object, "articles", articles);
  add_count(&object, "sample_rate_hz", (uint64_t)file->sample_rate_hz);
  print(&object, 0, 1, out); // it stays open
  buf_str(out, ",\"sentences\":[");
}

static cJSON *words_of(const struct timing_file *file, const struct timed_sentence *sentence,
                       const struct block *block, struct object *parent) {
  cJSON *words = cJSON_CreateArray();
  for (size_t i = 0; i < sentence->n_words; i++) {
    const struct timed_word *word = &sentence->words[i];
    struct object item = {.json = cJSON_CreateObject(), .scratch = parent->scratch};
    add_span(&item, file, word->start, word->end);
    add_text(&item, "text", view_sub(block->text, word->written.offset, word->written.len));
    add_place(&item, block, word->written);
    parent->failed |= !add_element(words, item.json) || item.failed;
    parent->scratch = item.scratch; // one buffer for all
  }
  return words;
}

void timing_json_add(const struct timing_file *file, const struct timed_sentence *sentence,
                     const struct timing_context *context, struct buf *out) {
  const struct block *block = &file->document->blocks[sentence->block];
  struct object object = new_object();
  add_span(&object, file, sentence->start, sentence->end);
  add_text(&object, "text", view_sub(block->text, sentence->written.offset, sentence->written.len));
  add_place(&object, block, sentence->written);
  add_text(&object, "role", view_of(block_role_name(block->role)));
  add_count(&object, "block", sentence->block);
  add_count(&object, "chapter", context->chapter);
  add_count(&object, "article", context->article);
  add_text(&object, "part", block->part);
  add(&object, "words", words_of(file, sentence, block, &object));
  buf_str(out, file->n_sentences > 0 ? ",\n" : "\n");
  print(&object, 0, 0, out);
}

void timing_json_end(const struct timing_file *file, uint64_t end, struct buf *out) {
  struct object object = new_object();
  add_count(&object, "n_frames", end - file->start);
  add_seconds(&object, "duration_s", file, end);
  buf_str(out, "\n],");
  print(&object, 1, 0, out); // it goes on in the one that is open
  buf_byte(out, '\n');
}
