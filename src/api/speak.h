/// What the two ways to speak share.
#ifndef LISTEN_API_SPEAK_H
#define LISTEN_API_SPEAK_H

#include "api/api.h"

/// A callback said stop.
enum listen_status call_stop(struct call *call);
/// The same, of one that cannot fail: the stages will see the flag.
void call_stop_soon(struct call *call);
/// After a failure: let go of an engine that may be at work yet.
void call_abandon_engine(struct call *call, enum listen_status status);

#endif
