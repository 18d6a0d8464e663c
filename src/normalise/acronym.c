// Words of capitals: spelled, said as a word, or just loud.

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/number.h"
#include "normalise/phrase.h"
#include "normalise/spell.h"

enum mode { MODE_NONE, MODE_SPELL, MODE_WORD, MODE_AS, MODE_TITLE, MODE_SHOUT };

static enum mode mode_of(const struct lexicon_entry *entry) {
  static const struct {
    const char *name;
    enum mode mode;
  } modes[] = {{"spell", MODE_SPELL},
               {"word", MODE_WORD},
               {"as", MODE_AS},
               {"title", MODE_TITLE},
               {"shout", MODE_SHOUT}};
  for (size_t i = 0; entry != NULL && i < sizeof modes / sizeof *modes; i++) {
    if (view_eq(entry->value[0], view_of(modes[i].name)))
      return modes[i].mode;
  }
  return MODE_NONE;
}

static const struct lexicon_entry *look_up(const struct context *c, struct view word) {
  return lexicon_get(&c->normaliser->tables.acronyms, word);
}

// --- loud neighbours

/// Capitals that are an ordinary word: a headline, or someone shouting.
static bool is_loud(const struct context *c, size_t i) {
  if (!is_word(c, i) || !has_flag(c, i, TOKEN_ALL_CAPS) || c->tokens[i].len < 2)
    return false;
  struct view word = token_text(c, i);
  enum mode mode = mode_of(look_up(c, word));
  return mode == MODE_SHOUT ||
         (mode == MODE_NONE && utf8_count(word) >= 6 && is_pronounceable(word));
}

static bool among_loud(const struct context *c, size_t at) {
  for (size_t i = 1; i <= 2; i++) {
    if (is_loud(c, at + i) || (i <= at && is_loud(c, at - i)))
      return true;
    if (is_word(c, at + i) && is_word(c, at - i))
      break;
  }
  return false;
}

// --- saying

/// "NATO" → "Nato"
static void say_capitalised(struct context *c, struct view word) {
  for (size_t pos = 0, size; pos < word.len; pos += size) {
    uint32_t letter = utf8_at(word, pos, &size);
    if (pos == 0)
      say_view(c, view_sub(word, 0, size));
    else
      utf8_append(&c->out->text, utf8_to_lower(letter));
  }
}

/// The hyphen of "EU-Gipfel" is a blank to the ear; the frame puts one where two words touch.
static size_t with_hyphen(const struct context *c, size_t at, size_t n) {
  bool joined = glued(c, at + n) && is_hyphen(mark(c, at + n)) && glued(c, at + n + 1) &&
                (is_word(c, at + n + 1) || is_number(c, at + n + 1));
  return joined ? n + 1 : n;
}

/// "des BVerfG": said in full, it takes its ending.
static bool wants_genitive(const struct context *c, size_t at, struct view spoken) {
  static const char *const articles[] = {"des", "eines", "dieses", NULL};
  return at > 0 && is_one_of_nocase(c, at - 1, articles) && !view_ends(spoken, VIEW("s")) &&
         !view_has(spoken, ' ') &&
         (view_ends(spoken, VIEW("gericht")) || view_ends(spoken, VIEW("amt")) ||
          view_ends(spoken, VIEW("ministerium")) || view_ends(spoken, VIEW("tag")) ||
          view_ends(spoken, VIEW("rat")));
}

static size_t say_entry(struct context *c, size_t at, const struct lexicon_entry *entry, size_t n,
                        bool plural) {
  switch (mode_of(entry)) {
  case MODE_TITLE:
    if (among_loud(c, at))
      return 0;
    __attribute__((fallthrough));
  case MODE_SPELL:
    say_letters(c, entry->key, plural);
    break;
  case MODE_WORD:
    say_capitalised(c, entry->key);
    if (plural)
      say_raw(c, VIEW("s"));
    return n;
  case MODE_AS:
    say_view(c, entry->value[1]);
    if (plural || wants_genitive(c, at, entry->value[1]))
      say_raw(c, VIEW("s"));
    break;
  case MODE_SHOUT:
  case MODE_NONE:
    return 0;
  }
  return with_hyphen(c, at, n);
}

// --- deciding about what is in no row

