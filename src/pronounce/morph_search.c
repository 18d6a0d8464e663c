#include "pronounce/morph_search.h"

#include "pronounce/morph_table.h"

enum {
  MAX_PART = 26,   ///< bytes of a part
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

struct cell {
  unsigned cost;
  size_t from;
  enum state from_state;
  struct morph_part part;
};

struct search {
  struct morph_word word;
  struct cell (*cells)[N_STATES]; ///< one more than the word has bytes
};

static void offer(struct search *s, size_t from, enum state from_state, size_t to, enum state state,
                  unsigned cost, struct morph_part part) {
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
  bool of_verb = view_has(ending->letters, 't') && !view_starts(ending->letters, VIEW("st")) &&
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
  bool zu = to - from == 2 && memcmp(s->word.key.ptr + from, "zu", 2) == 0;
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
static bool takes_s(const struct morph_part *last, enum state state,
                    const struct morph_item *next) {
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
         memcmp(s->word.key.ptr + from - 2, "is", 2) == 0;
}

/// "Spitzenpolitikerin" is Politiker + in, with its stress, not Politik + erin.
static unsigned suffix_cost(const struct search *s, size_t from, const struct morph_item *item) {
  bool iker = from >= 2 && memcmp(s->word.key.ptr + from - 2, "ik", 2) == 0 &&
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

/// "Schnell-test" is a test; "Solltest du" and "hörtest" are verbs.
static bool is_false_test(const struct search *s, const struct morph_item *ending) {
  static const char *const verbs[] = {"soll", "woll", "könn", "konn",   "müss",  "muss",
                                      "dürf", "durf", "möch", "moch",   "hät",   "hat",
                                      "wüss", "wuss", "dach", "bräuch", "brauch"};
  if (!s->word.capital || !view_eq(ending->letters, VIEW("test")))
    return false;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (s->word.key.len == strlen(verbs[i]) + 4 && view_starts(s->word.key, view_of(verbs[i])))
      return false;
  return true;
}

static void offer_item(struct search *s, size_t from, enum state state, size_t to,
                       const struct morph_item *item) {
  struct morph_part part = {item->said, item->kind, NULL};
  bool after_stem = state == AFTER_STEM || state == AFTER_SUFFIX;
  bool at_end = to == s->word.key.len;
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
  if ((item->kind & MORPH_ENDING) != 0 && at_end && !is_samt && !is_false_test(s, item) &&
      (!english_noun || ends_english(item, entry)))
    offer(s, from, state, to, AFTER_ENDING, ending_cost(item, last, s->word.key.ptr[from - 1]),
          part);
}

/// The word of a lexicon that may be a stem here; NULL if there is none.
static const struct wordbook_entry *entry_at(const struct search *s, size_t from, size_t to,
                                             uint32_t hash) {
  struct view letters = view_sub(s->word.key, from, to - from);
  if (letters.len < 3)
    return NULL;
  for (size_t i = 0; i < s->word.n_books; i++) {
    const struct wordbook_entry *e = wordbook_part(&s->word.books[i], letters, hash);
    if (e != NULL && ((e->tags & LEX_VERB) == 0 || to < s->word.key.len))
      return e;
  }
  return NULL;
}

static void offer_entry(struct search *s, size_t from, enum state state, size_t to,
                        const struct wordbook_entry *e) {
  unsigned kind = (e->tags & LEX_VERB) != 0 ? MORPH_VERB | MORPH_BOUND : MORPH_NOUN;
  unsigned cost = COST_STEM + ((e->tags & LEX_ENGLISH) != 0 ? (unsigned)COST_ENGLISH : 1u);
  offer(s, from, state, to, AFTER_STEM, cost, (struct morph_part){wordbook_mnemonics(e), kind, e});
}

static void extend(struct search *s, size_t from) {
  bool reached = false, unit = false;
  for (int state = 0; state < N_STATES; state++) {
    reached |= s->cells[from][state].cost < COST_NONE;
    unit |= s->cells[from][state].cost < COST_NONE && wants_unit((enum state)state);
  }
  if (!reached || (s->word.key.ptr[from] & 0xC0) == 0x80)
    return;
  size_t longest = s->word.key.len - from < MAX_PART ? s->word.key.len - from : MAX_PART;
  for (size_t len = 1; len <= longest; len++) {
    struct view letters = view_sub(s->word.key, from, len);
    uint32_t hash = wordbook_hash(letters);
    const struct morph_item *item = morph_first(s->word.morph, letters, hash);
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

size_t morph_find_parts(const struct morph_word *word, struct morph_part parts[MORPH_MAX_PARTS]) {
  struct cell cells[MORPH_MAX_LETTERS + 1][N_STATES]; // 30 KB, of which a word needs little
  struct search search = {*word, cells}, *s = &search;
  for (size_t i = 0; i <= s->word.key.len; i++)
    for (int state = 0; state < N_STATES; state++)
      s->cells[i][state] = (struct cell){.cost = COST_NONE};
  s->cells[0][START].cost = 0;
  for (size_t i = 0; i < s->word.key.len; i++)
    extend(s, i);
  static const enum state finals[] = {AFTER_STEM, AFTER_SUFFIX, AFTER_ENDING};
  enum state state = AFTER_STEM;
  for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
    if (s->cells[s->word.key.len][finals[i]].cost < s->cells[s->word.key.len][state].cost)
      state = finals[i];
  if (s->cells[s->word.key.len][state].cost >= COST_NONE)
    return 0;
  size_t n = 0;
  for (size_t pos = s->word.key.len; pos > 0; n++) {
    if (n == MORPH_MAX_PARTS)
      return 0;
    const struct cell *cell = &s->cells[pos][state];
    parts[n] = cell->part;
    pos = cell->from;
    state = cell->from_state;
  }
  for (size_t i = 0; i < n / 2; i++) {
    struct morph_part part = parts[i];
    parts[i] = parts[n - 1 - i];
    parts[n - 1 - i] = part;
  }
  return n;
}
