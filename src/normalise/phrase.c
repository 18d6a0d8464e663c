#include "normalise/phrase.h"

#include "base/utf8.h"

static bool is_alphanumeric(const struct context *c, size_t i) {
  return is_word(c, i) || is_number(c, i);
}

void phrase_key(struct buf *key, struct view text, enum phrase_blanks blanks) {
  bool blank = false;
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    if (utf8_is_space(utf8_at(text, pos, &size))) {
      blank = key->len > 0;
      continue;
    }
    if (blank && !(blanks == BLANKS_DROP && key->ptr[key->len - 1] == '.'))
      buf_byte(key, ' ');
    blank = false;
    buf_add(key, text.ptr + pos, size);
  }
}

struct probe {
  char bytes[PHRASE_MAX_BYTES];
  size_t len;
};

static bool probe_add(struct probe *probe, struct view text) {
  if (text.len > sizeof probe->bytes - probe->len)
    return false;
  memcpy(probe->bytes + probe->len, text.ptr, text.len);
  probe->len += text.len;
  return true;
}

/// Add token `i`, the first one being `at`; false when the probe is full.
static bool probe_token(struct probe *probe, const struct context *c, size_t i, size_t at,
                        enum phrase_blanks blanks) {
  bool dropped = blanks == BLANKS_DROP && probe->len > 0 && probe->bytes[probe->len - 1] == '.';
  if (i > at && !glued(c, i) && !dropped && !probe_add(probe, VIEW(" ")))
    return false;
  return probe_add(probe, token_text(c, i));
}

static void lower_first_letter(struct probe *probe) {
  struct view text = {probe->bytes, probe->len};
  size_t size;
  uint32_t lower = utf8_to_lower(utf8_at(text, 0, &size));
  if (size == 1 && lower < 0x80)
    probe->bytes[0] = (char)lower;
  else if (size == 2 && lower >= 0x80 && lower < 0x800) {
    probe->bytes[0] = (char)(0xC0 | lower >> 6);
    probe->bytes[1] = (char)(0x80 | (lower & 0x3F));
  }
}

const struct lexicon_entry *phrase_find(const struct context *c, size_t at,
                                        const struct lexicon *lexicon, enum phrase_blanks blanks,
                                        bool lower_first, size_t *n) {
  const struct lexicon_entry *found = NULL;
  struct probe probe = {.len = 0};
  if (glued(c, at) && is_alphanumeric(c, at) && is_alphanumeric(c, at - 1))
    return NULL;
  if (glued(c, at) && glued(c, at - 1) && (is_mark(c, at - 1, '\'') || is_mark(c, at - 1, 0x2019)))
    return NULL; // the "s" of "war’s."
  for (size_t i = at; i < at + PHRASE_MAX_TOKENS && has(c, i); i++) {
    if (!probe_token(&probe, c, i, at, blanks))
      break;
    if (i == at && lower_first)
      lower_first_letter(&probe);
    if (is_alphanumeric(c, i) && glued(c, i + 1) && is_alphanumeric(c, i + 1))
      continue;
    const struct lexicon_entry *entry = lexicon_get(lexicon, (struct view){probe.bytes, probe.len});
    if (entry != NULL) {
      found = entry;
      *n = i + 1 - at;
    }
  }
  return found;
}
