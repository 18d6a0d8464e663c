// What the web reads: URLs, dates, fragment, chapters, manifest; well-formed and true whatever
// titles and names hold. The feed: test_site_feed.c.

#include "support.h"

#include "failing_alloc.h"
#include "site/publish.h"
#include "site_sample.h"

#include <cjson/cJSON.h>
#include <gumbo.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

// ---- URLs and dates ----

static const char url_table[] = "golden/site/urls.tsv", date_table[] = "golden/site/dates.tsv";

static bool check_url(const struct table_row *row, void *context) {
  (void)context;
  static const struct view base = {"https://example.org/a/", 22};
  struct buf got = {0};
  assert_true(site_url(base, row->fields[0], &got));
  struct view path = view_sub(buf_as_view(&got), base.len, got.len);
  bool ok = view_starts(buf_as_view(&got), base) && view_eq(path, row->fields[1]);
  if (!ok)
    report_row(url_table, row->line, path, row->fields[1]);
  buf_clear(&got);
  return ok;
}

static void urls_keep_every_byte(void **state) {
  (void)state;
  for_each_row(url_table, 14, check_url, NULL);
  struct buf url = {0};
  for (int c = 1; c < 256; c++) { // the way back
    char path[] = {(char)c, '\0'};
    unsigned code = 0;
    buf_reset(&url);
    assert_true(site_url(VIEW(""), view_of(path), &url));
    if (url.ptr[0] != '%' || sscanf(url.ptr, "%%%2X", &code) != 1)
      code = (unsigned char)url.ptr[0];
    assert_int_equal(code, c);
    assert_int_equal(url.len, url.ptr[0] == '%' ? 3 : 1);
  }
  buf_clear(&url);
}

static bool check_date(const struct table_row *row, void *context) {
  (void)context;
  struct buf got = {0}, seconds = {0};
  int64_t s = 7;
  bool is_date = site_date_rfc822(row->fields[0], &got);
  assert_int_equal(site_date_seconds(row->fields[0], &s), is_date);
  if (!is_date)
    buf_str(&got, "-");
  buf_printf(&seconds, "%lld", (long long)s);
  bool ok =
      view_eq(buf_as_view(&got), row->fields[1]) && view_eq(buf_as_view(&seconds), row->fields[2]);
  if (!ok) {
    buf_printf(&got, " %s", seconds.ptr);
    report_row(date_table, row->line, buf_as_view(&got), row->fields[1]);
  }
  buf_clear(&got);
  buf_clear(&seconds);
  return ok;
}

static void dates_have_their_zone(void **state) {
  (void)state;
  for_each_row(date_table, 35, check_date, NULL);
  assert_int_equal(setenv("TZ", "America/New_York", 1), 0); // of no matter
  for_each_row(date_table, 35, check_date, NULL);
  assert_int_equal(unsetenv("TZ"), 0);
  int64_t s = 7;
  assert_false(site_date_seconds((struct view){0}, &s));
  assert_int_equal(s, 0);
}

// ---- the bytes ----

static void what_is_published_is_known(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf out = {0};
  site_sample_init(&sample);
  assert_true(publish_chapters(&sample.entry, &out));
  assert_golden("golden/site/chapters.json", buf_as_view(&out));
  buf_reset(&out);
  assert_true(publish_fragment(&sample.entry, &sample.config, &out));
  assert_golden("golden/site/fragment.html", buf_as_view(&out));
  buf_reset(&out);
  write_feed(&sample.entry, &sample.config, &out);
  assert_golden("golden/site/feed.xml", buf_as_view(&out));

  // as little as there can be: no player, no URL, no dates and names
  sample.config.player = (struct site_player){.language = "auto", .text = "article"};
  sample.config.url = "";
  sample.config.feed = (struct site_feed){
      .enabled = true, .file = "feed.xml", .title = "T", .language = "de", .format = "mp3"};
  struct view key = sample.entry.key;
  sample.entry =
      (struct site_entry){.key = key, .files = sample.files + 1, .n_files = 1, .duration_s = 61};
  buf_reset(&out);
  assert_true(publish_fragment(&sample.entry, &sample.config, &out));
  assert_golden("golden/site/fragment_plain.html", buf_as_view(&out));
  buf_reset(&out);
  write_feed(&sample.entry, &sample.config, &out);
  assert_golden("golden/site/feed_plain.xml", buf_as_view(&out));
  buf_clear(&out);
  site_sample_clear(&sample);
}

