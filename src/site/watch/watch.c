#include "site/watch/watch.h"

#include "site/stop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

enum listen_status site_watch_open(struct site_watch **out, struct listen_diag *diag) {
  *out = NULL;
  struct site_watch *watch = calloc(1, sizeof *watch);
  if (watch == NULL)
    return diag_nomem(diag);
  watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (watch->fd < 0) {
    int errnum = errno;
    free(watch);
    enum listen_status status =
        diag_errno(diag, "", errnum, "cannot watch folders", "Ordner lassen sich nicht beobachten");
    if (errnum == EMFILE)
      diag_hint(diag, "%s",
                DIAG_TEXT(diag, "end other watchers, or raise fs.inotify.max_user_instances",
                          "andere Beobachter beenden, oder fs.inotify.max_user_instances erhöhen"));
    return status;
  }
  *out = watch;
  return LISTEN_OK;
}

void site_watch_filter(struct site_watch *watch, site_watch_wants *wants, void *context) {
  watch->wants = wants;
  watch->wants_context = context;
}

/// "a/../b//" → "/cwd/b" would follow no link on its way; so only blank parts and "." are left out.
static char *make_absolute(const char *path) {
  char *cwd = path[0] == '/' ? strdup("") : realpath(".", NULL);
  if (cwd == NULL)
    return NULL;
  struct buf out = {0};
  buf_str(&out, cwd);
  free(cwd);
  while (*path != '\0') {
    size_t len = strcspn(path, "/");
    if (len > 0 && !(len == 1 && path[0] == '.')) {
      buf_byte(&out, '/');
      buf_add(&out, path, len);
    }
    path += len + (path[len] == '/');
  }
  if (out.len == 0)
    buf_byte(&out, '/');
  if (out.failed)
    buf_clear(&out);
  return out.ptr;
}

/// A place that ends in ".." has no name of its own in its parent: what it leads to has.
static char *with_own_name(char *path) {
  size_t len = strlen(path);
  if (len < 3 || strcmp(path + len - 3, "/..") != 0)
    return path;
  char *real = realpath(path, NULL);
  if (real == NULL)
    return path;
  free(path);
  return real;
}

enum listen_status site_watch_add(struct site_watch *watch, enum site_watch_kind kind,
                                  const char *path, struct listen_diag *diag) {
  if (!array_grow((void **)&watch->places, &watch->cap_places, watch->n_places + 1,
                  sizeof *watch->places))
    return diag_nomem(diag);
  char *given = make_absolute(path);
  if (given == NULL)
    return diag_nomem(diag);
  struct place *place = &watch->places[watch->n_places++];
  *place = (struct place){.kind = kind, .given = with_own_name(given)};
  return place_attach(watch, place, diag);
}

void site_watch_close(struct site_watch *watch) {
  if (watch == NULL)
    return;
  for (size_t i = 0; i < watch->n_places; i++) {
    free(watch->places[i].given);
    free(watch->places[i].path);
    free(watch->places[i].real);
  }
  free(watch->places);
  folders_clear(watch);
  close(watch->fd);
  free(watch);
}

// ---- waiting ----

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_empty(const struct site_change *change) {
  return !change->articles && !change->files && !change->lost;
}

/// Until when to sleep; -1: for ever.
struct patience {
  int64_t end;         ///< of the caller's patience
  int64_t first, last; ///< change; 0: none yet
};

static int64_t deadline(const struct patience *patience) {
  if (patience->first == 0)
    return patience->end;
  int64_t quiet = patience->last + SITE_WATCH_QUIET_MS, most = patience->first + SITE_WATCH_MOST_MS;
  return quiet < most ? quiet : most;
}

/// ppoll's result; 0 when the deadline is over.
static int sleep_until(int64_t end, struct pollfd fds[2], const sigset_t *signals) {
  int64_t left = end < 0 ? 0 : end - now_ms();
  if (end >= 0 && left <= 0)
    return 0;
  const struct timespec time = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
  return ppoll(fds, 2, end < 0 ? NULL : &time, signals);
}

static enum site_watch_event wait_for(struct site_watch *watch, struct patience *patience,
                                      const volatile sig_atomic_t *cancel, int other_fd,
                                      const sigset_t *signals, struct site_change *change,
                                      struct listen_diag *diag) {
  struct pollfd fds[] = {{.fd = watch->fd, .events = POLLIN}, {.fd = other_fd, .events = POLLIN}};
  for (;;) {
    if (cancel != NULL && *cancel != 0)
      return WATCH_CANCELLED;
    int n = sleep_until(deadline(patience), fds, signals);
    if (n == 0)
      return patience->first != 0 ? WATCH_CHANGED : WATCH_TIMEOUT;
    if (n < 0)
      continue; // a signal
    if (fds[1].revents != 0)
      return WATCH_OTHER;
    struct site_change news = {0};
    if (watch_read(watch, &news, diag) != LISTEN_OK)
      return WATCH_FAILED;
    if (is_empty(&news))
      continue;
    patience->last = now_ms();
    if (patience->first == 0) {
      patience->first = patience->last;
      *change = news;
    }
    change->articles |= news.articles;
    change->files |= news.files;
    change->lost |= news.lost;
  }
}

enum site_watch_event site_watch_wait(struct site_watch *watch, int timeout_ms,
                                      const volatile sig_atomic_t *cancel, int other_fd,
                                      struct site_change *out, struct listen_diag *diag) {
  struct patience patience = {.end = timeout_ms < 0 ? -1 : now_ms() + timeout_ms};
  struct site_change change = {0};
  sigset_t before;
  site_block_stops(&before);
  enum site_watch_event event =
      wait_for(watch, &patience, cancel, other_fd, &before, &change, diag);
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (out != NULL)
    *out = change;
  return event;
}
