// The zygote that is started before anything is known of the work: forked by the program, or run as
// listen-host by a process that must not fork.

#include "synth/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
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
  if (call.is_command) {
    take_arguments(&call, argv);
    call.command.argv = argv;
    call.command.espeak = settings;
    opener = (struct engine_opener){.open = command_open, .settings = &call.command};
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

void synth_host_run(const char *n_slots) {
  struct zygote zygote = {.n_slots = (size_t)strtoul(n_slots, NULL, 10),
                          .jobs_fd = HOST_JOBS_FD,
                          .orders_fd = HOST_ORDERS_FD,
                          .news_fd = HOST_NEWS_FD};
  struct stat stat;
  if (zygote.n_slots == 0 || zygote.n_slots > (size_t)SYNTH_MAX_WORKERS * SLOTS_PER_WORKER ||
      fstat(HOST_SHARED_FD, &stat) != 0 || (size_t)stat.st_size != shared_bytes(zygote.n_slots))
    _exit(1);
  for (int fd = HOST_SHARED_FD; fd <= HOST_NEWS_FD; fd++)
    fcntl(fd, F_SETFD, FD_CLOEXEC); // for a voice that runs programs
  void *memory = mmap(NULL, shared_bytes(zygote.n_slots), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_NORESERVE, HOST_SHARED_FD, 0);
  if (memory == MAP_FAILED)
    _exit(1);
  close(HOST_SHARED_FD);
  zygote.shared = memory;
  // The caller waits for our end, to let go of us; only what goes on from here is the zygote.
  pid_t pid = fork();
  if (pid != 0) {
    atomic_store(&zygote.shared->zygote, pid);
    _exit(pid > 0 ? 0 : 1);
  }
  zygote_sleep(&zygote, 0);
}
