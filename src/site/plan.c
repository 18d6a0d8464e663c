#include "site/plan.h"

#include "base/sum.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

const struct site_section *site_section_of(const struct site_config *config,
                                           const struct site_article *article) {
  return article->section < config->n_sections ? &config->sections[article->section] : NULL;
}

const char *site_voice_of(const struct site_config *config, const struct site_article *article) {
  const struct site_section *section = site_section_of(config, article);
  return section != NULL && section->voice != NULL ? section->voice : config->settings.voice;
}

bool site_article_path(const char *key, const char *ending, struct buf *out) {
  buf_str(out, key);
  buf_str(out, ending);
  return !out->failed;
}

/// A text with its length before it, so that no two lists of texts look alike.
static void add_text(struct buf *out, const char *text) {
  if (text == NULL)
    buf_str(out, "-\n");
  else
    buf_printf(out, "%zu %s\n", strlen(text), text);
}

bool site_page_sum(const struct site_config *config, const struct site_article *article,
                   uint64_t out[2]) {
  struct buf all = {0};
  const struct site_section *section = site_section_of(config, article);
  add_text(&all, "page 1 " LISTEN_VERSION);
  add_text(&all, article->source);
  add_text(&all, config->url);
  add_text(&all, config->page_url);
  add_text(&all, config->label_format);
  add_text(&all, section != NULL ? section->title : NULL);
  buf_printf(&all, "feed %d player %d highlight %d\n", section == NULL || section->feed,
             config->player.enabled, config->player.highlight);
  add_text(&all, config->player.language);
  add_text(&all, config->player.text);
  for (size_t i = 0; i < config->n_formats; i++)
    add_text(&all, config->formats[i]);
  bool made = !all.failed;
  if (made)
    sum_of(buf_as_view(&all), out);
  buf_clear(&all);
  return made;
}

// ---- what was published ----

static bool has_all_files(const struct site_folder *folder, const struct site_entry *entry,
                          bool sound_only) {
  for (size_t i = 0; i < entry->n_files; i++) {
    const struct site_file *file = &entry->files[i];
    uint64_t bytes;
    if (sound_only && file->role == SITE_FRAGMENT)
      continue;
    if (!site_folder_size(folder, file->path.ptr, &bytes) || bytes != file->bytes)
      return false;
  }
  return true;
}

enum site_action site_job_judge(const struct site_config *config, const struct site_folder *folder,
                                const struct site_settings_sum *settings,
                                const struct site_job *job, const struct site_entry *entry) {
  uint64_t build[2], page[2];
  if (!sum_is(entry->source_hash, job->source_hash))
    return SITE_CHANGED;
  if (!settings->sum(settings->context, job->article, entry->own_voice, build) ||
      !sum_is(build, entry->build_hash))
    return SITE_SETTINGS;
  if (entry->passed_over)
    return SITE_KEEP;
  if (!has_all_files(folder, entry, true))
    return SITE_MISSING;
  bool same_page = site_page_sum(config, job->article, page) && sum_is(page, entry->page_hash) &&
                   has_all_files(folder, entry, false);
  return same_page ? SITE_KEEP : SITE_PAGE;
}

/// The next entry is read into the same memory.
struct reader {
  const struct site_config *config;
  const struct site_folder *folder;
  const struct site_settings_sum *settings;
  struct buf path, json;
};

static enum listen_status look_at(struct reader *reader, struct site_job *job) {
  buf_reset(&reader->path);
  buf_reset(&reader->json);
  if (!site_article_path(job->article->key, SITE_ENTRY_ENDING, &reader->path))
    return LISTEN_E_NOMEM;
  job->action = SITE_NEW;
  if (!site_folder_load(reader->folder, reader->path.ptr, SITE_ENTRY_MAX, &reader->json))
    return LISTEN_OK;
  struct arena arena = {0};
  struct site_entry entry;
  struct listen_diag ignored = {0};
  enum listen_status status =
      site_entry_read(buf_as_view(&reader->json), reader->path.ptr, &arena, &entry, &ignored);
  if (status == LISTEN_OK && view_eq(entry.key, view_of(job->article->key))) {
    job->action = site_job_judge(reader->config, reader->folder, reader->settings, job, &entry);
    site_job_note(job, &entry);
  }
  arena_clear(&arena);
  return status == LISTEN_E_NOMEM ? status : LISTEN_OK; // a damaged entry is none
}

void site_job_note(struct site_job *job, const struct site_entry *entry) {
  job->has_entry = !entry->passed_over;
  job->in_feed = entry->in_feed;
  size_t len = entry->published.len < sizeof job->published ? entry->published.len : 0;
  memcpy(job->published, len > 0 ? entry->published.ptr : "", len);
  job->published[len] = '\0';
}

