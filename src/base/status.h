/// What every fallible function returns.
///
/// `LISTEN_OK` is zero. The value names the *kind* of failure; the words for a person are in the
/// `struct listen_diag` that the function filled. The command line maps `LISTEN_E_USAGE` and
/// `LISTEN_E_CONFIG` to exit status 2 and all others to 1.
#ifndef LISTEN_BASE_STATUS_H
#define LISTEN_BASE_STATUS_H

enum listen_status {
  LISTEN_OK = 0,
  LISTEN_E_USAGE,     ///< an argument or option is wrong
  LISTEN_E_CONFIG,    ///< a voice profile or settings file is wrong
  LISTEN_E_INPUT,     ///< the article cannot be used: empty, binary, nothing to read
  LISTEN_E_IO,        ///< the system refused: no such file, no permission, disk full
  LISTEN_E_NOMEM,     ///< out of memory
  LISTEN_E_ENGINE,    ///< the speech engine failed, died or hung
  LISTEN_E_CANCELLED, ///< the caller asked to stop (a signal)
};

#if defined(__GNUC__)
#define LISTEN_MUST_CHECK __attribute__((warn_unused_result))
#define LISTEN_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define LISTEN_MUST_CHECK
#define LISTEN_PRINTF(fmt, args)
#endif

#endif
