#include "pronounce/morph.h"

#include "pronounce/inflect.h"
#include "pronounce/mnemonics.h"
#include "pronounce/morph_search.h"
#include "pronounce/morph_table.h"

enum { MIN_WORD = 5 }; // bytes

// ---- saying the parts ----

static bool starts_with_vowel(struct view said) {
  for (size_t pos = 0, len; pos < said.len; pos += len) {
    const struct phoneme *p = phoneme_at(said, pos, &len);
    if (p == NULL)
      return false;
    if ((p->kinds & (PHONEME_VOWEL | PHONEME_CONSONANT)) != 0)
      return (p->kinds & PHONEME_VOWEL) != 0;
  }
  return false;
}

/// Make what was said so far ready for the next part. Before anything but a vowel of an ending or
/// suffix German devoices ("Brandwunde", "lieblich"), and -ig is said as in "König".
static void close_part(struct buf *out, size_t start, bool vowel_follows) {
  struct view said = view_sub(buf_as_view(out), start, out->len);
  if (vowel_follows) {
    if (view_ends(said, VIEW("3"))) { // "Lehrer" + "in"
      out->len--;
      buf_str(out, "@r");
    }
    return;
  }
  inflect_close_ig(out, start);
  inflect_devoice(out, start);
}

/// Two letters that would be read as one phoneme are parted.
static void add_seam(struct buf *out, struct view next) {
  if (out->len == 0 || next.len == 0)
    return;
  char joint[2] = {out->ptr[out->len - 1], next.ptr[0]};
  size_t len;
  if (phoneme_at((struct view){joint, 2}, 0, &len) != NULL && len == 2)
    buf_byte(out, '|');
}

static bool has_stress(struct view said) {
  return view_has(said, '\'');
}

static bool is_affix_after(const struct morph_part *part) {
  return (part->kind & (MORPH_SUFFIX | MORPH_LINK | MORPH_ENDING)) != 0 &&
         (part->kind & MORPH_STEM) == 0;
}

/// Which part of the unit from `from` on has its stress: a stressed suffix, else the first stressed
/// one. A unit ends before the next prefix or stem after its stem.
static size_t stressed_part(const struct morph_part *parts, size_t n, size_t from, size_t *end) {
  size_t stressed = from, i = from;
  bool found = false;
  while (i < n && (parts[i].kind & MORPH_PREFIX) != 0 && (parts[i].kind & MORPH_STEM) == 0)
    i++;
  for (size_t j = from; j <= i && j < n && !found; j++)
    if (has_stress(parts[j].said)) {
      stressed = j;
      found = true;
    }
  for (i++; i < n && is_affix_after(&parts[i]); i++)
    if ((parts[i].kind & MORPH_SUFFIX) != 0 && has_stress(parts[i].said))
      stressed = i;
  *end = i;
  return stressed;
}

/// An English plural has a vowel of its own after a hiss ("Services").
static struct view after_hiss(const struct buf *out, size_t start, struct view said) {
  size_t offset;
  const struct phoneme *last = phoneme_last(view_sub(buf_as_view(out), start, out->len), &offset);
  bool hiss = last != NULL && (last->kinds & PHONEME_SIBILANT) != 0;
  return hiss && view_eq(said, VIEW("s")) ? VIEW("Is") : said;
}

/// "Prozessoren", "Direktorin": the stress moves to -or.
static bool moves_stress(const struct morph_part *parts, size_t n, size_t i) {
  if (i + 1 >= n || (parts[i].kind & MORPH_STEM) == 0 || !is_affix_after(&parts[i + 1]))
    return false;
  struct view next = parts[i + 1].said;
  return view_starts(next, VIEW("@n")) || view_starts(next, VIEW("In"));
}

static bool say_parts(const struct morph_part *parts, size_t n, struct buf *out) {
  size_t start = out->len;
  for (size_t from = 0, end; from < n; from = end) {
    size_t stressed = stressed_part(parts, n, from, &end);
    for (size_t i = from; i < end; i++) {
      struct view said = parts[i].said;
      if (i > 0 && parts[i].kind == MORPH_ENDING && parts[i - 1].entry != NULL)
        said = after_hiss(out, start, said);
      if (i > 0)
        close_part(out, start, is_affix_after(&parts[i]) && starts_with_vowel(said));
      struct view so_far = view_sub(buf_as_view(out), start, out->len);
      if (view_ends(so_far, VIEW("@")) && is_affix_after(&parts[i]) && view_starts(said, VIEW("@")))
        said = view_sub(said, 1, said.len);
      if (view_eq(said, VIEW("n")) && is_affix_after(&parts[i]) && needs_schwa(so_far))
        said = VIEW("@n");
      add_seam(out, said);
      size_t part_start = out->len;
      if (from == 0 && i == stressed)
        buf_view(out, said);
      else
        append_unstressed(out, said);
      if (moves_stress(parts, n, i))
        inflect_stress_or(out, part_start);
    }
  }
  inflect_close_ig(out, start);
  return !out->failed;
}

// ---- is it worth it? ----

/// Over, under, around: stressed in nouns, unstressed in most verbs; the engine knows more.
static bool is_two_faced(struct view key) {
  static const char *const prefixes[] = {"über", "unter", "um", "durch", "wider", "hinter"};
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (view_starts(key, view_of(prefixes[i])))
      return true;
  return false;
}

