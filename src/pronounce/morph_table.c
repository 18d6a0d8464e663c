#include "pronounce/morph_table.h"

#include "base/table.h"
#include "base/utf8.h"

#include <stdlib.h>

extern const unsigned char pronounce_stem_table[];
extern const size_t pronounce_stem_table_len;
extern const unsigned char pronounce_affix_table[];
extern const size_t pronounce_affix_table_len;

static const struct {
  const char *name;
  unsigned kind;
} kinds[] = {
    {"n", MORPH_NOUN},
    {"ns", MORPH_NOUN | MORPH_LINKED},
    {"a", MORPH_ADJECTIVE},
    {"v", MORPH_VERB | MORPH_BOUND},
    {"weak", MORPH_WEAK},
    {"sep", MORPH_SEPARABLE},
    {"suffix", MORPH_SUFFIX},
    {"link", MORPH_LINK},
    {"und", MORPH_LINK | MORPH_NUMBER},
    {"num", MORPH_ADJECTIVE | MORPH_NUMBER},
    {"ending", MORPH_ENDING},
};

const struct morph_item *morph_first(const struct morph *morph, struct view letters,
                                     uint32_t hash) {
  const struct morph_item *item = morph->slots[hash & morph->mask];
  while (item != NULL && (item->hash != hash || !view_eq(item->letters, letters)))
    item = item->next;
  return item;
}

const struct morph_item *morph_next(const struct morph_item *item) {
  const struct morph_item *first = item;
  do
    item = item->next;
  while (item != NULL && (item->hash != first->hash || !view_eq(item->letters, first->letters)));
  return item;
}

static bool add(struct morph *morph, struct view letters, struct view said, unsigned kind) {
  struct morph_item *item = arena_alloc(&morph->arena, 1, sizeof *item);
  if (item == NULL)
    return false;
  uint32_t hash = wordbook_hash(letters);
  struct morph_item **slot = &morph->slots[hash & morph->mask];
  *item = (struct morph_item){letters, said, kind, hash, *slot};
  *slot = item;
  return true;
}

// What umlaut does to letters and to sounds, the longer first.
static const struct {
  const char *plain, *umlaut;
} letter_pairs[] = {{"au", "äu"}, {"a", "ä"}, {"o", "ö"}, {"u", "ü"}},
  sound_pairs[] = {{"aU", "OY"}, {"A:", "E:"}, {"a", "E"}, {"o:", "Y:"},
                   {"O", "W"},   {"u:", "y:"}, {"U", "y"}};

