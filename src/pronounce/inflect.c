#include "pronounce/inflect.h"

#include "base/utf8.h"
#include "pronounce/mnemonics.h"

enum { ON_NOUN = 1, ON_ADJ = 2, ON_VERB = 4, PARTICIPLE = 8, WITH_ZU = 16, ON_ENGLISH = 32 };

// Longer endings first: "Managerinnen" is Manager + innen. The mnemonics hold behind a consonant;
// add_ending adapts them.
#define LETTERS(literal)                                                                           \
  { literal, sizeof(literal) - 1 }
static const struct ending {
  struct view letters;
  const char *mnemonics;
  unsigned on;
} endings[] = {
    {LETTERS("etest"), "@t@st", ON_VERB},
    {LETTERS("innen"), "In@n", ON_NOUN | ON_ENGLISH},
    {LETTERS("enden"), "@nd@n", ON_VERB},
    {LETTERS("ender"), "@nd3", ON_VERB},
    {LETTERS("endes"), "@nd@s", ON_VERB},
    {LETTERS("endem"), "@nd@m", ON_VERB},
    {LETTERS("etes"), "@t@s", PARTICIPLE},
    {LETTERS("eter"), "@t3", PARTICIPLE},
    {LETTERS("etem"), "@t@m", PARTICIPLE},
    {LETTERS("eten"), "@t@n", ON_VERB | PARTICIPLE},
    {LETTERS("etet"), "@t@t", ON_VERB},
    {LETTERS("ende"), "@nd@", ON_VERB},
    {LETTERS("test"), "t@st", ON_VERB},
    {LETTERS("eren"), "@r@n", ON_ADJ},
    {LETTERS("erer"), "@r3", ON_ADJ},
    {LETTERS("sten"), "st@n", ON_ADJ},
    {LETTERS("ster"), "st3", ON_ADJ},
    {LETTERS("stes"), "st@s", ON_ADJ},
    {LETTERS("ete"), "@t@", ON_VERB | PARTICIPLE},
    {LETTERS("est"), "@st", ON_VERB},
    {LETTERS("ten"), "t@n", ON_VERB | PARTICIPLE},
    {LETTERS("tes"), "t@s", PARTICIPLE},
    {LETTERS("ter"), "t3", PARTICIPLE},
    {LETTERS("tem"), "t@m", PARTICIPLE},
    {LETTERS("tet"), "t@t", ON_VERB},
    {LETTERS("end"), "@nt", ON_VERB},
    {LETTERS("ern"), "3n", ON_NOUN},
    {LETTERS("ens"), "@ns", ON_NOUN},
    {LETTERS("ere"), "@r@", ON_ADJ},
    {LETTERS("ste"), "st@", ON_ADJ},
    {LETTERS("in"), "In", ON_NOUN | ON_ENGLISH},
    {LETTERS("es"), "@s", ON_NOUN | ON_ADJ | ON_ENGLISH},
    {LETTERS("en"), "@n", ON_NOUN | ON_ADJ | ON_VERB | WITH_ZU},
    {LETTERS("er"), "3", ON_NOUN | ON_ADJ},
    {LETTERS("em"), "@m", ON_ADJ},
    {LETTERS("et"), "@t", ON_VERB | PARTICIPLE},
    {LETTERS("ed"), "t", PARTICIPLE}, // as in English: "geliked"
    {LETTERS("te"), "t@", ON_VERB | PARTICIPLE},
    {LETTERS("st"), "st", ON_VERB},
    {LETTERS("'s"), "s", ON_NOUN | ON_ENGLISH},
    {LETTERS("’s"), "s", ON_NOUN | ON_ENGLISH},
    {LETTERS("’"), "", ON_NOUN | ON_ENGLISH},
    {LETTERS("'"), "", ON_NOUN | ON_ENGLISH},
    {LETTERS("e"), "@", ON_NOUN | ON_ADJ | ON_VERB},
    {LETTERS("s"), "s", ON_NOUN | ON_ADJ | ON_ENGLISH},
    {LETTERS("n"), "n", ON_NOUN | ON_ADJ | ON_VERB | WITH_ZU | ON_ENGLISH},
    {LETTERS("r"), "3", ON_ADJ},
    {LETTERS("m"), "m", ON_ADJ},
    {LETTERS("t"), "t", ON_VERB | PARTICIPLE},
};
enum { N_ENDINGS = sizeof endings / sizeof *endings };

