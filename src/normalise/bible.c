// Places in the Bible: "Joh 3,16", "Mt 5,3-12", "1. Kor 13", "Ps. 23,1".
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/unit.h"

enum { CHAPTERS = 150, VERSES = 176 };

static bool is_verse(const struct context *c, size_t i, unsigned *verse) {
  return read_digits(c, i, 3, verse) && *verse > 0 && *verse <= VERSES &&
         token_text(c, i).ptr[0] != '0';
}

size_t rule_bible(struct context *c, size_t at) {
  const struct lexicon_entry *book = lexicon_get(&c->normaliser->tables.bible, token_text(c, at));
  unsigned chapter, verse = 0, last;
  if (book == NULL || glued(c, at))
    return 0;
  size_t i = at + 1 + (glued_mark(c, at + 1, '.') ? 1 : 0);
  bool hymns = view_eq(book->value[1], VIEW("h"));
  if (!read_digits(c, i, 3, &chapter) || glued(c, i) || chapter == 0 ||
      (chapter > CHAPTERS && !hymns) || token_text(c, i).ptr[0] == '0')
    return 0;
  bool verses = is_dash(mark(c, i + 3)) && glued(c, i + 3) && is_number(c, i + 4);
  bool comma = glued_mark(c, i + 1, ',') && (glued(c, i + 2) || verses) && // "20, 1-17"
               is_verse(c, i + 2, &verse);
  struct unit unit;
  bool sure = view_eq(book->value[1], VIEW("s"));
  size_t end = i + (comma ? 3 : 1);
  bool compound = is_dash(mark(c, end)) && glued(c, end + 1) && is_word(c, end + 1);
  bool word_behind =
      (is_word(c, end) && (glued(c, end) || has_flag(c, end, TOKEN_CAPITAL))) || compound;
  bool number_behind = glued(c, end) && is_number(c, end + 1) && !is_dash(mark(c, end));
  if ((!comma && (!sure || word_behind || number_behind)) ||
      (comma && !sure && (word_behind || read_unit(c, end, &unit))))
    return 0; // "Phil 3,5 Millionen"
  say_view(c, book->value[0]);
  say_cardinal(c, chapter, ONE_EINS, 0);
  if (!comma)
    return end - at;
  say_raw(c, VIEW(","));
  say(c, "Vers");
  say_cardinal(c, verse, ONE_EINS, 0);
  bool half = glued(c, end) && is_one_of(c, end, (const char *const[]){"a", "b", "c", NULL});
  if (half) { // "2,4b–25"
    say_view(c, token_text(c, end));
    end++;
  }
  if (is_dash(mark(c, end)) && glued(c, end) && glued(c, end + 1) && is_verse(c, end + 1, &last) &&
      last > verse) {
    say(c, "bis");
    say_cardinal(c, last, ONE_EINS, 0);
    end += 2;
  }
  return end - at;
}

/// "1 Mose 2,4", "2 Kor 5,17": the volume without its full stop.
size_t rule_bible_volume(struct context *c, size_t at) {
  unsigned volume;
  if (!read_digits(c, at, 1, &volume) || volume == 0 || volume > 5 || glued(c, at + 1) ||
      (glued(c, at) && at > 0 && mark(c, at - 1) != '(') || !is_word(c, at + 1) ||
      lexicon_get(&c->normaliser->tables.bible, token_text(c, at + 1)) == NULL ||
      rule_bible(c, at + 1) == 0)
    return 0;
  c->out->text.len = c->said_from;
  size_t dot = glued_mark(c, at + 2, '.');
  if (!glued_mark(c, at + 3 + dot, ','))
    return 0;
  bool neuter = is_text(c, at + 1, "Mose");
  say_ordinal(c, token_text(c, at), neuter ? "es" : "er", 0);
  return 1;
}
