// A zygote that is told its work: what it is told, and how listen-host is run as one.

#include "synth/shared.h"

#include "base/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static bool copy_name(char out[ZYGOTE_NAME_BYTES], const char *name) {
  size_t len = strlen(name);
  if (len < ZYGOTE_NAME_BYTES)
    memcpy(out, name, len + 1);
  return len < ZYGOTE_NAME_BYTES;
}

static bool describe_styles(const struct espeak_settings *settings, struct zygote_call *out) {
  for (size_t i = 0; i < N_STYLES; i++) {
    out->styles[i] = settings->styles[i];
    out->styles[i].voice = out->styles[i].variant = NULL; // pointers mean nothing elsewhere
    if (!copy_name(out->voices[i], settings->styles[i].voice) ||
        !copy_name(out->variants[i], settings->styles[i].variant))
      return false;
  }
  return true;
}

static bool describe_command(const struct command_settings *command, struct zygote_call *out) {
  size_t used = 0;
  out->is_command = true;
  out->command = *command;
  out->command.argv = NULL;
  for (; command->argv[out->n_arguments] != NULL; out->n_arguments++) {
    const char *argument = command->argv[out->n_arguments];
    size_t n = strlen(argument) + 1;
    if (out->n_arguments == ZYGOTE_ARGUMENTS || n > sizeof out->arguments - used)
      return false;
    memcpy(out->arguments + used, argument, n);
    used += n;
  }
  return describe_styles(&command->espeak, out);
}

bool zygote_describe(const struct engine_opener *opener, struct zygote_call *out) {
  switch (opener->kind) {
  case ENGINE_ESPEAK:
    return describe_styles(opener->settings, out);
  case ENGINE_COMMAND:
    return describe_command(opener->settings, out);
  default:
    return false;
  }
}

void zygote_settings(const struct zygote_call *call, struct espeak_settings *out) {
  for (size_t i = 0; i < N_STYLES; i++) {
    out->styles[i] = call->styles[i];
    out->styles[i].voice = call->voices[i];
    out->styles[i].variant = call->variants[i];
  }
}

static enum listen_status no_memory(struct listen_diag *diag) {
  int err = errno;
  return diag_errno(diag, NULL, err, "cannot share memory with the speech engine",
                    "Speicher lässt sich nicht mit der Sprachausgabe teilen");
}

/// Shared memory as a file, for a process that is not forked off this one. The system would end
/// the host by a signal for a file above its limit.
static int open_memory(size_t bytes) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < bytes) {
    errno = EFBIG;
    return -1;
  }
  int fd = memfd_create("listen", MFD_CLOEXEC);
  if (fd >= 0 && ftruncate(fd, (off_t)bytes) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static void close_all(const int *fds, size_t n) {
  for (size_t i = 0; i < n; i++)
    close(fds[i]);
}

enum listen_status synth_run_host(const char *host, size_t n_slots, struct synth_prepared *out,
                                  struct listen_diag *diag) {
  size_t bytes = shared_bytes(n_slots);
  int memory_fd = open_memory(bytes), theirs[3];
  void *memory = memory_fd >= 0 ? mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                                       MAP_SHARED | MAP_NORESERVE, memory_fd, 0)
                                : MAP_FAILED;
  *out = (struct synth_prepared){.n_slots = n_slots, .hosted = true};
  if (memory == MAP_FAILED || !zygote_pipes(out->fds, theirs)) {
    enum listen_status status = no_memory(diag);
    if (memory != MAP_FAILED)
      munmap(memory, bytes);
    if (memory_fd >= 0)
      close(memory_fd);
    return status;
  }
  char slots[32];
  snprintf(slots, sizeof slots, "%zu", n_slots);
  const char *const argv[] = {host, LISTEN_VERSION, "engine", slots, NULL};
  const int fds[] = {memory_fd, theirs[0], theirs[1], theirs[2]};
  enum listen_status status = spawn_detached(argv, fds, sizeof fds / sizeof *fds, diag);
  close_all(fds, sizeof fds / sizeof *fds);
  out->shared = memory;
  out->zygote = atomic_load(&out->shared->zygote);
  if (status == LISTEN_OK && out->zygote > 0)
    return LISTEN_OK;
  close_all(out->fds, 3);
  munmap(memory, bytes);
  *out = (struct synth_prepared){0};
  return status != LISTEN_OK ? status
                             : diag_set(diag, LISTEN_E_ENGINE, "%s",
                                        DIAG_TEXT(diag, "the speech engine would not start",
                                                  "die Sprachausgabe startet nicht"));
}
