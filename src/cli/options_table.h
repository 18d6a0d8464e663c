/// The one list of options: parser, help and suggestions are made from it.
#ifndef LISTEN_CLI_OPTIONS_TABLE_H
#define LISTEN_CLI_OPTIONS_TABLE_H

#include "cli/cli.h"

enum { MAX_OPTIONS = 80 };

enum option_id {
  OPT_BITRATE = 256, // above every short option
  OPT_CACHE,
  OPT_CACHE_SIZE,
  OPT_CALIBRATE,
  OPT_CHAPTERS,
  OPT_CHECK_CONFIG,
  OPT_CLEAR,
  OPT_COVER,
  OPT_DRY_RUN,
  OPT_EMOJI,
  OPT_EXACT,
  OPT_EXPLAIN,
  OPT_FINISH,
  OPT_FIX,
  OPT_FORMAT,
  OPT_FROM,
  OPT_GATHER,
  OPT_GENDER,
  OPT_INIT,
  OPT_JOB,
  OPT_JSON,
  OPT_KEEP,
  OPT_KIND,
  OPT_LABEL_FORMAT,
  OPT_LEXICON,
  OPT_LINES,
  OPT_LIST,
  OPT_LIST_CHAPTERS,
  OPT_LOUDNESS,
  OPT_NO_CACHE,
  OPT_NO_WAIT,
  OPT_PITCH,
  OPT_PLAIN,
  OPT_PLOT,
  OPT_RATE,
  OPT_READ,
  OPT_REPORT,
  OPT_SERVE,
  OPT_SETTINGS,
  OPT_SHARD,
  OPT_STAGE,
  OPT_TIMINGS,
  OPT_TOLERANCE,
  OPT_WATCH,
  OPT_WORKERS,
};

struct option_spec {
  const char *name;
  const char *argument; ///< NULL: takes none; in brackets: it may be left out, "[PORT]"
  int id;               ///< a short option's letter, or from the enum
  unsigned commands;    ///< where it is accepted
  const char *help_en, *help_de;
};
extern const struct option_spec option_specs[];
extern const size_t n_option_specs;

#endif
