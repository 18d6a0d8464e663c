/// Entries → what the web reads: fragment, chapters, manifest, feed.
///
/// Pure but for the sinks: same entries, same bytes. No time, no machine in it.
#ifndef LISTEN_SITE_PUBLISH_H
#define LISTEN_SITE_PUBLISH_H

#include "config/site_config.h"
#include "site/entry.h"

/// Append a URL for a path below the output folder: `url`, then the path with all but unreserved
/// characters and '/' percent-encoded. False when out of memory.
bool site_url(struct view url, struct view path, struct buf *out);

/// Podcasting 2.0 chapters (JSON, version 1.2.0). False when out of memory.
bool publish_chapters(const struct site_entry *entry, struct buf *out);

/// The HTML fragment for the article's page: label, player element with plain <audio> inside, the
/// player's script, schema.org AudioObject as JSON-LD. Safe whatever the strings hold.
bool publish_fragment(const struct site_entry *entry, const struct site_config *config,
                      struct buf *out);

/// The manifest, written entry by entry in the order of keys, so that memory does not grow:
/// begin, entry…, end. `line` is what site_entry_write gave. One article a line.
bool publish_manifest_begin(const struct site_config *config, struct buf *out);
bool publish_manifest_entry(struct view key, struct view line, bool first, struct buf *out);
bool publish_manifest_end(struct buf *out);

/// The feed, in the same way; the caller has sorted: newest first, those without a date last.
bool publish_feed_begin(const struct site_config *config, struct view newest_published,
                        struct buf *out);
bool publish_feed_item(const struct site_entry *entry, const struct site_config *config,
                       struct buf *out);
bool publish_feed_end(struct buf *out);

#endif
