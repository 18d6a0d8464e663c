#include "config_support.h"

#include "base/glob.h"
#include "config/site_config.h"
#include "estimate/label.h"
#include "yaml/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// ---- golden tables ----

// What a row is about, where it is about nothing else: "…" at its beginning stands for these.
static const char needed[] = "inputs: a/*.md\noutput: o\n";

static struct buf yaml_of(struct view text) {
  struct buf yaml = {0};
  struct view rest = text;
  if (view_starts(rest, VIEW("…"))) {
    buf_str(&yaml, needed);
    rest = view_sub(rest, VIEW("…").len, rest.len);
  }
  buf_view(&yaml, rest);
  return yaml;
}

static enum listen_status try_config(struct view yaml, struct listen_diag *diag) {
  struct site_config config;
  enum listen_status status = site_config_parse(yaml, CONFIG_NAME, &config, diag);
  assert_true(status == LISTEN_OK || (config.settings.arena.head == NULL && config.path == NULL));
  site_config_clear(&config);
  return status;
}

static enum listen_status try_row(struct view text, struct listen_diag *diag) {
  struct buf yaml = yaml_of(text);
  enum listen_status status = try_config(buf_as_view(&yaml), diag);
  buf_clear(&yaml);
  return status;
}

static void bad_configurations_are_explained(void **state) {
  (void)state;
  assert_explained("golden/config/site_bad.tsv", 90, false, try_row);
  assert_explained("golden/config/site_bad_de.tsv", 20, true, try_row);
}

static void render_strings(struct buf *out, const char *label, const char *const *texts, size_t n) {
  for (size_t i = 0; i < n; i++)
    buf_printf(out, "%s%s", i == 0 ? label : ", ", texts[i]);
  if (n > 0)
    buf_str(out, "; ");
}

static void render_string(struct buf *out, const char *label, const char *text, const char *usual) {
  if (text != NULL && (usual == NULL || strcmp(text, usual) != 0))
    buf_printf(out, "%s%s; ", label, text);
}

static void render_sections(struct buf *out, const struct site_config *config) {
  for (size_t i = 0; i < config->n_sections; i++) {
    const struct site_section *section = &config->sections[i];
    buf_printf(out, "section %s (line %zu)", section->match, section->line);
    if (section->voice != NULL)
      buf_printf(out, " voice %s at %zu:%zu", section->voice, section->voice_line,
                 section->voice_column);
    if (section->title != NULL)
      buf_printf(out, " title %s", section->title);
    buf_str(out, section->feed ? "; " : " no feed; ");
  }
}

static void render_feed(struct buf *out, const struct site_feed *feed) {
  if (!feed->enabled)
    return;
  buf_printf(out, "feed %s, %s, %s, %s, %d items%s; ", feed->title, feed->file, feed->language,
             feed->format, feed->items, feed->is_explicit ? ", explicit" : "");
  render_string(out, "link ", feed->link, NULL);
  render_string(out, "description ", feed->description, NULL);
  render_string(out, "author ", feed->author, NULL);
  render_string(out, "email ", feed->email, NULL);
  render_string(out, "image ", feed->image, NULL);
  render_string(out, "category ", feed->category, NULL);
  render_string(out, "copyright ", feed->copyright, NULL);
}

