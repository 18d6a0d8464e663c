// The caller's side: start the server's process, talk to it, end it.

#include "site/serve.h"
#include "site/serve/listener.h"
#include "site/serve/module.h"
#include "site/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  START_MS = 20000, ///< to load the libraries from a slow disk
  STOP_MS = 2000,
};

struct site_server {
  pid_t pid;
  int control;
  char url[320];
};

// ---- the server's process ----

/// Keep nothing of the caller's open: not its output, which may be a pipe whose reader waits for
/// the end, and not the sockets by which others see that it has ended. The three that are needed
/// become 3, 4, 5.
static bool keep_only(int fds[3]) {
  enum { FIRST = 3, ASIDE = 16 };
  for (size_t i = 0; i < 3; i++)
    if ((fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, ASIDE)) < 0)
      return false;
  for (int i = 0; i < 3; i++) {
    if (dup3(fds[i], FIRST + i, O_CLOEXEC) < 0)
      return false;
    fds[i] = FIRST + i;
  }
  closefrom(FIRST + 3);
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0)
    return false;
  (void)dup2(null, STDIN_FILENO);
  (void)dup2(null, STDOUT_FILENO);
  close(null);
  return true;
}

static void report(int control, enum listen_status status, const struct listen_diag *diag) {
  struct serve_report report = {.status = status};
  if (status != LISTEN_OK) {
    memcpy(report.message, diag->message, sizeof report.message);
    memcpy(report.hint, diag->hint, sizeof report.hint);
  }
  (void)send(control, &report, sizeof report, MSG_NOSIGNAL);
}

