/// A duration as a page prints it.
///
/// Rounding: labels of minutes give the nearest whole minute, at least one, since half a minute
/// either way is what a reader allows such a label; labels of seconds give the nearest second.
#ifndef LISTEN_ESTIMATE_LABEL_H
#define LISTEN_ESTIMATE_LABEL_H

#include "base/buf.h"
#include <stdbool.h>

/// Append the label of `seconds` in `format`: one of the names below, or a text with such names in
/// braces, as in "Artikel anhören • {min}" ("{{" is a brace).
///
/// | name    | 372 s       | 3903 s              |
/// | ------- | ----------- | ------------------- |
/// | minutes | 6 Minuten   | 65 Minuten          |
/// | min     | 6 Min.      | 65 Min.             |
/// | hours   | 6 Minuten   | 1 Stunde 5 Minuten  |
/// | h       | 6 Min.      | 1 Std. 5 Min.       |
/// | clock   | 06:12       | 1:05:03             |
/// | iso8601 | PT6M12S     | PT1H5M3S            |
/// | m       | 6           | 65                  |
/// | s       | 372         | 3903                |
void duration_label(const char *format, double seconds, struct buf *out);

/// Is this a format? Otherwise `*bad` is the name that is none (borrowed from `format`).
bool label_format_is_valid(const char *format, struct view *bad);

/// The label "minutes".
void minutes_label(double seconds, struct buf *out);

/// "8:58" or "1:02:05".
void clock_label(double seconds, struct buf *out);

#endif
