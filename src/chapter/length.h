/// How long an audio file is.
#ifndef LISTEN_CHAPTER_LENGTH_H
#define LISTEN_CHAPTER_LENGTH_H

/// Seconds of the file that `fd` reads: WAV, FLAC, Ogg, Opus, MP3 and what else libsndfile reads.
/// Negative when it is none of these. `fd` stays open, its offset is changed.
double audio_file_seconds(int fd);

#endif
