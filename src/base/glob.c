#include "base/glob.h"

#include "base/utf8.h"

static bool is_stars(struct view part) {
  return view_eq(part, VIEW("**"));
}

/// The part of `text` at `*pos`; moves behind it and its '/'. False at the end.
static bool next_part(struct view text, size_t *pos, struct view *part) {
  if (*pos > text.len)
    return false;
  size_t end = view_find(text, *pos, '/');
  *part = view_sub(text, *pos, end - *pos);
  *pos = end + 1;
  return true;
}

struct glob glob_split(struct view text, struct view parts[GLOB_PARTS_MAX]) {
  struct glob glob = {parts, 0};
  struct view part;
  for (size_t pos = 0; text.len > 0 && next_part(text, &pos, &part);) {
    if (glob.n_parts == GLOB_PARTS_MAX)
      return (struct glob){parts, 0};
    parts[glob.n_parts++] = part;
  }
  return glob;
}

// ---- within a part ----

/// A class, "[a-z]", that begins at `at`. Its end, behind the bracket; 0 where it has none.
/// @param c        looked for in it
/// @param found    out: whether it stands for `c`
/// @param reverse  out: it has a range that ends before it begins; may be NULL
static size_t read_class(struct view pat, size_t at, uint32_t c, bool *found, bool *reverse) {
  size_t pos = at + 1;
  bool negated = pos < pat.len && (pat.ptr[pos] == '!' || pat.ptr[pos] == '^');
  pos += negated;
  *found = negated;
  for (size_t first = pos; pos < pat.len;) {
    if (pat.ptr[pos] == ']' && pos > first)
      return pos + 1;
    size_t size;
    uint32_t low = utf8_at(pat, pos, &size), high = low;
    pos += size;
    if (pos + 1 < pat.len && pat.ptr[pos] == '-' && pat.ptr[pos + 1] != ']') {
      high = utf8_at(pat, pos + 1, &size);
      pos += 1 + size;
    }
    if (low <= c && c <= high)
      *found = !negated;
    if (reverse != NULL && high < low)
      *reverse = true;
  }
  return 0;
}

/// Does the pattern's element at `*pos`, which is no star, stand for the character of `name` at
/// `at`? Moves behind the element.
static bool element_matches(struct view pat, size_t *pos, struct view name, size_t at,
                            size_t size) {
  const char kind = pat.ptr[*pos];
  if (kind == '?') {
    ++*pos;
    return true;
  }
  if (kind == '[') {
    size_t ignored;
    bool found;
    size_t end = read_class(pat, *pos, utf8_at(name, at, &ignored), &found, NULL);
    if (end > 0) {
      *pos = end;
      return found;
    }
  }
  size_t own;
  utf8_at(pat, *pos, &own);
  bool same = view_eq(view_sub(pat, *pos, own), view_sub(name, at, size));
  *pos += own;
  return same;
}

/// Only the last star is tried again: what an earlier one stood for can stay as short as it is.
static bool part_matches(struct view pat, struct view name) {
  const size_t none = (size_t)-1;
  size_t p = 0, n = 0, behind_star = none, star_at = 0;
  while (n < name.len) {
    size_t size, next = p;
    if (p < pat.len && pat.ptr[p] == '*') {
      behind_star = ++p;
      star_at = n;
      continue;
    }
    utf8_at(name, n, &size);
    if (p < pat.len && element_matches(pat, &next, name, n, size)) {
      p = next;
      n += size;
      continue;
    }
    if (behind_star == none)
      return false;
    utf8_at(name, star_at, &size);
    star_at += size;
    n = star_at;
    p = behind_star;
  }
  while (p < pat.len && pat.ptr[p] == '*')
    p++;
  return p == pat.len;
}

// ---- part by part ----

static uint64_t bit(size_t i) {
  return (uint64_t)1 << i;
}

