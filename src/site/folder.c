#include "site/folder.h"

#include "base/folder.h"
#include "site/entry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  FOLDER_MODE = 0777, // less the umask
  LOOK_AGAIN_MS = 100,
  MAX_DEPTH = 64, ///< of subfolders, for the walk
};

static enum listen_status cannot_use(const char *path, int errnum, struct listen_diag *diag) {
  return diag_errno(diag, path, errnum, "cannot use the output folder",
                    "Ausgabeordner lässt sich nicht benutzen");
}

enum listen_status site_folder_open(const char *path, bool create, struct site_folder *out,
                                    struct listen_diag *diag) {
  *out = (struct site_folder){.fd = -1, .lock_fd = -1, .path = strdup(path)};
  if (out->path == NULL)
    return diag_nomem(diag);
  out->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (out->fd < 0 && errno == ENOENT && create && folder_make(path, FOLDER_MODE))
    out->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (out->fd < 0 && (create || errno != ENOENT))
    return cannot_use(path, errno, diag);
  return LISTEN_OK;
}

void site_folder_close(struct site_folder *folder) {
  if (folder == NULL)
    return;
  if (folder->fd >= 0)
    close(folder->fd);
  if (folder->lock_fd >= 0)
    close(folder->lock_fd);
  free(folder->path);
  *folder = (struct site_folder){.fd = -1, .lock_fd = -1};
}

// ---- one at a time ----

static const char lock_name[] = ".listen.lock";

static int lock_kind(enum site_sharing sharing) {
  return sharing == SITE_SHARED ? LOCK_SH : LOCK_EX;
}

enum listen_status site_folder_lock(struct site_folder *folder, enum site_sharing sharing,
                                    bool wait, const volatile sig_atomic_t *cancel,
                                    struct listen_diag *diag) {
  if (folder->lock_fd < 0)
    folder->lock_fd =
        openat(folder->fd, lock_name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (folder->lock_fd < 0)
    return cannot_use(folder->path, errno, diag);
  while (flock(folder->lock_fd, lock_kind(sharing) | LOCK_NB) != 0) {
    if (errno == ENOSYS || errno == EOPNOTSUPP || errno == ENOLCK)
      break; // a file system without locks, as some of clusters are
    if (errno != EWOULDBLOCK && errno != EINTR)
      return cannot_use(folder->path, errno, diag);
    if (cancel != NULL && *cancel != 0)
      return diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "cancelled", "abgebrochen"));
    if (!wait) {
      diag_at(diag, folder->path, 0, 0);
      diag_set(diag, LISTEN_E_IO, "%s",
               DIAG_TEXT(diag, "another run is at work in this folder",
                         "in diesem Ordner arbeitet schon ein anderer Lauf"));
      diag_hint(diag, "%s",
                DIAG_TEXT(diag, "try again when it has ended, or leave out --no-wait",
                          "nach dessen Ende noch einmal versuchen, oder ohne --no-wait"));
      return LISTEN_E_IO;
    }
    poll(NULL, 0, LOOK_AGAIN_MS); // unlike a waiting flock, it sees `cancel`
  }
  folder->is_ours = sharing == SITE_ALONE;
  return LISTEN_OK;
}

