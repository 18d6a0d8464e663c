#include "timing/write.h"

#include <cjson/cJSON.h>
#include <stdio.h>

/// Microseconds: the frame can be told from them up to 500 kHz.
static void add_seconds(cJSON *object, const char *key, const struct timing_file *file,
                        uint64_t frame) {
  char text[48];
  uint64_t rate = (uint64_t)file->sample_rate_hz, n = frame - file->start;
  uint64_t micros = (n % rate * 1000000 + rate / 2) / rate; // no floating point: every digit holds
  uint64_t whole = n / rate + micros / 1000000;
  snprintf(text, sizeof text, "%llu.%06llu", (unsigned long long)whole,
           (unsigned long long)(micros % 1000000));
  cJSON_AddItemToObject(object, key, cJSON_CreateRaw(text));
}

static void add_count(cJSON *object, const char *key, uint64_t count) {
  char text[32];
  snprintf(text, sizeof text, "%llu", (unsigned long long)count);
  cJSON_AddItemToObject(object, key, cJSON_CreateRaw(text));
}

static void add_text(cJSON *object, const char *key, struct view text, struct buf *scratch) {
  buf_reset(scratch);
  buf_view(scratch, text);
  if (text.ptr == NULL)
    cJSON_AddNullToObject(object, key);
  else
    cJSON_AddStringToObject(object, key, text.len > 0 && !scratch->failed ? scratch->ptr : "");
}

/// Where the bytes stand in the input, or null where that is not known (the title of an EPUB, which
/// is its package's; lines that --read brings back).
static void add_place(cJSON *object, const struct block *block, struct span text) {
  if (!source_map_is_exact(&block->map)) {
    cJSON_AddNullToObject(object, "offset_bytes");
    cJSON_AddNullToObject(object, "length_bytes");
    return;
  }
  struct span source = source_map_span(&block->map, text);
  add_count(object, "offset_bytes", source.offset - block->part_offset);
  add_count(object, "length_bytes", source.len);
}

static void add_span(cJSON *object, const struct timing_file *file, uint64_t start, uint64_t end) {
  add_seconds(object, "start_s", file, start);
  add_seconds(object, "end_s", file, end);
}

/// Append what cJSON makes of `json`, without its last byte where `open`, and delete it.
static void print(cJSON *json, bool open, struct buf *out) {
  char *text = cJSON_PrintUnformatted(json);
  if (text != NULL)
    buf_add(out, text, strlen(text) - open);
  else
    out->failed = true;
  cJSON_free(text);
  cJSON_Delete(json);
}

void timing_json_begin(const struct timing_file *file, struct buf *out) {
  struct buf scratch = {0};
  cJSON *json = cJSON_CreateObject();
  add_text(json, "title", file->title, &scratch);
  add_text(json, "audio", file->audio, &scratch);
  cJSON *articles = cJSON_AddArrayToObject(json, "articles");
  for (size_t i = 0; i < file->n_articles; i++)
    cJSON_AddItemToArray(articles, cJSON_CreateString(file->articles[i]));
  add_count(json, "sample_rate_hz", (uint64_t)file->sample_rate_hz);
  out->failed |= scratch.failed;
  buf_clear(&scratch);
  print(json, true, out);
  buf_str(out, ",\"sentences\":[");
}

void timing_json_add(const struct timing_file *file, const struct timed_sentence *sentence,
                     const struct timing_context *context, struct buf *out) {
  const struct block *block = &file->document->blocks[sentence->block];
  struct buf scratch = {0};
  cJSON *json = cJSON_CreateObject();
  add_span(json, file, sentence->start, sentence->end);
  add_text(json, "text", view_sub(block->text, sentence->written.offset, sentence->written.len),
           &scratch);
  add_place(json, block, sentence->written);
  cJSON_AddStringToObject(json, "role", block_role_name(block->role));
  add_count(json, "chapter", context->chapter);
  add_count(json, "article", context->article);
  add_text(json, "part", block->part, &scratch);
  cJSON *words = cJSON_AddArrayToObject(json, "words");
  for (size_t i = 0; i < sentence->n_words; i++) {
    const struct timed_word *word = &sentence->words[i];
    cJSON *item = cJSON_CreateObject();
    add_span(item, file, word->start, word->end);
    add_text(item, "text", view_sub(block->text, word->written.offset, word->written.len),
             &scratch);
    add_place(item, block, word->written);
    cJSON_AddItemToArray(words, item);
  }
  out->failed |= scratch.failed;
  buf_clear(&scratch);
  buf_str(out, file->n_sentences > 0 ? ",\n" : "\n");
  print(json, false, out);
}

void timing_json_end(const struct timing_file *file, uint64_t end, struct buf *out) {
  buf_str(out, "\n],");
  cJSON *json = cJSON_CreateObject();
  add_count(json, "n_frames", end - file->start);
  add_seconds(json, "duration_s", file, end);
  struct buf tail = {0};
  print(json, false, &tail);
  buf_view(out, view_sub(buf_as_view(&tail), 1, tail.len)); // goes on in the object that is open
  buf_byte(out, '\n');
  out->failed |= tail.failed;
  buf_clear(&tail);
}
