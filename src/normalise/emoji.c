// Emoji, emoticons, stars.

#include "normalise/registry.h"

#include "base/utf8.h"

enum { EMOJI_MAX_BYTES = 64 }; ///< of one sequence; the longest in use has 36

static bool is_skin_tone(uint32_t c) {
  return c >= 0x1F3FB && c <= 0x1F3FF;
}

static bool is_selector(uint32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3;
}

static bool is_regional(uint32_t c) {
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static bool is_tag(uint32_t c) {
  return c >= 0xE0020 && c <= 0xE007F;
}

/// Pictures, and signs that are used as such.
static bool is_picture(uint32_t c) {
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) ||
         (c >= 0x2B05 && c <= 0x2B55) || (c >= 0x23E9 && c <= 0x23FA) || c == 0x231A ||
         c == 0x231B || c == 0x2328 || c == 0x23CF || (c >= 0x25AA && c <= 0x25AB) ||
         (c >= 0x25FB && c <= 0x25FE) || c == 0x25B6 || c == 0x25C0 || c == 0x203C || c == 0x2049 ||
         c == 0x2139 || c == 0x3030 || c == 0x303D || c == 0x3297 || c == 0x3299;
}

/// One emoji from byte `pos` on: base, modifiers, and further ones joined to it. Fills `key` with
/// it, without what the table leaves out. Returns its length in bytes.
static size_t take_sequence(struct view text, size_t pos, char *key, size_t *key_len) {
  size_t start = pos, size;
  bool joined = true, regional = false;
  *key_len = 0;
  while (pos < text.len) {
    uint32_t c = utf8_at(text, pos, &size);
    bool second = regional && is_regional(c);
    if (!joined && !second && !is_selector(c) && !is_skin_tone(c) && !is_tag(c) && c != 0x200D)
      break;
    regional = is_regional(c) && !second;
    joined = c == 0x200D;
    if (!is_selector(c) && !is_skin_tone(c) && *key_len + size <= EMOJI_MAX_BYTES) {
      memcpy(key + *key_len, text.ptr + pos, size);
      *key_len += size;
    }
    pos += size;
  }
  return pos - start;
}

static const struct lexicon_entry *find_name(const struct context *c, struct view key) {
  const struct lexicon *emoji = &c->normaliser->tables.emoji;
  const struct lexicon_entry *entry = lexicon_get(emoji, key);
  if (entry != NULL)
    return entry;
  size_t size; // a sequence that is in no row goes by its first picture
  utf8_at(key, 0, &size);
  return lexicon_get(emoji, view_sub(key, 0, size));
}

static void say_apart(struct context *c, size_t at, struct view name) {
  const struct buf *text = &c->out->text;
  if (glued(c, at) && text->len > 0 && !text->failed && text->ptr[text->len - 1] != ' ')
    say_raw(c, VIEW(" "));
  say_view(c, name);
}

/// Number of tokens from `at` that begin before byte `end`.
static size_t tokens_before(const struct context *c, size_t at, size_t end) {
  size_t i = at;
  while (has(c, i) && c->tokens[i].offset < end)
    i++;
  return i - at;
}

/// Tokens of further emoji of the same kind: a row of them is said once.
static size_t repeated(const struct context *c, size_t at, size_t n, struct view key) {
  char other[EMOJI_MAX_BYTES];
  size_t other_len, more = 0;
  while (has(c, at + n + more) && c->tokens[at + n + more].first == c->tokens[at].first) {
    size_t pos = c->tokens[at + n + more].offset;
    size_t end = pos + take_sequence(c->text, pos, other, &other_len);
    if (!view_eq(key, (struct view){other, other_len}))
      break;
    more += tokens_before(c, at + n + more, end);
  }
  return more;
}

size_t emoji_left_out(const struct context *c, size_t at) {
  char key[EMOJI_MAX_BYTES];
  size_t key_len;
  if (c->normaliser->options.emoji != EMOJI_SILENT || !has(c, at) ||
      !is_picture(c->tokens[at].first))
    return 0;
  size_t pos = c->tokens[at].offset;
  return tokens_before(c, at, pos + take_sequence(c->text, pos, key, &key_len));
}

