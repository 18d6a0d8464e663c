// pronounce_words: checks voices/aussprache/*.tsv as they are in the source tree (no build needed
// for that) and prints each entry: word, mnemonics, IPA by our table, and "≠ …" where the engine
// says something else. pronounce_words WORD…: how these are said. pronounce_words - : each line of
// stdin.
#include "base/table.h"
#include "pronounce/mnemonics.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "support.h"
#include "synth/synth.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_FILES = 4 };

static void show_engine(const char *text, struct buf *out) {
  buf_reset(out);
  if (espeak_engine_phonemes(text, NOTATION_IPA, out) != LISTEN_OK)
    exit(1);
}

static int show_words(const struct pronouncer *p, struct view text) {
  struct pronounced said = {0};
  struct utterance utterance = {0};
  struct buf ipa = {0};
  static const struct prosody_pauses pauses = {0};
  if (pronounce_sentence(p, text, &said) != LISTEN_OK)
    return 1;
  for (size_t pos = 0; pos < text.len;) {
    if (prosody_next(text, &pos, PROSODY_END_SENTENCE, &pauses, &said, &utterance) != LISTEN_OK)
      return 1;
    for (size_t i = 0; i < utterance.n_clauses; i++) {
      show_engine(utterance.clauses[i].text, &ipa);
      printf("%s\t%s\n", utterance.clauses[i].text, ipa.ptr != NULL ? ipa.ptr : "");
    }
  }
  for (size_t i = 0; i < said.n_words; i++)
    printf("  %.*s\t%.*s\t%s\t%s\n", (int)said.words[i].spoken.len,
           text.ptr + said.words[i].spoken.offset, (int)said.words[i].engine.len,
           said.engine.ptr + said.words[i].engine.offset, said.words[i].source, said.words[i].rule);
  buf_clear(&ipa);
  pronounced_clear(&said);
  utterance_clear(&utterance);
  return 0;
}

static void show_entries(struct view table) {
  struct buf text = {0}, ours = {0}, engine = {0};
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    struct view said = row.fields[1];
    bool mnemonics = said.len > 0 && *said.ptr != '=' && !view_eq(said, VIEW("-"));
    buf_reset(&text);
    buf_reset(&ours);
    if (mnemonics) {
      buf_printf(&text, "[[%.*s]]", (int)said.len, said.ptr);
      mnemonics_ipa(said, &ours);
    } else {
      struct view plain = *said.ptr == '=' ? view_sub(said, 1, said.len) : row.fields[0];
      buf_view(&text, plain);
    }
    show_engine(text.ptr, &engine);
    printf("%.*s\t%.*s\t%s\t%s\n", (int)row.fields[0].len, row.fields[0].ptr, (int)said.len,
           said.ptr, mnemonics ? ours.ptr : "", engine.ptr != NULL ? engine.ptr : "");
  }
  buf_clear(&text);
  buf_clear(&ours);
  buf_clear(&engine);
}

int main(int argc, char **argv) {
  static const char *const files[N_FILES] = {
      PROJECT_DIR "/voices/aussprache/deutsch.tsv", PROJECT_DIR "/voices/aussprache/englisch.tsv",
      PROJECT_DIR "/voices/aussprache/romanisch.tsv", PROJECT_DIR "/voices/aussprache/namen.tsv"};
  struct buf tables[N_FILES];
  struct lexicon_text texts[N_FILES];
  for (int i = 0; i < N_FILES; i++) {
    tables[i] = read_test_file(files[i]);
    texts[i] = (struct lexicon_text){buf_as_view(&tables[i]), files[i], LEXICON_TSV};
  }
  struct engine_settings settings = {
      .voice = "de", .variant = "", .rate_wpm = 175, .pitch = 50, .range = 50, .volume = 100};
  struct synth_engine engine;
  struct listen_diag diag = {0};
  struct pronouncer *p;
  if (pronouncer_new(texts, N_FILES, &p, &diag) != LISTEN_OK ||
      espeak_engine_open(&settings, NULL, &engine, &diag) != LISTEN_OK) {
    fprintf(stderr, "%s:%zu: %s; %s\n", diag.file, diag.line, diag.message, diag.hint);
    return 1;
  }
  int result = 0;
  for (int i = 0; i < N_FILES && argc == 1; i++)
    show_entries(buf_as_view(&tables[i]));
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], "-") != 0)
      result |= show_words(p, view_of(argv[i]));
  char *line = NULL;
  size_t cap = 0;
  if (argc == 2 && strcmp(argv[1], "-") == 0)
    for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0;)
      result |= show_words(p, (struct view){line, (size_t)(line[n - 1] == '\n' ? n - 1 : n)});
  free(line);
  pronouncer_free(p);
  for (int i = 0; i < N_FILES; i++)
    buf_clear(&tables[i]);
  return result;
}
