/// What a worker may still do once it waits for its text: compute, read the engine's data folder,
/// and report. Each layer is used where the kernel has it and lets us; a missing one is no error.
///
///   Landlock  of the zygote and all it forks: no file but those below the engine's folder
///   root      of each worker, where there is no Landlock: the engine's folder is all there is
///   seccomp   of each worker: the system calls of an allow-list, else EPERM; no socket, no program
///   limits    of each worker: memory, CPU time, files, processes, no core dump
///
/// An engine that starts programs is not confined: they are the user's. Internal to synth/.
#ifndef LISTEN_SYNTH_SANDBOX_H
#define LISTEN_SYNTH_SANDBOX_H

#include "synth/synth.h"

struct sandbox {
  const struct synth_engine *engine;
  uint64_t most_memory; ///< bytes of address space; 0: no limit
  unsigned layers;      ///< of enum synth_confinement
  bool lasts;           ///< it serves more than one text: no limit of processor time
};

/// In the zygote, once the engine is up: it needs no further file itself.
void sandbox_prepare(const struct synth_engine *engine, struct sandbox *out);

/// In a worker, which has no thread but this one. Of what is open, it keeps the standard files and
/// these two.
/// @return the layers that are in force
unsigned sandbox_enter(const struct sandbox *sandbox, int jobs_fd, int news_fd);

/// What would hold a worker back here: a process is confined likewise, and ends.
unsigned sandbox_try(const struct synth_engine *engine);

#endif
