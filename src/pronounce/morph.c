#include "pronounce/morph.h"

#include "base/utf8.h"
#include "pronounce/inflect.h"
#include "pronounce/mnemonics.h"
#include "pronounce/morph_table.h"

enum {
  MAX_LETTERS = WORDBOOK_MAX_KEY, ///< bytes; longer words are left to the engine
  MAX_PART = 26,
  MIN_WORD = 5,
  MAX_PARTS = 24,
  LONG_PREFIX = 5, ///< bytes
};

/// Where in the word one can be: what came last, and so what may come next.
enum state { START, AFTER_PREFIX, AFTER_STEM, AFTER_SUFFIX, AFTER_LINK, AFTER_ENDING, N_STATES };

// Of several ways to take a word apart the cheapest is taken: few and long stems.
enum cost {
  COST_STEM = 10,
  COST_SHORT_STEM = 5, ///< more, up to three bytes: "ei", "tee"
  COST_DERIVED = 2,    ///< more, for umlauts and dropped e
  COST_ENGLISH = 6,    ///< more, for an English word: German spellings are more likely
  COST_PREFIX = 4,
  COST_LONG_PREFIX = 2,
  COST_SUFFIX = 3,
  COST_LINK = 3,
  COST_RARE_LINK = 6,
  COST_NO_LINK = 9,     ///< more, where German would have put an s
  COST_SHORT_VERB = 40, ///< more, for a stem or prefix after a short verb
  COST_ENDING = 2,
  COST_NONE = 0xFFFF,
};

struct part {
  struct view said;
  unsigned kind;
  const struct wordbook_entry *entry; ///< of a lexicon; NULL for a German part
};

struct cell {
  unsigned cost;
  size_t from;
  enum state from_state;
  struct part part;
};

struct search {
  const struct morph *morph;
  const struct wordbook *books;
  size_t n_books;
  struct view key;
  struct cell (*cells)[N_STATES]; ///< one more than the key has bytes; find_parts's own
};

static void offer(struct search *s, size_t from, enum state from_state, size_t to, enum state state,
                  unsigned cost, struct part part) {
  struct cell *cell = &s->cells[to][state];
  cost += s->cells[from][from_state].cost;
  if (cost < cell->cost)
    *cell = (struct cell){cost, from, from_state, part};
}

static bool wants_unit(enum state state) {
  return state != AFTER_ENDING;
}

static unsigned stem_cost(unsigned kind, size_t len) {
  unsigned cost = COST_STEM;
  if (len <= 3)
    cost += COST_SHORT_STEM;
  bool cut = (kind & MORPH_BOUND) != 0 && (kind & MORPH_NOUN) != 0;
  if (cut || (kind & MORPH_UMLAUT) != 0)
    cost += COST_DERIVED;
  return cost;
}

/// "Kind-er-garten" and "Hund-e-steuer" are rare; "selbst-er-stellt" is not one of them.
static unsigned link_cost(const struct morph_item *link) {
  return *link->letters.ptr == 'e' && link->letters.len < 3 &&
                 !view_eq(link->letters, VIEW("en")) && !view_eq(link->letters, VIEW("es"))
             ? COST_RARE_LINK
             : COST_LINK;
}

/// Endings of verbs fit other stems too, since many nouns stand for their verbs ("arbeiten").
/// "Hütten" is no "hüt-ten": behind t and d it would be "hüteten".
static unsigned ending_cost(const struct morph_item *ending, unsigned stem_kind, char before) {
  bool of_verb = memchr(ending->letters.ptr, 't', ending->letters.len) != NULL &&
                 !view_starts(ending->letters, VIEW("st")) &&
                 !view_starts(ending->letters, VIEW("est"));
  bool doubled = *ending->letters.ptr == 't' && (before == 't' || before == 'd');
  bool odd = of_verb && ((stem_kind & MORPH_VERB) == 0 || doubled);
  // "Kriegs-ende" is no participle of "Kriegs".
  bool noun_end =
      before == 's' && view_starts(ending->letters, VIEW("end")) && (stem_kind & MORPH_LINKED) != 0;
  return noun_end ? COST_ENDING + COST_NO_LINK : odd ? COST_ENDING + 1 : COST_ENDING;
}

