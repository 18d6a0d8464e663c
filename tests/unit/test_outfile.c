#include "support.h"
#include "work_folder.h"

#include "base/outfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- a folder for each test ----

static int enter(void **state) {
  (void)state;
  umask(022);
  return make_work_folder();
}

static int leave(void **state) {
  (void)state;
  return remove_work_folder();
}

static void put(const char *relative, const char *content, mode_t mode) {
  FILE *file = fopen(at(relative), "wb");
  assert_non_null(file);
  assert_true(fputs(content, file) >= 0);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(chmod(at(relative), mode), 0);
}

static void assert_content(const char *relative, const char *want) {
  struct buf content = read_test_file(at(relative));
  buf_byte(&content, '\0');
  assert_string_equal(content.ptr, want);
  buf_clear(&content);
}

static mode_t mode_of(const char *relative) {
  struct stat st;
  assert_int_equal(stat(at(relative), &st), 0);
  return st.st_mode & 07777;
}

static size_t n_entries(const char *relative) {
  DIR *dir = opendir(at(relative));
  assert_non_null(dir);
  size_t n = 0;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
    n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  closedir(dir);
  return n;
}

/// Open, write, commit; each must work.
static void write_out(const char *path, const char *content, bool sync) {
  struct outfile out;
  struct listen_diag diag = {0};
  if (outfile_open(&out, path, &diag) != LISTEN_OK)
    fail_msg("%s: %s", path, diag.message);
  assert_int_equal(outfile_write(&out, content, strlen(content), &diag), LISTEN_OK);
  assert_int_equal(outfile_commit(&out, sync, &diag), LISTEN_OK);
  assert_null(out.path);
}

static void assert_refused(const char *path, const char *english, const char *german) {
  struct outfile out;
  struct listen_diag diag = {0}, other = {.german = true};
  assert_int_equal(outfile_open(&out, path, &diag), LISTEN_E_IO);
  assert_string_equal(diag.message, english);
  assert_string_equal(diag.file, path);
  assert_null(out.path);
  assert_int_equal(outfile_open(&out, path, &other), LISTEN_E_IO);
  assert_string_equal(other.message, german);
  assert_int_equal(outfile_open(&out, path, NULL), LISTEN_E_IO);
}

// Rights do not bind root: be someone else while `check` runs.
static void as_another_user(void (*check)(void)) {
  const bool is_root = geteuid() == 0;
  if (is_root)
    assert_int_equal(seteuid(65534), 0);
  check();
  if (is_root)
    assert_int_equal(seteuid(0), 0);
}

// ---- whole or not there ----

static void a_new_file_appears_only_when_whole(void **state) {
  (void)state;
  umask(027);
  struct outfile out;
  assert_int_equal(outfile_open(&out, at("new.wav"), NULL), LISTEN_OK);
  assert_int_equal(outfile_write(&out, "abc", 3, NULL), LISTEN_OK);
  assert_int_equal(access(at("new.wav"), F_OK), -1);
  assert_int_equal(n_entries(""), 1);
  assert_true(strncmp(out.temp_path, root, strlen(root)) == 0); // the same folder
  assert_true((fcntl(out.fd, F_GETFD) & FD_CLOEXEC) != 0);
  char back[4] = "";
  assert_int_equal(pread(out.fd, back, 3, 0), 3); // encoders read back and seek
  assert_string_equal(back, "abc");
  assert_int_equal(outfile_commit(&out, true, NULL), LISTEN_OK);
  assert_content("new.wav", "abc");
  assert_int_equal(mode_of("new.wav"), 0640);
  assert_int_equal(n_entries(""), 1);
  outfile_discard(&out);
  outfile_discard(NULL);
}

static void a_discarded_run_leaves_the_old_file(void **state) {
  (void)state;
  put("a.wav", "old", 0644);
  struct outfile out;
  assert_int_equal(outfile_open(&out, at("a.wav"), NULL), LISTEN_OK);
  assert_int_equal(outfile_write(&out, "half", 4, NULL), LISTEN_OK);
  assert_int_equal(n_entries(""), 2);
  errno = ENOTTY;
  outfile_discard(&out);
  assert_int_equal(errno, ENOTTY);
  outfile_discard(&out);
  assert_content("a.wav", "old");
  assert_int_equal(n_entries(""), 1);
}

