// A host as the library may meet one: its children are reaped by the system or by a handler of its
// own, it may have no standard files, speaks Turkish, has threads, ignores signals, and holds a
// descriptor that no other process may get. Exit status 0: all the same.

#include <listen/listen.h>

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_THREADS = 3 };

static volatile sig_atomic_t at_work = 1;
static char *sound;

static void reap(int signal_number) {
  int saved = errno;
  (void)signal_number;
  while (waitpid(-1, NULL, WNOHANG) > 0)
    continue;
  errno = saved;
}

/// Allocate and print all the time, as a busy host does: a fork without exec would hang on it.
static void *be_busy(void *context) {
  (void)context;
  while (at_work) {
    char text[64];
    free(malloc(1000));
    snprintf(text, sizeof text, "%f", 1.5);
  }
  return NULL;
}

static int save(void *context, const int16_t *samples, size_t count) {
  // In a callback the locale is the host's own: "1,5" in Turkish.
  char text[16];
  snprintf(text, sizeof text, "%.1f", 1.5);
  if (strcmp(text, context) != 0)
    return 1;
  (void)samples;
  return count == 0;
}

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition))                                                                              \
      return __LINE__ % 200 + 1;                                                                   \
  } while (0)

static int use(const char *article_path, const char *half) {
  listen_reader *reader = NULL;
  listen_article *article = NULL;
  listen_recording *recording = NULL;
  listen_sentences *walk = NULL;
  listen_sentence sentence;
  listen_text phonemes;
  listen_output *output = listen_output_new();
  char label[64];
  listen_receiver receiver;
  CHECK(output != NULL);
  CHECK(listen_reader_open(NULL, &reader, NULL) == LISTEN_STATUS_OK);
  CHECK(listen_article_load(reader, article_path, NULL, &article, NULL) == LISTEN_STATUS_OK);
  CHECK(listen_label(372000, "PT: {iso8601}", label, sizeof label) > 0);
  CHECK(strcmp(label, "PT: PT6M12S") == 0);
  CHECK(listen_output_add_timings(output, ".json") == LISTEN_STATUS_OK);
  CHECK(listen_speak_file(reader, article, sound, output, &recording, NULL) == LISTEN_STATUS_OK);
  memset(&receiver, 0, sizeof receiver);
  receiver.context = (void *)(uintptr_t)half;
  receiver.samples = save;
  CHECK(listen_speak(reader, article, &receiver, sizeof receiver, NULL, NULL) == LISTEN_STATUS_OK);
  CHECK(listen_sentences_new(reader, article, &walk, NULL) == LISTEN_STATUS_OK);
  CHECK(listen_sentences_next(walk, &sentence, sizeof sentence, NULL) == LISTEN_STATUS_OK);
  CHECK(listen_sentences_phonemes(walk, &phonemes, NULL) == LISTEN_STATUS_OK);
  // Failures are silent, too.
  CHECK(listen_speak_file(reader, article, "/dev/full", NULL, NULL, NULL) != LISTEN_STATUS_OK);
  CHECK(listen_speak_file(reader, article, "/nowhere/x.mp3", NULL, NULL, NULL) != LISTEN_STATUS_OK);
  listen_sentences_free(walk);
  listen_recording_free(recording);
  listen_output_free(output);
  listen_article_free(article);
  listen_reader_close(reader);
  return 0;
}

int main(int argc, char **argv) {
  pthread_t threads[N_THREADS];
  char half[16];
  int status, i;
  if (argc != 4)
    return 2;
  sound = argv[3];
  setlocale(LC_ALL, "");
  snprintf(half, sizeof half, "%.1f", 1.5);
  if (strcmp(argv[1], "ignored") == 0)
    signal(SIGCHLD, SIG_IGN);
  else if (strcmp(argv[1], "reaped") == 0)
    signal(SIGCHLD, reap);
  else
    for (i = 0; i < 3; i++)
      close(i);
  for (i = 0; i < N_THREADS; i++)
    pthread_create(&threads[i], NULL, be_busy, NULL);
  status = use(argv[2], half);
  at_work = 0;
  for (i = 0; i < N_THREADS; i++)
    pthread_join(threads[i], NULL);
  return status;
}
