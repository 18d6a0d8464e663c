#include "pronounce/wordbook_add.h"

#include "base/utf8.h"
#include "pronounce/ipa.h"
#include "pronounce/mnemonics.h"

#include <stdlib.h>

static const struct {
  const char *name;
  uint32_t tag;
} tag_names[] = {
    {"exact", LEX_EXACT},     {"alone", LEX_ALONE}, {"part", LEX_PART},       {"verb", LEX_VERB},
    {"adj", LEX_ADJ},         {"weak", LEX_WEAK},   {"surname", LEX_SURNAME}, {"case", LEX_CASE},
    {"loan", LEX_LOAN},       {"clue", LEX_CLUE},   {"en", LEX_ENGLISH},      {"fr", LEX_FRENCH},
    {"it", LEX_ITALIAN},      {"es", LEX_SPANISH},  {"pl", LEX_POLISH},       {"tr", LEX_TURKISH},
    {"sv", LEX_SCANDINAVIAN}, {"zh", LEX_CHINESE},  {"ja", LEX_JAPANESE},     {"ru", LEX_RUSSIAN},
    {"ar", LEX_ARABIC},
};

enum {
  FIRST_SLOTS = 64,
  MOST_SAID_BYTES = 16 * WORDBOOK_MAX_MNEMONICS, ///< as written: no sign becomes so much less
};

/// Put a text into a message: whole characters, no control characters, clipped.
static void show(struct view text, char out[], size_t size) {
  size_t len = 0, n;
  for (size_t pos = 0; pos < text.len; pos += n) {
    uint32_t c = utf8_at(text, pos, &n);
    bool odd = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == UTF8_REPLACEMENT;
    size_t need = odd ? 1 : n;
    if (len + need >= size)
      break;
    memcpy(out + len, odd ? "?" : text.ptr + pos, need);
    len += need;
  }
  out[len] = '\0';
}

