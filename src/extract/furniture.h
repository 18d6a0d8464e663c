/// Is a line part of the article, or of the page around it?
#ifndef LISTEN_EXTRACT_FURNITURE_H
#define LISTEN_EXTRACT_FURNITURE_H

#include "extract/metadata.h"
#include "extract/rules.h"

struct furniture {
  enum skip_reason
      reason; ///< SKIP_NONE for ordinary text, SKIP_NOTE for text that no rule may drop
  bool edge;  ///< certain only at the edges of an article or beside other furniture
  struct line_facts facts;
};

/// Class one line, or a paragraph of several joined by blanks; any length, any bytes. In doubt it
/// is text: a lost paragraph is worse than a button that is read.
void furniture_classify(const struct rules *rules, struct view line, struct furniture *out);

/// Nothing but asterisks, dashes and the like, as between two scenes: "* * *", "⁂", "---".
bool furniture_is_scene_break(struct view line);

#endif
