#include "failing_alloc.h"

#include <stddef.h>

static long left = -1;
static bool only_one;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

void fail_allocations_after(long n) {
  left = n;
  only_one = false;
}

void fail_one_allocation_after(long n) {
  left = n;
  only_one = true;
}

bool allocations_fail(void) {
  return left == 0;
}

static bool refuses(void) {
  if (left < 0)
    return false;
  bool refused = left == 0;
  if (!refused || only_one)
    left--;
  return refused;
}

void *__wrap_malloc(size_t size) {
  return refuses() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size) {
  return refuses() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size) {
  return refuses() ? NULL : __real_realloc(p, size);
}
