/// What a request asks for, read without trust: paths, ranges, conditions, names of hosts.
/// Pure: no file is looked at here.
#ifndef LISTEN_SITE_SERVE_HTTP_H
#define LISTEN_SITE_SERVE_HTTP_H

#include "base/buf.h"
#include "base/view.h"
#include <stdint.h>
#include <time.h>

enum http_path {
  HTTP_PATH_FILE,
  HTTP_PATH_FOLDER, ///< it ends with a slash
  HTTP_PATH_HIDDEN, ///< well formed, and for nobody: "..", a name that begins with a full stop
  HTTP_PATH_BAD,    ///< no path: bad escapes, control characters, NUL, invalid UTF-8, too long
};

/// The longest path that is looked at, decoded or not.
enum { HTTP_PATH_MAX = 3000 };

/// Decode the path of a request target (without its query) and append it to `out`, without the
/// slashes at its ends: "/a%20b/" → "a b". Nothing appended leads out of the folder: no empty, "."
/// or ".." part, no slash that was escaped. `out` has something only for FILE and FOLDER.
enum http_path http_path_read(struct view target, struct buf *out);

/// Append a path for use in a link: all but unreserved characters and '/' percent-encoded.
void http_path_write(struct view path, struct buf *out);

/// Append text for use in HTML, in attributes too.
void http_html_text(struct view text, struct buf *out);

enum http_range {
  HTTP_WHOLE,  ///< not for us to follow (malformed, several, of another unit): all is sent
  HTTP_PART,   ///< 206
  HTTP_BEYOND, ///< 416
};
struct http_part {
  uint64_t first, len;
};
/// Read a Range header for a content of `size` bytes. `out` is set for HTTP_PART only, lies within
/// the content and is not empty.
enum http_range http_range_read(struct view header, uint64_t size, struct http_part *out);

/// Is `etag` (with its quotes) in a list of entity tags, or is that "*"?
/// @param weak  "W/" does not matter (If-None-Match); otherwise what has it matches nothing
bool http_etag_in(struct view list, struct view etag, bool weak);

/// A date in one of the three forms of HTTP. False for anything else.
bool http_date_read(struct view text, time_t *out);
enum { HTTP_DATE_SIZE = 32 };
void http_date_write(time_t time, char out[HTTP_DATE_SIZE]);

/// Does a Host header name this server? A page of another site can make a name of its own lead to
/// 127.0.0.1 (DNS rebinding), but then that name stands in the header. Always accepted: localhost,
/// 127.0.0.1, [::1].
/// @param asked  what the user had the server listen on; NULL or "" for nothing else
/// @param any    it listens on all interfaces: any address of numbers is accepted
bool http_host_ours(struct view header, const char *asked, bool any);

/// Is an Origin header of a page on this machine: http://localhost:1313?
bool http_origin_local(struct view header);

/// By the ending of a name; "application/octet-stream" for others. Texts have their charset.
const char *http_media_type(struct view name);

#endif
