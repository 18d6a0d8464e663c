#include "cli/cli.h"

#include "segment/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct text_job {
  const struct cli_options *options;
  struct session session;
  struct spoken spoken;
  struct pronounced pronounced;
  struct utterance utterance;
  struct buf line;          ///< what is printed for one sentence or line
  struct buf notes;         ///< what --explain adds
  cJSON *edits, *words;     ///< for --json; NULL otherwise
  struct listen_diag *diag; ///< of the run
};

/// Fold white space to single blanks; a sentence is printed on one line.
static void fold(struct view text, struct buf *out) {
  bool blank = false;
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      blank = out->len > 0 && out->ptr[out->len - 1] != ' ';
      continue;
    }
    if (blank)
      buf_byte(out, ' ');
    blank = false;
    buf_byte(out, (char)c);
  }
}

static enum listen_status add_phonemes(struct text_job *job) {
  size_t pos = 0;
  bool first = job->line.len == 0 || job->line.ptr[job->line.len - 1] == ' ';
  struct view spoken = buf_as_view(&job->spoken.text);
  enum listen_status status = pronounce_sentence(job->session.pronouncer, spoken, &job->pronounced);
  while (status == LISTEN_OK && pos < spoken.len) {
    status = prosody_next(spoken, &pos, PROSODY_END_SENTENCE, &job->session.tools.pauses,
                          &job->pronounced, &job->utterance);
    for (size_t i = 0; status == LISTEN_OK && i < job->utterance.n_clauses; i++) {
      if (!first)
        buf_byte(&job->line, ' ');
      first = false;
      status = session_ask_phonemes(&job->session, job->utterance.clauses[i].text, NOTATION_IPA,
                                    &job->line, job->diag);
    }
  }
  return status;
}

static void explain_edits(struct text_job *job, struct view written) {
  for (size_t i = 0; i < job->spoken.n_edits; i++) {
    const struct edit *edit = &job->spoken.edits[i];
    struct view from = view_sub(written, edit->source.offset, edit->source.len);
    struct view to =
        view_sub(buf_as_view(&job->spoken.text), edit->spoken.offset, edit->spoken.len);
    buf_printf(&job->notes, "  %.*s\t%.*s\t%s\t%s\n", (int)from.len, from.ptr, (int)to.len, to.ptr,
               semiotic_class_name(edit->semiotic), edit->rule);
  }
}

/// What the engine gets instead of words, and why.
static void explain_words(struct text_job *job) {
  for (size_t i = 0; i < job->pronounced.n_words; i++) {
    const struct pronunciation *word = &job->pronounced.words[i];
    struct view spoken =
        view_sub(buf_as_view(&job->spoken.text), word->spoken.offset, word->spoken.len);
    struct view said =
        view_sub(buf_as_view(&job->pronounced.engine), word->engine.offset, word->engine.len);
    buf_printf(&job->notes, "  %.*s\t%.*s\t%s\t%s\n", (int)spoken.len, spoken.ptr, (int)said.len,
               said.ptr, word->source, word->rule);
  }
}

static void add_words_json(struct text_job *job) {
  for (size_t i = 0; i < job->pronounced.n_words; i++) {
    const struct pronunciation *word = &job->pronounced.words[i];
    cJSON *item = cJSON_CreateObject();
    cJSON_AddItemToObject(item, "spoken",
                          cli_json_view(view_sub(buf_as_view(&job->spoken.text),
                                                 word->spoken.offset, word->spoken.len)));
    cJSON_AddItemToObject(item, "engine",
                          cli_json_view(view_sub(buf_as_view(&job->pronounced.engine),
                                                 word->engine.offset, word->engine.len)));
    cJSON_AddStringToObject(item, "source", word->source);
    cJSON_AddStringToObject(item, "rule", word->rule);
    cJSON_AddItemToArray(job->words, item);
  }
}

/// @param offset  where `written` begins in what the JSON line calls the text
static void add_edits_json(struct text_job *job, struct view written, size_t offset) {
  for (size_t i = 0; i < job->spoken.n_edits; i++) {
    const struct edit *edit = &job->spoken.edits[i];
    cJSON *item = cJSON_CreateObject();
    cJSON_AddItemToObject(item, "written",
                          cli_json_view(view_sub(written, edit->source.offset, edit->source.len)));
    cJSON_AddItemToObject(item, "spoken",
                          cli_json_view(view_sub(buf_as_view(&job->spoken.text),
                                                 edit->spoken.offset, edit->spoken.len)));
    cJSON_AddStringToObject(item, "class", semiotic_class_name(edit->semiotic));
    cJSON_AddStringToObject(item, "rule", edit->rule);
    cli_json_number(item, "offset_bytes", (double)(offset + edit->source.offset), 0);
    cli_json_number(item, "length_bytes", (double)edit->source.len, 0);
    cJSON_AddItemToArray(job->edits, item);
  }
}

