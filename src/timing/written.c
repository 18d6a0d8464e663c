#include "timing/timing.h"

#include "base/utf8.h"

#include <stdlib.h>

void written_words_clear(struct written_words *words) {
  if (words == NULL)
    return;
  free(words->items);
  free(words->tokens);
  free(words->said);
  *words = (struct written_words){0};
}

static size_t span_end(struct span span) {
  return span.offset + span.len;
}

/// The next run of `text` between separators, from `*pos` on; false at the end.
static bool next_token(struct view text, size_t *pos, struct span *out) {
  size_t start = text.len, n;
  for (; *pos < text.len; *pos += n) {
    uint32_t c = utf8_at(text, *pos, &n);
    bool parts = utf8_is_space(c) || c == 0x2014; // a long dash parts words with or without blanks
    if (parts && start < text.len)
      break;
    if (!parts && start == text.len)
      start = *pos;
  }
  *out = (struct span){start, *pos - start};
  return start < text.len;
}

/// A mark that belongs to no word. Some signs that Unicode calls punctuation are read.
static bool is_mark(uint32_t c) {
  return utf8_is_punct(c) && c != '%' && c != '&' && c != '@' && c != '#' && c != 0xA7;
}

/// `span` of `text` without marks at its ends.
static struct span strip_marks(struct view text, struct span span) {
  size_t from = span.offset, to = span_end(span), n;
  while (from < to && is_mark(utf8_at(text, from, &n)))
    from += n;
  while (to > from && is_mark(utf8_before(text, to, &n)))
    to -= n;
  return (struct span){from, to - from};
}

struct finder {
  struct view sentence;
  const struct spoken *spoken;
  size_t edit; ///< the first edit that ends past where the search is
  struct written_words *out;
  bool out_of_memory;
};

/// The edit that holds the byte at `pos`, or NULL. `*nth` only grows.
static const struct edit *edit_at(const struct finder *f, size_t pos, size_t *nth) {
  const struct edit *edits = f->spoken->edits;
  while (*nth < f->spoken->n_edits && span_end(edits[*nth].source) <= pos)
    ++*nth;
  return *nth < f->spoken->n_edits && edits[*nth].source.offset <= pos ? &edits[*nth] : NULL;
}

/// The same, going back: `*nth` only falls.
static const struct edit *edit_before(const struct finder *f, size_t pos, size_t *nth) {
  const struct edit *edits = f->spoken->edits;
  size_t n = f->spoken->n_edits;
  while (*nth > 0 && (*nth == n || edits[*nth].source.offset > pos))
    --*nth;
  return *nth < n && edits[*nth].source.offset <= pos && span_end(edits[*nth].source) > pos
             ? &edits[*nth]
             : NULL;
}

/// Where the byte at `pos`, which no edit holds, went. `nth` is the first edit behind it.
static size_t copied_to(const struct finder *f, size_t pos, size_t nth) {
  if (nth == 0)
    return pos;
  const struct edit *before = &f->spoken->edits[nth - 1];
  return span_end(before->spoken) + (pos - span_end(before->source));
}

/// What says `written`; whole edits only. Empty where nothing does.
static struct span said_for(const struct finder *f, struct span written) {
  if (written.len == 0)
    return (struct span){0, 0};
  size_t nth = f->edit, last = span_end(written) - 1;
  const struct edit *edit = edit_at(f, written.offset, &nth);
  size_t from = edit != NULL ? edit->spoken.offset : copied_to(f, written.offset, nth);
  edit = edit_at(f, last, &nth);
  size_t to = edit != NULL ? span_end(edit->spoken) : copied_to(f, last, nth) + 1;
  return (struct span){from, to > from ? to - from : 0};
}

/// `span` without what is not said at its ends: marks, unless an edit says them, and what an edit
/// leaves out.
static struct span strip_silent(const struct finder *f, struct span span) {
  size_t from = span.offset, to = span_end(span), nth = f->edit, n;
  while (from < to) {
    const struct edit *edit = edit_at(f, from, &nth);
    uint32_t c = utf8_at(f->sentence, from, &n);
    if (edit != NULL ? edit->spoken.len > 0 : !is_mark(c))
      break;
    from = edit != NULL ? span_end(edit->source) : from + n;
  }
  if (from < to)
    edit_at(f, to - 1, &nth);
  while (from < to) {
    const struct edit *edit = edit_before(f, to - 1, &nth);
    uint32_t c = utf8_before(f->sentence, to, &n);
    if (edit != NULL ? edit->spoken.len > 0 : !is_mark(c))
      break;
    to = edit != NULL ? edit->source.offset : to - n;
  }
  return (struct span){from, to > from ? to - from : 0};
}

static void add_word(struct finder *f, struct span written, struct span spoken) {
  struct written_words *out = f->out;
  if (written.len == 0 || spoken.len == 0)
    return;
  if (array_grow((void **)&out->items, &out->cap, out->n + 1, sizeof *out->items))
    out->items[out->n++] = (struct written_word){written, spoken};
  else
    f->out_of_memory = true;
}