/// "ALLE", "EINS": a word that the other tables know, in capitals.
static bool is_known_word(const struct context *c, struct view word) {
  char other[64];
  if (word.len > sizeof other)
    return false;
  for (size_t i = 0; i < word.len; i++) {
    unsigned char b = (unsigned char)word.ptr[i];
    bool umlaut = i > 0 && (unsigned char)word.ptr[i - 1] == 0xC3 && b >= 0x80 && b <= 0x9E;
    other[i] = (char)((b >= 'A' && b <= 'Z') || umlaut ? b + 32 : b);
  }
  const struct tables *tables = &c->normaliser->tables;
  if (lexicon_get(&tables->function_words, (struct view){other, word.len}) != NULL)
    return true;
  if (other[0] >= 'a' && other[0] <= 'z')
    other[0] = (char)(other[0] - 32);
  else if (word.len > 1)
    other[1] = word.ptr[1];
  struct view noun = {other, word.len};
  return lexicon_get(&tables->nouns, noun) != NULL ||
         lexicon_get(&tables->noun_plurals, noun) != NULL;
}

static bool decide_capitals(const struct context *c, size_t at, struct view word) {
  size_t n = utf8_count(word);
  if (n > 8 || among_loud(c, at) || (n >= 3 && is_known_word(c, word)))
    return false;
  if (most_consonants(word) == n) // no vowel at all
    return true;
  if (n <= 3)
    return true;
  if (n == 4)
    return !alternates(word);
  return !is_pronounceable(word) || (n == 5 && most_consonants(word) > 2);
}

/// Capitals at the front of `word`, in bytes.
static size_t capitals_end(struct view word) {
  size_t pos = 0, size;
  while (pos < word.len && utf8_is_upper(utf8_at(word, pos, &size)))
    pos += size;
  return pos;
}

/// Where the capitals at the end of "ChatGPT" begin; word.len where there are none.
static size_t capitals_start(struct view word) {
  size_t pos = word.len, size;
  while (pos > 0 && utf8_is_upper(utf8_before(word, pos, &size)))
    pos -= size;
  return pos;
}

static bool has_small_vowel(struct view word) {
  for (size_t i = 0; i < word.len; i++) {
    if (strchr("aeiouy", word.ptr[i]) != NULL || (unsigned char)word.ptr[i] >= 0x80)
      return true;
  }
  return false;
}

/// "LLMs", "AKWs", "UFOs"
static size_t plural(struct context *c, size_t at, struct view word) {
  if (word.len < 3 || word.ptr[word.len - 1] != 's')
    return 0;
  struct view base = view_sub(word, 0, word.len - 1);
  const struct lexicon_entry *entry = look_up(c, base);
  if (entry != NULL)
    return say_entry(c, at, entry, 1, true);
  if (capitals_end(base) != base.len || utf8_count(base) > 5)
    return 0;
  if (alternates(base) && utf8_count(base) > 3)
    return 0;
  say_letters(c, base, true);
  return with_hyphen(c, at, 1);
}

/// "CDUler", "EUweit"
static size_t with_suffix(struct context *c, struct view word) {
  size_t n = capitals_end(word);
  static const char *const endings[] = {"ler", "lern", "lerin", "nah", "nahe", "nahen"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings && n < 2; i++) {
    if (word.len > strlen(endings[i]) && view_ends(word, view_of(endings[i])) &&
        mode_of(look_up(c, view_sub(word, 0, word.len - strlen(endings[i])))) == MODE_SPELL)
      n = word.len - strlen(endings[i]); // "AfDler"
  }
  const struct lexicon_entry *entry =
      n < 2 || word.len < n + 2 ? NULL : look_up(c, view_sub(word, 0, n));
  if (mode_of(entry) != MODE_SPELL)
    return 0;
  say_letters(c, view_sub(word, 0, n), false);
  say_view(c, view_sub(word, n, word.len));
  return 1;
}

