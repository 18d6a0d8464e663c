/* Reads an article, prints the label for its player and the chapters, and writes the sound.
 *
 *     cc example.c $(pkg-config --cflags --libs listen) -o example
 *     ./example artikel.html artikel.wav
 */
#include <listen/listen.h>

#include <stdio.h>
#include <stdlib.h>

static int complain(listen_error *error) {
  const char *file = listen_error_file(error);
  fprintf(stderr, "%s%s%s\n", file, file[0] != '\0' ? ": " : "", listen_error_message(error));
  if (listen_error_hint(error)[0] != '\0')
    fprintf(stderr, "%s\n", listen_error_hint(error));
  listen_error_free(error);
  return EXIT_FAILURE;
}

static void print_clock(uint64_t ms) {
  printf("%3u:%02u  ", (unsigned)(ms / 60000), (unsigned)(ms / 1000 % 60));
}

static void print_label(const listen_estimate *estimate) {
  char label[128];
  listen_label(listen_estimate_ms(estimate), NULL, label, sizeof label);
  printf("%s\n", label);
}

static void print_chapters(const listen_recording *recording) {
  listen_recorded_chapter chapter;
  size_t i;
  for (i = 0; listen_recording_chapter(recording, i, &chapter, sizeof chapter); i++) {
    print_clock(chapter.start_ms);
    printf("%.*s\n", (int)chapter.title.len, chapter.title.data);
  }
}

int main(int argc, char **argv) {
  listen_error *error = NULL;
  listen_reader *reader = NULL;
  listen_article *article = NULL;
  listen_estimate *estimate = NULL;
  listen_recording *recording = NULL;
  int status = EXIT_SUCCESS;
  if (argc != 3) {
    fprintf(stderr, "usage: example ARTICLE SOUND\n");
    return 2;
  }
  if (listen_reader_open(NULL, &reader, &error) != LISTEN_STATUS_OK ||
      listen_article_load(reader, argv[1], NULL, &article, &error) != LISTEN_STATUS_OK ||
      listen_estimate_new(reader, article, &estimate, &error) != LISTEN_STATUS_OK ||
      listen_speak_file(reader, article, argv[2], NULL, &recording, &error) != LISTEN_STATUS_OK) {
    status = complain(error);
  } else {
    print_label(estimate);
    print_chapters(recording);
  }
  listen_recording_free(recording);
  listen_estimate_free(estimate);
  listen_article_free(article);
  listen_reader_close(reader);
  return status;
}
