/// Utterances → PCM, in order, by a pool of worker processes.
///
/// Promise: the same utterance gives the same frames, whatever was spoken before it and however
/// many workers there are; frames come in the order of submission; a worker that dies or hangs
/// costs one retry of its piece. Memory does not grow with what is spoken.
///
/// Why processes: the engine's sound depends on what it spoke before, and only a child forked from
/// a process that is initialised and has never spoken repeats itself (espeak-ng 1.51). That process
/// is the zygote; it is forked off first, while the program is small, since a fork costs what there
/// is to copy: by the program with synth_prepare, before it loads its libraries, else by
/// synth_open. Its children, the workers, are forked ahead of their jobs.
#ifndef LISTEN_SYNTH_SYNTH_H
#define LISTEN_SYNTH_SYNTH_H

#include "base/diag.h"
#include "level/level.h"
#include "prosody/prosody.h"
#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

/// Receives frames within a worker. False when there is no room left: stop speaking.
struct pcm_sink;
bool pcm_sink_write(struct pcm_sink *sink, const int16_t *frames, size_t n_frames);
/// The word at byte `text_offset` of the clause's text sounds from `frame` on, counted from the
/// first frame written for the clause; it may be yet to come. What does not ascend in both, or lies
/// outside the text, is passed over. An engine that does not know its words never calls this.
void pcm_sink_word(struct pcm_sink *sink, size_t text_offset, size_t frame);
/// Where an engine that fails may say why, in the language asked for.
struct listen_diag *pcm_sink_diag(struct pcm_sink *sink);

/// A speech engine. `speak` runs in the worker, once for each clause of an utterance, in order.
struct synth_engine {
  int sample_rate_hz; ///< mono
  int silent_below;   ///< amplitudes up to this are silence at the edges of a clause
  /// Speak `text` (NUL-terminated) into `sink`; false on failure.
  bool (*speak)(void *context, const char *text, struct pcm_sink *sink);
  /// Change to a style other than STYLE_PLAIN, once, before the first clause; may be NULL.
  bool (*set_style)(void *context, enum utterance_style style);
  void *context;
  /// It starts programs of the user's, which need what they need. Any other engine speaks confined:
  /// no file, no network, no other process, as far as the system can be told so.
  bool runs_programs;
  const char *reads_folder; ///< what it may still read while it speaks; NULL: no file at all
  /// In a worker whose root that folder has become: look for it at "/" from now on. NULL: it must
  /// stay where it is.
  void (*at_root)(void *context);
};

/// Which engine it is, for those who bring it up elsewhere.
enum engine_kind { ENGINE_OF_CALLER, ENGINE_ESPEAK, ENGINE_COMMAND };

/// How to bring an engine up.
struct engine_opener {
  /// Called once, in the zygote, which never speaks itself.
  enum listen_status (*open)(const void *settings, struct synth_engine *out,
                             struct listen_diag *diag);
  const void *settings;  ///< borrowed until synth_open returns; `open` sees a copy of the process
  enum engine_kind kind; ///< tells the type of `settings`
};

/// How the engine speaks; the fields of the voice profile.
struct engine_settings {
  const char *voice;   ///< "de"
  const char *variant; ///< "f2"; empty for none
  int rate_wpm;        ///< 80..450
  int pitch;           ///< 0..99
  int range;           ///< 0..99
  int volume;          ///< 0..200
};

