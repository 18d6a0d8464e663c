/// liblisten: German articles as sound, and how long they take. This header is the manual.
/**
 * An article is opened in a *reader*, which knows voice, settings and lexicons:
 *
 *     #include <listen/listen.h>
 *     #include <stdio.h>
 *
 *     int main(void) {
 *       listen_error *error = NULL;
 *       listen_reader *reader = NULL;
 *       listen_article *article = NULL;
 *       if (listen_reader_open(NULL, &reader, &error) == LISTEN_STATUS_OK &&
 *           listen_article_load(reader, "artikel.html", NULL, &article, &error) ==
 *               LISTEN_STATUS_OK)
 *         listen_speak_file(reader, article, "artikel.mp3", NULL, NULL, &error);
 *       if (error != NULL)
 *         fprintf(stderr, "%s: %s\n", listen_error_file(error), listen_error_message(error));
 *       listen_article_free(article);
 *       listen_reader_close(reader);
 *       listen_error_free(error);
 *     }
 *
 * | to …                                         | use                                     |
 * | -------------------------------------------- | --------------------------------------- |
 * | choose voice, lexicons, language of messages | listen_options_*                        |
 * | see what is read, and what is left out       | listen_article_*                        |
 * | see how a sentence is said                   | listen_sentences_*                      |
 * | print "Artikel anhören • 6 Minuten"          | listen_estimate_new, listen_label       |
 * | check what a page says of itself             | listen_check                            |
 * | make a file with chapters                    | listen_speak_file, listen_output_*      |
 * | get the sound itself, with times of words    | listen_speak                            |
 * | list voices                                  | listen_voices_*                         |
 *
 * **Text** is UTF-8, in a listen_text: bytes with a length, not ended by a NUL. It is borrowed from
 * the object it was asked of, until that object is freed unless something else is said. Text that
 * is not known has `data` NULL and `len` 0. Strings handed in are `const char *` with a NUL, and
 * are copied. Article bytes handed in may be anything.
 *
 * **Objects** are freed with the function of their name; NULL is fine there. Each is used by one
 * thread at a time; different objects may be used by different threads at the same time, and an
 * article, once made, by several. It needs no reader to stay open. The rest of what was made with a
 * reader (listen_sentences) is to be freed before it is closed.
 *
 * **Units** stand in the names: `_ms` milliseconds, `_bytes` bytes of UTF-8 or of a file, `_hz`.
 * Samples are signed, 16 bits, in the machine's byte order, mono. Lines and columns count from 1,
 * columns in code points; 0: unknown.
 *
 * **Errors**: what can fail returns a listen_status, and leaves its results NULL or zero then. If
 * `error` is not NULL, a failure puts an object with the words for people there; where something is
 * there already, from an earlier failure, it is freed: so it is NULL at first. Success leaves it
 * alone. LISTEN_STATUS_NOMEM may leave it NULL.
 *
 * **Structs** that are filled take their own size, sizeof at the place of the call, so that fields
 * can be added at their ends: a library that is newer fills those you know, an older one leaves the
 * others zero.
 *
 * **What the library does to its host**: nothing is printed, nothing ends the process, and there is
 * no state besides the objects. Locale, environment, folder, umask and signal handlers are left as
 * they are; so is the signal mask after each call (during one, SIGPIPE and SIGXFSZ are blocked in
 * its thread, but not in callbacks). It reads LISTEN_VOICES, TMPDIR, SOURCE_DATE_EPOCH and
 * ESPEAK_DATA_PATH from the environment, and what people may set there must not change in another
 * thread meanwhile.
 *
 * The speech engine and the encoders run in processes of their own, started from a program that is
 * installed with the library (listen-host), never by forking the host. They have no descriptor of
 * the host but their pipes and the file that is encoded, /dev/null for the standard ones, and end
 * when the reader is closed or the host ends, however that happens. They are not the host's
 * children. One short-lived process for each is, which the library waits for: a handler of SIGCHLD
 * may see it, and SIGCHLD may be ignored. A host that is process 1 of a container has to wait for
 * what is orphaned, as ever. What is forked off the host may not use its readers, and without an
 * exec keeps their engines alive.
 *
 * **Versions**: the soname's number is LISTEN_ABI_VERSION; it rises only when something that worked
 * would break. What is new in a version has a symbol version of its own (LISTEN_0.1). A program
 * that was built with an older header of the same number goes on working.
 */
