// The zygote that is started before anything is known of the work: forked by the program, or run as
// listen-host by a process that must not fork.

#include "synth/shared.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static void take_arguments(const struct zygote_call *call, const char **argv) {
  const char *at = call->arguments;
  for (size_t i = 0; i < call->n_arguments && i < ZYGOTE_ARGUMENTS; i++, at += strlen(at) + 1)
    argv[i] = at;
}

void zygote_sleep(struct zygote *zygote, pid_t parent) {
  int deaths_fd = zygote_settle(parent);
  espeak_engine_warm_up();
  struct zygote_call call;
  ssize_t n;
  while ((n = recv(zygote->orders_fd, &call, sizeof call, 0)) < 0 && errno == EINTR)
    continue;
  if (n != sizeof call)
    _exit(0);
  struct espeak_settings settings;
  zygote_settings(&call, &settings);
  struct engine_opener opener = {.open = espeak_open, .settings = &settings};
  const char *argv[ZYGOTE_ARGUMENTS + 1] = {NULL};
  if (call.is_command && zygote->open_command == NULL)
    _exit(0);
  if (call.is_command) {
    take_arguments(&call, argv);
    call.command.argv = argv;
    call.command.espeak = settings;
    opener = (struct engine_opener){.open = zygote->open_command, .settings = &call.command};
  }
  zygote->opener = &opener;
  zygote->n_slots = call.n_slots;
  zygote->n_workers = call.n_workers;
  zygote_serve(zygote, deaths_fd);
}

void synth_prepare(struct synth_prepared *out) {
  *out = (struct synth_prepared){.n_slots = (size_t)pool_usual_workers() * SLOTS_PER_WORKER};
  struct shared *shared = shared_map(out->n_slots);
  if (shared == NULL)
    return;
  struct zygote zygote = {.shared = shared, .n_slots = out->n_slots};
  pid_t pid = pool_fork(&zygote, zygote_sleep, out->fds);
  if (pid > 0) {
    out->shared = shared;
    out->zygote = pid;
  } else {
    munmap(shared, shared_bytes(out->n_slots));
  }
}