// Before a verb, with the stress; "" keeps the verb's own.
static const struct prefix {
  struct view letters;
  const char *mnemonics;
  bool separable;
} prefixes[] = {
    {LETTERS("zusammen"), "tsuz'am@n", true}, {LETTERS("herunter"), "hEr'Unt3", true},
    {LETTERS("zurück"), "tsur'yk", true},     {LETTERS("weiter"), "v'aIt3", true},
    {LETTERS("runter"), "r'Unt3", true},      {LETTERS("rüber"), "r'y:b3", true},
    {LETTERS("durch"), "d'UrC", true},        {LETTERS("nach"), "n'A:x", true},
    {LETTERS("hoch"), "h'o:x", true},         {LETTERS("rein"), "r'aIn", true},
    {LETTERS("raus"), "r'aUs", true},         {LETTERS("fort"), "f'Ort", true},
    {LETTERS("mit"), "m'It", true},           {LETTERS("auf"), "_!'aUf", true},
    {LETTERS("aus"), "_!'aUs", true},         {LETTERS("ein"), "_!'aIn", true},
    {LETTERS("los"), "l'o:s", true},          {LETTERS("weg"), "v'Ek", true},
    {LETTERS("vor"), "f'o:r", true},          {LETTERS("rum"), "r'Um", true},
    {LETTERS("ab"), "_!'ap", true},           {LETTERS("an"), "_!'an", true},
    {LETTERS("um"), "_!'Um", true},           {LETTERS("zu"), "ts'u:", true},
    {LETTERS("ver"), "fEr", false},           {LETTERS("ent"), "_!Ent", false},
    {LETTERS("zer"), "tsEr", false},          {LETTERS("be"), "b@", false},
    {LETTERS("er"), "_!Er", false},
};
enum { N_PREFIXES = sizeof prefixes / sizeof *prefixes };

void append_unstressed(struct buf *out, struct view text) {
  for (size_t i = 0; i < text.len; i++)
    if (text.ptr[i] != '_' || i + 1 >= text.len || text.ptr[i + 1] != '!') // "_!'" has its own mark
      buf_byte(out, text.ptr[i] == '\'' ? ',' : text.ptr[i]);
    else
      buf_byte(out, '_');
}

static bool is_vowel_at_start(const char *mnemonics) {
  size_t len;
  const struct phoneme *first = phoneme_at(view_of(mnemonics), 0, &len);
  return first != NULL && (first->kinds & PHONEME_VOWEL) != 0;
}

void inflect_close_ig(struct buf *out, size_t start) {
  struct view said = view_sub(buf_as_view(out), start, out->len);
  if (view_ends(said, VIEW("Ig")) && !view_ends(said, VIEW("aIg")))
    out->ptr[out->len - 1] = 'C';
}

void inflect_devoice(struct buf *out, size_t start) {
  static const char voiced[] = "bdgvz", voiceless[] = "ptkfs";
  for (size_t i = out->len; i > start; i--) {
    const char *v = memchr(voiced, out->ptr[i - 1], sizeof voiced - 1);
    if (v == NULL)
      return;
    out->ptr[i - 1] = voiceless[v - voiced];
  }
}

void inflect_stress_or(struct buf *out, size_t start) {
  struct view said = view_sub(buf_as_view(out), start, out->len);
  if (!view_ends(said, VIEW("o:r")) || view_ends(said, VIEW("'o:r")) || said.len < 5)
    return;
  char consonant = said.ptr[said.len - 4 - (said.ptr[said.len - 4] == ',')];
  if (memchr("tsz", consonant, 3) == NULL) // "Humor"
    return;
  bool marked = said.ptr[said.len - 4] == ','; // "m'o:ni:t,o:r", but "d'i:z@lm,o:to:r"
  size_t from = 0, to = said.len - (marked ? 4 : 3), at = to;
  for (size_t i = from; i < to; i++)
    if (said.ptr[i] == '\'' || said.ptr[i] == ',') {
      at = i;
      if (marked)
        break;
    }
  if (at == to)
    return;
  char *bytes = out->ptr + start, mark = bytes[at];
  memmove(bytes + at, bytes + at + 1, to - at - 1);
  bytes[to - 1] = mark;
  if (marked) { // one mark is enough
    memmove(bytes + to, bytes + to + 1, said.len - to - 1);
    out->len--;
  }
}

/// "Doktor", but "Doktoren", "Doktorin".
static void move_stress_to_or(struct buf *out, size_t start, const struct ending *ending,
                              struct view spelled_stem) {
  struct view letters = ending->letters;
  if ((view_starts(letters, VIEW("en")) || view_starts(letters, VIEW("in"))) &&
      (view_ends(spelled_stem, VIEW("tor")) || view_ends(spelled_stem, VIEW("sor"))))
    inflect_stress_or(out, start);
}

bool needs_schwa(struct view said) {
  return view_ends(said, VIEW("i:")) || view_ends(said, VIEW("e:"));
}

