#include "extract/furniture.h"

#include "base/utf8.h"
#include "claim/claim.h"
#include "extract/patterns.h"

// ---- the table ----

/// The rest of the line beside a phrase, in code points.
static size_t rest_columns(const struct line *line, const struct rule *rule) {
  size_t own = utf8_count(rule->words);
  return line->columns > own ? line->columns - own : 0;
}

static bool has_colon(const struct line *line) {
  for (size_t i = 0; i < line->tokens.n; i++)
    if (token_is(&line->tokens, i, ':'))
      return true;
  return false;
}

static bool allows(const struct line *line, const struct rule *rule) {
  bool button = rule->reason == SKIP_PAYWALL || rule->reason == SKIP_AD;
  if (button && rule->match != RULE_LABEL && has_colon(line)) // "Jetzt testen: Was das neue Rad kann"
    return false;
  return rule->reason != SKIP_N && rest_columns(line, rule) <= rule->max + 2 &&
         (rule->dot ? !line->quote : !line->dot);
}

static bool is_exact(const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *rule = rules_find(line->rules, &line->words, 0, RULE_EXACT, &n_words);
  if (rule == NULL || n_words != line->words.n || line->quote || (line->dot && n_words < 3))
    return false;
  return furniture_found(out, rule->reason, rule->edge);
}

/// A heading such as "Schlagworte:" with or without its values. Credits and bylines are for
/// metadata.c, which looks at the value.
static bool is_label(const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *rule = rules_find(line->rules, &line->words, 0, RULE_LABEL, &n_words);
  if (rule == NULL || rule->reason == SKIP_CREDIT || rule->reason == SKIP_BYLINE)
    return false;
  size_t next = (size_t)line->words.token[n_words - 1] + 1;
  if (!token_is(&line->tokens, next, ':') || !allows(line, rule))
    return false;
  return furniture_found(out, rule->reason, rule->edge);
}

static bool is_phrase(const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *rule = rules_find(line->rules, &line->words, 0, RULE_PREFIX, &n_words);
  if (rule != NULL && allows(line, rule))
    return furniture_found(out, rule->reason, rule->edge);
  for (size_t w = 0; w < line->words.n; w++) {
    rule = rules_find(line->rules, &line->words, w, RULE_PHRASE | RULE_SUFFIX, &n_words);
    bool placed = rule != NULL && (rule->match == RULE_PHRASE || w + n_words == line->words.n);
    if (placed && allows(line, rule))
      return furniture_found(out, rule->reason, rule->edge);
  }
  return false;
}

/// "Teilen Merken Drucken", "Facebook | Twitter": nothing but words of buttons.
static bool is_button_row(const struct line *line, struct furniture *out) {
  bool edge = true;
  size_t n_buttons = 0;
  enum skip_reason reason = SKIP_N;
  if (line->dot || line->quote || line->words.n > 12)
    return false;
  for (size_t w = 0; w < line->words.n; w++) {
    const struct rule *rule = rules_word(line->rules, &line->words, w, RULE_WORD);
    if (rule == NULL)
      return false;
    if (rule->reason == SKIP_N)
      continue;
    edge &= rule->edge;
    n_buttons++;
    reason = reason == SKIP_N ? rule->reason : reason;
  }
  return reason == SKIP_N ? false : furniture_found(out, reason, edge && n_buttons < 3);
}

/// "Interview", "Wirtschaft | China": the topic above a headline.
static bool is_kicker(const struct line *line, struct furniture *out) {
  size_t n_words, parts = 1;
  if (line->dot || line->words.n > 6 || line->columns > 50)
    return false;
  const struct rule *rule = rules_find(line->rules, &line->words, 0, RULE_KICKER, &n_words);
  if (rule == NULL)
    return false;
  for (size_t i = 0; i < line->tokens.n; i++) {
    const struct token *t = &line->tokens.tokens[i];
    parts += t->kind == TOKEN_SIGN && (sign_is_divider(t->sign) || t->sign == '/');
    if (t->kind == TOKEN_WORD && !t->capital)
      return false;
  }
  if (n_words < line->words.n && parts < 2)
    return false;
  return furniture_found(out, SKIP_KICKER, true);
}

// ---- metadata ----