static void begin_line(struct text_job *job) {
  buf_reset(&job->line);
  buf_reset(&job->notes);
  job->edits = job->words = NULL;
  if (job->options->json && job->options->stage != STAGE_SENTENCES)
    job->edits = cJSON_CreateArray();
  if (job->options->json && job->options->stage == STAGE_PHONEMES)
    job->words = cJSON_CreateArray();
}

/// Append what the stage makes of one sentence, `offset` bytes into the text of the line.
static enum listen_status add_sentence(struct text_job *job, struct view written, size_t offset) {
  enum text_stage stage = job->options->stage;
  if (stage == STAGE_SENTENCES) {
    fold(written, &job->line);
    return LISTEN_OK;
  }
  enum listen_status status = normalise_sentence(job->session.normaliser, written, &job->spoken);
  if (status == LISTEN_OK && stage == STAGE_PHONEMES)
    status = add_phonemes(job);
  else if (status == LISTEN_OK)
    fold(buf_as_view(&job->spoken.text), &job->line);
  if (status != LISTEN_OK)
    return status;
  if (job->options->json)
    add_edits_json(job, written, offset);
  else if (job->options->explain)
    explain_edits(job, written);
  if (stage == STAGE_PHONEMES && job->options->json)
    add_words_json(job);
  else if (stage == STAGE_PHONEMES && job->options->explain)
    explain_words(job);
  return LISTEN_OK;
}

/// Print the line and what was collected with it.
/// @param written  its text, for --json
static enum listen_status end_line(struct text_job *job, struct view written) {
  if (job->line.failed || job->notes.failed)
    return LISTEN_E_NOMEM;
  enum text_stage stage = job->options->stage;
  if (job->options->json) {
    static const char *const keys[] = {"", "text", "spoken", "phonemes"};
    cJSON *json = cJSON_CreateObject();
    if (stage != STAGE_SENTENCES)
      cJSON_AddItemToObject(json, "text", cli_json_view(written));
    struct view line = job->line.ptr != NULL ? buf_as_view(&job->line) : VIEW("");
    cJSON_AddItemToObject(json, keys[stage], cli_json_view(line));
    if (job->edits != NULL)
      cJSON_AddItemToObject(json, "edits", job->edits);
    if (job->words != NULL)
      cJSON_AddItemToObject(json, "words", job->words);
    job->edits = job->words = NULL;
    cli_print_json(json);
    return LISTEN_OK;
  }
  if (job->line.len > 0)
    fwrite(job->line.ptr, 1, job->line.len, stdout);
  putchar('\n');
  if (job->notes.len > 0)
    fwrite(job->notes.ptr, 1, job->notes.len, stdout);
  return LISTEN_OK;
}

/// Print what the stage makes of one sentence.
static enum listen_status print_sentence(struct text_job *job, struct view written) {
  begin_line(job);
  enum listen_status status = add_sentence(job, written, 0);
  return status == LISTEN_OK ? end_line(job, written) : status;
}

/// The same of a line of --lines, which may hold several sentences: a number before a full stop
/// is another one inside a sentence.
static enum listen_status print_line(struct text_job *job, struct view written) {
  size_t pos = 0;
  struct span sentence;
  enum listen_status status = LISTEN_OK;
  if (job->options->stage == STAGE_SENTENCES)
    return print_sentence(job, written);
  begin_line(job);
  while (status == LISTEN_OK && segment_next(job->session.segmenter, written, &pos, &sentence)) {
    if (job->line.len > 0 && job->line.ptr[job->line.len - 1] != ' ')
      buf_byte(&job->line, ' ');
    status = add_sentence(job, view_sub(written, sentence.offset, sentence.len), sentence.offset);
  }
  if (job->line.len > 0 && job->line.ptr[job->line.len - 1] == ' ')
    job->line.len--; // the last one was silent
  return status == LISTEN_OK ? end_line(job, written) : status;
}