static enum listen_status complain(const struct wordbook_row *row, struct listen_diag *diag,
                                   const char *english, const char *german, struct view what) {
  char shown[64];
  show(what, shown, sizeof shown);
  diag_at(diag, row->file, row->line, row->column);
  return diag_set(diag, LISTEN_E_CONFIG, "%s: '%s'", DIAG_TEXT(diag, english, german), shown);
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

static enum listen_status read_tags(const struct wordbook_row *row, uint32_t *tags,
                                    struct listen_diag *diag) {
  struct view list = row->tags;
  *tags = 0;
  for (struct view item; (item = next_item(&list)).len > 0;) {
    uint32_t tag = 0;
    for (size_t i = 0; i < sizeof tag_names / sizeof *tag_names; i++)
      if (*item.ptr == *tag_names[i].name && view_eq(item, view_of(tag_names[i].name)))
        tag = tag_names[i].tag;
    if (tag == 0)
      return complain(row, diag, "unknown tag", "unbekanntes Merkmal", item);
    *tags |= tag;
  }
  return LISTEN_OK;
}

static struct view lower_copy(struct wordbook_builder *book, struct view word) {
  char ascii[WORDBOOK_MAX_KEY];
  size_t len = 0;
  for (; len < word.len && len < sizeof ascii && (unsigned char)word.ptr[len] < 0x80; len++)
    ascii[len] = (char)utf8_to_lower((unsigned char)word.ptr[len]);
  if (len == word.len)
    return arena_copy(&book->arena, (struct view){ascii, len});
  struct buf lower = {0};
  utf8_lower(&lower, word);
  struct view copy = arena_copy_buf(&book->arena, &lower);
  buf_clear(&lower);
  return copy;
}

/// Lower case; hyphens become blanks, so that "Deep Learning" and "Deep-Learning" are one entry.
static struct view make_key(struct wordbook_builder *book, struct view word, uint32_t *n_words) {
  struct view key = lower_copy(book, word);
  char *bytes = (char *)(uintptr_t)key.ptr; // the arena's, and not yet anybody's
  *n_words = 1;
  for (size_t i = 0; i < key.len; i++) {
    if (bytes[i] == '-')
      bytes[i] = ' ';
    *n_words += bytes[i] == ' ';
  }
  return key;
}

static void link_entry(struct wordbook_builder *book, struct wordbook_draft *entry) {
  struct wordbook_draft **slot = &book->slots[entry->hash & book->mask];
  entry->next = *slot;
  *slot = entry;
}

/// Twice as many slots, once the chains are one entry long on average.
static bool grow(struct wordbook_builder *book) {
  size_t old = book->slots == NULL ? 0 : book->mask + 1;
  if (book->n_linked < old)
    return true;
  size_t size = old == 0 ? FIRST_SLOTS : 4 * old;
  struct wordbook_draft **slots = calloc(size, sizeof *slots), **before = book->slots;
  if (slots == NULL)
    return false;
  book->slots = slots;
  book->mask = size - 1;
  for (size_t i = 0; i < old; i++) {
    // Chains hold the latest first; turning them twice keeps that order.
    struct wordbook_draft *turned = NULL;
    for (struct wordbook_draft *e = before[i], *next; e != NULL; e = next) {
      next = e->next;
      e->next = turned;
      turned = e;
    }
    for (struct wordbook_draft *e = turned, *next; e != NULL; e = next) {
      next = e->next;
      link_entry(book, e);
    }
  }
  free(before);
  return true;
}

static bool add_entry(struct wordbook_builder *book, struct wordbook_draft *entry) {
  if (!grow(book))
    return false;
  entry->hash = wordbook_hash(entry->key);
  link_entry(book, entry);
  book->n_linked++;
  return true;
}

static bool starts_phrase(const struct wordbook_builder *book, struct view word) {
  uint32_t hash = wordbook_hash(word);
  const struct wordbook_draft *e = book->slots == NULL ? NULL : book->slots[hash & book->mask];
  while (e != NULL && (e->hash != hash || e->n_words > 0 || !view_eq(e->key, word)))
    e = e->next;
  return e != NULL;
}

/// Note that phrases begin with the first word of `entry`.
static bool add_phrase_start(struct wordbook_builder *book, const struct wordbook_draft *entry) {
  struct view first = view_sub(entry->key, 0, view_find(entry->key, 0, ' '));
  if (entry->n_words > book->longest_phrase)
    book->longest_phrase = entry->n_words;
  if (starts_phrase(book, first))
    return true;
  struct wordbook_draft *start = arena_alloc(&book->arena, 1, sizeof *start);
  if (start == NULL)
    return false;
  start->key = first;
  return add_entry(book, start);
}

/// The entry for the same word that is there already; NULL if none. A verb and a noun may share
/// one.
static const struct wordbook_draft *find_duplicate(const struct wordbook_builder *book,
                                                   const struct wordbook_draft *entry) {
  if (book->slots == NULL)
    return NULL;
  uint32_t hash = wordbook_hash(entry->key);
  for (const struct wordbook_draft *e = book->slots[hash & book->mask]; e != NULL; e = e->next)
    if (e->hash == hash && e->n_words > 0 && view_eq(e->word, entry->word) &&
        ((e->tags ^ entry->tags) & LEX_VERB) == 0)
      return e;
  return NULL;
}

/// Twice in one file is a slip; of two files the first one has its way, unless there is to be one.
static enum listen_status complain_of_duplicate(const struct wordbook_builder *book,
                                                const struct wordbook_row *row,
                                                const struct wordbook_draft *first,
                                                struct listen_diag *diag) {
  bool same_file = strcmp(first->file, row->file) == 0;
  if (!same_file && !book->once)
    return LISTEN_OK;
  complain(row, diag, "this word is there already", "dieses Wort gibt es schon", row->word);
  if (!same_file)
    diag_hint(diag, DIAG_TEXT(diag, "first in %s, line %zu", "zuerst in %s, Zeile %zu"),
              first->file, first->line);
  else
    diag_hint(diag, DIAG_TEXT(diag, "first in line %zu", "zuerst in Zeile %zu"), first->line);
  return LISTEN_E_CONFIG;
}

/// A verb is kept by its stem: "streamen", str'i:m@n → "stream", str'i:m.
static enum listen_status cut_infinitive(const struct wordbook_row *row,
                                         struct wordbook_draft *entry, struct listen_diag *diag) {
  bool en = view_ends(entry->key, VIEW("en")) && view_ends(entry->mnemonics, VIEW("@n"));
  bool n = view_ends(entry->key, VIEW("n")) && view_ends(entry->mnemonics, VIEW("n"));
  if (!n || entry->key.len < 4)
    return complain(row, diag, "a verb is given as infinitive in -n, with mnemonics in n",
                    "ein Verb steht als Infinitiv auf -n, seine Zeichen enden auf n", entry->word);
  entry->key.len -= en ? 2 : 1;
  entry->mnemonics.len -= en ? 2 : 1;
  return LISTEN_OK;
}

static enum listen_status check_respelling(const struct wordbook_row *row,
                                           struct listen_diag *diag) {
  for (size_t pos = 0, n; pos < row->said.len; pos += n) {
    uint32_t c = utf8_at(row->said, pos, &n);
    if (!utf8_is_letter(c) && c != ' ' && c != '-')
      return complain(row, diag, "a respelling has letters, blanks and hyphens only",
                      "eine Umschrift besteht aus Buchstaben, Leerzeichen und Bindestrichen",
                      row->said);
  }
  return LISTEN_OK;
}

/// What is said, as mnemonics or a respelling; in the arena.
static enum listen_status read_said(struct wordbook_builder *book, const struct wordbook_row *row,
                                    struct wordbook_draft *entry, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  struct buf ipa = {0};
  struct view text = row->said;
  size_t bad = 0;
  if (row->said.len == 0) {
    status = complain(row, diag, "no pronunciation", "keine Aussprache", row->word);
  } else if (row->said.len > MOST_SAID_BYTES) {
    status = complain(row, diag, "the pronunciation is too long", "die Aussprache ist zu lang",
                      row->word);
  } else if (row->kind == WORDBOOK_IPA) {
    if (!ipa_to_mnemonics(row->said, &ipa, &bad))
      status = complain(row, diag, "the German voice has no such IPA sound, from here on",
                        "solche Lautschrift kennt die deutsche Stimme nicht, ab hier",
                        view_sub(row->said, bad, row->said.len));
    text = buf_as_view(&ipa);
  } else if (row->kind == WORDBOOK_RESPELLING) {
    entry->respelled = true;
    status = check_respelling(row, diag);
  } else if (!mnemonics_check(text, &bad)) {
    status = complain(row, diag, "the German voice has no such mnemonic, from here on",
                      "solche Zeichen kennt die deutsche Stimme nicht, ab hier",
                      view_sub(text, bad, text.len));
  }
  if (status == LISTEN_OK && (text.len == 0 || text.len > WORDBOOK_MAX_MNEMONICS))
    status = complain(row, diag, "the pronunciation is too long", "die Aussprache ist zu lang",
                      row->word);
  if (status == LISTEN_OK)
    entry->mnemonics = arena_copy(&book->arena, text);
  buf_clear(&ipa);
  return status == LISTEN_OK && entry->mnemonics.ptr == NULL ? diag_nomem(diag) : status;
}

/// Could a text hold this word? Letters, and blanks, hyphens, apostrophes and middle dots inside.
static bool is_word(struct view word) {
  if (word.len == 0 || word.len > WORDBOOK_MAX_KEY || utf8_invalid_at(word) != word.len)
    return false;
  bool letter = false;
  for (size_t pos = 0, n; pos < word.len; pos += n) {
    uint32_t c = utf8_at(word, pos, &n);
    letter = utf8_is_letter(c);
    bool joint = c == ' ' || c == '-' || c == '\'' || c == 0x2019 || c == 0xB7;
    if (!letter && !(joint && pos > 0))
      return false;
  }
  return letter;
}

enum listen_status wordbook_add(struct wordbook_builder *book, const struct wordbook_row *given,
                                struct listen_diag *diag) {
  struct wordbook_row stripped = *given; // a word begins with its first letter: "'Ndrangheta"
  while (view_starts(stripped.word, VIEW("'")) || view_starts(stripped.word, VIEW("’")))
    stripped.word = view_sub(stripped.word, *stripped.word.ptr == '\'' ? 1 : 3, stripped.word.len);
  const struct wordbook_row *row = &stripped;
  if (!is_word(row->word))
    return complain(row, diag, "not a word or phrase of letters (at most 64 bytes)",
                    "kein Wort und keine Wendung aus Buchstaben (höchstens 64 Byte)", row->word);
  struct wordbook_draft *entry = arena_alloc(&book->arena, 1, sizeof *entry);
  if (entry == NULL)
    return diag_nomem(diag);
  entry->file = row->file;
  entry->line = row->line;
  enum listen_status status = read_tags(row, &entry->tags, diag);
  if (status == LISTEN_OK && row->kind != WORDBOOK_LEAVE)
    status = read_said(book, row, entry, diag);
  if (status != LISTEN_OK)
    return status;
  entry->word = arena_copy(&book->arena, row->word);
  entry->key = make_key(book, row->word, &entry->n_words);
  if (entry->word.ptr == NULL || entry->key.ptr == NULL)
    return diag_nomem(diag);
  if (entry->n_words > WORDBOOK_MAX_WORDS)
    return complain(row, diag, "too many words in a phrase", "zu viele Wörter", row->word);
  if ((entry->tags & LEX_VERB) != 0)
    status = cut_infinitive(row, entry, diag);
  if (status != LISTEN_OK)
    return status;
  const struct wordbook_draft *first = find_duplicate(book, entry);
  if (first != NULL)
    return complain_of_duplicate(book, row, first, diag);
  if ((entry->n_words > 1 && !add_phrase_start(book, entry)) || !add_entry(book, entry))
    return diag_nomem(diag);
  return LISTEN_OK;
}

void wordbook_builder_clear(struct wordbook_builder *builder) {
  arena_clear(&builder->arena);
  free(builder->slots);
  *builder = (struct wordbook_builder){0};
}
