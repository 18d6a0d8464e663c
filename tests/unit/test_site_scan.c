#include "failing_alloc.h"
#include "support.h"
#include "work_folder.h"

#include "site/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// ---- trees ----

static int make_top(void **state) {
  (void)state;
  return make_work_folder();
}

static int remove_top(void **state) {
  (void)state;
  return remove_work_folder();
}

/// A file with so many bytes, and the folders above it.
static void put(const char *name, size_t bytes) {
  char path[8192];
  snprintf(path, sizeof path, "%s/%s", root, name);
  for (char *slash = strchr(path + strlen(root) + 1, '/'); slash != NULL;
       slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
    *slash = '/';
  }
  FILE *file = fopen(path, "wb");
  if (file == NULL)
    fail_msg("%s: %s", path, strerror(errno));
  for (size_t i = 0; i < bytes; i++)
    fputc('x', file);
  fclose(file);
}

static void put_all(const char *const *names) {
  for (; *names != NULL; names++)
    put(*names, 1);
}

/// Load the configuration as `listen.yaml` in the folder of the test.
static void load(const char *yaml, struct site_config *config) {
  struct listen_diag diag = {0};
  char path[128];
  snprintf(path, sizeof path, "%s/listen.yaml", root);
  if (site_config_parse(view_of(yaml), path, config, &diag) != LISTEN_OK)
    fail_msg("%zu:%zu: %s", diag.line, diag.column, diag.message);
}

/// "key=source …" of the articles, then "!source: message" of each misfit, a line each.
static struct buf render_list(const struct site_list *list) {
  struct buf out = {0};
  buf_str(&out, "");
  for (size_t i = 0; i < list->n_articles; i++) {
    const struct site_article *article = &list->articles[i];
    buf_printf(&out, "%s=%s", article->key, article->source);
    if (article->section != SITE_NO_SECTION)
      buf_printf(&out, " in %zu", article->section);
    buf_byte(&out, '\n');
    // The path leads there, and the source is its end.
    assert_string_equal(article->path + strlen(root) + 1, article->source);
    assert_int_equal(strncmp(article->path, root, strlen(root)), 0);
  }
  for (size_t i = 0; i < list->n_misfits; i++) {
    const struct site_misfit *misfit = &list->misfits[i];
    buf_printf(&out, "!%s: %s\n", misfit->source, misfit->diag.message);
    const char *file = misfit->diag.file + strlen(root) + 1; // cut where it is too long
    assert_int_equal(strncmp(file, misfit->source, strlen(file)), 0);
  }
  return out;
}

static void expect(const char *yaml, const char *want) {
  struct site_config config;
  struct site_list list;
  struct listen_diag diag = {0};
  load(yaml, &config);
  if (site_scan(&config, &list, &diag) != LISTEN_OK)
    fail_msg("%s (%s)", diag.message, diag.hint);
  struct buf got = render_list(&list);
  assert_string_equal(got.ptr, want);
  buf_clear(&got);
  site_list_clear(&list);
  assert_null(list.articles);
  site_config_clear(&config);
}

static void articles_are_found_and_named(void **state) {
  (void)state;
  static const char *const names[] = {"content/a.md",
                                      "content/2026/foo.md",
                                      "content/2026/über uns.HTML",
                                      "content/index.md",
                                      "content/blog/_index.md",
                                      "content/blog/index/x.txt",
                                      "content/bild.png",
                                      "content/notiz",
                                      "content/.md",
                                      "content/a.b.c.epub",
                                      "content/.git/x.md",
                                      "content/2026/.hidden.md",
                                      "other/b.md",
                                      "about.xhtml",
                                      "public/audio/old.html",
                                      "public/index.html",
                                      "public/x/index.html",
                                      NULL};
  put_all(names);
  expect("inputs: [content/**, about.*]\noutput: audio\n",
         "2026/foo=content/2026/foo.md\n"
         "2026/über uns=content/2026/über uns.HTML\n"
         "a=content/a.md\n"
         "a.b.c=content/a.b.c.epub\n"
         "about=about.xhtml\n"
         "blog=content/blog/_index.md\n"
         "blog/index/x=content/blog/index/x.txt\n"
         "index=content/index.md\n");
  expect("inputs: public/**\noutput: public/audio\n", "index=public/index.html\n"
                                                      "x=public/x/index.html\n");
  // The folders before the first wildcard go; the first glob that matches says how many.
  expect("inputs: content/2026/foo.md\noutput: o\n", "foo=content/2026/foo.md\n");
  expect("inputs: [content/2026/f*.md, content/**/*.md]\nexclude: [content/index.md]\noutput: o\n",
         "a=content/a.md\n"
         "blog=content/blog/_index.md\n"
         "foo=content/2026/foo.md\n");
  expect("inputs: [content/**/*.md, content/2026/f*.md]\nexclude: content/[!2]*\noutput: o\n",
         "2026/foo=content/2026/foo.md\n");
  expect("inputs: \"**\"\noutput: o\nexclude: [content, public, '**/b.*']\n",
         "about=about.xhtml\n");
  expect("inputs: [content/.git/*.md, content/2026/.*]\noutput: o\n",
         ".hidden=content/2026/.hidden.md\n"
         "x=content/.git/x.md\n");
}