/// Collect the words of `spoken` for comparison, without their marks.
static bool collect_said(struct finder *f, struct span spoken) {
  struct written_words *out = f->out;
  struct view text = view_sub(buf_as_view(&f->spoken->text), 0, span_end(spoken));
  out->n_said = 0;
  size_t pos = spoken.offset;
  for (struct span token; next_token(text, &pos, &token);) {
    token = strip_marks(text, token);
    if (token.len == 0)
      continue;
    if (!array_grow((void **)&out->said, &out->cap_said, out->n_said + 1, sizeof *out->said))
      return false;
    out->said[out->n_said++] = token;
  }
  return true;
}

enum { NO_MATCH = -1, MAX_PAIRS = 1024 };

/// Index of the only word among `said` that is `word`, or NO_MATCH.
static long only_match(const struct finder *f, struct view word) {
  struct view text = buf_as_view(&f->spoken->text);
  long found = NO_MATCH;
  for (size_t i = 0; i < f->out->n_said; i++) {
    if (!view_eq(word, view_sub(text, f->out->said[i].offset, f->out->said[i].len)))
      continue;
    if (found != NO_MATCH)
      return NO_MATCH;
    found = (long)i;
  }
  return found;
}

static struct view token_text(const struct finder *f, size_t i) {
  struct span span = strip_marks(f->sentence, f->out->tokens[i]);
  return view_sub(f->sentence, span.offset, span.len);
}

/// The word of `said` that token `i` is kept as, or NO_MATCH; neither side may hold it twice.
static long anchor_of(const struct finder *f, size_t i) {
  struct view word = token_text(f, i);
  for (size_t k = 0; k < f->out->n_tokens; k++)
    if (k != i && view_eq(word, token_text(f, k)))
      return NO_MATCH;
  return word.len > 0 ? only_match(f, word) : NO_MATCH;
}

/// A token as it is shown: without marks, but with the full stop that an edit says ("12.").
static struct span shown(const struct finder *f, struct span token) {
  struct span span = strip_marks(f->sentence, token);
  size_t end = span_end(span), nth = f->edit;
  bool stop = span.len > 0 && end < span_end(token) && f->sentence.ptr[end] == '.';
  if (stop && edit_at(f, end, &nth) != NULL)
    span.len++;
  return span;
}

static struct span join(const struct span *spans, size_t from, size_t to) {
  size_t start = spans[from].offset;
  return (struct span){start, span_end(spans[to - 1]) - start};
}

/// Part the tokens [token, token_end) from the rest; false where one side has no counterpart.
static bool part(struct finder *f, size_t token, size_t token_end, size_t said, size_t said_end) {
  if ((token == token_end) != (said == said_end))
    return false;
  if (token < token_end)
    add_word(f, shown(f, join(f->out->tokens, token, token_end)),
             join(f->out->said, said, said_end));
  return true;
}

/// Several tokens that edits say together: part them at words kept as they are, if speech and
/// writing go in the same order; false, and nothing added, otherwise.
static bool part_at_anchors(struct finder *f, struct span spoken) {
  struct written_words *out = f->out;
  size_t before = out->n, token = 0, said = 0;
  if (!collect_said(f, spoken)) {
    f->out_of_memory = true;
    return false;
  }
  bool ok = out->n_tokens * out->n_said <= MAX_PAIRS && out->n_tokens <= MAX_PAIRS / 16;
  for (size_t i = 0; ok && i < out->n_tokens; i++) {
    long anchor = anchor_of(f, i);
    if (anchor == NO_MATCH)
      continue;
    size_t at = (size_t)anchor;
    ok = at >= said && part(f, token, i, said, at) && part(f, i, i + 1, at, at + 1);
    token = i + 1;
    said = at + 1;
  }
  ok = ok && out->n > before && part(f, token, out->n_tokens, said, out->n_said);
  if (!ok)
    out->n = before;
  return ok;
}

/// The collected tokens are one word, or several that can be parted.
static void end_group(struct finder *f) {
  struct written_words *out = f->out;
  if (out->n_tokens == 0)
    return;
  struct span written = strip_silent(f, join(out->tokens, 0, out->n_tokens));
  struct span spoken = said_for(f, written);
  if (out->n_tokens == 1 || !part_at_anchors(f, spoken))
    add_word(f, written, spoken);
  out->n_tokens = 0;
}

enum listen_status written_words_find(struct view sentence, const struct spoken *spoken,
                                      struct written_words *out) {
  out->n = out->n_tokens = 0;
  struct finder f = {.sentence = sentence, .spoken = spoken, .out = out};
  size_t held_to = 0, nth = 0, pos = 0; // the group's last edit ends at `held_to`
  for (struct span token; !f.out_of_memory && next_token(sentence, &pos, &token);) {
    if (token.offset >= held_to) {
      end_group(&f);
      f.edit = nth;
      edit_at(&f, token.offset, &f.edit);
    }
    if (!array_grow((void **)&out->tokens, &out->cap_tokens, out->n_tokens + 1,
                    sizeof *out->tokens))
      return LISTEN_E_NOMEM;
    out->tokens[out->n_tokens++] = token;
    const struct edit *edit = edit_at(&f, span_end(token) - 1, &nth);
    if (edit != NULL)
      held_to = span_end(edit->source);
  }
  end_group(&f);
  return f.out_of_memory ? LISTEN_E_NOMEM : LISTEN_OK;
}