/// Append an ending to a stem that was put into `out` from `start` on.
static void add_ending(struct buf *out, size_t start, const struct ending *ending,
                       struct view spelled_stem) {
  size_t at = 0;
  struct view stem = view_sub(buf_as_view(out), start, out->len);
  const struct phoneme *last = phoneme_last(stem, &at);
  if (last == NULL)
    return;
  bool after_vowel = (last->kinds & PHONEME_VOWEL) != 0;
  bool after_schwa = strcmp(last->mnemonic, "@") == 0;
  bool silent_e = !after_vowel && view_ends(spelled_stem, VIEW("e"));
  const char *mnemonics = ending->mnemonics;
  bool dental = strcmp(last->mnemonic, "t") == 0 || strcmp(last->mnemonic, "d") == 0;
  if (view_eq(ending->letters, VIEW("ed")) && dental)
    mnemonics = "@t"; // "geupdated"
  if (is_vowel_at_start(mnemonics) && strcmp(last->mnemonic, "3") == 0) {
    out->len = start + at;
    buf_str(out, "@r"); // "Managerin"
  } else if (after_schwa && *mnemonics == '@') {
    mnemonics++;
  } else if (after_schwa && *mnemonics == '3') {
    out->len = start + at; // "beige", "beiger"
  } else if (strcmp(mnemonics, "s") == 0 && (last->kinds & PHONEME_SIBILANT) != 0) {
    mnemonics = "Is"; // "Services"
  } else if (*mnemonics == 'n' && needs_schwa(stem)) {
    buf_byte(out, '@'); // "Theorien", "Alleen"
  } else if (silent_e && (*mnemonics == 'n' || *mnemonics == 'm')) {
    buf_byte(out, '@'); // "Bluesen"
  }
  if (!is_vowel_at_start(mnemonics)) {
    inflect_close_ig(out, start);
    if (*mnemonics == 't' || *mnemonics == 's')
      inflect_devoice(out, start);
  }
  buf_str(out, mnemonics);
}

void inflect_append(struct buf *out, size_t start, struct view ending, struct view stem) {
  for (size_t i = 0; i < N_ENDINGS; i++)
    if (view_eq(ending, endings[i].letters)) {
      add_ending(out, start, &endings[i], stem);
      return;
    }
}

static unsigned takes(const struct wordbook_entry *entry) {
  if ((entry->tags & (LEX_EXACT | LEX_CASE)) == LEX_EXACT)
    return 0;
  if ((entry->tags & LEX_VERB) != 0)
    return ON_VERB;
  if ((entry->tags & LEX_ADJ) != 0)
    return ON_ADJ;
  return (entry->tags & LEX_ENGLISH) != 0 ? ON_ENGLISH : ON_NOUN;
}

/// English nouns take few German endings: -s, and behind -er and -el -n and -in; -es behind a hiss.
static bool suits_english(const struct wordbook_entry *entry, const struct ending *ending) {
  char first = ending->letters.ptr[0];
  if (first == 'n' || first == 'i')
    return view_ends(wordbook_key(entry), VIEW("er")) ||
           view_ends(wordbook_key(entry), VIEW("el")) || view_ends(wordbook_key(entry), VIEW("or"));
  return first != 'e' || view_ends(wordbook_key(entry), VIEW("h")) ||
         view_ends(wordbook_key(entry), VIEW("s")) || view_ends(wordbook_key(entry), VIEW("x"));
}

/// Find key = stem + ending. `on` of the endings must be one of `kinds`.
static const struct wordbook_entry *find_stem(const struct wordbook *book, struct view written,
                                              struct view key, unsigned kinds,
                                              const struct ending **ending) {
  for (size_t i = 0; i < N_ENDINGS; i++) {
    struct view letters = endings[i].letters;
    if ((endings[i].on & kinds) == 0 || !view_ends(key, letters) || key.len < letters.len + 2)
      continue;
    struct view stem = view_sub(key, 0, key.len - letters.len);
    bool verb = (kinds & (ON_VERB | PARTICIPLE | WITH_ZU)) != 0;
    const struct wordbook_entry *e = wordbook_find(book, written, stem, verb ? LEX_VERB : 0);
    if (e == NULL || (!verb && (takes(e) & endings[i].on) == 0) ||
        (!verb && takes(e) == ON_ENGLISH && !suits_english(e, &endings[i])))
      continue;
    *ending = &endings[i];
    return e;
  }
  return NULL;
}

