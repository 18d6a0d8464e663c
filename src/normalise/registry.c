#include "normalise/registry.h"

#include "normalise/rules.h"

static size_t drop(struct context *c, size_t at) {
  (void)c;
  (void)at;
  return 1;
}

// The order matters: what is longer or surer comes first.
const struct rule normalise_rules[] = {
    {"invalid", SEMIOTIC_SYMBOL, START_INVALID, drop},
};
const size_t normalise_n_rules = sizeof normalise_rules / sizeof *normalise_rules;