/// "zurück" is hardly ever anything else, nor is the "zu" of "anzugreifen"; "an" and "ge" often
/// are.
static unsigned prefix_cost(const struct search *s, size_t from, enum state state, size_t to) {
  bool zu = to - from == 2 && memcmp(s->key.ptr + from, "zu", 2) == 0;
  if (zu && state == AFTER_PREFIX && (s->cells[from][state].part.kind & MORPH_SEPARABLE) != 0)
    return COST_LONG_PREFIX;
  return to - from >= LONG_PREFIX ? COST_LONG_PREFIX : COST_PREFIX;
}

/// These suffixes have an s before the next part: "Gesundheits-amt", not "Gesundheit-samt".
static bool wants_link(enum state state, struct view said) {
  static const char *const ends[] = {"haIt", "kaIt", "Saft", "UN", "it'E:t", "lIN"};
  if (state != AFTER_SUFFIX && state != AFTER_STEM)
    return false;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t len = strlen(ends[i]);
    if (view_ends(said, view_of(ends[i]))) // "Sprung" ends in no suffix
      return said.len == len || (said.len > len && said.ptr[said.len - len - 1] != '\'');
  }
  return false;
}

/// "Bezirks-tierschau", not "Bezirk-stierschau", "Stations-ende": the s of the next part is the
/// link of the one before.
static bool takes_s(const struct part *last, enum state state, const struct morph_item *next) {
  if (*next->letters.ptr != 's' || (state != AFTER_STEM && state != AFTER_SUFFIX))
    return false;
  return (last->kind & MORPH_LINKED) != 0 || view_ends(last->said, VIEW("j'o:n")) ||
         view_eq(next->letters, VIEW("send")); // "Monats-ende"; "Sendung" is a stem of its own
}

/// "Gehweg" and "Bethaus" are rare, "gehastet" and "betrat" are not.
static unsigned after_short_verb(const struct search *s, size_t from, enum state state) {
  const struct cell *cell = &s->cells[from][state];
  return state == AFTER_STEM && (cell->part.kind & MORPH_VERB) != 0 && from - cell->from <= 3
             ? (unsigned)COST_SHORT_VERB
             : 0;
}

/// "arktischen" is no small "Arktis".
static bool is_false_chen(const struct search *s, size_t from, const struct morph_item *item) {
  return view_starts(item->letters, VIEW("chen")) && from >= 2 &&
         memcmp(s->key.ptr + from - 2, "is", 2) == 0;
}

/// "Spitzenpolitikerin" is Politiker + in, with its stress, not Politik + erin.
static unsigned suffix_cost(const struct search *s, size_t from, const struct morph_item *item) {
  bool iker = from >= 2 && memcmp(s->key.ptr + from - 2, "ik", 2) == 0 &&
              view_starts(item->letters, VIEW("er"));
  return iker ? COST_SUFFIX + COST_RARE_LINK : COST_SUFFIX;
}

/// The suffixes that English stems take in German: "Jobberin", "nerdig", "Genderismus".
static bool suits_english(const struct morph_item *item) {
  static const char *const letters[] = {"er",    "ers", "ern",   "erin", "erinnen", "in",
                                        "innen", "ig",  "ismus", "los",  "mäßig"};
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
    if (view_eq(item->letters, view_of(letters[i])))
      return true;
  return false;
}

/// "Services", "Servern".
static bool ends_english(const struct morph_item *ending, const struct wordbook_entry *entry) {
  return view_eq(ending->letters, VIEW("s")) ||
         (view_eq(ending->letters, VIEW("n")) && view_ends(wordbook_key(entry), VIEW("er")));
}

