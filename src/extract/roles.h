/// What each unit of the text is: headline, furniture, heading, paragraph; where sections begin.
#ifndef LISTEN_EXTRACT_ROLES_H
#define LISTEN_EXTRACT_ROLES_H

#include "extract/text.h"

/// Set reason, kind, level and section of every unit. Lines are marked and joined before.
void roles_assign(struct decoded *decoded, const struct rules *rules);

/// Does the unit at line `i` look like a paragraph: a sentence, or longer than any headline?
bool roles_is_paragraph(const struct decoded *decoded, size_t i);

/// The unit that is the headline, or n_lines. Units before the body that are not it, but cannot be
/// body either (a picture's caption, the browser's title), get their reason here.
/// @param body  the first unit that looks like body text, or n_lines
size_t head_find_title(struct decoded *decoded, size_t body);

#endif