/// What the parts of a line between its dividers say: "Von Max Mustermann | 12. März 2024 | …".
static void read_parts(const struct rules *rules, const struct token_line *tokens,
                       struct line_facts *facts) {
  struct token_line part;
  struct word_line words;
  bool edge;
  for (size_t i = 0, from = 0; i <= tokens->n; i++) {
    if (i < tokens->n &&
        !(tokens->tokens[i].kind == TOKEN_SIGN && sign_is_divider(tokens->tokens[i].sign)))
      continue;
    struct line_facts found = {0};
    size_t start = token_start(tokens, from), end = token_start(tokens, i);
    if (i > from && token_line_read(&part, view_sub(tokens->line, start, end - start))) {
      word_line_read(&words, &part);
      if (metadata_dateline(rules, &words, &found, &edge) && facts->published[0] == '\0') {
        memcpy(facts->published, found.published, sizeof facts->published);
        facts->updated = found.updated;
      } else {
        metadata_byline(rules, &words, &found);
      }
      facts->author = facts->author.ptr == NULL ? found.author : facts->author;
    }
    from = i + 1;
  }
}

static bool is_claim(const struct line *line, struct furniture *out) {
  struct claim claim;
  if (!claim_parse_tokens(&line->tokens, &claim))
    return false;
  read_parts(line->rules, &line->tokens, &out->facts);
  out->facts.claim = line->tokens.line;
  return furniture_found(out, SKIP_CLAIM, false);
}

static bool is_dateline(const struct line *line, struct furniture *out) {
  bool edge;
  return metadata_dateline(line->rules, &line->words, &out->facts, &edge) &&
         furniture_found(out, SKIP_DATELINE, edge);
}

static bool is_byline(const struct line *line, struct furniture *out) {
  // "Von Max Mustermann" could be a heading, "Ein Kommentar von Max Mustermann" is none.
  bool bare = line_word_is(line, 0, VIEW("von")) || line_word_is(line, 0, VIEW("by"));
  return metadata_byline(line->rules, &line->words, &out->facts) &&
         furniture_found(out, SKIP_BYLINE, bare);
}

static bool is_credit(const struct line *line, struct furniture *out) {
  return metadata_credit(line->rules, &line->words, &out->facts) &&
         furniture_found(out, SKIP_CREDIT, false);
}

static bool is_caption(const struct line *line, struct furniture *out) {
  bool edge;
  return metadata_caption(line->rules, &line->words, &out->facts, &edge) &&
         furniture_found(out, SKIP_CAPTION, edge);
}

static bool is_agency(const struct line *line, struct furniture *out) {
  size_t n_words;
  const struct rule *note = rules_find(line->rules, &line->words, 0, RULE_PREFIX, &n_words);
  bool in_brackets =
      token_is(&line->tokens, 0, '(') && token_is(&line->tokens, line->tokens.n - 1, ')');
  if (note != NULL && note->reason == SKIP_AGENCY && rest_columns(line, note) <= note->max &&
      (!line->dot || in_brackets))
    return furniture_found(out, SKIP_AGENCY, false);
  if (metadata_agency(line->rules, &line->words))
    return furniture_found(out, SKIP_AGENCY, false);
  return metadata_sign(&line->words) && furniture_found(out, SKIP_AGENCY, true);
}

/// In the order of certainty: the first that recognises the line has the say.
static recogniser *const recognisers[] = {
    pattern_signs,       is_claim,           pattern_page_number,
    pattern_clock,       pattern_counter,    is_exact,
    is_agency,           is_label,           is_phrase,
    is_button_row,       pattern_breadcrumb, pattern_copyright,
    pattern_agency_code, is_dateline,        is_byline,
    is_credit,           is_caption,         pattern_placeholder,
    pattern_logo,        pattern_plus_mark,  pattern_address,
    is_kicker,
};

void furniture_classify(const struct rules *rules, struct view text, struct furniture *out) {
  struct line line;
  line.rules = rules;
  *out = (struct furniture){.reason = SKIP_NONE};
  if (!token_line_read(&line.tokens, text) || line.tokens.n == 0 || furniture_is_scene_break(text))
    return;
  word_line_read(&line.words, &line.tokens);
  line.columns = utf8_count(text);
  line.dot = metadata_ends_with_dot(&line.tokens);
  uint32_t first = line.tokens.tokens[0].sign;
  line.quote = first == '"' || first == 0x201E || first == 0x201C || first == 0xBB ||
               first == 0xAB || first == 0x201A || first == '\'';
  for (size_t i = 0; i < sizeof recognisers / sizeof *recognisers; i++) {
    struct line_facts none = {0};
    out->facts = none;
    if (recognisers[i](&line, out))
      return;
  }
  out->facts = (struct line_facts){0};
}
