// The module with the engine, of which launch.c forks the speaking processes.

#include "cli/main.h"

const char listen_engine_version[] = LISTEN_VERSION;

void listen_engine_prepare(struct synth_prepared *out) {
  synth_prepare(out);
}
