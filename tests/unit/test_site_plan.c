#include "support.h"
#include "work_folder.h"

#include "base/sum.h"
#include "failing_alloc.h"
#include "site/gather.h"
#include "site/plan.h"
#include "site_sample.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- a site of some articles, of which all is published ----

enum { N = 4 };
static const char *const keys[N] = {"a b", "a/ü", "b", "c/d"}; // in the order of bytes
static const uint64_t settings_sum[2] = {7, 8};

static struct site_sample sample;
static struct site_article articles[N];
static char sources[N][64], paths[N][PATH_MAX];
static struct site_list list;
static struct site_folder folder;
static struct site_plan plan;
static volatile sig_atomic_t cancelled;

static void put_file(const char *path, const char *content) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(content, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static bool is_there(const char *relative) {
  return access(at(relative), F_OK) == 0;
}

/// All settings have one sum, but an article that asks for a voice of its own gets another; of
/// "none" there is none.
static bool sum_settings(void *context, const struct site_article *article, struct view own_voice,
                         uint64_t out[2]) {
  (void)context;
  (void)article;
  memcpy(out, settings_sum, sizeof settings_sum);
  out[1] += own_voice.len;
  return !view_eq(own_voice, VIEW("none"));
}

static const struct site_settings_sum settings = {.sum = sum_settings};

/// The sample's entry as one of an article, with files of 1 to 6 bytes.
static void describe(size_t n, const struct site_folder *where) {
  struct site_entry *entry = &sample.entry;
  site_sample_rename(&sample, view_of(keys[n]));
  entry->source = view_of(articles[n].source);
  entry->own_voice = (struct view){0};
  struct buf text = read_test_file(paths[n]);
  sum_of(buf_as_view(&text), entry->source_hash);
  buf_clear(&text);
  memcpy(entry->build_hash, settings_sum, sizeof settings_sum);
  assert_true(site_page_sum(&sample.config, &articles[n], entry->page_hash));
  entry->passed_over = false;
  entry->n_files = 6;
  entry->n_chapters = 3;
  for (size_t i = 0; i < 6; i++) {
    sample.files[i].bytes = i + 1;
    assert_int_equal(site_folder_put(where, sample.files[i].path.ptr,
                                     view_sub(VIEW("123456"), 0, i + 1), NULL, NULL),
                     LISTEN_OK);
  }
}

static void put_entry(size_t n, const struct site_folder *where) {
  struct buf json = {0}, path = {0};
  assert_true(site_entry_write(&sample.entry, view_of(sample.config.url), &json));
  buf_byte(&json, '\n');
  assert_true(site_article_path(keys[n], SITE_ENTRY_ENDING, &path));
  assert_int_equal(site_folder_put(where, path.ptr, buf_as_view(&json), NULL, NULL), LISTEN_OK);
  buf_clear(&json);
  buf_clear(&path);
}

static void publish(size_t n, const struct site_folder *where) {
  describe(n, where);
  put_entry(n, where);
}

static void make_plan(void) {
  site_plan_clear(&plan);
  assert_int_equal(
      site_plan_make(&sample.config, &list, &folder, &settings, &cancelled, &plan, NULL),
      LISTEN_OK);
  assert_int_equal(plan.n_jobs, N);
}

static int enter(void **state) {
  (void)state;
  if (make_work_folder() != 0 || mkdir(at("in"), 0755) != 0 ||
      site_folder_open(at("out"), true, &folder, NULL) != LISTEN_OK)
    return -1;
  cancelled = 0;
  site_sample_init(&sample);
  list = (struct site_list){.articles = articles, .n_articles = N};
  for (size_t i = 0; i < N; i++) {
    snprintf(sources[i], sizeof sources[i], "in/%zu.md", i);
    snprintf(paths[i], sizeof paths[i], "%s", at(sources[i]));
    articles[i] = (struct site_article){
        .path = paths[i], .source = sources[i], .key = keys[i], .section = SITE_NO_SECTION};
    put_file(paths[i], keys[i]);
    publish(i, &folder);
  }
  return 0;
}

static int leave(void **state) {
  (void)state;
  site_plan_clear(&plan);
  site_folder_close(&folder);
  site_sample_clear(&sample);
  return remove_work_folder();
}

// ---- what is to be done ----

static void do_nothing(void) {}
static void lose_entry(void) {
  unlink(at("out/b.article.json"));
}
static void damage_entry(void) {
  put_file(at("out/b.article.json"), "{\"key\":\"b\"");
}
static void take_others_entry(void) {
  describe(0, &folder);
  put_entry(2, &folder);
}
static void change_text(void) {
  put_file(paths[2], "other");
}
static void lose_text(void) {
  unlink(paths[2]);
}
static void have_folder_for_text(void) {
  unlink(paths[2]);
  mkdir(paths[2], 0755);
}
static void change_settings(void) {
  describe(2, &folder);
  sample.entry.build_hash[0]++;
  put_entry(2, &folder);
}
static void ask_for_voice(void) {
  describe(2, &folder);
  sample.entry.own_voice = VIEW("ruhig");
  sample.entry.build_hash[1] += 5;
  put_entry(2, &folder);
}
static void ask_for_voice_otherwise(void) {
  describe(2, &folder);
  sample.entry.own_voice = VIEW("ruhig");
  put_entry(2, &folder);
}
static void ask_for_no_voice(void) {
  describe(2, &folder);
  sample.entry.own_voice = VIEW("none");
  sample.entry.build_hash[1] += 4;
  put_entry(2, &folder);
}
static void lose_audio(void) {
  unlink(at("out/b.mp3"));
}
static void cut_audio(void) {
  put_file(at("out/b.opus"), "");
}
static void lose_timings(void) {
  unlink(at("out/b.timings.json"));
}
static void lose_captions(void) {
  unlink(at("out/b.vtt"));
}
static void grow_chapters(void) {
  put_file(at("out/b.chapters.json"), "123456789");
}
static void lose_fragment(void) {
  unlink(at("out/b.html"));
}
static void cut_fragment(void) {
  put_file(at("out/b.html"), "1");
}
static void link_audio(void) {
  unlink(at("out/b.mp3"));
  put_file(at("12"), "12");
  assert_int_equal(symlink(at("12"), at("out/b.mp3")), 0);
}
static void change_page_sum(void) {
  describe(2, &folder);
  sample.entry.page_hash[1]++;
  put_entry(2, &folder);
}
static void pass_over(void) {
  describe(2, &folder);
  sample.entry.passed_over = true;
  sample.entry.n_files = sample.entry.n_chapters = 0;
  put_entry(2, &folder);
}
static void pass_over_and_change(void) {
  pass_over();
  change_text();
}
static void all_at_once(void) {
  change_settings();
  lose_audio();
  change_text();
}

static void test_actions(void **state) {
  (void)state;
  static const struct {
    const char *name;
    void (*happen)(void);
    enum site_action want;
    bool has_entry;
  } rows[] = {{"nothing", do_nothing, SITE_KEEP, true},
              {"lose_entry", lose_entry, SITE_NEW, false},
              {"damage_entry", damage_entry, SITE_NEW, false},
              {"take_others_entry", take_others_entry, SITE_NEW, false},
              {"change_text", change_text, SITE_CHANGED, true},
              {"lose_text", lose_text, SITE_CHANGED, true},
              {"have_folder_for_text", have_folder_for_text, SITE_CHANGED, true},
              {"change_settings", change_settings, SITE_SETTINGS, true},
              {"ask_for_voice", ask_for_voice, SITE_KEEP, true},
              {"ask_for_voice_otherwise", ask_for_voice_otherwise, SITE_SETTINGS, true},
              {"ask_for_no_voice", ask_for_no_voice, SITE_SETTINGS, true},
              {"lose_audio", lose_audio, SITE_MISSING, true},
              {"cut_audio", cut_audio, SITE_MISSING, true},
              {"link_audio", link_audio, SITE_MISSING, true},
              {"lose_timings", lose_timings, SITE_MISSING, true},
              {"lose_captions", lose_captions, SITE_MISSING, true},
              {"grow_chapters", grow_chapters, SITE_MISSING, true},
              {"lose_fragment", lose_fragment, SITE_PAGE, true},
              {"cut_fragment", cut_fragment, SITE_PAGE, true},
              {"change_page_sum", change_page_sum, SITE_PAGE, true},
              {"pass_over", pass_over, SITE_KEEP, false},
              {"pass_over_and_change", pass_over_and_change, SITE_CHANGED, false},
              {"all_at_once", all_at_once, SITE_CHANGED, true}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (i > 0) {
      leave(NULL);
      assert_int_equal(enter(NULL), 0);
    }
    rows[i].happen();
    make_plan();
    for (size_t k = 0; k < N; k++) {
      enum site_action want = k == 2 ? rows[i].want : SITE_KEEP;
      if (plan.jobs[k].action != want)
        fail_msg("%s, job %zu: %d", rows[i].name, k, (int)plan.jobs[k].action);
      assert_ptr_equal(plan.jobs[k].article, &articles[k]);
      assert_int_equal(plan.jobs[k].has_entry, k != 2 || rows[i].has_entry);
    }
    assert_int_equal(plan.n_to_do, rows[i].want == SITE_KEEP ? 0 : 1);
    assert_int_equal(plan.n_removed, 0);
    assert_true(plan.saw_all);
  }
}

/// Each part of the configuration that is seen in a page changes its sum, and what is not does not.
static void test_page_sum(void **state) {
  (void)state;
  struct site_config *config = &sample.config;
  struct site_article article = articles[0];
  uint64_t first[2], sum[2];
  assert_true(site_page_sum(config, &article, first));
  config->url = "https://example.net/";
  make_plan();
  for (size_t i = 0; i < N; i++)
    assert_int_equal(plan.jobs[i].action, SITE_PAGE);
  config->sections[0] = (struct site_section){.title = "Sport", .feed = true};
  config->n_sections = 1;
  article.section = 0;
  const char **texts[] = {
      &config->url,         &config->page_url,        &config->label_format,
      &config->player.text, &config->player.language, &config->sections[0].title};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    assert_true(site_page_sum(config, &article, first));
    *texts[i] = i % 2 == 0 ? "other" : NULL;
    assert_true(site_page_sum(config, &article, sum));
    assert_false(sum_is(first, sum));
  }
  bool *flags[] = {&config->player.enabled, &config->player.highlight, &config->sections[0].feed};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    assert_true(site_page_sum(config, &article, first));
    *flags[i] = !*flags[i];
    assert_true(site_page_sum(config, &article, sum));
    assert_false(sum_is(first, sum));
  }
  config->album = "Album";
  config->feed.title = "Titel";
  assert_true(site_page_sum(config, &article, first));
  assert_true(sum_is(first, sum));
}

