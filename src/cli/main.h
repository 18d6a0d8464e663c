/// What the program loads once it has forked off the speaking process: all the rest.
#ifndef LISTEN_CLI_MAIN_H
#define LISTEN_CLI_MAIN_H

#include "synth/synth.h"

#define LISTEN_MODULE "listen-main.so"
#define LISTEN_ENGINE_MODULE "listen-engine.so"

/// Must be the program's.
extern __attribute__((visibility("default"))) const char listen_engine_version[];

/// synth_prepare, from the module with the engine.
__attribute__((visibility("default"))) void listen_engine_prepare(struct synth_prepared *out);
typedef void listen_engine_prepare_function(struct synth_prepared *out);

/// Must be the program's.
extern __attribute__((visibility("default"))) const char listen_main_version[];

/// @param prepared  `n_prepared` of them, at least one; those that were not forked are empty
/// @return the exit status
__attribute__((visibility("default"))) int
listen_main(int argc, char **argv, struct synth_prepared *prepared, size_t n_prepared);
typedef int listen_main_function(int argc, char **argv, struct synth_prepared *prepared,
                                 size_t n_prepared);

#endif
