/// The player that `listen site` puts beside the audio: one file of JavaScript, the web component
/// <listen-player>. What it does and takes is said in README.md of this folder.
///
/// Promise: no build step, no dependency, no request but for what the page names; where it cannot
/// run, the plain <audio> inside stays.
#ifndef LISTEN_PLAYER_PLAYER_H
#define LISTEN_PLAYER_PLAYER_H

#include "base/view.h"

/// The whole of listen-player.js, as it is in the source tree. Borrowed for ever.
struct view player_script(void);

#endif
