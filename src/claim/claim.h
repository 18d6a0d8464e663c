/// "Artikel anhören • 6 Minuten": what a page says of its own length.
///
/// Promise: pure, and linear in the text, whatever it holds. A line is a claim only where all its
/// words are known to labels (src/data/claim.tsv); in doubt it is ordinary text.
#ifndef LISTEN_CLAIM_CLAIM_H
#define LISTEN_CLAIM_CLAIM_H

#include "base/view.h"
#include <stdbool.h>

enum claim_kind { CLAIM_NONE, CLAIM_LISTEN, CLAIM_READ };

/// Where a page says it.
enum claim_place {
  CLAIM_IN_TEXT, ///< where readers see it
  CLAIM_IN_META, ///< meta elements and microdata
  CLAIM_IN_JSONLD,
  CLAIM_IN_FRONT_MATTER,
};

struct claim {
  enum claim_kind kind;
  enum claim_place place;
  double low_s,
      high_s;         ///< what the label says, before rounding is allowed for; equal unless a range
  struct view text;   ///< the label as it stands
  struct span time;   ///< "6 Minuten" in `text`
  bool own;           ///< said by a player that `listen site` put there
  size_t line;        ///< in the input, from 1; 0 = unknown
  struct span source; ///< bytes of the time in the input; len 0 = unknown
};

const char *claim_kind_name(enum claim_kind kind);    ///< "none", "listen", "read"
const char *claim_place_name(enum claim_place place); ///< "text", "meta", "json_ld", "front_matter"

/// Is this line (trimmed, NFC) a claim of a listening or reading time? Fills kind, low_s, high_s
/// and time, and sets `text` to `line`; leaves `out` alone and returns false when it is none, such
/// as "Nach 6 Minuten fiel das erste Tor." or "noch ca. 4 Min." (a remaining time).
bool claim_parse(struct view line, struct claim *out);

struct token_line;

/// The same for a line that is cut into tokens already (token.h).
bool claim_parse_tokens(const struct token_line *tokens, struct claim *out);

#endif
