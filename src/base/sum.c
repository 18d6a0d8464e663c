#include "base/sum.h"

#include <errno.h>
#include <unistd.h>
#define XXH_INLINE_ALL // the streaming state may then live on the stack
#include <xxhash.h>

static void split(XXH128_hash_t hash, uint64_t out[2]) {
  out[0] = hash.high64;
  out[1] = hash.low64;
}

void sum_of(struct view content, uint64_t out[2]) {
  split(XXH3_128bits(content.ptr, content.len), out);
}

bool sum_of_fd(int fd, uint64_t out[2], uint64_t *bytes) {
  enum { CHUNK = 128 * 1024 };
  char buffer[CHUNK];
  XXH3_state_t state;
  uint64_t total = 0;
  XXH3_128bits_reset(&state);
  for (;;) {
    ssize_t n = read(fd, buffer, CHUNK);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return false;
    if (n == 0)
      break;
    total += (uint64_t)n;
    XXH3_128bits_update(&state, buffer, (size_t)n);
  }
  split(XXH3_128bits_digest(&state), out);
  if (bytes != NULL)
    *bytes = total;
  return true;
}

bool sum_is(const uint64_t a[2], const uint64_t b[2]) {
  return a[0] == b[0] && a[1] == b[1];
}

struct digest digest_of(struct view text) {
  XXH128_hash_t a = XXH3_128bits_withSeed(text.ptr, text.len, 0);
  XXH128_hash_t b = XXH3_128bits_withSeed(text.ptr, text.len, 0x9E3779B97F4A7C15u);
  return (struct digest){{a.low64, a.high64, b.low64, b.high64}};
}
