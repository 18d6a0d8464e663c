#include "normalise/rules.h"

#include "base/utf8.h"
#include "normalise/site.h"
#include <stdlib.h>

const char *semiotic_class_name(enum semiotic_class class) {
  static const char *const names[SEMIOTIC_N] = {
      "plain",    "cardinal", "ordinal", "decimal", "fraction",     "year",
      "decade",   "range",    "date",    "time",    "money",        "percent",
      "measure",  "score",    "law",     "roman",   "abbreviation", "acronym",
      "compound", "version",  "phone",   "digits",  "electronic",   "gender",
      "symbol",   "formula",  "emoji",   "notice",  "site",
  };
  return class < SEMIOTIC_N ? names[class] : "";
}

void spoken_clear(struct spoken *spoken) {
  if (spoken == NULL)
    return;
  buf_clear(&spoken->text);
  free(spoken->edits);
  free(spoken->scratch);
  *spoken = (struct spoken){0};
}

// --- making a normaliser

static struct view copy_view(struct view text, bool *ok) {
  char *ptr = malloc(text.len + 1);
  if (ptr == NULL) {
    *ok = false;
    return (struct view){0};
  }
  if (text.len > 0)
    memcpy(ptr, text.ptr, text.len);
  ptr[text.len] = '\0';
  return (struct view){ptr, text.len};
}

static struct site_rule *copy_rules(const struct site_rule *rules, size_t n, bool *ok) {
  struct site_rule *copy = calloc(n + 1, sizeof *copy);
  if (copy == NULL) {
    *ok = false;
    return NULL;
  }
  for (size_t i = 0; i < n; i++) {
    copy[i].written = copy_view(rules[i].written, ok);
    copy[i].spoken = copy_view(rules[i].spoken, ok);
  }
  return copy;
}

static void free_rules(const struct site_rule *rules, size_t n) {
  for (size_t i = 0; rules != NULL && i < n; i++) {
    free((void *)(uintptr_t)rules[i].written.ptr);
    free((void *)(uintptr_t)rules[i].spoken.ptr);
  }
  free((void *)(uintptr_t)rules);
}

static bool fill(struct normaliser *normaliser, const struct normalise_options *options,
                 struct listen_diag *diag) {
  bool ok = true;
  if (options != NULL) {
    normaliser->options = *options;
    normaliser->options.replace = copy_rules(options->replace, options->n_replace, &ok);
    normaliser->options.abbreviations =
        copy_rules(options->abbreviations, options->n_abbreviations, &ok);
  }
  if (ok && tables_load(&normaliser->tables))
    return site_load(normaliser, diag);
  diag_nomem(diag);
  return false;
}

struct normaliser *normaliser_new(const struct normalise_options *options,
                                  struct listen_diag *diag) {
  struct normaliser *normaliser = calloc(1, sizeof *normaliser);
  if (normaliser == NULL) {
    diag_nomem(diag);
    return NULL;
  }
  if (!fill(normaliser, options, diag)) {
    normaliser_free(normaliser);
    return NULL;
  }
  return normaliser;
}

void normaliser_free(struct normaliser *normaliser) {
  if (normaliser == NULL)
    return;
  free_rules(normaliser->options.replace, normaliser->options.n_replace);
  free_rules(normaliser->options.abbreviations, normaliser->options.n_abbreviations);
  site_clear(normaliser);
  tables_clear(&normaliser->tables);
  free(normaliser);
}

// --- one sentence

static bool is_light_mark(uint32_t m) {
  return m == ',' || m == '.' || m == ';' || m == '!' || m == '?';
}

static unsigned mark_starts(const struct context *c, size_t i) {
  uint32_t m = mark(c, i);
  unsigned starts = 0;
  if (is_light_mark(m))
    return glued(c, i + 1) ? START_DOTS : 0;
  starts |= c->tokens[i].kind == TOKEN_SYMBOL ? START_SYMBOL : START_PUNCT;
  if ((is_dash(m) || m == '+' || m == 0xB1 || m == '~') && is_number(c, i + 1) && glued(c, i + 1))
    starts |= START_SIGN;
  return starts;
}

