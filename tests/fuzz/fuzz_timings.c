// Any text as what is written with timings: the JSON is read back, cues stand as their formats have
// them, and the text of every cue is that of its sentence.
#include "fuzz.h"

#include "timing/write.h"

#include <cjson/cJSON.h>

enum { RATE = 22050, MAX_SENTENCES = 64 };

static struct timed_sentence sentences[MAX_SENTENCES];
static struct timed_word words[MAX_SENTENCES];
static size_t n_sentences;

/// A line is a sentence of one word; what is no letter is blank, as extract would have it.
static void cut(struct view text, const uint8_t *dice, size_t n_dice) {
  uint64_t frame = 0;
  n_sentences = 0;
  for (size_t pos = 0; pos < text.len && n_sentences < MAX_SENTENCES;) {
    const char *feed = memchr(text.ptr + pos, '|', text.len - pos);
    size_t end = feed == NULL ? text.len : (size_t)(feed - text.ptr);
    uint64_t length = (uint64_t)dice[n_sentences % n_dice] << (dice[0] % 24);
    if (end > pos) {
      struct span span = {pos, end - pos};
      words[n_sentences] = (struct timed_word){span, frame, frame + length};
      sentences[n_sentences] =
          (struct timed_sentence){0, span, frame, frame + length, &words[n_sentences], 1};
      n_sentences++;
      frame += length;
    }
    pos = end + 1;
  }
}

static void check_json(struct view json, struct view text) {
  cJSON *root = cJSON_ParseWithLength(json.ptr, json.len);
  require(root != NULL);
  cJSON *list = cJSON_GetObjectItem(root, "sentences"), *item;
  require(cJSON_GetArraySize(list) == (int)n_sentences);
  size_t i = 0;
  double end_s = 0;
  cJSON_ArrayForEach(item, list) {
    struct view written = view_sub(text, sentences[i].written.offset, sentences[i].written.len);
    require(view_eq(view_of(cJSON_GetObjectItem(item, "text")->valuestring), written));
    double from = cJSON_GetObjectItem(item, "start_s")->valuedouble;
    require(from >= end_s - 2e-6);
    end_s = cJSON_GetObjectItem(item, "end_s")->valuedouble;
    require(end_s >= from);
    i++;
  }
  require(cJSON_GetObjectItem(root, "duration_s")->valuedouble >= end_s - 2e-6);
  cJSON_Delete(root);
}

/// "00:00:01.000 --> 00:00:02.500", with as many digits of hours as there are.
static bool is_times(struct view line) {
  size_t i = 0;
  while (i < line.len && strchr("0123456789:.,-> ", line.ptr[i]) != NULL && line.ptr[i] != '\0')
    i++;
  return i == line.len && line.len >= 29 && memmem(line.ptr, line.len, " --> ", 5) != NULL;
}

/// Number, times, text, blank line; and nothing that would be taken for one of them.
static void check_cues(struct view cues, bool vtt) {
  size_t n_cues = 0, n_arrows = 0;
  for (size_t pos = 0; pos < cues.len;) {
    const char *feed = memchr(cues.ptr + pos, '\n', cues.len - pos);
    require(feed != NULL);
    struct view line = view_sub(cues, pos, (size_t)(feed - cues.ptr) - pos);
    if (is_times(line))
      n_arrows++;
    else if (vtt)
      require(memmem(line.ptr, line.len, "-->", 3) == NULL &&
              memchr(line.ptr, '<', line.len) == NULL);
    n_cues += line.len == 0;
    pos += line.len + 1;
  }
  require(n_arrows >= n_sentences && (vtt || n_cues + 1 >= n_sentences));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  enum { N_DICE = 8 };
  static struct buf clean;
  if (size < N_DICE + 1)
    return 0;
  buf_reset(&clean);
  struct view raw = {(const char *)data + N_DICE, size - N_DICE};
  for (size_t pos = 0, n; pos < raw.len; pos += n) { // as blocks hold it
    uint32_t c = utf8_at(raw, pos, &n);
    utf8_append(&clean, utf8_is_space(c) || c < 0x20 ? ' ' : c);
  }
  struct view text = buf_as_view(&clean);
  struct source_run run = {0};
  struct block block = {.text = text, .map = {&run, 1, size}, .line = 1};
  struct document document = {.blocks = &block, .n_blocks = 1, .title = text};
  char path[] = "a.md", *articles[] = {path};
  cut(text, data, N_DICE);
  for (enum timing_format format = TIMING_JSON; format <= TIMING_SRT; format++) {
    struct timing_file file = {.format = format,
                               .document = &document,
                               .title = text,
                               .articles = articles,
                               .n_articles = 1,
                               .sample_rate_hz = RATE};
    struct timing_context context = {0};
    struct buf out = {0};
    timing_begin(&file, &out);
    for (size_t i = 0; i < n_sentences; i++)
      timing_add(&file, &sentences[i], &context, &out);
    timing_end(&file, n_sentences == 0 ? 0 : sentences[n_sentences - 1].end, &out);
    require(!out.failed);
    if (format == TIMING_JSON)
      check_json(buf_as_view(&out), text);
    else
      check_cues(buf_as_view(&out), format == TIMING_VTT);
    buf_clear(&out);
  }
  return 0;
}
