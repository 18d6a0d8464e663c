#include "base/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/// What printf wanted to write into `field`, `size` bytes, may not have fitted. It then ends
/// between two characters, not inside one: half a UTF-8 character would spoil the line it is
/// printed on.
static void end_at_character(char *field, size_t size, int wanted) {
  if (wanted < 0)
    field[0] = '\0';
  if (wanted < 0 || (size_t)wanted < size)
    return;
  size_t len = size - 1, start = len - 1;
  while (len - start < 4 && ((unsigned char)field[start] & 0xC0) == 0x80)
    start--;
  unsigned char lead = (unsigned char)field[start];
  size_t need = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (need > len - start)
    field[start] = '\0';
}

enum listen_status diag_set(struct listen_diag *diag, enum listen_status status, const char *fmt,
                            ...) {
  if (diag == NULL)
    return status;
  va_list args;
  va_start(args, fmt);
  int wanted = vsnprintf(diag->message, sizeof diag->message, fmt, args);
  end_at_character(diag->message, sizeof diag->message, wanted);
  va_end(args);
  diag->status = status;
  diag->hint[0] = '\0';
  diag->no_text = false;
  return status;
}

void diag_no_text(struct listen_diag *diag) {
  if (diag != NULL)
    diag->no_text = true;
}

void diag_hint(struct listen_diag *diag, const char *fmt, ...) {
  if (diag == NULL)
    return;
  va_list args;
  va_start(args, fmt);
  int wanted = vsnprintf(diag->hint, sizeof diag->hint, fmt, args);
  end_at_character(diag->hint, sizeof diag->hint, wanted);
  va_end(args);
}

void diag_at(struct listen_diag *diag, const char *file, size_t line, size_t column) {
  if (diag == NULL)
    return;
  if (file != NULL) {
    int wanted = snprintf(diag->file, sizeof diag->file, "%s", file);
    end_at_character(diag->file, sizeof diag->file, wanted);
  }
  diag->line = line;
  diag->column = column;
}

// The system's own texts follow the process locale, which a library must not set; these are the
// ones a user of this program meets, in both languages.
static const struct {
  int errnum;
  const char *english, *german;
} reasons[] = {
    {ENOENT, "no such file or folder", "Datei oder Ordner gibt es nicht"},
    {EACCES, "permission denied", "keine Berechtigung"},
    {EPERM, "operation not permitted", "nicht erlaubt"},
    {EISDIR, "it is a folder", "das ist ein Ordner"},
    {ENOTDIR, "a part of the path is not a folder", "ein Teil des Pfads ist kein Ordner"},
    {ENOSPC, "no space left on the device", "kein Platz mehr auf dem Datenträger"},
    {EDQUOT, "disk quota exceeded", "Speicherkontingent erschöpft"},
    {EROFS, "read-only file system", "Dateisystem ist schreibgeschützt"},
    {EFBIG, "file too large", "Datei zu groß"},
    {EPIPE, "the reader closed the pipe", "der Empfänger hat die Leitung geschlossen"},
    {EIO, "input/output error", "Ein-/Ausgabefehler"},
    {ENAMETOOLONG, "file name too long", "Dateiname zu lang"},
    {EBADF, "it is closed", "geschlossen"},
    {EAGAIN, "the system has no process or thread left for it",
     "das System hat keinen Prozess oder Thread mehr dafür frei"},
    {EMFILE, "too many open files", "zu viele offene Dateien"},
    {ELOOP, "too many symbolic links", "zu viele symbolische Verweise"},
};

enum listen_status diag_errno(struct listen_diag *diag, const char *file, int errnum,
                              const char *doing_en, const char *doing_de) {
  if (diag == NULL)
    return errnum == ENOMEM ? LISTEN_E_NOMEM : LISTEN_E_IO;
  if (errnum == ENOMEM)
    return diag_nomem(diag);
  diag_at(diag, file, 0, 0);
  char number[32];
  snprintf(number, sizeof number, "errno %d", errnum);
  const char *reason = number;
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if (reasons[i].errnum == errnum)
      reason = diag->german ? reasons[i].german : reasons[i].english;
  return diag_set(diag, LISTEN_E_IO, "%s: %s", diag->german ? doing_de : doing_en, reason);
}
