#include "pronounce/ipa.h"

#include "base/table.h"
#include "pronounce/mnemonics.h"

extern const unsigned char pronounce_ipa_table[];
extern const size_t pronounce_ipa_table_len;

/// The row whose sign is the longest that fits at the start of `rest`. The table is walked: it has
/// a hundred rows, and only a site's own lexicon of IPA is read through it.
static bool longest_row(struct view rest, struct table_row *best) {
  struct view table = {(const char *)pronounce_ipa_table, pronounce_ipa_table_len};
  struct table_row row = {0};
  bool found = false;
  for (size_t pos = 0; table_next(table, &pos, &row);)
    if (view_starts(rest, row.fields[0]) && (!found || row.fields[0].len > best->fields[0].len)) {
      *best = row;
      found = true;
    }
  return found;
}

/// Put a stress mark before the vowel of its syllable, where the engine wants it.
struct writer {
  struct buf *out;
  char stress; ///< waiting for a vowel; 0: none
};

static void write_sound(struct writer *w, struct view said) {
  size_t len;
  const struct phoneme *first = phoneme_at(said, 0, &len);
  if (w->stress != 0 && first != NULL && (first->kinds & PHONEME_VOWEL) != 0) {
    buf_byte(w->out, w->stress);
    w->stress = 0;
  }
  if (w->out->len > 0 && said.len > 0) {
    char joint[2] = {w->out->ptr[w->out->len - 1], said.ptr[0]};
    if (phoneme_at((struct view){joint, 2}, 0, &len) != NULL && len == 2)
      buf_byte(w->out, '|');
  }
  buf_view(w->out, said);
}

/// Dictionaries leave the stress of a single syllable out; the engine would say it without one.
static void stress_only_vowel(struct buf *out, size_t start) {
  size_t len, vowel = 0, n_vowels = 0;
  for (size_t pos = start; pos < out->len; pos += len) {
    const struct phoneme *p = phoneme_at(buf_as_view(out), pos, &len);
    if (p == NULL || *p->mnemonic == '\'' || *p->mnemonic == ',')
      return;
    if ((p->kinds & PHONEME_VOWEL) != 0 && n_vowels++ == 0)
      vowel = pos;
  }
  if (n_vowels != 1)
    return;
  buf_byte(out, '\'');
  if (out->failed)
    return;
  memmove(out->ptr + vowel + 1, out->ptr + vowel, out->len - vowel - 1);
  out->ptr[vowel] = '\'';
}

bool ipa_to_mnemonics(struct view ipa, struct buf *out, size_t *bad_offset) {
  struct writer w = {.out = out};
  size_t start = out->len;
  for (size_t pos = 0; pos < ipa.len;) {
    struct table_row row = {0};
    *bad_offset = pos;
    if (!longest_row(view_sub(ipa, pos, ipa.len), &row))
      return false;
    struct view said = row.fields[1];
    if (view_eq(said, VIEW("'")) || view_eq(said, VIEW(",")))
      w.stress = said.ptr[0];
    else if (view_eq(said, VIEW("blank")))
      write_sound(&w, VIEW(" "));
    else if (said.len > 0)
      write_sound(&w, said);
    pos += row.fields[0].len;
  }
  *bad_offset = 0;
  stress_only_vowel(out, start);
  size_t bad;
  return out->failed || mnemonics_check(view_sub(buf_as_view(out), start, out->len), &bad);
}
