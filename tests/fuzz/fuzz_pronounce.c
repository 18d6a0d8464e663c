// Any bytes as a sentence, and as a lexicon in each format: promises hold, nothing breaks. The
// first byte chooses.
#include "base/utf8.h"
#include "pronounce/mnemonics.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

/// Everything in double brackets is known to the voice.
static void check_engine(struct view text) {
  for (size_t i = 0; i + 1 < text.len; i++) {
    if (text.ptr[i] != '[' || text.ptr[i + 1] != '[')
      continue;
    size_t end = i + 2, bad;
    while (end + 1 < text.len && (text.ptr[end] != ']' || text.ptr[end + 1] != ']'))
      end++;
    require(end + 1 < text.len);
    require(mnemonics_check(view_sub(text, i + 2, end - i - 2), &bad));
    i = end;
  }
}

static void check_sentence(const struct pronouncer *p, struct view text) {
  struct pronounced said = {0};
  struct utterance utterance = {0};
  static const struct prosody_pauses pauses = {.comma_ms = 1, .sentence_ms = 2};
  require(pronounce_sentence(p, text, &said) == LISTEN_OK);
  size_t end = 0;
  for (size_t i = 0; i < said.n_words; i++) {
    const struct pronunciation *word = &said.words[i];
    require(word->spoken.offset >= end && word->spoken.len > 0);
    end = word->spoken.offset + word->spoken.len;
    require(end <= text.len && word->engine.len <= PRONOUNCE_ENGINE_MAX);
    check_engine(view_sub(buf_as_view(&said.engine), word->engine.offset, word->engine.len));
  }
  for (size_t pos = 0; pos < text.len;) {
    require(prosody_next(text, &pos, PROSODY_END_SENTENCE, &pauses, &said, &utterance) ==
            LISTEN_OK);
    for (size_t i = 0; i < utterance.n_clauses; i++) {
      require(utterance.clauses[i].len <= PROSODY_CLAUSE_MAX);
      check_engine((struct view){utterance.clauses[i].text, utterance.clauses[i].len});
    }
  }
  utterance_clear(&utterance);
  pronounced_clear(&said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct pronouncer *shipped;
  if (shipped == NULL)
    require(pronouncer_new(NULL, 0, &shipped, NULL) == LISTEN_OK);
  if (size == 0)
    return 0;
  struct view text = {(const char *)data + 1, size - 1};
  if (data[0] % 8 > 2) {
    check_sentence(shipped, text);
    return 0;
  }
  struct lexicon_text lexicon = {text, "fuzz", (enum lexicon_format)(data[0] % 8)};
  struct listen_diag diag = {0};
  struct pronouncer *p;
  enum listen_status status = pronouncer_new(&lexicon, 1, &p, &diag);
  require(status == LISTEN_OK || (status == LISTEN_E_CONFIG && diag.message[0] != '\0'));
  require(utf8_invalid_at(view_of(diag.message)) == strlen(diag.message));
  if (status == LISTEN_OK)
    check_sentence(p, text);
  pronouncer_free(p);
  return 0;
}