/// `**` may stand for no folder: where it begins, what follows begins too. Not at the end, where it
/// stands for a file at least.
static uint64_t with_empty_stars(const struct glob *glob, uint64_t places) {
  for (size_t i = 0; i + 1 < glob->n_parts; i++)
    if ((places & bit(i)) != 0 && is_stars(glob->parts[i]))
      places |= bit(i + 1);
  return places;
}

uint64_t glob_start(const struct glob *glob) {
  return glob->n_parts == 0 ? 0 : with_empty_stars(glob, bit(0));
}

uint64_t glob_step(const struct glob *glob, uint64_t places, struct view part, bool hidden_too) {
  const bool hidden = !hidden_too && part.len > 0 && part.ptr[0] == '.';
  uint64_t next = 0;
  for (size_t i = 0; i < glob->n_parts; i++) {
    if ((places & bit(i)) == 0)
      continue;
    struct view pat = glob->parts[i];
    if (hidden && (pat.len == 0 || pat.ptr[0] != '.'))
      continue;
    if (is_stars(pat))
      next |= bit(i) | (i + 1 == glob->n_parts ? bit(i + 1) : 0);
    else if (part_matches(pat, part))
      next |= bit(i + 1);
  }
  return with_empty_stars(glob, next);
}

bool glob_matches(const struct glob *glob, uint64_t places) {
  return glob->n_parts > 0 && (places & bit(glob->n_parts)) != 0;
}

bool glob_goes_on(const struct glob *glob, uint64_t places) {
  return (places & ~bit(glob->n_parts)) != 0;
}

bool glob_covers(const struct glob *glob, uint64_t places) {
  if (glob_matches(glob, places))
    return true;
  const size_t n = glob->n_parts;
  return n > 0 && is_stars(glob->parts[n - 1]) && (places & bit(n - 1)) != 0;
}

size_t glob_fixed_len(struct view text) {
  size_t len = 0;
  for (size_t i = 0; i < text.len && strchr("*?[", text.ptr[i]) == NULL; i++)
    if (text.ptr[i] == '/')
      len = i + 1;
  return len;
}

// ---- is it a good one? ----

static enum glob_problem check_class(struct view part, size_t *pos) {
  bool found, reverse = false;
  size_t end = read_class(part, *pos, 0, &found, &reverse);
  if (end == 0)
    return GLOB_OPEN;
  *pos = end;
  return reverse ? GLOB_RANGE : GLOB_FINE;
}

static enum glob_problem check_part(struct view part) {
  if (part.len == 0)
    return GLOB_GAP;
  if (view_eq(part, VIEW("..")))
    return GLOB_CLIMBS;
  if (view_eq(part, VIEW(".")))
    return GLOB_DOT;
  if (is_stars(part))
    return GLOB_FINE;
  for (size_t pos = 0; pos < part.len;) {
    const char c = part.ptr[pos];
    if (c == '*' && pos + 1 < part.len && part.ptr[pos + 1] == '*')
      return GLOB_STARS;
    if (c == '{' || c == '}')
      return GLOB_BRACE;
    if (c == '\\')
      return GLOB_BACKSLASH;
    enum glob_problem problem = c == '[' ? check_class(part, &pos) : GLOB_FINE;
    if (problem != GLOB_FINE)
      return problem;
    pos += c != '[';
  }
  return GLOB_FINE;
}

enum glob_problem glob_check(struct view text) {
  if (text.len == 0)
    return GLOB_EMPTY;
  if (text.ptr[0] == '/')
    return GLOB_ABSOLUTE;
  if (text.ptr[0] == '!')
    return GLOB_NOT;
  size_t n_parts = 0;
  struct view part;
  for (size_t pos = 0; next_part(text, &pos, &part);) {
    if (part.len == 0 && pos > text.len)
      return GLOB_FOLDER;
    enum glob_problem problem = check_part(part);
    if (problem != GLOB_FINE)
      return problem;
    if (++n_parts > GLOB_PARTS_MAX)
      return GLOB_TOO_DEEP;
  }
  return GLOB_FINE;
}
