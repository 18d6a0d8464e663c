// The only file that knows espeak-ng.

#include "synth/synth.h"

#include "base/utf8.h"
#include "synth/espeak_data.h"
#include "synth/sandbox.h"

#include <errno.h>
#include <espeak-ng/espeak_ng.h>
#include <espeak-ng/speak_lib.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct audio_object;
struct audio_object *create_audio_device_object(const char *device, const char *application,
                                                const char *description);

/// Stands in for libpcaudio's function of this name, which espeak-ng 1.51 calls even when it is
/// only to hand samples over: that one would connect to the sound server, write to ~/.config/pulse,
/// and talk to stderr where it cannot. espeak-ng takes NULL for "no sound card".
__attribute__((visibility("default"))) struct audio_object *
create_audio_device_object(const char *device, const char *application, const char *description) {
  (void)device, (void)application, (void)description;
  return NULL;
}

// espeak-ng keeps one engine per process, so this state mirrors it; the sample rate is negative
// until it is up.
static int process_sample_rate_hz = -1;

enum { VOICE_NAME_BYTES = 128 };
/// Taken up by a worker that speaks in another style than STYLE_PLAIN.
static struct style_settings {
  struct engine_settings settings;
  char voice[VOICE_NAME_BYTES / 2], variant[VOICE_NAME_BYTES / 2];
} style_settings[N_STYLES];

// Set in a worker while it speaks; the engine's callback has no context argument.
static struct pcm_sink *current_sink;
static bool sink_is_full;
static struct {
  struct view text;
  size_t n_chars, offset; ///< the same place in `text`, counted in characters and in bytes
} current_text;

/// Hand on the words that begin in a block of sound. The engine counts characters, from 1, and
/// frames from the start of the call; an event without a length ends a clause and is no word.
static void pass_words(const espeak_EVENT *events) {
  for (; events != NULL && events->type != espeakEVENT_LIST_TERMINATED; events++) {
    if (events->type != espeakEVENT_WORD || events->length <= 0 || events->sample < 0)
      continue;
    size_t want = events->text_position > 0 ? (size_t)events->text_position - 1 : 0;
    if (want < current_text.n_chars)
      continue; // a number's later words point back into it
    for (size_t n; current_text.n_chars < want && current_text.offset < current_text.text.len;
         current_text.n_chars++, current_text.offset += n)
      utf8_at(current_text.text, current_text.offset, &n);
    pcm_sink_word(current_sink, current_text.offset, (size_t)events->sample);
  }
}

static int on_samples(short *samples, int n_samples, espeak_EVENT *events) {
  if (current_sink != NULL)
    pass_words(events);
  if (samples != NULL && n_samples > 0 && current_sink != NULL &&
      !pcm_sink_write(current_sink, samples, (size_t)n_samples))
    sink_is_full = true;
  return sink_is_full ? 1 : 0;
}

static bool speak(void *context, const char *text, struct pcm_sink *sink) {
  (void)context;
  current_sink = sink;
  current_text.text = view_of(text);
  current_text.n_chars = current_text.offset = 0;
  sink_is_full = false;
  espeak_ERROR err = espeak_Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0,
                                  espeakCHARS_UTF8 | espeakPHONEMES, NULL, NULL);
  return err == EE_OK && !sink_is_full;
}

static void voice_name(const struct engine_settings *settings, char name[VOICE_NAME_BYTES]) {
  bool variant = settings->variant[0] != '\0';
  snprintf(name, VOICE_NAME_BYTES, "%s%s%s", settings->voice, variant ? "+" : "",
           settings->variant);
}

/// The engine passes an unknown variant over in silence, so look for it.
static enum listen_status check_variant(const char *variant, struct listen_diag *diag) {
  if (variant[0] == '\0' || espeak_has_variant(variant))
    return LISTEN_OK;
  diag_set(diag, LISTEN_E_ENGINE,
           DIAG_TEXT(diag, "espeak-ng has no variant '%s'", "espeak-ng hat keine Variante '%s'"),
           variant);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "espeak-ng --voices=variant lists them",
                      "espeak-ng --voices=variant zeigt sie"));
  return LISTEN_E_ENGINE;
}

