/// The melody of German questions.
#ifndef LISTEN_PROSODY_QUESTION_H
#define LISTEN_PROSODY_QUESTION_H

#include "base/view.h"
#include <stdbool.h>

/// Does this question end as a statement does? In German, one that asks with a question word falls
/// ("Wann kommst du?", "Und mit wem?"), one for yes or no rises ("Kommst du?").
/// @param question  from its first word, or the marks before it, to its end
bool question_falls(struct view question);

#endif
