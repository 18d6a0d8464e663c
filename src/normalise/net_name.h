/// Names as they stand in addresses, hashtags, file names and program code: no blanks, any
/// characters.
#ifndef LISTEN_NORMALISE_NET_NAME_H
#define LISTEN_NORMALISE_NET_NAME_H

#include "normalise/rules.h"

/// Say `name` in words: capitals inside begin a new word ("FridaysForFuture"), known acronyms and
/// what no mouth can pronounce are spelled, digits are said singly, other characters by their
/// German names ("-" → "Bindestrich").
void say_net_name(struct context *c, struct view name);

/// A host name: "www.tagesschau.de" → "W W W Punkt tagesschau Punkt D E".
void say_host(struct context *c, struct view host);

#endif