static void sections_are_told(void **state) {
  (void)state;
  static const char *const names[] = {"c/a.md", "c/b/c.md", "c/b/d.md", NULL};
  put_all(names);
  expect("inputs: c/**\noutput: o\nsections:\n  - match: c/b/**\n  - match: '**/d.*'\n",
         "a=c/a.md\n"
         "b/c=c/b/c.md in 0\n"
         "b/d=c/b/d.md in 1\n");
  // One that matches a folder takes all below it.
  expect("inputs: c/**\noutput: o\nsections:\n  - match: '*/[!a]'\n", "a=c/a.md\n"
                                                                      "b/c=c/b/c.md in 0\n"
                                                                      "b/d=c/b/d.md in 0\n");
}

static void excluded_and_hidden(void **state) {
  (void)state;
  static const char *const names[] = {"c/.d/a.md", "c/d/.a.md", "c/d/b.md", "c/e/f/g.md", NULL};
  put_all(names);
  // What begins with a full stop is met by exclude's wildcards.
  expect("inputs: [c/**/*.md, c/.d/*.md, c/d/.*]\nexclude: [c/?d/**, c/d/*a.md, c/e]\noutput: o\n",
         "d/b=c/d/b.md\n");
}

static void one_name_for_two_is_none_for_both(void **state) {
  (void)state;
  static const char *const names[] = {"c/a.md",   "c/a.html",        "c/b.md",    "c/b/index.md",
                                      "c/d.md",   "c/d/e.md",        "e/f.md",    "g/f.md",
                                      "c/x/y.md", "c/x/y/_index.md", "c/x/y.txt", NULL};
  put_all(names);
  expect("inputs: [c/**, e/*.md, g/*.md]\noutput: o\n",
         "d=c/d.md\n"
         "d/e=c/d/e.md\n"
         "!c/a.html: its name in the output, \"a\", is that of c/a.md, too\n"
         "!c/a.md: its name in the output, \"a\", is that of c/a.html, too\n"
         "!c/b.md: its name in the output, \"b\", is that of c/b/index.md, too\n"
         "!c/b/index.md: its name in the output, \"b\", is that of c/b.md, too\n"
         "!c/x/y.md: its name in the output, \"x/y\", is that of c/x/y.txt, too\n"
         "!c/x/y.txt: its name in the output, \"x/y\", is that of c/x/y.md, too\n"
         "!c/x/y/_index.md: its name in the output, \"x/y\", is that of c/x/y.md, too\n"
         "!e/f.md: its name in the output, \"f\", is that of g/f.md, too\n"
         "!g/f.md: its name in the output, \"f\", is that of e/f.md, too\n");
}

