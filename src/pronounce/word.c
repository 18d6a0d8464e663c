// One word: who knows how it is said.
#include "pronounce/inflect.h"
#include "pronounce/number_words.h"
#include "pronounce/sentence.h"

enum {
  MIN_SPLIT = 11, ///< bytes of a word with an unknown part
  MIN_UNKNOWN = 5,
  MIN_FOREIGN = 6,
  MIN_LOAN = 6,
  MIN_TAIL = 5,
  MIN_VERB = 6, ///< bytes of a verb in -ern
};

void sentence_wrap(struct buf *out, const struct wordbook_entry *entry, struct view said,
                   struct view written) {
  if (entry->mnemonics_len == 0)
    buf_view(out, written);
  else if (entry->respelled)
    buf_view(out, said);
  else
    buf_printf(out, "[[%.*s]]", (int)said.len, said.ptr);
}

static bool wrap_said(struct sentence *s, struct buf *out, struct reason *reason,
                      const char *source, const char *rule) {
  buf_printf(out, "[[%.*s]]", (int)s->said.len, s->said.ptr);
  *reason = (struct reason){source, rule};
  return true;
}

/// "IT", "EDS": capitals alone, and no word of the lexicon in this writing.
static bool is_abbreviation(const struct token *token, const struct wordbook_entry *entry) {
  if (token->written.len > 4 || view_eq(token->written, wordbook_word(entry)))
    return false;
  for (size_t i = 0; i < token->written.len; i++)
    if (token->written.ptr[i] < 'A' || token->written.ptr[i] > 'Z')
      return false;
  return token->written.len > 1;
}

/// May the sentence use this entry for the word?
static bool suits(const struct sentence *s, struct token *token, struct inflected found) {
  uint32_t tags = found.entry->tags;
  if ((tags & LEX_WEAK) != 0 && !token->english)
    return false;
  if ((tags & LEX_ENGLISH) == 0)
    return true;
  // "Trainern" is Trainer + n, whatever German parts it may have too.
  bool person = (tags & LEX_LOAN) != 0 && found.entry->key_len >= MIN_LOAN &&
                view_ends(wordbook_key(found.entry), VIEW("er"));
  return !is_abbreviation(token, found.entry) &&
         (token->english || person || strcmp(found.rule, "entry") == 0 ||
          !sentence_is_german(s, token));
}

/// Look a word up in some lexicons: as it is, and then with endings.
static bool say_entry(struct sentence *s, struct token *token, size_t from, size_t to,
                      struct buf *out, struct reason *reason) {
  for (size_t round = 0; round < 2; round++)
    for (size_t i = from; i < to; i++) {
      const struct wordbook *book = &s->p->lexicons[i];
      buf_reset(&s->said);
      struct inflected found = round == 0
                                   ? inflect_exact(book, token->written, token->key, &s->said)
                                   : inflect_find(book, token->written, token->key, &s->said);
      if (found.entry == NULL || !suits(s, token, found))
        continue;
      *reason = (struct reason){book->source, found.rule};
      sentence_wrap(out, found.entry, buf_as_view(&s->said), token->written);
      return true;
    }
  return false;
}

static bool say_heteronym(struct sentence *s, size_t at, struct buf *out, struct reason *reason) {
  struct view said = heteronym_find(&s->p->heteronyms, s->words, s->n_tokens, at);
  if (said.len == 0)
    return false;
  buf_reset(&s->said);
  buf_view(&s->said, said);
  return wrap_said(s, out, reason, "heteronym", "context");
}

/// The last letter of a plural that is spelled out: "L L Ms", "L K Ws".
static bool say_plural_letter(struct sentence *s, size_t at, struct buf *out,
                              struct reason *reason) {
  static const char *const names[26] = {
      "'A:",  "b'e:", "ts'e:", "d'e:", "'e:",  "'Ef",  "g'e:",     "h'A:", "'i:",
      "j'Ot", "k'A:", "'El",   "'Em",  "'En",  "'o:",  "p'e:",     "k'u:", "'Er",
      "'Es",  "t'e:", "'u:",   "f'aU", "v'e:", "'Iks", "'ypsilOn", "ts'Et"};
  const struct token *token = &s->tokens[at];
  if (at == 0 || token->written.len != 2 || token->written.ptr[1] != 's' || !token->capital ||
      s->tokens[at - 1].written.len != 1 || !s->tokens[at - 1].capital ||
      !sentence_is_beside(s, token - 1, token) || token->written.ptr[0] < 'A' ||
      token->written.ptr[0] > 'Z')
    return false;
  buf_reset(&s->said);
  buf_str(&s->said, names[token->written.ptr[0] - 'A']);
  buf_byte(&s->said, 's');
  return wrap_said(s, out, reason, "letters", "plural");
}

