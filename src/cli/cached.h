/// What a run takes from the cache and leaves in it.
#ifndef LISTEN_CLI_CACHED_H
#define LISTEN_CLI_CACHED_H

#include "cache/cache.h"
#include "cli/cli.h"
#include "pipeline/speak.h"

/// Open the cache the options ask for, and note what sound and words depend on.
void cli_cache_open(struct cli_session *session);
/// Say in one line if something could not be kept.
void cli_cache_close(struct cli_session *session);

/// The utterances of a document: found in the cache, or taken down for it.
struct cli_script {
  struct buf key, file;
  struct script record;
};

/// Make ready for speaking a document: find its script in the cache, or else wait for language and
/// engine.
/// @param words  the caller needs the walk through the text, so a script will not do
/// @param out  filled but for progress and what the caller adds; it borrows from all others
/// Errors: those of cli_session_ready and cli_engine_ready. Release with cli_speech_end.
enum listen_status cli_speech_begin(struct cli_session *session, const struct document *document,
                                    bool words, struct cli_script *script,
                                    struct speak_options *out, struct listen_diag *diag);

/// @param spoken  the whole document was: keep its script
void cli_speech_end(const struct cli_session *session, struct cli_script *script, bool spoken);

#endif
