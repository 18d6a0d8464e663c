#include "config_support.h"

#include <stdio.h>

// ---- tables ----

struct buf unescape(struct view text) {
  struct buf out = {0};
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] != '\\' || i + 1 == text.len) {
      buf_byte(&out, text.ptr[i]);
      continue;
    }
    char c = text.ptr[++i];
    unsigned byte;
    if (c == 'x' && i + 2 < text.len && sscanf(text.ptr + i + 1, "%2x", &byte) == 1) {
      buf_byte(&out, (char)byte);
      i += 2;
    } else {
      buf_byte(&out, c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == '0' ? '\0' : c);
    }
  }
  return out;
}

struct buf render_diag(const struct listen_diag *diag) {
  struct buf out = {0};
  buf_printf(&out, "%zu:%zu: %s", diag->line, diag->column, diag->message);
  if (diag->hint[0] != '\0')
    buf_printf(&out, " (%s)", diag->hint);
  return out;
}

struct buf repeated(const char *unit, size_t bytes) {
  struct buf text = {0};
  while (text.len + strlen(unit) <= bytes)
    buf_str(&text, unit);
  assert_false(text.failed);
  return text;
}

// ---- manual ----

struct view manual_entry(struct view page, const char *key) {
  char start[80];
  snprintf(start, sizeof start, "\n.It Ic %s\n", key);
  const char *begin = strstr(page.ptr, start);
  if (begin == NULL)
    return (struct view){0};
  const char *end = strstr(begin + 1, "\n.It ");
  const char *list_end = strstr(begin + 1, "\n.El\n");
  if (end == NULL || (list_end != NULL && list_end < end))
    end = list_end;
  return (struct view){begin, end == NULL ? strlen(begin) : (size_t)(end - begin)};
}
