// Articles and other files, as they come into a session.

#include "session/session.h"

#include "base/cancel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum listen_status read_failed(const char *path, int errnum, struct listen_diag *diag) {
  enum listen_status status =
      diag_errno(diag, path, errnum, "cannot read", "kann nicht gelesen werden");
  if (strncmp(path, "https://", 8) == 0 || strncmp(path, "http://", 7) == 0)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag,
                        "nothing is fetched: save the page first, as with 'curl -o page.html'",
                        "aus dem Netz wird nichts geholt: die Seite erst speichern, etwa mit "
                        "'curl -o seite.html'"));
  else if (errnum == EISDIR)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "give the files in it; 'listen check' and 'listen site' take folders",
                        "die Dateien darin angeben; Ordner nehmen 'listen check' und 'listen "
                        "site'"));
  return status;
}

enum listen_status session_read_file(const char *path, const volatile sig_atomic_t *cancel,
                                     struct buf *out, struct listen_diag *diag) {
  static const size_t most_bytes = 256u * 1024 * 1024;
  bool is_stdin = strcmp(path, "-") == 0;
  int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return read_failed(path, errno, diag);
  struct stat stat;
  enum listen_status status = LISTEN_OK;
  if (fstat(fd, &stat) == 0) {
    if (S_ISDIR(stat.st_mode))
      status = read_failed(path, EISDIR, diag);
    else if (S_ISREG(stat.st_mode) && (uintmax_t)stat.st_size <= most_bytes)
      buf_reserve(out, (size_t)stat.st_size);
  }
  while (status == LISTEN_OK) {
    if (!buf_reserve(out, 64 * 1024)) {
      status = diag_nomem(diag);
      break;
    }
    ssize_t n = read(fd, out->ptr + out->len, 64 * 1024);
    if (n < 0 && errno == EINTR && !cancel_wanted(cancel))
      continue;
    if (n < 0)
      status = cancel_wanted(cancel) ? diag_set(diag, LISTEN_E_CANCELLED, "%s",
                                                DIAG_TEXT(diag, "interrupted", "abgebrochen"))
                                     : read_failed(path, errno, diag);
    if (n <= 0)
      break;
    out->len += (size_t)n;
    if (out->len > most_bytes) {
      diag_at(diag, path, 0, 0);
      status = diag_set(diag, LISTEN_E_INPUT, "%s",
                        DIAG_TEXT(diag, "larger than 256 MiB: not an article",
                                  "größer als 256 MiB: das ist kein Artikel"));
    }
  }
  if (!is_stdin)
    close(fd);
  return status;
}

static enum listen_status apply_policy(const char *path, unsigned readings,
                                       struct document *document, struct listen_diag *diag) {
  enum listen_status status = document_apply_policy(document, readings, diag);
  if (status != LISTEN_OK) {
    diag_at(diag, path, 0, 0);
    document_clear(document);
  }
  return status;
}

enum listen_status session_extract(const struct session *session, struct view input,
                                   const char *path, struct document *out,
                                   struct listen_diag *diag) {
  const struct session_options *options = session->options;
  struct extract_options extract = {.format = options->from, .plain = options->plain, .path = path};
  enum listen_status status = extract_document(input, &extract, out, diag);
  if (status == LISTEN_OK && !options->plain)
    status = apply_policy(path, session->readings, out, diag);
  return status;
}

enum listen_status session_read_document(const struct session *session, const char *path,
                                         struct document *out, struct listen_diag *diag) {
  struct buf input = {0};
  enum listen_status status = session_read_file(path, session->options->cancel, &input, diag);
  if (status == LISTEN_OK)
    status = session_extract(session, buf_as_view(&input), path, out, diag);
  buf_clear(&input);
  return status;
}

double session_rough_length_s(const struct document *document, int rate_wpm) {
  double bytes = 0;
  for (size_t i = 0; i < document->n_blocks; i++)
    bytes += (double)document->blocks[i].text.len;
  return bytes / 16.0 * 175.0 / rate_wpm;
}
