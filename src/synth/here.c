// The engines, linked with this process.

#include "synth/synth.h"

static bool identity(const char *host, const char *const *argv, struct buf *out) {
  (void)host;
  bool known = argv == NULL || command_identity(argv, out);
  return espeak_engine_identity(out) && known;
}

const struct engine_access engine_here = {.open_espeak = espeak_open,
                                          .open_command = command_open,
                                          .identity = identity,
                                          .answer = synth_answer};