/// All that is not as it would be if only `needed` were given.
static struct buf render_config(const struct site_config *config) {
  struct buf out = {0};
  if (config->n_inputs != 1 || strcmp(config->inputs[0], "a/*.md") != 0)
    render_strings(&out, "in ", config->inputs, config->n_inputs);
  render_strings(&out, "not ", config->exclude, config->n_exclude);
  if (strcmp(config->output, "o") != 0)
    buf_printf(&out, "to %s = %s; ", config->output, config->output_path);
  render_string(&out, "url ", config->url, "");
  render_string(&out, "pages ", config->page_url, NULL);
  if (config->n_formats != 1 || strcmp(config->formats[0], "mp3") != 0)
    render_strings(&out, "formats ", config->formats, config->n_formats);
  if (config->bitrate_kbps != 0)
    buf_printf(&out, "bitrate %d; ", config->bitrate_kbps);
  render_string(&out, "cover ", config->cover, NULL);
  render_string(&out, "label ", config->label_format, "Artikel anhören • {minutes}");
  render_string(&out, "album ", config->album, NULL);
  render_sections(&out, config);
  render_feed(&out, &config->feed);
  if (!config->player.enabled)
    buf_str(&out, "no player; ");
  if (!config->player.highlight)
    buf_str(&out, "no highlight; ");
  render_string(&out, "buttons ", config->player.language, "auto");
  render_string(&out, "text ", config->player.text, "article");
  render_string(&out, "voice ", config->settings.voice, NULL);
  render_strings(&out, "lexicon ", config->settings.lexicons, config->settings.n_lexicons);
  for (size_t i = 0; i < config->settings.replace.n_items; i++)
    buf_printf(&out, "say %s; ", config->settings.replace.items[i].spoken.ptr);
  if (config->settings.readings_given)
    buf_printf(&out, "read %u; ", config->settings.readings);
  if (out.len == 0)
    buf_str(&out, "nothing; ");
  out.len -= 2;
  return out;
}

static bool check_good_row(const struct table_row *row, void *context) {
  const char *path = context;
  struct buf text = unescape(row->fields[0]), yaml = yaml_of(buf_as_view(&text));
  buf_clear(&text);
  struct listen_diag diag = {0};
  struct site_config config;
  enum listen_status status = site_config_parse(buf_as_view(&yaml), CONFIG_NAME, &config, &diag);
  struct buf got = status == LISTEN_OK ? render_config(&config) : render_diag(&diag);
  bool fine = status == LISTEN_OK && view_eq(buf_as_view(&got), row->fields[1]) &&
              strcmp(config.path, CONFIG_NAME) == 0 && strcmp(config.folder, "etc") == 0 &&
              config.settings.path == config.path;
  if (!fine)
    report_row(path, row->line, buf_as_view(&got), row->fields[1]);
  site_config_clear(&config);
  buf_clear(&got);
  buf_clear(&yaml);
  return fine;
}

static void good_configurations_are_understood(void **state) {
  (void)state;
  char path[] = "golden/config/site_good.tsv";
  for_each_row(path, 40, check_good_row, path);
}

// ---- the fields' table ----

static void fields_are_documented(void **state) {
  (void)state;
  assert_in_range(n_site_fields, 30, 60);
  for (size_t i = 0; i < n_site_fields; i++) {
    const struct site_field *field = &site_fields[i];
    assert_true(strlen(field->help_en) > 5 && strlen(field->help_de) > 5);
    assert_string_not_equal(field->help_en, field->help_de);
    assert_int_equal(strcmp(field->type, "choice") == 0, field->choices[0] != NULL);
    assert_false(field->required && field->fallback != NULL);
    for (size_t j = 0; j < i; j++)
      assert_string_not_equal(field->key, site_fields[j].key);
    for (size_t j = 0; j < n_settings_fields; j++)
      assert_string_not_equal(field->key, settings_fields[j].key);
  }
}

static void the_manual_has_every_field(void **state) {
  (void)state;
  struct buf page = read_test_file(PROJECT_DIR "/src/man/listen.yaml.5");
  size_t n_wrong = 0, n_items = 0;
  for (size_t i = 0; i < n_site_fields + n_settings_fields; i++) {
    const bool own = i < n_site_fields;
    const char *key = own ? site_fields[i].key : settings_fields[i - n_site_fields].key;
    struct view entry = manual_entry(buf_as_view(&page), key);
    struct buf text = {0};
    buf_view(&text, entry);
    const char *fallback = own ? site_fields[i].fallback : NULL;
    bool fine = entry.ptr != NULL;
    if (fine && fallback != NULL && fallback[0] != '\0')
      fine = strstr(text.ptr, "Default") != NULL && strstr(text.ptr, fallback) != NULL;
    for (size_t k = 0; fine && own && site_fields[i].choices[k] != NULL; k++)
      fine = strstr(text.ptr, site_fields[i].choices[k]) != NULL;
    if (!fine)
      print_error("listen.yaml.5: %s: missing, or without its default or choices\n", key);
    n_wrong += !fine;
    buf_clear(&text);
  }
  for (const char *p = page.ptr; (p = strstr(p, "\n.It Ic ")) != NULL; p++)
    n_items++;
  buf_clear(&page);
  assert_int_equal(n_wrong, 0);
  assert_int_equal(n_items, n_site_fields + n_settings_fields);
}