static struct inflected say(struct buf *out, const struct wordbook_entry *entry,
                            const struct ending *ending, const char *rule) {
  size_t start = out->len;
  buf_view(out, wordbook_mnemonics(entry));
  if (entry->respelled)
    buf_view(out, ending->letters);
  else if (entry->mnemonics_len > 0) {
    move_stress_to_or(out, start, ending, wordbook_key(entry));
    add_ending(out, start, ending, wordbook_key(entry));
  }
  return (struct inflected){entry, rule};
}

/// "gestreamt", "downgeloadet", "upzudaten": the verb without the inner "ge" or "zu".
static struct inflected find_participle(const struct wordbook *book, struct view written,
                                        struct view key, struct buf *out) {
  char bytes[WORDBOOK_MAX_KEY];
  if (key.len > sizeof bytes)
    return (struct inflected){0};
  for (size_t i = 0; i + 4 < key.len; i++) {
    bool ge = memcmp(key.ptr + i, "ge", 2) == 0;
    if (!ge && memcmp(key.ptr + i, "zu", 2) != 0)
      continue;
    memcpy(bytes, key.ptr, i);
    memcpy(bytes + i, key.ptr + i + 2, key.len - i - 2);
    const struct ending *ending;
    const struct wordbook_entry *e = find_stem(book, written, (struct view){bytes, key.len - 2},
                                               ge ? PARTICIPLE : WITH_ZU, &ending);
    if (e == NULL || e->mnemonics_len == 0 || e->respelled)
      continue;
    struct view said = wordbook_mnemonics(e);
    size_t bar = view_find(said, 0, '|');
    if (bar == said.len && i > 0)
      continue; // only a separable verb has it inside; "geupdatet" beside "upgedatet"
    size_t before = i == 0 ? 0 : bar, start = out->len;
    buf_view(out, view_sub(said, 0, before));
    buf_str(out, ge ? "g@" : "tsu");
    buf_view(out, view_sub(said, before, said.len));
    add_ending(out, start, ending, wordbook_key(e));
    return (struct inflected){e, "verb"};
  }
  return (struct inflected){0};
}

static struct inflected find_verb(const struct wordbook *book, struct view written, struct view key,
                                  struct buf *out) {
  const struct ending *ending;
  const struct wordbook_entry *e = find_stem(book, written, key, ON_VERB, &ending);
  if (e != NULL)
    return say(out, e, ending, "verb");
  return find_participle(book, written, key, out);
}

/// "eingeloggt", "verlinken": a German prefix before a verb of the lexicon.
static struct inflected find_prefixed(const struct wordbook *book, struct view written,
                                      struct view key, struct buf *out) {
  for (size_t i = 0; i < N_PREFIXES; i++) {
    struct view letters = prefixes[i].letters;
    if (!view_starts(key, letters) || key.len < letters.len + 3)
      continue;
    struct view rest = view_sub(key, letters.len, key.len);
    struct buf verb = {0};
    struct inflected found = {0};
    const struct ending *ending;
    if (prefixes[i].separable) {
      found = find_verb(book, written, rest, &verb);
    } else if ((found.entry = find_stem(book, written, rest, ON_VERB | PARTICIPLE, &ending)) !=
               NULL) {
      found = say(&verb, found.entry, ending, "verb");
    }
    if (found.entry != NULL && found.entry->mnemonics_len > 0 && !found.entry->respelled) {
      buf_str(out, prefixes[i].mnemonics);
      if (prefixes[i].separable)
        append_unstressed(out, buf_as_view(&verb));
      else
        buf_view(out, buf_as_view(&verb));
      out->failed |= verb.failed;
      buf_clear(&verb);
      return (struct inflected){found.entry, "verb"};
    }
    buf_clear(&verb);
  }
  return (struct inflected){0};
}

struct inflected inflect_exact(const struct wordbook *book, struct view written, struct view key,
                               struct buf *out) {
  const struct wordbook_entry *e = wordbook_find(book, written, key, 0);
  if (e == NULL)
    return (struct inflected){0};
  size_t start = out->len;
  buf_view(out, wordbook_mnemonics(e));
  if (!e->respelled)
    inflect_close_ig(out, start);
  return (struct inflected){e, "entry"};
}

struct inflected inflect_find(const struct wordbook *book, struct view written, struct view key,
                              struct buf *out) {
  struct inflected exact = inflect_exact(book, written, key, out);
  if (exact.entry != NULL)
    return exact;
  const struct ending *ending;
  const struct wordbook_entry *e =
      find_stem(book, written, key, ON_NOUN | ON_ADJ | ON_ENGLISH, &ending);
  if (e != NULL)
    return say(out, e, ending, "ending");
  struct inflected found = find_verb(book, written, key, out);
  return found.entry != NULL ? found : find_prefixed(book, written, key, out);
}
