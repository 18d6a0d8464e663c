// Moves of chess in German letters: "1. e4 e5 2. Sf3 Sc6", "34. Dxh7+", "41. ... Kg8".
#include "normalise/numeral.h"
#include "normalise/registry.h"
#include "normalise/spell.h"

static bool is_file(char letter) {
  return letter >= 'a' && letter <= 'h';
}

/// The word and the number at `i` are a move. A pawn's ("e4") may be anything, so it counts only
/// where `pawns` are allowed.
static bool is_move(const struct context *c, size_t i, bool pawns) {
  struct view word = token_text(c, i), rank = token_text(c, i + 1);
  if (!is_word(c, i) || word.len > 4 || !is_number(c, i + 1) || !glued(c, i + 1) || rank.len != 1 ||
      rank.ptr[0] < '1' || rank.ptr[0] > '8' || !is_file(word.ptr[word.len - 1]))
    return false;
  bool piece = strchr("KDTLS", word.ptr[0]) != NULL;
  if (!piece && word.len == 1)
    return pawns;
  size_t k = piece ? 1 : 0;
  if (k + 1 < word.len && is_file(word.ptr[k]))
    k++;
  bool takes = k + 1 < word.len && word.ptr[k] == 'x';
  k += takes;
  return k + 1 == word.len && (piece || takes);
}

/// Behind the number of a move and its full stop; `dots` are those of "41. ... Kg8".
static bool follows_number(const struct context *c, size_t at) {
  size_t i = at;
  while (i > 0 && at - i < 4 && (is_mark(c, i - 1, '.') || is_mark(c, i - 1, 0x2026)))
    i--;
  return i < at && i > 0 && is_number(c, i - 1) && c->tokens[i - 1].len <= 3;
}

static bool follows_move(const struct context *c, size_t at) {
  size_t i = at;
  while (i > 0 && (is_mark(c, i - 1, '+') || is_mark(c, i - 1, '!') || is_mark(c, i - 1, '?')) &&
         glued(c, i - 1))
    i--;
  return i >= 2 && is_move(c, i - 2, true);
}

static const char *piece_name(char letter) {
  switch (letter) {
  case 'K':
    return "König";
  case 'D':
    return "Dame";
  case 'T':
    return "Turm";
  case 'L':
    return "Läufer";
  case 'S':
    return "Springer";
  default:
    return NULL;
  }
}

size_t rule_chess_move(struct context *c, size_t at) {
  if (!is_move(c, at, false) || (glued(c, at) && !is_mark(c, at - 1, '.')) ||
      !(follows_number(c, at) || follows_move(c, at)))
    return 0;
  struct view word = token_text(c, at);
  const char *piece = piece_name(word.ptr[0]);
  if (piece != NULL)
    say(c, piece);
  for (size_t i = piece != NULL; i < word.len; i++) {
    if (word.ptr[i] == 'x')
      say(c, "schlägt");
    else
      say_letters(c, view_sub(word, i, 1), false);
  }
  say_count(c, token_text(c, at + 1));
  if (!glued_mark(c, at + 2, '+'))
    return 2;
  say(c, "Schach");
  return 3;
}

/// "2." before a move: its number, and no end of a sentence.
size_t rule_chess_number(struct context *c, size_t at) {
  size_t i = at + 1;
  if (c->tokens[at].len > 3 || !glued_mark(c, i, '.'))
    return 0;
  while (i < at + 6 && (is_mark(c, i, '.') || is_mark(c, i, 0x2026)))
    i++;
  bool pawns = is_move(c, i + 2, true); // "1. e4 e5"
  if (!is_move(c, i, pawns) || glued(c, at))
    return 0;
  say_count(c, token_text(c, at));
  return i - at;
}
