// Apart from the search, so that the build's one path is in one place and tests can put another.
#include "config/voice_find.h"

const char *voice_installed_folder(void) {
  return LISTEN_INSTALLED_VOICES; // set in CMakeLists.txt
}
