/// The library's functions with memory refused, once at each of the calls that ask for some: each
/// does its work or says LISTEN_STATUS_NOMEM, and whatever it says, all of it can be freed, after
/// which no memory, no file and no process is left, and the next try gets what it asks for.
///
///     api_refused ARTICLE FOLDER [PLACES [STEP]]     calls of each step that are refused; 0: all
///
/// A program of its own, whose malloc and free are the library's too.
#include <listen/listen.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

// ---- memory ----

static _Atomic long n_asked, n_live;
static _Atomic long refused; ///< the number of the call that gets nothing; 0: none
static _Atomic bool for_good; ///< nor does any after it
static _Atomic int n_refused;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *p);

/// libsndfile 1.2 does not look at what it gets for itself and for a copy of a chunk (psf_allocate,
/// psf_memdup), so it gets it.
static bool is_trusting(void *caller) {
  Dl_info who;
  return atomic_load(&refused) > 0 && dladdr(caller, &who) != 0 && who.dli_fname != NULL &&
         strstr(who.dli_fname, "/libsndfile.so") != NULL;
}

static bool is_refused(void *caller) {
  if (is_trusting(caller))
    return false;
  long n = atomic_fetch_add(&n_asked, 1) + 1, which = atomic_load(&refused);
  bool is = which > 0 && (n == which || (n > which && atomic_load(&for_good)));
  if (is) {
    atomic_fetch_add(&n_refused, 1);
    errno = ENOMEM;
  }
  return is;
}

static void *counted(void *p) {
  if (p != NULL)
    atomic_fetch_add(&n_live, 1);
  return p;
}

void *malloc(size_t size) {
  return is_refused(__builtin_return_address(0)) ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size) {
  return is_refused(__builtin_return_address(0)) ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *p, size_t size) {
  if (is_refused(__builtin_return_address(0)))
    return NULL;
  return p == NULL ? counted(__libc_malloc(size)) : __libc_realloc(p, size);
}

void *memalign(size_t alignment, size_t size) {
  return is_refused(__builtin_return_address(0)) ? NULL : counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  void *p = memalign(alignment, size);
  if (p == NULL)
    return ENOMEM;
  *out = p;
  return 0;
}

void free(void *p) {
  if (p != NULL)
    atomic_fetch_sub(&n_live, 1);
  __libc_free(p);
}

// ---- the work ----

static const char *article_path, *folder;

/// What a caller would do next, each with the result of the one before.
struct work {
  listen_options *options;
  listen_output *output;
  listen_reader *reader;
  listen_article *article;
  listen_estimate *estimate;
  listen_sentences *sentences;
  listen_recording *recording;
  listen_voices *voices;
};

static char path[4096];

