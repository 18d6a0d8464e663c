#include "failing_alloc.h"

#include <stdbool.h>
#include <stddef.h>

static long left = -1;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

void fail_allocations_after(long n) {
  left = n;
}

static bool refuses(void) {
  if (left < 0)
    return false;
  return left-- == 0 ? (left = 0, true) : false;
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