/// The settings of espeak_open.
struct espeak_settings {
  struct engine_settings styles[N_STYLES];
};
/// For struct engine_opener: `settings` is a struct espeak_settings. Errors as below.
enum listen_status espeak_open(const void *settings, struct synth_engine *out,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The settings of command_open.
struct command_settings {
  const char *const *argv; ///< the program and its arguments; NULL ends them
  enum command_input { COMMAND_TEXT, COMMAND_IPA } input; ///< what it reads, a line of UTF-8
  enum command_output {
    COMMAND_WAV,
    COMMAND_RAW
  } output;                      ///< raw: mono, 16 bits, this machine's order
  int rate_hz;                   ///< of its sound, always
  int timeout_s;                 ///< for one utterance
  struct espeak_settings espeak; ///< for the phonemes
};
/// For struct engine_opener: `settings` is a struct command_settings. Each clause is spoken by a
/// run of the program. Errors: LISTEN_E_ENGINE (no such program; those of espeak_open).
enum listen_status command_open(const void *settings, struct synth_engine *out,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Append lines that change whenever the program, or a file among its arguments, does. False where
/// there is no such program.
bool command_identity(const char *const *argv, struct buf *out);

/// Bring up espeak-ng in this process and describe it in `out`. It is one per process; a second
/// call only changes the settings. This process must not speak itself.
/// @param styles  the settings of each style, N_STYLES of them; NULL: `settings` for all
/// Errors: LISTEN_E_ENGINE (not installed, no such voice or variant).
enum listen_status espeak_engine_open(const struct engine_settings *settings,
                                      const struct engine_settings *styles,
                                      struct synth_engine *out,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The engines of ours, for those who may have them in their process or may not.
struct engine_access {
  enum listen_status (*open_espeak)(const void *settings, struct synth_engine *out,
                                    struct listen_diag *diag);
  enum listen_status (*open_command)(const void *settings, struct synth_engine *out,
                                     struct listen_diag *diag);
  /// Append lines that change whenever the engine does, or its data. False where nobody can tell.
  /// @param host  of struct synth_options
  /// @param argv  of a voice that is a program; NULL: espeak-ng alone
  bool (*identity)(const char *host, const char *const *argv, struct buf *out);
  /// In a child of `parent`: answer through `fd` for struct synth_asker, until it is closed.
  void (*answer)(pid_t parent, int fd); ///< does not return
};
extern const struct engine_access engine_here;      ///< linked with this process
extern const struct engine_access engine_elsewhere; ///< in listen-host; opens nothing here

/// Bring up what any voice needs, so that opening the engine takes less time later.
void espeak_engine_warm_up(void);

/// "1.51": version of the espeak-ng library in use. Static.
const char *espeak_engine_version(void);

/// What would hold back a worker that speaks with it, of enum synth_confinement; the engine need
/// not be up. Only for a process of one thread.
unsigned espeak_engine_confinement(void);

/// Append a line that changes whenever the library or its data files do; the engine need not be up.
/// False where they cannot be found.
bool espeak_engine_identity(struct buf *out);

enum notation { NOTATION_IPA = 'i', NOTATION_MNEMONICS = 'm' }; ///< the latter are the engine's own

/// Append the phonemes of one clause as the engine will speak it. Only for a process that does not
/// speak: it changes the engine's state. Needs espeak_engine_open before.
enum listen_status espeak_engine_phonemes(const char *clause_text, enum notation notation,
                                          struct buf *out) LISTEN_MUST_CHECK;

/// A zygote that is forked before anything is known of the work, since the process is smallest
/// then. It brings up espeak-ng, and waits.
struct synth_prepared {
  pid_t zygote; ///< 0: there is none
  int fds[3];
  struct shared *shared;
  size_t n_slots;
  bool hosted; ///< it is listen-host, no child of this process; can be a voice that is a program
};

/// Fork it; where that fails, synth_open will fork one itself. It ends with this process.
void synth_prepare(struct synth_prepared *out);

/// Another process of ours uses it: let go of it here. An empty one is fine.
void synth_forget_prepared(struct synth_prepared *prepared);

struct synth_options {
  unsigned workers;                    ///< processes that speak at once; 0 = as many as cores
  unsigned timeout_ms;                 ///< for one utterance, and 10 more a byte; 0 = 20 000
  const volatile sig_atomic_t *cancel; ///< non-zero: stop with LISTEN_E_CANCELLED; may be NULL
  struct synth_prepared *prepared;     ///< taken, or ended if it does not fit; may be NULL
  /// Path of listen-host, which is run instead of forking: for a process that may have threads.
  /// Engines of the caller's do not go with it. NULL: fork.
  const char *host;
};

enum {
  SYNTH_MAX_WORKERS = 64,
  SYNTH_MOST_CPU_S =
      60, ///< for one utterance, whatever the timeout, unless the engine runs programs
};

/// What listen-host does: be the zygote of the process that ran it.
/// @param n_slots  as it was told
_Noreturn void synth_host_run(const char *n_slots);

/// One who answers for the engine what a text's phonemes are, in a process of its own.
struct synth_asker;
/// Run listen-host as one, or fork it: then before there are threads.
/// @param host  as in struct synth_options
/// Errors: LISTEN_E_ENGINE, LISTEN_E_IO, LISTEN_E_NOMEM.
enum listen_status synth_asker_open(const struct engine_access *engine, const char *host,
                                    const struct engine_opener *opener, struct synth_asker **out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;
/// Append what espeak_engine_phonemes does. Errors: those of the opener; LISTEN_E_ENGINE (it died,
/// or does not answer), LISTEN_E_CANCELLED, LISTEN_E_NOMEM.
enum listen_status synth_ask_phonemes(struct synth_asker *asker, const char *clause_text,
                                      enum notation notation, const volatile sig_atomic_t *cancel,
                                      struct buf *out, struct listen_diag *diag) LISTEN_MUST_CHECK;
void synth_asker_close(struct synth_asker *asker); ///< NULL is fine
/// What it is where it was forked: as `answer` of struct engine_access.
_Noreturn void synth_answer(pid_t parent, int fd);
/// What listen-host does then.
_Noreturn void synth_host_answer(void);
/// And where it is asked for `identity`. @return the exit status
int synth_host_identify(const char *const *argv);

struct synth;

/// Fork the zygote, which brings up the engine while the caller goes on. To be called as early as
/// possible: before there are threads, and before large things are loaded.
/// Errors: LISTEN_E_NOMEM, LISTEN_E_IO. Release with synth_close.
enum listen_status synth_open(const struct engine_opener *opener,
                              const struct synth_options *options, struct synth **out,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Wait until the engine has come up.
/// @param sample_rate_hz  out: the engine's
/// Errors: those of the opener; LISTEN_E_CANCELLED.
enum listen_status synth_ready(struct synth *synth, int *sample_rate_hz,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Bring what is submitted from now on to a level.
/// @param levels  that of each style, N_STYLES of them; NULL: as the engine speaks. Copied.
void synth_set_levels(struct synth *synth, const struct level_settings *levels);

/// Is there room for another utterance before synth_next must be called?
bool synth_has_room(const struct synth *synth);
/// Is an utterance under way?
bool synth_is_busy(const struct synth *synth);

/// Hand over an utterance; only when synth_has_room. It is copied.
/// @param written  the sentence as written, for error messages; borrowed until its frames came out
/// @param tag      comes back with the frames
/// Errors: LISTEN_E_ENGINE, LISTEN_E_IO (no process to be had), LISTEN_E_NOMEM.
enum listen_status synth_submit(struct synth *synth, const struct utterance *utterance,
                                struct view written, uintptr_t tag,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Where a word begins to sound. Of one clause, both offsets ascend strictly, the frames weakly.
struct word_event {
  size_t clause;      ///< index in the utterance
  size_t text_offset; ///< bytes in the clause's text; inside "[[…]]" that of the first phoneme
  uint64_t frame;     ///< from the clause's first frame after trimming; at most its last
};

/// The frames of the oldest utterance: a run of speech per clause, edges trimmed of silence, each
/// followed by a pause.
struct spoken_pcm {
  uintptr_t tag;
  size_t n_clauses;
  const int16_t *frames;    ///< all clauses behind one another; borrowed until the next synth call
  const size_t *n_frames;   ///< per clause
  const unsigned *pause_ms; ///< per clause
  size_t n_words;
  const struct word_event *words; ///< by clause; empty where the engine does not know its words
};

/// Wait for the oldest utterance; only when synth_is_busy.
/// Errors: LISTEN_E_ENGINE (died or hung twice; the message shows the sentence),
/// LISTEN_E_CANCELLED.
enum listen_status synth_next(struct synth *synth, struct spoken_pcm *out,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

/// What holds the workers back. A bit is missing where the kernel, or a container, does not do it.
enum synth_confinement {
  SYNTH_CONFINED_FILES = 1,     ///< no file but in the engine's folder (Landlock, another root)
  SYNTH_CONFINED_CALLS = 2,     ///< no socket, program, process, written file (seccomp)
  SYNTH_CONFINED_RESOURCES = 4, ///< memory, CPU time, files, processes (limits)
};

/// What held the worker back that began last; known once an utterance has come out.
unsigned synth_confinement(const struct synth *synth);

/// Forget everything under way, so that another document can be spoken.
void synth_discard(struct synth *synth);

/// Nothing more will be asked: let the processes end while the caller goes on. Frames handed out
/// are no longer valid. Only synth_close may follow. NULL is fine.
void synth_end(struct synth *synth);

void synth_close(struct synth *synth); ///< ends every worker; NULL is fine

#endif