static void offer_item(struct search *s, size_t from, enum state state, size_t to,
                       const struct morph_item *item) {
  struct part part = {item->said, item->kind, NULL};
  bool after_stem = state == AFTER_STEM || state == AFTER_SUFFIX;
  bool at_end = to == s->key.len;
  unsigned last = s->cells[from][state].part.kind;
  bool after_und = state == AFTER_LINK && (last & MORPH_NUMBER) != 0;
  if ((after_und && (item->kind & MORPH_NUMBER) == 0) || is_false_chen(s, from, item))
    return;
  bool lacks_link = takes_s(&s->cells[from][state].part, state, item) ||
                    wants_link(state, s->cells[from][state].part.said);
  unsigned unlinked = lacks_link ? COST_NO_LINK : 0;
  unlinked += after_short_verb(s, from, state);
  if ((item->kind & MORPH_STEM) != 0 && wants_unit(state) &&
      !((last & MORPH_UMLAUT) != 0 && state == AFTER_STEM) &&
      !(at_end && (item->kind & MORPH_BOUND) != 0))
    offer(s, from, state, to, AFTER_STEM, stem_cost(item->kind, to - from) + unlinked, part);
  if ((item->kind & MORPH_PREFIX) != 0 && wants_unit(state) && !at_end &&
      !((last & MORPH_UMLAUT) != 0 && state == AFTER_STEM))
    offer(s, from, state, to, AFTER_PREFIX,
          prefix_cost(s, from, state, to) + (after_stem ? 1u : 0u) + unlinked, part);
  if (state == AFTER_LINK && view_starts(item->letters, VIEW("los")) &&
      (item->kind & MORPH_SUFFIX) != 0) // "arbeitslos"
    offer(s, from, state, to, AFTER_SUFFIX, COST_SUFFIX, part);
  if (!after_stem)
    return;
  const struct wordbook_entry *entry = s->cells[from][state].part.entry;
  bool english = entry != NULL && (entry->tags & LEX_ENGLISH) != 0;
  if ((item->kind & MORPH_SUFFIX) != 0 && (!english || suits_english(item)))
    offer(s, from, state, to, AFTER_SUFFIX, suffix_cost(s, from, item), part);
  bool und = (item->kind & MORPH_NUMBER) != 0;
  if ((item->kind & MORPH_LINK) != 0 && !at_end && (!und || (last & MORPH_NUMBER) != 0))
    offer(s, from, state, to, AFTER_LINK, link_cost(item), part);
  bool is_samt =
      item->letters.ptr[0] == 't' && view_eq(s->cells[from][state].part.said, VIEW("zA:m"));
  bool english_noun = english && (last & MORPH_VERB) == 0;
  if ((item->kind & MORPH_ENDING) != 0 && at_end && !is_samt &&
      (!english_noun || ends_english(item, entry)))
    offer(s, from, state, to, AFTER_ENDING, ending_cost(item, last, s->key.ptr[from - 1]), part);
}

/// The word of a lexicon that may be a stem here; NULL if there is none.
static const struct wordbook_entry *entry_at(const struct search *s, size_t from, size_t to,
                                             uint32_t hash) {
  struct view letters = view_sub(s->key, from, to - from);
  if (letters.len < 3)
    return NULL;
  for (size_t i = 0; i < s->n_books; i++) {
    const struct wordbook_entry *e = wordbook_part(&s->books[i], letters, hash);
    if (e != NULL && ((e->tags & LEX_VERB) == 0 || to < s->key.len))
      return e;
  }
  return NULL;
}

static void offer_entry(struct search *s, size_t from, enum state state, size_t to,
                        const struct wordbook_entry *e) {
  unsigned kind = (e->tags & LEX_VERB) != 0 ? MORPH_VERB | MORPH_BOUND : MORPH_NOUN;
  unsigned cost = COST_STEM + ((e->tags & LEX_ENGLISH) != 0 ? (unsigned)COST_ENGLISH : 1u);
  offer(s, from, state, to, AFTER_STEM, cost, (struct part){wordbook_mnemonics(e), kind, e});
}

