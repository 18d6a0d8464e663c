/// The rule functions of all files, for the one table in registry.c.
#ifndef LISTEN_NORMALISE_REGISTRY_H
#define LISTEN_NORMALISE_REGISTRY_H

#include "normalise/rules.h"

#endif
