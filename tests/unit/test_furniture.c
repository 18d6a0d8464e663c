#include "support.h"

#include "claim/claim.h"
#include "extract/furniture.h"

#include <stdio.h>

static const char *class_name(const struct furniture *furniture) {
  switch (skip_reason_class(furniture->reason)) {
  case SKIP_CLASS_DROP:
    return "drop";
  case SKIP_CLASS_META:
    return "meta";
  case SKIP_CLASS_READ:
    break;
  }
  return "keep";
}

static bool contains(struct view text, const char *part) {
  return memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

/// The third column says in words what a line of class meta holds.
static bool names_metadata(struct view meaning, const struct furniture *f) {
  const char *date = memmem(meaning.ptr, meaning.len, "date 20", 7);
  if (date != NULL) {
    size_t len = 0, left = (size_t)(meaning.ptr + meaning.len - (date + 5));
    while (len < left && date[5 + len] != ' ')
      len++;
    if (!view_eq((struct view){date + 5, len}, view_of(f->facts.published)))
      return false;
  }
  if (contains(meaning, "claim"))
    return f->reason == SKIP_CLAIM && f->facts.claim.len > 0;
  if (contains(meaning, "credit") && f->facts.credit.ptr == NULL)
    return false;
  if (contains(meaning, "caption"))
    return f->reason == SKIP_CAPTION;
  if (contains(meaning, "byline"))
    return f->reason == SKIP_BYLINE && f->facts.author.ptr != NULL;
  if (contains(meaning, "agency"))
    return f->reason == SKIP_AGENCY;
  if (contains(meaning, "source"))
    return f->reason == SKIP_SOURCE;
  if (contains(meaning, "kicker"))
    return f->reason == SKIP_KICKER;
  return true;
}

struct check {
  const char *path;
  const struct rules *rules;
  size_t n_lines;
};

static bool check_line(const struct table_row *row, void *context) {
  struct check *check = context;
  struct furniture furniture;
  if (row->fields[0].ptr[0] == '/')
    return true; // a pattern: kinds.tsv has lines that follow it
  check->n_lines++;
  furniture_classify(check->rules, row->fields[0], &furniture);
  struct view want = row->fields[1];
  bool right = view_eq(want, view_of(class_name(&furniture))) &&
               (!view_eq(want, VIEW("meta")) || names_metadata(row->fields[2], &furniture));
  if (!right) {
    char got[512];
    int n = snprintf(got, sizeof got, "%s %s published %s author %.*s credit %.*s",
                     class_name(&furniture), skip_reason_name(furniture.reason),
                     furniture.facts.published, (int)furniture.facts.author.len,
                     furniture.facts.author.ptr, (int)furniture.facts.credit.len,
                     furniture.facts.credit.ptr);
    print_error("%.*s\n", (int)row->fields[0].len, row->fields[0].ptr);
    report_row(check->path, row->line, (struct view){got, (size_t)n}, want);
  }
  return right;
}

static void check_table(const char *path, size_t min_lines) {
  struct rules *rules = rules_new();
  assert_non_null(rules);
  struct check check = {path, rules, 0};
  for_each_row(path, min_lines, check_line, &check);
  assert_true(check.n_lines >= min_lines);
  rules_free(rules);
}

static void lines_of_real_pages(void **state) {
  (void)state;
  check_table("golden/extract/furniture.tsv", 70);
}

static void lines_of_other_kinds(void **state) {
  (void)state;
  check_table("golden/extract/kinds.tsv", 200);
}

static void ordinary_text_is_kept(void **state) {
  (void)state;
  check_table("golden/extract/keep.tsv", 100);
}

static bool check_date(const struct table_row *row, void *context) {
  struct check *check = context;
  struct furniture furniture;
  furniture_classify(check->rules, row->fields[0], &furniture);
  struct view got = view_of(furniture.facts.published);
  bool none = view_eq(row->fields[1], VIEW("none"));
  bool right = none ? furniture.reason != SKIP_DATELINE
                    : view_eq(got, row->fields[1]) && furniture.reason == SKIP_DATELINE;
  if (!right) {
    print_error("%.*s: %s\n", (int)row->fields[0].len, row->fields[0].ptr,
                skip_reason_name(furniture.reason));
    report_row(check->path, row->line, got, row->fields[1]);
  }
  return right;
}

static void dates_are_read(void **state) {
  (void)state;
  struct rules *rules = rules_new();
  assert_non_null(rules);
  struct check check = {"golden/extract/dates.tsv", rules, 0};
  for_each_row(check.path, 50, check_date, &check);
  rules_free(rules);
}

static bool check_byline(const struct table_row *row, void *context) {
  struct check *check = context;
  struct furniture furniture;
  furniture_classify(check->rules, row->fields[0], &furniture);
  struct view got = furniture.facts.author;
  bool none = view_eq(row->fields[1], VIEW("none"));
  bool right = none ? furniture.reason != SKIP_BYLINE : view_eq(got, row->fields[1]);
  if (!right) {
    print_error("%.*s: %s\n", (int)row->fields[0].len, row->fields[0].ptr,
                skip_reason_name(furniture.reason));
    report_row(check->path, row->line, got, row->fields[1]);
  }
  return right;
}

static void bylines_name_people(void **state) {
  (void)state;
  struct rules *rules = rules_new();
  assert_non_null(rules);
  struct check check = {"golden/extract/bylines.tsv", rules, 0};
  for_each_row(check.path, 35, check_byline, &check);
  rules_free(rules);
}

static bool is_known_match(struct view name) {
  static const char *const names[] = {"exact",    "prefix", "suffix",     "phrase",    "label",
                                      "word",     "agency", "creditword", "caption",   "captionend",
                                      "kicker",   "byline", "name",       "published", "updated",
                                      "dateword", "month",  "weekday"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (view_eq(name, view_of(names[i])))
      return true;
  return false;
}

/// A slip in the table would make a rule vanish silently.
static bool check_rule(const struct table_row *row, void *context) {
  (void)context;
  bool filler = view_eq(row->fields[2], VIEW("filler"));
  bool where = view_eq(row->fields[3], VIEW("any")) || view_eq(row->fields[3], VIEW("edge")) ||
               view_eq(row->fields[0], VIEW("month"));
  bool dot = row->fields[5].len == 0 || view_eq(row->fields[5], VIEW("dot"));
  bool right = is_known_match(row->fields[0]) && where && dot && row->n_fields >= 4 &&
               (filler || skip_reason_named(row->fields[2]) < SKIP_N);
  if (!right)
    print_error("furniture.tsv:%zu: cannot be read\n", row->line);
  return right;
}

static void the_table_is_well_formed(void **state) {
  (void)state;
  for_each_row(PROJECT_DIR "/src/data/furniture.tsv", 80, check_rule, NULL);
}

static void phrases_are_found_longest_first(void **state) {
  (void)state;
  struct rules *rules = rules_new();
  assert_non_null(rules);
  struct token_line tokens;
  struct word_line words;
  size_t n_words = 0;
  assert_true(token_line_read(&tokens, VIEW("ZULETZT  aktualisiert am: 1.1.2024")));
  word_line_read(&words, &tokens);
  const struct rule *rule = rules_find(rules, &words, 0, RULE_UPDATED, &n_words);
  assert_non_null(rule);
  assert_int_equal(n_words, 3);
  assert_null(rules_find(rules, &words, 0, RULE_PUBLISHED, &n_words));
  assert_null(rules_find(rules, &words, 6, RULE_UPDATED, &n_words));
  assert_null(rules_word(rules, &words, 0, RULE_UPDATED));
  rules_free(rules);
  rules_free(NULL);
}

static void scene_breaks(void **state) {
  (void)state;
  static const char *const breaks[] = {"***", "* * *", "---", "___",   "⁂",    "✱",
                                       "###", "•••",   "*",   "– – –", "~~~~", "===="};
  for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
    assert_true(furniture_is_scene_break(view_of(breaks[i])));
  static const char *const others[] = {"", "-", "--", "*a*", "*-*", "...", "• •", "1"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_false(furniture_is_scene_break(view_of(others[i])));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_of_real_pages),
      cmocka_unit_test(lines_of_other_kinds),
      cmocka_unit_test(ordinary_text_is_kept),
      cmocka_unit_test(dates_are_read),
      cmocka_unit_test(bylines_name_people),
      cmocka_unit_test(the_table_is_well_formed),
      cmocka_unit_test(phrases_are_found_longest_first),
      cmocka_unit_test(scene_breaks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
