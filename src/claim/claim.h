/// "Artikel anhören • 6 Minuten": what a page says of its own length.
#ifndef LISTEN_CLAIM_CLAIM_H
#define LISTEN_CLAIM_CLAIM_H

#include "base/view.h"
#include <stdbool.h>

enum claim_kind { CLAIM_NONE, CLAIM_LISTEN, CLAIM_READ };

struct claim {
  enum claim_kind kind;
  double low_s,
      high_s;       ///< what the label says, before rounding is allowed for; equal unless a range
  struct view text; ///< the label as it stands
  size_t line;      ///< in the input, from 1; 0 = unknown
};

const char *claim_kind_name(enum claim_kind kind); ///< "none", "listen", "read"

/// Is this line (trimmed, NFC) a claim of a listening or reading time? Fills kind, low_s and high_s
/// and sets `text` to `line`; leaves `out` alone and returns false when it is none, such as
/// "Nach 6 Minuten fiel das erste Tor." or "noch ca. 4 Min." (a remaining time).
bool claim_parse(struct view line, struct claim *out);

struct token_line;

/// The same for a line that is cut into tokens already (token.h).
bool claim_parse_tokens(const struct token_line *tokens, struct claim *out);

#endif
