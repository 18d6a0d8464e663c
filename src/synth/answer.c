// What listen-host answers for the engine: its phonemes, and which one it is.

#include "synth/shared.h"

#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FD = HOST_SHARED_FD }; ///< the first and only one

int synth_host_identify(const char *const *argv) {
  struct buf out = {0};
  bool known = program_identity(&out);
  buf_byte(&out, '\n');
  known = known && engine_here.identity(NULL, argv, &out) && !out.failed;
  for (size_t sent = 0; known && sent < out.len;) {
    ssize_t n = write(FD, out.ptr + sent, out.len - sent);
    known = n > 0 || errno == EINTR;
    sent += n > 0 ? (size_t)n : 0;
  }
  buf_clear(&out);
  return known ? 0 : 1;
}

/// @param why  NULL: `text` are the phonemes
static void answer(const struct buf *text, const struct listen_diag *why) {
  struct buf out = {0};
  buf_byte(&out, why == NULL ? ANSWER_PHONEMES : ANSWER_DIAG);
  if (why == NULL)
    buf_view(&out, text->ptr != NULL ? buf_as_view(text) : VIEW(""));
  else
    buf_add(&out, (const char *)why, sizeof *why);
  if (!out.failed)
    (void)send(FD, out.ptr, out.len, MSG_NOSIGNAL); // whoever asked may have gone
  buf_clear(&out);
}

void synth_host_answer(void) {
  struct zygote_call call;
  struct espeak_settings settings;
  struct synth_engine engine;
  struct buf text = {0};
  char clause[2 * PROSODY_UTTERANCE_MAX];
  if (fork() != 0) // the caller waits for our end, to let go of us
    _exit(0);
  fcntl(FD, F_SETFD, FD_CLOEXEC);
  if (recv(FD, &call, sizeof call, 0) != sizeof call)
    _exit(0);
  zygote_settings(&call, &settings);
  struct listen_diag diag = {.german = call.german};
  enum listen_status status = espeak_open(&settings, &engine, &diag);
  for (ssize_t n; (n = recv(FD, clause, sizeof clause - 1, 0)) > 0 || (n < 0 && errno == EINTR);) {
    if (n < 0)
      continue;
    clause[n] = '\0';
    buf_reset(&text);
    if (status == LISTEN_OK && espeak_engine_phonemes(clause, &text) != LISTEN_OK)
      status = diag_nomem(&diag);
    answer(&text, status == LISTEN_OK ? NULL : &diag);
  }
  _exit(0);
}
