// without landlock,roots,filters,limits COMMAND...: run it as on a kernel that lacks these, or
// "nothing".

#include "without.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static const char *const names[] = {"landlock", "roots", "filters", "limits"};
  unsigned what = 0;
  for (size_t i = 0; argc > 2 && i < sizeof names / sizeof *names; i++)
    what |= strstr(argv[1], names[i]) != NULL ? 1u << i : 0;
  if (argc < 3 || (what == 0 && strcmp(argv[1], "nothing") != 0) || !without(what))
    return 99;
  execvp(argv[2], argv + 2);
  perror(argv[2]);
  return 99;
}
