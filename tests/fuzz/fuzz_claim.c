/// Any line: no crash, and a claim says a time that can be.
#include "claim/claim.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view line = {(const char *)data, size};
  struct claim claim = {.line = 3};
  if (!claim_parse(line, &claim)) {
    if (claim.kind != CLAIM_NONE || claim.text.ptr != NULL)
      abort();
    return 0;
  }
  if (claim.kind == CLAIM_NONE || !(claim.low_s >= 0) || !(claim.low_s <= claim.high_s) ||
      !(claim.high_s > 0) || claim.high_s > 24 * 3600 || claim.text.ptr != line.ptr ||
      claim.line != 3)
    abort();
  return 0;
}