static void test_gone(void **state) {
  (void)state;
  list.articles = articles + 1;
  list.n_articles = 2; // "a b" and "c/d" are no articles any more
  assert_int_equal(
      site_plan_make(&sample.config, &list, &folder, &settings, &cancelled, &plan, NULL),
      LISTEN_OK);
  assert_int_equal(plan.n_removed, 2);
  assert_string_equal(plan.removed[0], "a b");
  assert_string_equal(plan.removed[1], "c/d");
  put_file(at("out/a b.txt"), "somebody's");
  for (size_t i = 0; i < 2; i++)
    assert_int_equal(gather_remove(&folder, plan.removed[i], NULL), LISTEN_OK);
  assert_false(is_there("out/c"));
  assert_false(is_there("out/a b.mp3"));
  assert_false(is_there("out/a b.article.json"));
  assert_true(is_there("out/a b.txt"));
  assert_true(is_there("out/a/ü.mp3"));
  assert_int_equal(gather_remove(&folder, "a b", NULL), LISTEN_OK); // once more
}

static void test_plan_without_folder_or_time(void **state) {
  (void)state;
  struct site_folder none;
  assert_int_equal(site_folder_open(at("none"), false, &none, NULL), LISTEN_OK);
  assert_int_equal(site_plan_make(&sample.config, &list, &none, &settings, &cancelled, &plan, NULL),
                   LISTEN_OK);
  for (size_t i = 0; i < N; i++)
    assert_int_equal(plan.jobs[i].action, SITE_NEW);
  assert_int_equal(plan.n_to_do, N);
  site_folder_close(&none);
  site_plan_clear(&plan);
  cancelled = 1;
  assert_int_equal(
      site_plan_make(&sample.config, &list, &folder, &settings, &cancelled, &plan, NULL),
      LISTEN_E_CANCELLED);
  assert_null(plan.jobs);
}

