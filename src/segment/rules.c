#include "segment/scan.h"

/// The word that ends at the stop is a name that is written with a mark ("Yahoo!").
static bool name_with_mark(const struct scan *scan, const struct stop *stop) {
  size_t start = letters_before(scan, stop->at);
  return (token_kinds(scan, view_sub(scan->text, start, stop->at - start)) & WORD_BANG) != 0;
}

/// A sentence whose capital was forgotten, after a mark ("Toll! wir kommen wieder.").
static bool forgotten_capital(const struct scan *scan, const struct stop *stop,
                              const struct next *next) {
  return (next->kinds & WORD_LOWER) != 0 && !next->dashed && scan->quote == 0 && scan->depth == 0 &&
         stop->closed == stop->after && !name_with_mark(scan, stop);
}

/// "der Roman „Kleiner Mann – was nun?“ Hans Falladas": a quotation that a noun names.
static bool ends_title(const struct scan *scan, const struct stop *stop, const struct next *next) {
  if (stop->closed == stop->after || next->quoted || next->dashed || next->bullet ||
      scan->quote_at <= scan->start || stop->closed - scan->quote_at > LOOK_QUOTE)
    return false;
  struct view before = token_before(scan, scan->quote_at);
  size_t size;
  return before.len > 0 && utf8_is_upper(utf8_at(before, 0, &size)) &&
         utf8_is_letter(utf8_before(before, before.len, &size)) &&
         (token_kinds(scan, before) & WORD_STARTER) == 0;
}

static bool mark_ends(const struct scan *scan, const struct stop *stop, const struct next *next) {
  switch (next->kind) {
  case NEXT_LOWER:
    return next->bullet || forgotten_capital(scan, stop, next);
  case NEXT_PUNCT:
    return false;
  case NEXT_BRACKET:
    return !bracket_goes_on(scan->text, next->word_at);
  case NEXT_UPPER:
    return next_is_starter(next) || (!name_with_mark(scan, stop) && !ends_title(scan, stop, next));
  default:
    return true;
  }
}

static bool ellipsis_ends(const struct scan *scan, const struct stop *stop,
                          const struct next *next) {
  uint32_t before = char_before(scan, stop->at);
  bool spaced = utf8_is_space(before);
  if (next->kind == NEXT_DIGIT)
    return !spaced && !utf8_is_digit(before); // no end in "3... 2... 1..."
  if (next->kind != NEXT_UPPER)
    return next->kind == NEXT_OTHER || next->bullet;
  // Before a noun, " … " rather stands for words left out, unless a list trails off.
  return next_is_starter(next) || next->quoted || !spaced ||
         view_ends(token_before(scan, stop->at), VIEW(","));
}

