/// Where voice profiles lie: search folders, names, suggestions.
#ifndef LISTEN_CONFIG_VOICE_FIND_H
#define LISTEN_CONFIG_VOICE_FIND_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

/// The folders that exist, in search order (see voice_profile_load).
enum { VOICE_MAX_FOLDERS = 4 };
struct voice_folders {
  struct buf paths[VOICE_MAX_FOLDERS];
  size_t n;
};
enum listen_status voice_folders_find(const char *program_dir, struct voice_folders *out,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;
void voice_folders_clear(struct voice_folders *folders);

/// Where `cmake --install` puts the profiles: the last folder searched.
const char *voice_installed_folder(void);

/// Does voice_profile_load take this for a path? It does where it has a '/' or ends in ".yaml" or
/// ".yml".
bool voice_is_path(struct view name_or_path);

/// The name in a path: without folders and without ".yaml" or ".yml".
struct view voice_name_of(struct view path);

#endif
