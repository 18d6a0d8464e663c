// Any bytes as a voice profile that calibration writes its numbers into: what comes out is a valid
// profile that has them, says nothing else differently, and stays as it is when edited again.
#include "fuzz.h"

#include "config/voice.h"
#include "config/voice_edit.h"

static const struct voice_value values[] = {{"loudness.measured_lufs", "-23.80"},
                                            {"loudness.quote_measured_lufs", "-21.25"},
                                            {"loudness.limited_lu", "0.50"},
                                            {"timing.permille", "1012"},
                                            {"timing.clause_ms", "-7"}};
enum { N_VALUES = sizeof values / sizeof *values };

/// The profile as a text, without the fields that were set.
static void describe(struct view yaml, struct buf *out) {
  struct voice_profile profile;
  require(voice_profile_parse(yaml, "fuzz.yaml", &profile, NULL) == LISTEN_OK);
  for (size_t i = 0; i < n_voice_fields; i++) {
    const struct voice_field *field = &voice_fields[i];
    const char *member = (const char *)&profile + field->offset;
    bool set = false;
    for (size_t k = 0; k < N_VALUES; k++)
      set |= strcmp(field->key, values[k].key) == 0;
    if (strcmp(field->type, "integer") == 0) {
      int value;
      memcpy(&value, member, sizeof value);
      require(strcmp(field->key, "timing.permille") != 0 || !set || value > 0);
      if (!set)
        buf_printf(out, "%s %d\n", field->key, value);
    } else if (strcmp(field->type, "decimal") == 0) {
      double value;
      memcpy(&value, member, sizeof value);
      if (!set)
        buf_printf(out, "%s %.6f\n", field->key, value);
    } else if (strcmp(field->type, "list") != 0) {
      const char *text;
      memcpy(&text, member, sizeof text);
      buf_printf(out, "%s %s\n", field->key, text == NULL ? "" : text);
    }
  }
  voice_profile_clear(&profile);
}

static void check_set(struct view yaml) {
  struct voice_profile profile;
  require(voice_profile_parse(yaml, "fuzz.yaml", &profile, NULL) == LISTEN_OK);
  for (size_t k = 0; k < N_VALUES; k++)
    for (size_t i = 0; i < n_voice_fields; i++) {
      const struct voice_field *field = &voice_fields[i];
      if (strcmp(field->key, values[k].key) != 0)
        continue;
      const char *member = (const char *)&profile + field->offset;
      double value = 0;
      int number;
      if (strcmp(field->type, "decimal") == 0) {
        memcpy(&value, member, sizeof value);
      } else {
        memcpy(&number, member, sizeof number);
        value = number;
      }
      require(value == strtod(values[k].text, NULL));
    }
  voice_profile_clear(&profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view yaml = {(const char *)data, size};
  struct listen_diag diag = {0};
  struct buf edited = {0}, again = {0}, before = {0}, after = {0};
  enum listen_status status = voice_edit(yaml, "fuzz.yaml", values, N_VALUES, &edited, &diag);
  if (status == LISTEN_OK) {
    check_set(buf_as_view(&edited));
    describe(yaml, &before);
    describe(buf_as_view(&edited), &after);
    require(view_eq(buf_as_view(&before), buf_as_view(&after)));
    require(voice_edit(buf_as_view(&edited), "fuzz.yaml", values, N_VALUES, &again, NULL) ==
            LISTEN_OK);
    require(view_eq(buf_as_view(&edited), buf_as_view(&again)));
  } else {
    require(status == LISTEN_E_CONFIG && diag.message[0] != '\0');
    require_line(view_of(diag.message));
    require_line(view_of(diag.hint));
  }
  buf_clear(&edited);
  buf_clear(&again);
  buf_clear(&before);
  buf_clear(&after);
  return 0;
}
