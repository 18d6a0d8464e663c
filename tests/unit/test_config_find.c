// Which file a voice's name means, and what happens when that file cannot be read.
#include "support.h"
#include "work_folder.h"

#include "base/diag.h"
#include "config/voice.h"
#include "config/voice_find.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- a folder for each test ----

static int enter(void **state) {
  (void)state;
  unsetenv("LISTEN_VOICES");
  return make_work_folder();
}

const char *__wrap_voice_installed_folder(void);
const char *__wrap_voice_installed_folder(void) {
  static char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/installed", root);
  return path;
}

static int leave(void **state) {
  (void)state;
  return remove_work_folder();
}

/// Make the folders above a file (those of its path behind `root`).
static void make_parents(const char *path) {
  char dir[PATH_MAX];
  snprintf(dir, sizeof dir, "%s", path);
  for (char *slash = dir + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
    *slash = '\0';
    mkdir(dir, 0755);
    *slash = '/';
  }
}

static void write_file(const char *relative, const char *content) {
  const char *path = at(relative);
  make_parents(path);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(content, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/// A profile that can be told from others by its rate.
static void write_voice(const char *relative, int rate_wpm) {
  char content[128];
  snprintf(content, sizeof content,
           "description: {de: a, en: b}\nespeak: {voice: de}\nrate_wpm: %d\n", rate_wpm);
  write_file(relative, content);
}

/// Load and return the rate, or -status. `diag` may be NULL.
static int rate_of(const char *name, const char *program_dir, struct listen_diag *diag) {
  struct voice_profile profile;
  enum listen_status status = voice_profile_load(name, program_dir, &profile, diag);
  int rate = status == LISTEN_OK ? profile.rate_wpm : -(int)status;
  voice_profile_clear(&profile);
  return rate;
}

// ---- the shipped profiles ----

static void shipped_profiles_load(void **state) {
  (void)state;
  setenv("LISTEN_VOICES", PROJECT_DIR "/voices", 1);
  struct voice_list list;
  struct listen_diag diag = {0};
  if (voice_list_load(NULL, &list, &diag) != LISTEN_OK)
    fail_msg("%s:%zu: %s", diag.file, diag.line, diag.message);
  assert_true(list.n_profiles >= 3);
  bool has_default = false;
  for (size_t i = 0; i < list.n_profiles; i++) {
    const struct voice_profile *profile = &list.profiles[i];
    has_default |= strcmp(profile->name, VOICE_DEFAULT) == 0;
    if (i > 0)
      assert_true(strcmp(list.profiles[i - 1].name, profile->name) < 0);
  }
  assert_true(has_default);
  voice_list_clear(&list);
  assert_null(list.profiles);
  assert_true(rate_of("ruhig", NULL, NULL) < rate_of(VOICE_DEFAULT, NULL, NULL));
  assert_true(rate_of("schnell", NULL, NULL) > rate_of(VOICE_DEFAULT, NULL, NULL));
}

static void defaults_are_those_of_the_default_voice(void **state) {
  (void)state;
  struct voice_profile shipped, bare;
  struct listen_diag diag = {0};
  assert_int_equal(
      voice_profile_load(PROJECT_DIR "/voices/" VOICE_DEFAULT ".yaml", NULL, &shipped, &diag),
      LISTEN_OK);
  assert_int_equal(
      voice_profile_parse(VIEW("description: {de: a, en: b}\nespeak: {voice: de}\nrate_wpm: 170\n"),
                          "b.yaml", &bare, &diag),
      LISTEN_OK);
  assert_memory_equal(&shipped.pauses, &bare.pauses, sizeof bare.pauses);
  assert_string_equal(shipped.name, VOICE_DEFAULT);
  voice_profile_clear(&shipped);
  voice_profile_clear(&bare);
}

// ---- the order of the folders ----

static void folders_are_searched_in_order(void **state) {
  (void)state;
  write_file("src/CMakeLists.txt", "");
  write_voice("src/voices/nachrichten.yaml", 102);
  write_voice("src/share/listen/voices/nachrichten.yaml", 103);
  write_voice("src/share/listen/voices/only.yaml", 104);
  write_voice("installed/only.yaml", 105);
  write_voice("installed/last.yaml", 106);
  write_file("src/bin/listen", "");
  write_voice("mine/nachrichten.yaml", 101);
  const char *program_dir = at("src/bin");
  assert_int_equal(rate_of("nachrichten", program_dir, NULL), 102);
  assert_int_equal(rate_of("only", program_dir, NULL), 104);
  assert_int_equal(rate_of("last", program_dir, NULL), 106);
  assert_int_equal(rate_of("only", NULL, NULL), 105);
  setenv("LISTEN_VOICES", at("mine"), 1);
  assert_int_equal(rate_of("nachrichten", program_dir, NULL), 101);
  assert_int_equal(rate_of("only", program_dir, NULL), 104);
  setenv("LISTEN_VOICES", "", 1); // as if unset
  assert_int_equal(rate_of("nachrichten", program_dir, NULL), 102);
  unlink(at("src/CMakeLists.txt")); // no source tree any more
  assert_int_equal(rate_of("nachrichten", program_dir, NULL), 103);
}

static void a_build_tree_finds_the_source_tree(void **state) {
  (void)state;
  write_file("src/CMakeLists.txt", "");
  write_voice("src/voices/nachrichten.yaml", 102);
  write_file("src/build/dev/src/cli/listen", "");
  write_file("src/build/dev/src/cli/deep/listen", "");
  assert_int_equal(rate_of("nachrichten", at("src/build/dev/src/cli"), NULL), 102);
  assert_int_equal(rate_of("nachrichten", at("src/build"), NULL), 102);
  assert_int_equal(rate_of("nachrichten", at("src"), NULL), 102);
  assert_int_equal(rate_of("nachrichten", at("src/build/dev/src/cli/deep"), NULL),
                   -LISTEN_E_CONFIG); // five up: someone else's folder
  // Voices without a source tree beside them are not ours.
  write_voice("other/voices/nachrichten.yaml", 105);
  write_file("other/bin/listen", "");
  assert_int_equal(rate_of("nachrichten", at("other/bin"), NULL), -LISTEN_E_CONFIG);
  assert_int_equal(rate_of("nachrichten", at("no/such/folder"), NULL), -LISTEN_E_CONFIG);
  assert_int_equal(rate_of("nachrichten", "/", NULL), -LISTEN_E_CONFIG);
}

static void a_wrong_variable_is_an_error(void **state) {
  (void)state;
  write_voice("prefix/share/listen/voices/nachrichten.yaml", 103);
  write_file("prefix/bin/listen", "");
  struct listen_diag diag = {0};
  setenv("LISTEN_VOICES", at("nowhere"), 1);
  assert_int_equal(rate_of("nachrichten", at("prefix/bin"), &diag), -LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "LISTEN_VOICES names this, but it is not a folder");
  assert_string_equal(diag.file, at("nowhere"));
  struct voice_list list;
  assert_int_equal(voice_list_load(at("prefix/bin"), &list, &diag), LISTEN_E_CONFIG);
}

static void both_endings_are_known(void **state) {
  (void)state;
  write_voice("v/one.yml", 101);
  write_voice("v/two.yaml", 102);
  write_voice("v/two.yml", 103);
  setenv("LISTEN_VOICES", at("v"), 1);
  assert_int_equal(rate_of("one", NULL, NULL), 101);
  assert_int_equal(rate_of("two", NULL, NULL), 102);
  assert_int_equal(rate_of(at("v/two.yml"), NULL, NULL), 103);
  struct voice_list list;
  assert_int_equal(voice_list_load(NULL, &list, NULL), LISTEN_OK);
  assert_int_equal(list.n_profiles, 2);
  assert_int_equal(list.profiles[1].rate_wpm, 102);
  voice_list_clear(&list);
}

// ---- listing ----

static void an_earlier_folder_hides_a_later_one(void **state) {
  (void)state;
  write_voice("a/one.yaml", 101);
  write_voice("a/zwei.yaml", 102);
  write_voice("p/share/listen/voices/zwei.yaml", 103);
  write_voice("p/share/listen/voices/drei.yaml", 104);
  write_file("p/bin/listen", "");
  write_file("a/.#one.yaml", "an editor's lock");
  write_file("a/one.yaml~", "an editor's backup");
  write_file("a/README", "no profile");
  write_file("a/folder.yaml/x", "");
  assert_int_equal(mkfifo(at("a/pipe.yaml"), 0644), 0);
  setenv("LISTEN_VOICES", at("a"), 1);
  struct voice_list list;
  assert_int_equal(voice_list_load(at("p/bin"), &list, NULL), LISTEN_OK);
  assert_int_equal(list.n_profiles, 3);
  static const struct {
    const char *name;
    int rate;
  } want[] = {{"drei", 104}, {"one", 101}, {"zwei", 102}};
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(list.profiles[i].name, want[i].name);
    assert_int_equal(list.profiles[i].rate_wpm, want[i].rate);
  }
  voice_list_clear(&list);
  voice_list_clear(NULL);
}

static void a_bad_profile_spoils_the_list(void **state) {
  (void)state;
  write_voice("v/a.yaml", 101);
  write_voice("v/b.yaml", 900);
  setenv("LISTEN_VOICES", at("v"), 1);
  struct voice_list list;
  struct listen_diag diag = {0};
  assert_int_equal(voice_list_load(NULL, &list, &diag), LISTEN_E_CONFIG);
  assert_string_equal(diag.file, at("v/b.yaml"));
  assert_int_equal(diag.line, 3);
  assert_string_equal(diag.message, "rate_wpm is 900; accepted: 80 to 450");
  assert_null(list.profiles);
}

// ---- unknown names ----

static void unknown_names_get_a_suggestion(void **state) {
  (void)state;
  setenv("LISTEN_VOICES", PROJECT_DIR "/voices", 1);
  static const struct {
    const char *name, *message, *hint;
    bool german;
  } cases[] = {
      {"nachrichtn", "unknown voice \"nachrichtn\"", "did you mean nachrichten?", false},
      {"Ruhig", "unknown voice \"Ruhig\"", "did you mean ruhig?", false},
      {"schnel", "unbekannte Stimme \"schnel\"", "war schnell gemeint?", true},
      {"tagesschau", "unknown voice \"tagesschau\"", "known voices: nachrichten, ruhig, schnell",
       false},
      {"", "unbekannte Stimme \"\"", "bekannte Stimmen: nachrichten, ruhig, schnell", true},
      {"..", "unknown voice \"..\"", "known voices: nachrichten, ruhig, schnell", false},
      {"\x1B[2J", "unknown voice \"?[2J\"", "known voices: nachrichten, ruhig, schnell", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct listen_diag diag = {.german = cases[i].german};
    assert_int_equal(rate_of(cases[i].name, NULL, &diag), -LISTEN_E_CONFIG);
    assert_string_equal(diag.file, "");
    assert_string_equal(diag.message, cases[i].message);
    assert_string_equal(diag.hint, cases[i].hint);
  }
}

static void endless_names_are_unknown(void **state) {
  (void)state;
  setenv("LISTEN_VOICES", PROJECT_DIR "/voices", 1);
  static char name[10000];
  memset(name, 'n', sizeof name - 1);
  struct listen_diag diag = {0};
  assert_int_equal(rate_of(name, NULL, &diag), -LISTEN_E_CONFIG);
  assert_non_null(strstr(diag.message, "…\""));
  assert_non_null(strstr(diag.hint, "nachrichten"));
}

static void many_names_are_cut_in_the_hint(void **state) {
  (void)state;
  for (int i = 0; i < 60; i++) {
    char name[32];
    snprintf(name, sizeof name, "v/stimme-%02d.yaml", i);
    write_voice(name, 100);
  }
  setenv("LISTEN_VOICES", at("v"), 1);
  struct listen_diag diag = {0};
  assert_int_equal(rate_of("x", NULL, &diag), -LISTEN_E_CONFIG);
  assert_non_null(strstr(diag.hint, "stimme-00, stimme-01"));
  assert_string_equal(diag.hint + strlen(diag.hint) - strlen(", …"), ", …");
}

static void no_folder_at_all_is_explained(void **state) {
  (void)state;
  assert_int_equal(mkdir(at("empty"), 0755), 0);
  setenv("LISTEN_VOICES", at("empty"), 1);
  struct listen_diag diag = {0};
  assert_int_equal(rate_of("nachrichten", NULL, &diag), -LISTEN_E_CONFIG);
  assert_string_equal(diag.hint, "no voice profiles found: set LISTEN_VOICES to their folder");
}

// ---- files that cannot be read ----

static void unreadable_files_are_explained(void **state) {
  (void)state;
  write_file("empty.yaml", "");
  write_file("folder.yaml/x", "");
  write_file("big.yaml", "# big\n");
  assert_int_equal(truncate(at("big.yaml"), 50L * 1024 * 1024), 0);
  assert_int_equal(mkfifo(at("pipe.yaml"), 0644), 0);
  assert_int_equal(symlink("loop.yaml", at("loop.yaml")), 0);
  static const struct {
    const char *name;
    enum listen_status status;
    const char *english, *german;
  } cases[] = {
      {"none.yaml", LISTEN_E_IO, "cannot read the file: no such file or folder",
       "Datei kann nicht gelesen werden: Datei oder Ordner gibt es nicht"},
      {"empty.yaml/x.yaml", LISTEN_E_IO, "cannot read the file: a part of the path is not a folder",
       "Datei kann nicht gelesen werden: ein Teil des Pfads ist kein Ordner"},
      {"folder.yaml", LISTEN_E_IO, "cannot read the file: it is a folder",
       "Datei kann nicht gelesen werden: das ist ein Ordner"},
      {"loop.yaml", LISTEN_E_IO, "cannot read the file: too many symbolic links",
       "Datei kann nicht gelesen werden: zu viele symbolische Verweise"},
      {"empty.yaml", LISTEN_E_CONFIG, "the voice profile is empty", "das Stimmprofil ist leer"},
      {"pipe.yaml", LISTEN_E_CONFIG, "the voice profile is empty", "das Stimmprofil ist leer"},
      {"big.yaml", LISTEN_E_CONFIG, "the file is larger than 1024 KiB",
       "die Datei ist größer als 1024 KiB"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct listen_diag diag = {0}, german = {.german = true};
    assert_int_equal(rate_of(at(cases[i].name), NULL, &diag), -(int)cases[i].status);
    assert_string_equal(diag.message, cases[i].english);
    assert_string_equal(diag.file, at(cases[i].name));
    assert_int_equal(rate_of(at(cases[i].name), NULL, &german), -(int)cases[i].status);
    assert_string_equal(german.message, cases[i].german);
  }
}

static void endless_devices_are_bounded(void **state) {
  (void)state;
  struct listen_diag diag = {0};
  assert_int_equal(rate_of("/dev/zero", NULL, &diag), -LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "the file is larger than 1024 KiB");
  assert_int_equal(rate_of("/dev/null", NULL, &diag), -LISTEN_E_CONFIG);
  assert_string_equal(diag.message, "the voice profile is empty");
}

static void a_pipe_is_read(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  const char yaml[] = "description: {de: a, en: b}\nespeak: {voice: de}\nrate_wpm: 123\n";
  assert_int_equal(write(ends[1], yaml, sizeof yaml - 1), sizeof yaml - 1);
  close(ends[1]);
  char path[64];
  snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
  assert_int_equal(rate_of(path, NULL, NULL), 123);
  close(ends[0]);
}

static void missing_permission_is_explained(void **state) {
  (void)state;
  write_voice("v/secret.yaml", 101);
  assert_int_equal(chmod(at("v/secret.yaml"), 0), 0);
  setenv("LISTEN_VOICES", at("v"), 1);
  const bool is_root = geteuid() == 0; // who may read everything, so be someone else
  if (is_root)
    assert_int_equal(seteuid(65534), 0);
  struct listen_diag file = {0}, folder = {0};
  int rate = rate_of("secret", NULL, &file);
  if (is_root)
    assert_int_equal(seteuid(0), 0);
  assert_int_equal(chmod(at("v"), 0), 0);
  if (is_root)
    assert_int_equal(seteuid(65534), 0);
  int hidden = rate_of("secret", NULL, &folder);
  struct voice_list list;
  enum listen_status listed = voice_list_load(NULL, &list, NULL);
  if (is_root)
    assert_int_equal(seteuid(0), 0);
  assert_int_equal(chmod(at("v"), 0755), 0);
  assert_int_equal(rate, -LISTEN_E_IO);
  assert_string_equal(file.message, "cannot read the file: permission denied");
  assert_string_equal(file.file, at("v/secret.yaml"));
  assert_int_equal(hidden, -LISTEN_E_IO);
  assert_string_equal(folder.message, "cannot read the voice profile: permission denied");
  assert_int_equal(listed, LISTEN_E_IO);
}

static void names_come_from_paths(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"a/b.yaml", "b"},  {"b.yml", "b"},      {"/x/y", "y"},   {"", ""},
      {".yaml", ".yaml"}, {"a.b.yaml", "a.b"}, {"x.yaml/", ""}, {"a.yaml.yml", "a.yaml"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_true(view_eq(voice_name_of(view_of(cases[i][0])), view_of(cases[i][1])));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(shipped_profiles_load),
      cmocka_unit_test(defaults_are_those_of_the_default_voice),
      IN_FOLDER(folders_are_searched_in_order),
      IN_FOLDER(a_build_tree_finds_the_source_tree),
      IN_FOLDER(a_wrong_variable_is_an_error),
      IN_FOLDER(both_endings_are_known),
      IN_FOLDER(an_earlier_folder_hides_a_later_one),
      IN_FOLDER(a_bad_profile_spoils_the_list),
      IN_FOLDER(unknown_names_get_a_suggestion),
      IN_FOLDER(endless_names_are_unknown),
      IN_FOLDER(many_names_are_cut_in_the_hint),
      IN_FOLDER(no_folder_at_all_is_explained),
      IN_FOLDER(unreadable_files_are_explained),
      IN_FOLDER(endless_devices_are_bounded),
      IN_FOLDER(a_pipe_is_read),
      IN_FOLDER(missing_permission_is_explained),
      cmocka_unit_test(names_come_from_paths),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