#ifndef LISTEN_LISTEN_H
#define LISTEN_LISTEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define LISTEN_API __attribute__((visibility("default")))
#else
#define LISTEN_API
#endif

/** Of this header; of the library at run time see listen_version. */
#define LISTEN_ABI_VERSION 0
#define LISTEN_HEADER_VERSION "0.1.0"

/** "0.1.0", of the library that runs. Static. */
LISTEN_API const char *listen_version(void);
/** LISTEN_ABI_VERSION of the library that runs. */
LISTEN_API int listen_abi_version(void);

/* ---- text and errors ---- */

typedef struct listen_text {
  const char *data; /**< UTF-8; NULL: not known */
  size_t len;       /**< bytes */
} listen_text;

/** One of LISTEN_STATUS_*; a later version may return more. */
typedef int listen_status;

#define LISTEN_STATUS_OK 0
#define LISTEN_STATUS_USAGE 1     /**< an argument or option is wrong */
#define LISTEN_STATUS_CONFIG 2    /**< a voice profile, settings file or lexicon is wrong */
#define LISTEN_STATUS_INPUT 3     /**< the article cannot be used: empty, binary, no text */
#define LISTEN_STATUS_IO 4        /**< the system refused: no such file, no permission, disk full */
#define LISTEN_STATUS_NOMEM 5     /**< out of memory */
#define LISTEN_STATUS_ENGINE 6    /**< engine or encoder failed, died, hung, or cannot be started */
#define LISTEN_STATUS_CANCELLED 7 /**< listen_reader_cancel was called, or a callback said stop */
#define LISTEN_STATUS_END 8       /**< there is no further one; no failure, and without an error */

/** "ok", "usage", "config", …; "unknown" for another number. Static, for logs. */
LISTEN_API const char *listen_status_name(listen_status status);

typedef struct listen_error listen_error;
LISTEN_API void listen_error_free(listen_error *error);
/** What failed. NULL is fine for all of these: as if nothing was known. */
LISTEN_API listen_status listen_error_status(const listen_error *error);
/** What is wrong, in one line, in the language of the options; ends in a NUL, as do the next two.
 * Never NULL. Borrowed from the error. */
LISTEN_API const char *listen_error_message(const listen_error *error);
LISTEN_API const char *listen_error_hint(const listen_error *error); /**< what to do; may be "" */
LISTEN_API const char *listen_error_file(const listen_error *error); /**< as handed in, or "" */
LISTEN_API size_t listen_error_line(const listen_error *error);
LISTEN_API size_t listen_error_column(const listen_error *error);

/* ---- options of a reader ---- */

/** What is not set is as the voice's profile and the settings file have it. The setters return
 * LISTEN_STATUS_USAGE for a value that is none, which then changes nothing, or _NOMEM. */
typedef struct listen_options listen_options;
LISTEN_API listen_options *listen_options_new(void); /**< NULL when out of memory */
LISTEN_API void listen_options_free(listen_options *options);

/** A profile's name, as listen_voices_get tells it, or the path of one (with '/', or ending in
 * ".yaml"). A profile may run a program (see listen-voices(5)): do not take it from strangers. */
LISTEN_API listen_status listen_options_set_voice(listen_options *options, const char *voice);
/** A settings file, as for `listen --settings` (listen.yaml(5)). */
LISTEN_API listen_status listen_options_set_settings(listen_options *options, const char *path);
/** A lexicon of the site's own (.yaml, .tsv, .pls); of several, at most 8, the first has the last
 * word. */
LISTEN_API listen_status listen_options_add_lexicon(listen_options *options, const char *path);
/** Of messages, labels excepted, which are German: "en" (which is usual) or "de". */
LISTEN_API listen_status listen_options_set_language(listen_options *options, const char *code);
/** Words a minute, 80 to 450. */
LISTEN_API listen_status listen_options_set_rate(listen_options *options, int rate_wpm);
/** 0 to 99. */
LISTEN_API listen_status listen_options_set_pitch(listen_options *options, int pitch);
/** What is read besides the text itself, as for `listen --read`: "+captions,-lists", or a whole
 * list. */
LISTEN_API listen_status listen_options_set_read(listen_options *options, const char *kinds);
/** "Leser:innen": "pause", "both" or "feminine". */
LISTEN_API listen_status listen_options_set_gender(listen_options *options, const char *style);
/** "silent" or "name". */
LISTEN_API listen_status listen_options_set_emoji(listen_options *options, const char *style);
/** How the loudness comes about: "target" (by what is known of the voice; usual), "measure" (by
 * measuring the whole, which is heard only when all of it is spoken) or "off". */
