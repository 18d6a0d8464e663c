// `listen voices --calibrate NAME`: what can only be known of a voice by hearing it, written into
// its profile. Each measurement below adds its values; all of them speak the same text.

#include "cli/calibrate.h"

#include "base/outfile.h"
#include "config/voice_edit.h"
#include "estimate/voice_fit.h"
#include "pipeline/loudness.h"
#include "yaml/yaml.h"

#include <math.h>
#include <string.h>

extern const unsigned char data_calibration[];
extern const size_t data_calibration_len;

/// The text is this much softer than the middle of 52 articles, posts, recipes and interviews
/// (which lie within 0.5 LU of that middle).
static const double text_is_softer_lu = 0.15;

/// The text takes this much longer than the duration model says, spoken by the voice the model was
/// fitted on ("de", as in `tests/bench/estimate`'s other texts, it is off by that).
static const double text_is_longer = 1.001;

enum { MAX_VALUES = 16 };

/// A value found; `key` is that of a voice field.
struct found {
  const char *key;
  double value;
  int decimals;
  char text[24];
};

struct calibration {
  const struct session *session;
  struct document *document; ///< the calibration text
  struct found found[MAX_VALUES];
  size_t n_found;
};

static void add_found(struct calibration *c, const char *key, double value, int decimals) {
  struct found *found = &c->found[c->n_found++];
  found->key = key;
  found->decimals = decimals;
  found->value = value;
  snprintf(found->text, sizeof found->text, "%.*f", decimals, value);
}

/// The text as paragraphs, or as block quotes, which have a style of their own.
static enum listen_status set_roles(struct document *document, enum block_role role,
                                    struct listen_diag *diag) {
  struct block *blocks = arena_alloc(&document->arena, document->n_blocks, sizeof *blocks);
  if (blocks == NULL)
    return diag_nomem(diag);
  for (size_t i = 0; i < document->n_blocks; i++) {
    blocks[i] = document->blocks[i];
    blocks[i].role = role;
  }
  document->blocks = blocks;
  return LISTEN_OK;
}

/// Speak the text without any level, and measure.
static enum listen_status measure_text(const struct calibration *c, struct spool_loudness *out,
                                       struct listen_diag *diag) {
  struct spool *spool;
  enum listen_status status = spool_new(c->session->sample_rate_hz, &spool, diag);
  if (status != LISTEN_OK)
    return status;
  struct speak_sink sink = spool_sink(spool);
  struct speak_options options = {.synth = c->session->synth, .cancel = &cli_cancelled};
  status = speak_document(c->document, &c->session->tools, &options, &sink, NULL, diag);
  if (status == LISTEN_OK)
    status = spool_measure(spool, -16, -1, out, diag);
  spool_free(spool);
  if (status == LISTEN_OK && !isfinite(out->raw_lufs)) {
    diag_at(diag, c->session->profile.path, 0, 0);
    status = diag_set(diag, LISTEN_E_ENGINE, "%s",
                      TR("the voice makes no sound", "die Stimme gibt keinen Ton von sich"));
  }
  return status;
}

static enum listen_status measure_loudness(struct calibration *c, struct listen_diag *diag) {
  struct spool_loudness plain, quote;
  enum listen_status status = set_roles(c->document, BLOCK_PARAGRAPH, diag);
  if (status == LISTEN_OK)
    status = measure_text(c, &plain, diag);
  if (status == LISTEN_OK)
    status = set_roles(c->document, BLOCK_QUOTE, diag);
  if (status == LISTEN_OK)
    status = measure_text(c, &quote, diag);
  if (status != LISTEN_OK)
    return status;
  add_found(c, "loudness.measured_lufs", plain.raw_lufs + text_is_softer_lu, 2);
  add_found(c, "loudness.quote_measured_lufs", quote.raw_lufs + text_is_softer_lu, 2);
  add_found(c, "loudness.limited_lu", plain.limited_lu, 2);
  return LISTEN_OK;
}

struct timing_fit {
  const struct calibration *calibration;
  struct reading reading; ///< the same text by its spelling, a sentence behind
  struct voice_fit fit;
  bool more; ///< `reading` stands at an utterance of the next sentence
};

/// A sentence was heard: what does the model say of it?
static enum listen_status fit_sentence(void *context, const struct timed_sentence *sentence,
                                       struct listen_diag *diag) {
  struct timing_fit *f = context;
  const struct session *session = f->calibration->session;
  const struct estimate_voice voice = {.rate_wpm = session->profile.rate_wpm, .share = 1};
  double told_s = 0, inner_s = 0, pause_s = 0;
  size_t n_clauses = 0;
  for (bool done = false;;) {
    if (!f->more && reading_next(&f->reading, &done) != LISTEN_OK)
      return diag_nomem(diag);
    f->more = !done && (f->reading.sentence.block != sentence->block ||
                        f->reading.sentence.span.offset != sentence->written.offset);
    if (done || f->more)
      break;
    const struct utterance *utterance = &f->reading.utterance;
    told_s += estimate_utterance_s(utterance, &voice);
    n_clauses += utterance->n_clauses;
    for (size_t i = 0; i < utterance->n_clauses; i++) {
      inner_s += pause_s;
      pause_s = utterance->clauses[i].pause_ms / 1000.0;
    }
  }
  told_s -= inner_s + pause_s;
  double said_s = (double)(sentence->end - sentence->start) / session->sample_rate_hz;
  voice_fit_add(&f->fit, said_s - inner_s, told_s * text_is_longer, n_clauses);
  return LISTEN_OK;
}