static void test_no_memory(void **state) {
  (void)state;
  bool fine = false;
  for (long n = 0; !fine; n++) {
    assert_true(n < 5000);
    struct gather_result result;
    fail_allocations_after(n);
    enum listen_status status =
        site_plan_make(&sample.config, &list, &folder, &settings, &cancelled, &plan, NULL);
    if (status == LISTEN_OK)
      for (size_t i = 0; status == LISTEN_OK && i < N; i++)
        status = site_job_reload(&plan.jobs[i], &folder);
    if (status == LISTEN_OK)
      status = gather_publish(&sample.config, &plan, &folder, VIEW("js"), false, &result, NULL);
    fail_allocations_after(-1);
    fine = status == LISTEN_OK;
    // Whatever is lost, nothing that is published goes.
    assert_true(is_there("out/b.mp3"));
    if (!fine)
      site_plan_clear(&plan);
  }
}

// ---- manifest and feed ----

static struct gather_result gather(bool keep) {
  struct gather_result result;
  struct listen_diag diag = {0};
  if (gather_publish(&sample.config, &plan, &folder, VIEW("js"), keep, &result, &diag) != LISTEN_OK)
    fail_msg("%s", diag.message);
  return result;
}

static void test_publish(void **state) {
  (void)state;
  make_plan();
  struct gather_result result = gather(false);
  assert_true(result.manifest && result.feed && result.player);
  assert_int_equal(result.n_articles, N);
  struct buf manifest = read_test_file(at("out/manifest.json"));
  buf_byte(&manifest, '\0');
  const char *before = manifest.ptr;
  for (size_t i = 0; i < N; i++) { // each begins a line, in order
    char line[64];
    snprintf(line, sizeof line, "\n\"%s\":{", keys[i]);
    before = strstr(before, line);
    assert_non_null(before);
  }
  buf_clear(&manifest);
  result = gather(false);
  assert_false(result.manifest || result.feed || result.player);
}

