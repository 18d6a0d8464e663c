#include "pronounce/wordbook.h"

#include "base/table.h"
#include "base/utf8.h"
#include "pronounce/mnemonics.h"

#include <stdlib.h>

static const struct {
  const char *name;
  uint32_t tag;
} tag_names[] = {
    {"exact", LEX_EXACT}, {"alone", LEX_ALONE}, {"part", LEX_PART},       {"verb", LEX_VERB},
    {"adj", LEX_ADJ},     {"weak", LEX_WEAK},   {"surname", LEX_SURNAME}, {"case", LEX_CASE},
    {"en", LEX_ENGLISH},  {"fr", LEX_FRENCH},   {"it", LEX_ITALIAN},      {"es", LEX_SPANISH},
    {"pl", LEX_POLISH},   {"tr", LEX_TURKISH},  {"sv", LEX_SCANDINAVIAN}, {"zh", LEX_CHINESE},
    {"ja", LEX_JAPANESE}, {"ru", LEX_RUSSIAN},  {"ar", LEX_ARABIC},       {"loan", LEX_LOAN},
    {"clue", LEX_CLUE},
};

enum { SAFE_PART = 5 }; ///< bytes from which a word may be part of a compound without the tag

/// What the checks share while one table is read.
struct loader {
  struct wordbook *book;
  const char *file;
  struct listen_diag *diag;
};

uint32_t wordbook_hash(struct view key) {
  uint32_t h = 2166136261u; // FNV-1a: the keys are a few bytes long
  for (size_t i = 0; i < key.len; i++)
    h = (h ^ (unsigned char)key.ptr[i]) * 16777619u;
  return h ^ h >> 15;
}

// ---- looking up ----

static bool is_capitalised(struct view text) {
  size_t n;
  return text.len > 0 && utf8_is_upper(utf8_at(text, 0, &n));
}

static bool fits(const struct wordbook_entry *entry, struct view written, uint32_t tags) {
  if ((entry->tags & LEX_CASE) != 0)
    return view_starts(written, entry->word);
  if (tags == 0 && (entry->tags & LEX_VERB) != 0)
    return false;
  if (tags != 0 && (entry->tags & tags) == 0)
    return false;
  return is_capitalised(written) || !is_capitalised(entry->word);
}

const struct wordbook_entry *wordbook_find(const struct wordbook *book, struct view written,
                                           struct view key, uint32_t tags) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->slots == NULL)
    return NULL;
  uint32_t hash = wordbook_hash(key);
  const struct wordbook_entry *best = NULL;
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words > 0 && view_eq(e->key, key) && fits(e, written, tags)) {
      // Of two, the one in just this writing ("Job", the prophet, and "JOB").
      if (best == NULL || (e->tags & LEX_CASE) != 0 || view_starts(written, e->word))
        best = e;
    }
  return best;
}

const struct wordbook_entry *wordbook_part(const struct wordbook *book, struct view key) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->slots == NULL)
    return NULL;
  uint32_t hash = wordbook_hash(key);
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words == 1 && e->mnemonics.len > 0 && !e->respelled &&
        (e->tags & (LEX_EXACT | LEX_ALONE | LEX_WEAK | LEX_CASE)) == 0 &&
        (key.len >= SAFE_PART || (e->tags & (LEX_PART | LEX_VERB)) != 0) && view_eq(e->key, key))
      return e;
  return NULL;
}

bool wordbook_starts_phrase(const struct wordbook *book, struct view key) {
  if (key.len == 0 || key.len > WORDBOOK_MAX_KEY || book->slots == NULL)
    return false;
  uint32_t hash = wordbook_hash(key);
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words == 0 && view_eq(e->key, key))
      return true;
  return false;
}

// ---- loading ----

static enum listen_status complain(const struct loader *l, size_t line, const char *english,
                                   const char *german, struct view what) {
  diag_at(l->diag, l->file, line, 0);
  char shown[64];
  size_t n = what.len < sizeof shown - 1 ? what.len : sizeof shown - 1;
  while (n < what.len && n > 0 && ((unsigned char)what.ptr[n] & 0xC0) == 0x80)
    n--;
  memcpy(shown, what.ptr, n);
  shown[n] = '\0';
  diag_set(l->diag, LISTEN_E_CONFIG, "%s: '%s'", DIAG_TEXT(l->diag, english, german), shown);
  return LISTEN_E_CONFIG;
}

