/// A run of the stages, made ready: which voice, which words, which engine. Whoever wants an
/// article read, estimated or spoken opens a session and hands it to the functions here and in the
/// folder's other headers.
///
/// Promise: settings come in as data, messages go out through struct listen_diag in the language it
/// asks for. Nothing is printed, no process state is changed, and there is no state besides the
/// session's own: several may be open at once, each used by one thread at a time.
#ifndef LISTEN_SESSION_SESSION_H
#define LISTEN_SESSION_SESSION_H

#include "base/buf.h"
#include "base/diag.h"
#include "config/settings.h"
#include "config/voice.h"
#include "extract/policy.h"
#include "normalise/normalise.h"
#include "pipeline/reading.h"
#include "synth/synth.h"
#include <signal.h>

/// To the target by what is known of the voice; by measuring this run; or as the engine speaks.
enum loudness_mode { LOUDNESS_TARGET, LOUDNESS_MEASURE, LOUDNESS_OFF };

enum { SESSION_LEXICONS_MAX = 8 };

/// What a session is to be. All strings are borrowed while it is open.
struct session_options {
  const char *voice;       ///< name or path; NULL: the settings', else the default
  const char *program_dir; ///< where voices are looked for, as for voice_profile_load; may be NULL
  const char *settings;    ///< path; NULL: none
  const struct site_settings *site_settings; ///< loaded already; NULL: those of `settings`
  int rate_wpm, pitch;                       ///< -1: from the profile
  enum loudness_mode loudness;
  double target_lufs; ///< 0: from the profile
  bool measure;       ///< the loudness of what comes out, whatever the mode
  unsigned workers;   ///< 0: as many as cores
  enum input_format from;
  bool plain;           ///< running text: no furniture, no metadata
  const char *readings; ///< a list of what is read, checked; NULL: the settings', else the default
  int gender, emoji;    ///< enum gender_style, enum emoji_style; -1: from the settings
  const char *lexicons[SESSION_LEXICONS_MAX]; ///< the site's own; the first has the last word
  size_t n_lexicons;
  const char *cache;   ///< folder; NULL: the usual one
  uint64_t cache_size; ///< bytes; 0: no cache
  bool no_cache;
  const struct session *lender; ///< one that is ready, of the same settings and lexicons, whose
                                ///< language is used; NULL: none
  const volatile sig_atomic_t *cancel; ///< non-zero: stop with LISTEN_E_CANCELLED; may be NULL
  struct synth_prepared *prepared;     ///< as in struct synth_options
  const struct engine_access *engine;
  const char *host;  ///< path of listen-host, for a process that must not fork; NULL: fork
  bool process_ends; ///< after the session, so that memory need not be given back
};

/// Options that leave all to profile and settings, with the usual cache.
struct session_options session_usual_options(void);

/// What the stages need, from the options: voice profile, segmenter, normaliser, pronouncer,
/// pauses.
struct session {
  struct site_settings settings;
  bool borrows_settings;
  const struct session *lender; ///< whose language it uses; NULL: its own
  unsigned readings;            ///< what is read: enum read_kind bits
  struct voice_profile profile;
  struct level_voice profile_voice; ///< as the profile has it, before another rate and pitch
  struct segmenter *segmenter;
  struct normaliser *normaliser;
  struct pronouncer *pronouncer;
  struct reading_tools tools;
  struct synth *synth;            ///< where it was asked for
  bool last_document;             ///< when it has been spoken, the engine may end
  int sample_rate_hz;             ///< its, after session_engine_ready
  double peak_room_db, softer_lu; ///< of the format that is written, as in audio_format_info
  struct synth_asker *asker;      ///< of ENGINE_PHONEMES
  struct lexicon_task *lexicons;  ///< being loaded, until session_ready
  const struct session_options *options;
  size_t n_lexicons; ///< of the options and the settings, the first with the last word
  const char *lexicon_paths[SESSION_LEXICONS_MAX + SETTINGS_LEXICONS_MAX];
  struct buf lexicon_texts[SESSION_LEXICONS_MAX + SETTINGS_LEXICONS_MAX]; ///< the files' content
  bool cache_looked_for;
  struct cache *cache;             ///< of spoken pieces; NULL: none
  struct buf sound_key, words_key; ///< what sound and words depend on besides the document
};

