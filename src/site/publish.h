/// Entries → what the web reads: fragment, chapters, manifest, feed.
///
/// Promise: pure but for the sinks: same entries, same bytes. No time, no machine in it.
#ifndef LISTEN_SITE_PUBLISH_H
#define LISTEN_SITE_PUBLISH_H

#include "config/site_config.h"
#include "site/entry.h"

/// Append a URL for a path below the output folder: `url`, then the path with all but unreserved
/// characters and '/' percent-encoded, byte by byte: umlauts stay as they are composed.
/// False when out of memory.
bool site_url(struct view url, struct view path, struct buf *out);

/// Seconds since 1970 of an ISO 8601 date, to sort by: a day, or a time with or without seconds and
/// zone. Without a zone it is German time, as German pages mean it (extraction drops the zone); a
/// day is its first moment. False, and 0, for anything else.
bool site_date_seconds(struct view iso8601, int64_t *out);

/// Append the same as RFC 822 has it, in its zone: "Tue, 12 Mar 2024 08:15:00 +0100". False, and
/// nothing appended, where it is no date.
bool site_date_rfc822(struct view iso8601, struct buf *out);

/// Podcasting 2.0 chapters (JSON, version 1.2.0), and a line end. False when out of memory.
bool publish_chapters(const struct site_entry *entry, struct buf *out);

/// The HTML fragment for the article's page: label, player element with plain <audio> inside, the
/// player's script, schema.org AudioObject as JSON-LD. Safe whatever the strings hold, in HTML and
/// in XHTML.
///
/// ```html
/// <listen-player lang="de" data-key="2026/foo" data-title="…" data-author="…" data-artwork="URL"
///     data-duration="560.1" data-text="article" data-timings="URL" data-chapters="URL">
///   <p class="listen-label"><a href="URL of the first audio file">Artikel anhören • 9
///   Minuten</a></p> <audio controls="" preload="none"><source src="URL" type="…"/>…<track
///   …/></audio>
/// </listen-player>
/// <script type="module" src="URL/listen-player.js"></script>
/// <script type="application/ld+json" class="listen-player">{…}</script>
/// ```
///
/// - `lang` is the player's language; it is absent for "auto": the page's holds then.
/// - `data-title` and `data-author` are absent where not known, `data-artwork` is the feed's image.
/// - `data-timings` is absent where highlighting is off, `data-chapters` where the article has no
///   chapters.
/// - Without a player it is `<div class="listen-player">` without data, and without the script.
/// - Where the entry has no audio, nothing is appended.
bool publish_fragment(const struct site_entry *entry, const struct site_config *config,
                      struct buf *out);

/// The manifest, written entry by entry in the order of keys, so that memory does not grow:
/// begin, entry…, end. `line` is what site_entry_write gave. One article a line:
///
/// ```json
/// {"version":1,"generator":"listen 1.0","url":"…","feed":"URL","player":"URL","articles":{
/// "2026/foo":{…},
/// "2026/über uns":{…}
/// }}
/// ```
bool publish_manifest_begin(const struct site_config *config, struct buf *out);
bool publish_manifest_entry(struct view key, struct view line, bool first, struct buf *out);
bool publish_manifest_end(struct buf *out);

/// The feed, in the same way: RSS 2.0 with the tags of iTunes and Podcasting 2.0. The caller has
/// sorted: newest first, those without a date last. An entry without audio is passed over. What XML
/// 1.0 cannot hold is left out.
/// @param newest_published  ISO 8601; ptr NULL for none
bool publish_feed_begin(const struct site_config *config, struct view newest_published,
                        struct buf *out);
bool publish_feed_item(const struct site_entry *entry, const struct site_config *config,
                       struct buf *out);
bool publish_feed_end(struct buf *out);

/// Append the feed's podcast:guid: the UUID, version 5, of its URL without scheme and last slashes,
/// in the name space of podcasts. False when out of memory.
bool publish_feed_guid(struct view feed_url, struct buf *out);

/// The player's files, below the output folder.
#define SITE_PLAYER_SCRIPT "listen-player.js"

#endif
