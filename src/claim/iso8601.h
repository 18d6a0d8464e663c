/// Durations as machines write them: "PT6M12S" (ISO 8601).
#ifndef LISTEN_CLAIM_ISO8601_H
#define LISTEN_CLAIM_ISO8601_H

#include "base/view.h"

/// Seconds of "PT1H2M3.5S"; negative when it is none, when it holds days or months (nobody reads
/// that long), or when it is zero or a day and more.
double iso8601_seconds(struct view text);

#endif
