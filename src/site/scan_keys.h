/// Inside the scan: names in the output, and which of them are in each other's way.
#ifndef LISTEN_SITE_SCAN_KEYS_H
#define LISTEN_SITE_SCAN_KEYS_H

#include "site/scan.h"

/// Bytes of the key in `source`, which it is a part of, from `*start` on; 0 where the key is
/// "index".
/// @param fixed   bytes of the glob's folders before the first wildcard
/// @param ending  bytes of the ending
size_t scan_key(struct view source, size_t fixed, size_t ending, size_t *start);

/// Sort the articles by key, and make misfits of those whose files would be in the way of each
/// other, or of the site's own. `*cap_misfits` of `list->misfits` are allocated.
/// Errors: LISTEN_E_NOMEM.
enum listen_status scan_check_keys(const struct site_config *config, struct site_list *list,
                                   size_t *cap_misfits, struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Add a misfit without its message, for diag_set. NULL when out of memory.
/// @param source  may be any bytes: what cannot be printed becomes U+FFFD
struct listen_diag *scan_add_misfit(const struct site_config *config, struct site_list *list,
                                    size_t *cap_misfits, struct view source, bool german);

/// Put the path to open `source` with into `out`, whose content goes. Where `source` begins in it.
size_t scan_path(const struct site_config *config, struct view source, struct buf *out);

#endif
