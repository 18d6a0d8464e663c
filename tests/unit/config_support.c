#include "config_support.h"
#include "failing_alloc.h"

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

struct table {
  const char *path;
  bool german;
  parse_fn *parse;
};

static bool is_whole(const struct listen_diag *diag) {
  return strlen(diag->message) + 1 < sizeof diag->message &&
         strlen(diag->hint) + 1 < sizeof diag->hint;
}

static bool check_bad_row(const struct table_row *row, void *context) {
  const struct table *table = context;
  struct buf yaml = unescape(row->fields[0]);
  struct listen_diag diag = {.german = table->german}, other = {.german = !table->german};
  enum listen_status status = table->parse(buf_as_view(&yaml), &diag);
  enum listen_status again = table->parse(buf_as_view(&yaml), &other);
  struct buf got = render_diag(&diag);
  bool fine = status == LISTEN_E_CONFIG && diag.status == status &&
              strcmp(diag.file, CONFIG_NAME) == 0 && view_eq(buf_as_view(&got), row->fields[1]);
  // The two languages differ in words alone.
  fine = fine && again == status && other.line == diag.line && other.column == diag.column &&
         strcmp(other.message, diag.message) != 0 &&
         (other.hint[0] == '\0') == (diag.hint[0] == '\0') && is_whole(&diag) && is_whole(&other);
  if (!fine)
    report_row(table->path, row->line, buf_as_view(&got), row->fields[1]);
  buf_clear(&got);
  buf_clear(&yaml);
  return fine;
}

void assert_explained(const char *table, size_t min_rows, bool german, parse_fn *parse) {
  struct table context = {table, german, parse};
  for_each_row(table, min_rows, check_bad_row, &context);
}

void assert_unreadable_named(parse_fn *load) {
  static const struct {
    const char *path;
    enum listen_status status;
    const char *message;
  } cases[] = {
      {TESTS_DIR "/none.yaml", LISTEN_E_IO, "cannot read the file: no such file or folder"},
      {TESTS_DIR, LISTEN_E_IO, "cannot read the file: it is a folder"},
      {"/dev/zero", LISTEN_E_CONFIG, "the file is larger than 1024 KiB"},
      {"", LISTEN_E_IO, "cannot read the file: no such file or folder"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct listen_diag diag = {0};
    assert_int_equal(load(view_of(cases[i].path), &diag), cases[i].status);
    assert_string_equal(diag.message, cases[i].message);
    assert_string_equal(diag.file, cases[i].path);
  }
}

void assert_failed_allocations_reported(parse_fn *parse, struct view yaml, long min_n) {
  enum listen_status status = LISTEN_E_NOMEM;
  long n = 0;
  for (; n < 2000 && status != LISTEN_OK; n++) {
    struct listen_diag diag = {0};
    fail_one_allocation_after(n);
    status = parse(yaml, &diag);
    fail_one_allocation_after(-1);
    if (status != LISTEN_OK) {
      assert_int_equal(status, LISTEN_E_NOMEM);
      assert_string_equal(diag.message, "out of memory");
    }
  }
  assert_in_range(n, min_n, 1999);
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