enum listen_status site_job_reload(struct site_job *job, const struct site_folder *folder) {
  struct buf path = {0}, json = {0};
  struct arena arena = {0};
  struct site_entry entry;
  struct listen_diag ignored = {0};
  enum listen_status status = LISTEN_OK;
  job->has_entry = false;
  if (!site_article_path(job->article->key, SITE_ENTRY_ENDING, &path))
    status = LISTEN_E_NOMEM;
  if (status == LISTEN_OK && !site_folder_load(folder, path.ptr, SITE_ENTRY_MAX, &json))
    status = json.failed ? LISTEN_E_NOMEM : LISTEN_E_IO;
  int err = errno;
  if (status == LISTEN_OK)
    status = site_entry_read(buf_as_view(&json), path.ptr, &arena, &entry, &ignored);
  if (status == LISTEN_OK && view_eq(entry.key, view_of(job->article->key)))
    site_job_note(job, &entry);
  arena_clear(&arena);
  buf_clear(&path);
  buf_clear(&json);
  errno = err;
  return status;
}

/// False where it cannot be read.
static bool sum_source(struct site_job *job) {
  int fd = open(job->article->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  bool read = fd >= 0 && sum_of_fd(fd, job->source_hash, NULL);
  if (fd >= 0)
    close(fd);
  return read;
}

// ---- what has gone ----

struct gone {
  struct site_plan *plan;
  const struct site_list *list;
  bool failed;
};

static int compare_key(const void *key, const void *article) {
  return strcmp(key, ((const struct site_article *)article)->key);
}

static bool note_if_gone(void *context, const char *path) {
  struct gone *gone = context;
  struct site_plan *plan = gone->plan;
  struct view name = view_of(path), key = {path, name.len - strlen(SITE_ENTRY_ENDING)};
  const char *copy = arena_copy(&plan->arena, key).ptr;
  gone->failed = copy == NULL;
  if (copy == NULL || key.len == 0 ||
      bsearch(copy, gone->list->articles, gone->list->n_articles, sizeof *gone->list->articles,
              compare_key) != NULL)
    return !gone->failed;
  gone->failed = !array_grow((void **)&plan->removed, &plan->cap_removed, plan->n_removed + 1,
                             sizeof *plan->removed);
  if (!gone->failed)
    plan->removed[plan->n_removed++] = copy;
  return !gone->failed;
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum listen_status find_gone(const struct site_list *list, const struct site_folder *folder,
                                    struct site_plan *plan, struct listen_diag *diag) {
  struct gone gone = {.plan = plan, .list = list};
  plan->saw_all =
      site_folder_walk(folder, SITE_ENTRY_ENDING, SITE_MANIFEST_FILE, note_if_gone, &gone);
  if (gone.failed)
    return diag_nomem(diag);
  if (plan->n_removed > 0)
    qsort(plan->removed, plan->n_removed, sizeof *plan->removed, compare_names);
  return LISTEN_OK;
}

// ---- all together ----

enum listen_status site_plan_make(const struct site_config *config, const struct site_list *list,
                                  const struct site_folder *folder,
                                  const struct site_settings_sum *settings,
                                  const volatile sig_atomic_t *cancel, struct site_plan *out,
                                  struct listen_diag *diag) {
  *out = (struct site_plan){.n_jobs = list->n_articles};
  struct reader reader = {.config = config, .folder = folder, .settings = settings};
  out->jobs = calloc(list->n_articles + 1, sizeof *out->jobs);
  enum listen_status status = out->jobs == NULL ? diag_nomem(diag) : LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < out->n_jobs; i++) {
    struct site_job *job = &out->jobs[i];
    job->article = &list->articles[i];
    bool readable = sum_source(job);
    status = look_at(&reader, job);
    if (status == LISTEN_E_NOMEM)
      status = diag_nomem(diag);
    if (!readable)
      job->action = job->has_entry ? SITE_CHANGED : SITE_NEW;
    out->n_to_do += job->action != SITE_KEEP;
    if (*cancel != 0)
      status =
          diag_set(diag, LISTEN_E_CANCELLED, "%s", DIAG_TEXT(diag, "cancelled", "abgebrochen"));
  }
  if (status == LISTEN_OK)
    status = find_gone(list, folder, out, diag);
  buf_clear(&reader.path);
  buf_clear(&reader.json);
  if (status != LISTEN_OK)
    site_plan_clear(out);
  return status;
}

void site_plan_clear(struct site_plan *plan) {
  if (plan == NULL)
    return;
  free(plan->jobs);
  free(plan->removed);
  arena_clear(&plan->arena);
  *plan = (struct site_plan){0};
}