static unsigned word_starts(const struct context *c, size_t i) {
  const struct token *token = &c->tokens[i];
  unsigned starts = tables_starts(&c->normaliser->tables, token_text(c, i));
  if (token->flags & TOKEN_CAPS2)
    starts |= START_CAPS;
  if (token->len > 20)
    starts |= START_LONG;
  if (token->first >= 0x370)
    starts |= START_SCRIPT;
  if (token->len <= 2 && (token->len == 1 || token->first >= 0x80))
    starts |= START_LETTER;
  if (glued(c, i + 1)) {
    uint32_t m = mark(c, i + 1);
    if (m == '.')
      starts |= START_DOT;
    else if (!is_light_mark(m) && (glued(c, i + 2) || is_kind(c, i + 1, TOKEN_SYMBOL)))
      starts |= START_JOINED;
    else if (is_number(c, i + 1))
      starts |= START_JOINED;
  }
  return starts;
}

static unsigned starts_at(const struct context *c, size_t i) {
  switch ((enum token_kind)c->tokens[i].kind) {
  case TOKEN_WORD:
    return word_starts(c, i);
  case TOKEN_NUMBER:
    return START_NUMBER;
  case TOKEN_PUNCT:
  case TOKEN_SYMBOL:
    return mark_starts(c, i);
  case TOKEN_INVALID:
    break;
  }
  return START_INVALID;
}

static size_t token_end(const struct context *c, size_t i) {
  return c->tokens[i].offset + c->tokens[i].len;
}

static bool is_alphanumeric(const struct context *c, size_t i) {
  return is_word(c, i) || is_number(c, i);
}

/// Keep the verbalisation apart from text that it touches: "3D" must not become "dreiD".
static void separate(struct context *c, size_t at, size_t n) {
  struct buf *text = &c->out->text;
  if (text->len == c->said_from || text->failed || c->join)
    return;
  if (!c->eat_space && glued(c, at) && is_alphanumeric(c, at) && is_alphanumeric(c, at - 1) &&
      text->ptr[c->said_from] != ' ' && (c->said_from == 0 || text->ptr[c->said_from - 1] != ' ')) {
    buf_byte(text, ' ');
    memmove(text->ptr + c->said_from + 1, text->ptr + c->said_from, text->len - c->said_from - 1);
    text->ptr[c->said_from] = ' ';
  }
  bool touched =
      has(c, at + n) && c->tokens[at + n].offset == token_end(c, at + n - 1); // "3.Spiel"
  if (touched && is_alphanumeric(c, at + n) && text->ptr[text->len - 1] != ' ')
    buf_byte(text, ' ');
}

/// Take back the white space copied before the token. Returns the offset where the edit begins.
static size_t take_back_space(struct context *c, size_t at) {
  struct buf *text = &c->out->text;
  size_t from = at == 0 ? 0 : token_end(c, at - 1);
  if (c->out->n_edits > 0) { // the last edit may have been widened over the blank
    const struct edit *last = &c->out->edits[c->out->n_edits - 1];
    size_t end = last->source.offset + last->source.len;
    from = end > from ? end : from;
  }
  size_t gap = c->tokens[at].offset - from;
  if (text->failed || gap > c->said_from)
    return c->tokens[at].offset;
  memmove(text->ptr + c->said_from - gap, text->ptr + c->said_from, text->len - c->said_from);
  text->len -= gap;
  c->said_from -= gap;
  return from;
}

/// A number word that begins the sentence takes a capital: "21 Tote" → "Einundzwanzig Tote".
static void capitalise_first(struct context *c, size_t at, size_t n) {
  struct buf *text = &c->out->text;
  if (text->failed || c->join || n == c->n_tokens || is_word(c, at) || text->len <= c->said_from ||
      !begins_sentence(c, at))
    return;
  char *first = text->ptr + c->said_from;
  if (*first >= 'a' && *first <= 'z')
    *first = (char)(*first - 'a' + 'A');
}