static bool use_voice(const struct engine_settings *settings) {
  char name[VOICE_NAME_BYTES], path[VOICE_NAME_BYTES];
  voice_name(settings, name);
  return (espeak_voice_path(name, path, sizeof path) && espeak_SetVoiceByName(path) == EE_OK) ||
         espeak_SetVoiceByName(name) == EE_OK;
}

/// Where the dictionary could not be loaded, for want of memory or files, espeak-ng takes the voice
/// all the same, and says nothing at all.
static bool has_dictionary(void) {
  const char letter[] = "a";
  const void *text = letter;
  const char *phonemes = espeak_TextToPhonemes(&text, espeakCHARS_UTF8, 0);
  return phonemes != NULL && phonemes[strspn(phonemes, " ")] != '\0';
}

static void use_parameters(const struct engine_settings *settings) {
  espeak_SetParameter(espeakRATE, settings->rate_wpm, 0);
  espeak_SetParameter(espeakPITCH, settings->pitch, 0);
  espeak_SetParameter(espeakRANGE, settings->range, 0);
  espeak_SetParameter(espeakVOLUME, settings->volume, 0);
}

static bool set_style(void *context, enum utterance_style style) {
  (void)context;
  const struct engine_settings *settings = &style_settings[style].settings;
  const struct engine_settings *plain = &style_settings[STYLE_PLAIN].settings;
  // Loading a voice takes milliseconds, and most styles have that of the rest.
  bool same_voice =
      strcmp(settings->voice, plain->voice) == 0 && strcmp(settings->variant, plain->variant) == 0;
  if (!same_voice && !(use_voice(settings) && has_dictionary()))
    return false;
  use_parameters(settings);
  return true;
}

static void *do_nothing(void *context) {
  return context;
}

/// Bring up espeak-ng, which starts two threads, and aborts where it cannot: so one is tried first.
/// It may take a millisecond till it has run, which nobody need wait for.
static bool initialise(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, do_nothing, NULL) != 0)
    return false;
  process_sample_rate_hz =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
  pthread_join(thread, NULL);
  return true;
}

/// Bring the library up, once per process.
static enum listen_status start_library(struct listen_diag *diag) {
  if (process_sample_rate_hz < 0 && !initialise())
    return diag_errno(diag, NULL, EAGAIN, "cannot start espeak-ng", "espeak-ng startet nicht");
  if (process_sample_rate_hz > 0)
    return LISTEN_OK;
  diag_set(diag, LISTEN_E_ENGINE, "%s",
           DIAG_TEXT(diag, "espeak-ng would not start", "espeak-ng startet nicht"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "is the package espeak-ng-data installed?",
                      "ist das Paket espeak-ng-data installiert?"));
  return LISTEN_E_ENGINE;
}

void espeak_engine_warm_up(void) {
  (void)start_library(NULL); // whoever opens the engine will hear of a failure
}

static void keep_style(struct style_settings *style, const struct engine_settings *settings) {
  style->settings = *settings;
  snprintf(style->voice, sizeof style->voice, "%s", settings->voice);
  snprintf(style->variant, sizeof style->variant, "%s", settings->variant);
  style->settings.voice = style->voice;
  style->settings.variant = style->variant;
}

static void at_root(void *context) {
  (void)context;
  espeak_ng_InitializePath("/");
}

/// A style's voice and the dictionary of another language ("E-Mail", Greek letters) are read when
/// they are first wanted.
static struct synth_engine engine_reading(const char *folder) {
  return (struct synth_engine){.speak = speak,
                               .set_style = set_style,
                               .reads_folder = folder,
                               .at_root = at_root,
                               .sample_rate_hz = process_sample_rate_hz};
}

unsigned espeak_engine_confinement(void) {
  const char *folder = NULL;
  espeak_ng_InitializePath(NULL);
  espeak_Info(&folder);
  struct synth_engine engine = engine_reading(folder);
  return sandbox_try(&engine);
}

