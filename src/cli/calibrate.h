/// `listen voices --calibrate NAME`.
#ifndef LISTEN_CLI_CALIBRATE_H
#define LISTEN_CLI_CALIBRATE_H

#include "cli/cli.h"

/// Measure the voice options->calibrate and write what was found into its profile, or only print it
/// (options->dry_run). Returns the exit status.
int calibrate_voice(const struct cli_options *options);

#endif
