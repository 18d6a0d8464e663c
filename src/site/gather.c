#include "site/gather.h"

#include "base/sum.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/// Memory that one entry after another is read into.
struct entries {
  const struct site_config *config;
  const struct site_plan *plan;
  const struct site_folder *folder;
  const volatile sig_atomic_t *cancel; ///< of gather_take
  size_t *newest;                      ///< the feed's jobs, the newest first
  size_t n_newest;
  struct buf path, json, out;
};

/// An entry file is one line.
static struct view line_of(const struct buf *json) {
  struct view line = buf_as_view(json);
  while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
    line.len--;
  return line;
}

static bool load(struct entries *entries, const struct site_folder *folder, const char *key) {
  buf_reset(&entries->path);
  buf_reset(&entries->json);
  return site_article_path(key, SITE_ENTRY_ENDING, &entries->path) &&
         site_folder_load(folder, entries->path.ptr, SITE_ENTRY_MAX, &entries->json);
}

/// Take apart what was loaded.
static enum listen_status parse_entry(struct entries *entries, const char *key, struct arena *arena,
                                      struct site_entry *entry) {
  struct listen_diag ignored = {0};
  enum listen_status status =
      site_entry_read(line_of(&entries->json), entries->path.ptr, arena, entry, &ignored);
  if (status == LISTEN_OK && !view_eq(entry->key, view_of(key)))
    status = LISTEN_E_INPUT;
  return status;
}

/// @return LISTEN_E_INPUT where there is no entry that is whole
static enum listen_status read_entry(struct entries *entries, const struct site_folder *folder,
                                     const char *key, struct arena *arena,
                                     struct site_entry *entry) {
  return load(entries, folder, key) ? parse_entry(entries, key, arena, entry) : LISTEN_E_INPUT;
}

/// An entry was there a moment ago: that it cannot be read now is no small matter.
static enum listen_status lost(struct entries *entries, struct listen_diag *diag) {
  if (entries->path.failed || entries->json.failed)
    return diag_nomem(diag);
  return diag_errno(diag, entries->path.ptr, errno, "cannot read", "kann nicht gelesen werden");
}

static void hand_on(struct entries *entries, struct site_stream *stream) {
  site_stream_add(stream, buf_as_view(&entries->out));
  buf_reset(&entries->out);
}

// ---- manifest ----

static enum listen_status make_manifest(void *context, struct site_stream *stream,
                                        struct listen_diag *diag) {
  struct entries *entries = context;
  bool fine = publish_manifest_begin(entries->config, &entries->out);
  bool first = true;
  for (size_t i = 0; fine && i < entries->plan->n_jobs; i++) {
    const struct site_job *job = &entries->plan->jobs[i];
    if (!job->has_entry)
      continue;
    if (!load(entries, entries->folder, job->article->key))
      return lost(entries, diag);
    fine = publish_manifest_entry(view_of(job->article->key), line_of(&entries->json), first,
                                  &entries->out);
    first = false;
    hand_on(entries, stream);
  }
  fine = fine && publish_manifest_end(&entries->out) && !entries->out.failed;
  hand_on(entries, stream);
  return fine ? LISTEN_OK : diag_nomem(diag);
}

// ---- feed ----

static int compare_jobs(const struct site_job *a, const struct site_job *b) {
  int order = strcmp(b->published, a->published); // ISO 8601; "" is last
  return order != 0 ? order : strcmp(a->article->key, b->article->key);
}

static int compare_newest(const void *a, const void *b, void *context) {
  const struct site_plan *plan = context;
  return compare_jobs(&plan->jobs[*(const size_t *)a], &plan->jobs[*(const size_t *)b]);
}

static bool find_newest(struct entries *entries) {
  const struct site_plan *plan = entries->plan;
  entries->newest = calloc(plan->n_jobs + 1, sizeof *entries->newest);
  if (entries->newest == NULL)
    return false;
  for (size_t i = 0; i < plan->n_jobs; i++)
    if (plan->jobs[i].has_entry && plan->jobs[i].in_feed)
      entries->newest[entries->n_newest++] = i;
  qsort_r(entries->newest, entries->n_newest, sizeof *entries->newest, compare_newest,
          (void *)(uintptr_t)plan);
  int most = entries->config->feed.items;
  if (most > 0 && entries->n_newest > (size_t)most)
    entries->n_newest = (size_t)most;
  return true;
}