LISTEN_API listen_status listen_options_set_loudness(listen_options *options, const char *mode);
/** The target, -40 to -10 LUFS. */
LISTEN_API listen_status listen_options_set_target_lufs(listen_options *options, double lufs);
/** Processes that speak at once, 1 to 64; 0, which is usual: as many as there are cores. */
LISTEN_API listen_status listen_options_set_workers(listen_options *options, int workers);
/** Keep what was spoken in `folder`, up to so many bytes (0: 1 GiB), for all readers and processes
 * that name it. NULL, which is usual: keep nothing. */
LISTEN_API listen_status listen_options_set_cache(listen_options *options, const char *folder,
                                                  uint64_t max_bytes);
/** Where listen-host is, if not where it was installed to, relative to the library. */
LISTEN_API listen_status listen_options_set_host(listen_options *options, const char *path);

/* ---- readers ---- */

typedef struct listen_reader listen_reader;
/** Load voice, settings, lexicons and the language: a few ms. The engine is started when it is
 * first needed. @param options  NULL: all as usual; not needed any more afterwards
 * Errors: CONFIG, IO, USAGE, NOMEM. */
LISTEN_API listen_status listen_reader_open(const listen_options *options, listen_reader **out,
                                            listen_error **error);
/** Ends the engine, too. */
LISTEN_API void listen_reader_close(listen_reader *reader);
/** The profile's name. Borrowed from the reader. */
LISTEN_API const char *listen_reader_voice(const listen_reader *reader);
/** Wait for the engine, and start it if that has not happened. Not needed before speaking; but it
 * tells early what is missing. @param sample_rate_hz  out: of all sound of this reader; may be NULL
 * Errors: ENGINE, IO, NOMEM, CANCELLED. */
LISTEN_API listen_status listen_reader_start(listen_reader *reader, int *sample_rate_hz,
                                             listen_error **error);
/** From any thread, and from a signal handler: what this reader is doing ends within about a
 * tenth of a second, with LISTEN_STATUS_CANCELLED, and so does all that is asked of it later, until
 * listen_reader_resume. No file is left behind. */
LISTEN_API void listen_reader_cancel(listen_reader *reader);
LISTEN_API void listen_reader_resume(listen_reader *reader);

/* ---- articles ---- */

typedef struct listen_article listen_article;
/** Read an article from memory. @param data  as it is in a file; may be anything; not needed any
 * more afterwards @param name  for messages; its ending tells the kind; may be NULL
 * @param kind  "txt", "html", "markdown", "epub"; "plain": running text, of which nothing is left
 * out and an empty line ends a paragraph; NULL: by name and content
 * Errors: INPUT, USAGE (kind), NOMEM. */
LISTEN_API listen_status listen_article_parse(listen_reader *reader, const void *data, size_t len,
                                              const char *name, const char *kind,
                                              listen_article **out, listen_error **error);
/** The same from a file of at most 256 MiB. Errors also: IO. */
LISTEN_API listen_status listen_article_load(listen_reader *reader, const char *path,
                                             const char *kind, listen_article **out,
                                             listen_error **error);
LISTEN_API void listen_article_free(listen_article *article);

LISTEN_API listen_text listen_article_title(const listen_article *article);
LISTEN_API listen_text listen_article_language(const listen_article *article); /**< BCP 47: "de" */
LISTEN_API listen_text listen_article_description(const listen_article *article);
/** ISO 8601, to the minute where a time is given: "2024-03-12T08:15". */
LISTEN_API listen_text listen_article_date(const listen_article *article);
LISTEN_API listen_text listen_article_author(const listen_article *article);
LISTEN_API listen_text listen_article_site(const listen_article *article);

/** A piece of text that is read as a whole, or that could be. */
typedef struct listen_block {
  listen_text role; /**< "title", "heading", "paragraph", "quote", "list_item", "caption", "code",
                       "table" (a row), "footnote"; static; there may be more */
  int level;        /**< heading: 1 to 6; list item: depth from 1; else 0 */
  int spoken;       /**< 0: it is left out */
  listen_text text; /**< one line, white space folded, NFC */
  size_t line;      /**< of the input */
  size_t source_offset_bytes, source_length_bytes; /**< in the input (of an EPUB: of its chapters
                                                      behind one another); length 0: unknown */
  listen_text reason; /**< why it is left out: "caption", …; static */
} listen_block;
/** All blocks in reading order, with those that are left out among them. */
LISTEN_API size_t listen_article_block_count(const listen_article *article);
/** @return 1; 0 where there is none of that number, and `out` is zero then. So for the next ones.
 */
