// Any bytes as settings of a site: they load with every rule usable, or there is one message.
#include "base/utf8.h"
#include "config/settings.h"
#include "yaml/yaml.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

/// A text is clean: cleaning it again changes nothing.
static void check_clean(struct view text) {
  struct buf again = {0};
  uint32_t control;
  require(yaml_clean_text(text, &again, &control) && control == 0);
  require(view_eq(buf_as_view(&again), text));
  require(utf8_invalid_at(text) == text.len && text.ptr[text.len] == '\0');
  buf_clear(&again);
}

static int by_written(const void *left, const void *right) {
  return view_cmp(((const struct site_rule *)left)->written,
                  ((const struct site_rule *)right)->written);
}

static void check_rules(const struct site_rules *rules) {
  if (rules->n_items == 0)
    return;
  struct site_rule *sorted = malloc(rules->n_items * sizeof *sorted);
  require(sorted != NULL);
  memcpy(sorted, rules->items, rules->n_items * sizeof *sorted);
  qsort(sorted, rules->n_items, sizeof *sorted, by_written);
  for (size_t i = 0; i < rules->n_items; i++) {
    require(sorted[i].written.len > 0 && sorted[i].written.len <= SETTINGS_WRITTEN_MAX);
    require(sorted[i].spoken.len <= SETTINGS_SPOKEN_MAX);
    check_clean(sorted[i].written);
    check_clean(sorted[i].spoken);
    require(i == 0 || by_written(&sorted[i - 1], &sorted[i]) < 0);
  }
  free(sorted);
}

static void check_settings(const struct site_settings *settings) {
  check_rules(&settings->replace);
  check_rules(&settings->abbreviations);
  require(settings->gender <= GENDER_FEMININE && settings->emoji <= EMOJI_NAME);
  require(settings->gender_given || settings->gender == GENDER_PAUSE);
  require(settings->emoji_given || settings->emoji == EMOJI_SILENT);
  require((settings->voice == NULL) == (settings->voice_line == 0));
  require(settings->voice == NULL || settings->voice[0] != '\0');
}

static void check_text(const char *text) {
  require(utf8_invalid_at(view_of(text)) == strlen(text));
  for (; *text != '\0'; text++)
    require((unsigned char)*text >= 0x20);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view yaml = {(const char *)data, size};
  struct listen_diag diags[2] = {{.german = false}, {.german = true}};
  enum listen_status status[2];
  for (int i = 0; i < 2; i++) {
    struct site_settings settings;
    status[i] = settings_parse(yaml, "fuzz/s.yaml", &settings, &diags[i]);
    if (status[i] == LISTEN_OK) {
      check_settings(&settings);
    } else {
      require(status[i] == LISTEN_E_CONFIG && diags[i].status == status[i]);
      require(diags[i].message[0] != '\0' && settings.arena.head == NULL);
      check_text(diags[i].message);
      check_text(diags[i].hint);
    }
    settings_clear(&settings);
  }
  require(status[0] == status[1]);
  require(diags[0].line == diags[1].line && diags[0].column == diags[1].column);
  require(diags[0].line <= size + 1);
  return 0;
}