static enum listen_status make_feed(void *context, struct site_stream *stream,
                                    struct listen_diag *diag) {
  struct entries *entries = context;
  const struct site_plan *plan = entries->plan;
  struct view newest = {0};
  if (entries->n_newest > 0 && plan->jobs[entries->newest[0]].published[0] != '\0')
    newest = view_of(plan->jobs[entries->newest[0]].published);
  bool fine = publish_feed_begin(entries->config, newest, &entries->out);
  for (size_t i = 0; fine && i < entries->n_newest; i++) {
    struct arena arena = {0};
    struct site_entry entry;
    const char *key = plan->jobs[entries->newest[i]].article->key;
    if (!load(entries, entries->folder, key))
      return lost(entries, diag);
    enum listen_status status = parse_entry(entries, key, &arena, &entry);
    if (status == LISTEN_OK)
      fine = publish_feed_item(&entry, entries->config, &entries->out);
    else
      fine = status != LISTEN_E_NOMEM;
    arena_clear(&arena);
    hand_on(entries, stream);
  }
  fine = fine && publish_feed_end(&entries->out) && !entries->out.failed;
  hand_on(entries, stream);
  return fine ? LISTEN_OK : diag_nomem(diag);
}

static void clear(struct entries *entries) {
  free(entries->newest);
  buf_clear(&entries->path);
  buf_clear(&entries->json);
  buf_clear(&entries->out);
}

// ---- what the manifest named before ----

static int compare_key(const void *key, const void *job) {
  return strcmp(key, ((const struct site_job *)job)->article->key);
}

static bool names(const struct site_entry *entry, struct view path) {
  for (size_t i = 0; i < entry->n_files; i++)
    if (view_eq(entry->files[i].path, path))
      return true;
  return false;
}

/// Remove files that an old entry names, and the present one does not.
static enum listen_status remove_unnamed(struct entries *entries, const struct site_entry *old,
                                         struct arena *arena, struct listen_diag *diag) {
  const struct site_plan *plan = entries->plan;
  struct site_entry entry;
  enum listen_status status = LISTEN_OK;
  if (bsearch(old->key.ptr, plan->jobs, plan->n_jobs, sizeof *plan->jobs, compare_key) == NULL ||
      read_entry(entries, entries->folder, old->key.ptr, arena, &entry) != LISTEN_OK)
    return LISTEN_OK; // a removed article is another matter
  for (size_t i = 0; status == LISTEN_OK && i < old->n_files; i++)
    if (!names(&entry, old->files[i].path))
      status = site_folder_remove(entries->folder, old->files[i].path.ptr, diag);
  return status;
}

/// "\"2026/foo\":{…},\n" → "{…}"; empty where it is no such line.
static struct view entry_in(struct view line) {
  size_t i = 1;
  while (i < line.len && line.ptr[i] != '"')
    i += line.ptr[i] == '\\' ? 2 : 1;
  if (line.len == 0 || line.ptr[0] != '"' || i + 2 > line.len || line.ptr[i + 1] != ':')
    return VIEW("");
  line = view_sub(line, i + 2, line.len);
  while (line.len > 0 && strchr(",\r\n", line.ptr[line.len - 1]) != NULL)
    line.len--;
  return line;
}

/// Takes `fd`: a manifest as it was. Best effort: whatever it may hold, the new one is in place.
static enum listen_status remove_obsolete(struct entries *entries, int fd,
                                          struct listen_diag *diag) {
  FILE *manifest = fdopen(fd, "r");
  if (manifest == NULL) {
    close(fd);
    return LISTEN_OK;
  }
  char *line = NULL;
  size_t cap = 0;
  enum listen_status status = LISTEN_OK;
  for (ssize_t n; status == LISTEN_OK && (n = getline(&line, &cap, manifest)) > 0;) {
    struct arena arena = {0};
    struct site_entry old;
    struct listen_diag ignored = {0};
    struct view json = entry_in((struct view){line, (size_t)n});
    if (json.len > 0 && json.len <= SITE_ENTRY_MAX &&
        site_entry_read(json, SITE_MANIFEST_FILE, &arena, &old, &ignored) == LISTEN_OK)
      status = remove_unnamed(entries, &old, &arena, diag);
    arena_clear(&arena);
  }
  free(line);
  fclose(manifest);
  return status;
}

enum listen_status gather_publish(const struct site_config *config, const struct site_plan *plan,
                                  const struct site_folder *folder, struct view player, bool keep,
                                  struct gather_result *result, struct listen_diag *diag) {
  struct entries entries = {.config = config, .plan = plan, .folder = folder};
  int before = site_folder_read(folder, SITE_MANIFEST_FILE);
  *result = (struct gather_result){.manifest = false};
  for (size_t i = 0; i < plan->n_jobs; i++)
    result->n_articles += plan->jobs[i].has_entry;
  enum listen_status status = LISTEN_OK;
  if (player.len > 0)
    status = site_folder_put(folder, SITE_PLAYER_FILE, player, &result->player, diag);
  if (status == LISTEN_OK)
    status = site_folder_stream(folder, SITE_MANIFEST_FILE, make_manifest, &entries,
                                &result->manifest, diag);
  if (status == LISTEN_OK && config->feed.enabled) {
    status = find_newest(&entries) ? LISTEN_OK : diag_nomem(diag);
    if (status == LISTEN_OK)
      status =
          site_folder_stream(folder, config->feed.file, make_feed, &entries, &result->feed, diag);
  }
  // Last: nothing that is published may name what is gone.
  if (status == LISTEN_OK && before >= 0 && result->manifest && !keep)
    status = remove_obsolete(&entries, before, diag);
  else if (before >= 0)
    close(before);
  clear(&entries);
  return status;
}