static void plain_signals(void) {
  static const int plain[] = {SIGTERM, SIGQUIT, SIGCHLD};
  // What a terminal sends to all is the caller's business: it ends the server when it has seen it.
  static const int ignored[] = {SIGINT, SIGHUP, SIGPIPE};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    signal(plain[i], SIG_DFL);
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
    signal(ignored[i], SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn static void be_server(struct serve_task task, pid_t caller, struct listen_diag diag) {
  int fds[3] = {task.listener, task.control, task.folder};
  plain_signals();
  // Its own forks may hold the other end of `control`, which then tells nothing of its death.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != caller || !keep_only(fds))
    _exit(EXIT_FAILURE);
  task.listener = fds[0];
  task.control = fds[1];
  task.folder = fds[2];
  const struct serve_module *module = serve_module_load(&diag);
  enum listen_status status = module != NULL ? module->run(&task, &diag) : diag.status;
  if (status != LISTEN_OK)
    report(task.control, status, &diag);
  _exit(status == LISTEN_OK ? EXIT_SUCCESS : EXIT_FAILURE);
}

// ---- the caller's process ----

static enum listen_status start(const struct serve_task *task, int control[2],
                                struct site_server *server, struct listen_diag *diag) {
  const struct listen_diag words = {.german = diag != NULL && diag->german};
  pid_t caller = getpid();
  server->pid = fork();
  if (server->pid == 0)
    be_server(*task, caller, words);
  close(control[1]);
  control[1] = -1;
  return server->pid > 0 ? LISTEN_OK
                         : diag_errno(diag, "", errno, "cannot start the server",
                                      "der Server lässt sich nicht starten");
}

/// Wait until it answers, or says why not.
static enum listen_status await_report(struct site_server *server, struct listen_diag *diag) {
  struct serve_report answer;
  struct pollfd control = {.fd = server->control, .events = POLLIN};
  int n;
  do
    n = poll(&control, 1, START_MS);
  while (n < 0 && errno == EINTR); // a signal is for the caller to see, when it waits
  ssize_t size = n > 0 ? recv(server->control, &answer, sizeof answer, MSG_DONTWAIT) : -1;
  if (size != (ssize_t)sizeof answer)
    return diag_set(diag, LISTEN_E_ENGINE, "%s",
                    DIAG_TEXT(diag, "the server does not start", "der Server startet nicht"));
  if (answer.status == LISTEN_OK)
    return LISTEN_OK;
  answer.message[sizeof answer.message - 1] = answer.hint[sizeof answer.hint - 1] = '\0';
  diag_set(diag, answer.status, "%s", answer.message);
  diag_hint(diag, "%s", answer.hint);
  return answer.status;
}

enum listen_status site_server_open(const struct site_serve_options *options,
                                    struct site_server **out, struct listen_diag *diag) {
  struct listener listener = {.fd = -1};
  int control[2] = {-1, -1}, folder = -1;
  *out = NULL;
  struct site_server *server = calloc(1, sizeof *server);
  if (server == NULL)
    return diag_nomem(diag);
  server->control = -1;
  enum listen_status status = listener_open(options, &listener, diag);
  if (status == LISTEN_OK &&
      (folder = open(options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
    status = diag_errno(diag, options->folder, errno, "cannot read", "kann nicht gelesen werden");
  if (status == LISTEN_OK && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0)
    status = diag_errno(diag, "", errno, "cannot start the server",
                        "der Server lässt sich nicht starten");
  if (status == LISTEN_OK) {
    const struct serve_task task = {.listener = listener.fd,
                                    .control = control[1],
                                    .folder = folder,
                                    .host = options->host,
                                    .any_host = listener.any_host,
                                    .german = diag != NULL && diag->german};
    memcpy(server->url, listener.url, sizeof server->url);
    server->control = control[0];
    status = start(&task, control, server, diag);
  }
  if (status == LISTEN_OK)
    status = await_report(server, diag);
  if (listener.fd >= 0)
    close(listener.fd);
  if (folder >= 0)
    close(folder);
  if (status == LISTEN_OK)
    *out = server;
  else
    site_server_close(server);
  return status;
}

const char *site_server_url(const struct site_server *server) {
  return server->url;
}

void site_server_reload(struct site_server *server) {
  // A server that has so much unread is going to load anew in any case.
  if (server != NULL)
    (void)send(server->control, "r", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

int site_server_fd(const struct site_server *server) {
  return server != NULL ? server->control : -1;
}

enum listen_status site_server_ended(const struct site_server *server, struct listen_diag *diag) {
  return diag_set(diag, LISTEN_E_ENGINE,
                  DIAG_TEXT(diag, "the server at %s has ended by itself",
                            "der Server auf %s ist von selbst ausgegangen"),
                  server->url);
}

enum listen_status site_server_wait(const struct site_server *server,
                                    const volatile sig_atomic_t *cancel, struct listen_diag *diag) {
  sigset_t before;
  site_block_stops(&before);
  struct pollfd control = {.fd = server->control, .events = POLLIN};
  while (*cancel == 0 && ppoll(&control, 1, NULL, &before) <= 0)
    ;
  sigprocmask(SIG_SETMASK, &before, NULL);
  return *cancel != 0 ? LISTEN_E_CANCELLED : site_server_ended(server, diag);
}

/// Has it ended, within so long? Somebody else's waitpid(-1) may have taken its end.
static bool await_end(pid_t pid, int ms) {
  for (int waited = 0;; waited++) {
    pid_t ended = waitpid(pid, NULL, WNOHANG);
    if (ended == pid || (ended < 0 && errno == ECHILD))
      return true;
    if (waited >= ms)
      return false;
    (void)poll(NULL, 0, 1);
  }
}

void site_server_close(struct site_server *server) {
  if (server == NULL)
    return;
  if (server->control >= 0) {
    shutdown(server->control, SHUT_RDWR); // other processes may hold this end too
    close(server->control);
  }
  if (server->pid > 0 && !await_end(server->pid, STOP_MS)) {
    kill(server->pid, SIGKILL);
    (void)await_end(server->pid, STOP_MS);
  }
  free(server);
}
