#include "extract/names.h"

enum { MAX_NAME_WORDS = 6 };

struct reader {
  const struct rules *rules;
  const struct word_line *line;
  size_t n_capitals; ///< of the person being read
  size_t n_people;   ///< complete ones
  size_t n_agencies;
  bool place;          ///< a place follows: "aus Berlin"
  size_t people_end;   ///< byte offset after the last complete person
  size_t last_end;     ///< byte offset after the last word
  struct view capital; ///< the last capitalised word
};

/// A person ends at a comma, at "und", at the end.
static bool close_person(struct reader *r, bool strict) {
  bool ok = true;
  if (r->place) {
    ok = r->n_people > 0;
  } else if (r->n_capitals >= 2 || (!strict && r->n_capitals == 1)) {
    r->n_people++;
    r->people_end = r->last_end;
  } else if (r->n_capitals == 1) {
    ok = r->n_people > 0; // "Von Max Mustermann, Berlin"
  }
  r->n_capitals = 0;
  return ok;
}

static bool read_word(struct reader *r, size_t w, bool strict) {
  const struct token_line *t = r->line->tokens;
  const struct token *token = &t->tokens[r->line->token[w]];
  if (rules_word(r->rules, r->line, w, RULE_AGENCY) != NULL) {
    r->n_agencies++;
    return r->n_capitals == 0;
  }
  if (token->capital && rules_word(r->rules, r->line, w, RULE_NAME) == NULL) {
    if (view_eq(token->text, r->capital)) // "Von Haus zu Haus"
      return false;
    r->capital = token->text;
    r->last_end = token_end(t, r->line->token[w]);
    return ++r->n_capitals <= MAX_NAME_WORDS;
  }
  if (rules_word(r->rules, r->line, w, RULE_NAME) == NULL)
    return false;
  struct view word = token->lower;
  if (view_eq(word, VIEW("und")) || view_eq(word, VIEW("and")) || view_eq(word, VIEW("sowie")))
    return close_person(r, strict);
  if (view_eq(word, VIEW("aus")) || view_eq(word, VIEW("in"))) {
    bool ok = close_person(r, strict) && r->n_people > 0;
    r->place = true;
    return ok;
  }
  if (view_eq(word, VIEW("zu"))) // "Karl-Theodor zu Guttenberg", not "Von Mensch zu Tier"
    return r->n_capitals >= 2;
  return true;
}

static bool is_inside_name(uint32_t c) {
  return c == '.' || c == '-' || c == '\'' || c == 0x2019 || c == 0x2011 || c == 0x2010 ||
         c == '(' || c == ')';
}

bool names_read(const struct rules *rules, const struct word_line *line, size_t w, bool strict,
                size_t *stop, struct view *people) {
  const struct token_line *t = line->tokens;
  if (w >= line->n)
    return false;
  size_t i = line->token[w], first = token_start(t, i);
  struct reader r = {.rules = rules, .line = line};
  for (; i < t->n; i++) {
    const struct token *token = &t->tokens[i];
    if (token->kind == TOKEN_NUMBER || (token->kind == TOKEN_SIGN && sign_is_divider(token->sign)))
      break;
    if (token->kind == TOKEN_SIGN) {
      bool ends =
          token->sign == ',' || token->sign == '/' || token->sign == '&' || token->sign == ';';
      if (sign_is_dash(token->sign) && token->blank_before)
        break;
      if (ends ? !close_person(&r, strict) : !is_inside_name(token->sign))
        return false;
      continue;
    }
    while (w < line->n && line->token[w] < i)
      w++;
    if (rules_word(rules, line, w, RULE_WEEKDAY | RULE_MONTH) != NULL && r.n_capitals != 1)
      break;
    if (!read_word(&r, w, strict))
      return false;
  }
  if (!close_person(&r, strict) || r.n_people + r.n_agencies == 0)
    return false;
  *stop = i;
  *people = (struct view){0};
  if (r.n_people > 0)
    *people = view_sub(t->line, first, r.people_end - first);
  return true;
}