static void a_replaced_file_hands_on_its_rights(void **state) {
  (void)state;
  static const mode_t modes[] = {0600, 0664, 0777, 0640};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    put("a.wav", "old and longer", modes[i]);
    struct outfile out;
    assert_int_equal(outfile_open(&out, at("a.wav"), NULL), LISTEN_OK);
    struct stat st;
    assert_int_equal(fstat(out.fd, &st), 0);
    assert_int_equal(st.st_mode & 07777, modes[i]); // private from the first byte on
    assert_int_equal(outfile_write(&out, "new", 3, NULL), LISTEN_OK);
    assert_int_equal(outfile_commit(&out, false, NULL), LISTEN_OK);
    assert_int_equal(mode_of("a.wav"), modes[i]);
    assert_content("a.wav", "new");
  }
  put("a.wav", "", 04755);
  write_out(at("a.wav"), "new", false);
  assert_int_equal(mode_of("a.wav"), 0755);
}

static void replace_file_of_another_group(void) {
  write_out(at("d/a.wav"), "new", false);
}

static void a_foreign_groups_rights_are_not_given_to_ours(void **state) {
  (void)state;
  if (geteuid() != 0)
    skip(); // only root can make a file of another group
  assert_int_equal(mkdir(at("d"), 0777), 0);
  assert_int_equal(chmod(at("d"), 0777), 0);
  put("d/a.wav", "old", 0664);
  assert_int_equal(chown(at("d/a.wav"), 65534, 12345), 0);
  assert_int_equal(setegid(65534), 0);
  as_another_user(replace_file_of_another_group);
  assert_int_equal(setegid(0), 0);
  assert_content("d/a.wav", "new");
  assert_int_equal(mode_of("d/a.wav"), 0644);
  // Root may give the file away, so it keeps owner, group and rights.
  assert_int_equal(chown(at("d/a.wav"), 65534, 12345), 0);
  assert_int_equal(chmod(at("d/a.wav"), 0664), 0);
  replace_file_of_another_group();
  struct stat st;
  assert_int_equal(stat(at("d/a.wav"), &st), 0);
  assert_int_equal(st.st_uid, 65534);
  assert_int_equal(st.st_gid, 12345);
  assert_int_equal(st.st_mode & 0777, 0664);
}

static void relative_paths_work(void **state) {
  (void)state;
  char before[PATH_MAX];
  assert_non_null(getcwd(before, sizeof before));
  assert_int_equal(chdir(root), 0);
  write_out("a.wav", "1", true);
  assert_int_equal(mkdir("Größe 1", 0755), 0);
  write_out("Größe 1/ä.wav", "2", true);
  write_out("./-b", "3", false);
  assert_int_equal(chdir(before), 0);
  assert_content("a.wav", "1");
  assert_content("Größe 1/ä.wav", "2");
  assert_content("-b", "3");
  assert_int_equal(n_entries(""), 3);
}

static void the_longest_name_works(void **state) {
  (void)state;
  char name[NAME_MAX + 2];
  memset(name, 'n', sizeof name);
  name[NAME_MAX] = '\0';
  write_out(at(name), "x", false); // the temporary name does not grow with it
  assert_content(name, "x");
  name[NAME_MAX] = 'n';
  name[NAME_MAX + 1] = '\0';
  struct outfile out;
  struct listen_diag diag = {0};
  assert_int_equal(outfile_open(&out, at(name), &diag), LISTEN_E_IO);
  assert_string_equal(diag.message, "cannot write the file: file name too long");
}

// ---- symbolic links ----

static void links_stay_links(void **state) {
  (void)state;
  assert_int_equal(mkdir(at("d"), 0755), 0);
  put("d/a.wav", "old", 0600);
  assert_int_equal(symlink("d/a.wav", at("one")), 0);
  assert_int_equal(symlink("one", at("two")), 0);
  write_out(at("two"), "new", false);
  char link[64] = "";
  assert_int_equal(readlink(at("two"), link, sizeof link), 3);
  assert_int_equal(readlink(at("one"), link, sizeof link), 7);
  assert_content("d/a.wav", "new");
  assert_int_equal(mode_of("d/a.wav"), 0600);
  assert_int_equal(n_entries("d"), 1);
}