static bool say_compound(struct sentence *s, struct token *token, struct buf *out,
                         struct reason *reason) {
  buf_reset(&s->said);
  struct morph_result parts = morph_say(&s->p->morph, s->p->lexicons, s->p->n_lexicons, token->key,
                                        token->capital, &s->said);
  // "Ratingen" is no gene of a "Ratin".
  bool town = view_ends(token->key, VIEW("ingen")) && view_ends(buf_as_view(&s->said), VIEW("e:n"));
  return parts.found && !town &&
         wrap_said(s, out, reason, parts.entry != NULL ? "lexicon" : "german", "compound");
}

static bool has_vowel(struct view text) {
  for (size_t i = 0; i < text.len; i++)
    if (memchr("aeiouy\xC3", text.ptr[i], 7) != NULL)
      return true;
  return false;
}

/// An English entry that is known at a glance, as a part of a word whose rest nobody knows.
static const struct wordbook_entry *foreign_part(const struct sentence *s, struct view letters) {
  if (morph_is_german(&s->p->morph, letters)) // "Magde" + "burger"
    return NULL;
  uint32_t hash = wordbook_hash(letters);
  for (size_t i = 0; i < s->p->n_lexicons; i++) {
    const struct wordbook_entry *e = wordbook_part(&s->p->lexicons[i], letters, hash);
    if (e != NULL)
      return (e->tags & (LEX_ENGLISH | LEX_VERB)) == LEX_ENGLISH ? e : NULL;
  }
  return NULL;
}

/// "Cloudanbieterin" where "anbieterin" is unknown: the engine says the German part.
static bool say_split(struct sentence *s, struct token *token, struct buf *out,
                      struct reason *reason) {
  struct view key = token->key;
  if (key.len < MIN_SPLIT || key.len > WORDBOOK_MAX_KEY || key.len != token->written.len ||
      sentence_is_german(s, token))
    return false;
  for (size_t cut = key.len - MIN_UNKNOWN; cut >= MIN_FOREIGN; cut--) {
    struct view head = view_sub(key, 0, cut), tail = view_sub(key, cut, key.len);
    const struct wordbook_entry *e = foreign_part(s, head);
    if (e == NULL || !has_vowel(tail) || memchr("aeiouy", *tail.ptr, 6) != NULL)
      continue; // "Revolut" + "ionär"
    buf_printf(out, "[[%.*s]] ", (int)e->mnemonics_len, wordbook_mnemonics(e).ptr);
    buf_view(out, tail);
    *reason = (struct reason){"english", "split"};
    return true;
  }
  for (size_t cut = MIN_UNKNOWN; cut + MIN_FOREIGN <= key.len; cut++) {
    struct view tail = view_sub(key, cut, key.len);
    const struct wordbook_entry *e = foreign_part(s, tail);
    if (e == NULL || !has_vowel(view_sub(key, 0, cut)))
      continue;
    buf_view(out, view_sub(token->written, 0, cut));
    buf_printf(out, " [[%.*s]]", (int)e->mnemonics_len, wordbook_mnemonics(e).ptr);
    *reason = (struct reason){"english", "split"};
    return true;
  }
  return false;
}

/// Nouns that end many words which are no compounds of them: "Determination", "Konkurrenten".
static bool is_false_tail(struct view tail) {
  static const char *const tails[] = {
      "acker",  "burger", "ding",  "fersen", "fuge", "gramm",  "kante", "kinn",   "laden", "leine",
      "liste",  "lunge",  "meter", "miene",  "mine", "nation", "raten", "ration", "rente", "rinne",
      "schaft", "serie",  "tante", "taten",  "tier", "tinte",  "titel", "toren",  "täten"};
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
    if (view_starts(tail, view_of(tails[i])))
      return true;
  if (view_eq(tail, VIEW("innen"))) // "Duisburger-innen"
    return false;
  return memchr("aeiou", *tail.ptr, 5) != NULL && tail.len <= MIN_TAIL;
}

/// May a word be cut here? Not within a letter, sch or ch, nor behind what ends no word ("Verbl").
static bool is_seam(struct view key, size_t cut) {
  char left = key.ptr[cut - 1], right = key.ptr[cut];
  if (cut >= 2 && memchr("lrnm", left, 4) != NULL &&
      memchr("bdfgkptz", key.ptr[cut - 2], 8) != NULL)
    return false;
  return ((unsigned char)right & 0xC0) != 0x80 && !(left == 'c' && right == 'h') &&
         !(left == 's' && right == 'c') &&
         !(left == 'h' && cut >= 3 && memcmp(key.ptr + cut - 3, "sch", 3) == 0);
}