static void extend(struct search *s, size_t from) {
  bool reached = false, unit = false;
  for (int state = 0; state < N_STATES; state++) {
    reached |= s->cells[from][state].cost < COST_NONE;
    unit |= s->cells[from][state].cost < COST_NONE && wants_unit((enum state)state);
  }
  if (!reached || (s->key.ptr[from] & 0xC0) == 0x80)
    return;
  size_t longest = s->key.len - from < MAX_PART ? s->key.len - from : MAX_PART;
  for (size_t len = 1; len <= longest; len++) {
    struct view letters = view_sub(s->key, from, len);
    uint32_t hash = wordbook_hash(letters);
    const struct morph_item *item = morph_first(s->morph, letters, hash);
    const struct wordbook_entry *entry = unit ? entry_at(s, from, from + len, hash) : NULL;
    for (int state = 0; state < N_STATES && (item != NULL || entry != NULL); state++) {
      if (s->cells[from][state].cost >= COST_NONE)
        continue;
      if (entry != NULL && wants_unit((enum state)state))
        offer_entry(s, from, (enum state)state, from + len, entry);
      for (const struct morph_item *i = item; i != NULL; i = morph_next(i))
        offer_item(s, from, (enum state)state, from + len, i);
    }
  }
}

/// The parts of the cheapest way through, first to last; their number, 0 if there is no way.
static size_t find_parts(const struct search *what, struct part parts[MAX_PARTS]) {
  struct cell cells[MAX_LETTERS + 1][N_STATES]; // 30 KB, of which a word needs little
  struct search search = *what, *s = &search;
  s->cells = cells;
  for (size_t i = 0; i <= s->key.len; i++)
    for (int state = 0; state < N_STATES; state++)
      s->cells[i][state] = (struct cell){.cost = COST_NONE};
  s->cells[0][START].cost = 0;
  for (size_t i = 0; i < s->key.len; i++)
    extend(s, i);
  static const enum state finals[] = {AFTER_STEM, AFTER_SUFFIX, AFTER_ENDING};
  enum state state = AFTER_STEM;
  for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
    if (s->cells[s->key.len][finals[i]].cost < s->cells[s->key.len][state].cost)
      state = finals[i];
  if (s->cells[s->key.len][state].cost >= COST_NONE)
    return 0;
  size_t n = 0;
  for (size_t pos = s->key.len; pos > 0; n++) {
    if (n == MAX_PARTS)
      return 0;
    const struct cell *cell = &s->cells[pos][state];
    parts[n] = cell->part;
    pos = cell->from;
    state = cell->from_state;
  }
  for (size_t i = 0; i < n / 2; i++) {
    struct part part = parts[i];
    parts[i] = parts[n - 1 - i];
    parts[n - 1 - i] = part;
  }
  return n;
}

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

/// "König", not "zeig".
static bool ends_in_ig(struct view said) {
  return view_ends(said, VIEW("Ig")) && !view_ends(said, VIEW("aIg"));
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
  if (ends_in_ig(said)) {
    out->ptr[out->len - 1] = 'C';
    return;
  }
  static const char voiced[] = "bdgvz", voiceless[] = "ptkfs";
  for (size_t i = out->len; i > start; i--) {
    const char *v = memchr(voiced, out->ptr[i - 1], sizeof voiced - 1);
    if (v == NULL)
      return;
    out->ptr[i - 1] = voiceless[v - voiced];
  }
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
  return memchr(said.ptr, '\'', said.len) != NULL;
}

static bool is_affix_after(const struct part *part) {
  return (part->kind & (MORPH_SUFFIX | MORPH_LINK | MORPH_ENDING)) != 0 &&
         (part->kind & MORPH_STEM) == 0;
}