/// An ordinary word and a full stop, then lower case: only where it reads like two sentences.
static bool plain_ends_before_lower(const struct scan *scan, const struct stop *stop,
                                    const struct next *next) {
  if (!forgotten_capital(scan, stop, next) || !utf8_is_letter(char_before(scan, stop->at)))
    return false;
  size_t start = letters_before(scan, stop->at), size;
  struct view word = view_sub(scan->text, start, stop->at - start);
  if (word.len < 3 || !utf8_is_lower(utf8_at(word, 0, &size)) ||
      !utf8_is_space(char_before(scan, start)))
    return false;
  static const char *const endings[] = {"e", "en", "er", "t", "ig", "ich", "al", "el", "am"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (view_ends(word, view_of(endings[i])))
      return true;
  return false;
}

/// A bracket that belongs to what follows begins a sentence unless its content is in lower case.
static bool bracket_begins(const struct scan *scan, const struct next *next) {
  size_t size;
  return next->word_at + 1 < scan->text.len &&
         (!utf8_is_lower(utf8_at(scan->text, next->word_at + 1, &size)) ||
          view_starts(view_sub(scan->text, next->word_at + 2, 1), VIEW(")")));
}

static bool plain_ends(const struct scan *scan, const struct stop *stop, const struct next *next) {
  if (next->kind == NEXT_LOWER)
    return next->bullet || plain_ends_before_lower(scan, stop, next);
  if (next->kind == NEXT_BRACKET)
    return bracket_begins(scan, next);
  return next->kind != NEXT_PUNCT;
}

/// "v. Chr. 2003 kam …", but not "im Jan. 2003 kam …".
static bool year_begins_sentence(const struct scan *scan, const struct stop *stop,
                                 const struct next *next) {
  size_t start = letters_before(scan, stop->at);
  return next_is_year_and_verb(scan, next) &&
         (token_kinds(scan, view_sub(scan->text, start, stop->at - start)) & WORD_MONTH) == 0;
}

/// A noun that is counted with ordinals, by itself or as the last part of a compound
/// ("Jubiläumsjahr").
static bool is_counted_noun(const struct scan *scan, const struct next *next) {
  enum { SHORTEST_PART = 3 };
  if ((next->kinds & (WORD_MONTH | WORD_ORDNOUN)) != 0)
    return true;
  for (size_t pos = next->word_at + SHORTEST_PART; pos + SHORTEST_PART <= next->word_end; pos++)
    if ((token_kinds(scan, view_sub(scan->text, pos, next->word_end - pos)) & WORD_ORDTAIL) != 0)
      return true;
  return false;
}

/// "Es waren 14. März war kalt.": the month is the subject of a second sentence, for the number
/// already answers how many, and a verb follows.
static bool month_begins_sentence(const struct scan *scan, const struct stop *stop,
                                  const struct next *next) {
  static const char *const before[] = {"waren", "war",   "sind", "ist",   "hat",  "hatte", "haben",
                                       "auf",   "wurde", "wird", "zählt", "über", NULL};
  static const char *const verbs[] = {"war",    "ist",     "wird",   "wurde", "bleibt", "blieb",
                                      "kommt",  "kam",     "gilt",   "galt",  "hat",    "hatte",
                                      "bringt", "brachte", "begann", NULL};
  if ((next->kinds & WORD_MONTH) == 0)
    return false;
  struct view count = token_before(scan, digits_before(scan, stop->at));
  size_t from = skip_space(scan->text, next->word_end), size, to = from;
  while (to < scan->text.len && to - from < LOOK_TOKEN &&
         utf8_is_letter(utf8_at(scan->text, to, &size)))
    to += size;
  struct view verb = view_sub(scan->text, from, to - from);
  bool counted = false, goes_on = false;
  for (size_t i = 0; before[i] != NULL; i++)
    counted = counted || view_eq(count, view_of(before[i]));
  for (size_t i = 0; verbs[i] != NULL; i++)
    goes_on = goes_on || view_eq(verb, view_of(verbs[i]));
  return counted && goes_on;
}

static bool number_ends(const struct scan *scan, const struct stop *stop, enum left left,
                        const struct next *next) {
  if (next->kind == NEXT_DIGIT)
    return left == LEFT_NUMBER && !next_is_date_part(scan, next);
  if (next->kind != NEXT_UPPER)
    return next->kind == NEXT_OTHER;
  if (next_is_starter(next) && (next->kinds & WORD_ORDNOUN) == 0)
    return true;
  return left == LEFT_NUMBER &&
         (next->quoted || !is_counted_noun(scan, next) || month_begins_sentence(scan, stop, next));
}

static bool next_is_roman(const struct scan *scan, const struct next *next) {
  return is_roman(view_sub(scan->text, next->word_at, next->word_end - next->word_at));
}

/// Two capitals: "Co. KG", "§ 12 ff. StGB" go on.
static bool next_is_acronym(const struct scan *scan, const struct next *next) {
  int n_upper = 0;
  for (size_t pos = next->word_at, size; pos < next->word_end; pos += size)
    n_upper += utf8_is_upper(utf8_at(scan->text, pos, &size));
  return n_upper >= 2;
}

/// "3:2 n. V. (2:2, 1:0)": figures in a bracket belong to what stands before them.
static bool next_is_figure(const struct scan *scan, const struct next *next) {
  size_t inside = next->word_at + 1;
  return next->kind == NEXT_BRACKET && inside < scan->text.len &&
         utf8_is_digit((unsigned char)scan->text.ptr[inside]);
}

static bool dot_ends(const struct scan *scan, const struct stop *stop, enum left left,
                     const struct next *next) {
  bool closes = left == LEFT_CLOSER && next_is_starter(next); // "usw. – Danach"
  if (next->dashed && !next->quoted && left != LEFT_PLAIN && left != LEFT_CARDINAL && !closes)
    return false; // "E.T. – Der Außerirdische", "Meyer & Co. – Beginn: 19:30"
  switch (left) {
  case LEFT_INNER:
    return false;
  case LEFT_FINAL:
    return next_is_starter(next) || year_begins_sentence(scan, stop, next);
  case LEFT_CLOSER:
    return (next->kind == NEXT_UPPER && (next_is_starter(next) || !next_is_acronym(scan, next))) ||
           (next->kind == NEXT_BRACKET && !next_is_figure(scan, next)) ||
           year_begins_sentence(scan, stop, next);
  case LEFT_REF:
    return next->kind != NEXT_DIGIT && !next_is_roman(scan, next) && plain_ends(scan, stop, next);
  case LEFT_INITIAL:
    return next_is_starter(next);
  case LEFT_ORDINAL:
  case LEFT_NUMBER:
    return number_ends(scan, stop, left, next);
  default:
    return plain_ends(scan, stop, next);
  }
}

bool stop_ends(const struct scan *scan, const struct stop *stop, enum left left,
               const struct next *next) {
  switch (stop->kind) {
  case STOP_MARK:
    return mark_ends(scan, stop, next);
  case STOP_ELLIPSIS:
    return ellipsis_ends(scan, stop, next);
  default:
    return dot_ends(scan, stop, left, next);
  }
}

bool joined_stop_ends(const struct scan *scan, const struct stop *stop) {
  struct next next = peek(scan, stop->closed);
  if (!next_is_starter(&next) || next.dashed || next.bullet || stop->closed != stop->after)
    return false;
  size_t size, digits = digits_before(scan, stop->at);
  bool number = digits < stop->at;
  size_t start = number ? digits : letters_before(scan, stop->at);
  struct view word = view_sub(scan->text, start, stop->at - start);
  uint32_t before = char_before(scan, start);
  bool whole = utf8_is_space(before) || is_opener(before) || before == '-';
  bool plain = word.len >= 3 && utf8_is_lower(utf8_before(word, word.len, &size)) &&
               !view_eq(word, VIEW("www"));
  if (!whole || !(number || plain))
    return false;
  // A file name or address goes on without a blank; a sentence has one after its first word.
  if (next.word_end >= scan->text.len || !utf8_is_space(utf8_at(scan->text, next.word_end, &size)))
    return false;
  enum left left = classify_left(scan, stop);
  return number ? dot_ends(scan, stop, left, &next) : left == LEFT_PLAIN;
}