/// "ChatGPT", "OpenAI"
static size_t with_prefix(struct context *c, size_t at, struct view word) {
  size_t from = capitals_start(word);
  struct view tail = view_sub(word, from, word.len);
  size_t n = utf8_count(tail);
  if (from < 2 || n < 2 || n > 5)
    return 0;
  const struct lexicon_entry *entry = look_up(c, tail);
  enum mode mode = mode_of(entry);
  if (mode == MODE_SHOUT || (mode == MODE_NONE && n > 2 && is_pronounceable(tail)))
    return 0;
  say_view(c, view_sub(word, 0, from));
  if (mode == MODE_WORD)
    say_capitalised(c, tail);
  else
    say_letters(c, tail, false);
  return with_hyphen(c, at, 1);
}

static size_t mixed_case(struct context *c, size_t at, struct view word) {
  size_t n = plural(c, at, word);
  if (n == 0)
    n = with_suffix(c, word);
  if (n > 0)
    return n;
  // "BfDI", "HfG": small letters for small words, which are spelled too.
  if (word.len <= 5 && has_flag(c, at, TOKEN_CAPITAL) && capitals_start(word) < word.len &&
      !has_small_vowel(word)) {
    say_letters(c, word, false);
    return with_hyphen(c, at, 1);
  }
  return with_prefix(c, at, word);
}

size_t rule_acronym(struct context *c, size_t at) {
  size_t n = 1;
  const struct lexicon_entry *entry =
      phrase_find(c, at, &c->normaliser->tables.acronyms, BLANKS_ONE, false, &n);
  if (entry != NULL)
    return say_entry(c, at, entry, n, false);
  struct view word = token_text(c, at);
  if (!is_word(c, at) || !has_flag(c, at, TOKEN_CAPS2) ||
      (glued(c, at) && is_number(c, at - 1) && glued(c, at + 1) && is_number(c, at + 1)))
    return 0;
  if (!has_flag(c, at, TOKEN_ALL_CAPS))
    return mixed_case(c, at, word);
  if (!decide_capitals(c, at, word))
    return 0;
  say_letters(c, word, false);
  return with_hyphen(c, at, 1);
}

/// "Ex-SPD-Chef", "die U-20-WM": the hyphen before what is spelled is a blank too.
size_t rule_hyphen_before_acronym(struct context *c, size_t at) {
  if (!is_hyphen(mark(c, at)) || !glued(c, at) || !glued(c, at + 1) ||
      !has_flag(c, at + 1, TOKEN_CAPS2) || (!is_word(c, at - 1) && !is_number(c, at - 1)))
    return 0;
  size_t before = c->out->text.len;
  if (rule_roman(c, at + 1) > 0) { // "Hartz-IV-Satz"
    c->out->text.len = c->out->text.failed ? c->out->text.len : before;
    return 0;
  }
  say_raw(c, VIEW(" "));
  size_t said = c->out->text.len;
  size_t n = rule_acronym(c, at + 1);
  const struct buf *text = &c->out->text;
  bool spelled = n > 0 && !text->failed && text->len > said + 1 && text->ptr[said + 1] == ' ';
  return spelled ? n + 1 : 0;
}

/// "H5N1", "B2B", "A380", "CO2": letters and numbers taking turns.
size_t rule_letters_and_digits(struct context *c, size_t at) {
  if ((glued(c, at) && at > 0 && (is_word(c, at - 1) || is_number(c, at - 1))) ||
      !glued(c, at + 1) || !is_number(c, at + 1))
    return 0;
  size_t n = 0;
  while (n < 9 && (n == 0 || glued(c, at + n)) && (is_word(c, at + n) || is_number(c, at + n))) {
    if (is_word(c, at + n) && (utf8_count(token_text(c, at + n)) > 3 ||
                               (!has_flag(c, at + n, TOKEN_ALL_CAPS) && c->tokens[at + n].len > 1)))
      return 0;
    n++;
  }
  if (glued_mark(c, at + n, '.') && glued(c, at + n + 1) && is_number(c, at + n + 1) &&
      c->tokens[at].len == 1 && !has_flag(c, at, TOKEN_CAPITAL))
    return 0; // "v1.2.3"
  if (n < 2 || (glued(c, at + n) && (is_word(c, at + n) || is_number(c, at + n))))
    return 0;
  for (size_t i = at; i < at + n; i++) {
    struct view part = token_text(c, i);
    if (is_word(c, i))
      say_letters(c, part, false);
    else if (part.len > 4 || part.ptr[0] == '0')
      say_digits(c, part);
    else
      say_count(c, part);
  }
  return with_hyphen(c, at, n);
}