static void the_language_is_the_pages_when_asked_so(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf out = {0};
  site_sample_init(&sample);
  sample.config.player.language = "auto";
  sample.config.player.highlight = false;
  sample.entry.n_chapters = 0;
  assert_true(publish_fragment(&sample.entry, &sample.config, &out));
  assert_non_null(strstr(out.ptr, "<listen-player data-key="));
  assert_null(strstr(out.ptr, "data-timings"));
  assert_null(strstr(out.ptr, "data-chapters"));
  sample.entry.n_files = 0;
  buf_reset(&out);
  assert_true(publish_fragment(&sample.entry, &sample.config, &out));
  assert_int_equal(out.len, 0); // nothing to hear
  buf_clear(&out);
  site_sample_clear(&sample);
}

// ---- the manifest ----

static void a_manifest_is_read_line_by_line(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf out = {0}, line = {0};
  site_sample_init(&sample);
  assert_true(publish_manifest_begin(&sample.config, &out));
  for (size_t i = 0; i < site_n_nasty; i++) {
    struct buf key = {0};
    buf_printf(&key, "%zu ", i);
    buf_view(&key, site_nasty[i]); // no path, but the manifest holds it all the same
    sample.entry.title = site_nasty[i];
    buf_reset(&line);
    assert_true(site_entry_write(&sample.entry, view_of(sample.config.url), &line));
    assert_true(publish_manifest_entry(buf_as_view(&key), buf_as_view(&line), i == 0, &out));
    buf_clear(&key);
  }
  assert_true(publish_manifest_end(&out));
  cJSON *root = cJSON_ParseWithLength(out.ptr, out.len);
  assert_non_null(root);
  const cJSON *articles = cJSON_GetObjectItem(root, "articles");
  assert_int_equal(cJSON_GetArraySize(articles), (int)site_n_nasty);
  size_t n = 0, n_lines = 0;
  const cJSON *item;
  cJSON_ArrayForEach(item, articles) {
    struct buf key = {0};
    buf_printf(&key, "%zu ", n);
    buf_view(&key, site_nasty[n]);
    assert_string_equal(item->string, key.ptr);
    assert_true(view_eq(view_of(cJSON_GetObjectItem(item, "title")->valuestring), site_nasty[n]));
    buf_clear(&key);
    n++;
  }
  for (size_t i = 0; i < out.len; i++)
    n_lines += out.ptr[i] == '\n';
  assert_int_equal(n_lines, site_n_nasty + 2);
  cJSON_Delete(root);
  buf_clear(&out);
  buf_clear(&line);
  site_sample_clear(&sample);
}

static void a_manifest_has_the_bytes_it_always_had(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf out = {0};
  site_sample_init(&sample);
  assert_true(publish_manifest_begin(&sample.config, &out));
  assert_true(publish_manifest_entry(VIEW("a"), VIEW("{\"key\":\"a\"}"), true, &out));
  assert_true(publish_manifest_entry(VIEW("ü \"b\""), VIEW("{}"), false, &out));
  assert_true(publish_manifest_end(&out));
  assert_golden("golden/site/manifest.json", buf_as_view(&out));
  buf_reset(&out);
  sample.config.feed.enabled = sample.config.player.enabled = false;
  assert_true(publish_manifest_begin(&sample.config, &out));
  assert_true(publish_manifest_end(&out)); // no article at all
  cJSON *root = cJSON_ParseWithLength(out.ptr, out.len);
  assert_non_null(root);
  assert_null(cJSON_GetObjectItem(root, "feed"));
  assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "articles")), 0);
  cJSON_Delete(root);
  buf_clear(&out);
  site_sample_clear(&sample);
}

// ---- the fragment, as a browser sees it ----

struct seen {
  size_t n_elements, n_scripts;
  const GumboNode *player, *label, *json;
};