// ---- the example ----

/// The example with every "#" away that stands before a field: those followed by a blank are prose.
static struct buf uncommented(struct view text) {
  struct buf out = {0};
  bool line_start = true;
  for (size_t i = 0; i < text.len; i++) {
    bool comment = line_start && text.ptr[i] == '#' && i + 1 < text.len;
    line_start = text.ptr[i] == '\n';
    // "#  key:" belongs to a group; prose has one blank.
    bool prose =
        comment && (text.ptr[i + 1] == '\n' || (text.ptr[i + 1] == ' ' && text.ptr[i + 2] != ' '));
    if (!comment || prose)
      buf_byte(&out, text.ptr[i]);
  }
  return out;
}

static const struct yaml_node *node_of(const struct yaml_node *root, const char *key) {
  const char *dot = strchr(key, '.');
  if (dot == NULL)
    return yaml_get(root, view_of(key));
  const struct yaml_node *group = yaml_get(root, (struct view){key, (size_t)(dot - key)});
  if (group != NULL && group->kind == YAML_LIST)
    group = group->first;
  return yaml_get(group, view_of(dot + 1));
}

/// Whatever is said without a default is only an example, and so is the web address.
static bool is_default(const struct site_field *field, const struct yaml_node *node) {
  if (field->fallback == NULL || field->fallback[0] == '\0')
    return true;
  const struct yaml_node *value = node->kind == YAML_LIST ? node->first : node;
  return view_eq(value->text, view_of(field->fallback));
}

static void the_examples_load_and_are_complete(void **state) {
  (void)state;
  for (int german = 0; german < 2; german++) {
    struct view example = site_config_example(german == 1);
    struct listen_diag diag = {0};
    struct site_config config;
    if (site_config_parse(example, "listen.yaml", &config, &diag) != LISTEN_OK)
      fail_msg("%zu:%zu: %s", diag.line, diag.column, diag.message);
    assert_string_equal(config.inputs[0], "content/**/*.md");
    assert_string_equal(config.folder, ".");
    assert_false(config.feed.enabled);
    assert_string_equal(config.settings.voice == NULL ? "" : config.settings.voice, "");
    site_config_clear(&config);

    struct buf all = uncommented(example);
    if (site_config_parse(buf_as_view(&all), "listen.yaml", &config, &diag) != LISTEN_OK)
      fail_msg("all: %zu:%zu: %s (%s)", diag.line, diag.column, diag.message, diag.hint);
    assert_true(config.feed.enabled);
    site_config_clear(&config);
    struct arena arena = {0};
    const struct yaml_node *root;
    assert_int_equal(yaml_parse(buf_as_view(&all), "", &arena, &root, NULL), LISTEN_OK);
    for (size_t i = 0; i < n_site_fields; i++) {
      const struct yaml_node *node = node_of(root, site_fields[i].key);
      if (node == NULL || !is_default(&site_fields[i], node))
        fail_msg("%s is missing, or does not have its default", site_fields[i].key);
    }
    for (size_t i = 0; i < n_settings_fields; i++)
      if (node_of(root, settings_fields[i].key) == NULL)
        fail_msg("%s is missing", settings_fields[i].key);
    arena_clear(&arena);
    buf_clear(&all);
  }
  assert_false(view_eq(site_config_example(true), site_config_example(false)));
}

// ---- paths and addresses ----

