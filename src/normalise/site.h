/// Rules of the site's own.
#ifndef LISTEN_NORMALISE_SITE_H
#define LISTEN_NORMALISE_SITE_H

#include "normalise/rules.h"

/// Index the rules in `normaliser->options`. False, with `diag` filled, for a rule without a
/// written form or when out of memory.
bool site_load(struct normaliser *normaliser, struct listen_diag *diag);
void site_clear(struct normaliser *normaliser);

#endif