static const char *in_folder(const char *name) {
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static listen_status set_options(struct work *work, listen_error **error) {
  (void)error;
  work->options = listen_options_new();
  if (work->options == NULL)
    return LISTEN_STATUS_NOMEM;
  listen_status status = listen_options_set_voice(work->options, "ruhig");
  if (status == LISTEN_STATUS_OK)
    status = listen_options_add_lexicon(work->options, in_folder("words.tsv"));
  if (status == LISTEN_STATUS_OK)
    status = listen_options_set_read(work->options, "+captions,-lists");
  return status;
}

static listen_status list_voices(struct work *work, listen_error **error) {
  return listen_voices_new(work->options, &work->voices, error);
}

static listen_status open_reader(struct work *work, listen_error **error) {
  return listen_reader_open(work->options, &work->reader, error);
}

static listen_status load(struct work *work, listen_error **error) {
  return listen_article_load(work->reader, article_path, NULL, &work->article, error);
}

static listen_status estimate(struct work *work, listen_error **error) {
  return listen_estimate_new(work->reader, work->article, &work->estimate, error);
}

static listen_status check(struct work *work, listen_error **error) {
  listen_verdict verdict;
  return listen_check(work->reader, work->article, 0, -1, -1, &verdict, sizeof verdict, error);
}

static listen_status walk(struct work *work, listen_error **error) {
  listen_status status =
      listen_sentences_new(work->reader, work->article, &work->sentences, error);
  listen_sentence sentence;
  while (status == LISTEN_STATUS_OK)
    status = listen_sentences_next(work->sentences, &sentence, sizeof sentence, error);
  return status == LISTEN_STATUS_END ? LISTEN_STATUS_OK : status;
}

static listen_status say_phonemes(struct work *work, listen_error **error) {
  listen_sentence sentence;
  listen_text ipa;
  listen_status status =
      listen_sentences_new(work->reader, work->article, &work->sentences, error);
  if (status == LISTEN_STATUS_OK)
    status = listen_sentences_next(work->sentences, &sentence, sizeof sentence, error);
  return status == LISTEN_STATUS_OK ? listen_sentences_phonemes(work->sentences, &ipa, error)
                                    : status;
}

static int take(void *context, const int16_t *samples, size_t count) {
  (void)samples;
  *(size_t *)context += count;
  return 0;
}

static listen_status speak(struct work *work, listen_error **error) {
  size_t n = 0;
  uint64_t ms = 0;
  listen_receiver receiver = {.context = &n, .samples = take};
  return listen_speak(work->reader, work->article, &receiver, sizeof receiver, &ms, error);
}

static listen_status speak_wav(struct work *work, listen_error **error) {
  work->output = listen_output_new();
  if (work->output == NULL)
    return LISTEN_STATUS_NOMEM;
  listen_status status = listen_output_add_timings(work->output, in_folder("out.json"));
  return status != LISTEN_STATUS_OK
             ? status
             : listen_speak_file(work->reader, work->article, in_folder("out.wav"), work->output,
                                 &work->recording, error);
}

static void end(struct work *work) {
  listen_recording_free(work->recording);
  listen_sentences_free(work->sentences);
  listen_estimate_free(work->estimate);
  listen_article_free(work->article);
  listen_reader_close(work->reader);
  listen_voices_free(work->voices);
  listen_output_free(work->output);
  listen_options_free(work->options);
  *work = (struct work){0};
}

typedef listen_status step_function(struct work *work, listen_error **error);

static const struct step {
  const char *name;
  step_function *run;
  step_function *before[3]; ///< what it needs, which gets all that it asks for
  const char *leaves[2];    ///< in the folder, where it succeeds
} steps[] = {
    {"options", set_options, {0}, {0}},
    {"voices", list_voices, {set_options}, {0}},
    {"reader", open_reader, {set_options}, {0}},
    {"article", load, {set_options, open_reader}, {0}},
    {"estimate", estimate, {set_options, open_reader, load}, {0}},
    {"check", check, {set_options, open_reader, load}, {0}},
    {"sentences", walk, {set_options, open_reader, load}, {0}},
    {"phonemes", say_phonemes, {set_options, open_reader, load}, {0}},
    {"samples", speak, {set_options, open_reader, load}, {0}},
    {"file", speak_wav, {set_options, open_reader, load}, {"out.wav", "out.json"}},
};
enum { N_STEPS = sizeof steps / sizeof *steps };

static int count_files(void) {
  int n = 0;
  for (int fd = 0; fd < 256; fd++)
    n += fcntl(fd, F_GETFD) >= 0;
  return n;
}

/// Run a step whose call number `n` gets no memory. How many calls it made, or -1: it is at fault.
/// The first time something may be made and kept, by this library or another.
static long run(const struct step *step, long n, bool and_all_after, bool first_time) {
  struct work work = {0};
  listen_error *error = NULL;
  int files = count_files();
  long live = atomic_load(&n_live);
  const char *problem = NULL;
  for (size_t i = 0; i < 3 && step->before[i] != NULL && problem == NULL; i++)
    if (step->before[i](&work, &error) != LISTEN_STATUS_OK)
      problem = "what it needs failed, though it got what it asked for";
  atomic_store(&n_asked, 0);
  atomic_store(&n_refused, 0);
  atomic_store(&for_good, and_all_after);
  atomic_store(&refused, n);
  listen_status status = problem == NULL ? step->run(&work, &error) : LISTEN_STATUS_OK;
  atomic_store(&refused, 0);
  long asked = atomic_load(&n_asked);

  if (problem == NULL && status != LISTEN_STATUS_OK && status != LISTEN_STATUS_NOMEM)
    problem = "fails with another status";
  if (status != LISTEN_STATUS_OK && atomic_load(&n_refused) == 0)
    problem = "fails, though it got what it asked for";
  if (status == LISTEN_STATUS_OK && and_all_after && atomic_load(&n_refused) > 0 && n == 1)
    problem = "succeeds without memory";
  // A message that found no memory is no message; but then the status says it all.
  if (error != NULL && listen_error_status(error) != status && problem == NULL)
    problem = "the error has another status";
  for (size_t i = 0; i < 2 && step->leaves[i] != NULL; i++) {
    bool is_there = remove(in_folder(step->leaves[i])) == 0;
    if (is_there != (status == LISTEN_STATUS_OK) && problem == NULL)
      problem = is_there ? "fails and leaves a file" : "leaves no file";
  }
  char said[200];
  snprintf(said, sizeof said, "%s: %s", listen_status_name(status), listen_error_message(error));
  listen_error_free(error);
  end(&work);
  if (problem == NULL && atomic_load(&n_live) != live && !first_time)
    problem = "memory is left";
  if (problem == NULL && count_files() != files)
    problem = "a file is left open";
  if (problem == NULL && waitpid(-1, NULL, WNOHANG) >= 0)
    problem = "a process is left";
  if (problem != NULL)
    printf("%s, call %ld%s: %s (%s; %ld live, %d files)\n", step->name, n,
           and_all_after ? " and all after it" : "", problem, said, atomic_load(&n_live) - live,
           count_files() - files);
  return problem == NULL ? asked : -1;
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  article_path = argv[1];
  folder = argv[2];
  long most = argc > 3 ? atol(argv[3]) : 0, n_runs = 0, n_wrong = 0;
  FILE *words = fopen(in_folder("words.tsv"), "w");
  if (words == NULL || fputs("Gleis\tgl'aIs\n", words) < 0 || fclose(words) != 0)
    return 2;
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  for (size_t s = 0; s < N_STEPS; s++) {
    if (argc > 4 && strcmp(argv[4], steps[s].name) != 0)
      continue;
    if (run(&steps[s], 0, false, true) < 0)
      return 1;
    long n_calls = run(&steps[s], 0, false, false);
    if (n_calls < 0)
      return 1;
    long places = most > 0 && most < n_calls ? most : n_calls;
    for (long i = 0; i < places; i++) {
      long n = places == n_calls ? i + 1 : 1 + i * (n_calls - 1) / (places > 1 ? places - 1 : 1);
      for (int all = 0; all < 2; all++, n_runs++)
        n_wrong += run(&steps[s], n, all, false) < 0;
    }
    printf("%s: %ld calls, %ld places, %ld wrong so far\n", steps[s].name, n_calls, places, n_wrong);
  }
  remove(in_folder("words.tsv"));
  printf("%ld runs\n", n_runs);
  return n_wrong > 0 || n_runs == 0;
}
