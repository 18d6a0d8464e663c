// Stress, from the author's markup to what the engine gets.

#include "support.h"

#include "extract/extract.h"
#include "pipeline/reading.h"

#include <stdlib.h>

static struct document read_as(const char *text, enum input_format format) {
  struct document document;
  struct extract_options options = {.format = format, .path = "test"};
  assert_int_equal(extract_document(view_of(text), &options, &document, NULL), LISTEN_OK);
  return document;
}

/// "niemand|Nein|": the stressed words of all blocks.
static struct buf stressed(const struct document *document) {
  struct buf out = {0};
  for (size_t i = 0; i < document->n_blocks; i++)
    for (size_t k = 0; k < document->blocks[i].n_emphasis; k++) {
      struct span span = document->blocks[i].emphasis[k];
      assert_true(span.len > 0 && span.offset + span.len <= document->blocks[i].text.len);
      buf_view(&out, view_sub(document->blocks[i].text, span.offset, span.len));
      buf_byte(&out, '|');
    }
  buf_byte(&out, '\0');
  return out;
}

static void markup_becomes_stress(void **state) {
  (void)state;
  static const struct {
    enum input_format format;
    const char *text, *want;
  } cases[] = {
      {INPUT_MARKDOWN, "Das hat *niemand* gesehen. Er sagte: **Nein**, danke.\n", "niemand|Nein|"},
      {INPUT_MARKDOWN, "*Niemand* hat das gesehen, _wirklich_.\n", "Niemand|wirklich|"},
      {INPUT_MARKDOWN, "Wer will, der ***soll*** es tun.\n", "soll|"},
      {INPUT_MARKDOWN, "Das **ist *sehr* wichtig** für alle hier im Haus.\n", "ist sehr wichtig|"},
      {INPUT_MARKDOWN, "Wer will, [der *soll*](http://x.de/a_b_c*) heute kommen.\n", "soll|"},
      {INPUT_MARKDOWN, "Ein [Verweis](http://x.de/*a*) und 2 * 3 * 4 snake_case_name.\n", ""},
      {INPUT_MARKDOWN, "- Der *eine* kommt mit.\n- Der andere nicht.\n", "eine|"},
      {INPUT_MARKDOWN, "> Das <em>kleine</em> Haus ist alt.\n", "kleine|"},
      {INPUT_MARKDOWN, "**Berlin:** Der Himmel bleibt an diesem Tag grau.\n", ""}, // a label
      {INPUT_MARKDOWN, "**Dieser ganze Absatz ist fett gesetzt.**\n", ""},
      {INPUT_MARKDOWN, "Die *Größe* der Straße.\n", "Größe|"},
      {INPUT_HTML,
       "<html><body><article><h1>Der <em>große</em> Tag</h1><p>Das <em>kleine</em> Haus, das <b "
       "class=\"x\">gro&szlig;e</b> Tier und ein <i>ganz</i> langer Satz darum herum.</p><p>Hier "
       "steht <strong>nichts</strong> Besonderes, nur noch etwas mehr Text für die Seite."
       "</p></article></body></html>",
       "kleine|große|ganz|nichts|"},
      {INPUT_TEXT, "Das hat *niemand* gesehen, sagte der Mann am Fenster.\n", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document document = read_as(cases[i].text, cases[i].format);
    struct buf got = stressed(&document);
    if (strcmp(got.ptr, cases[i].want) != 0)
      fail_msg("case %zu: got %s, wanted %s", i, got.ptr, cases[i].want);
    buf_clear(&got);
    document_clear(&document);
  }
}

/// What the engine gets of a Markdown text; its commands shown as "{3F }".
static struct buf engine_text(const char *text, bool stress) {
  struct document document = read_as(text, INPUT_MARKDOWN);
  struct reading_tools tools = {.segmenter = segmenter_new(NULL, 0),
                                .normaliser = normaliser_new(NULL, NULL),
                                .stress = stress};
  struct reading reading;
  struct buf out = {0};
  reading_init(&reading, &document, &tools);
  for (bool done = false;;) {
    assert_int_equal(reading_next(&reading, &done), LISTEN_OK);
    if (done)
      break;
    for (size_t i = 0; i < reading.utterance.n_clauses; i++)
      for (const char *c = reading.utterance.clauses[i].text; *c != '\0'; c++)
        buf_byte(&out, *c == 1 ? '^' : *c);
    buf_byte(&out, '|');
  }
  buf_byte(&out, '\0');
  reading_clear(&reading);
  segmenter_free((struct segmenter *)(uintptr_t)tools.segmenter);
  normaliser_free((struct normaliser *)(uintptr_t)tools.normaliser);
  document_clear(&document);
  return out;
}

static void stress_reaches_the_engine(void **state) {
  (void)state;
  static const struct {
    const char *text, *want;
  } cases[] = {
      {"Das hat *niemand* gesehen.\n", "Das hat ^3F niemand ^0F gesehen.|"},
      {"Er kam *nicht*, sie *auch* nicht.\n", "Er kam ^3F nicht ^0F,sie ^3F auch ^0F nicht.|"},
      {"Dort wohnt *niemand*. Wir wissen es.\n", "Dort wohnt ^3F niemand ^0F.|Wir wissen es.|"},
      {"Am **14. März** ist es so weit, sagt er.\n",
       "Am ^3F vierzehnten März ^0F ist es so weit,sagt er.|"},
      {"Das *sonder*bare Tier lief über die Wiese.\n",
       "Das ^3F sonderbare ^0F Tier lief über die Wiese.|"},
      {"Das Sonder*bare* daran fiel niemandem auf.\n", "Das Sonderbare daran fiel niemandem auf.|"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf got = engine_text(cases[i].text, true);
    if (strcmp(got.ptr, cases[i].want) != 0)
      fail_msg("case %zu: got %s, wanted %s", i, got.ptr, cases[i].want);
    buf_clear(&got);
    struct buf plain = engine_text(cases[i].text, false);
    assert_null(strchr(plain.ptr, '^'));
    buf_clear(&plain);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(markup_becomes_stress),
      cmocka_unit_test(stress_reaches_the_engine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
