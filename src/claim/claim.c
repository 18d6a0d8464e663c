#include "claim/claim.h"

#include "claim/duration.h"
#include "claim/token.h"
#include "claim/vocabulary.h"

/// No article takes longer; such a number is something else.
#define LONGEST_S (24.0 * 3600)

/// More words than this between two dividers are a sentence, not a name or a date.
enum { MAX_FOREIGN_WORDS = 6, MAX_PARTS = 12 };

/// One piece of the line between dividers.
struct part {
  bool clean;     ///< nothing but the words of a claim
  bool remaining; ///< counts down: "noch ca. 4 Min."
  bool sentence;  ///< ends as a sentence does
  size_t n_words;
  enum claim_kind kind;
  bool timed;
  struct duration time;
  size_t time_from, time_end; ///< its tokens
};

const char *claim_kind_name(enum claim_kind kind) {
  switch (kind) {
  case CLAIM_LISTEN:
    return "listen";
  case CLAIM_READ:
    return "read";
  case CLAIM_NONE:
    break;
  }
  return "none";
}

const char *claim_place_name(enum claim_place place) {
  switch (place) {
  case CLAIM_IN_TEXT:
    return "text";
  case CLAIM_IN_META:
    return "meta";
  case CLAIM_IN_JSONLD:
    return "json_ld";
  case CLAIM_IN_FRONT_MATTER:
    return "front_matter";
  }
  return "";
}

/// Signs that a label may hold without saying anything: brackets, colons, icons, emoji.
static bool is_noise(uint32_t c) {
  switch (c) {
  case '?':
  case '%':
  case '$':
  case 0xA7:
  case 0x20AC:
  case '=':
  case '@':
  case '#':
  case '&':
    return false;
  default:
    return true;
  }
}

/// A dash with blanks around it divides, unless numbers stand on both sides ("20 – 30 Minuten").
static bool divides(const struct token_line *line, size_t i) {
  if (line->tokens[i].kind != TOKEN_SIGN)
    return false;
  uint32_t c = line->tokens[i].sign;
  if (sign_is_divider(c))
    return true;
  if (c == ',')
    return token_blank_after(line, i);
  if (!sign_is_dash(c) && c != '/')
    return false;
  bool loose = line->tokens[i].blank_before && token_blank_after(line, i);
  bool range =
      i > 0 && token_is_kind(line, i - 1, TOKEN_NUMBER) && token_is_kind(line, i + 1, TOKEN_NUMBER);
  return loose && !range;
}

/// "1 Std., 5 Min.": does a sign stand inside a duration of the part that begins at `from`?
static bool is_within_duration(const struct token_line *line, size_t from, size_t sign) {
  struct duration time;
  if (sign_is_divider(line->tokens[sign].sign)) // none holds such a one
    return false;
  size_t i = from;
  while (i < sign)
    if (!duration_read(line, &i, &time))
      i++;
  return i > sign;
}

/// What reading one part keeps in mind.
struct part_state {
  bool less, as, audio, version;
};

static void read_word(const struct token_line *line, size_t i, struct part *part,
                      struct part_state *state) {
  struct view lower = line->tokens[i].lower;
  switch (vocabulary_find(lower).word) {
  case WORD_LISTEN:
    part->kind = part->kind == CLAIM_NONE ? CLAIM_LISTEN : part->kind;
    break;
  case WORD_READ:
    part->kind = part->kind == CLAIM_NONE ? CLAIM_READ : part->kind;
    break;
  case WORD_AUDIO:
    state->audio = true;
    break;
  case WORD_VERSION:
    state->version = true;
    break;
  case WORD_FILL:
    state->as |= view_eq(lower, VIEW("als"));
    break;
  case WORD_LESS:
    state->less = true;
    break;
  case WORD_REMAINING:
    part->remaining = true;
    break;
  case WORD_MORE:
  case WORD_NUMBER: // "ein Artikel"; with a unit it was a duration
    break;
  case WORD_UNKNOWN:
  case WORD_UNIT:
    part->clean = false;
    break;
  }
}

