// listen-host: the speech engine and the encoders, for a process that uses the library. It is not
// for people; the library runs it with its own version, what it is to be, and pipes.

#include "base/spawn.h"
#include "chapter/backend.h"
#include "synth/synth.h"

#include <string.h>

enum { EXIT_WRONG_USE = 2 };

int main(int argc, char **argv) {
  if (argc < 3)
    return EXIT_WRONG_USE;
  if (strcmp(argv[1], LISTEN_VERSION) != 0)
    return SPAWN_OTHER_VERSION;
  const char *role = argv[2];
  if (strcmp(role, "engine") == 0 && argc == 4)
    synth_host_run(argv[3]);
  if (strcmp(role, "phonemes") == 0)
    synth_host_answer();
  if (strcmp(role, "identity") == 0)
    return synth_host_identify(argc > 3 ? (const char *const *)argv + 3 : NULL);
  if (strcmp(role, "encoder") == 0)
    audio_host_run();
  return EXIT_WRONG_USE;
}