static void a_file_is_no_folder(void **state) {
  (void)state;
  static const char *const names[] = {"c/a.md",
                                      "c/a.mp3/b.md",
                                      "c/a.mp3/c.md",
                                      "c/b.md",
                                      "c/b.mp3.md",
                                      "c/b.timings.json/x/y.md",
                                      "c/d.article.json/e.md",
                                      "c/f.raw/g.md",
                                      "c/f.md",
                                      "c/.html/h.md",
                                      NULL};
  put_all(names);
  expect("inputs: c/**\noutput: o\n",
         "b.mp3=c/b.mp3.md\n"
         "d.article.json/e=c/d.article.json/e.md\n"
         "!c/a.md: its file a.mp3 in the output is a folder of c/a.mp3/b.md\n"
         "!c/a.mp3/b.md: the folder a.mp3 in the output is a file of c/a.md\n"
         "!c/a.mp3/c.md: the folder a.mp3 in the output is a file of c/a.md\n"
         "!c/b.md: its file b.timings.json in the output is a folder of c/b.timings.json/x/y.md\n"
         "!c/b.timings.json/x/y.md: the folder b.timings.json in the output is a file of c/b.md\n"
         "!c/f.md: its file f.raw in the output is a folder of c/f.raw/g.md\n"
         "!c/f.raw/g.md: the folder f.raw in the output is a file of c/f.md\n");
}

static void the_site_has_names_of_its_own(void **state) {
  (void)state;
  static const char *const names[] = {"c/manifest.json/a.md",
                                      "c/manifest.md",
                                      "c/feed.xml/a.md",
                                      "c/listen-player.js/a.md",
                                      "c/.listen/a.md",
                                      "c/.listen-x.md",
                                      "c/sub/manifest.json/a.md",
                                      "c/f.mp3/a.md",
                                      "c/f.md",
                                      "c/pod.md",
                                      NULL};
  put_all(names);
  const char *feed = "url: https://e.org/\nfeed: {title: T, file: ";
  char yaml[300];
  snprintf(yaml, sizeof yaml, "inputs: [c/**, c/.*, c/.*/*]\noutput: o\n%sfeed.xml}\n", feed);
  expect(yaml, "manifest=c/manifest.md\n"
               "pod=c/pod.md\n"
               "sub/manifest.json/a=c/sub/manifest.json/a.md\n"
               "!c/.listen-x.md: the name .listen-x in the output belongs to the site's own files\n"
               "!c/.listen/a.md: the name .listen in the output belongs to the site's own files\n"
               "!c/f.md: its file f.mp3 in the output is a folder of c/f.mp3/a.md\n"
               "!c/f.mp3/a.md: the folder f.mp3 in the output is a file of c/f.md\n"
               "!c/feed.xml/a.md: the name feed.xml in the output belongs to the site's own "
               "files\n"
               "!c/listen-player.js/a.md: the name listen-player.js in the output belongs to the "
               "site's own files\n"
               "!c/manifest.json/a.md: the name manifest.json in the output belongs to the site's "
               "own files\n");
  snprintf(yaml, sizeof yaml, "inputs: [c/p*.md, c/f*/*.md]\noutput: o\n%spod.mp3/feed.xml}\n",
           feed);
  expect(yaml, "f.mp3/a=c/f.mp3/a.md\n"
               "feed.xml/a=c/feed.xml/a.md\n"
               "!c/pod.md: the name pod.mp3 in the output belongs to the site's own files\n");
}

static void names_must_be_text(void **state) {
  (void)state;
  static const char *const names[] = {"c/fein.md",     "c/\xFC.md",      "c/a\nb.md",
                                      "c/\xC2\x9B.md", "c/\xFF/drin.md", "c/..md",
                                      "c/...md",       "c/e\xCC\x81.md", NULL};
  put_all(names);
  expect("inputs: [c/**, c/.*]\noutput: o\n",
         "e\xCC\x81=c/e\xCC\x81.md\n"
         "fein=c/fein.md\n"
         "!c/...md: the name has nothing but full stops: rename it\n"
         "!c/..md: the name has nothing but full stops: rename it\n"
         "!c/a\uFFFDb.md: the name holds control characters: rename it\n"
         "!c/\uFFFD: the name is not UTF-8: rename it\n"
         "!c/\uFFFD.md: the name holds control characters: rename it\n"
         "!c/\uFFFD.md: the name is not UTF-8: rename it\n");
}