static void paths_begin_beside_the_file(void **state) {
  (void)state;
  static const struct {
    const char *path, *folder, *output, *cover;
  } cases[] = {
      {"listen.yaml", ".", "o", "c.png"},
      {"./listen.yaml", ".", "./o", "./c.png"},
      {"site/listen.yaml", "site", "site/o", "site/c.png"},
      {"/srv/site/listen.yaml", "/srv/site", "/srv/site/o", "/srv/site/c.png"},
      {"/listen.yaml", "/", "/o", "/c.png"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct site_config config;
    struct view yaml = VIEW("inputs: a.md\noutput: o\ncover: c.png\nvoice: v/x.yaml\n");
    assert_int_equal(site_config_parse(yaml, cases[i].path, &config, NULL), LISTEN_OK);
    assert_string_equal(config.folder, cases[i].folder);
    assert_string_equal(config.output, "o");
    assert_string_equal(config.output_path, cases[i].output);
    assert_string_equal(config.cover, cases[i].cover);
    assert_int_equal(config.cover_line, 3);
    assert_int_equal(config.inputs_line, 1);
    assert_int_equal(config.output_line, 2);
    site_config_clear(&config);
  }
}

static void pages_have_addresses(void **state) {
  (void)state;
  static const struct {
    const char *page_url, *key, *want;
  } cases[] = {
      {"https://e.org/{key}/", "2026/foo", "https://e.org/2026/foo/"},
      {"https://e.org/{key}.html", "über uns", "https://e.org/%C3%BCber%20uns.html"},
      {"/p?k={key}&x={key}", "a&b", "/p?k=a%26b&x=a%26b"},
      {"https://e.org/{key}/", "index", "https://e.org/"},
      {"https://e.org/{key}", "index", "https://e.org/"},
      {"https://e.org/{key}/", "a/index", "https://e.org/a/index/"},
      {"/{key}/", "a\"<>'{key}", "/a%22%3C%3E%27%7Bkey%7D/"},
      {NULL, "a", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct site_config config = {.page_url = cases[i].page_url};
    struct buf out = {0};
    buf_str(&out, "");
    assert_true(site_page_url(&config, view_of(cases[i].key), &out));
    assert_int_equal(out.len, strlen(cases[i].want));
    assert_memory_equal(out.len == 0 ? "" : out.ptr, cases[i].want, out.len);
    buf_clear(&out);
  }
}

// ---- files ----

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void the_output_folder_is_no_folder_above(void **state) {
  (void)state;
  char top[] = "/tmp/listen-site-XXXXXX", path[128], link[128];
  assert_non_null(mkdtemp(top));
  snprintf(path, sizeof path, "%s/site", top);
  assert_int_equal(mkdir(path, 0700), 0);
  snprintf(link, sizeof link, "%s/link", top);
  assert_int_equal(symlink("site", link), 0);
  snprintf(path, sizeof path, "%s/site/listen.yaml", top);
  static const struct {
    const char *output;
    bool fine;
  } cases[] = {{"../site", false}, {"../link", false}, {"../site/../link", false}, {"/tmp", false},
               {"../other", true}, {"audio", true},    {"../link/audio", true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char yaml[200];
    snprintf(yaml, sizeof yaml, "inputs: a.md\noutput: %s\n", cases[i].output);
    write_file(path, yaml);
    struct listen_diag diag = {0};
    struct site_config config;
    enum listen_status status = site_config_load(path, &config, &diag);
    assert_int_equal(status, cases[i].fine ? LISTEN_OK : LISTEN_E_CONFIG);
    if (!cases[i].fine) {
      snprintf(yaml, sizeof yaml,
               "output is \"%s\"; accepted: a folder for it alone, not that of this file or one "
               "above it",
               cases[i].output);
      assert_string_equal(diag.message, yaml);
      assert_int_equal(diag.line, 2);
      assert_int_equal(diag.column, 9);
      assert_null(config.settings.arena.head);
    }
    site_config_clear(&config);
  }
  unlink(path);
  unlink(link);
  snprintf(path, sizeof path, "%s/site", top);
  rmdir(path);
  assert_int_equal(rmdir(top), 0);
}

static enum listen_status try_load(struct view path, struct listen_diag *diag) {
  struct site_config config;
  enum listen_status status = site_config_load(path.ptr, &config, diag);
  assert_null(config.path);
  return status;
}

static void files_that_cannot_be_read_are_named(void **state) {
  (void)state;
  assert_unreadable_named(try_load);
  site_config_clear(NULL);
}

// ---- sizes ----

static enum listen_status parse_many(const char *before, const char *item, size_t n,
                                     struct listen_diag *diag, struct site_config *config) {
  struct buf yaml = {0};
  buf_str(&yaml, "output: o\n");
  buf_str(&yaml, before);
  for (size_t i = 0; i < n; i++)
    for (const char *p = item; *p != '\0'; p++)
      if (*p == '#')
        buf_printf(&yaml, "%zu", i);
      else
        buf_byte(&yaml, *p);
  enum listen_status status = site_config_parse(buf_as_view(&yaml), "s", config, diag);
  buf_clear(&yaml);
  return status;
}

static void lists_are_limited(void **state) {
  (void)state;
  struct site_config config;
  struct listen_diag diag = {0};
  assert_int_equal(parse_many("inputs:\n", "  - a/#.md\n", SITE_GLOBS_MAX, &diag, &config),
                   LISTEN_OK);
  assert_int_equal(config.n_inputs, SITE_GLOBS_MAX);
  assert_string_equal(config.inputs[63], "a/63.md");
  site_config_clear(&config);
  assert_int_equal(parse_many("inputs:\n", "  - a/#.md\n", SITE_GLOBS_MAX + 1, &diag, &config),
                   LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "inputs is a list; accepted: globs such as content/**/*.md, 1 "
                                    "to 64 of them as a list");
  const char *sections = "inputs: a.md\nsections:\n";
  assert_int_equal(parse_many(sections, "  - match: \"#\"\n", SITE_SECTIONS_MAX, &diag, &config),
                   LISTEN_OK);
  assert_int_equal(config.n_sections, SITE_SECTIONS_MAX);
  assert_true(config.sections[63].feed);
  site_config_clear(&config);
  assert_int_equal(
      parse_many(sections, "  - match: \"#\"\n", SITE_SECTIONS_MAX + 1, &diag, &config),
      LISTEN_E_CONFIG);
  assert_string_equal(diag.message,
                      "sections is a list; accepted: a list of at most 64 groups of fields");
}

static void hostile_yaml_is_refused_at_once(void **state) {
  (void)state;
  struct buf yaml = {0};
  buf_str(&yaml, "inputs:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
  for (unsigned i = 1; i < 40; i++)
    buf_printf(&yaml, "  a%u: &a%u [*a%u,*a%u,*a%u,*a%u]\n", i, i, i - 1, i - 1, i - 1, i - 1);
  struct site_config config;
  struct listen_diag diag = {0};
  clock_t start = clock();
  assert_int_equal(site_config_parse(buf_as_view(&yaml), "s", &config, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "anchors (&name) are not accepted");
  buf_clear(&yaml);
  yaml = repeated("[", 5000);
  assert_int_equal(site_config_parse(buf_as_view(&yaml), "s", &config, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "nested deeper than 8 levels");
  buf_clear(&yaml);
  yaml = repeated("#\n", YAML_MAX_BYTES + 2);
  assert_int_equal(site_config_parse(buf_as_view(&yaml), "s", &config, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "the file is larger than 1024 KiB");
  buf_clear(&yaml);
  assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.5);
}

// ---- running out of memory ----

static void every_failed_allocation_is_reported(void **state) {
  (void)state;
  struct buf yaml = uncommented(site_config_example(true));
  assert_failed_allocations_reported(try_config, buf_as_view(&yaml), 10);
  buf_clear(&yaml);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bad_configurations_are_explained),
      cmocka_unit_test(good_configurations_are_understood),
      cmocka_unit_test(fields_are_documented),
      cmocka_unit_test(the_manual_has_every_field),
      cmocka_unit_test(the_examples_load_and_are_complete),
      cmocka_unit_test(paths_begin_beside_the_file),
      cmocka_unit_test(pages_have_addresses),
      cmocka_unit_test(the_output_folder_is_no_folder_above),
      cmocka_unit_test(files_that_cannot_be_read_are_named),
      cmocka_unit_test(lists_are_limited),
      cmocka_unit_test(hostile_yaml_is_refused_at_once),
      cmocka_unit_test(every_failed_allocation_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