LISTEN_API int listen_article_block(const listen_article *article, size_t index, listen_block *out,
                                    size_t size);

/** A line, or a part of one, that is not read: the page's furniture. */
typedef struct listen_left_out {
  listen_text text;
  listen_text reason; /**< "site", "caption", "dateline", "claim", …; static; there may be more */
  size_t line;
} listen_left_out;
LISTEN_API size_t listen_article_left_out_count(const listen_article *article);
LISTEN_API int listen_article_left_out(const listen_article *article, size_t index,
                                       listen_left_out *out, size_t size);

/** A part with a name: what opens it, until the next one. */
typedef struct listen_chapter {
  listen_text title; /**< its heading, or its first words, at most 60 code points */
  size_t block;      /**< that opens it: index among those of listen_article_block */
} listen_chapter;
LISTEN_API size_t listen_article_chapter_count(const listen_article *article);
LISTEN_API int listen_article_chapter(const listen_article *article, size_t index,
                                      listen_chapter *out, size_t size);

/** What the page says of its own length. */
typedef struct listen_claim {
  listen_text kind;         /**< "listen" or "read"; static */
  listen_text place;        /**< "text", "meta", "json_ld", "front_matter"; static */
  listen_text text;         /**< "Artikel anhören • 6 Minuten" */
  uint64_t low_ms, high_ms; /**< equal unless it is a range */
  size_t line;
} listen_claim;
LISTEN_API size_t listen_article_claim_count(const listen_article *article);
LISTEN_API int listen_article_claim(const listen_article *article, size_t index, listen_claim *out,
                                    size_t size);

/* ---- sentences ---- */

/** A walk through the sentences of an article, one at a time, whatever its length. Reader and
 * article are borrowed until it is freed. */
typedef struct listen_sentences listen_sentences;
LISTEN_API listen_status listen_sentences_new(listen_reader *reader, const listen_article *article,
                                              listen_sentences **out, listen_error **error);
LISTEN_API void listen_sentences_free(listen_sentences *sentences);

typedef struct listen_sentence {
  size_t block;        /**< as in listen_article_block */
  size_t offset_bytes; /**< of `written` in the block's text */
  listen_text written; /**< as it stands in the article */
  listen_text spoken;  /**< as it is said: numbers, dates, abbreviations, symbols in words */
  size_t source_offset_bytes, source_length_bytes; /**< in the input; length 0: unknown */
  size_t edit_count;                               /**< see listen_sentences_edit */
} listen_sentence;
/** Go to the next one. What the last one gave is no longer valid.
 * Errors: END after the last; NOMEM, CANCELLED. */
LISTEN_API listen_status listen_sentences_next(listen_sentences *sentences, listen_sentence *out,
                                               size_t size, listen_error **error);

/** What is said instead of a piece of the sentence. */
typedef struct listen_edit {
  size_t written_offset_bytes, written_length_bytes; /**< in `written` */
  size_t spoken_offset_bytes, spoken_length_bytes;   /**< in `spoken`; 0 long: it is not said */
  listen_text kind; /**< "date", "cardinal", "abbreviation", …; static; there may be more */
} listen_edit;
LISTEN_API int listen_sentences_edit(const listen_sentences *sentences, size_t index,
                                     listen_edit *out, size_t size);
/** The sentence as IPA, as the engine will say it; a voice that is a program may say it otherwise.
 * Borrowed until the next one. Starts a process that answers. Errors: ENGINE, NOMEM, CANCELLED. */
LISTEN_API listen_status listen_sentences_phonemes(listen_sentences *sentences, listen_text *out,
                                                   listen_error **error);

/* ---- times ---- */

/** How long an article takes, without speaking it: off by 1 % in the middle. */
typedef struct listen_estimate listen_estimate;
LISTEN_API listen_status listen_estimate_new(listen_reader *reader, const listen_article *article,
                                             listen_estimate **out, listen_error **error);
