/// Addresses of sound.
#ifndef LISTEN_EXTRACT_AUDIO_LINK_H
#define LISTEN_EXTRACT_AUDIO_LINK_H

#include "base/view.h"
#include <stdbool.h>

/// Does an address end as files of sound do: "ton/artikel.mp3", "/a.OPUS?v=2"?
bool audio_address_is(struct view address);

#endif
