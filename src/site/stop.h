/// Inside site/: sleep until something happens or a signal asks the program to end.
#ifndef LISTEN_SITE_STOP_H
#define LISTEN_SITE_STOP_H

#include <signal.h>

/// Block SIGINT, SIGTERM and SIGHUP until `before`, the mask there was, is set again; so none comes
/// between a look at the flag that its handler sets and ppoll, which is to be given `before`.
void site_block_stops(sigset_t *before);

#endif