/// "Inkubations-zeit": these heads end a word of their own for sure, so a short tail will do.
static size_t least_tail(struct view head) {
  static const char *const ends[] = {"ions", "täts", "ungs", "heits", "keits", "schafts"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (view_ends(head, view_of(ends[i])))
      return 3;
  return MIN_TAIL;
}

/// "Verblendung" is no compound, "Verschnaufpause" is one.
static size_t least_head(struct view key) {
  bool weak = view_starts(key, VIEW("ver")) || view_starts(key, VIEW("zer")) ||
              view_starts(key, VIEW("ent")) || view_starts(key, VIEW("miss"));
  return weak ? MIN_UNKNOWN + 3 : MIN_UNKNOWN;
}

/// "Lawinenunglück" where "Lawine" is unknown: the engine says the head, a word of its own to it.
static bool say_tail(struct sentence *s, struct token *token, struct buf *out,
                     struct reason *reason) {
  struct view key = token->key;
  if (key.len < MIN_SPLIT || key.len > WORDBOOK_MAX_KEY || key.len != token->written.len ||
      !token->capital || sentence_is_german(s, token))
    return false;
  bool innen = view_ends(key, VIEW("innen")); // "Duisburger-innen" is no "Duisbur-gerinnen"
  for (size_t cut = innen ? key.len - 5 : least_head(key); cut < key.len; cut++) {
    struct view tail = view_sub(key, cut, key.len);
    if (tail.len < least_tail(view_sub(key, 0, cut)) || !is_seam(key, cut) ||
        !has_vowel(view_sub(key, 0, cut)) || is_false_tail(tail))
      continue;
    buf_reset(&s->said);
    if (!morph_say_tail(&s->p->morph, tail, &s->said))
      continue;
    buf_view(out, view_sub(token->written, 0, cut));
    buf_printf(out, " [[%.*s]]", (int)s->said.len, s->said.ptr);
    *reason = (struct reason){"german", "split"};
    return true;
  }
  return false;
}

/// "steigernd", "wandernde": the engine makes -ern- a closed e of its own; it knows "steigern".
static bool say_ernd(struct token *token, struct buf *out, struct reason *reason) {
  static const struct {
    const char *letters, *mnemonics;
  } ends[] = {{"d", "t"},    {"de", "d@"},   {"den", "d@n"},
              {"der", "d3"}, {"des", "d@s"}, {"dem", "d@m"}};
  if (token->key.len != token->written.len)
    return false;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    struct view end = view_of(ends[i].letters);
    if (!view_ends(token->key, end) || token->key.len < end.len + MIN_VERB)
      continue;
    struct view verb = view_sub(token->written, 0, token->key.len - end.len);
    if (!view_ends(verb, VIEW("ern")))
      continue;
    buf_printf(out, "%.*s [[%s]]", (int)verb.len, verb.ptr, ends[i].mnemonics);
    *reason = (struct reason){"german", "split"};
    return true;
  }
  return false;
}

/// By the spelling rules of English or of another language.
static bool say_spelling(struct sentence *s, struct token *token, struct buf *out,
                         struct reason *reason) {
  bool german = sentence_is_german(s, token);
  bool english = token->english || english_is_sure(&s->p->english, token->key);
  buf_reset(&s->said);
  if (english && !german && english_say(&s->p->english, token->key, &s->said))
    return wrap_said(s, out, reason, "english", "spelling");
  buf_reset(&s->said);
  const char *language = foreign_say(&s->p->foreign, token->key, token->capital, german, &s->said);
  return language != NULL && wrap_said(s, out, reason, language, "spelling");
}

/// A noun or name that the engine would begin by the name of a letter.
static bool say_onset(struct sentence *s, struct token *token, struct buf *out,
                      struct reason *reason) {
  if (!token->capital)
    return false;
  for (size_t i = 1; i < token->written.len; i++) // "BVerfG"
    if (token->written.ptr[i] >= 'A' && token->written.ptr[i] <= 'Z')
      return false;
  buf_reset(&s->said);
  const char *language = foreign_say_onset(&s->p->foreign, token->key, &s->said);
  return language != NULL && wrap_said(s, out, reason, language, "onset");
}

bool sentence_say_word(struct sentence *s, size_t at, struct buf *out, struct reason *reason) {
  struct token *token = &s->tokens[at];
  const struct pronouncer *p = s->p;
  if (say_entry(s, token, 0, p->n_own, out, reason) || say_heteronym(s, at, out, reason) ||
      say_plural_letter(s, at, out, reason))
    return true;
  buf_reset(&s->said);
  if (token->chinese && pinyin_say(&p->pinyin, token->key, &s->said))
    return wrap_said(s, out, reason, "pinyin", "name");
  if (say_entry(s, token, p->n_own, p->n_lexicons, out, reason))
    return true;
  if (number_words_find(token->written, token->key, out)) {
    *reason = (struct reason){"number", "number"};
    return true;
  }
  return say_compound(s, token, out, reason) || say_split(s, token, out, reason) ||
         say_spelling(s, token, out, reason) || say_tail(s, token, out, reason) ||
         say_ernd(token, out, reason) || say_onset(s, token, out, reason);
}
