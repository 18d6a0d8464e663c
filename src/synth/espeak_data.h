/// Where espeak-ng keeps its voices. The engine would look for one by its language only after it
/// has read the files of all, some 250: 3 ms of the 15 that pass before it speaks. Internal to
/// synth/.
#ifndef LISTEN_SYNTH_ESPEAK_DATA_H
#define LISTEN_SYNTH_ESPEAK_DATA_H

#include <stdbool.h>
#include <stddef.h>

/// The name by which the engine opens a voice's file at once: "de+f2" → "gmw/de+f2". False where
/// there is no such file; the engine may still know the voice by another name. It must be up.
bool espeak_voice_path(const char *voice, char *out, size_t size);

/// Is there a file of this variant ("f2")? The engine must be up.
bool espeak_has_variant(const char *variant);

#endif