static const char *attribute(const GumboNode *node, const char *name) {
  const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);
  return found == NULL ? NULL : found->value;
}

static void look(const GumboNode *node, struct seen *seen) {
  if (node->type != GUMBO_NODE_ELEMENT)
    return;
  const GumboElement *e = &node->v.element;
  seen->n_elements++;
  seen->n_scripts += e->tag == GUMBO_TAG_SCRIPT;
  if (attribute(node, "data-key") != NULL)
    seen->player = node;
  if (e->tag == GUMBO_TAG_A)
    seen->label = node;
  const char *type = attribute(node, "type");
  if (e->tag == GUMBO_TAG_SCRIPT && type != NULL && strcmp(type, "application/ld+json") == 0)
    seen->json = node;
  for (unsigned i = 0; i < e->children.length; i++)
    look(e->children.data[i], seen);
}

static const char *text_in(const GumboNode *node) {
  assert_int_equal(node->v.element.children.length, 1);
  return ((const GumboNode *)node->v.element.children.data[0])->v.text.text;
}

static void assert_json_string(const cJSON *object, const char *key, struct view want) {
  const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
  if (!view_eq(view_of(text), want))
    fail_msg("%s: got \"%s\", want \"%.*s\"", key, text, (int)want.len, want.ptr);
}

/// HTML reads a line's end of its own into "\r", and a first one in no other way.
static bool has_return(struct view text) {
  return text.len > 0 && memchr(text.ptr, '\r', text.len) != NULL;
}

static const char json_start[] = "class=\"listen-player\">{";

static void assert_fragment_says(const struct site_sample *sample, size_t n_elements) {
  const struct site_entry *entry = &sample->entry;
  struct buf html = {0}, title = allowed_of(entry->title), label = allowed_of(entry->label);
  assert_true(publish_fragment(entry, &sample->config, &html));
  struct seen seen = {0};
  GumboOutput *page = gumbo_parse_with_options(&kGumboDefaultOptions, html.ptr, html.len);
  look(page->root, &seen);
  assert_int_equal(seen.n_elements, n_elements);
  assert_int_equal(seen.n_scripts, 2);
  assert_true(seen.player != NULL && seen.json != NULL && seen.label != NULL);
  if (title.len > 0 && !has_return(entry->title))
    assert_string_equal(attribute(seen.player, "data-title"), title.ptr);
  if (label.len > 0 && !has_return(entry->label))
    assert_string_equal(text_in(seen.label), label.ptr);
  assert_string_equal(attribute(seen.player, "data-duration"), "560.1");
  assert_int_equal(seen.json->v.element.children.length, 1);
  // The bytes, for gumbo replaces what is no character.
  cJSON *json = cJSON_Parse(strstr(html.ptr, json_start) + strlen(json_start) - 1);
  assert_non_null(json);
  if (entry->title.len > 0)
    assert_json_string(json, "name", entry->title);
  assert_json_string(json, "@type", VIEW("AudioObject"));
  assert_json_string(json, "duration", VIEW("PT9M20S"));
  cJSON_Delete(json);
  gumbo_destroy_output(&kGumboDefaultOptions, page);

  struct buf xml = {0}; // and in XHTML
  buf_printf(&xml, "<r>%s</r>", html.ptr);
  xmlDocPtr document = xmlReadMemory(xml.ptr, (int)xml.len, "fragment.xml", NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR);
  assert_non_null(document);
  xmlFreeDoc(document);
  buf_clear(&xml);
  buf_clear(&html);
  buf_clear(&title);
  buf_clear(&label);
}

static void a_fragment_holds_whatever_strings_hold(void **state) {
  (void)state;
  enum { ELEMENTS = 11 }; // html head body listen-player p a audio source*2 track script*2 − 1
  struct site_sample sample;
  site_sample_init(&sample);
  for (size_t i = 0; i < site_n_nasty; i++) {
    struct site_entry *e = &sample.entry;
    e->title = e->author = e->summary = e->label = e->published = e->page_url = site_nasty[i];
    e->language = e->section = e->claim_text = site_nasty[i];
    sample.config.player.text = site_nasty[i].ptr;
    assert_fragment_says(&sample, ELEMENTS + 1);
  }
  site_sample_rename(&sample, VIEW("\"><script>&'/ü"));
  assert_fragment_says(&sample, ELEMENTS + 1);
  site_sample_clear(&sample);
}

