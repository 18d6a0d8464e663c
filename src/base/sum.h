/// Sums by which files, settings and texts are told apart: XXH3-128, which is no protection against
/// somebody who wants two things to have one sum, and need not be: who writes articles here may
/// publish what they like.
#ifndef LISTEN_BASE_SUM_H
#define LISTEN_BASE_SUM_H

#include "base/diag.h"
#include "base/view.h"
#include <stdint.h>

/// High and low half.
void sum_of(struct view content, uint64_t out[2]);

/// Of what is left to read of an open file; memory does not grow with it.
/// @param bytes  out: how many were read; may be NULL
/// False, with errno, when it cannot be read.
bool sum_of_fd(int fd, uint64_t out[2], uint64_t *bytes);

/// Two sums of some text, which together nobody meets twice by accident.
struct digest {
  uint64_t words[4];
};
struct digest digest_of(struct view text);

bool sum_is(const uint64_t a[2], const uint64_t b[2]);

#endif
