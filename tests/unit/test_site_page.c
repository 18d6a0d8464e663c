// Built pages that hold our fragment are read as if it were not there: a site whose pages are its
// articles finds the same text in every run, whatever its label says.

#include "support.h"

#include "base/utf8.h"
#include "extract/extract.h"
#include "site/publish.h"
#include "site_sample.h"

#include <glob.h>
#include <stdlib.h>

static void read_page(struct view page, struct document *out) {
  const struct extract_options options = {.format = INPUT_HTML};
  struct listen_diag diag = {0};
  if (extract_document(page, &options, out, &diag) != LISTEN_OK)
    fail_msg("%s", diag.message);
}

/// What is read, with the facts that an entry takes from it.
static void dump(const struct document *document, struct buf *out) {
  buf_view(out, document->title);
  buf_byte(out, '|');
  buf_view(out, document->author);
  buf_byte(out, '|');
  buf_view(out, document->published);
  for (size_t i = 0; i < document->n_blocks; i++) {
    buf_byte(out, '\n');
    buf_str(out, block_role_name(document->blocks[i].role));
    buf_byte(out, ' ');
    buf_view(out, document->blocks[i].text);
  }
  for (size_t i = 0; i < document->n_claims; i++)
    if (!document->claims[i].own) {
      buf_str(out, "\nclaim ");
      buf_view(out, document->claims[i].text);
    }
}

static void assert_same_with(struct view page, size_t at, struct view fragment, const char *path) {
  struct buf with = {0}, want = {0}, got = {0};
  struct document plain, full;
  buf_view(&with, view_sub(page, 0, at));
  buf_view(&with, fragment);
  buf_view(&with, view_sub(page, at, page.len));
  read_page(page, &plain);
  read_page(buf_as_view(&with), &full);
  dump(&plain, &want);
  dump(&full, &got);
  if (!view_eq(buf_as_view(&got), buf_as_view(&want)))
    fail_msg("%s at %zu:\n%s\n--- want\n%s", path, at, got.ptr, want.ptr);
  document_clear(&plain);
  document_clear(&full);
  buf_clear(&with);
  buf_clear(&want);
  buf_clear(&got);
}

/// Where templates put it: behind the headline, and before the text.
static void check_page(const char *path, struct view fragment) {
  struct buf page = read_test_file(path);
  if (utf8_invalid_at(buf_as_view(&page)) != page.len) { // no template mixes encodings
    buf_clear(&page);
    return;
  }
  const char *headline = strstr(page.ptr, "</h1>"), *text = strstr(page.ptr, "<p");
  if (headline != NULL)
    assert_same_with(buf_as_view(&page), (size_t)(headline + 5 - page.ptr), fragment, path);
  for (; text != NULL && text[2] != '>' && text[2] != ' ';)
    text = strstr(text + 2, "<p");
  if (text != NULL)
    assert_same_with(buf_as_view(&page), (size_t)(text - page.ptr), fragment, path);
  buf_clear(&page);
}

static void the_text_is_as_without_it(void **state) {
  (void)state;
  static const char *const labels[] = {"Artikel anhören • 9 Minuten", "9:20",
                                       "Diese Geschichte in voller Länge hören, von Anna Muster."};
  struct site_sample sample;
  glob_t pages;
  site_sample_init(&sample);
  assert_int_equal(glob(TESTS_DIR "/golden/html/*.html", 0, NULL, &pages), 0);
  for (size_t i = 0; i < sizeof labels / sizeof *labels * 2; i++) {
    struct buf fragment = {0};
    sample.entry.label = view_of(labels[i / 2]);
    sample.config.player.enabled = i % 2 == 0;
    assert_true(publish_fragment(&sample.entry, &sample.config, &fragment));
    for (size_t k = 0; k < pages.gl_pathc; k++)
      check_page(pages.gl_pathv[k], buf_as_view(&fragment));
    buf_clear(&fragment);
  }
  globfree(&pages);
  site_sample_clear(&sample);
}

/// `listen check` is to find it all the same: once, and as ours.
static void the_label_is_a_claim_of_ours(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf page = {0}, fragment = {0};
  site_sample_init(&sample);
  for (int player = 0; player < 2; player++) {
    struct document document;
    sample.config.player.enabled = player != 0;
    buf_reset(&fragment);
    assert_true(publish_fragment(&sample.entry, &sample.config, &fragment));
    buf_reset(&page);
    buf_printf(&page,
               "<!DOCTYPE html><html lang=\"de\"><body><article><h1>Der Rat tagt</h1><div>%s</div>"
               "<p>Der Rat hat gestern entschieden, dass die Straße gesperrt wird.</p>"
               "<p>Danach gingen alle nach Hause. Lesezeit: 5 Minuten</p>"
               "<p>Lesezeit: 5 Minuten</p></article></body></html>",
               fragment.ptr);
    read_page(buf_as_view(&page), &document);
    assert_int_equal(document.n_claims, 2);
    for (size_t i = 0; i < 2; i++)
      assert_int_equal(document.claims[i].own, document.claims[i].kind == CLAIM_LISTEN);
    assert_int_equal(document.n_audio, 2);
    document_clear(&document);
  }
  buf_clear(&page);
  buf_clear(&fragment);
  site_sample_clear(&sample);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_text_is_as_without_it),
      cmocka_unit_test(the_label_is_a_claim_of_ours),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
