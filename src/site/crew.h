/// Processes that do the jobs of a run side by side, each many of them, one after another.
///
/// Promise: a job that crashes, hangs or runs out of memory is that job's failure alone; another
/// process goes on with the next. Which process does a job makes no difference to it.
#ifndef LISTEN_SITE_CREW_H
#define LISTEN_SITE_CREW_H

#include "base/diag.h"
#include <signal.h>
#include <stdint.h>

/// What a job says of itself when it is done, or what is to be said of it.
struct crew_result {
  enum crew_end { CREW_DONE, CREW_DIED, CREW_SILENT } end; ///< the latter two: nothing else is set
  int signal;                                              ///< that it died of; 0: none
  enum listen_status status;
  struct listen_diag diag; ///< where it failed
  double seconds;          ///< of sound that it made
  uint32_t notes;          ///< the job's own
};

/// A worker's end of the line to whoever leads.
struct crew_link;
/// Tell how far the present job is, 0..1. Cheap; also shows that it has not hung.
void crew_progress(struct crew_link *link, double share);

struct crew_options {
  unsigned n_workers;                  ///< 1..64
  unsigned silent_ms;                  ///< a job that says nothing for so long is ended; 0: 300 000
  const volatile sig_atomic_t *cancel; ///< of this process, and by the same handler of each worker
  /// In a new worker, before its first job.
  /// @param nth  of `n_workers`; a worker in the place of one that died has its number
  /// @param again  it is in the place of one that died
  void (*start)(void *context, unsigned nth, bool again);
  /// In the worker: do job `job`, counted from 0.
  void (*work)(void *context, size_t job, struct crew_link *link, struct crew_result *result);
  void (*end)(void *context); ///< in the worker, when there are no more jobs
  /// Here: a worker was forked; what it alone is to have can be let go of.
  void (*forked)(void *context, unsigned nth);
  /// Here: a job was given out; has got so far; is done.
  void (*given)(void *context, size_t job);
  void (*progress)(void *context, size_t job, double share);
  void (*done)(void *context, size_t job, const struct crew_result *result);
  void *context; ///< the workers have a copy of it, with all else of the process
};

/// Do jobs 0 to n_jobs - 1. The process must have no other threads.
/// Errors: LISTEN_E_CANCELLED: all workers have ended, some jobs are not done; LISTEN_E_IO: no
/// process is to be had; LISTEN_E_NOMEM. A job's failure is no error.
enum listen_status crew_run(const struct crew_options *options, size_t n_jobs,
                            struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
