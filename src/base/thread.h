/// Threads of ours in a process that may be another's.
#ifndef LISTEN_BASE_THREAD_H
#define LISTEN_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/// Start a thread to which no signal is delivered: those of the process are for the threads that
/// know of them. False where there is none to be had.
bool thread_start(pthread_t *out, void *(*run)(void *context), void *context);

#endif