// ---- what is published no more ----

enum listen_status gather_remove(const struct site_folder *folder, const char *key,
                                 struct listen_diag *diag) {
  struct entries entries = {0};
  struct arena arena = {0};
  struct site_entry entry;
  enum listen_status status = read_entry(&entries, folder, key, &arena, &entry);
  if (status == LISTEN_OK) {
    for (size_t i = 0; status == LISTEN_OK && i < entry.n_files; i++)
      status = site_folder_remove(folder, entry.files[i].path.ptr, diag);
    // Last: a run that is killed before leaves an entry that the next one acts upon.
    if (status == LISTEN_OK)
      status = site_folder_remove(folder, entries.path.ptr, diag);
  } else {
    status = status == LISTEN_E_NOMEM ? diag_nomem(diag) : LISTEN_OK; // no entry of ours
  }
  arena_clear(&arena);
  clear(&entries);
  return status;
}

// ---- what others have built ----

static enum listen_status copy_file(const struct entries *entries, const struct site_folder *from,
                                    const char *path, struct listen_diag *diag) {
  int fd = site_folder_read(from, path);
  if (fd < 0)
    return diag_errno(diag, path, errno, "cannot read", "kann nicht gelesen werden");
  struct buf full = {0};
  struct outfile outfile = {0};
  enum listen_status status = site_folder_prepare(entries->folder, path, &full, diag);
  if (status == LISTEN_OK)
    status = outfile_open_swept(&outfile, full.ptr, diag);
  while (status == LISTEN_OK) {
    char chunk[64 * 1024];
    ssize_t n = read(fd, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      status = diag_errno(diag, path, errno, "cannot read", "kann nicht gelesen werden");
    if (n <= 0)
      break;
    status = *entries->cancel != 0 ? diag_set(diag, LISTEN_E_CANCELLED, "%s",
                                              DIAG_TEXT(diag, "cancelled", "abgebrochen"))
                                   : outfile_write(&outfile, chunk, (size_t)n, diag);
  }
  close(fd);
  if (status == LISTEN_OK)
    status = outfile_commit(&outfile, false, diag);
  outfile_discard(&outfile);
  buf_clear(&full);
  return status;
}

/// Is all there that the entry names?
static bool is_whole(const struct site_folder *from, const struct site_entry *entry) {
  for (size_t i = 0; i < entry->n_files; i++) {
    uint64_t bytes;
    if (!site_folder_size(from, entry->files[i].path.ptr, &bytes) || bytes != entry->files[i].bytes)
      return false;
  }
  return true;
}

/// Is there more to be had of it than there is?
static bool is_better(const struct site_job *job, enum site_action action) {
  return action == SITE_KEEP || (action == SITE_PAGE && job->action != SITE_PAGE);
}

static enum listen_status take_one(struct entries *entries,
                                   const struct site_settings_sum *settings,
                                   const struct site_folder *from, struct site_job *job,
                                   bool *taken, struct listen_diag *diag) {
  struct arena arena = {0};
  struct site_entry entry;
  enum site_action action = SITE_NEW;
  enum listen_status status = read_entry(entries, from, job->article->key, &arena, &entry);
  if (status == LISTEN_OK)
    action = site_job_judge(entries->config, from, settings, job, &entry);
  if (status == LISTEN_E_NOMEM)
    status = diag_nomem(diag);
  else if (status != LISTEN_OK || !is_better(job, action) || !is_whole(from, &entry))
    status = LISTEN_OK; // nothing to be had here
  else {
    for (size_t i = 0; status == LISTEN_OK && i < entry.n_files; i++)
      status = copy_file(entries, from, entry.files[i].path.ptr, diag);
    if (status == LISTEN_OK)
      status = copy_file(entries, from, entries->path.ptr, diag);
    *taken = status == LISTEN_OK;
    if (*taken)
      job->action = action;
  }
  arena_clear(&arena);
  return status;
}

enum listen_status gather_take(const struct site_config *config, struct site_plan *plan,
                               const struct site_settings_sum *settings,
                               const struct site_folder *from, const struct site_folder *folder,
                               const volatile sig_atomic_t *cancel, size_t *n_taken,
                               struct listen_diag *diag) {
  struct entries entries = {.config = config, .plan = plan, .folder = folder, .cancel = cancel};
  enum listen_status status = LISTEN_OK;
  *n_taken = 0;
  for (size_t i = 0; status == LISTEN_OK && i < plan->n_jobs; i++) {
    bool taken = false;
    if (plan->jobs[i].action == SITE_KEEP)
      continue;
    status = take_one(&entries, settings, from, &plan->jobs[i], &taken, diag);
    *n_taken += taken;
  }
  clear(&entries);
  return status;
}
