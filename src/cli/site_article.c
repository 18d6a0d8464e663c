#include "cli/site_article.h"

#include "base/sum.h"
#include "estimate/estimate.h"
#include "site/publish.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static struct view keep(struct site_work *work, const struct buf *text, struct listen_diag *diag) {
  struct view kept = arena_copy_buf(&work->arena, text);
  if (kept.ptr == NULL)
    diag_nomem(diag);
  return kept;
}

enum listen_status site_work_begin(struct site_work *work, struct listen_diag *diag) {
  struct buf path = {0}, json = {0};
  struct listen_diag ignored = {0};
  enum listen_status status = LISTEN_OK;
  if (!site_article_path(work->article->key, SITE_ENTRY_ENDING, &path))
    status = LISTEN_E_NOMEM;
  if (status == LISTEN_OK &&
      site_folder_load(work->builder->folder, path.ptr, SITE_ENTRY_MAX, &json)) {
    status = site_entry_read(buf_as_view(&json), path.ptr, &work->arena, &work->old, &ignored);
    work->has_old = status == LISTEN_OK && view_eq(work->old.key, view_of(work->article->key));
    if (status != LISTEN_E_NOMEM)
      status = LISTEN_OK; // a damaged entry is none
  }
  buf_clear(&path);
  buf_clear(&json);
  return status == LISTEN_OK ? LISTEN_OK : diag_nomem(diag);
}

enum listen_status site_work_path(struct site_work *work, const char *ending, struct view *relative,
                                  const char **full, struct listen_diag *diag) {
  struct buf path = {0}, where = {0};
  enum listen_status status = LISTEN_OK;
  if (!site_article_path(work->article->key, ending, &path))
    status = diag_nomem(diag);
  if (status == LISTEN_OK)
    status = site_folder_prepare(work->builder->folder, path.ptr, &where, diag);
  if (status == LISTEN_OK) {
    *relative = keep(work, &path, diag);
    *full = keep(work, &where, diag).ptr;
    if (relative->ptr == NULL || *full == NULL)
      status = LISTEN_E_NOMEM;
  }
  buf_clear(&path);
  buf_clear(&where);
  return status;
}

// ---- files ----

/// Is this very content in place already?
static bool is_in_place(const struct site_work *work, const struct site_file *file) {
  uint64_t bytes;
  for (size_t i = 0; work->has_old && i < work->old.n_files; i++) {
    const struct site_file *old = &work->old.files[i];
    if (view_eq(old->path, file->path))
      return old->bytes == file->bytes && sum_is(old->hash, file->hash) &&
             site_folder_size(work->builder->folder, file->path.ptr, &bytes) &&
             bytes == file->bytes;
  }
  return false;
}

/// Name a complete file in the entry, and put it in place if it differs from what is there.
static enum listen_status publish_file(struct site_work *work, struct outfile *outfile,
                                       struct site_file file, struct listen_diag *diag) {
  if (lseek(outfile->fd, 0, SEEK_SET) != 0 || !sum_of_fd(outfile->fd, file.hash, &file.bytes))
    return diag_errno(diag, outfile->path, errno, "cannot read the file again",
                      "Datei kann nicht wieder gelesen werden");
  work->files[work->entry.n_files++] = file;
  if (is_in_place(work, &file)) {
    outfile_discard(outfile);
    return LISTEN_OK;
  }
  return outfile_commit(outfile, false, diag);
}

/// A complete file by its role and format, which give its path.
static enum listen_status publish_made(struct site_work *work, struct outfile *outfile,
                                       enum site_role role, const char *format,
                                       struct listen_diag *diag) {
  struct site_file file = {.role = role, .format = view_of(format)};
  struct buf path = {0};
  site_file_path(view_of(work->article->key), role, file.format, &path);
  file.path = keep(work, &path, diag);
  buf_clear(&path);
  return file.path.ptr != NULL ? publish_file(work, outfile, file, diag) : LISTEN_E_NOMEM;
}

enum listen_status site_work_publish_sound(struct site_work *work, struct listen_diag *diag) {
  static const enum site_role roles[] = {SITE_TIMINGS, SITE_CAPTIONS};
  enum listen_status status = LISTEN_OK;
  work->entry.files = work->files;
  for (size_t i = 0; status == LISTEN_OK && i < work->n_outputs; i++)
    status = publish_made(work, &work->outputs[i].pending[0], SITE_AUDIO,
                          audio_format_info(work->targets[i].format)->name, diag);
  for (size_t i = 0; status == LISTEN_OK && i < work->timings.n_files; i++)
    status = publish_made(work, &work->timings.files[i].outfile, roles[i],
                          site_role_format(roles[i]), diag);
  return status;
}