/// Which part of the unit from `from` on has its stress: a stressed suffix, else the first stressed
/// one. A unit ends before the next prefix or stem after its stem.
static size_t stressed_part(const struct part *parts, size_t n, size_t from, size_t *end) {
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
static bool moves_stress(const struct part *parts, size_t n, size_t i) {
  if (i + 1 >= n || (parts[i].kind & MORPH_STEM) == 0 || !is_affix_after(&parts[i + 1]))
    return false;
  struct view next = parts[i + 1].said;
  return view_starts(next, VIEW("@n")) || view_starts(next, VIEW("In"));
}

static bool say_parts(const struct part *parts, size_t n, struct buf *out) {
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
  size_t end = out->len;
  if (ends_in_ig(view_sub(buf_as_view(out), start, end)))
    out->ptr[end - 1] = 'C';
  return !out->failed;
}

/// Over, under, around: stressed in nouns, unstressed in most verbs; the engine knows more.
static bool is_two_faced(struct view key) {
  static const char *const prefixes[] = {"über", "unter", "um", "durch", "wider", "hinter"};
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (view_starts(key, view_of(prefixes[i])))
      return true;
  return false;
}

/// "unterge-bracht", "umzu-setzen"; or the verb with its prefix is a stem of its own.
static bool is_surely_separable(const struct part *parts, size_t n) {
  if ((parts[0].kind & MORPH_PREFIX) == 0)
    return true;
  return n > 2 && (view_eq(parts[1].said, VIEW("g@")) || view_eq(parts[1].said, VIEW("ts'u:")));
}

/// Prefixes and suffixes that the engine joins badly and that hardly begin or end other words.
static bool is_safe_affix(const struct part *part) {
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

static size_t count_parts(const struct part *parts, size_t n, const struct wordbook_entry **entry,
                          size_t *n_stems) {
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

bool morph_is_german(const struct morph *morph, struct view key) {
  if (key.len > MAX_LETTERS)
    return false;
  struct search search = {.morph = morph, .key = key};
  struct part parts[MAX_PARTS];
  return find_parts(&search, parts) > 0;
}

bool morph_say_tail(const struct morph *morph, struct view key, struct buf *out) {
  if (key.len > MAX_LETTERS)
    return false;
  struct search search = {.morph = morph, .key = key};
  struct part parts[MAX_PARTS];
  size_t n = find_parts(&search, parts);
  if (n == 0 || n > 2 || (parts[0].kind & MORPH_NOUN) == 0 ||
      (n == 2 && ((parts[1].kind & MORPH_ENDING) == 0 ||
                  memchr(parts[1].said.ptr, 't', parts[1].said.len) != NULL)))
    return false;
  struct buf said = {0};
  bool ok = say_parts(parts, n, &said);
  append_unstressed(out, buf_as_view(&said));
  buf_clear(&said);
  return ok;
}

struct morph_result morph_say(const struct morph *morph, const struct wordbook *books,
                              size_t n_books, struct view key, struct buf *out) {
  struct morph_result result = {0};
  if (key.len < MIN_WORD || key.len > MAX_LETTERS)
    return result;
  struct search search = {.morph = morph, .books = books, .n_books = n_books, .key = key};
  struct part parts[MAX_PARTS];
  size_t n = find_parts(&search, parts), n_stems = 0;
  size_t weight = n > 0 ? count_parts(parts, n, &result.entry, &n_stems) : 0;
  if (n > 0 && weight < 2 && result.entry != NULL) { // "wiederkehrend" is not Wiederkehr + end
    search.n_books = 0;
    result.entry = NULL;
    n = find_parts(&search, parts);
    weight = n > 0 ? count_parts(parts, n, &result.entry, &n_stems) : 0;
  }
  if (weight < 2)
    return (struct morph_result){0};
  if (n_stems == 1 && result.entry == NULL && is_two_faced(key) && !is_surely_separable(parts, n))
    return (struct morph_result){0};
  result.found = say_parts(parts, n, out);
  return result;
}