/// New entries name less than the manifest does: a format less, or nothing; and one is lost.
static void name_less(void) {
  describe(2, &folder);
  sample.files[1] = sample.files[5]; // no MP3 any more
  sample.entry.n_files = 5;
  put_entry(2, &folder);
  site_sample_clear(&sample);
  site_sample_init(&sample);
  describe(3, &folder);
  sample.entry.passed_over = true;
  sample.entry.n_files = sample.entry.n_chapters = 0;
  put_entry(3, &folder);
  assert_int_equal(unlink(at("out/a b.article.json")), 0);
}

static void test_obsolete_files(void **state) {
  (void)state;
  for (int keep = 0; keep < 2; keep++) {
    for (size_t i = 0; i < N; i++)
      publish(i, &folder);
    make_plan();
    gather(false);
    name_less();
    put_file(at("out/b.wav"), "somebody's");
    make_plan();
    assert_true(gather(keep).manifest);
    assert_int_equal(is_there("out/b.mp3"), keep);
    assert_int_equal(is_there("out/c/d.opus"), keep);
    assert_int_equal(is_there("out/c/d.html"), keep);
    assert_true(is_there("out/c/d.article.json"));
    assert_true(is_there("out/b.opus") && is_there("out/b.html") && is_there("out/b.wav"));
    assert_true(is_there("out/a b.mp3")); // a lost entry is no reason
    assert_true(is_there("out/a/ü.mp3"));
  }
}

/// The manifest that is replaced may hold anything.
static void test_hostile_manifest(void **state) {
  (void)state;
  put_file(at("victim.mp3"), "victim");
  describe(2, &folder);
  struct buf json = {0}, all = {0};
  assert_true(site_entry_write(&sample.entry, view_of(sample.config.url), &json));
  static const char *const forms[] = {
      "\"b\":%s,\n", "\"other\":%s\n", "\"b\"",        "\"b\":", "\"",          "\"b\\",
      "\n\n",        "\"b\":{}\n",     "\"b\":%s%s\n", "%s\n",   "\"\\\"\":%s", "\"b\":\n"};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    const char *form = forms[i];
    for (const char *p; (p = strstr(form, "%s")) != NULL; form = p + 2) {
      buf_add(&all, form, (size_t)(p - form));
      buf_view(&all, buf_as_view(&json));
    }
    buf_str(&all, form);
    put_file(at("out/manifest.json"), all.ptr);
    make_plan();
    assert_true(gather(false).manifest);
    buf_reset(&all);
  }
  // An entry of somebody else's file is none.
  for (char *p; (p = strstr(json.ptr, "\"b.")) != NULL;)
    memcpy(p, "\"c/", 3);
  buf_str(&all, "\"b\":");
  buf_view(&all, buf_as_view(&json));
  put_file(at("out/manifest.json"), all.ptr);
  gather(false);
  buf_clear(&json);
  buf_clear(&all);
  make_plan();
  assert_int_equal(plan.n_to_do, 0);
}