static void names_must_have_room(void **state) {
  (void)state;
  char name[300], want[1200];
  memset(name, 'n', sizeof name);
  memcpy(name, "c/", 2);
  strcpy(name + 2 + SITE_KEY_PART_MAX, ".md");
  put(name, 1);
  snprintf(want, sizeof want, "%.*s=%s\n", SITE_KEY_PART_MAX, name + 2, name);
  expect("inputs: c/*\noutput: o\n", want);
  memcpy(name + 2 + SITE_KEY_PART_MAX, "n.md", 5);
  put(name, 1);
  size_t len = strlen(want);
  snprintf(want + len, sizeof want - len,
           "!%s: the name is too long: at most 241 bytes without its ending\n", name);
  expect("inputs: c/*\noutput: o\n", want);
}

static void links_stay_inside(void **state) {
  (void)state;
  put("c/a.md", 5);
  put("d/b.md", 7);
  assert_int_equal(symlink("../d/b.md", at("c/link.md")), 0);
  assert_int_equal(symlink("/etc/passwd", at("c/out.md")), 0);
  assert_int_equal(symlink("nowhere", at("c/lost.md")), 0);
  assert_int_equal(symlink("loop.md", at("c/loop.md")), 0);
  assert_int_equal(symlink("../d", at("c/folder")), 0);
  assert_int_equal(symlink("../d", at("c/folder.md")), 0);
  assert_int_equal(symlink(root, at("c/all")), 0);
  assert_int_equal(mkfifo(at("c/pipe.md"), 0600), 0);
  expect("inputs: c/**\noutput: o\n",
         "a=c/a.md\n"
         "link=c/link.md\n"
         "!c/loop.md: a symbolic link that leads nowhere\n"
         "!c/lost.md: a symbolic link that leads nowhere\n"
         "!c/out.md: a symbolic link that leads out of the site's folder\n"
         "!c/pipe.md: no regular file\n");
  // A folder whose name begins like the site's is not in it.
  struct site_config config;
  struct site_list list;
  char beside[80];
  snprintf(beside, sizeof beside, "%s-x.md", root);
  FILE *file = fopen(beside, "wb");
  assert_non_null(file);
  fclose(file);
  assert_int_equal(symlink(beside, at("d/beside.md")), 0);
  expect("inputs: d/*\noutput: o\n",
         "b=d/b.md\n!d/beside.md: a symbolic link that leads out of the "
         "site's folder\n");
  unlink(beside);
  load("inputs: c/*\noutput: o\n", &config);
  assert_int_equal(site_scan(&config, &list, NULL), LISTEN_OK);
  assert_int_equal(list.articles[0].bytes, 5);
  assert_int_equal(list.articles[1].bytes, 7);
  site_list_clear(&list);
  site_config_clear(&config);
}

static void the_output_is_never_looked_at(void **state) {
  (void)state;
  put("real/out/a.md", 1);
  put("real/b.md", 1);
  assert_int_equal(symlink("real/out", at("link")), 0);
  expect("inputs: '**'\noutput: link\n", "real/b=real/b.md\n"); // by whatever name
  expect("inputs: '**'\noutput: real/out\n", "real/b=real/b.md\n");
}

static void folders_that_cannot_be_read_are_named(void **state) {
  (void)state;
  put("c/a.md", 1);
  put("c/closed/b.md", 1);
  assert_int_equal(chmod(at("c/closed"), 0), 0);
  const bool almighty = geteuid() == 0; // who may read everything
  enum { NOBODY = 65534 };
  if (almighty && (chmod(at("c"), 0755) != 0 || seteuid(NOBODY) != 0))
    skip();
  expect("inputs: c/**\noutput: o\n",
         "a=c/a.md\n!c/closed: cannot read the folder: permission denied\n");
  expect("inputs: c/*\noutput: o\n", "a=c/a.md\n");                     // not read at all
  expect("inputs: c/**\nexclude: c/closed\noutput: o\n", "a=c/a.md\n"); // nor here
  expect("inputs: c/**\nexclude: c/closed/**\noutput: o\n", "a=c/a.md\n");
  assert_true(!almighty || seteuid(0) == 0);
  chmod(at("c/closed"), 0700);
}

