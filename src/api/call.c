#include "api/api.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static const int spared[] = {SIGPIPE, SIGXFSZ};
enum { N_SPARED = sizeof spared / sizeof *spared };

static void enter(struct host *host) {
  sigset_t block, pending;
  sigemptyset(&block);
  sigpending(&pending);
  for (size_t i = 0; i < N_SPARED; i++) {
    sigaddset(&block, spared[i]);
    host->pending[i] = sigismember(&pending, spared[i]) == 1;
  }
  pthread_sigmask(SIG_BLOCK, &block, &host->signals);
  // The C locale is the system's own and always there: nothing is to be freed.
  host->locale = uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

/// A signal that our writing raised is taken back: the host has nothing to do with it.
static void leave(const struct host *host) {
  static const struct timespec at_once = {0, 0};
  sigset_t pending, one;
  sigpending(&pending);
  for (size_t i = 0; i < N_SPARED; i++)
    if (!host->pending[i] && sigismember(&pending, spared[i]) == 1) {
      sigemptyset(&one);
      sigaddset(&one, spared[i]);
      sigtimedwait(&one, NULL, &at_once);
    }
  pthread_sigmask(SIG_SETMASK, &host->signals, NULL);
  uselocale(host->locale);
}

void call_begin(struct call *call, struct listen_reader *reader, bool german,
                listen_error **error) {
  *call = (struct call){.reader = reader, .error = error};
  call->diag.german = reader != NULL ? reader->german : german;
  enter(&call->host);
}

void call_pause(struct call *call) {
  leave(&call->host);
}

void call_resume(struct call *call) {
  enter(&call->host);
}

static void report(struct listen_error **out, const struct listen_diag *diag) {
  struct listen_error *error = malloc(sizeof *error);
  listen_error_free(*out);
  *out = error;
  if (error != NULL)
    error->diag = *diag;
}

listen_status call_end(struct call *call, enum listen_status status) {
  if (call->reader != NULL &&
      __atomic_load_n(&call->reader->cancel, __ATOMIC_RELAXED) == CANCEL_CALL)
    __atomic_store_n(&call->reader->cancel, CANCEL_NOT, __ATOMIC_RELAXED);
  if (status != LISTEN_OK && call->diag.status != status)
    call->diag.status = status; // a stage that says no more than that
  if (status == LISTEN_E_NOMEM && call->diag.message[0] == '\0')
    diag_nomem(&call->diag);
  if (status != LISTEN_OK && call->error != NULL)
    report(call->error, &call->diag);
  leave(&call->host);
  return (listen_status)status;
}

enum listen_status call_usage(struct call *call, const char *english, const char *german) {
  return diag_set(&call->diag, LISTEN_E_USAGE, "%s", call->diag.german ? german : english);
}

// ---- errors ----

_Static_assert(LISTEN_STATUS_OK == LISTEN_OK && LISTEN_STATUS_USAGE == LISTEN_E_USAGE &&
                   LISTEN_STATUS_CONFIG == LISTEN_E_CONFIG &&
                   LISTEN_STATUS_INPUT == LISTEN_E_INPUT && LISTEN_STATUS_IO == LISTEN_E_IO &&
                   LISTEN_STATUS_NOMEM == LISTEN_E_NOMEM &&
                   LISTEN_STATUS_ENGINE == LISTEN_E_ENGINE &&
                   LISTEN_STATUS_CANCELLED == LISTEN_E_CANCELLED,
               "the numbers are the ABI's");

const char *listen_status_name(listen_status status) {
  static const char *const names[] = {"ok",    "usage",  "config",    "input", "io",
                                      "nomem", "engine", "cancelled", "end"};
  return status >= 0 && (size_t)status < sizeof names / sizeof *names ? names[status] : "unknown";
}

void listen_error_free(listen_error *error) {
  free(error);
}

listen_status listen_error_status(const listen_error *error) {
  return error != NULL ? (listen_status)error->diag.status : LISTEN_STATUS_OK;
}

const char *listen_error_message(const listen_error *error) {
  return error != NULL ? error->diag.message : "";
}

const char *listen_error_hint(const listen_error *error) {
  return error != NULL ? error->diag.hint : "";
}

const char *listen_error_file(const listen_error *error) {
  return error != NULL ? error->diag.file : "";
}

size_t listen_error_line(const listen_error *error) {
  return error != NULL ? error->diag.line : 0;
}

size_t listen_error_column(const listen_error *error) {
  return error != NULL ? error->diag.column : 0;
}

// ---- small things ----

const char *listen_version(void) {
  return LISTEN_VERSION;
}

int listen_abi_version(void) {
  return LISTEN_ABI_VERSION;
}

void fill(void *out, size_t size, const void *from, size_t from_size) {
  size_t n = size < from_size ? size : from_size;
  memcpy(out, from, n);
  memset((char *)out + n, 0, size - n);
}

int word_index(const char *word, const char *const *words) {
  for (int i = 0; word != NULL && words[i] != NULL; i++)
    if (strcmp(word, words[i]) == 0)
      return i;
  return -1;
}

listen_status keep_string(struct arena *arena, const char *text, const char **out) {
  if (text == NULL)
    return LISTEN_STATUS_USAGE;
  struct view copy = arena_copy(arena, view_of(text));
  if (copy.ptr == NULL)
    return LISTEN_STATUS_NOMEM;
  *out = copy.ptr;
  return LISTEN_STATUS_OK;
}

listen_status keep_path(struct arena *arena, const char *path, const char **out) {
  bool is_dash = path != NULL && strcmp(path, "-") == 0;
  return path != NULL && path[0] != '\0' ? keep_string(arena, is_dash ? "./-" : path, out)
                                         : LISTEN_STATUS_USAGE;
}
