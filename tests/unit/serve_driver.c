/// The server for tests/cli/serve.py: prints its URL and serves until its input ends or a signal
/// comes. A line on its input makes pages load anew.
///   serve_driver FOLDER [VALUE of --serve]
///   serve_driver --here FOLDER [VALUE]   in this very process, for sanitizers and valgrind
///   serve_driver --wait FOLDER [VALUE]   sleeps in site_server_wait

#include "site/serve.h"
#include "site/serve/listener.h"
#include "site/serve/module.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t cancelled;

static void on_signal(int number) {
  cancelled = number;
}

static int complain(const struct listen_diag *diag) {
  fprintf(stderr, "%s\n%s\n", diag->message, diag->hint);
  return 1;
}

static void print_url(const char *url) {
  printf("%s\n", url);
  fflush(stdout);
}

/// The other end of the server's control socket.
static void relay(int control) {
  struct serve_report report;
  char line[64];
  ssize_t n = recv(control, &report, sizeof report, 0);
  while (n > 0 && (n = read(STDIN_FILENO, line, sizeof line)) > 0)
    n = send(control, line, (size_t)n, MSG_NOSIGNAL);
}

static int serve_here(const struct site_serve_options *options, struct listen_diag *diag) {
  struct listener listener;
  int control[2];
  if (listener_open(options, &listener, diag) != LISTEN_OK)
    return complain(diag);
  int folder = open(options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control) != 0)
    return 1;
  print_url(listener.url);
  pid_t other = fork();
  close(control[other != 0]);
  if (other == 0) {
    relay(control[1]);
    _exit(0);
  }
  signal(SIGPIPE, SIG_IGN);
  const struct serve_task task = {.listener = listener.fd,
                                  .control = control[0],
                                  .folder = folder,
                                  .host = options->host,
                                  .any_host = listener.any_host};
  const struct serve_module *module = serve_module_load(diag);
  if (module == NULL || module->run(&task, diag) != LISTEN_OK)
    return complain(diag);
  close(control[0]);
  close(folder);
  return 0;
}

static int follow(struct site_server *server, struct listen_diag *diag) {
  struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                         {.fd = site_server_fd(server), .events = POLLIN}};
  char line[64];
  while (!cancelled) {
    if (poll(fds, 2, -1) < 0)
      continue;
    if (fds[1].revents != 0) {
      site_server_ended(server, diag);
      return complain(diag);
    }
    if (read(STDIN_FILENO, line, sizeof line) <= 0)
      return 0;
    site_server_reload(server);
  }
  return 0;
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
  int first = mode[0] != '\0' ? 2 : 1;
  struct site_serve_options options = {.folder = argv[first]};
  struct listen_diag diag = {0};
  if (argc <= first || !site_serve_parse(argc > first + 1 ? argv[first + 1] : NULL, &options))
    return 2;
  if (strcmp(mode, "--here") == 0)
    return serve_here(&options, &diag);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  struct site_server *server;
  if (site_server_open(&options, &server, &diag) != LISTEN_OK)
    return complain(&diag);
  print_url(site_server_url(server));
  int status = 0;
  if (strcmp(mode, "--wait") == 0)
    status = site_server_wait(server, &cancelled, &diag) == LISTEN_E_CANCELLED ? 0 : 3;
  else
    status = follow(server, &diag);
  site_server_close(server);
  return status;
}