LISTEN_API void listen_estimate_free(listen_estimate *estimate);
LISTEN_API uint64_t listen_estimate_ms(const listen_estimate *estimate); /**< of all of it */
/** Without the headline and the pause behind it, for a page that shows it beside the player. */
LISTEN_API uint64_t listen_estimate_body_ms(const listen_estimate *estimate);
/** Of a chapter, as of listen_article_chapter; 0 where there is none. */
LISTEN_API uint64_t listen_estimate_chapter_ms(const listen_estimate *estimate, size_t chapter);
/** Silent reading of the body, at 200 words a minute. */
LISTEN_API uint64_t listen_estimate_reading_ms(const listen_estimate *estimate);
/** Runs of what is not white space, in all that is spoken. */
LISTEN_API size_t listen_estimate_words(const listen_estimate *estimate);

/** Put the label of a duration into `out`, with a NUL, cut where it does not fit.
 * @param format  NULL: "Artikel anhören • {minutes}"; a name of the table, or a text with such
 * names in braces; "{{" is a brace. Minutes are the nearest whole one, at least one.
 *
 * | name    | 372 s     | 3903 s             |   | name    | 372 s   | 3903 s   |
 * | ------- | --------- | ------------------ | - | ------- | ------- | -------- |
 * | minutes | 6 Minuten | 65 Minuten         |   | clock   | 06:12   | 1:05:03  |
 * | min     | 6 Min.    | 65 Min.            |   | iso8601 | PT6M12S | PT1H5M3S |
 * | hours   | 6 Minuten | 1 Stunde 5 Minuten |   | m       | 6       | 65       |
 * | h       | 6 Min.    | 1 Std. 5 Min.      |   | s       | 372     | 3903     |
 *
 * @param out  may be NULL if `size` is 0
 * @return bytes of the whole label without the NUL; 0 for a format that is none, or out of memory
 */
LISTEN_API size_t listen_label(uint64_t duration_ms, const char *format, char *out, size_t size);

/** Does a claim hold? As `listen check` has it, but for one thing: where an audio file lies beside a
 * page that names it, the program holds a claim of listening time against that file. This library
 * opens no files that an article names; here it is held against how long the text takes. */
typedef struct listen_verdict {
  listen_text verdict; /**< "ok", "too_short", "too_long"; static */
  uint64_t claimed_ms; /**< the middle of a range */
  uint64_t true_ms;    /**< what it was held against: listening, or reading time */
  double error_pct;    /**< of the true value; below 0: the claim is too short */
} listen_verdict;
/** A claim is wrong when it is off by more than both tolerances; -1: as usual, 10 % and 30 s.
 * @param claim  as of listen_article_claim
 * Errors: USAGE (no such claim), NOMEM, CANCELLED. */
LISTEN_API listen_status listen_check(listen_reader *reader, const listen_article *article,
                                      size_t claim, double tolerance_pct, double tolerance_ms,
                                      listen_verdict *out, size_t size, listen_error **error);

/* ---- sound in memory ---- */

typedef struct listen_timed_word {
  size_t offset_bytes, length_bytes; /**< in the block's text */
  uint64_t start_ms, end_ms;
} listen_timed_word;
typedef struct listen_timed_sentence {
  size_t block;                                    /**< as in listen_article_block */
  size_t offset_bytes, length_bytes;               /**< in the block's text */
  size_t source_offset_bytes, source_length_bytes; /**< in the input; length 0: unknown */
  uint64_t start_ms, end_ms;                       /**< from the first sample */
  size_t word_count;                               /**< 0 where the voice does not know its words */
  const listen_timed_word *words;                  /**< borrowed for the call; `word_bytes` apart */
  size_t word_bytes;                               /**< sizeof(listen_timed_word), of the library */
} listen_timed_sentence;

/** Whom the sound goes to. All are called in the thread that speaks, in order; each may be NULL,
 * and what is zero at the end may be left out of the struct. What is not 0 ends it: CANCELLED. No
 * function of the same reader may be called but listen_reader_cancel. */
typedef struct listen_receiver {
  void *context; /**< handed on */
  /** Samples, and silence too, as zeros; some thousand at a time. Borrowed for the call. */
  int (*samples)(void *context, const int16_t *samples, size_t count);
  /** A chapter begins with the next sample. */
  int (*chapter)(void *context, size_t chapter, uint64_t start_ms);
  /** The sentence's last sample was handed on; called before those of the next. One without sound
   * is passed over. */
  int (*sentence)(void *context, const listen_timed_sentence *sentence);
  int (*progress)(void *context, double share); /**< of the text that is done, 0 to 1 */
} listen_receiver;
/** Speak. @param size  sizeof(listen_receiver) @param duration_ms  out; may be NULL
 * Errors: ENGINE, INPUT (nothing in it makes a sound), CANCELLED, IO, NOMEM. */
