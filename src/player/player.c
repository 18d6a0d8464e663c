#include "player/player.h"

extern const unsigned char listen_player_script[];
extern const size_t listen_player_script_len;

struct view player_script(void) {
  return (struct view){(const char *)listen_player_script, listen_player_script_len};
}