static enum listen_status measure_timing(struct calibration *c, struct listen_diag *diag) {
  enum listen_status status = set_roles(c->document, BLOCK_PARAGRAPH, diag);
  if (status != LISTEN_OK)
    return status;
  struct reading_tools by_spelling = c->session->tools;
  by_spelling.pronouncer = NULL;
  struct timing_fit f = {.calibration = c};
  reading_init(&f.reading, c->document, &by_spelling);
  const struct sentence_sink sentences = {&f, fit_sentence};
  struct speak_options options = {
      .synth = c->session->synth, .cancel = &cli_cancelled, .sentences = &sentences};
  status = speak_document(c->document, &c->session->tools, &options, &speak_nowhere, NULL, diag);
  reading_clear(&f.reading);
  if (status != LISTEN_OK)
    return status;
  double share, clause_s;
  voice_fit_solve(&f.fit, false, &share, &clause_s);
  add_found(c, "timing.permille", share * 1000, 0);
  add_found(c, "timing.clause_ms", clause_s * 1000, 0);
  return LISTEN_OK;
}

/// What is measured, in order.
static enum listen_status (*const measurements[])(struct calibration *, struct listen_diag *) = {
    measure_loudness,
    measure_timing,
};

static enum listen_status measure(struct calibration *c, struct listen_diag *diag) {
  struct extract_options extract = {.plain = true, .path = "-"};
  struct document document = {0};
  struct view text = {(const char *)data_calibration, data_calibration_len};
  enum listen_status status = extract_document(text, &extract, &document, diag);
  c->document = &document;
  for (size_t i = 0; status == LISTEN_OK && i < sizeof measurements / sizeof *measurements; i++)
    status = measurements[i](c, diag);
  c->document = NULL;
  document_clear(&document);
  return status;
}

/// Put the values into the profile's file, in place and at once.
static enum listen_status write_profile(const struct calibration *c, struct listen_diag *diag) {
  const char *path = c->session->profile.path;
  struct voice_value values[MAX_VALUES];
  for (size_t i = 0; i < c->n_found; i++)
    values[i] = (struct voice_value){c->found[i].key, c->found[i].text};
  struct buf old = {0}, edited = {0};
  struct outfile file = {0};
  enum listen_status status = yaml_read_file(path, &old, diag);
  if (status == LISTEN_OK)
    status = voice_edit(buf_as_view(&old), path, values, c->n_found, &edited, diag);
  bool same = status == LISTEN_OK && view_eq(buf_as_view(&old), buf_as_view(&edited));
  if (status == LISTEN_OK && !same) {
    status = outfile_open(&file, path, diag);
    if (status == LISTEN_OK)
      status = outfile_write(&file, edited.ptr, edited.len, diag);
    if (status == LISTEN_OK)
      status = outfile_commit(&file, true, diag);
    if (status == LISTEN_E_IO)
      diag_hint(diag, "%s", TR("--dry-run prints the values", "--dry-run zeigt die Werte"));
  }
  outfile_discard(&file);
  buf_clear(&edited);
  buf_clear(&old);
  return status;
}

/// As YAML to paste, or as JSON.
static void print_found(const struct calibration *c, const struct cli_options *options) {
  if (options->json) {
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "name", c->session->profile.name);
    cJSON_AddStringToObject(json, "path", c->session->profile.path);
    cJSON_AddBoolToObject(json, "written", !options->dry_run);
    cJSON *values = cJSON_AddObjectToObject(json, "values");
    for (size_t i = 0; i < c->n_found; i++)
      cli_json_number(values, c->found[i].key, c->found[i].value, c->found[i].decimals);
    cli_print_json(json);
    return;
  }
  struct view group = {0};
  for (size_t i = 0; i < c->n_found; i++) {
    const char *key = c->found[i].key, *dot = strchr(key, '.');
    struct view own = {key, (size_t)(dot - key)};
    if (!view_eq(own, group))
      printf("%.*s:\n", (int)own.len, own.ptr);
    group = own;
    printf("  %s: %s\n", dot + 1, c->found[i].text);
  }
}

int calibrate_voice(const struct cli_options *options) {
  struct listen_diag diag = cli_diag();
  struct session_options voice_only = options->session;
  struct session session;
  voice_only.voice = options->calibrate;
  if (session_open(&voice_only, ENGINE_SOUND, &session, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  struct calibration calibration = {.session = &session};
  enum listen_status status = session_engine_ready(&session, &diag);
  if (status == LISTEN_OK)
    status = measure(&calibration, &diag);
  if (status == LISTEN_OK && !options->dry_run)
    status = write_profile(&calibration, &diag);
  if (status == LISTEN_OK && (options->dry_run || options->json || !options->quiet))
    print_found(&calibration, options);
  cli_session_close(options, &session);
  return status == LISTEN_OK ? EXIT_DONE : cli_complain(&diag);
}
