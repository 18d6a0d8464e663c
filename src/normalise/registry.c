#include "normalise/registry.h"

#include "normalise/rules.h"

static size_t drop(struct context *c, size_t at) {
  (void)c;
  (void)at;
  return 1;
}

// The order matters: what is longer or surer comes first.
const struct rule normalise_rules[] = {
    {"money sign first", SEMIOTIC_MONEY, START_SYMBOL | START_CAPS | START_SIGN,
     rule_money_sign_first},
    {"money", SEMIOTIC_MONEY, START_NUMBER | START_SIGN | START_SYMBOL, rule_money},
    {"season", SEMIOTIC_RANGE, START_NUMBER, rule_season},
    {"measure", SEMIOTIC_MEASURE, START_NUMBER | START_SIGN | START_SYMBOL, rule_measure},
    {"times sign", SEMIOTIC_MEASURE, START_LETTER, rule_times_sign},
    {"cardinal", SEMIOTIC_CARDINAL, START_NUMBER | START_SIGN | START_SYMBOL, rule_cardinal},
    {"invalid", SEMIOTIC_SYMBOL, START_INVALID, drop},
};
const size_t normalise_n_rules = sizeof normalise_rules / sizeof *normalise_rules;
