/// Patterns of paths: "content/**/*.md".
///
/// A path is matched part by part, a part being what stands between two '/'. `**` as a part stands
/// for any number of folders, at the end for whatever lies below; within a part `*` stands for any
/// characters, `?` for one, `[a-z]` for one of these, `[!a-z]` for one of none of these. There is
/// no escape: "[*]" is a star. Characters are code points, a byte that is no UTF-8 counts as one.
///
/// Where one stands in a pattern after some parts of a path is a set of places, a bit each. So a
/// walk through folders keeps it, and sees which folders no pattern can match.
///
/// Time: parts of the pattern × length of the path × length of the longest part, at worst.
#ifndef LISTEN_BASE_GLOB_H
#define LISTEN_BASE_GLOB_H

#include "base/view.h"

#include <stdint.h>

enum { GLOB_PARTS_MAX = 63 };

struct glob {
  const struct view *parts; ///< borrowed
  size_t n_parts;
};

/// Cut `text` into its parts, borrowed from it. More than GLOB_PARTS_MAX of them, or none, match
/// nothing.
struct glob glob_split(struct view text, struct view parts[GLOB_PARTS_MAX]);

/// The places before the first part of a path.
uint64_t glob_start(const struct glob *glob);

/// The places behind one more part.
/// @param hidden_too  let wildcards stand for names that begin with a full stop; otherwise only a
///                    part of the pattern that begins with one does
uint64_t glob_step(const struct glob *glob, uint64_t places, struct view part, bool hidden_too);

/// Does the pattern match what was stepped through?
bool glob_matches(const struct glob *glob, uint64_t places);
/// Can it match something below?
bool glob_goes_on(const struct glob *glob, uint64_t places);
/// Does it match this, or for sure all that is below (stepped through with `hidden_too`)?
bool glob_covers(const struct glob *glob, uint64_t places);

/// Bytes of `text` before the part with the first wildcard; without one, before its last part.
size_t glob_fixed_len(struct view text);

/// What makes a pattern useless, or other than it seems.
enum glob_problem {
  GLOB_FINE,
  GLOB_EMPTY,     ///< ""
  GLOB_ABSOLUTE,  ///< "/a"
  GLOB_CLIMBS,    ///< "../a"
  GLOB_DOT,       ///< "a/./b"
  GLOB_GAP,       ///< "a//b"
  GLOB_FOLDER,    ///< "a/"
  GLOB_TOO_DEEP,  ///< more than GLOB_PARTS_MAX parts
  GLOB_STARS,     ///< "a**"
  GLOB_OPEN,      ///< "[a"
  GLOB_RANGE,     ///< "[z-a]"
  GLOB_BRACE,     ///< "{a,b}": means something elsewhere
  GLOB_BACKSLASH, ///< "a\b": the same
  GLOB_NOT,       ///< "!a": the same
};
enum glob_problem glob_check(struct view text);

#endif