static void paths_are_not_endless(void **state) {
  (void)state;
  char here[4096];
  assert_non_null(getcwd(here, sizeof here));
  put("c/a.md", 1);
  assert_int_equal(chdir(at("c")), 0);
  int depth = 0;
  char name[201];
  memset(name, 'd', 200);
  name[200] = '\0';
  for (; depth < 25; depth++)
    assert_true(mkdir(name, 0700) == 0 && chdir(name) == 0);
  int fd = open("b.md", O_CREAT | O_WRONLY, 0600);
  assert_true(fd >= 0);
  close(fd);
  struct site_config config;
  struct site_list list;
  load("inputs: c/**\noutput: o\n", &config);
  assert_int_equal(site_scan(&config, &list, NULL), LISTEN_OK);
  assert_int_equal(list.n_articles, 1);
  assert_int_equal(list.n_misfits, 1);
  assert_non_null(strstr(list.misfits[0].diag.message, "cannot read the folder"));
  site_list_clear(&list);
  site_config_clear(&config);
  unlink("b.md");
  for (; depth > 0; depth--)
    assert_true(chdir("..") == 0 && rmdir(name) == 0);
  assert_int_equal(chdir(here), 0);
}

// ---- nothing ----

static void nothing_at_all_is_explained(void **state) {
  (void)state;
  put("content/a.md", 1);
  put("img/b.png", 1);
  static const struct {
    const char *yaml, *message, *hint;
  } cases[] = {
      {"output: o\ninputs: content\n", "inputs: no file matches content",
       "that is a folder; for all below it: content/**"},
      {"output: o\ninputs: content/*\nexclude: '**'\n", "inputs: no file matches content/*",
       "exclude leaves out all that does"},
      {"output: o\ninputs: img/*\n", "inputs: no file matches img/*",
       "articles end in .txt, .md, .html, .epub or the like"},
      {"output: o\ninputs: [posts/*.md, x]\n", "inputs: no file matches posts/*.md, …", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct site_config config;
    struct site_list list;
    struct listen_diag diag = {0};
    load(cases[i].yaml, &config);
    assert_int_equal(site_scan(&config, &list, &diag), LISTEN_E_INPUT);
    assert_string_equal(diag.message, cases[i].message);
    if (cases[i].hint != NULL)
      assert_string_equal(diag.hint, cases[i].hint);
    else
      assert_non_null(strstr(diag.hint, root));
    assert_string_equal(diag.file, config.path);
    assert_int_equal(diag.line, 2);
    assert_null(list.arena.head);
    site_config_clear(&config);
  }
  struct site_config config;
  struct site_list list;
  struct listen_diag diag = {.german = true};
  assert_int_equal(
      site_config_parse(VIEW("inputs: a.md\noutput: o\n"), "/nowhere/listen.yaml", &config, NULL),
      LISTEN_OK);
  assert_int_equal(site_scan(&config, &list, &diag), LISTEN_E_IO);
  assert_string_equal(diag.file, "/nowhere");
  assert_non_null(strstr(diag.message, "Ordner kann nicht gelesen werden"));
  site_config_clear(&config);
  site_list_clear(NULL);
}

static void what_is_named_must_be_there(void **state) {
  (void)state;
  put("c/a.md", 1);
  put("c/b.rtf", 1);
  expect("inputs: [c/a.md, c/b.rtf, c/c.md, c, c/d/*.md, c/a.md/e.md]\noutput: o\n",
         "a=c/a.md\n"
         "!c: inputs names this folder: for all below it, put /** behind it\n"
         "!c/a.md/e.md: inputs names this file, but it does not exist\n"
         "!c/b.rtf: no article by its ending: .txt, .md, .html, .epub or the like\n"
         "!c/c.md: inputs names this file, but it does not exist\n");
}

static void misfits_speak_german(void **state) {
  (void)state;
  put("c/a.md", 1);
  put("c/a.txt", 1);
  struct site_config config;
  struct site_list list;
  struct listen_diag diag = {.german = true};
  load("inputs: c/*\noutput: o\n", &config);
  assert_int_equal(site_scan(&config, &list, &diag), LISTEN_OK);
  assert_int_equal(list.n_misfits, 2);
  assert_string_equal(list.misfits[0].diag.message,
                      "der Name in der Ausgabe, „a“, ist auch der von c/a.txt");
  assert_string_equal(list.misfits[0].diag.hint, "eines umbenennen oder mit exclude auslassen");
  site_list_clear(&list);
  site_config_clear(&config);
}

// ---- size, and running out of memory ----

/// What the list holds: the chunks of an arena have their sizes in private, so the strings are
/// counted, each with the arena's alignment.
static size_t list_bytes(const struct site_list *list) {
  size_t bytes = 0;
  for (size_t i = 0; i < list->n_articles; i++)
    bytes += 2 * sizeof list->articles[i] + strlen(list->articles[i].path) +
             strlen(list->articles[i].key) + (size_t)2 * 16;
  return bytes;
}

static double seconds_since(clock_t start) {
  return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void a_thousand_articles_take_milliseconds(void **state) {
  (void)state;
  char name[128];
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "content/abschnitt-%02d/2026-11-25-ein-artikel-%03d.md", i / 10, i);
    put(name, 1);
  }
  struct site_config config;
  struct site_list list;
  load("inputs: content/**/*.md\nexclude: '**/_*'\noutput: o\nsections:\n  - match: '**/*7.md'\n",
       &config);
  double best = 1e9;
  for (int run = 0; run < 5; run++) {
    clock_t start = clock();
    assert_int_equal(site_scan(&config, &list, NULL), LISTEN_OK);
    double seconds = seconds_since(start);
    best = seconds < best ? seconds : best;
    assert_int_equal(list.n_articles, 1000);
    assert_string_equal(list.articles[999].key, "abschnitt-99/2026-11-25-ein-artikel-999");
    size_t bytes = list_bytes(&list);
    assert_true(bytes < 1000 * 1024);
    if (run == 0)
      print_message("memory: %zu bytes an article\n", bytes / 1000);
    site_list_clear(&list);
  }
  print_message("1000 articles in %.1f ms\n", best * 1e3);
  assert_true(best < 0.2); // wide: sanitizers, a busy machine
  site_config_clear(&config);
}

