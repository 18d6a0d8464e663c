#include "extract/skip.h"

static const struct {
  const char *name;
  enum skip_class class;
} reasons[SKIP_N] = {
    [SKIP_NONE] = {"text", SKIP_CLASS_READ},
    [SKIP_NOTE] = {"note", SKIP_CLASS_READ},
    [SKIP_CLAIM] = {"claim", SKIP_CLASS_META},
    [SKIP_DATELINE] = {"dateline", SKIP_CLASS_META},
    [SKIP_BYLINE] = {"byline", SKIP_CLASS_META},
    [SKIP_CREDIT] = {"credit", SKIP_CLASS_META},
    [SKIP_CAPTION] = {"caption", SKIP_CLASS_META},
    [SKIP_AGENCY] = {"agency", SKIP_CLASS_META},
    [SKIP_SOURCE] = {"source", SKIP_CLASS_META},
    [SKIP_KICKER] = {"kicker", SKIP_CLASS_META},
    [SKIP_MAIL_HEADER] = {"mail_header", SKIP_CLASS_META},
    [SKIP_SIGNATURE] = {"signature", SKIP_CLASS_META},
    [SKIP_SITE] = {"site", SKIP_CLASS_DROP},
    [SKIP_SHARE] = {"share", SKIP_CLASS_DROP},
    [SKIP_PRINT] = {"print", SKIP_CLASS_DROP},
    [SKIP_BOOKMARK] = {"bookmark", SKIP_CLASS_DROP},
    [SKIP_PLAYER] = {"player", SKIP_CLASS_DROP},
    [SKIP_MEDIA] = {"media", SKIP_CLASS_DROP},
    [SKIP_AD] = {"ad", SKIP_CLASS_DROP},
    [SKIP_NEWSLETTER] = {"newsletter", SKIP_CLASS_DROP},
    [SKIP_FOLLOW] = {"follow", SKIP_CLASS_DROP},
    [SKIP_COOKIE] = {"cookie", SKIP_CLASS_DROP},
    [SKIP_EMBED] = {"embed", SKIP_CLASS_DROP},
    [SKIP_COMMENTS] = {"comments", SKIP_CLASS_DROP},
    [SKIP_BREADCRUMB] = {"breadcrumb", SKIP_CLASS_DROP},
    [SKIP_NAVIGATION] = {"navigation", SKIP_CLASS_DROP},
    [SKIP_INTERFACE] = {"interface", SKIP_CLASS_DROP},
    [SKIP_FOOTER] = {"footer", SKIP_CLASS_DROP},
    [SKIP_TAGS] = {"tags", SKIP_CLASS_DROP},
    [SKIP_RELATED] = {"related", SKIP_CLASS_DROP},
    [SKIP_MORE] = {"more", SKIP_CLASS_DROP},
    [SKIP_PAYWALL] = {"paywall", SKIP_CLASS_DROP},
    [SKIP_COPYRIGHT] = {"copyright", SKIP_CLASS_DROP},
    [SKIP_PAGE_NUMBER] = {"page_number", SKIP_CLASS_DROP},
    [SKIP_RUNNING_HEAD] = {"running_head", SKIP_CLASS_DROP},
    [SKIP_ICON] = {"icon", SKIP_CLASS_DROP},
    [SKIP_DUPLICATE] = {"duplicate", SKIP_CLASS_DROP},
    [SKIP_HIDDEN] = {"hidden", SKIP_CLASS_DROP},
    [SKIP_ASIDE] = {"aside", SKIP_CLASS_DROP},
    [SKIP_OUTSIDE] = {"outside", SKIP_CLASS_DROP},
    [SKIP_FRONT_MATTER] = {"front_matter", SKIP_CLASS_DROP},
    [SKIP_SHORTCODE] = {"shortcode", SKIP_CLASS_DROP},
    [SKIP_MARKUP] = {"markup", SKIP_CLASS_DROP},
    [SKIP_COVER] = {"cover", SKIP_CLASS_DROP},
    [SKIP_SCENE_BREAK] = {"scene_break", SKIP_CLASS_READ},
    [SKIP_UNDERLINE] = {"underline", SKIP_CLASS_READ},
    [SKIP_FOOTNOTE_MARK] = {"footnote_mark", SKIP_CLASS_READ},
};

const char *skip_reason_name(enum skip_reason reason) {
  return reason < SKIP_N ? reasons[reason].name : "";
}

enum skip_class skip_reason_class(enum skip_reason reason) {
  return reason < SKIP_N ? reasons[reason].class : SKIP_CLASS_READ;
}

enum skip_reason skip_reason_named(struct view name) {
  for (int i = 0; i < SKIP_N; i++)
    if (view_eq(name, view_of(reasons[i].name)))
      return (enum skip_reason)i;
  return SKIP_N;
}