static struct view next_item(struct view *list) {
  while (list->len > 0 && *list->ptr == ' ')
    *list = view_sub(*list, 1, list->len);
  size_t len = 0;
  while (len < list->len && list->ptr[len] != ' ')
    len++;
  struct view item = view_sub(*list, 0, len);
  *list = view_sub(*list, len, list->len);
  return item;
}

static enum listen_status read_tags(const struct loader *l, const struct table_row *row,
                                    uint32_t *tags) {
  struct view list = row->fields[2];
  *tags = 0;
  for (struct view item; (item = next_item(&list)).len > 0;) {
    uint32_t tag = 0;
    for (size_t i = 0; i < sizeof tag_names / sizeof *tag_names; i++)
      if (view_eq(item, view_of(tag_names[i].name)))
        tag = tag_names[i].tag;
    if (tag == 0)
      return complain(l, row->line, "unknown tag", "unbekanntes Merkmal", item);
    *tags |= tag;
  }
  return LISTEN_OK;
}

/// Lower case; hyphens become blanks, so that "Deep Learning" and "Deep-Learning" are one entry.
static struct view make_key(struct wordbook *book, struct view word, uint32_t *n_words) {
  struct buf key = {0};
  utf8_lower(&key, word);
  *n_words = 1;
  for (size_t i = 0; i < key.len; i++) {
    if (key.ptr[i] == '-')
      key.ptr[i] = ' ';
    *n_words += key.ptr[i] == ' ';
  }
  struct view copy = key.failed ? (struct view){0} : arena_copy(&book->arena, buf_as_view(&key));
  buf_clear(&key);
  return copy;
}

static void link_entry(struct wordbook *book, struct wordbook_entry *entry) {
  entry->hash = wordbook_hash(entry->key);
  struct wordbook_entry **slot = &book->slots[entry->hash & book->mask];
  entry->next = *slot;
  *slot = entry;
}

/// Note that phrases begin with the first word of `entry`.
static enum listen_status link_phrase(const struct loader *l, const struct wordbook_entry *entry) {
  struct wordbook *book = l->book;
  const char *blank = memchr(entry->key.ptr, ' ', entry->key.len);
  struct view first = view_sub(entry->key, 0, (size_t)(blank - entry->key.ptr));
  if (entry->n_words > book->longest_phrase)
    book->longest_phrase = entry->n_words;
  if (wordbook_starts_phrase(book, first))
    return LISTEN_OK;
  struct wordbook_entry *start = arena_alloc(&book->arena, 1, sizeof *start);
  if (start == NULL)
    return diag_nomem(l->diag);
  start->key = first;
  link_entry(book, start);
  return LISTEN_OK;
}

/// The entry for the same word that is there already; NULL if none. A verb and a noun may share
/// one.
static const struct wordbook_entry *find_duplicate(const struct wordbook *book,
                                                   const struct wordbook_entry *entry) {
  uint32_t hash = wordbook_hash(entry->key);
  for (const struct wordbook_entry *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words > 0 && view_eq(e->word, entry->word) &&
        ((e->tags ^ entry->tags) & LEX_VERB) == 0)
      return e;
  return NULL;
}

/// Twice in one file is a slip; of two files the first one has its way.
static enum listen_status complain_of_duplicate(const struct loader *l,
                                                const struct wordbook_entry *entry,
                                                const struct wordbook_entry *first) {
  if (strcmp(first->file, entry->file) != 0)
    return LISTEN_OK;
  complain(l, entry->line, "this word is there already", "dieses Wort gibt es schon", entry->word);
  diag_hint(l->diag, DIAG_TEXT(l->diag, "first in line %zu", "zuerst in Zeile %zu"), first->line);
  return LISTEN_E_CONFIG;
}

/// A verb is kept by its stem: "streamen", str'i:m@n → "stream", str'i:m.
static enum listen_status cut_infinitive(const struct loader *l, struct wordbook_entry *entry) {
  bool en = view_ends(entry->key, VIEW("en")) && view_ends(entry->mnemonics, VIEW("@n"));
  bool n = view_ends(entry->key, VIEW("n")) && view_ends(entry->mnemonics, VIEW("n"));
  if (!n)
    return complain(l, entry->line, "a verb is given as infinitive in -n, with mnemonics in n",
                    "ein Verb steht als Infinitiv auf -n, seine Zeichen enden auf n", entry->word);
  entry->key.len -= en ? 2 : 1;
  entry->mnemonics.len -= en ? 2 : 1;
  return LISTEN_OK;
}