size_t rule_emoji(struct context *c, size_t at) {
  uint32_t first = c->tokens[at].first;
  bool keycap = is_number(c, at) && c->tokens[at].len == 1 && has(c, at + 1) && glued(c, at + 1) &&
                is_selector(c->tokens[at + 1].first);
  if (!keycap && !is_picture(first))
    return 0;
  char key[EMOJI_MAX_BYTES];
  size_t key_len;
  size_t pos = c->tokens[at].offset;
  size_t end = pos + take_sequence(c->text, pos, key, &key_len);
  size_t n = tokens_before(c, at, end);
  if (keycap) { // "1️⃣" is a number in a box, and stays one in either style
    say_view(c, token_text(c, at));
    c->semiotic = SEMIOTIC_CARDINAL;
    return n;
  }
  if (c->normaliser->options.emoji == EMOJI_SILENT) {
    c->eat_space = true;
    return n;
  }
  n += repeated(c, at, n, (struct view){key, key_len});
  const struct lexicon_entry *entry = find_name(c, (struct view){key, key_len});
  if (entry == NULL)
    c->eat_space = true;
  else
    say_apart(c, at, entry->value[0]);
  return n;
}

/// "★★★☆☆" → "drei von fünf Sternen"
size_t rule_stars(struct context *c, size_t at) {
  static const char *const numbers[] = {"null",  "ein",    "zwei", "drei", "vier", "fünf",
                                        "sechs", "sieben", "acht", "neun", "zehn"};
  size_t full = 0, all = 0;
  if (at > 0 && glued(c, at) && (is_mark(c, at - 1, 0x2605) || is_mark(c, at - 1, 0x2606)))
    return 0;
  while (all < 11 && (is_mark(c, at + all, 0x2605) || is_mark(c, at + all, 0x2606)) &&
         (all == 0 || glued(c, at + all))) {
    full += is_mark(c, at + all, 0x2605);
    all++;
  }
  if (all < 2 || all > 10)
    return 0;
  say(c, numbers[full]);
  if (full < all) {
    say(c, "von");
    say(c, numbers[all]);
    say(c, "Sternen");
  } else {
    say(c, "Sterne");
  }
  return all;
}

/// ":-)" and the like, with white space before it.
size_t rule_emoticon(struct context *c, size_t at) {
  static const struct {
    const char *written, *name;
  } faces[] = {
      {":-)", "Smiley"},
      {":)", "Smiley"},
      {";-)", "zwinkernder Smiley"},
      {";)", "zwinkernder Smiley"},
      {":-(", "trauriger Smiley"},
      {":(", "trauriger Smiley"},
      {":-D", "lachender Smiley"},
      {":D", "lachender Smiley"},
      {":-P", "frecher Smiley"},
      {":-p", "frecher Smiley"},
      {":'(", "weinender Smiley"},
      {":-/", "skeptischer Smiley"},
      {"<3", "Herz"},
      {"^^", "Smiley"},
  };
  if (at == 0 || glued(c, at))
    return 0;
  for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
    size_t n = match_phrase(c, at, view_of(faces[i].written));
    if (n == 0 || (glued(c, at + n) && (is_word(c, at + n) || is_number(c, at + n))))
      continue;
    if (c->normaliser->options.emoji == EMOJI_SILENT)
      c->eat_space = true;
    else
      say(c, faces[i].name);
    return n;
  }
  return 0;
}

static bool is_invisible(uint32_t c) {
  return c == 0xAD || c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         c == UTF8_REPLACEMENT || is_selector(c) || is_tag(c) || (c >= 0xE000 && c <= 0xF8FF);
}

/// Marks of format, controls, private characters: nothing to say. A soft hyphen leaves its word
/// whole.
size_t rule_invisible(struct context *c, size_t at) {
  return is_invisible(c->tokens[at].first) ? 1 : 0;
}
