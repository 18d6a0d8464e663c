// The feed, as a reader of it sees it: well-formed and true whatever titles and names hold.

#include "support.h"

#include "base/utf8.h"
#include "site/publish.h"
#include "site_sample.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

struct parsed {
  xmlDocPtr document;
  xmlXPathContextPtr xpath;
};

static void quiet(void *context, const char *message, ...) {
  (void)context;
  (void)message;
}

static struct parsed parse_feed(struct view xml) {
  xmlSetGenericErrorFunc(NULL, quiet);
  struct parsed p = {.document = xmlReadMemory(xml.ptr, (int)xml.len, "feed.xml", NULL,
                                               XML_PARSE_NONET | XML_PARSE_HUGE)};
  if (p.document == NULL)
    fail_msg("not well-formed:\n%.*s", (int)xml.len, xml.ptr);
  p.xpath = xmlXPathNewContext(p.document);
  static const char *const spaces[][2] = {
      {"itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
      {"podcast", "https://podcastindex.org/namespace/1.0"},
      {"atom", "http://www.w3.org/2005/Atom"},
  };
  for (size_t i = 0; i < 3; i++)
    xmlXPathRegisterNs(p.xpath, BAD_CAST spaces[i][0], BAD_CAST spaces[i][1]);
  return p;
}

static void parsed_clear(struct parsed *p) {
  xmlXPathFreeContext(p->xpath);
  xmlFreeDoc(p->document);
}

/// The string an expression gives.
static void assert_xpath(const struct parsed *p, const char *expression, struct view want) {
  xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST expression, p->xpath);
  assert_non_null(found);
  xmlChar *text = xmlXPathCastToString(found);
  if (!view_eq(view_of((char *)text), want))
    fail_msg("%s: got \"%s\", want \"%.*s\"", expression, (char *)text, (int)want.len, want.ptr);
  xmlFree(text);
  xmlXPathFreeObject(found);
}

/// What directories and validators ask for: Apple's required tags, RSS 2.0's, Podcasting 2.0's.
static void a_feed_has_what_directories_ask_for(void **state) {
  (void)state;
  static const struct {
    const char *expression, *want;
  } cases[] = {
      {"count(/rss[@version='2.0']/channel)", "1"},
      {"string(/rss/channel/title)", "Die Zeitung <zum> Hören & Lesen"},
      {"string(/rss/channel/link)", "https://example.org/"},
      {"string(/rss/channel/description)", "Alle Artikel, vorgelesen."},
      {"string(/rss/channel/language)", "de"},
      {"string(/rss/channel/atom:link[@rel='self']/@href)", "https://example.org/audio/feed.xml"},
      {"string(/rss/channel/atom:link/@type)", "application/rss+xml"},
      {"string(/rss/channel/itunes:image/@href)", "https://example.org/bild.jpg?a=1&b=2"},
      {"string(/rss/channel/image/title)", "Die Zeitung <zum> Hören & Lesen"}, // = the channel's
      {"string(/rss/channel/image/link)", "https://example.org/"},
      {"string(/rss/channel/itunes:category/@text)", "News"},
      {"string(/rss/channel/itunes:category/itunes:category/@text)", "Politics"},
      {"string(/rss/channel/itunes:explicit)", "false"},
      {"string(/rss/channel/itunes:author)", "Redaktion"},
      {"string(/rss/channel/itunes:owner/itunes:email)", "redaktion@example.org"},
      {"string(/rss/channel/managingEditor)", "redaktion@example.org (Redaktion)"},
      {"string(/rss/channel/podcast:guid)", "2de48191-fbd1-5fa4-aae6-a80c7c973d20"},
      {"count(/rss/channel/item)", "1"},
      {"string(//item/guid)", "https://example.org/audio/2026/%C3%BCber%20uns/china-ki"},
      {"string(//item/guid/@isPermaLink)", "false"},
      {"string(//item/pubDate)", "Thu, 12 Mar 2026 08:15:00 +0100"},
      {"string(//item/enclosure/@url)",
       "https://example.org/audio/2026/%C3%BCber%20uns/china-ki.mp3"},
      {"string(//item/enclosure/@length)", "4481234"},
      {"string(//item/enclosure/@type)", "audio/mpeg"},
      {"string(//item/itunes:duration)", "560"},
      {"string(//item/itunes:explicit)", "false"},
      {"string(//item/podcast:transcript/@type)", "text/vtt"},
      {"string(//item/podcast:transcript/@language)", "de"},
      {"string(//item/podcast:chapters/@type)", "application/json+chapters"},
      {"string(//item/podcast:alternateEnclosure/@type)", "audio/ogg; codecs=opus"},
      {"string(//item/podcast:alternateEnclosure/@length)", "3394112"},
      {"string(//item/podcast:alternateEnclosure/podcast:source/@uri)",
       "https://example.org/audio/2026/%C3%BCber%20uns/china-ki.opus"},
      {"string(//item/category)", "Politik & Technik"},
      {"string(//item/link)", "https://example.org/2026/%C3%BCber%20uns/china-ki/"},
  };
  struct site_sample sample;
  struct buf feed = {0};
  site_sample_init(&sample);
  write_feed(&sample.entry, &sample.config, &feed);
  struct parsed p = parse_feed(buf_as_view(&feed));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_xpath(&p, cases[i].expression, view_of(cases[i].want));
  parsed_clear(&p);
  buf_clear(&feed);
  site_sample_clear(&sample);
}

