#include "normalise/rank.h"

#include "normalise/agreement.h"
#include "normalise/date.h"

enum { LIST_MAX = 30 };

static bool dotted(const struct context *c, size_t i) {
  return is_number(c, i) && glued_mark(c, i + 1, '.') && is_word(c, i + 2) && !glued(c, i + 2);
}

/// A point begins at `i`: the sentence's first, or after a colon, comma or semicolon.
static bool begins_point(const struct context *c, size_t i) {
  uint32_t before = i > 0 ? mark(c, i - 1) : 0;
  return begins_sentence(c, i) || before == ':' || before == ',' || before == ';';
}

/// The token after the item that begins at `i`: its comma or the end.
static size_t item_end(const struct context *c, size_t i) {
  size_t end = i + LOOK_MAX;
  while (has(c, i) && i < end) {
    bool comma = (is_mark(c, i, ',') || is_mark(c, i, ';')) &&
                 !(glued(c, i + 1) && is_number(c, i + 1)); // "289,7"
    if (comma)
      break;
    i++;
  }
  return i;
}

/// Is "1." at `i`, and "2." after it?
static bool begins_list(const struct context *c, size_t i) {
  size_t end = item_end(c, i);
  return is_text(c, i, "1") && dotted(c, i) && begins_point(c, i) && end > i + 3 &&
         month_at(c, i + 2) == NULL && is_text(c, end + 1, "2") && dotted(c, end + 1) &&
         item_end(c, end + 1) > end + 4;
}

enum list_kind list_kind(const struct context *c, size_t at, size_t next, uint64_t value) {
  if (value == 0 || value > LIST_MAX || !dotted(c, at) || !begins_point(c, at))
    return LIST_NONE;
  size_t first = at;
  for (size_t steps = 0; value > 1 && first > 0 && steps < LOOK_MAX * 2; steps++) {
    first--;
    if (is_text(c, first, "1") && dotted(c, first) && begins_point(c, first))
      break;
  }
  bool counted = noun_of(&c->normaliser->tables, token_text(c, next)).found;
  if (!begins_list(c, first))
    return LIST_NONE;
  size_t end = item_end(c, next);
  for (size_t i = next; i < end; i++) {
    if (is_number(c, i) || is_mark(c, i, '('))
      return counted ? LIST_NONE : LIST_RANK; // "1. Preis: 500 Euro, 2. Preis: 250 Euro"
  }
  return LIST_POINT;
}

static const char *const becomes[] = {"wurde", "wurden", "wird", "werden",
                                      "als",   "ist",    "war",  NULL};

bool is_rank(const struct context *c, size_t at, size_t next) {
  static const char *const after[] = {"wird", "wurde", "werden", "geworden", NULL};
  if (at > 0 && is_one_of(c, next, after) && !follows_determiner(c, at))
    return true; // "wer 1. wird"
  return at > 0 && is_one_of_nocase(c, at - 1, becomes) &&
         (is_function_word(c, next) || glued_mark(c, next, ','));
}

bool ends_ranks(const struct context *c, size_t at) {
  if (at < 5 || !has_flag(c, at - 1, TOKEN_CAPITAL) || is_counter_noun(c, at - 1))
    return false;
  for (size_t i = at - 1, steps = 0; i >= 3 && steps < LOOK_MAX / 2; steps++) {
    i--;
    if (is_mark(c, i, ',') && is_mark(c, i - 1, '.') && is_number(c, i - 2) &&
        is_one_of(c, i - 3, becomes))
      return true;
  }
  return false;
}

bool is_her_rank(const struct context *c, size_t at) {
  static const char *const verbs[] = {"wurde", "wird", "ist", "war", NULL};
  static const char *const she[] = {"sie", NULL};
  if (at >= 2 && is_one_of(c, at - 1, verbs))
    return is_one_of_nocase(c, at - 2, she);
  // "Sie kam als 1. ins Ziel"; "Sie kamen …" are several.
  return at >= 3 && is_text(c, at - 1, "als") && is_text(c, 0, "Sie") && at <= LOOK_MAX &&
         is_word(c, 1) && !view_ends(token_text(c, 1), VIEW("n"));
}
