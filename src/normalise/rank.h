/// Numbers that order people or points: "Er wurde 3.", "1. Kane 24, 2. Undav 15 Tore".
#ifndef LISTEN_NORMALISE_RANK_H
#define LISTEN_NORMALISE_RANK_H

#include "normalise/rules.h"

enum list_kind {
  LIST_NONE,
  LIST_POINT, ///< "1. Wasser trinken, 2. Sport treiben": erstens, zweitens
  LIST_RANK,  ///< "1. Kraft (AUT) 289,7, 2. Hoerl": with a result, so Erster, Zweiter
};

/// What the dotted number at `at` counts within one sentence. `next` is the token after its stop.
enum list_kind list_kind(const struct context *c, size_t at, size_t next, uint64_t value);

/// "Er wurde 3. im Weitsprung": a noun of its own.
bool is_rank(const struct context *c, size_t at, size_t next);

/// "Deutschland wurde 3., Italien 4.": the number that ends the sentence goes on with ranks.
bool ends_ranks(const struct context *c, size_t at);

/// It is a woman who takes the rank: "Sie wurde 2. hinter Norwegen".
bool is_her_rank(const struct context *c, size_t at);

#endif
