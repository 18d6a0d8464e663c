#include "cache/entry.h"

#include <stdio.h>
#include <xxhash.h>

// Another size of size_t lays the content out differently, so it counts as another machine.
static const uint32_t magic = 0x4C73746Eu + (uint32_t)sizeof(size_t);

static const char *const endings[CACHE_N_KINDS] = {".piece", ".script"};
enum { NAME_DIGITS = 32, SUM_BYTES = sizeof(uint64_t[2]) };

size_t entry_padding(size_t key_len) {
  return -key_len & 7;
}

bool entry_head(enum cache_kind kind, struct view key, const struct view *parts, size_t n_parts,
                struct entry_head *out) {
  static const char zeros[8];
  *out = (struct entry_head){
      .magic = magic, .format = ENTRY_FORMAT, .kind = (uint32_t)kind, .key_len = (uint32_t)key.len};
  for (size_t i = 0; i < n_parts; i++)
    out->content_len += parts[i].len;
  XXH3_state_t *state = XXH3_createState();
  if (state == NULL)
    return false;
  XXH3_128bits_reset(state);
  XXH3_128bits_update(state, (const char *)out + SUM_BYTES, sizeof *out - SUM_BYTES);
  XXH3_128bits_update(state, key.ptr, key.len);
  XXH3_128bits_update(state, zeros, entry_padding(key.len));
  for (size_t i = 0; i < n_parts; i++)
    if (parts[i].len > 0)
      XXH3_128bits_update(state, parts[i].ptr, parts[i].len);
  XXH128_hash_t sum = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  out->sum[0] = sum.low64;
  out->sum[1] = sum.high64;
  return true;
}

bool entry_open(struct view bytes, enum cache_kind kind, struct view key, struct view *content) {
  struct entry_head head;
  if (bytes.len < sizeof head)
    return false;
  memcpy(&head, bytes.ptr, sizeof head);
  if (head.magic != magic || head.format != ENTRY_FORMAT || head.kind != (uint32_t)kind ||
      head.key_len != key.len)
    return false;
  size_t before = sizeof head + key.len + entry_padding(key.len);
  if (bytes.len < before || head.content_len != bytes.len - before ||
      memcmp(bytes.ptr + sizeof head, key.ptr, key.len) != 0)
    return false;
  XXH128_hash_t sum = XXH3_128bits(bytes.ptr + SUM_BYTES, bytes.len - SUM_BYTES);
  if (head.sum[0] != sum.low64 || head.sum[1] != sum.high64)
    return false;
  *content = view_sub(bytes, before, bytes.len);
  return true;
}

void entry_name(enum cache_kind kind, struct view key, char name[ENTRY_NAME_BYTES]) {
  XXH128_hash_t sum = XXH3_128bits(key.ptr, key.len);
  snprintf(name, ENTRY_NAME_BYTES, "%016llx%016llx%s", (unsigned long long)sum.high64,
           (unsigned long long)sum.low64, endings[kind]);
}

bool entry_name_kind(const char *name, enum cache_kind *kind) {
  if (strspn(name, "0123456789abcdef") != NAME_DIGITS)
    return false;
  for (int i = 0; i < CACHE_N_KINDS; i++)
    if (strcmp(name + NAME_DIGITS, endings[i]) == 0) {
      *kind = (enum cache_kind)i;
      return true;
    }
  return false;
}