static struct part read_part(const struct token_line *line, size_t from, size_t to) {
  struct part part = {.clean = true};
  struct part_state state = {0};
  for (size_t i = from; i < to && (part.clean || part.n_words <= MAX_FOREIGN_WORDS);) {
    struct duration time;
    size_t time_from = i;
    if (part.clean && duration_read(line, &i, &time)) {
      part.clean = !part.timed; // two durations in one breath are no label
      part.timed = true;
      part.time = time;
      part.time_from = time_from;
      part.time_end = i;
      continue;
    }
    const struct token *t = &line->tokens[i];
    part.n_words += t->kind != TOKEN_SIGN;
    if (t->kind == TOKEN_WORD && part.clean)
      read_word(line, i, &part, &state);
    else if (t->kind == TOKEN_NUMBER || (t->kind == TOKEN_SIGN && !is_noise(t->sign)))
      part.clean = false;
    else if (t->kind == TOKEN_SIGN && (t->sign == '<' || t->sign == 0x2264))
      state.less = true;
    i++;
  }
  if (part.kind == CLAIM_NONE && state.audio && (state.as || state.version))
    part.kind = CLAIM_LISTEN;
  if (state.less && part.time.low_s == part.time.high_s)
    part.time.low_s = 0;
  part.sentence =
      token_is(line, to - 1, '.') || token_is(line, to - 1, '!') || token_is(line, to - 1, '?');
  return part;
}

/// Cut the line at its dividers. Returns the number of parts, 0 when there are too many or one of
/// them is a sentence.
static size_t read_parts(const struct token_line *line, struct part *parts, bool *comma) {
  size_t n = 0, from = 0;
  for (size_t i = 0; i <= line->n; i++) {
    if (i < line->n && (!divides(line, i) || is_within_duration(line, from, i)))
      continue;
    *comma |= token_is(line, i, ',');
    if (i > from) {
      if (n == MAX_PARTS)
        return 0;
      parts[n] = read_part(line, from, i);
      if (!parts[n].clean && parts[n].n_words > MAX_FOREIGN_WORDS)
        return 0;
      n++;
    }
    from = i + 1;
  }
  return n;
}

/// A label and its time stand in one part, or in two neighbours: "Anhören • 6 Minuten".
static bool find_claim(const struct part *parts, size_t n, struct part *claim) {
  for (size_t i = 0; i < n; i++) {
    *claim = parts[i];
    if (!parts[i].clean)
      continue;
    if (claim->kind != CLAIM_NONE && claim->timed)
      return true;
    if (i + 1 == n || !parts[i + 1].clean || (claim->kind == CLAIM_NONE && !claim->timed))
      continue;
    const struct part *next = &parts[i + 1];
    bool label_first = claim->kind != CLAIM_NONE && next->timed && next->kind == CLAIM_NONE;
    bool time_first = claim->timed && next->kind != CLAIM_NONE && !next->timed;
    if (!label_first && !time_first)
      continue;
    if (label_first) {
      claim->time = next->time;
      claim->time_from = next->time_from;
      claim->time_end = next->time_end;
    } else {
      claim->kind = next->kind;
    }
    return true;
  }
  return false;
}

/// Are the parts that are no claim a name, a date, a section, rather than a sentence?
static bool others_are_short(const struct part *parts, size_t n, bool comma) {
  for (size_t i = 0; i < n; i++) {
    if (parts[i].remaining)
      return false;
    if (parts[i].clean)
      continue;
    if (parts[i].n_words > (comma ? 4 : MAX_FOREIGN_WORDS) || (i + 1 == n && parts[i].sentence))
      return false;
  }
  return true;
}

bool claim_parse_tokens(const struct token_line *tokens, struct claim *out) {
  struct part parts[MAX_PARTS], found;
  bool comma = false;
  if (tokens->n < 2)
    return false;
  size_t n = read_parts(tokens, parts, &comma);
  if (!find_claim(parts, n, &found) || !others_are_short(parts, n, comma))
    return false;
  if (found.time.high_s <= 0 || found.time.high_s > LONGEST_S)
    return false;
  out->kind = found.kind;
  out->low_s = found.time.low_s;
  out->high_s = found.time.high_s;
  out->text = tokens->line;
  out->time.offset = token_start(tokens, found.time_from);
  out->time.len = token_end(tokens, found.time_end - 1) - out->time.offset;
  return true;
}

bool claim_parse(struct view line, struct claim *out) {
  struct token_line tokens;
  return token_line_read(&tokens, line) && claim_parse_tokens(&tokens, out);
}