/// "-": the engine's own way; "=Spelling": a respelling; else mnemonics.
static enum listen_status read_mnemonics(const struct loader *l, const struct table_row *row,
                                         struct wordbook_entry *entry) {
  struct view text = row->fields[1];
  if (view_eq(text, VIEW("-")))
    return LISTEN_OK;
  size_t bad = 0;
  entry->respelled = text.len > 0 && text.ptr[0] == '=';
  if (entry->respelled) {
    text = view_sub(text, 1, text.len);
    for (size_t pos = 0, n; pos < text.len; pos += n) {
      uint32_t c = utf8_at(text, pos, &n);
      if (!utf8_is_letter(c) && c != ' ' && c != '-')
        return complain(l, row->line, "a respelling has letters, blanks and hyphens only",
                        "eine Umschrift besteht aus Buchstaben, Leerzeichen und Bindestrichen",
                        text);
    }
  } else if (!mnemonics_check(text, &bad)) {
    return complain(l, row->line, "the German voice has no such mnemonic, from here on",
                    "solche Zeichen kennt die deutsche Stimme nicht, ab hier",
                    view_sub(text, bad, text.len));
  }
  if (text.len == 0 || text.len > WORDBOOK_MAX_MNEMONICS)
    return complain(l, row->line, "the pronunciation is empty or too long",
                    "die Aussprache ist leer oder zu lang", row->fields[0]);
  entry->mnemonics = arena_copy(&l->book->arena, text);
  return entry->mnemonics.ptr == NULL ? diag_nomem(l->diag) : LISTEN_OK;
}

static enum listen_status add_row(const struct loader *l, const struct table_row *row) {
  struct wordbook *book = l->book;
  struct view word = row->fields[0];
  if (word.len == 0 || word.len > WORDBOOK_MAX_KEY || utf8_invalid_at(word) != word.len)
    return complain(l, row->line, "the word is empty, too long or no UTF-8",
                    "das Wort ist leer, zu lang oder kein UTF-8", word);
  struct wordbook_entry *entry = arena_alloc(&book->arena, 1, sizeof *entry);
  if (entry == NULL)
    return diag_nomem(l->diag);
  entry->file = l->file;
  entry->line = row->line;
  enum listen_status status = read_tags(l, row, &entry->tags);
  if (status == LISTEN_OK)
    status = read_mnemonics(l, row, entry);
  if (status != LISTEN_OK)
    return status;
  entry->word = arena_copy(&book->arena, word);
  entry->key = make_key(book, word, &entry->n_words);
  if (entry->word.ptr == NULL || entry->key.ptr == NULL)
    return diag_nomem(l->diag);
  if (entry->n_words > WORDBOOK_MAX_WORDS)
    return complain(l, row->line, "too many words in a phrase", "zu viele Wörter", word);
  if ((entry->tags & LEX_VERB) != 0)
    status = cut_infinitive(l, entry);
  if (status != LISTEN_OK)
    return status;
  const struct wordbook_entry *first = find_duplicate(book, entry);
  if (first != NULL)
    return complain_of_duplicate(l, entry, first);
  if (status == LISTEN_OK && entry->n_words > 1)
    status = link_phrase(l, entry);
  if (status == LISTEN_OK) {
    link_entry(book, entry);
    book->n_entries++;
  }
  return status;
}

static enum listen_status make_slots(struct wordbook *book, const struct wordbook_text *texts,
                                     size_t n_texts, struct listen_diag *diag) {
  size_t n_rows = 16, size = 16;
  for (size_t t = 0; t < n_texts; t++)
    for (size_t i = 0; i < texts[t].text.len; i++)
      n_rows += texts[t].text.ptr[i] == '\n';
  while (size < n_rows)
    size *= 2;
  book->slots = calloc(size, sizeof *book->slots);
  book->mask = size - 1;
  return book->slots == NULL ? diag_nomem(diag) : LISTEN_OK;
}

enum listen_status wordbook_load_tsv(struct wordbook *out, const struct wordbook_text *texts,
                                     size_t n_texts, const char *source, struct listen_diag *diag) {
  *out = (struct wordbook){.source = source};
  enum listen_status status = make_slots(out, texts, n_texts, diag);
  for (size_t t = 0; status == LISTEN_OK && t < n_texts; t++) {
    struct loader loader = {out, texts[t].file, diag};
    struct table_row row = {0};
    for (size_t pos = 0; status == LISTEN_OK && table_next(texts[t].text, &pos, &row);)
      status = add_row(&loader, &row);
  }
  if (status != LISTEN_OK)
    wordbook_clear(out);
  return status;
}

void wordbook_clear(struct wordbook *book) {
  if (book == NULL)
    return;
  arena_clear(&book->arena);
  free(book->slots);
  *book = (struct wordbook){0};
}