enum listen_status espeak_engine_open(const struct engine_settings *settings,
                                      const struct engine_settings *styles,
                                      struct synth_engine *out, struct listen_diag *diag) {
  enum listen_status status = start_library(diag);
  if (status == LISTEN_OK)
    status = check_variant(settings->variant, diag);
  for (size_t i = 0; status == LISTEN_OK && i < N_STYLES; i++) {
    const struct engine_settings *style = styles != NULL ? &styles[i] : settings;
    if (strcmp(style->variant, settings->variant) != 0)
      status = check_variant(style->variant, diag);
    keep_style(&style_settings[i], style);
  }
  if (status != LISTEN_OK)
    return status;
  if (!use_voice(settings)) {
    diag_set(diag, LISTEN_E_ENGINE,
             DIAG_TEXT(diag, "espeak-ng has no voice '%s'", "espeak-ng hat keine Stimme '%s'"),
             settings->voice);
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "espeak-ng --voices lists them", "espeak-ng --voices zeigt sie"));
    return LISTEN_E_ENGINE;
  }
  if (!has_dictionary()) {
    diag_set(diag, LISTEN_E_ENGINE,
             DIAG_TEXT(diag, "espeak-ng cannot load the dictionary of its voice '%s'",
                       "espeak-ng kann das Wörterbuch seiner Stimme '%s' nicht laden"),
             settings->voice);
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "is the package espeak-ng-data whole, and enough memory free?",
                        "ist das Paket espeak-ng-data vollständig und genug Speicher frei?"));
    return LISTEN_E_ENGINE;
  }
  use_parameters(settings);
  espeak_SetSynthCallback(on_samples);
  const char *folder = NULL;
  espeak_Info(&folder);
  *out = engine_reading(folder);
  return LISTEN_OK;
}

enum listen_status espeak_open(const void *settings, struct synth_engine *out,
                               struct listen_diag *diag) {
  const struct espeak_settings *espeak = settings;
  return espeak_engine_open(&espeak->styles[STYLE_PLAIN], espeak->styles, out, diag);
}

const char *espeak_engine_version(void) {
  return espeak_Info(NULL);
}

// Where espeak-ng 1.51 names a German phoneme by another sign than the one linguists write: it has
// none for [UR] ("durch", "Geburt") and prints "??"; its only short ü is [y] ("Hütte"), its -er [3]
// ("Lehrer"), its eu [OY].
static const struct {
  const char *printed, *ipa;
} ipa_names[] = {{"??", "ʊɾ"}, {"yː", "yː"}, {"y", "ʏ"}, {"ɔø", "ɔʏ"}, {"ɜ", "ɐ"}};

static void add_ipa(struct buf *out, const char *ipa) {
  while (*ipa != '\0') {
    size_t len = 1;
    bool named = false;
    for (size_t i = 0; i < sizeof ipa_names / sizeof *ipa_names && !named; i++) {
      size_t n = strlen(ipa_names[i].printed);
      named = strncmp(ipa, ipa_names[i].printed, n) == 0;
      if (named) {
        buf_str(out, ipa_names[i].ipa);
        len = n;
      }
    }
    if (!named)
      buf_byte(out, *ipa);
    ipa += len;
  }
}

enum listen_status espeak_engine_phonemes(const char *clause_text, enum notation notation,
                                          struct buf *out) {
  const int mode = notation == NOTATION_IPA ? espeakPHONEMES_IPA : 0;
  // Phoneme input is a switch that only a synthesis call sets; an empty one is enough.
  espeak_Synth(" ", 2, 0, POS_CHARACTER, 0, espeakCHARS_UTF8 | espeakPHONEMES, NULL, NULL);
  const void *rest = clause_text;
  bool first = true;
  while (rest != NULL) {
    const char *said = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, mode);
    if (said == NULL || *said == '\0')
      continue;
    if (!first)
      buf_byte(out, ' ');
    first = false;
    if (notation == NOTATION_IPA)
      add_ipa(out, said);
    else
      buf_str(out, said);
  }
  return out->failed ? LISTEN_E_NOMEM : LISTEN_OK;
}