/// Put a text in place under KEY and ending, and name it in the entry.
static enum listen_status publish_text(struct site_work *work, const char *ending,
                                       struct site_file file, const struct buf *text,
                                       struct listen_diag *diag) {
  const char *full;
  enum listen_status status = text->failed ? diag_nomem(diag) : LISTEN_OK;
  if (status == LISTEN_OK)
    status = site_work_path(work, ending, &file.path, &full, diag);
  if (status == LISTEN_OK)
    status = site_folder_put(work->builder->folder, file.path.ptr, buf_as_view(text), NULL, diag);
  file.bytes = text->len;
  if (status == LISTEN_OK) {
    sum_of(buf_as_view(text), file.hash);
    work->files[work->entry.n_files++] = file;
  }
  return status;
}

// ---- entry ----

enum listen_status site_work_describe(struct site_work *work, struct listen_diag *diag) {
  const struct site_config *config = work->builder->config;
  const struct site_article *article = work->article;
  struct site_entry *entry = &work->entry;
  const struct site_section *section = site_section_of(config, article);
  struct buf text = {0};
  entry->key = view_of(article->key);
  entry->source = view_of(article->source);
  entry->section = section != NULL ? view_of(section->title) : (struct view){0};
  entry->in_feed = config->feed.enabled && (section == NULL || section->feed);
  entry->page_url = (struct view){0};
  duration_label(config->label_format, entry->duration_s, &text);
  entry->label = keep(work, &text, diag);
  buf_reset(&text);
  if (config->page_url != NULL && site_page_url(config, entry->key, &text))
    entry->page_url = keep(work, &text, diag);
  long minutes = lround(entry->duration_s / 60);
  entry->label_minutes = minutes < 1 ? 1 : (int)minutes;
  bool summed = site_page_sum(config, article, entry->page_hash);
  bool failed = text.failed || !summed || entry->label.ptr == NULL ||
                (config->page_url != NULL && entry->page_url.ptr == NULL);
  buf_clear(&text);
  return failed ? diag_nomem(diag) : LISTEN_OK;
}

static enum listen_status publish_entry(struct site_work *work, struct listen_diag *diag) {
  struct buf json = {0}, path = {0};
  bool made = site_entry_write(&work->entry, view_of(work->builder->config->url), &json) &&
              site_article_path(work->article->key, SITE_ENTRY_ENDING, &path);
  buf_byte(&json, '\n');
  enum listen_status status = made && !json.failed ? LISTEN_OK : diag_nomem(diag);
  if (status == LISTEN_OK)
    status = site_folder_put(work->builder->folder, path.ptr, buf_as_view(&json), NULL, diag);
  buf_clear(&json);
  buf_clear(&path);
  return status;
}

enum listen_status site_work_pass_over(struct site_work *work, struct listen_diag *diag) {
  struct site_entry *entry = &work->entry;
  work->notes |= BUILD_PASSED_OVER;
  entry->key = view_of(work->article->key);
  entry->source = view_of(work->article->source);
  entry->own_voice = work->document.voice;
  entry->passed_over = true;
  entry->n_files = 0;
  site_builder_sum(work->builder, work->article, work->document.voice, entry->build_hash);
  return publish_entry(work, diag);
}

enum listen_status site_work_publish_page(struct site_work *work, bool with_chapters,
                                          struct listen_diag *diag) {
  struct buf text = {0};
  enum listen_status status = LISTEN_OK;
  if (with_chapters) {
    struct site_file chapters = {.role = SITE_CHAPTERS,
                                 .format = view_of(site_role_format(SITE_CHAPTERS))};
    if (!publish_chapters(&work->entry, &text))
      status = diag_nomem(diag);
    else
      status = publish_text(work, SITE_CHAPTERS_ENDING, chapters, &text, diag);
  }
  buf_reset(&text);
  if (status == LISTEN_OK) {
    struct site_file fragment = {.role = SITE_FRAGMENT,
                                 .format = view_of(site_role_format(SITE_FRAGMENT))};
    if (!publish_fragment(&work->entry, work->builder->config, &text))
      status = diag_nomem(diag);
    else
      status = publish_text(work, SITE_FRAGMENT_ENDING, fragment, &text, diag);
  }
  buf_clear(&text);
  return status == LISTEN_OK ? publish_entry(work, diag) : status;
}

void site_work_end(struct site_work *work) {
  for (size_t i = 0; i < work->n_outputs; i++)
    output_close(&work->outputs[i]);
  for (size_t i = 0; i < SITE_FORMATS_MAX; i++)
    target_close(&work->targets[i]);
  timings_close(&work->timings);
  document_clear(&work->document);
  arena_clear(&work->arena);
}
