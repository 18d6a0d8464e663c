/// The rule functions of all files, for the one table in registry.c.
#ifndef LISTEN_NORMALISE_REGISTRY_H
#define LISTEN_NORMALISE_REGISTRY_H

#include "normalise/rules.h"

// money.c
size_t rule_money(struct context *c, size_t at);
size_t rule_money_sign_first(struct context *c, size_t at);
// measure.c
size_t rule_measure(struct context *c, size_t at);
size_t rule_times_sign(struct context *c, size_t at);
// year.c
size_t rule_season(struct context *c, size_t at);
// cardinal.c
size_t rule_cardinal(struct context *c, size_t at);

#endif
