#include "without.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { LANDLOCK_CREATE_RULESET = 444, ALLOWED = -1 };

#define REFUSE(call, errnum)                                                                       \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(call), 0, 1),                                     \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (errnum))

bool without(unsigned what) {
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      REFUSE(what & WITHOUT_LANDLOCK ? LANDLOCK_CREATE_RULESET : ALLOWED, ENOSYS),
      REFUSE(what & WITHOUT_ROOTS ? SYS_chroot : ALLOWED, EPERM),
      REFUSE(what & WITHOUT_FILTERS ? SYS_seccomp : ALLOWED, EINVAL),
      REFUSE(what & WITHOUT_LIMITS ? SYS_prlimit64 : ALLOWED, EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
