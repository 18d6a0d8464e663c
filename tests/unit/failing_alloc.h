/// Allocation that fails on demand, for programs linked with --wrap=malloc,calloc,realloc.
#ifndef LISTEN_TESTS_FAILING_ALLOC_H
#define LISTEN_TESTS_FAILING_ALLOC_H

/// Allocations that still succeed; every later one fails. -1: all succeed.
void fail_allocations_after(long n);

#endif
