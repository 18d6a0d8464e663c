#include "claim/value.h"

#include "claim/iso8601.h"

enum { MAX_MINUTES = 120, DAY_S = 86400 };

static bool bare_number(struct view value, enum claim_kind kind, double *seconds) {
  double number = 0, scale = 0;
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i];
    if ((c == '.' || c == ',') && scale == 0 && i > 0 && i + 1 < value.len) {
      scale = 1;
    } else if (c >= '0' && c <= '9') {
      number = number * 10 + (c - '0');
      scale *= 10;
    } else {
      return false;
    }
  }
  number /= scale > 1 ? scale : 1;
  *seconds = number * (kind == CLAIM_LISTEN && number > MAX_MINUTES ? 1 : 60);
  return number > 0 && *seconds < DAY_S;
}

static void set(struct claim *out, enum claim_kind kind, double low_s, double high_s,
                struct span time) {
  out->kind = kind;
  out->low_s = low_s;
  out->high_s = high_s;
  out->time = time;
}

bool claim_parse_value(struct view value, enum claim_kind kind, struct claim *out) {
  struct view name = kind == CLAIM_LISTEN ? VIEW("Hördauer: ") : VIEW("Lesezeit: ");
  char label[CLAIM_VALUE_MAX_BYTES + sizeof "Hördauer: "];
  double seconds = iso8601_seconds(value);
  struct claim found;
  if (value.len == 0 || value.len > CLAIM_VALUE_MAX_BYTES)
    return false;
  if (seconds > 0 || bare_number(value, kind, &seconds)) {
    set(out, kind, seconds, seconds, (struct span){0, value.len});
    return true;
  }
  memcpy(label, name.ptr, name.len);
  memcpy(label + name.len, value.ptr, value.len);
  if (claim_parse((struct view){label, name.len + value.len}, &found))
    found.time.offset -= name.len;
  else if (!claim_parse(value, &found) || found.kind != kind)
    return false;
  set(out, kind, found.low_s, found.high_s, found.time);
  return true;
}