/// --lines: answer each line at once, so that a pipe can talk to us.
static enum listen_status run_lines(struct text_job *job, const char *path,
                                    struct listen_diag *diag) {
  FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  if (in == NULL)
    return diag_errno(diag, path, errno, "cannot read", "kann nicht gelesen werden");
  char *line = NULL;
  size_t cap = 0;
  struct buf clean = {0};
  enum listen_status status = LISTEN_OK;
  for (ssize_t n; status == LISTEN_OK && (n = getline(&line, &cap, in)) >= 0;) {
    struct view text = {line, (size_t)n};
    while (text.len > 0 && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
      text.len--;
    struct document document = {0};
    struct extract_options extract = {.plain = true, .path = path};
    // The document stage cleans and composes the characters; an empty or unusable line gives an
    // empty line, since every line has its answer.
    buf_reset(&clean);
    struct listen_diag ignored = cli_diag();
    if (text.len > 0 && extract_document(text, &extract, &document, &ignored) == LISTEN_OK)
      for (size_t i = 0; i < document.n_blocks; i++) {
        if (i > 0)
          buf_byte(&clean, ' ');
        buf_view(&clean, document.blocks[i].text);
      }
    document_clear(&document);
    status = print_line(job, clean.ptr != NULL ? buf_as_view(&clean) : VIEW(""));
    if (fflush(stdout) != 0)
      break;
  }
  if (status == LISTEN_OK && ferror(in))
    status = diag_errno(diag, path, errno, "cannot read", "kann nicht gelesen werden");
  free(line);
  buf_clear(&clean);
  if (in != stdin)
    fclose(in);
  return status;
}

static enum listen_status run_sentences(struct text_job *job, const struct document *document) {
  struct reading reading;
  reading_init(&reading, document, &job->session.tools);
  size_t block = 0;
  enum listen_status status = LISTEN_OK;
  for (bool first = true; status == LISTEN_OK && reading_next_sentence(&reading); first = false) {
    if (!first && reading.sentence.block != block && !job->options->json)
      putchar('\n');
    block = reading.sentence.block;
    status = print_sentence(job, reading.sentence.written);
  }
  reading_clear(&reading);
  return status;
}

static void print_document(const struct document *document, bool explain) {
  for (size_t i = 0; i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    if (i > 0 && block->opens_section)
      putchar('\n');
    fwrite(block->text.ptr, 1, block->text.len, stdout);
    putchar('\n');
  }
  for (size_t i = 0; explain && i < document->n_skipped; i++) {
    const struct skipped *s = &document->skipped[i];
    printf("%s%zu\t%s\t%.*s\n", i == 0 ? "\n" : "", s->line, s->reason, (int)s->text.len,
           s->text.ptr);
  }
}

static enum listen_status run_article(struct text_job *job, const char *path,
                                      struct listen_diag *diag) {
  struct document document = {0};
  enum listen_status status = session_read_document(&job->session, path, &document, diag);
  if (status == LISTEN_OK && job->options->stage == STAGE_DOCUMENT) {
    if (job->options->json)
      cli_print_json(cli_json_document(&document));
    else
      print_document(&document, job->options->explain);
  } else if (status == LISTEN_OK) {
    status = run_sentences(job, &document);
  }
  document_clear(&document);
  return status;
}

int cmd_text(const struct cli_options *options) {
  if (options->n_articles != 1)
    return cli_wrong_use("%s", TR("name one article", "genau einen Artikel nennen"));
  if (!options->stage_given)
    return cli_wrong_use("%s", TR("--stage is missing: document, sentences, spoken or phonemes",
                                  "--stage fehlt: document, sentences, spoken oder phonemes"));
  if (options->stage == STAGE_DOCUMENT && options->lines)
    return cli_wrong_use("%s", TR("--lines does not go with --stage document",
                                  "--lines passt nicht zu --stage document"));
  struct listen_diag diag = cli_diag();
  struct text_job job = {.options = options, .diag = &diag};
  const char *path = options->articles[0];
  enum listen_status status =
      options->stage == STAGE_DOCUMENT
          ? session_configure(&options->session, &job.session, &diag)
          : session_open(&options->session,
                         options->stage == STAGE_PHONEMES ? ENGINE_PHONEMES : ENGINE_NONE,
                         &job.session, &diag);
  if (status == LISTEN_OK)
    status = options->lines ? run_lines(&job, path, &diag) : run_article(&job, path, &diag);
  if (status == LISTEN_E_NOMEM)
    diag_nomem(&diag);
  spoken_clear(&job.spoken);
  pronounced_clear(&job.pronounced);
  utterance_clear(&job.utterance);
  buf_clear(&job.line);
  buf_clear(&job.notes);
  cJSON_Delete(job.edits);
  cJSON_Delete(job.words);
  cli_session_close(options, &job.session);
  return status == LISTEN_OK ? EXIT_DONE : cli_complain(&diag);
}