static void a_dangling_link_gets_its_file(void **state) {
  (void)state;
  assert_int_equal(mkdir(at("d"), 0755), 0);
  assert_int_equal(symlink("d/a.wav", at("one")), 0);
  write_out(at("one"), "new", false);
  assert_content("d/a.wav", "new");
  assert_int_equal(symlink("nowhere/a.wav", at("two")), 0);
  assert_refused(at("two"), "cannot write the file: its folder does not exist",
                 "Datei kann nicht geschrieben werden: ihren Ordner gibt es nicht");
  assert_int_equal(symlink("loop", at("loop")), 0);
  assert_refused(at("loop"), "cannot write the file: too many symbolic links",
                 "Datei kann nicht geschrieben werden: zu viele symbolische Verweise");
}

// ---- targets that cannot be ----

static void bad_targets_are_refused_at_once(void **state) {
  (void)state;
  put("file", "", 0644);
  static const struct {
    const char *path, *english, *german;
  } cases[] = {
      {"no/such/a.wav", "cannot write the file: its folder does not exist",
       "Datei kann nicht geschrieben werden: ihren Ordner gibt es nicht"},
      {"", "cannot write the file: it is a folder",
       "Datei kann nicht geschrieben werden: das ist ein Ordner"},
      {"new/", "cannot write the file: it is a folder",
       "Datei kann nicht geschrieben werden: das ist ein Ordner"},
      {"file/a.wav", "cannot write the file: a part of the path is not a folder",
       "Datei kann nicht geschrieben werden: ein Teil des Pfads ist kein Ordner"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_refused(at(cases[i].path), cases[i].english, cases[i].german);
  assert_refused("", "cannot write the file: no such file or folder",
                 "Datei kann nicht geschrieben werden: Datei oder Ordner gibt es nicht");
  assert_int_equal(n_entries(""), 1);
}

static void refuse_for_want_of_rights(void) {
  static const char english[] = "cannot write the file: permission denied";
  static const char german[] = "Datei kann nicht geschrieben werden: keine Berechtigung";
  assert_refused(at("closed/new.wav"), english, german);
  assert_refused(at("closed/old.wav"), english, german);
  assert_refused(at("open/protected.wav"), english, german);
}

static void missing_rights_are_found_at_once(void **state) {
  (void)state;
  assert_int_equal(mkdir(at("closed"), 0755), 0);
  put("closed/old.wav", "old", 0666);
  assert_int_equal(chmod(at("closed"), 0555), 0);
  assert_int_equal(mkdir(at("open"), 0755), 0);
  put("open/protected.wav", "old", 0444);
  assert_int_equal(chmod(at("open"), 0777), 0);
  as_another_user(refuse_for_want_of_rights);
  assert_int_equal(chmod(at("closed"), 0755), 0);
  assert_content("closed/old.wav", "old");
  assert_content("open/protected.wav", "old");
}

static void a_target_that_became_a_folder_fails_cleanly(void **state) {
  (void)state;
  struct outfile out;
  struct listen_diag diag = {0};
  assert_int_equal(outfile_open(&out, at("a.wav"), NULL), LISTEN_OK);
  assert_int_equal(mkdir(at("a.wav"), 0755), 0);
  assert_int_equal(outfile_commit(&out, false, &diag), LISTEN_E_IO);
  assert_string_equal(diag.message, "cannot write the file: it is a folder");
  assert_string_equal(diag.file, at("a.wav"));
  assert_null(out.path);
  assert_int_equal(n_entries(""), 1);
}

// ---- targets that are written directly ----

static void devices_are_written_directly(void **state) {
  (void)state;
  struct outfile out;
  assert_int_equal(outfile_open(&out, "/dev/null", NULL), LISTEN_OK);
  assert_null(out.temp_path);
  assert_int_equal(outfile_write(&out, "abc", 3, NULL), LISTEN_OK);
  assert_int_equal(outfile_commit(&out, true, NULL), LISTEN_OK);
  struct stat st;
  assert_int_equal(stat("/dev/null", &st), 0);
  assert_true(S_ISCHR(st.st_mode));
}

static void a_full_device_is_reported(void **state) {
  (void)state;
  struct outfile out;
  struct listen_diag diag = {0}, german = {.german = true};
  assert_int_equal(outfile_open(&out, "/dev/full", &diag), LISTEN_OK);
  assert_int_equal(outfile_write(&out, "abc", 3, &diag), LISTEN_E_IO);
  assert_string_equal(diag.message, "cannot write the file: no space left on the device");
  assert_string_equal(diag.file, "/dev/full");
  assert_int_equal(outfile_write(&out, "abc", 3, &german), LISTEN_E_IO);
  assert_string_equal(german.message,
                      "Datei kann nicht geschrieben werden: kein Platz mehr auf dem Datenträger");
  outfile_discard(&out);
}

static void a_fifo_is_written_directly(void **state) {
  (void)state;
  assert_int_equal(mkfifo(at("fifo"), 0644), 0);
  int reader = open(at("fifo"), O_RDONLY | O_NONBLOCK);
  assert_true(reader >= 0);
  write_out(at("fifo"), "abc", true);
  char got[8] = "";
  assert_int_equal(read(reader, got, sizeof got), 3);
  assert_string_equal(got, "abc");
  // The reader goes away while we write.
  struct outfile out;
  struct listen_diag diag = {0};
  assert_int_equal(outfile_open(&out, at("fifo"), NULL), LISTEN_OK);
  close(reader);
  signal(SIGPIPE, SIG_IGN);
  assert_int_equal(outfile_write(&out, "abc", 3, &diag), LISTEN_E_IO);
  signal(SIGPIPE, SIG_DFL);
  assert_string_equal(diag.message, "cannot write the file: the reader closed the pipe");
  outfile_discard(&out);
  struct stat st;
  assert_int_equal(stat(at("fifo"), &st), 0);
  assert_true(S_ISFIFO(st.st_mode));
}

static void on_alarm(int signal_number) {
  (void)signal_number;
}

static void a_signal_ends_the_wait_for_a_reader(void **state) {
  (void)state;
  assert_int_equal(mkfifo(at("fifo"), 0644), 0);
  struct sigaction action = {.sa_handler = on_alarm}, old;
  assert_int_equal(sigaction(SIGALRM, &action, &old), 0);
  struct outfile out;
  struct listen_diag diag = {0};
  alarm(1);
  assert_int_equal(outfile_open(&out, at("fifo"), &diag), LISTEN_E_CANCELLED);
  assert_int_equal(sigaction(SIGALRM, &old, NULL), 0);
  assert_string_equal(diag.message, "cancelled");
  assert_null(out.path);
}

static void standard_output_keeps_what_it_has(void **state) {
  (void)state;
  put("log", "before ", 0644);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    int log = open(at("log"), O_WRONLY | O_APPEND);
    struct outfile out;
    bool fine = log >= 0 && dup2(log, STDOUT_FILENO) >= 0 &&
                outfile_open(&out, "/dev/stdout", NULL) == LISTEN_OK &&
                outfile_write(&out, "ours ", 5, NULL) == LISTEN_OK &&
                outfile_commit(&out, true, NULL) == LISTEN_OK &&
                write(STDOUT_FILENO, "after", 5) == 5;
    _exit(fine ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  assert_content("log", "before ours after");
}

static void a_deleted_file_is_written_through_its_descriptor(void **state) {
  (void)state;
  put("a", "old content", 0644);
  int fd = open(at("a"), O_RDWR);
  assert_true(fd >= 0);
  unlink(at("a"));
  char path[64], got[16] = "";
  snprintf(path, sizeof path, "/dev/fd/%d", fd);
  write_out(path, "new", false);
  assert_int_equal(pread(fd, got, sizeof got, 0), 3);
  assert_string_equal(got, "new");
  assert_int_equal(n_entries(""), 0);
  close(fd);
}

// ---- running out of space ----

// A limit on the file's size stands for a disk that fills up half-way.
static void a_file_that_cannot_grow_leaves_the_old_one(void **state) {
  (void)state;
  put("a.wav", "old", 0644);
  struct rlimit old, small;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = old;
  small.rlim_cur = 10000;
  signal(SIGXFSZ, SIG_IGN);
  struct outfile out;
  struct listen_diag diag = {0};
  assert_int_equal(outfile_open(&out, at("a.wav"), &diag), LISTEN_OK);
  static char block[4096];
  enum listen_status status[4];
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  for (size_t i = 0; i < 4; i++)
    status[i] = outfile_write(&out, block, sizeof block, &diag);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  signal(SIGXFSZ, SIG_DFL);
  assert_int_equal(status[1], LISTEN_OK);
  assert_int_equal(status[2], LISTEN_E_IO); // a part fitted, the rest did not
  assert_int_equal(status[3], LISTEN_E_IO);
  assert_string_equal(diag.message, "cannot write the file: file too large");
  outfile_discard(&out);
  assert_content("a.wav", "old");
  assert_int_equal(n_entries(""), 1);
}

static void no_free_descriptor_is_reported(void **state) {
  (void)state;
  struct rlimit old, none;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
  none = old;
  none.rlim_cur = 32;
  struct outfile out;
  struct listen_diag diag = {0};
  int used[32], n_used = 0;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  while (n_used < 32 && (used[n_used] = dup(STDERR_FILENO)) >= 0)
    n_used++;
  enum listen_status status = outfile_open(&out, at("a.wav"), &diag);
  while (n_used > 0)
    close(used[--n_used]);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
  assert_int_equal(status, LISTEN_E_IO);
  assert_string_equal(diag.message, "cannot write the file: too many open files");
  assert_null(out.path);
}

static void leftovers_of_killed_runs_go(void **state) {
  (void)state;
  put(".listen-0123456789abcdef.part", "half", 0600);
  put(".listen-0123456789abcdex.part", "not ours", 0600);
  struct outfile first, second;
  assert_int_equal(outfile_open(&first, at("a.wav"), NULL), LISTEN_OK);
  assert_int_equal(n_entries(""), 2);
  assert_int_equal(outfile_open(&second, at("b.wav"), NULL), LISTEN_OK); // first's is in use
  assert_int_equal(outfile_write(&first, "one", 3, NULL), LISTEN_OK);
  assert_int_equal(outfile_commit(&first, false, NULL), LISTEN_OK);
  outfile_discard(&second);
  assert_content("a.wav", "one");
  assert_content(".listen-0123456789abcdex.part", "not ours");
  assert_int_equal(n_entries(""), 2);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_new_file_appears_only_when_whole),
      IN_FOLDER(a_discarded_run_leaves_the_old_file),
      IN_FOLDER(a_replaced_file_hands_on_its_rights),
      IN_FOLDER(a_foreign_groups_rights_are_not_given_to_ours),
      IN_FOLDER(relative_paths_work),
      IN_FOLDER(the_longest_name_works),
      IN_FOLDER(links_stay_links),
      IN_FOLDER(a_dangling_link_gets_its_file),
      IN_FOLDER(bad_targets_are_refused_at_once),
      IN_FOLDER(missing_rights_are_found_at_once),
      IN_FOLDER(a_target_that_became_a_folder_fails_cleanly),
      IN_FOLDER(devices_are_written_directly),
      IN_FOLDER(a_full_device_is_reported),
      IN_FOLDER(a_fifo_is_written_directly),
      IN_FOLDER(a_signal_ends_the_wait_for_a_reader),
      IN_FOLDER(standard_output_keeps_what_it_has),
      IN_FOLDER(a_deleted_file_is_written_through_its_descriptor),
      IN_FOLDER(a_file_that_cannot_grow_leaves_the_old_one),
      IN_FOLDER(no_free_descriptor_is_reported),
      IN_FOLDER(leftovers_of_killed_runs_go),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