bool site_folder_is_busy(const struct site_folder *folder, enum site_sharing sharing) {
  int fd = folder->fd >= 0 ? openat(folder->fd, lock_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
  if (fd < 0)
    return false;
  bool busy = flock(fd, lock_kind(sharing) | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(fd);
  return busy;
}

// ---- ways into it ----

/// Where a path's last part is to be looked for.
struct place {
  int folder_fd; ///< the folder it is in; -1, with errno, where that cannot be reached
  bool opened;   ///< and it is to be closed
  const char *name;
};

/// Step down from part to part, so that no link leads astray.
static struct place find_place(const struct site_folder *folder, const char *path, bool create) {
  struct place place = {.folder_fd = folder->fd, .name = path};
  struct buf part = {0};
  if (folder->fd < 0)
    errno = ENOENT;
  if (!site_path_is_clean(view_of(path))) {
    errno = EINVAL;
    place.folder_fd = -1;
  }
  for (const char *slash; place.folder_fd >= 0 && (slash = strchr(place.name, '/')) != NULL;) {
    buf_reset(&part);
    buf_add(&part, place.name, (size_t)(slash - place.name));
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, below = -1;
    errno = ENOMEM;
    if (!part.failed) {
      below = openat(place.folder_fd, part.ptr, flags);
      if (below < 0 && errno == ENOENT && create &&
          (mkdirat(place.folder_fd, part.ptr, FOLDER_MODE) == 0 || errno == EEXIST))
        below = openat(place.folder_fd, part.ptr, flags);
    }
    int errnum = errno;
    struct stat st; // O_DIRECTORY gives one error for links and files
    if (below < 0 && errnum == ENOTDIR &&
        fstatat(place.folder_fd, part.ptr, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode))
      errnum = ELOOP;
    if (place.opened)
      close(place.folder_fd);
    place = (struct place){below, true, slash + 1};
    errno = errnum;
  }
  int errnum = errno;
  buf_clear(&part);
  errno = errnum;
  return place;
}

static void leave_place(const struct place *place) {
  int errnum = errno;
  if (place->opened && place->folder_fd >= 0)
    close(place->folder_fd);
  errno = errnum;
}

int site_folder_read(const struct site_folder *folder, const char *path) {
  struct place place = find_place(folder, path, false);
  if (place.folder_fd < 0)
    return -1;
  int fd = openat(place.folder_fd, place.name,
                  O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  leave_place(&place);
  struct stat st;
  if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
    close(fd);
    errno = EINVAL;
    return -1;
  }
  return fd;
}

bool site_folder_load(const struct site_folder *folder, const char *path, size_t most,
                      struct buf *out) {
  int fd = site_folder_read(folder, path);
  bool whole = fd >= 0;
  while (whole) {
    enum { CHUNK = 16 * 1024 };
    ssize_t n = buf_reserve(out, CHUNK) ? read(fd, out->ptr + out->len, CHUNK) : -1;
    if (n < 0 && errno == EINTR && !out->failed)
      continue;
    if (n <= 0) {
      whole = n == 0;
      break;
    }
    out->len += (size_t)n;
    whole = out->len <= most;
  }
  if (fd >= 0)
    close(fd);
  return whole;
}

bool site_folder_size(const struct site_folder *folder, const char *path, uint64_t *bytes) {
  struct place place = find_place(folder, path, false);
  struct stat st;
  bool is_there = place.folder_fd >= 0 &&
                  fstatat(place.folder_fd, place.name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                  S_ISREG(st.st_mode);
  leave_place(&place);
  if (is_there)
    *bytes = (uint64_t)st.st_size;
  return is_there;
}

/// "out/" and "a/b.mp3" → "out/a/b.mp3".
static void full_path(const struct site_folder *folder, const char *path, struct buf *out) {
  buf_str(out, folder->path);
  if (out->len > 0 && out->ptr[out->len - 1] != '/')
    buf_byte(out, '/');
  buf_str(out, path);
}

/// Something other than a file is where one is to be.
static enum listen_status in_the_way(const struct site_folder *folder, const char *path, bool link,
                                     struct listen_diag *diag) {
  struct buf full = {0};
  full_path(folder, path, &full);
  diag_at(diag, full.failed ? path : full.ptr, 0, 0);
  buf_clear(&full);
  diag_set(diag, LISTEN_E_INPUT, "%s",
           link ? DIAG_TEXT(diag, "a symbolic link in the output folder is not followed",
                            "einem symbolischen Link im Ausgabeordner wird nicht gefolgt")
                : DIAG_TEXT(diag, "something else is where the file is to be",
                            "wo die Datei hinsoll, ist schon etwas anderes"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "remove it, or name the article otherwise",
                      "das entfernen, oder den Artikel anders nennen"));
  return LISTEN_E_INPUT;
}

enum listen_status site_folder_prepare(const struct site_folder *folder, const char *path,
                                       struct buf *full, struct listen_diag *diag) {
  struct place place = find_place(folder, path, true);
  if (place.folder_fd < 0 && (errno == ELOOP || errno == ENOTDIR || errno == EINVAL))
    return in_the_way(folder, path, errno == ELOOP, diag);
  if (place.folder_fd < 0)
    return cannot_use(path, errno, diag);
  struct stat st;
  bool is_there = fstatat(place.folder_fd, place.name, &st, AT_SYMLINK_NOFOLLOW) == 0;
  leave_place(&place);
  if (is_there && !S_ISREG(st.st_mode))
    return in_the_way(folder, path, S_ISLNK(st.st_mode), diag);
  full_path(folder, path, full);
  return full->failed ? diag_nomem(diag) : LISTEN_OK;
}

// ---- what is put there ----

struct site_stream {
  int fd;                  ///< of what is there, while it is being compared
  bool same;               ///< so far
  struct outfile *outfile; ///< being written; NULL while comparing
  struct listen_diag *diag;
  enum listen_status status;
};

static void compare(struct site_stream *stream, struct view part) {
  while (stream->same && part.len > 0) {
    char there[16 * 1024];
    size_t want = part.len < sizeof there ? part.len : sizeof there;
    ssize_t n = read(stream->fd, there, want);
    if (n < 0 && errno == EINTR)
      continue;
    stream->same = n > 0 && memcmp(there, part.ptr, (size_t)n) == 0;
    if (stream->same)
      part.ptr += n, part.len -= (size_t)n;
  }
}

void site_stream_add(struct site_stream *stream, struct view part) {
  if (part.len == 0)
    return;
  if (stream->outfile == NULL)
    compare(stream, part);
  else if (stream->status == LISTEN_OK)
    stream->status = outfile_write(stream->outfile, part.ptr, part.len, stream->diag);
}

enum listen_status site_folder_stream(const struct site_folder *folder, const char *path,
                                      enum listen_status (*generate)(void *context,
                                                                     struct site_stream *stream,
                                                                     struct listen_diag *diag),
                                      void *context, bool *written, struct listen_diag *diag) {
  struct site_stream stream = {.fd = site_folder_read(folder, path), .diag = diag};
  bool ignored;
  if (written == NULL)
    written = &ignored;
  *written = false;
  if (stream.fd >= 0) {
    stream.same = true;
    enum listen_status status = generate(context, &stream, diag);
    char more;
    stream.same = stream.same && read(stream.fd, &more, 1) == 0;
    close(stream.fd);
    if (status != LISTEN_OK || stream.same)
      return status;
  }
  struct buf full = {0};
  struct outfile outfile = {0};
  enum listen_status status = site_folder_prepare(folder, path, &full, diag);
  if (status == LISTEN_OK)
    status = outfile_open_swept(&outfile, full.ptr, diag);
  stream.outfile = &outfile;
  if (status == LISTEN_OK)
    status = generate(context, &stream, diag);
  if (status == LISTEN_OK)
    status = stream.status;
  if (status == LISTEN_OK)
    status = outfile_commit(&outfile, false, diag);
  outfile_discard(&outfile);
  *written = status == LISTEN_OK;
  buf_clear(&full);
  return status;
}

static enum listen_status give_content(void *context, struct site_stream *stream,
                                       struct listen_diag *diag) {
  (void)diag;
  site_stream_add(stream, *(struct view *)context);
  return LISTEN_OK;
}

enum listen_status site_folder_put(const struct site_folder *folder, const char *path,
                                   struct view content, bool *written, struct listen_diag *diag) {
  return site_folder_stream(folder, path, give_content, &content, written, diag);
}

/// Remove folders of `path` while they are empty, from the innermost.
static void remove_empty(const struct site_folder *folder, const char *path) {
  struct buf above = {0};
  buf_str(&above, path);
  for (char *slash; !above.failed && (slash = strrchr(above.ptr, '/')) != NULL;) {
    *slash = '\0';
    struct place place = find_place(folder, above.ptr, false);
    bool removed = place.folder_fd >= 0 && unlinkat(place.folder_fd, place.name, AT_REMOVEDIR) == 0;
    leave_place(&place);
    if (!removed)
      break;
  }
  buf_clear(&above);
}

enum listen_status site_folder_remove(const struct site_folder *folder, const char *path,
                                      struct listen_diag *diag) {
  struct place place = find_place(folder, path, false);
  struct stat st;
  if (place.folder_fd < 0)
    return LISTEN_OK; // not there, or not ours
  bool is_file =
      fstatat(place.folder_fd, place.name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
  bool removed = !is_file || unlinkat(place.folder_fd, place.name, 0) == 0 || errno == ENOENT;
  leave_place(&place);
  if (!removed)
    return diag_errno(diag, path, errno, "cannot remove the file",
                      "Datei kann nicht entfernt werden");
  remove_empty(folder, path);
  return LISTEN_OK;
}

// ---- what is in it ----

struct walk {
  const char *ending, *stop;
  bool sweep; ///< remove what killed runs left
  bool (*found)(void *context, const char *path);
  void *context;
  struct buf path; ///< of the folder being read, with a slash at its end; empty at the top
  bool whole, go_on;
};

static void walk_below(struct walk *walk, int fd, unsigned depth);

static void walk_item(struct walk *walk, int fd, const struct dirent *item, unsigned depth) {
  size_t len = walk->path.len;
  buf_str(&walk->path, item->d_name);
  struct stat st;
  bool is_folder = item->d_type == DT_DIR;
  if (item->d_type == DT_UNKNOWN)
    is_folder = fstatat(fd, item->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
  if (walk->path.failed) {
    walk->whole = walk->go_on = false;
    return;
  }
  if (is_folder && item->d_name[0] != '.') {
    int below = openat(fd, item->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    buf_byte(&walk->path, '/');
    if (below >= 0)
      walk_below(walk, below, depth + 1);
    else
      walk->whole = false;
  } else if (!is_folder && view_ends(buf_as_view(&walk->path), view_of(walk->ending))) {
    walk->go_on = walk->found(walk->context, walk->path.ptr);
  }
  walk->path.len = len;
  if (walk->path.ptr != NULL)
    walk->path.ptr[len] = '\0';
}

/// Takes `fd`.
static void walk_below(struct walk *walk, int fd, unsigned depth) {
  struct stat st;
  bool is_others = depth > 0 && fstatat(fd, walk->stop, &st, AT_SYMLINK_NOFOLLOW) == 0;
  DIR *stream = is_others || depth > MAX_DEPTH ? NULL : fdopendir(fd);
  if (stream == NULL) {
    walk->whole = walk->whole && is_others;
    close(fd);
    return;
  }
  if (walk->sweep)
    outfile_sweep(fd);
  while (walk->go_on) {
    errno = 0;
    struct dirent *item = readdir(stream);
    if (item == NULL) {
      walk->whole = walk->whole && errno == 0;
      break;
    }
    if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
      walk_item(walk, fd, item, depth);
  }
  closedir(stream);
}

bool site_folder_walk(const struct site_folder *folder, const char *ending, const char *stop,
                      bool (*found)(void *context, const char *path), void *context) {
  struct walk walk = {.ending = ending,
                      .stop = stop,
                      .sweep = folder->is_ours,
                      .found = found,
                      .context = context,
                      .whole = true,
                      .go_on = true};
  if (folder->fd < 0)
    return true;
  int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return false;
  walk_below(&walk, fd, 0);
  buf_clear(&walk.path);
  return walk.whole && walk.go_on;
}
