/// Allocation that fails on demand, for programs that listen_failing_allocations() is called for.
#ifndef LISTEN_TESTS_FAILING_ALLOC_H
#define LISTEN_TESTS_FAILING_ALLOC_H

#include <stdbool.h>

/// Allocations that still succeed; every later one fails. -1: all succeed.
void fail_allocations_after(long n);

/// Allocations that still succeed; only the next one fails. -1: all succeed.
void fail_one_allocation_after(long n);

/// Are they failing now, by fail_allocations_after?
bool allocations_fail(void);

#endif
