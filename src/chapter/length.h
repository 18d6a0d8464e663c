/// How long an audio file is.
#ifndef LISTEN_CHAPTER_LENGTH_H
#define LISTEN_CHAPTER_LENGTH_H

/// Seconds of the file that `fd` reads, a regular one: WAV, FLAC, Ogg, Opus, MP3 and what else
/// libsndfile reads; with FFmpeg's libraries also M4A, AAC and what else they read, where that
/// takes no more than five seconds. Playlists and other files that only name some are not followed.
/// Negative when it is none of these, or damaged. `fd` stays open, its offset is changed. May be
/// called on several threads, of different files.
double audio_file_seconds(int fd);

#endif
