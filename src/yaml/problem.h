/// libyaml's complaints in our words, in English and German.
#ifndef LISTEN_YAML_PROBLEM_H
#define LISTEN_YAML_PROBLEM_H

#include "base/diag.h"
#include "base/view.h"
#include <yaml.h>

/// Record the failure of a parser that reads `text`. LISTEN_E_NOMEM or LISTEN_E_CONFIG, the latter
/// with libyaml's line and column.
enum listen_status yaml_problem(const yaml_parser_t *parser, struct view text, const char *file,
                                struct listen_diag *diag);

/// Refuse text that no YAML file may hold: invalid UTF-8, NUL, control characters. libyaml would
/// refuse it too, but without a line. Refuse more than YAML_MAX_DIRECTIVES lines that begin with
/// "%": libyaml compares each directive with all before it, which takes quadratic time.
enum listen_status yaml_check_text(struct view text, const char *file,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