/// What is wanted of the engine: nothing, its phonemes, or sound.
enum session_engine { ENGINE_NONE, ENGINE_PHONEMES, ENGINE_SOUND };

/// Only what reading a document needs: settings, and what is read. session_open does it too.
enum listen_status session_configure(const struct session_options *options, struct session *out,
                                     struct listen_diag *diag);
/// Settings, voice and the user's lexicons only: nothing is loaded that the stages need.
enum listen_status session_voice(const struct session_options *options, struct session *out,
                                 struct listen_diag *diag);
enum listen_status session_open(const struct session_options *options, enum session_engine engine,
                                struct session *out, struct listen_diag *diag);
/// The same in two steps, so that the article can be read between them: `tools` come with the
/// second, which may be called again. With a cache, loading begins with the second too, for a known
/// article needs neither language nor engine. Once begun, a session does not move and is to be
/// closed.
enum listen_status session_begin(const struct session_options *options, enum session_engine engine,
                                 struct session *out, struct listen_diag *diag);
enum listen_status session_ready(struct session *session, struct listen_diag *diag);
void session_close(struct session *session);

/// Note what sound and words of this session depend on (sound_key, words_key). False where nobody
/// can tell.
bool session_keys(struct session *session);

/// Begin with the engine, if it was not begun with.
enum listen_status session_engine_start(enum session_engine engine, struct session *session,
                                        struct listen_diag *diag);
/// Wait for the engine of ENGINE_SOUND; begin with it if nobody did. Errors: those of synth_ready,
/// in the name of the profile.
enum listen_status session_engine_ready(struct session *session, struct listen_diag *diag);
/// One who answers for the voice what phonemes it will say, in a process of its own. Errors: those
/// of synth_asker_open. Release with synth_asker_close.
enum listen_status session_asker_open(const struct session *session, struct synth_asker **out,
                                      struct listen_diag *diag);
/// Ask the one of ENGINE_PHONEMES. Errors: those of synth_ask_phonemes, in the name of the profile.
enum listen_status session_ask_phonemes(const struct session *session, const char *clause_text,
                                        enum notation notation, struct buf *out,
                                        struct listen_diag *diag) LISTEN_MUST_CHECK;
/// How a profile speaks a style.
struct engine_settings session_style(const struct voice_profile *profile,
                                     enum utterance_style style);

/// Read a whole file, or stdin for "-". Refuses folders, and files over 256 MiB.
/// @param cancel  as in the options; may be NULL
enum listen_status session_read_file(const char *path, const volatile sig_atomic_t *cancel,
                                     struct buf *out, struct listen_diag *diag);
/// Read and extract an article, and apply what is to be read.
enum listen_status session_read_document(const struct session *session, const char *path,
                                         struct document *out, struct listen_diag *diag);
/// The same for a file that is read already. @param path  for messages and the file's kind
enum listen_status session_extract(const struct session *session, struct view input,
                                   const char *path, struct document *out,
                                   struct listen_diag *diag);

/// About how long it gets, at no cost: 16 bytes of German text take a second at 175 words a minute.
double session_rough_length_s(const struct document *document, int rate_wpm);

/// Times of the parts of a document; heap, released with free.
struct chapter_times {
  struct chapter_time {
    size_t block; ///< that opens it
    double seconds;
  } * items;
  size_t n, cap;
  double title_s; ///< of what says the titles, the pauses behind them included
};
/// The chapter that `block` opens begins. False when out of memory.
bool chapter_times_open(struct chapter_times *chapters, size_t block);

/// Seconds of the document by the model, pauses included.
enum listen_status session_estimate(const struct document *document, const struct session *session,
                                    double *seconds, struct listen_diag *diag);
/// The same, chapter by chapter; `chapters` may be NULL.
enum listen_status session_estimate_chapters(const struct document *document,
                                             const struct session *session,
                                             struct chapter_times *chapters, double *seconds,
                                             struct listen_diag *diag);

#endif