LISTEN_API listen_status listen_speak(listen_reader *reader, const listen_article *article,
                                      const listen_receiver *receiver, size_t size,
                                      uint64_t *duration_ms, listen_error **error);

/* ---- sound as a file ---- */

/** What is written. The setters are as those of listen_options. */
typedef struct listen_output listen_output;
LISTEN_API listen_output *listen_output_new(void);
LISTEN_API void listen_output_free(listen_output *output);
/** "wav", "flac", "ogg", "opus", "mp3", "m4b", "raw", or "epub", a book to read along; else as the
 * path ends, or wav. All but wav and raw need listen-av.so, and FFmpeg's libraries. */
LISTEN_API listen_status listen_output_set_format(listen_output *output, const char *format);
LISTEN_API listen_status listen_output_set_bitrate(listen_output *output, int kbps);
/** Path of a JPEG or PNG. */
LISTEN_API listen_status listen_output_set_cover(listen_output *output, const char *path);
/** "marks" in the file (usual), "files": one each, and a playlist; or "none". */
LISTEN_API listen_status listen_output_set_chapters(listen_output *output, const char *mode);
/** A file with the times of sentences and words, .json, .vtt or .srt; only such an ending: beside
 * the sound, by its name. At most 8. */
LISTEN_API listen_status listen_output_add_timings(listen_output *output, const char *path);
/** Called in the thread that speaks; what is not 0 ends it. */
LISTEN_API void listen_output_set_progress(listen_output *output,
                                           int (*progress)(void *context, double share),
                                           void *context);

/** What came of it. */
typedef struct listen_recording listen_recording;
/** Speak into a file. It, and what goes with it, takes its name when all are complete: a run that
 * fails leaves the old ones as they were. @param output  NULL: as the path ends
 * @param out  may be NULL. Errors: as for listen_speak; USAGE (format, bit rate), IO (target). */
LISTEN_API listen_status listen_speak_file(listen_reader *reader, const listen_article *article,
                                           const char *path, const listen_output *output,
                                           listen_recording **out, listen_error **error);
LISTEN_API void listen_recording_free(listen_recording *recording);
LISTEN_API uint64_t listen_recording_duration_ms(const listen_recording *recording);
LISTEN_API int listen_recording_sample_rate_hz(const listen_recording *recording);
LISTEN_API double listen_recording_lufs(const listen_recording *recording); /**< -inf: unknown */

typedef struct listen_file {
  listen_text path;       /**< ends in a NUL */
  listen_text media_type; /**< "audio/wav"; static */
  uint64_t size_bytes;
} listen_file;
LISTEN_API size_t listen_recording_file_count(const listen_recording *recording);
LISTEN_API int listen_recording_file(const listen_recording *recording, size_t index,
                                     listen_file *out, size_t size);
typedef struct listen_recorded_chapter {
  listen_text title;
  uint64_t start_ms, end_ms;
  size_t file; /**< as in listen_recording_file; of "files" each has its own */
} listen_recorded_chapter;
LISTEN_API size_t listen_recording_chapter_count(const listen_recording *recording);
LISTEN_API int listen_recording_chapter(const listen_recording *recording, size_t index,
                                        listen_recorded_chapter *out, size_t size);

/* ---- voices ---- */

typedef struct listen_voices listen_voices;
/** All profiles that a name finds, sorted by it. @param options  for the language; may be NULL
 * Errors: CONFIG (one of them is wrong), IO, NOMEM. */
LISTEN_API listen_status listen_voices_new(const listen_options *options, listen_voices **out,
                                           listen_error **error);
LISTEN_API void listen_voices_free(listen_voices *voices);
typedef struct listen_voice {
  listen_text name, description, path; /**< each ends in a NUL */
  int rate_wpm;
  int is_usual;   /**< of a reader that is asked for none */
  int is_program; /**< a program of the user's speaks, and not espeak-ng */
} listen_voice;
LISTEN_API size_t listen_voices_count(const listen_voices *voices);
LISTEN_API int listen_voices_get(const listen_voices *voices, size_t index, listen_voice *out,
                                 size_t size);

#ifdef __cplusplus
}
#endif

#endif
