// Code as it stands in the input, in each format that has any.

#include "support.h"

#include "extract/extract.h"
#include "failing_alloc.h"

static const struct {
  enum input_format format;
  const char *input, *want; ///< the first block of code
} cases[] = {
    {INPUT_MARKDOWN, "Text.\n\n```\na\n  b\n\nc\n```\n", "a\n  b\n\nc"},
    {INPUT_MARKDOWN, "Text.\n\n```c\n    a  b\n  c\n```\n", "  a  b\nc"},
    {INPUT_MARKDOWN, "Text.\n\n    a\n      b\n\n    c\n", "a\n  b\n\nc"},
    {INPUT_MARKDOWN, "Text.\n\n```\r\na\r\n\tb\r\n```\r\n", "a\n\tb"},
    {INPUT_MARKDOWN, "- Text\n\n  ```\n  a\n    b\n  ```\n", "a\n  b"},
    {INPUT_MARKDOWN, "Text.\n\n```\na  \n   \nb\n```\n", "a\n\nb"},
    {INPUT_MARKDOWN, "Text.\n\n```\nä\u00a0ö  ü\n```\n", "ä ö  ü"},
    {INPUT_HTML,
     "<article><h1>Titel</h1><p>Ein Absatz, lang genug für einen Artikel.</p>"
     "<pre><code>if (a &lt; b)\n   <b>c</b> = 1;\n</code></pre></article>",
     "if (a < b)\n   c = 1;"},
    {INPUT_HTML,
     "<article><h1>Titel</h1><p>Ein Absatz, lang genug für einen Artikel.</p>"
     "<pre>a<br>b <i> c</i>\n\n<span title='x > y'></span>  d</pre></article>",
     "a\nb  c\n\n  d"},
};

static const struct block *find_code(const struct document *document) {
  for (size_t i = 0; i < document->n_blocks; i++)
    if (document->blocks[i].role == BLOCK_CODE)
      return &document->blocks[i];
  return NULL;
}

static void code_keeps_its_lines(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document document;
    struct listen_diag diag = {0};
    struct extract_options options = {.format = cases[i].format};
    assert_int_equal(extract_document(view_of(cases[i].input), &options, &document, &diag),
                     LISTEN_OK);
    const struct block *code = find_code(&document);
    if (code == NULL)
      fail_msg("case %zu has no code", i);
    if (!view_eq(code->verbatim, view_of(cases[i].want)))
      fail_msg("case %zu: '%.*s', not '%s'", i, (int)code->verbatim.len, code->verbatim.ptr,
               cases[i].want);
    document_clear(&document);
  }
}

static void running_out_of_memory_is_said(void **state) {
  (void)state;
  enum listen_status status = LISTEN_E_NOMEM;
  for (long n = 0; status != LISTEN_OK; n++) {
    struct document document;
    struct listen_diag diag = {0};
    struct extract_options options = {.format = INPUT_MARKDOWN};
    fail_allocations_after(n);
    status = extract_document(view_of(cases[0].input), &options, &document, &diag);
    fail_allocations_after(-1);
    assert_true(status == LISTEN_OK || status == LISTEN_E_NOMEM);
    document_clear(&document);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(code_keeps_its_lines),
      cmocka_unit_test(running_out_of_memory_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
