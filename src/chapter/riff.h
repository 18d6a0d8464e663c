/// The RIFF chunks that libsndfile does not write by itself, or not whole: tags with the language,
/// cue points with names.
#ifndef LISTEN_CHAPTER_RIFF_H
#define LISTEN_CHAPTER_RIFF_H

#include "base/buf.h"
#include "base/view.h"
#include <stdint.h>

struct riff_info {
  char id[5]; ///< "INAM"
  struct view text;
};

/// Content of a `LIST` chunk of type `INFO`; empty texts are left out, and without any there is no
/// content.
void riff_info_chunk(struct buf *out, const struct riff_info *infos, size_t n_infos);

/// Content of a `cue ` chunk: 4 bytes count, then 24 bytes a point (id, position, fcc, chunk start,
/// block start, sample offset; little endian), all at frame 0 for now. IDs count from 1.
void riff_cue_chunk(struct buf *out, size_t n_points);

/// Content of a `LIST` chunk of type `adtl` with one `labl` per point, its name in UTF-8.
void riff_label_chunk(struct buf *out, const struct view *names, size_t n_names);

/// Set the frame positions of the cue points in the finished file, as far as 32 bits reach. `fd` is
/// a RIFF or RF64 file. 0, or an errno value.
int riff_patch_cues(int fd, const uint64_t *frames, size_t n_points);

/// Put a chunk at the end of the finished file, RIFF or RF64. 0, or an errno value. A RIFF file
/// that would pass its 4 GiB by it stays as it is.
int riff_append_chunk(int fd, const char *id, struct view content);

/// Set the sizes of a WAV header in memory to "as long as it gets" (0xFFFFFFFF), for a pipe.
void riff_open_length(unsigned char *header, size_t len);

#endif