/// Gone between two looks: an error, and not an article less.
static void test_entry_that_is_lost_meanwhile(void **state) {
  (void)state;
  struct gather_result result;
  struct listen_diag diag = {0};
  make_plan();
  gather(false);
  lose_entry();
  assert_int_equal(
      gather_publish(&sample.config, &plan, &folder, VIEW("js"), false, &result, &diag),
      LISTEN_E_IO);
  assert_string_equal(diag.file, "b.article.json");
  assert_int_equal(site_job_reload(&plan.jobs[2], &folder), LISTEN_E_IO);
  assert_false(plan.jobs[2].has_entry);
  assert_int_equal(gather(false).n_articles, N - 1);
}

// ---- what others have built ----

static size_t take(const struct site_folder *from) {
  size_t n_taken;
  assert_int_equal(
      gather_take(&sample.config, &plan, &settings, from, &folder, &cancelled, &n_taken, NULL),
      LISTEN_OK);
  return n_taken;
}

static void test_take(void **state) {
  (void)state;
  struct site_folder other;
  assert_int_equal(site_folder_open(at("other"), true, &other, NULL), LISTEN_OK);
  for (size_t i = 0; i < N; i++)
    publish(i, &other);
  // Here: all is fine; nothing; another text; a page to be made anew.
  lose_entry();
  for (size_t i = 0; i < N; i += 3)
    put_file(paths[i], "other text");
  publish(0, &other);
  describe(3, &folder);
  sample.entry.page_hash[0]++;
  put_entry(3, &folder);
  describe(3, &other);
  sample.entry.page_hash[0]++;
  put_entry(3, &other);
  make_plan();
  assert_int_equal(plan.jobs[0].action, SITE_CHANGED);
  assert_int_equal(plan.jobs[2].action, SITE_NEW);
  assert_int_equal(plan.jobs[3].action, SITE_PAGE);
  assert_int_equal(take(&other), 2); // the page of the fourth is no better there
  assert_int_equal(take(&other), 0);
  make_plan();
  assert_int_equal(plan.n_to_do, 1);
  site_folder_close(&other);
}

/// What is not whole, or of another text or with other settings, stays where it is.
static void test_take_not(void **state) {
  (void)state;
  static const char *const lost[] = {"b.opus",          "b.mp3",  "b.timings.json", "b.vtt",
                                     "b.chapters.json", "b.html", "b.article.json"};
  struct site_folder other;
  assert_int_equal(site_folder_open(at("other"), true, &other, NULL), LISTEN_OK);
  lose_entry();
  make_plan();
  for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
    publish(2, &other);
    assert_int_equal(site_folder_remove(&other, lost[i], NULL), LISTEN_OK);
    assert_int_equal(take(&other), 0);
  }
  describe(2, &other);
  sample.entry.source_hash[0]++;
  put_entry(2, &other);
  assert_int_equal(take(&other), 0);
  describe(2, &other);
  sample.entry.build_hash[0]++;
  put_entry(2, &other);
  assert_int_equal(take(&other), 0);
  assert_false(is_there("out/b.article.json"));
  publish(2, &other);
  size_t n_taken;
  cancelled = 1;
  assert_int_equal(
      gather_take(&sample.config, &plan, &settings, &other, &folder, &cancelled, &n_taken, NULL),
      LISTEN_E_CANCELLED);
  assert_int_equal(n_taken, 0);
  assert_false(is_there("out/b.article.json"));
  cancelled = 0;
  assert_int_equal(take(&other), 1);
  make_plan();
  assert_int_equal(plan.n_to_do, 0);
  site_folder_close(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_actions),
      TEST(test_page_sum),
      TEST(test_gone),
      TEST(test_plan_without_folder_or_time),
      TEST(test_no_memory),
      TEST(test_publish),
      TEST(test_obsolete_files),
      TEST(test_hostile_manifest),
      TEST(test_entry_that_is_lost_meanwhile),
      TEST(test_take),
      TEST(test_take_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