/// "unterge-bracht", "umzu-setzen"; or the verb with its prefix is a stem of its own.
static bool is_surely_separable(const struct morph_part *parts, size_t n) {
  if ((parts[0].kind & MORPH_PREFIX) == 0)
    return true;
  return n > 2 && (view_eq(parts[1].said, VIEW("g@")) || view_eq(parts[1].said, VIEW("ts'u:")));
}

/// Prefixes and suffixes that the engine joins badly and that hardly begin or end other words.
static bool is_safe_affix(const struct morph_part *part) {
  static const char *const said[] = {
      "fEr",  "tsEr", "_!Ent",  "lIC",  "bA:r",     "zA:m",     "lo:z",       "haft",
      "haIt", "kaIt", "ICkaIt", "Saft", "bA:rkaIt", "zA:mkaIt", "lo:zICkaIt", "lICkaIt"};
  for (size_t i = 0; i < sizeof said / sizeof *said; i++)
    if ((part->kind & MORPH_STEM) == 0 && view_eq(part->said, view_of(said[i])))
      return true;
  return false;
}

/// "Liebchen" holds -chen, "rauchen" does not.
static bool ends_in_consonant(struct view said) {
  size_t offset;
  const struct phoneme *last = phoneme_last(said, &offset);
  return last != NULL && (last->kinds & PHONEME_CONSONANT) != 0;
}

/// How much the parts say that the engine would not: with two the word is said as they are.
static size_t count_parts(const struct morph_part *parts, size_t n,
                          const struct wordbook_entry **entry, size_t *n_stems) {
  size_t weight = 0;
  *n_stems = 0;
  for (size_t i = 0; i < n; i++) {
    bool stem = (parts[i].kind & MORPH_STEM) != 0;
    *n_stems += stem;
    weight += stem || (parts[i].kind & MORPH_SEPARABLE) != 0;
    weight += (parts[i].kind & MORPH_FIX) != 0;
    weight += (parts[i].kind == MORPH_WEAK && i > 0) || is_safe_affix(&parts[i]);
    weight += i > 0 && view_eq(parts[i].said, VIEW("C@n")) && ends_in_consonant(parts[i - 1].said);
    // The engine says "Lehrerinnen" with a long e and stresses "Polizistinnen" in front.
    weight += i > 0 && view_ends(parts[i].said, VIEW("In@n"));
    weight += i > 0 && i + 1 < n && view_eq(parts[i].said, VIEW("'Ist")) &&
              view_eq(parts[i + 1].said, VIEW("In"));
    if (parts[i].entry != NULL && *entry == NULL)
      *entry = parts[i].entry;
  }
  // Alone it is no compound: "erlangen" is not Erlangen, "amerikanisch" not Amerika.
  return weight + (*entry != NULL && (*n_stems > 1 || ((*entry)->tags & LEX_VERB) != 0));
}

// ---- words ----

bool morph_is_german(const struct morph *morph, struct view key) {
  if (key.len > MORPH_MAX_LETTERS)
    return false;
  const struct morph_word word = {.morph = morph, .key = key};
  struct morph_part parts[MORPH_MAX_PARTS];
  return morph_find_parts(&word, parts) > 0;
}

bool morph_say_tail(const struct morph *morph, struct view key, struct buf *out) {
  if (key.len > MORPH_MAX_LETTERS)
    return false;
  const struct morph_word word = {.morph = morph, .key = key};
  struct morph_part parts[MORPH_MAX_PARTS];
  size_t n = morph_find_parts(&word, parts);
  if (n == 0 || n > 2 || (parts[0].kind & MORPH_NOUN) == 0 ||
      (n == 2 && ((parts[1].kind & MORPH_ENDING) == 0 || view_has(parts[1].said, 't'))))
    return false;
  struct buf said = {0};
  bool ok = say_parts(parts, n, &said);
  append_unstressed(out, buf_as_view(&said));
  buf_clear(&said);
  return ok;
}

struct morph_result morph_say(const struct morph *morph, const struct wordbook *books,
                              size_t n_books, struct view key, bool capital, struct buf *out) {
  struct morph_result result = {0};
  if (key.len < MIN_WORD || key.len > MORPH_MAX_LETTERS)
    return result;
  struct morph_word word = {
      .morph = morph, .books = books, .n_books = n_books, .key = key, .capital = capital};
  struct morph_part parts[MORPH_MAX_PARTS];
  size_t n = morph_find_parts(&word, parts), n_stems = 0;
  size_t weight = n > 0 ? count_parts(parts, n, &result.entry, &n_stems) : 0;
  if (n > 0 && weight < 2 && result.entry != NULL) { // "wiederkehrend" is not Wiederkehr + end
    word.n_books = 0;
    result.entry = NULL;
    n = morph_find_parts(&word, parts);
    weight = n > 0 ? count_parts(parts, n, &result.entry, &n_stems) : 0;
  }
  if (weight < 2)
    return (struct morph_result){0};
  if (n_stems == 1 && result.entry == NULL && is_two_faced(key) && !is_surely_separable(parts, n))
    return (struct morph_result){0};
  result.found = say_parts(parts, n, out);
  return result;
}
