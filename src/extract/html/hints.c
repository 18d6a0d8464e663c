#include "extract/html/hints.h"

#include "base/table.h"
#include <stdlib.h>

extern const unsigned char listen_html_hints_table[];
extern const size_t listen_html_hints_table_len;

enum { COMPOUND_END_MIN_BYTES = 4, N_SLOTS = 2048, WORD_MAX_BYTES = 40, NAMES_MAX_BYTES = 1000 };

struct slot {
  struct view word; ///< ptr NULL: free
  uint32_t bits;
};

struct html_hints {
  struct slot slots[N_SLOTS];
};

static const struct {
  const char *name;
  enum html_hint hint;
} kinds[] = {
    {"navigation", HINT_NAVIGATION},
    {"footer", HINT_FOOTER},
    {"aside", HINT_ASIDE},
    {"related", HINT_RELATED},
    {"teaser", HINT_TEASER},
    {"comments", HINT_COMMENTS},
    {"share", HINT_SHARE},
    {"newsletter", HINT_NEWSLETTER},
    {"paywall", HINT_PAYWALL},
    {"cookie", HINT_COOKIE},
    {"ad", HINT_AD},
    {"embed", HINT_EMBED},
    {"author", HINT_AUTHOR},
    {"meta", HINT_META},
    {"tags", HINT_TAGS},
    {"caption", HINT_CAPTION},
    {"media", HINT_MEDIA},
    {"tool", HINT_TOOL},
    {"hidden", HINT_HIDDEN},
    {"lead", HINT_LEAD},
    {"kicker", HINT_KICKER},
    {"headline", HINT_HEADLINE},
    {"body", HINT_BODY},
    {"footnote", HINT_FOOTNOTE},
    {"player", HINT_PLAYER},
    {"article", HINT_ARTICLE},
    {"box", HINT_BOX},
    {"credit", HINT_CREDIT},
    {"plain", HINT_PLAIN},
    {"overlay", HINT_OVERLAY},
    {"promo", HINT_PROMO},
};

static uint32_t hash_of(struct view word) {
  uint32_t hash = 2166136261u; // FNV-1a
  for (size_t i = 0; i < word.len; i++)
    hash = (hash ^ (unsigned char)word.ptr[i]) * 16777619u;
  return hash;
}

static const struct slot *find(const struct html_hints *hints, struct view word) {
  uint32_t i = hash_of(word) % N_SLOTS;
  while (hints->slots[i].word.ptr != NULL && !view_eq(hints->slots[i].word, word))
    i = (i + 1) % N_SLOTS;
  return &hints->slots[i];
}

static uint32_t bit_of(struct view kind) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (view_eq(kind, view_of(kinds[i].name)))
      return kinds[i].hint;
  return 0;
}

struct html_hints *html_hints_new(void) {
  struct html_hints *hints = calloc(1, sizeof *hints);
  if (hints == NULL)
    return NULL;
  const struct view table = {(const char *)listen_html_hints_table, listen_html_hints_table_len};
  struct table_row row = {0};
  size_t n = 0;
  for (size_t pos = 0; n < N_SLOTS / 2 && table_next(table, &pos, &row);) {
    uint32_t bit = bit_of(row.fields[0]);
    struct view words = row.fields[1];
    while (words.len > 0 && bit != 0 && n < N_SLOTS / 2) {
      struct view word = view_cut(&words, ' ');
      struct slot *slot = &hints->slots[find(hints, word) - hints->slots];
      n += slot->word.ptr == NULL;
      *slot = (struct slot){word, slot->bits | bit};
    }
  }
  return hints;
}

void html_hints_free(struct html_hints *hints) {
  free(hints);
}

/// One name, its words in lower case with "-" between them.
struct name {
  char text[WORD_MAX_BYTES];
  size_t len;
  size_t starts[WORD_MAX_BYTES];
  size_t n;
};

static uint32_t bits_of(const struct html_hints *hints, const struct name *name, size_t from,
                        size_t to) {
  size_t end = to < name->n ? name->starts[to] - 1 : name->len;
  struct view word = {name->text + name->starts[from], end - name->starts[from]};
  return word.len == 0 ? 0 : find(hints, word)->bits;
}

/// German compounds: "absatzbild" is a "bild", "seitennavigation" a "navigation".
static uint32_t bits_of_end(const struct html_hints *hints, const struct name *name, size_t word) {
  const uint32_t kinds_of_ends = HINT_MEDIA | HINT_CAPTION | HINT_NAVIGATION | HINT_TEASER |
                                 HINT_COMMENTS | HINT_NEWSLETTER | HINT_SHARE | HINT_AD |
                                 HINT_PLAYER | HINT_CREDIT;
  size_t from = name->starts[word];
  size_t end = word + 1 < name->n ? name->starts[word + 1] - 1 : name->len;
  for (size_t i = from + 3; i + COMPOUND_END_MIN_BYTES <= end; i++) {
    uint32_t bits = find(hints, (struct view){name->text + i, end - i})->bits & kinds_of_ends;
    if (bits != 0)
      return bits;
  }
  return 0;
}

static uint32_t read_name(const struct html_hints *hints, const struct name *name) {
  uint32_t bits = name->n > 2 ? bits_of(hints, name, 0, name->n) : 0;
  for (size_t i = 0; i < name->n; i++) {
    uint32_t pair = i + 1 < name->n ? bits_of(hints, name, i, i + 2) : 0;
    uint32_t one = pair != 0 ? pair : bits_of(hints, name, i, i + 1);
    bits |= one != 0 ? one : bits_of_end(hints, name, i);
    i += pair != 0;
  }
  return bits;
}

static bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

static bool is_word_char(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void begin_word(struct name *name) {
  if (name->len > 0)
    name->text[name->len++] = '-';
  name->starts[name->n++] = name->len;
}

/// Read the name at `*pos`: up to white space. What goes beyond WORD_MAX_BYTES is left out.
static void take_name(struct view names, size_t *pos, struct name *out) {
  *out = (struct name){.len = 0};
  bool in_word = false;
  char before = '\0';
  for (; *pos < names.len && (unsigned char)names.ptr[*pos] > ' '; (*pos)++) {
    char c = names.ptr[*pos];
    bool hump = is_upper(c) && !is_upper(before);
    if (!is_word_char(c)) {
      in_word = false;
    } else if (out->len + 2 < WORD_MAX_BYTES) {
      if (!in_word || hump)
        begin_word(out);
      in_word = true;
      out->text[out->len++] = is_upper(c) ? (char)(c + 32) : c;
    }
    before = c;
  }
}

uint32_t html_hints_read(const struct html_hints *hints, struct view names) {
  uint32_t bits = 0;
  names = view_sub(names, 0, NAMES_MAX_BYTES);
  for (size_t pos = 0; pos < names.len;) {
    struct name name;
    take_name(names, &pos, &name);
    if (name.n > 0)
      bits |= read_name(hints, &name);
    pos++;
  }
  return bits;
}
