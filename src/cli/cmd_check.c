#include "cli/cli.h"

#include "estimate/estimate.h"

#include <string.h>

struct checked {
  const char *path;
  const struct claim *claim; ///< NULL: the page makes none
  double listen_s, read_s;
  size_t words;
  enum verdict verdict;
};

/// The label that would be true.
static void suggest(const struct checked *c, struct buf *out) {
  bool read = c->claim != NULL && c->claim->kind == CLAIM_READ;
  minutes_label(read ? c->read_s : c->listen_s, out);
}

static double true_s(const struct checked *c) {
  return c->claim != NULL && c->claim->kind == CLAIM_READ ? c->read_s : c->listen_s;
}

static bool formula_fits(const struct checked *c, size_t i) {
  int seconds = label_formula_minutes(&label_formulas[i], c->words) * 60;
  return seconds >= c->claim->low_s && seconds <= c->claim->high_s;
}

static void print_json(const struct checked *c) {
  cJSON *json = cJSON_CreateObject();
  struct buf label = {0};
  suggest(c, &label);
  cJSON_AddStringToObject(json, "path", c->path);
  if (c->claim != NULL) {
    cli_json_number(json, "line", (double)c->claim->line, 0);
    cJSON_AddItemToObject(json, "claim_text", cli_json_view(c->claim->text));
    cJSON_AddStringToObject(json, "claim_kind", claim_kind_name(c->claim->kind));
    cli_json_number(json, "claim_s", (c->claim->low_s + c->claim->high_s) / 2, 0);
  } else {
    static const char *const absent[] = {"line", "claim_text", "claim_kind", "claim_s"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
      cJSON_AddNullToObject(json, absent[i]);
  }
  cli_json_number(json, "listen_s", c->listen_s, 1);
  cli_json_number(json, "read_s", c->read_s, 1);
  if (c->claim != NULL)
    cli_json_number(json, "error_pct", claim_error_pct(c->claim, true_s(c)), 1);
  else
    cJSON_AddNullToObject(json, "error_pct");
  cJSON *formulas = cJSON_AddArrayToObject(json, "formulas");
  for (size_t i = 0; c->claim != NULL && i < n_label_formulas; i++)
    if (formula_fits(c, i))
      cJSON_AddItemToArray(formulas, cJSON_CreateString(label_formulas[i].name));
  cJSON_AddStringToObject(json, "verdict", verdict_name(c->verdict));
  cJSON_AddStringToObject(json, "suggested_label", label.ptr);
  cli_print_json(json);
  buf_clear(&label);
}

static const char *verdict_words(enum verdict verdict) {
  switch (verdict) {
  case VERDICT_OK:
    return TR("right", "stimmt");
  case VERDICT_TOO_SHORT:
    return TR("too short", "zu kurz");
  case VERDICT_TOO_LONG:
    return TR("too long", "zu lang");
  case VERDICT_NO_CLAIM:
    break;
  }
  return TR("no claim", "keine Angabe");
}

static const char *rounding_words(const struct label_formula *formula) {
  switch (formula->rounding) {
  case ROUND_FLOOR:
    return TR("rounded down", "abgerundet");
  case ROUND_CEIL:
    return TR("rounded up", "aufgerundet");
  case ROUND_NEAREST:
    break;
  }
  return TR("rounded", "gerundet");
}

/// The most usual formula that gives the label, in words; how many others do is a number.
static void print_formulas(const struct checked *c) {
  size_t n = 0, first = 0;
  for (size_t i = n_label_formulas; i > 0; i--)
    if (formula_fits(c, i - 1))
      n++, first = i - 1;
  if (n == 0)
    return;
  printf(TR("  formula         words/%d, %s", "  Formel          Wörter/%d, %s"),
         label_formulas[first].words_per_minute, rounding_words(&label_formulas[first]));
  if (n > 1)
    printf(TR(" (or %zu others, see --json)", " (oder %zu andere, siehe --json)"), n - 1);
  putchar('\n');
}

static void print_text(const struct checked *c) {
  struct buf listen = {0}, read = {0}, label = {0};
  clock_label(c->listen_s, &listen);
  clock_label(c->read_s, &read);
  suggest(c, &label);
  if (c->claim == NULL) {
    printf(TR("%s: no claim; takes %s to hear, %s to read; label: %s\n",
              "%s: keine Angabe; Hördauer %s, Lesezeit %s; Angabe: %s\n"),
           c->path, listen.ptr, read.ptr, label.ptr);
  } else {
    printf("%s:%zu: %s: %.*s\n", c->path, c->claim->line, verdict_words(c->verdict),
           (int)c->claim->text.len, c->claim->text.ptr);
    printf(TR("  kind            %s\n", "  Art             %s\n"),
           c->claim->kind == CLAIM_READ ? TR("reading time", "Lesezeit")
                                        : TR("listening time", "Hördauer"));
    printf(TR("  to hear         %s\n", "  Hördauer        %s\n"), listen.ptr);
    printf(TR("  to read         %s (%zu words)\n", "  Lesezeit        %s (%zu Wörter)\n"),
           read.ptr, c->words);
    printf(TR("  error           %+.0f %%\n", "  Abweichung      %+.0f %%\n"),
           claim_error_pct(c->claim, true_s(c)));
    print_formulas(c);
    if (c->verdict != VERDICT_OK)
      printf(TR("  true label      %s\n", "  richtige Angabe %s\n"), label.ptr);
  }
  buf_clear(&listen);
  buf_clear(&read);
  buf_clear(&label);
}

/// Words as sites count them: of the body, without the headline.
static size_t body_words(const struct document *document) {
  struct text_counts counts = {0};
  for (size_t i = 0; i < document->n_blocks; i++)
    if (document->blocks[i].role != BLOCK_TITLE)
      text_counts_add(&counts, document->blocks[i].text);
  return counts.words;
}

/// Check one article; `*all_right` is cleared by a wrong claim.
static enum listen_status check_article(const char *path, const struct cli_options *options,
                                        const struct cli_session *session, bool *all_right,
                                        struct listen_diag *diag) {
  struct document document = {0};
  double listen_s = 0;
  enum listen_status status = cli_read_document(path, options, session, &document, diag);
  if (status == LISTEN_OK)
    status = cli_estimate(&document, session, &listen_s, diag);
  if (status == LISTEN_OK) {
    size_t words = body_words(&document);
    struct checked c = {.path = path,
                        .listen_s = listen_s,
                        .words = words,
                        .read_s = estimate_reading_s(words),
                        .verdict = VERDICT_NO_CLAIM};
    size_t n = document.n_claims > 0 ? document.n_claims : 1;
    for (size_t i = 0; i < n; i++) {
      if (document.n_claims > 0) {
        c.claim = &document.claims[i];
        c.verdict = check_claim(c.claim, listen_s, words);
      }
      if (options->json)
        print_json(&c);
      else
        print_text(&c);
      if (c.verdict == VERDICT_TOO_SHORT || c.verdict == VERDICT_TOO_LONG)
        *all_right = false;
    }
  }
  document_clear(&document);
  return status;
}

int cmd_check(const struct cli_options *options) {
  if (options->n_articles == 0)
    return cli_wrong_use("%s", TR("which article?", "welcher Artikel?"));
  struct listen_diag diag = cli_diag();
  struct cli_session session;
  if (cli_session_open(options, ENGINE_NONE, &session, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  bool all_right = true;
  for (int i = 0; i < options->n_articles && !cli_cancelled; i++) {
    struct path_list list = {0};
    diag = cli_diag();
    enum listen_status status = path_list_add(&list, options->articles[i], &diag);
    if (status != LISTEN_OK)
      cli_complain(&diag), all_right = false;
    for (size_t k = 0; status == LISTEN_OK && k < list.n_paths && !cli_cancelled; k++) {
      diag = cli_diag();
      if (check_article(list.paths[k], options, &session, &all_right, &diag) != LISTEN_OK)
        cli_complain(&diag), all_right = false;
    }
    path_list_clear(&list);
  }
  cli_session_close(&session);
  return all_right ? EXIT_DONE : EXIT_FAILED;
}
