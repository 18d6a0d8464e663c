#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>

void cli_print_json(cJSON *json) {
  char *text = cJSON_PrintUnformatted(json);
  if (text != NULL)
    puts(text);
  cJSON_free(text);
  cJSON_Delete(json);
}

cJSON *cli_json_view(struct view text) {
  if (text.ptr == NULL)
    return cJSON_CreateNull();
  struct buf copy = {0};
  buf_view(&copy, text);
  cJSON *json = cJSON_CreateString(cli_text(&copy));
  buf_clear(&copy);
  return json;
}

void cli_json_number(cJSON *object, const char *key, double value, int decimals) {
  char text[64];
  snprintf(text, sizeof text, "%.*f", decimals, value);
  cJSON_AddItemToObject(object, key, cJSON_CreateRaw(text));
}

cJSON *cli_json_claim(const struct claim *claim) {
  if (claim == NULL)
    return cJSON_CreateNull();
  cJSON *json = cJSON_CreateObject();
  cJSON_AddStringToObject(json, "kind", claim_kind_name(claim->kind));
  double seconds = (claim->low_s + claim->high_s) / 2;
  cli_json_number(json, "seconds", seconds, seconds == floor(seconds) ? 0 : 1);
  cJSON_AddItemToObject(json, "text", cli_json_view(claim->text));
  return json;
}

cJSON *cli_json_skipped(const struct document *document) {
  cJSON *list = cJSON_CreateArray();
  for (size_t i = 0; i < document->n_skipped; i++) {
    cJSON *item = cJSON_CreateObject();
    cJSON_AddItemToObject(item, "text", cli_json_view(document->skipped[i].text));
    cJSON_AddStringToObject(item, "reason", document->skipped[i].reason);
    cli_json_number(item, "line", (double)document->skipped[i].line, 0);
    cJSON_AddItemToArray(list, item);
  }
  return list;
}

cJSON *cli_json_document(const struct document *document) {
  cJSON *json = cJSON_CreateObject();
  cJSON_AddItemToObject(json, "title", cli_json_view(document->title));
  cJSON_AddItemToObject(json, "language", cli_json_view(document->language));
  cJSON_AddItemToObject(json, "published", cli_json_view(document->published));
  cJSON_AddItemToObject(json, "author", cli_json_view(document->author));
  cJSON_AddItemToObject(json, "credit", cli_json_view(document->credit));
  cJSON_AddItemToObject(json, "claim",
                        cli_json_claim(document->n_claims > 0 ? document->claims : NULL));
  cJSON *blocks = cJSON_AddArrayToObject(json, "blocks");
  for (size_t i = 0; i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    cJSON *item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "role", block_role_name(block->role));
    cli_json_number(item, "level", block->level, 0);
    cJSON_AddItemToObject(item, "text", cli_json_view(block->text));
    cli_json_number(item, "line", (double)block->line, 0);
    cJSON_AddItemToArray(blocks, item);
  }
  cJSON_AddItemToObject(json, "skipped", cli_json_skipped(document));
  return json;
}
