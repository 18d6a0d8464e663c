#include "walk_check.h"

#include "base/utf8.h"
#include "pronounce/mnemonics.h"

static bool fail(struct buf *why, const char *what, struct view text) {
  buf_printf(why, "%s: '%.*s'", what, (int)(text.len > 300 ? 300 : text.len), text.ptr);
  return false;
}

static bool is_valid(struct view text) {
  return utf8_invalid_at(text) == text.len;
}

bool check_spoken(struct view source, const struct spoken *spoken, struct buf *why) {
  struct view said = buf_as_view(&spoken->text);
  size_t from = 0, to = 0;
  if (!is_valid(said))
    return fail(why, "the verbalisation is no UTF-8", said);
  for (size_t i = 0; i <= spoken->n_edits; i++) {
    bool last = i == spoken->n_edits;
    size_t source_next = last ? source.len : spoken->edits[i].source.offset;
    size_t said_next = last ? said.len : spoken->edits[i].spoken.offset;
    if (source_next < from || said_next < to || source_next > source.len || said_next > said.len)
      return fail(why, "edits do not ascend", source);
    if (!view_eq(view_sub(source, from, source_next - from), view_sub(said, to, said_next - to)))
      return fail(why, "what is in no edit is not copied", source);
    if (last)
      break;
    from = source_next + spoken->edits[i].source.len;
    to = said_next + spoken->edits[i].spoken.len;
  }
  return true;
}

/// How far the walk has come.
struct walk {
  const struct document *document;
  const struct reading *reading;
  size_t block, end;  ///< of the last sentence
  size_t engine_done; ///< bytes of the spoken text that came to the engine
  struct buf *why;
};

static bool is_blank(struct view text, size_t from, size_t to) {
  for (size_t n; from < to; from += n)
    if (!utf8_is_space(utf8_at(text, from, &n)))
      return false;
  return true;
}

/// Nothing but white space stands between two sentences, over the ends of blocks too.
static bool check_gap(struct walk *w, size_t block, size_t offset) {
  for (; w->block < block; w->block++, w->end = 0) {
    struct view text = w->document->blocks[w->block].text;
    if (!is_blank(text, w->end, text.len))
      return fail(w->why, "the end of a block is in no sentence", text);
  }
  if (block == w->document->n_blocks)
    return true;
  struct view text = w->document->blocks[block].text;
  if (offset < w->end || offset > text.len)
    return fail(w->why, "sentences do not ascend", text);
  return is_blank(text, w->end, offset) || fail(w->why, "text between sentences", text);
}

static bool check_sentence(struct walk *w) {
  const struct reading_sentence *s = &w->reading->sentence;
  size_t n;
  if (s->block < w->block || !check_gap(w, s->block, s->span.offset))
    return w->why->len > 0 ? false : fail(w->why, "blocks do not ascend", s->written);
  struct view text = w->document->blocks[s->block].text;
  if (s->span.len == 0 || s->span.len > text.len - s->span.offset ||
      !view_eq(s->written, view_sub(text, s->span.offset, s->span.len)))
    return fail(w->why, "a sentence is not what its span says", s->written);
  if (!is_valid(s->written) || utf8_is_space(utf8_at(s->written, 0, &n)) ||
      utf8_is_space(utf8_before(s->written, s->written.len, &n)))
    return fail(w->why, "a sentence is cut within a letter, or not trimmed", s->written);
  w->end = s->span.offset + s->span.len;
  w->engine_done = 0;
  return check_spoken(s->written, &w->reading->spoken, w->why);
}

/// No letter or digit stands in these bytes of the spoken text.
static bool says_nothing(struct view text, size_t from, size_t to) {
  for (size_t n; from < to; from += n) {
    uint32_t c = utf8_at(text, from, &n);
    if (utf8_is_digit(c) || (utf8_is_letter(c) && !utf8_is_mark(c)))
      return false;
  }
  return true;
}

static bool check_runs(struct walk *w) {
  const struct utterance *u = &w->reading->utterance;
  struct view said = buf_as_view(&w->reading->spoken.text);
  size_t engine = 0;
  for (size_t i = 0; i < u->n_runs; i++) {
    const struct engine_run *run = &u->runs[i];
    size_t end = run->engine.offset + run->engine.len;
    if (run->engine.offset < engine || end > u->engine.len || run->engine.len == 0 ||
        run->spoken.offset < w->engine_done || run->spoken.offset > said.len ||
        run->spoken.len > said.len - run->spoken.offset)
      return fail(w->why, "the engine gets words out of order", said);
    if (!says_nothing(said, w->engine_done, run->spoken.offset))
      return fail(w->why, "a word does not come to the engine", said);
    engine = end;
    w->engine_done = run->spoken.offset + run->spoken.len;
  }
  size_t pos = w->reading->spoken_pos;
  if (pos > said.len || !says_nothing(said, w->engine_done, pos))
    return fail(w->why, "the last word does not come to the engine", said);
  return true;
}

/// Everything in double brackets is known to the voice; and they are in pairs.
static bool check_phonemes(struct view text) {
  for (size_t i = 0; i + 1 < text.len; i++) {
    if (text.ptr[i] != '[' || text.ptr[i + 1] != '[')
      continue;
    const char *end = memmem(text.ptr + i, text.len - i, "]]", 2);
    size_t bad;
    if (end == NULL ||
        !mnemonics_check(view_sub(text, i + 2, (size_t)(end - text.ptr) - i - 2), &bad))
      return false;
    i = (size_t)(end - text.ptr);
  }
  return true;
}

static bool check_clauses(struct walk *w) {
  const struct utterance *u = &w->reading->utterance;
  if (u->engine.len > PROSODY_UTTERANCE_MAX)
    return fail(w->why, "an utterance is too long", buf_as_view(&u->engine));
  for (size_t i = 0; i < u->n_clauses; i++) {
    struct view text = {u->clauses[i].text, u->clauses[i].len};
    if (text.len == 0 || text.len > PROSODY_CLAUSE_MAX || text.ptr[text.len] != '\0' ||
        memchr(text.ptr, '\0', text.len) != NULL)
      return fail(w->why, "a clause is out of bounds", text);
    if (!is_valid(text) || !check_phonemes(text))
      return fail(w->why, "a clause is nothing for the engine", text);
  }
  return true;
}

bool check_walk(const struct document *document, const struct reading_tools *tools,
                struct buf *why) {
  struct reading reading;
  struct walk w = {.document = document, .reading = &reading, .why = why};
  size_t block = SIZE_MAX, offset = 0;
  bool right = true, done = false;
  reading_init(&reading, document, tools);
  while (right) {
    if (reading_next(&reading, &done) != LISTEN_OK) {
      right = fail(why, "out of memory", VIEW(""));
    } else if (done) {
      right = check_gap(&w, document->n_blocks, 0);
      break;
    } else {
      const struct reading_sentence *s = &reading.sentence;
      if (s->block != block || s->span.offset != offset)
        right = check_sentence(&w);
      block = s->block, offset = s->span.offset;
      right = right && check_runs(&w) && check_clauses(&w);
    }
  }
  reading_clear(&reading);
  return right;
}