// ---- chapters ----

static void chapters_are_version_1_2(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf out = {0};
  site_sample_init(&sample);
  for (size_t i = 0; i < site_n_nasty; i++) {
    sample.chapters[1].title = site_nasty[i];
    buf_reset(&out);
    assert_true(publish_chapters(&sample.entry, &out));
    cJSON *root = cJSON_Parse(out.ptr);
    assert_json_string(root, "version", VIEW("1.2.0"));
    const cJSON *list = cJSON_GetObjectItem(root, "chapters");
    assert_int_equal(cJSON_GetArraySize(list), 3);
    const cJSON *second = cJSON_GetArrayItem(list, 1);
    assert_true(cJSON_GetObjectItem(second, "startTime")->valuedouble == 12.5);
    assert_true(cJSON_GetObjectItem(second, "endTime")->valuedouble == 300.063);
    if (site_nasty[i].len > 0)
      assert_json_string(second, "title", site_nasty[i]);
    cJSON_Delete(root);
  }
  buf_clear(&out);
  site_sample_clear(&sample);
}

// ---- memory ----

static void *cjson_malloc(size_t size) {
  return malloc(size); // from here it can fail; a shared library's own calls cannot be made to
}

// The writer of libxml2 2.9 loses what it had when it runs out of memory: that is no leak of ours.
static void *xml_malloc(size_t size) {
  leaks_count(false);
  void *p = malloc(size);
  leaks_count(true);
  return p;
}

static void *xml_realloc(void *p, size_t size) {
  leaks_count(false);
  void *moved = realloc(p, size);
  leaks_count(true);
  return moved;
}

static char *xml_strdup(const char *text) {
  char *copy = xml_malloc(strlen(text) + 1);
  return copy == NULL ? NULL : strcpy(copy, text);
}

static bool publish_all(const struct site_sample *s, struct buf *out) {
  return publish_chapters(&s->entry, out) && publish_fragment(&s->entry, &s->config, out) &&
         publish_manifest_begin(&s->config, out) &&
         publish_manifest_entry(s->entry.key, VIEW("{}"), true, out) && publish_manifest_end(out) &&
         publish_feed_begin(&s->config, s->entry.published, out) &&
         publish_feed_item(&s->entry, &s->config, out) && publish_feed_end(out);
}

static void running_out_of_memory_is_said(void **state) {
  (void)state;
  struct site_sample sample;
  struct buf whole = {0};
  site_sample_init(&sample);
  assert_true(publish_all(&sample, &whole));
  cJSON_InitHooks(&(cJSON_Hooks){cjson_malloc, free});
  assert_int_equal(xmlMemSetup(free, xml_malloc, xml_realloc, xml_strdup), 0);
  long n = 0;
  for (bool done = false; !done; n++) {
    struct buf out = {0};
    fail_allocations_after(n);
    done = publish_all(&sample, &out);
    fail_allocations_after(-1);
    assert_true(done ? view_eq(buf_as_view(&out), buf_as_view(&whole)) : out.failed);
    buf_clear(&out);
  }
  assert_true(n > 400);
  cJSON_InitHooks(NULL);
  buf_clear(&whole);
  site_sample_clear(&sample);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(urls_keep_every_byte),
      cmocka_unit_test(dates_have_their_zone),
      cmocka_unit_test(what_is_published_is_known),
      cmocka_unit_test(the_language_is_the_pages_when_asked_so),
      cmocka_unit_test(a_manifest_is_read_line_by_line),
      cmocka_unit_test(a_manifest_has_the_bytes_it_always_had),
      cmocka_unit_test(a_fragment_holds_whatever_strings_hold),
      cmocka_unit_test(chapters_are_version_1_2),
      cmocka_unit_test(running_out_of_memory_is_said),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  xmlCleanupParser();
  return failed;
}
