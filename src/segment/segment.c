#include "segment/segment.h"

#include "segment/scan.h"

/// Bytes that scanning must stop at: 1 a stop, 2 a bracket or mark, 3 the first byte of a longer
/// one.
static const unsigned char byte_class[256] = {
    ['.'] = 1, ['!'] = 1, ['?'] = 1, ['('] = 2,  [')'] = 2,  ['['] = 2,
    [']'] = 2, ['"'] = 2, [','] = 2, [0xC2] = 3, [0xE2] = 3,
};

enum { ELLIPSIS = 0x2026 };

/// Read the run of stops at `at`.
static struct stop read_stop(struct view text, size_t at) {
  struct stop stop = {.at = at, .after = at};
  size_t n_dots = 0, size;
  bool ellipsis = false, mark = false;
  while (stop.after < text.len) {
    uint32_t c = utf8_at(text, stop.after, &size);
    if (c == '.')
      n_dots++;
    else if (c == '!' || c == '?')
      mark = true;
    else if (c == ELLIPSIS)
      ellipsis = true;
    else
      break;
    stop.after += size;
  }
  stop.kind = mark ? STOP_MARK : ellipsis || n_dots > 1 ? STOP_ELLIPSIS : STOP_DOT;
  return stop;
}

/// True when the sentence has a letter or digit before `pos`: without one nothing can end.
static bool has_lead(struct scan *scan, size_t pos) {
  size_t size;
  while (!scan->has_lead && scan->lead < pos) {
    uint32_t c = utf8_at(scan->text, scan->lead, &size);
    if (utf8_is_letter(c) || utf8_is_digit(c))
      scan->has_lead = true;
    else
      scan->lead += size;
  }
  return scan->has_lead;
}

/// A stop that is the last thing in a bracket ends the sentence outside too when the bracket began
/// it, or when what follows reads like a beginning ("(sic!) Karl" does not).
static bool bracket_was_sentence(const struct scan *scan, const struct stop *stop,
                                 const struct next *next) {
  enum { LEAST_SENTENCE = 12 };
  if (scan->bracket_at < scan->lead)
    return true;
  return next_is_starter(next) && stop->at - scan->bracket_at > LEAST_SENTENCE;
}

static void note_item(struct scan *scan, const struct stop *stop) {
  unsigned item = item_number(scan, stop);
  if (item > 0)
    scan->item = item;
}

/// A bracketed remark after the end of a sentence stays with it.
static struct next after_remarks(const struct scan *scan, struct stop *stop, struct next next) {
  enum { MAX_REMARKS = 4 }; // so that no stretch of brackets is read again for each of its stops
  for (int n = 0; n < MAX_REMARKS && next.kind == NEXT_BRACKET && next.word_at == next.at; n++) {
    size_t end = bracket_remark_end(scan->text, next.at);
    if (end == next.at)
      break;
    stop->end = skip_emoji(scan->text, end);
    next = peek(scan, stop->end);
  }
  return next;
}

/// Whether the sentence ends at the run of stops at `at`. `*resume` is set to where scanning goes
/// on if not, `*end` to where the sentence ends if so.
static bool ends_at(struct scan *scan, size_t at, size_t *resume, size_t *end) {
  struct stop stop = read_stop(scan->text, at);
  size_t size;
  *resume = stop.after;
  if (!has_lead(scan, at))
    return false;
  unsigned depth = scan->depth;
  stop.closed = stop.end = *resume = scan_closers(scan, stop.after);
  if (stop.closed >= scan->text.len)
    return false;
  if (!utf8_is_space(utf8_at(scan->text, stop.closed, &size))) {
    size_t emoji = skip_emoji(scan->text, stop.closed);
    if (emoji == stop.closed) {
      *end = stop.closed;
      return !scan_in_bracket(scan, stop.closed) && joined_stop_ends(scan, &stop);
    }
  }
  stop.end = skip_emoji(scan->text, stop.closed);
  struct next next = peek(scan, stop.end);
  if (scan_in_bracket(scan, stop.closed) || scan_in_quote(scan, &stop))
    return false;
  if (depth > 0 && scan->depth == 0 && !bracket_was_sentence(scan, &stop, &next))
    return false;
  if (answered_question(scan, &stop, &next))
    return false;
  enum left left = classify_left(scan, &stop);
  if (left == LEFT_INNER)
    note_item(scan, &stop);
  if (left == LEFT_PLAIN || left == LEFT_CARDINAL || left == LEFT_CLOSER)
    next = after_remarks(scan, &stop, next);
  *end = stop.end;
  return stop_ends(scan, &stop, left, &next);
}

/// Offset just after the sentence that begins at scan->start.
static size_t find_end(struct scan *scan) {
  struct view text = scan->text;
  size_t pos = scan->start, end;
  while (pos < text.len) {
    unsigned char class = byte_class[(unsigned char)text.ptr[pos]];
    if (class == 0) {
      pos++;
      continue;
    }
    size_t size = 1;
    uint32_t c = class == 3 ? utf8_at(text, pos, &size) : (unsigned char)text.ptr[pos];
    if (class == 1 || c == ELLIPSIS) {
      if (ends_at(scan, pos, &pos, &end))
        return end;
      continue;
    }
    scan_note(scan, pos, c, size);
    pos += size;
  }
  return text.len;
}

bool segment_next(const struct segmenter *segmenter, struct view text, size_t *pos,
                  struct span *sentence) {
  size_t start = skip_space(text, *pos), size;
  if (start >= text.len) {
    *pos = text.len;
    return false;
  }
  struct scan scan = {.segmenter = segmenter, .text = text, .start = start, .lead = start};
  size_t end = find_end(&scan);
  *pos = end;
  while (end > start && utf8_is_space(utf8_before(text, end, &size)))
    end -= size;
  *sentence = (struct span){start, end - start};
  return true;
}
