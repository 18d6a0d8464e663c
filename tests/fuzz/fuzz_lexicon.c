// Any bytes as a lexicon: it loads and every word of it is said as the voice can, or there is one
// message with its place. LEXICON_FORMAT is that of the target.
#include "fuzz.h"

#include "pronounce/mnemonics.h"
#include "pronounce/pronounce.h"

/// The sounds of a word are known to the voice; a respelling holds no command.
static void check_engine(struct view engine) {
  size_t bad;
  require(engine.len <= PRONOUNCE_ENGINE_MAX && utf8_invalid_at(engine) == engine.len);
  for (size_t i = 0; i + 1 < engine.len; i++) {
    if (engine.ptr[i] != '[' || engine.ptr[i + 1] != '[')
      continue;
    const char *end = memmem(engine.ptr + i, engine.len - i, "]]", 2);
    require(end != NULL);
    size_t len = (size_t)(end - engine.ptr) - i - 2;
    require(mnemonics_check(view_sub(engine, i + 2, len), &bad));
    i += len + 3;
  }
}

static void check_words(const struct pronouncer *pronouncer, struct view text) {
  struct pronounced said = {0};
  size_t end = 0;
  require(pronounce_sentence(pronouncer, text, &said) == LISTEN_OK);
  for (size_t i = 0; i < said.n_words; i++) {
    const struct pronunciation *word = &said.words[i];
    require(word->spoken.offset >= end && word->spoken.len > 0);
    end = word->spoken.offset + word->spoken.len;
    require(end <= text.len);
    check_engine(view_sub(buf_as_view(&said.engine), word->engine.offset, word->engine.len));
  }
  pronounced_clear(&said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view text = {(const char *)data, size};
  struct lexicon_text lexicon = {text, "fuzz", LEXICON_FORMAT};
  struct listen_diag diags[2] = {{.german = false}, {.german = true}};
  enum listen_status status[2];
  for (int i = 0; i < 2; i++) {
    struct pronouncer *pronouncer;
    status[i] = pronouncer_new(&lexicon, 1, &pronouncer, &diags[i]);
    require((status[i] == LISTEN_OK) == (pronouncer != NULL));
    if (status[i] == LISTEN_OK) {
      check_words(pronouncer, view_sub(text, 0, 200)); // some of its own words are in it
    } else {
      require(status[i] == LISTEN_E_CONFIG && diags[i].message[0] != '\0');
      require_line(view_of(diags[i].message));
      require_line(view_of(diags[i].hint));
      require(strcmp(diags[i].file, "fuzz") == 0);
    }
    pronouncer_free(pronouncer);
  }
  require(status[0] == status[1] && diags[0].line == diags[1].line);
  require(diags[0].line <= size + 1);
  return 0;
}
