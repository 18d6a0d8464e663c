#include "cache/cache.h"
#include "cli/cli.h"

#include <errno.h>
#include <inttypes.h>

/// "21.0M": in the units of --cache-size.
static void bytes_label(uint64_t bytes, struct buf *out) {
  static const char units[] = "KMGT";
  double value = (double)bytes / 1024;
  size_t unit = 0;
  for (; value >= 1023.95 && units[unit + 1] != '\0'; unit++)
    value /= 1024;
  buf_printf(out, "%.1f%c", value, units[unit]);
}

static void print_json(const char *folder, const struct cache_contents *contents,
                       const struct cli_options *options) {
  cJSON *json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "path", folder);
  cli_json_number(json, "pieces", (double)contents->n_entries[CACHE_PIECE], 0);
  cli_json_number(json, "articles", (double)contents->n_entries[CACHE_SCRIPT], 0);
  cli_json_number(json, "bytes", (double)contents->bytes, 0);
  cli_json_number(json, "limit_bytes", (double)options->session.cache_size, 0);
  cJSON_AddBoolToObject(json, "cleared", options->clear);
  cli_print_json(json);
}

static void print_contents(const char *folder, const struct cache_contents *contents,
                           const struct cli_options *options) {
  struct buf bytes = {0}, limit = {0};
  bytes_label(contents->bytes, &bytes);
  bytes_label(options->session.cache_size, &limit);
  if (options->clear)
    printf(TR("%s: %s removed", "%s: %s gelöscht"), folder, cli_text(&bytes));
  else
    printf(TR("%s: %s of %s", "%s: %s von %s"), folder, cli_text(&bytes), cli_text(&limit));
  printf(TR("; pieces: %" PRIu64 ", articles: %" PRIu64 "\n",
            "; Stücke: %" PRIu64 ", Artikel: %" PRIu64 "\n"),
         contents->n_entries[CACHE_PIECE], contents->n_entries[CACHE_SCRIPT]);
  buf_clear(&bytes);
  buf_clear(&limit);
}

int cmd_cache(const struct cli_options *options) {
  if (options->n_articles > 0)
    return cli_wrong_use(TR("'cache' takes no '%s'", "'cache' nimmt kein '%s'"),
                         options->articles[0]);
  struct listen_diag diag = cli_diag();
  struct buf folder = {0};
  struct cache_contents contents;
  enum listen_status status = LISTEN_OK;
  if (options->session.cache != NULL)
    buf_str(&folder, options->session.cache);
  else if (!cache_default_folder(&folder))
    status = diag_set(&diag, LISTEN_E_USAGE, "%s",
                      TR("there is no home folder, so no cache; name one with --cache",
                         "es gibt keinen Heimatordner, also keinen Cache; --cache nennt einen"));
  if (status == LISTEN_OK && folder.failed)
    status = diag_nomem(&diag);
  if (status == LISTEN_OK && options->clear && !cache_clear(folder.ptr, &contents))
    status = diag_errno(&diag, folder.ptr, errno, "cannot be cleared", "kann nicht geleert werden");
  else if (status == LISTEN_OK && !options->clear && !cache_count(folder.ptr, &contents))
    status = diag_errno(&diag, folder.ptr, errno, "cannot read", "kann nicht gelesen werden");
  if (status == LISTEN_OK && options->json)
    print_json(folder.ptr, &contents, options);
  else if (status == LISTEN_OK && !(options->clear && options->quiet))
    print_contents(folder.ptr, &contents, options);
  buf_clear(&folder);
  return status == LISTEN_OK ? EXIT_DONE : cli_complain(&diag);
}
