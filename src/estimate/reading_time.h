/// How long a text takes to read silently. Never to be mixed up with how long it takes to hear.
#ifndef LISTEN_ESTIMATE_READING_TIME_H
#define LISTEN_ESTIMATE_READING_TIME_H

#include <stddef.h>

struct reading_time {
  double seconds;      ///< of the usual reader
  double min_s, max_s; ///< of the fastest and the slowest one
};

/// Reading time of German text, from its words as sites count them (runs of non-blank characters).
/// Usual: 200 words a minute. Range: 150 to 265. reading_time.c names the sources.
struct reading_time reading_time_of(size_t words);

#endif