static void assert_feed_says(struct site_sample *sample, struct view title) {
  struct buf feed = {0}, want = allowed_of(title);
  sample->entry.title = sample->entry.author = sample->entry.section = title;
  write_feed(&sample->entry, &sample->config, &feed);
  struct parsed p = parse_feed(buf_as_view(&feed));
  struct view text = want.ptr == NULL ? VIEW("") : buf_as_view(&want);
  assert_xpath(&p, "string(//item/title)", title.len > 0 ? text : sample->entry.key);
  assert_xpath(&p, "string(//item/itunes:author)", text);
  assert_xpath(&p, "string(//item/category)", text);
  assert_xpath(&p, "count(//item/*[name()='script' or name()='b'])", VIEW("0"));
  parsed_clear(&p);
  buf_clear(&feed);
  buf_clear(&want);
}

static void a_feed_is_well_formed_whatever_titles_hold(void **state) {
  (void)state;
  struct site_sample sample;
  site_sample_init(&sample);
  for (size_t i = 0; i < site_n_nasty; i++) {
    assert_feed_says(&sample, site_nasty[i]);
    sample.config.feed.title = sample.config.feed.description = site_nasty[i].ptr;
    sample.config.feed.author = sample.config.feed.copyright = site_nasty[i].ptr;
    assert_feed_says(&sample, site_nasty[i]);
  }
  char all[4];
  for (uint32_t c = 1; c < 0x10FFFF; c += c < 0x300 ? 1 : c < 0x10000 ? 97 : 4999)
    if (utf8_encode(c, all) > 0) // each kind of character by itself
      assert_feed_says(&sample, (struct view){all, utf8_encode(c, all)});
  uint32_t seed = 1;
  for (int round = 0; round < 200; round++) { // and bytes that are no text at all
    struct buf bytes = {0};
    for (int i = 0; i < 40; i++) {
      seed = seed * 1664525u + 1013904223u;
      buf_byte(&bytes, (char)(seed >> 24));
    }
    sample.entry.title = sample.entry.summary = buf_as_view(&bytes);
    struct buf feed = {0};
    write_feed(&sample.entry, &sample.config, &feed);
    struct parsed p = parse_feed(buf_as_view(&feed));
    parsed_clear(&p);
    buf_clear(&feed);
    buf_clear(&bytes);
  }
  site_sample_clear(&sample);
}

static void guids_stay(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf first = {0}, second = {0};
  site_sample_init(&sample);
  assert_true(publish_feed_item(&sample.entry, &sample.config, &first));
  sample.entry.title = VIEW("Anders");
  sample.entry.published = VIEW("2027-01-01");
  sample.entry.page_url = VIEW("https://example.org/anders/");
  sample.config.feed.format = "opus";
  assert_true(publish_feed_item(&sample.entry, &sample.config, &second));
  static const char guid[] =
      "<guid isPermaLink=\"false\">https://example.org/audio/2026/%C3%BCber%20uns/china-ki</guid>";
  assert_non_null(strstr(first.ptr, guid));
  assert_non_null(strstr(second.ptr, guid));
  assert_non_null(strstr(second.ptr, "china-ki.opus\" length=\"3394112\" type=\"audio/ogg\""));
  sample.files[0].format = VIEW("m4b");
  sample.config.feed.format = "m4b";
  assert_true(publish_feed_item(&sample.entry, &sample.config, &second));
  assert_non_null(strstr(second.ptr, "type=\"audio/x-m4a\"/>"));
  sample.entry.n_files = 0;
  size_t len = second.len;
  assert_true(publish_feed_item(&sample.entry, &sample.config, &second));
  assert_int_equal(second.len, len); // nothing to hear
  buf_clear(&first);
  buf_clear(&second);
  site_sample_clear(&sample);
}

static void a_feed_has_the_id_that_its_url_gives(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      // those of the specification
      {"https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"},
      {"http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"},
      {"podnews.net/rss//", "9b024349-ccf0-5f69-a609-6b82873eab3c"},
      {"https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf guid = {0};
    assert_true(publish_feed_guid(view_of(cases[i][0]), &guid));
    assert_string_equal(guid.ptr, cases[i][1]);
    buf_clear(&guid);
  }
}

static void long_summaries_are_cut_between_characters(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf text = {0}, feed = {0};
  site_sample_init(&sample);
  buf_str(&text, "x");
  while (text.len < 5000)
    buf_str(&text, "ü");
  sample.entry.summary = buf_as_view(&text);
  write_feed(&sample.entry, &sample.config, &feed);
  struct parsed p = parse_feed(buf_as_view(&feed));
  assert_xpath(&p, "string-length(//item/description)", VIEW("2000"));
  assert_xpath(&p, "translate(//item/description, 'ü', '')", VIEW("x"));
  parsed_clear(&p);
  buf_clear(&text);
  buf_clear(&feed);
  site_sample_clear(&sample);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_feed_has_what_directories_ask_for),
      cmocka_unit_test(a_feed_is_well_formed_whatever_titles_hold),
      cmocka_unit_test(guids_stay),
      cmocka_unit_test(a_feed_has_the_id_that_its_url_gives),
      cmocka_unit_test(long_summaries_are_cut_between_characters),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  xmlCleanupParser();
  return failed;
}
