/// Hyphens at line ends: what the text itself, and the endings of the words, say of them.
#include "base/utf8.h"
#include "extract/paste.h"
#include "extract/text.h"
#include <stdlib.h>

// ---- words that stand elsewhere in the text ----

/// A word that is broken at a line end, and in which forms it stands elsewhere.
struct broken_word {
  uint64_t joined, hyphened; ///< of its two forms
  size_t line;
};

struct form {
  uint64_t hash;
  bool seen;
};

enum { WORD_MAX_BYTES = 80 };

static bool is_word_char(uint32_t c) {
  return utf8_is_letter(c) || utf8_is_digit(c) || c == '-' || c == 0x2010;
}

static uint64_t add_char(uint64_t hash, uint32_t c) {
  return (hash ^ (c == 0x2010 ? '-' : c)) * 1099511628211u;
}

static const uint64_t hash_start = 14695981039346656037u;

/// Hash the characters of `text` on from `hash`.
static uint64_t add_text(uint64_t hash, struct view text) {
  for (size_t pos = 0, size; pos < text.len; pos += size)
    hash = add_char(hash, utf8_at(text, pos, &size));
  return hash;
}

/// The last word of a line without the hyphen at its end; or the first one.
static struct view last_word(struct view line) {
  size_t size, end = line.len, from;
  utf8_before(line, end, &size);
  end -= size;
  for (from = end; from > 0 && end - from < WORD_MAX_BYTES; from -= size)
    if (!is_word_char(utf8_before(line, from, &size)))
      break;
  return view_sub(line, from, end - from);
}

static struct view first_word(struct view line) {
  size_t pos = 0, size;
  for (; pos < line.len && pos < WORD_MAX_BYTES; pos += size)
    if (!is_word_char(utf8_at(line, pos, &size)))
      break;
  return view_sub(line, 0, pos);
}

static bool collect(const struct decoded *d, struct broken_word **words, size_t *n) {
  size_t cap = 0;
  bool keep;
  for (size_t i = 1; i < d->n_lines; i++) {
    struct view a = line_text(d, &d->lines[i - 1]), b = line_text(d, &d->lines[i]);
    if (d->lines[i].gap > 0 || !text_breaks_word(a, b, &keep))
      continue;
    void *items = *words;
    if (!array_grow(&items, &cap, *n + 1, sizeof **words))
      return false;
    *words = items;
    uint64_t first = add_text(hash_start, last_word(a));
    struct view rest = first_word(b);
    (*words)[(*n)++] =
        (struct broken_word){add_text(first, rest), add_text(add_char(first, '-'), rest), i};
  }
  return true;
}

static int by_hash(const void *a, const void *b) {
  const struct form *x = a, *y = b;
  return (x->hash > y->hash) - (x->hash < y->hash);
}

static struct form *find_form(struct form *forms, size_t n, uint64_t hash) {
  struct form key = {.hash = hash};
  return bsearch(&key, forms, n, sizeof *forms, by_hash);
}

static bool is_seen(struct form *forms, size_t n, uint64_t hash) {
  const struct form *form = find_form(forms, n, hash);
  return form != NULL && form->seen;
}

/// All words of the text, once. Alike forms lie side by side; any of them keeps the sighting.
static void look_for(const struct decoded *d, struct form *forms, size_t n) {
  uint64_t hash = hash_start;
  const struct view text = {d->text, d->len};
  for (size_t pos = 0, size = 1; pos <= text.len; pos += size) {
    uint32_t c = pos < text.len ? utf8_at(text, pos, &size) : ' ';
    if (is_word_char(c)) {
      hash = add_char(hash, c);
      continue;
    }
    struct form *form = hash == hash_start ? NULL : find_form(forms, n, hash);
    if (form != NULL)
      form->seen = true;
    hash = hash_start;
  }
}

bool hyphen_learn(struct decoded *decoded) {
  struct broken_word *words = NULL;
  struct form *forms = NULL;
  size_t n = 0;
  bool done = collect(decoded, &words, &n);
  if (done && n > 0) {
    forms = calloc(2 * n, sizeof *forms);
    done = forms != NULL;
  }
  if (done && n > 0) {
    for (size_t i = 0; i < n; i++) {
      forms[2 * i].hash = words[i].joined;
      forms[2 * i + 1].hash = words[i].hyphened;
    }
    qsort(forms, 2 * n, sizeof *forms, by_hash);
    size_t n_forms = 0;
    for (size_t i = 0; i < 2 * n; i++) // each form once, so that a search finds the one that counts
      if (n_forms == 0 || forms[n_forms - 1].hash != forms[i].hash)
        forms[n_forms++] = forms[i];
    look_for(decoded, forms, n_forms);
    for (size_t i = 0; i < n; i++) {
      bool joined = is_seen(forms, n_forms, words[i].joined);
      bool hyphened = is_seen(forms, n_forms, words[i].hyphened);
      if (joined != hyphened)
        decoded->lines[words[i].line].hyphen = joined ? HYPHEN_DROP : HYPHEN_KEEP;
    }
  }
  free(forms);
  free(words);
  return done;
}

// ---- adjectives ----

#define W(text)                                                                                    \
  { "" text, sizeof(text) - 1 }

/// Does the word end in one of these, with `stem` bytes at least before it?
static bool ends_in(struct view word, const struct view *ends, size_t n, size_t stem) {
  for (size_t i = 0; i < n; i++)
    if (word.len >= ends[i].len + stem && view_ends(word, ends[i]))
      return true;
  return false;
}

bool hyphen_pairs_adjectives(struct view before, struct view next) {
  // Endings with which a syllable of a single word hardly ends: not "-al" ("sozial|demokratisch" is
  // one word) and not "-ell" after n ("schnell|lebig").
  static const struct view first[] = {W("isch"), W("lich"), W("ant"),  W("ent"), W("iv"),
                                      W("ig"),   W("iös"),  W("uell"), W("iell")};
  static const struct view second[] = {W("isch"), W("lich"), W("ig"),  W("iv"),  W("al"),
                                       W("ell"),  W("ös"),   W("ant"), W("ent"), W("bar")};
  static const struct view inflections[] = {W("e"), W("er"), W("es"), W("en"), W("em")};
  // Second parts of single words: "deutschsprachig", "verantwortlich", "mannigfaltig".
  static const struct view parts[] = {W("sprachig"), W("stämmig"), W("wortlich"), W("faltig")};
  if (before.len == 0)
    return false;
  struct view a = last_word(before), b = first_word(next);
  if (a.len < 5 || b.len < 5 || !text_starts_lower(a) || !text_starts_lower(b))
    return false;
  for (size_t i = 0; i < sizeof inflections / sizeof *inflections; i++)
    if (view_ends(b, inflections[i]) && ends_in(view_sub(b, 0, b.len - inflections[i].len), second,
                                                sizeof second / sizeof *second, 2)) {
      b.len -= inflections[i].len;
      break;
    }
  bool pair = view_eq(a, VIEW("deutsch")) || ends_in(a, first, sizeof first / sizeof *first, 3);
  return pair && ends_in(b, second, sizeof second / sizeof *second, 2) &&
         !ends_in(b, parts, sizeof parts / sizeof *parts, 0);
}