static bool is_vowel_letter(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/// Replace the one place of `from` in `text`; false when there is none.
static bool replace(struct buf *out, struct view text, const char *from, const char *to) {
  size_t len = strlen(from);
  for (size_t i = 0; i + len <= text.len; i++)
    if (text.ptr[i] == *from && memcmp(text.ptr + i, from, len) == 0) {
      buf_view(out, view_sub(text, 0, i));
      buf_str(out, to);
      buf_view(out, view_sub(text, i + len, text.len));
      return true;
    }
  return false;
}

/// One vowel, or one of two letters: "haus", "hand"; not "hafen".
static bool has_one_syllable(struct view letters) {
  size_t groups = 0;
  for (size_t i = 0; i < letters.len; i++) {
    if ((unsigned char)letters.ptr[i] >= 0x80 && letters.ptr[i] != '\xC3' &&
        letters.ptr[i - 1] == '\xC3' && letters.ptr[i] != '\x9F')
      return false; // has an umlaut already
    groups += is_vowel_letter(letters.ptr[i]) && (i == 0 || !is_vowel_letter(letters.ptr[i - 1]));
  }
  return groups == 1;
}

/// Behind a front vowel ch is the other one: "Tuch", "Tücher".
static void soften_ch(struct buf *said) {
  for (size_t i = 0; i < said->len; i++)
    if (said->ptr[i] == 'x')
      said->ptr[i] = 'C';
}

static bool add_umlaut(struct morph *morph, struct view letters, struct view said, unsigned kind) {
  if (!has_one_syllable(letters))
    return true;
  struct buf new_letters = {0}, new_said = {0};
  bool found = false;
  for (size_t i = 0; i < sizeof letter_pairs / sizeof *letter_pairs && !found; i++)
    found = replace(&new_letters, letters, letter_pairs[i].plain, letter_pairs[i].umlaut);
  bool sounds = false;
  for (size_t i = 0; found && i < sizeof sound_pairs / sizeof *sound_pairs && !sounds; i++)
    sounds = replace(&new_said, said, sound_pairs[i].plain, sound_pairs[i].umlaut);
  bool ok = !new_letters.failed && !new_said.failed;
  if (ok && sounds) {
    soften_ch(&new_said);
    struct view l = arena_copy_buf(&morph->arena, &new_letters);
    struct view s = arena_copy_buf(&morph->arena, &new_said);
    ok = l.ptr != NULL && s.ptr != NULL &&
         (morph_first(morph, l, wordbook_hash(l)) != NULL ||
          add(morph, l, s, kind | MORPH_BOUND | MORPH_UMLAUT));
  }
  buf_clear(&new_letters);
  buf_clear(&new_said);
  return ok;
}

/// "Schluß", as many still write it: the engine takes the vowel for a long one.
static bool add_old_spelling(struct morph *morph, struct view letters, struct view said,
                             unsigned kind) {
  if (!view_ends(letters, VIEW("ss")))
    return true;
  struct buf old = {0};
  buf_view(&old, view_sub(letters, 0, letters.len - 2));
  buf_str(&old, "ß");
  struct view copy = arena_copy_buf(&morph->arena, &old);
  buf_clear(&old);
  return copy.ptr != NULL && add(morph, copy, said, kind | MORPH_FIX);
}

/// "Euphemismen", of which the engine makes "Euphemis-men".
static bool add_ismen(struct morph *morph, struct view letters, struct view said, unsigned kind) {
  if (!view_ends(letters, VIEW("ismus")) || !view_ends(said, VIEW("IsmUs")))
    return true;
  struct buf plural = {0}, plural_said = {0};
  buf_view(&plural, view_sub(letters, 0, letters.len - 2));
  buf_str(&plural, "en");
  buf_view(&plural_said, view_sub(said, 0, said.len - 2));
  buf_str(&plural_said, "@n");
  struct view l = arena_copy_buf(&morph->arena, &plural);
  struct view s = arena_copy_buf(&morph->arena, &plural_said);
  bool ok = l.ptr != NULL && s.ptr != NULL && add(morph, l, s, kind | MORPH_FIX);
  buf_clear(&plural);
  buf_clear(&plural_said);
  return ok;
}

/// The stem itself, and what is made from it: "haus" → "häus", "schule" → "schul".
static bool add_stem(struct morph *morph, struct view letters, struct view said, unsigned kind) {
  if (!add(morph, letters, said, kind) || !add_old_spelling(morph, letters, said, kind) ||
      !add_ismen(morph, letters, said, kind))
    return false;
  if ((kind & MORPH_NOUN) != 0 && letters.len >= 5 && view_ends(letters, VIEW("e")) &&
      view_ends(said, VIEW("@")) &&
      !add(morph, view_sub(letters, 0, letters.len - 1), view_sub(said, 0, said.len - 1),
           kind | MORPH_BOUND))
    return false;
  return add_umlaut(morph, letters, said, kind);
}

/// "n!": a noun that the engine says wrong.
static unsigned kind_of(struct view name) {
  bool fix = view_ends(name, VIEW("!"));
  name.len -= fix;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (view_eq(name, view_of(kinds[i].name)))
      return kinds[i].kind | (fix ? (unsigned)MORPH_FIX : 0u);
  return 0;
}

static bool load_table(struct morph *morph, struct view table) {
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    unsigned kind = kind_of(row.fields[2]);
    bool ok = (kind & MORPH_STEM) != 0 ? add_stem(morph, row.fields[0], row.fields[1], kind)
                                       : add(morph, row.fields[0], row.fields[1], kind);
    if (!ok)
      return false;
  }
  return true;
}

enum listen_status morph_load(struct morph *out, struct listen_diag *diag) {
  enum { N_SLOTS = 16384 };
  *out = (struct morph){.mask = N_SLOTS - 1};
  out->slots = calloc(N_SLOTS, sizeof *out->slots);
  if (out->slots == NULL ||
      !load_table(out,
                  (struct view){(const char *)pronounce_affix_table, pronounce_affix_table_len}) ||
      !load_table(out,
                  (struct view){(const char *)pronounce_stem_table, pronounce_stem_table_len})) {
    morph_clear(out);
    return diag_nomem(diag);
  }
  return LISTEN_OK;
}

void morph_clear(struct morph *morph) {
  if (morph == NULL)
    return;
  arena_clear(&morph->arena);
  free(morph->slots);
  *morph = (struct morph){0};
}
