/// Addresses of sound.
#ifndef LISTEN_EXTRACT_AUDIO_LINK_H
#define LISTEN_EXTRACT_AUDIO_LINK_H

#include "base/buf.h"
#include "base/view.h"

/// Does an address end as files of sound do: "ton/artikel.mp3", "/a.OPUS?v=2"?
bool audio_address_is(struct view address);

/// Append the path that an address means, without query and fragment: "a%20b.mp3?v=2" → "a b.mp3".
/// False, and `out` of no use, for one that is no path ("https://…", "data:…"), that holds a NUL or
/// nothing, or when out of memory. What it leads to may lie anywhere.
bool audio_address_path(struct view address, struct buf *out);

#endif
