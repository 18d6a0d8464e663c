#include "cli/calibrate.h"

#include <string.h>

static cJSON *profile_json(const struct voice_profile *p) {
  cJSON *json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "name", p->name);
  cJSON_AddStringToObject(json, "description", TR(p->description_en, p->description_de));
  cJSON_AddStringToObject(json, "path", p->path);
  cJSON_AddStringToObject(json, "espeak_voice", p->espeak_voice);
  cJSON_AddStringToObject(json, "espeak_variant", p->espeak_variant);
  cli_json_number(json, "rate_wpm", p->rate_wpm, 0);
  cli_json_number(json, "pitch", p->pitch, 0);
  cli_json_number(json, "range", p->range, 0);
  cli_json_number(json, "volume_pct", p->volume, 0);
  const struct voice_loudness *l = &p->loudness;
  cli_json_number(json, "target_lufs", l->target_lufs, 2);
  cli_json_number(json, "peak_dbtp", l->peak_dbtp, 2);
  if (l->measured_lufs < 0)
    cli_json_number(json, "measured_lufs", l->measured_lufs, 2);
  else
    cJSON_AddNullToObject(json, "measured_lufs");
  const struct voice_pauses *v = &p->pauses;
  cJSON *pauses = cJSON_AddObjectToObject(json, "pauses");
  const struct {
    const char *key;
    unsigned ms;
  } fields[] = {
      {"title_ms", v->title_ms},         {"heading_ms", v->heading_ms},
      {"paragraph_ms", v->paragraph_ms}, {"section_ms", v->section_ms},
      {"sentence_ms", v->sentence_ms},   {"comma_ms", v->comma_ms},
      {"semicolon_ms", v->semicolon_ms}, {"colon_ms", v->colon_ms},
      {"dash_ms", v->dash_ms},           {"bracket_ms", v->bracket_ms},
      {"ellipsis_ms", v->ellipsis_ms},
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    cli_json_number(pauses, fields[i].key, fields[i].ms, 0);
  return json;
}

int cmd_voices(const struct cli_options *options) {
  if (options->n_articles > 0)
    return cli_wrong_use(TR("unexpected argument '%s'", "überzähliges Argument '%s'"),
                         options->articles[0]);
  if (options->calibrate != NULL)
    return calibrate_voice(options);
  if (options->dry_run)
    return cli_wrong_use("%s",
                         TR("--dry-run is for --calibrate", "--dry-run gehört zu --calibrate"));
  struct listen_diag diag = cli_diag();
  struct voice_list list = {0};
  if (voice_list_load(cli_program_dir(), &list, &diag) != LISTEN_OK)
    return cli_complain(&diag);
  cJSON *json = options->json ? cJSON_CreateArray() : NULL;
  for (size_t i = 0; i < list.n_profiles; i++) {
    const struct voice_profile *p = &list.profiles[i];
    if (json != NULL)
      cJSON_AddItemToArray(json, profile_json(p));
    else
      printf("%c %-12s %3d wpm  %s\n", strcmp(p->name, VOICE_DEFAULT) == 0 ? '*' : ' ', p->name,
             p->rate_wpm, TR(p->description_en, p->description_de));
  }
  if (json != NULL)
    cli_print_json(json);
  voice_list_clear(&list);
  return EXIT_DONE;
}
