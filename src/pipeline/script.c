#include "pipeline/script.h"

// An utterance: struct line, then n_clauses of struct line_clause, then the clauses' texts, each
// with its NUL, then zeros up to a multiple of 8.
struct line {
  uint64_t tag;
  uint32_t style, n_clauses, text_bytes, filler;
};

struct line_clause {
  uint32_t pause_ms, len;
};

static void add(struct buf *buf, const void *ptr, size_t len) {
  buf_add(buf, ptr, len);
}

void script_add(struct script *script, const struct utterance *utterance, uint64_t tag) {
  static const char zeros[8];
  struct buf *bytes = &script->bytes;
  struct line line = {
      .tag = tag, .style = (uint32_t)utterance->style, .n_clauses = (uint32_t)utterance->n_clauses};
  for (size_t i = 0; i < utterance->n_clauses; i++)
    line.text_bytes += (uint32_t)utterance->clauses[i].len + 1;
  if (bytes->len + line.text_bytes > SCRIPT_BYTES_MAX)
    script->failed = true;
  if (script->failed)
    return;
  add(bytes, &line, sizeof line);
  for (size_t i = 0; i < utterance->n_clauses; i++) {
    const struct clause *clause = &utterance->clauses[i];
    struct line_clause head = {clause->pause_ms, (uint32_t)clause->len};
    add(bytes, &head, sizeof head);
  }
  for (size_t i = 0; i < utterance->n_clauses; i++)
    add(bytes, utterance->clauses[i].text, utterance->clauses[i].len + 1);
  add(bytes, zeros, -bytes->len & 7);
  script->failed = bytes->failed;
}

/// One utterance, found in place.
struct found {
  struct line line;
  const struct line_clause *clauses;
  struct view text;
};

static bool take_line(struct view *rest, struct found *out) {
  if (rest->len < sizeof out->line)
    return false;
  memcpy(&out->line, rest->ptr, sizeof out->line);
  *rest = view_sub(*rest, sizeof out->line, rest->len);
  if (out->line.n_clauses > rest->len / sizeof *out->clauses)
    return false;
  out->clauses = (const void *)rest->ptr;
  *rest = view_sub(*rest, out->line.n_clauses * sizeof *out->clauses, rest->len);
  size_t whole = (size_t)out->line.text_bytes + (-(size_t)out->line.text_bytes & 7);
  if (whole > rest->len)
    return false;
  out->text = view_sub(*rest, 0, out->line.text_bytes);
  *rest = view_sub(*rest, whole, rest->len);
  return true;
}

static bool is_sound(const struct found *found, uint64_t tag_limit) {
  size_t pos = 0;
  if (found->line.tag >= tag_limit || found->line.n_clauses > PROSODY_UTTERANCE_MAX / 2 ||
      found->line.text_bytes > 2 * PROSODY_UTTERANCE_MAX || found->line.style >= N_STYLES)
    return false;
  for (size_t i = 0; i < found->line.n_clauses; i++) {
    size_t len = found->clauses[i].len;
    if (len > PROSODY_CLAUSE_MAX || len >= found->text.len - pos ||
        memchr(found->text.ptr + pos, '\0', len + 1) != found->text.ptr + pos + len)
      return false;
    pos += len + 1;
  }
  return pos == found->text.len;
}

bool script_check(struct view bytes, uint64_t tag_limit) {
  struct found found;
  while (bytes.len > 0)
    if (!take_line(&bytes, &found) || !is_sound(&found, tag_limit))
      return false;
  return true;
}

struct script_head {
  uint64_t sample_rate_hz;
};

void script_keep(struct cache *cache, struct view key, const struct script *script,
                 int sample_rate_hz) {
  if (script->failed || sample_rate_hz <= 0)
    return;
  struct script_head head = {(uint64_t)sample_rate_hz};
  struct view parts[] = {{(const char *)&head, sizeof head}, buf_as_view(&script->bytes)};
  cache_put(cache, CACHE_SCRIPT, key, parts, 2);
}

bool script_find(struct cache *cache, struct view key, uint64_t tag_limit, struct buf *file,
                 struct view *bytes, int *sample_rate_hz) {
  struct script_head head;
  struct view content;
  if (!cache_get(cache, CACHE_SCRIPT, key, file, &content) || content.len < sizeof head)
    return false;
  memcpy(&head, content.ptr, sizeof head);
  *bytes = view_sub(content, sizeof head, content.len);
  *sample_rate_hz = (int)head.sample_rate_hz;
  return head.sample_rate_hz > 0 && head.sample_rate_hz <= 192000 &&
         script_check(*bytes, tag_limit);
}

enum listen_status script_next(struct script_reader *reader, struct utterance *out, uint64_t *tag,
                               struct view *text, bool *done) {
  struct found found;
  *done = !take_line(&reader->rest, &found);
  if (*done)
    return LISTEN_OK;
  size_t n = found.line.n_clauses, pos = 0;
  buf_reset(&out->engine);
  buf_view(&out->engine, found.text);
  if (out->engine.failed ||
      !array_grow((void **)&out->clauses, &out->cap_clauses, n + 1, sizeof *out->clauses))
    return LISTEN_E_NOMEM;
  out->style = (enum utterance_style)found.line.style;
  out->n_clauses = n;
  for (size_t i = 0; i < n; i++) {
    out->clauses[i] = (struct clause){.text = out->engine.ptr + pos,
                                      .len = found.clauses[i].len,
                                      .pause_ms = found.clauses[i].pause_ms};
    pos += found.clauses[i].len + 1;
  }
  *tag = found.line.tag;
  *text = view_sub(found.text, 0, found.text.len > 0 ? found.text.len - 1 : 0);
  return LISTEN_OK;
}
