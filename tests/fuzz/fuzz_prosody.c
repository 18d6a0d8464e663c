// Any bytes as spoken text: every word comes to the engine once and in order, in clauses that it
// can take, and no command gets through. The first byte chooses what is stressed.
#include "fuzz.h"

#include "prosody/prosody.h"

enum { MAX_STRESS = 8 };

static void check_runs(const struct utterance *u, struct view text, size_t *done, size_t to) {
  size_t engine = 0;
  for (size_t i = 0; i < u->n_runs; i++) {
    const struct engine_run *run = &u->runs[i];
    require(run->engine.offset >= engine && run->spoken.offset >= *done);
    for (size_t k = *done, n; k < run->spoken.offset; k += n) {
      uint32_t c = utf8_at(text, k, &n);
      require(!utf8_is_digit(c) && (!utf8_is_letter(c) || utf8_is_mark(c)));
    }
    engine = run->engine.offset + run->engine.len;
    *done = run->spoken.offset + run->spoken.len;
    require(engine <= u->engine.len && *done <= to);
  }
}

static void check_clauses(const struct utterance *u) {
  require(u->engine.len <= PROSODY_UTTERANCE_MAX);
  for (size_t i = 0; i < u->n_clauses; i++) {
    const struct clause *clause = &u->clauses[i];
    require(clause->len > 0 && clause->len <= PROSODY_CLAUSE_MAX);
    require(strlen(clause->text) == clause->len);
    require(strstr(clause->text, "[[") == NULL && strstr(clause->text, "<") == NULL);
    // Of the engine's commands only ours for stress, and none that is left open.
    bool stressed = false;
    for (const char *at = clause->text; (at = strchr(at, 1)) != NULL; at++) {
      require(strncmp(at + 1, stressed ? "0F" : "3F", 2) == 0);
      stressed = !stressed;
    }
    require(!stressed);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct prosody_pauses pauses = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
  static struct utterance u;
  if (size < 2)
    return 0;
  struct view text = {(const char *)data + 2, size - 2};
  struct span stressed[MAX_STRESS];
  struct prosody_stress stress = {stressed, 0};
  for (size_t at = data[0]; data[1] > 0 && at < text.len && stress.n_spans < MAX_STRESS;) {
    stressed[stress.n_spans++] = (struct span){at, data[1] % 16 + 1U};
    at += 16U + data[1];
  }
  size_t done = 0;
  for (size_t pos = 0, before; pos < text.len;) {
    before = pos;
    require(prosody_next_stressed(text, &pos, (enum prosody_end)(data[1] % 7), &pauses, NULL,
                                  &stress, &u) == LISTEN_OK);
    require(pos > before && pos <= text.len);
    check_runs(&u, text, &done, pos);
    check_clauses(&u);
  }
  return 0;
}