static void every_failed_allocation_is_reported(void **state) {
  (void)state;
  static const char *const names[] = {"c/a.md",
                                      "c/a.txt",
                                      "c/b/c.md",
                                      "c/\xFC.md",
                                      "c/x.mp3/y.md",
                                      "c/x.md",
                                      "c/manifest.json/a.md",
                                      NULL};
  put_all(names);
  struct site_config config;
  load("inputs: [c/**]\nexclude: d\noutput: o\n", &config);
  enum listen_status status = LISTEN_E_NOMEM;
  long n = 0;
  for (; n < 1000 && status != LISTEN_OK; n++) {
    struct site_list list;
    struct listen_diag diag = {0};
    fail_allocations_after(n);
    status = site_scan(&config, &list, &diag);
    fail_allocations_after(-1);
    if (status != LISTEN_OK) {
      assert_int_equal(status, LISTEN_E_NOMEM);
      assert_null(list.articles);
      assert_null(list.arena.head);
    }
    site_list_clear(&list);
  }
  assert_in_range(n, 10, 999);
  site_config_clear(&config);
}

#define IN_A_TREE(test) cmocka_unit_test_setup_teardown(test, make_top, remove_top)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_TREE(articles_are_found_and_named),
      IN_A_TREE(sections_are_told),
      IN_A_TREE(excluded_and_hidden),
      IN_A_TREE(one_name_for_two_is_none_for_both),
      IN_A_TREE(a_file_is_no_folder),
      IN_A_TREE(the_site_has_names_of_its_own),
      IN_A_TREE(names_must_be_text),
      IN_A_TREE(names_must_have_room),
      IN_A_TREE(links_stay_inside),
      IN_A_TREE(the_output_is_never_looked_at),
      IN_A_TREE(folders_that_cannot_be_read_are_named),
      IN_A_TREE(paths_are_not_endless),
      IN_A_TREE(nothing_at_all_is_explained),
      IN_A_TREE(what_is_named_must_be_there),
      IN_A_TREE(misfits_speak_german),
      IN_A_TREE(a_thousand_articles_take_milliseconds),
      IN_A_TREE(every_failed_allocation_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
