/// Which encoding a file is in, and its code points one by one.
#ifndef LISTEN_EXTRACT_CHARSET_H
#define LISTEN_EXTRACT_CHARSET_H

#include "base/diag.h"
#include "base/view.h"
#include <stdint.h>

enum charset { CHARSET_UTF8, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_WINDOWS_1252 };

/// What an undecodable byte gives: nothing is read for it.
#define CHARSET_NOTHING 0xFFFFFFFFu

struct charset_choice {
  enum charset charset;
  size_t bom_bytes; ///< where the text begins
};

/// Choose as browsers do: byte order mark, then valid UTF-8, then Windows-1252 (of which Latin-1 is
/// the part that text uses). A file that holds invalid bytes *and* well-formed sequences of the
/// kinds German text has (umlauts, quotes, dashes, emoji) is UTF-8 with faults, unless the faults
/// are more than four times as many: then those sequences are chance.
/// Errors: LISTEN_E_INPUT for an empty or a binary file.
enum listen_status charset_detect(struct view input, struct charset_choice *out,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Decode the code point at `pos` (< input.len) and set `*size` to its bytes. Faults give
/// CHARSET_NOTHING: an invalid byte, half a surrogate pair, a byte that Windows-1252 leaves open.
/// An invalid byte in UTF-8 that is a German letter in Windows-1252 and stands beside a letter is
/// that letter ("M\xFCller"), since files are stitched together from several sources.
uint32_t charset_next(enum charset charset, struct view input, size_t pos, size_t *size);

/// The code point of a Windows-1252 byte; CHARSET_NOTHING for the five that are not assigned.
uint32_t charset_windows_1252(unsigned char byte);

#endif
