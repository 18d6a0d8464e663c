// Any bytes as a voice profile: it loads with every field in range, or there is one message.
#include "base/utf8.h"
#include "config/voice.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

static void check_profile(const struct voice_profile *profile) {
  for (size_t i = 0; i < n_voice_fields; i++) {
    const struct voice_field *field = &voice_fields[i];
    const char *member = (const char *)profile + field->offset;
    if (strcmp(field->type, "integer") == 0) {
      int value;
      memcpy(&value, member, sizeof value);
      require(value >= field->min && value <= field->max);
    } else if (strcmp(field->type, "decimal") == 0) {
      double value;
      memcpy(&value, member, sizeof value);
      require(value >= (double)field->min && value <= (double)field->max);
    } else if (strcmp(field->type, "list") == 0) {
      const char *const *texts;
      memcpy(&texts, member, sizeof texts);
      long n = 0;
      while (texts != NULL && texts[n] != NULL)
        n++;
      require(texts == NULL || (n >= field->min && n <= field->max && texts[0][0] != '\0'));
    } else if (!voice_is_command(profile) || !field->required) {
      const char *text;
      memcpy(&text, member, sizeof text);
      require(text != NULL);
      long len = (long)strlen(text);
      require(len >= field->min && len <= field->max);
      require(utf8_invalid_at(view_of(text)) == (size_t)len);
    }
  }
  require(strcmp(profile->name, "fuzz") == 0);
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
    struct voice_profile profile;
    status[i] = voice_profile_parse(yaml, "fuzz.yaml", &profile, &diags[i]);
    if (status[i] == LISTEN_OK) {
      check_profile(&profile);
    } else {
      require(status[i] == LISTEN_E_CONFIG && diags[i].status == status[i]);
      require(diags[i].message[0] != '\0' && profile.name == NULL);
      check_text(diags[i].message);
      check_text(diags[i].hint);
    }
    voice_profile_clear(&profile);
  }
  require(status[0] == status[1]);
  require(diags[0].line == diags[1].line && diags[0].column == diags[1].column);
  require(diags[0].line <= size + 1);
  return 0;
}
