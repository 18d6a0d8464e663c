/// Lines that say something about the article: when, by whom, whose picture.
#ifndef LISTEN_EXTRACT_METADATA_H
#define LISTEN_EXTRACT_METADATA_H

#include "extract/date.h"
#include "extract/rules.h"

/// What a line says. All views are borrowed from the line; ptr NULL where it says nothing.
struct line_facts {
  char published[DATE_TEXT_SIZE]; ///< ISO 8601; "" where no date stands
  bool updated;                   ///< the date is only that of the last change
  struct view author;
  struct view credit;
  struct view site;
  struct view claim; ///< the line itself, if it is a claim
};

/// "Stand: 12.03.2024, 08:15 Uhr", "Von Max Mustermann | 12. März 2024 | Politik".
/// Names of people, places and sections may stand in parts of their own; any other word makes it
/// a sentence or a headline. Sets `*edge` where a line of the body could look the same.
bool metadata_dateline(const struct rules *rules, const struct word_line *line,
                       struct line_facts *facts, bool *edge);

/// "Von Max Mustermann und Erika Muster, dpa", "Ein Kommentar von …", "Autorin: …".
/// A person has a first and a last name, so "Von Anfang an" is none.
bool metadata_byline(const struct rules *rules, const struct word_line *line,
                     struct line_facts *facts);

/// "© IMAGO / SOPA Images", "Foto: dpa".
bool metadata_credit(const struct rules *rules, const struct word_line *line,
                     struct line_facts *facts);

/// "Das Rathaus am Markt. Foto: Erika Muster", "Auf diesem Foto ist … zu sehen", "… (Archivbild)".
bool metadata_caption(const struct rules *rules, const struct word_line *line,
                      struct line_facts *facts, bool *edge);

/// "dpa/lno", "(AFP)": nothing but agencies.
bool metadata_agency(const struct rules *rules, const struct word_line *line);

/// "(red)", "(lha/mh)": who wrote it, in the short signs of the desk. A line of the body may look
/// so.
bool metadata_sign(const struct word_line *line);

/// The agency at the start of a report: in "Berlin (dpa) - Die Regierung …" the bytes from the
/// blank after "Berlin" to the blank after the dash. False where there is none. `line` may be the
/// first bytes of a longer text.
bool metadata_agency_mark(const struct rules *rules, struct view line, struct span *mark);

/// Does the line end as a sentence does? "Min." and "Uhr." do too.
bool metadata_ends_with_dot(const struct token_line *tokens);

#endif