static bool record(struct context *c, size_t at, size_t n) {
  struct spoken *out = c->out;
  size_t from = c->eat_space ? take_back_space(c, at) : c->tokens[at].offset;
  separate(c, at, n);
  capitalise_first(c, at, n);
  void *edits = out->edits;
  if (!array_grow(&edits, &out->cap_edits, out->n_edits + 1, sizeof *out->edits))
    return false;
  out->edits = edits;
  out->edits[out->n_edits++] = (struct edit){
      .source = {from, token_end(c, at + n - 1) - from},
      .spoken = {c->said_from, out->text.len - c->said_from},
      .semiotic = c->semiotic,
      .rule = c->rule,
  };
  return true;
}

/// Try the rules at `at`; returns the number of tokens that one of them took, or 0.
static size_t apply_rules(struct context *c, size_t at, unsigned starts) {
  for (size_t i = 0; i < normalise_n_rules; i++) {
    const struct rule *rule = &normalise_rules[i];
    if ((rule->starts & starts) == 0)
      continue;
    c->said_from = c->out->text.len;
    c->semiotic = rule->semiotic;
    c->rule = rule->name;
    c->eat_space = false;
    c->join = false;
    size_t n = rule->apply(c, at);
    if (n > 0)
      return n < c->n_tokens - at ? n : c->n_tokens - at;
    if (!c->out->text.failed)
      c->out->text.len = c->said_from;
  }
  return 0;
}

/// Let the last edit reach up to byte `end` of the source. Returns `end`.
static size_t widen(struct context *c, size_t end) {
  struct span *source = &c->out->edits[c->out->n_edits - 1].source;
  source->len = end - source->offset;
  return end;
}

/// Nothing was said, and a blank after it would be the second, or the first of all.
static bool leaves_blank(const struct context *c) {
  const struct buf *text = &c->out->text;
  if (text->failed || c->out->edits[c->out->n_edits - 1].spoken.len > 0)
    return false;
  return text->len == 0 || text->ptr[text->len - 1] == ' ' || text->ptr[text->len - 1] == '(' ||
         text->ptr[text->len - 1] == '[';
}

/// Nothing was said, and the mark after it is the one before it again: "ja, 😀, nein".
static bool leaves_mark(const struct context *c, size_t next) {
  const struct buf *text = &c->out->text;
  if (text->failed || text->len == 0 || c->out->edits[c->out->n_edits - 1].spoken.len > 0 ||
      !has(c, next) || !glued(c, next))
    return false;
  char before = text->ptr[text->len - 1];
  return is_light_mark((unsigned char)before) && mark(c, next) == (unsigned char)before;
}

static bool walk(struct context *c) {
  size_t copied = 0; // bytes of the sentence that are in the output or in edits
  for (size_t at = 0; at < c->n_tokens;) {
    unsigned starts = starts_at(c, at);
    if (starts == 0) {
      at++;
      continue;
    }
    buf_view(&c->out->text, view_sub(c->text, copied, c->tokens[at].offset - copied));
    copied = c->tokens[at].offset;
    size_t n = apply_rules(c, at, starts);
    if (n > 0) {
      if (!record(c, at, n))
        return false;
      n += leaves_mark(c, at + n);
      copied = widen(c, token_end(c, at + n - 1));
      if (leaves_blank(c) && has(c, at + n))
        copied = widen(c, c->tokens[at + n].offset);
    }
    at += n > 0 ? n : 1;
  }
  buf_view(&c->out->text, view_sub(c->text, copied, c->text.len - copied));
  return !c->out->text.failed;
}

enum listen_status normalise_sentence(const struct normaliser *normaliser, struct view sentence,
                                      struct spoken *out) {
  buf_reset(&out->text);
  out->n_edits = 0;
  struct context c = {.normaliser = normaliser, .text = sentence, .out = out};
  struct token *tokens = out->scratch;
  bool cut = tokenise(sentence, &tokens, &out->cap_scratch, &c.n_tokens);
  out->scratch = tokens;
  c.tokens = tokens;
  return cut && walk(&c) ? LISTEN_OK : LISTEN_E_NOMEM;
}
