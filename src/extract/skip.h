/// Why a line is not read.
#ifndef LISTEN_EXTRACT_SKIP_H
#define LISTEN_EXTRACT_SKIP_H

#include "base/view.h"

enum skip_class {
  SKIP_CLASS_READ, ///< it is read
  SKIP_CLASS_DROP, ///< furniture
  SKIP_CLASS_META, ///< not read as body, but it says something about the article
};

enum skip_reason {
  SKIP_NONE, ///< ordinary text
  SKIP_NOTE, ///< an editor's note: read
  // Metadata.
  SKIP_CLAIM,
  SKIP_DATELINE,
  SKIP_BYLINE,
  SKIP_CREDIT,
  SKIP_CAPTION,
  SKIP_AGENCY,
  SKIP_SOURCE,
  SKIP_KICKER,
  SKIP_MAIL_HEADER,
  SKIP_SIGNATURE,
  // Furniture.
  SKIP_SITE,
  SKIP_SHARE,
  SKIP_PRINT,
  SKIP_BOOKMARK,
  SKIP_PLAYER,
  SKIP_MEDIA,
  SKIP_AD,
  SKIP_NEWSLETTER,
  SKIP_FOLLOW,
  SKIP_COOKIE,
  SKIP_EMBED,
  SKIP_COMMENTS,
  SKIP_BREADCRUMB,
  SKIP_NAVIGATION,
  SKIP_INTERFACE,
  SKIP_FOOTER,
  SKIP_TAGS,
  SKIP_RELATED,
  SKIP_MORE,
  SKIP_PAYWALL,
  SKIP_COPYRIGHT,
  SKIP_PAGE_NUMBER,
  SKIP_RUNNING_HEAD,
  SKIP_ICON,
  SKIP_DUPLICATE,
  SKIP_HIDDEN,
  SKIP_ASIDE,
  SKIP_OUTSIDE,      ///< elsewhere on the page
  SKIP_FRONT_MATTER, ///< settings above a post
  SKIP_SHORTCODE,    ///< template code
  SKIP_MARKUP,       ///< comments, attribute lists, tags of components
  SKIP_COVER,        ///< the cover of a book
  // Signs that shape the text.
  SKIP_SCENE_BREAK, ///< "***": a pause
  SKIP_UNDERLINE,   ///< "====" below a heading
  SKIP_FOOTNOTE_MARK,
  SKIP_N
};

const char *skip_reason_name(enum skip_reason reason); ///< "dateline", …; static
enum skip_class skip_reason_class(enum skip_reason reason);

/// The reason of that name; SKIP_N when there is none.
enum skip_reason skip_reason_named(struct view name);

#endif
