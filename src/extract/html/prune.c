#include "extract/html/prune.h"

#include "extract/html/tags.h"

enum { MISNOMER_PERCENT = 40 };

/// How sure a sign is: the share of the page's prose, in percent, up to which it is believed.
struct verdict {
  enum skip_reason reason;
  unsigned max_percent;
  bool weak; ///< only for what holds no prose, or hardly anything but links
};

static bool contains_word(struct view text, struct view word) {
  return text.len >= word.len && memmem(text.ptr, text.len, word.ptr, word.len) != NULL;
}

static bool style_hides(struct view style) {
  char folded[200];
  size_t n = 0;
  for (size_t i = 0; i < style.len && n < sizeof folded; i++)
    if (style.ptr[i] != ' ')
      folded[n++] = style.ptr[i];
  struct view text = {folded, n};
  return contains_word(text, VIEW("display:none")) ||
         contains_word(text, VIEW("visibility:hidden"));
}

static bool is_hidden(const struct html_element *element) {
  const GumboVector *attributes = &element->node->v.element.attributes;
  for (unsigned i = 0; i < attributes->length; i++) {
    const GumboAttribute *attribute = attributes->data[i];
    struct view value = view_of(attribute->value);
    if (strcmp(attribute->name, "hidden") == 0 ||
        (strcmp(attribute->name, "aria-hidden") == 0 && view_eq(value, VIEW("true"))) ||
        (strcmp(attribute->name, "style") == 0 && style_hides(value)))
      return true;
  }
  return (element->hints & HINT_HIDDEN) != 0;
}

static bool is_large(const struct html_page *page, const struct html_element *element,
                     unsigned percent) {
  return (uint64_t)element->prose * 100 > (uint64_t)page->elements[0].prose * percent;
}

static void inherit(struct html_page *page, uint32_t i) {
  struct html_element *element = &page->elements[i];
  if (element->parent == HTML_NONE)
    return;
  const struct html_element *parent = &page->elements[element->parent];
  if (parent->skip == SKIP_NONE)
    return;
  element->skip = parent->skip;
  element->skip_root = parent->skip_root;
}

static void skip_element(struct html_page *page, uint32_t i, enum skip_reason reason) {
  page->elements[i].skip = reason;
  page->elements[i].skip_root = i;
}

/// "Thema<span class=hidden>: </span>Überschrift": hidden from the eye, but meant for the ear.
static bool is_punctuation(const struct html_page *page, uint32_t i) {
  const struct html_element *element = &page->elements[i];
  return element->text == 1 && element->kind == HTML_INLINE && element->end == i + 1;
}

void html_prune_hidden(struct html_page *page) {
  for (uint32_t i = 0; i < page->n_elements; i++) {
    struct html_element *element = &page->elements[i];
    inherit(page, i);
    if (element->skip == SKIP_NONE && element->kind != HTML_SILENT && is_hidden(element) &&
        !is_large(page, element, 50) && !is_punctuation(page, i))
      skip_element(page, i, SKIP_HIDDEN);
  }
}

// ---- by what it is ----

/// `beside_text`: it is believed beside the words of texts too ("related-content"). Otherwise those
/// win where there is prose ("ad-free-article-body").
static const struct {
  uint32_t hint;
  struct verdict verdict;
  bool beside_text;
} by_hint[] = {
    {HINT_COMMENTS, {SKIP_COMMENTS, 85, false}, true},
    {HINT_SHARE, {SKIP_SHARE, 30, false}, true},
    {HINT_COOKIE, {SKIP_COOKIE, 40, false}, true},
    {HINT_NEWSLETTER, {SKIP_NEWSLETTER, 20, false}, true},
    {HINT_PAYWALL, {SKIP_PAYWALL, 20, false}, false},
    {HINT_RELATED, {SKIP_RELATED, 40, false}, true},
    {HINT_NAVIGATION, {SKIP_NAVIGATION, 40, false}, false},
    {HINT_FOOTER, {SKIP_FOOTER, 40, false}, false},
    {HINT_OVERLAY, {SKIP_INTERFACE, 30, false}, true},
    {HINT_AD, {SKIP_AD, 25, false}, false},
    {HINT_ASIDE, {SKIP_ASIDE, 30, false}, false},
    {HINT_EMBED, {SKIP_EMBED, 15, false}, true},
    {HINT_TAGS, {SKIP_TAGS, 10, false}, false},
    {HINT_TEASER, {SKIP_RELATED, 25, false}, true},
    {HINT_AUTHOR, {SKIP_BYLINE, 25, false}, false},
    {HINT_PLAYER, {SKIP_PLAYER, 5, false}, false},
    {HINT_BOX, {SKIP_ASIDE, 25, false}, true},
    {HINT_META, {SKIP_DATELINE, 10, true}, false},
    {HINT_TOOL, {SKIP_INTERFACE, 10, true}, false},
};

/// Does the text lead elsewhere, as teasers do: with their headline, or with much of their text?
static bool is_teaser(const struct html_page *page, uint32_t i) {
  const struct html_element *element = &page->elements[i];
  if (element->link == 0)
    return false;
  if (element->prose == 0 || element->link * 8 >= element->text)
    return true;
  for (uint32_t k = i; k < element->end; k++)
    if (html_heading_level(page->elements[k].tag) > 0 && page->elements[k].link > 0 &&
        page->elements[k].link * 5 >= page->elements[k].text * 4)
      return true;
  return false;
}

static const struct {
  const char *role;
  struct verdict verdict;
} by_role[] = {
    {"navigation", {SKIP_NAVIGATION, 50, false}}, {"contentinfo", {SKIP_FOOTER, 50, false}},
    {"banner", {SKIP_SITE, 10, false}},           {"complementary", {SKIP_ASIDE, 40, false}},
    {"search", {SKIP_INTERFACE, 30, false}},      {"dialog", {SKIP_INTERFACE, 40, false}},
    {"alertdialog", {SKIP_INTERFACE, 40, false}}, {"menu", {SKIP_NAVIGATION, 40, false}},
    {"menubar", {SKIP_NAVIGATION, 40, false}},    {"toolbar", {SKIP_INTERFACE, 30, false}},
    {"doc-toc", {SKIP_NAVIGATION, 30, false}},    {"tablist", {SKIP_NAVIGATION, 20, false}},
};

static bool is_within_heading(const struct html_page *page, uint32_t i) {
  for (; i != HTML_NONE; i = page->elements[i].parent)
    if (html_heading_level(page->elements[i].tag) > 0 ||
        page->elements[i].tag == GUMBO_TAG_SUMMARY || page->elements[i].tag == GUMBO_TAG_DT)
      return true;
  return false;
}

/// A link around headings and paragraphs is a teaser as a whole.
static bool holds_blocks(const struct html_page *page, uint32_t i) {
  if (page->elements[i].link == 0)
    return false;
  for (uint32_t k = i + 1; k < page->elements[i].end; k++)
    if (page->elements[k].kind == HTML_BLOCK && page->elements[k].text > 0)
      return true;
  return false;
}

static struct verdict judge_tag(const struct html_page *page, uint32_t i) {
  const struct html_element *element = &page->elements[i];
  switch (element->tag) {
  case GUMBO_TAG_NAV:
    return (struct verdict){SKIP_NAVIGATION, 60, false};
  case GUMBO_TAG_FOOTER:
    if (html_is_within(page, i, GUMBO_TAG_BLOCKQUOTE) || html_is_within(page, i, GUMBO_TAG_FIGURE))
      break;
    return (struct verdict){SKIP_FOOTER, 50, false};
  case GUMBO_TAG_ASIDE:
    return (struct verdict){SKIP_ASIDE, 40, false};
  case GUMBO_TAG_UNKNOWN:
    if (!html_has_name(element, "dialog"))
      break;
    return (struct verdict){SKIP_INTERFACE, 40, false};
  case GUMBO_TAG_MENU:
    return (struct verdict){SKIP_INTERFACE, 40, false};
  case GUMBO_TAG_FORM:
    return (struct verdict){SKIP_INTERFACE, 30, false};
  case GUMBO_TAG_BUTTON: // in a heading it opens what stands below
    if (is_within_heading(page, i))
      break;
    return (struct verdict){SKIP_INTERFACE, 5, false};
  case GUMBO_TAG_A:
    if (!holds_blocks(page, i))
      break;
    return (struct verdict){SKIP_RELATED, 30, false};
  case GUMBO_TAG_HEADER: // of the page; those of articles and sections hold headings
    if (element->link > 0 && !html_is_within(page, i, GUMBO_TAG_ARTICLE) &&
        !html_is_within(page, i, GUMBO_TAG_MAIN))
      return (struct verdict){SKIP_SITE, 5, true};
    break;
  default:
    break;
  }
  return (struct verdict){SKIP_NONE, 0, false};
}

static bool judge_role(const struct html_element *element, struct verdict *out) {
  struct view role = html_attribute(element, "role");
  for (size_t i = 0; role.len > 0 && i < sizeof by_role / sizeof *by_role; i++)
    if (view_eq(role, view_of(by_role[i].role))) {
      *out = by_role[i].verdict;
      return true;
    }
  return false;
}

/// Does the name of the lead or of the body stand beside that of a teaser ("article-teaser-text")?
static bool is_named_text(const struct html_element *element) {
  return (element->hints & (HINT_LEAD | HINT_BODY | HINT_HEADLINE | HINT_KICKER)) != 0;
}

static bool holds(const struct html_page *page, const struct html_element *element,
                  struct verdict verdict) {
  if (is_large(page, element, verdict.max_percent))
    return false;
  if (verdict.weak)
    return element->prose == 0 || element->link * 2 > element->text;
  return true;
}

/// Footnote marks, the arrows that lead back from a footnote, and the signs at headings by which a
/// reader copies their address.
static bool is_mark(const struct html_page *page, uint32_t i) {
  const struct html_element *element = &page->elements[i];
  if (element->tag == GUMBO_TAG_SUP && element->text <= 8 && i + 1 < element->end)
    i++;
  else if (element->tag != GUMBO_TAG_A || element->text > 8)
    return false;
  struct view href = html_attribute(&page->elements[i], "href");
  if (page->elements[i].tag != GUMBO_TAG_A || href.len < 2 || href.ptr[0] != '#')
    return false;
  if (element->tag == GUMBO_TAG_SUP || element->text <= 3)
    return true;
  return (element->hints & HINT_FOOTNOTE) != 0 || view_starts(href, VIEW("#fn")) ||
         view_starts(href, VIEW("#_ftn"));
}

/// May a paragraph or heading be skipped for its name? Others are named after what they lead to
/// ("nav_teil_2"), or after what they stand behind ("paywall").
static bool names_phrase(const struct html_element *element, uint32_t hint) {
  const uint32_t telling = HINT_SHARE | HINT_COMMENTS | HINT_RELATED | HINT_AUTHOR | HINT_META |
                           HINT_TAGS | HINT_PLAYER | HINT_TOOL;
  return element->link * 2 >= element->text ||
         ((hint & telling) != 0 && (element->prose == 0 || (hint & HINT_RELATED) != 0));
}

static enum skip_reason judge_hints(const struct html_page *page, uint32_t i, uint32_t misnomers) {
  const struct html_element *element = &page->elements[i];
  bool is_phrase = element->tag == GUMBO_TAG_P || html_heading_level(element->tag) > 0;
  for (size_t k = 0; k < sizeof by_hint / sizeof *by_hint; k++) {
    uint32_t hint = by_hint[k].hint;
    if ((element->hints & hint) == 0 || ((misnomers & hint) != 0 && element->prose > 0))
      continue;
    bool text_too = is_named_text(element) && !by_hint[k].beside_text && element->prose > 0 &&
                    element->link * 2 < element->text;
    if (text_too || (is_phrase && !names_phrase(element, hint)) ||
        (hint == HINT_TEASER && !is_teaser(page, i)))
      continue;
    if (holds(page, element, by_hint[k].verdict))
      return by_hint[k].verdict.reason;
  }
  return SKIP_NONE;
}

static enum skip_reason judge(const struct html_page *page, uint32_t i, uint32_t misnomers) {
  const struct html_element *element = &page->elements[i];
  if (is_mark(page, i))
    return SKIP_FOOTNOTE_MARK;
  if (html_is_own_player(element))
    return SKIP_PLAYER;
  struct verdict verdict = judge_tag(page, i);
  if (verdict.reason != SKIP_NONE && holds(page, element, verdict))
    return verdict.reason;
  if (judge_role(element, &verdict) && holds(page, element, verdict))
    return verdict.reason;
  // Body classes name everything that may be on the page.
  if (element->tag == GUMBO_TAG_HTML || element->tag == GUMBO_TAG_BODY)
    return SKIP_NONE;
  return judge_hints(page, i, misnomers);
}

/// Words that stand at so much of the page's prose that they say nothing against it: on some pages
/// each paragraph is a "card", or "paywall".
static uint32_t find_misnomers(const struct html_page *page) {
  static const uint32_t suspects[] = {HINT_PAYWALL, HINT_AD,    HINT_EMBED, HINT_TAGS,
                                      HINT_AUTHOR,  HINT_BOX,   HINT_META,  HINT_TOOL,
                                      HINT_OVERLAY, HINT_PLAYER};
  uint32_t found = 0;
  for (size_t k = 0; k < sizeof suspects / sizeof *suspects; k++) {
    uint64_t prose = 0;
    for (uint32_t i = 0; i < page->n_elements;) {
      const struct html_element *element = &page->elements[i];
      bool named = (element->hints & suspects[k]) != 0 && element->skip == SKIP_NONE &&
                   element->tag != GUMBO_TAG_HTML && element->tag != GUMBO_TAG_BODY;
      prose += named ? element->prose : 0;
      i = named ? element->end : i + 1;
    }
    if (prose * 100 > (uint64_t)page->elements[0].prose * MISNOMER_PERCENT)
      found |= suspects[k];
  }
  return found;
}

void html_prune(struct html_page *page, uint32_t headline) {
  uint32_t misnomers = page->n_elements == 0 ? 0 : find_misnomers(page);
  for (uint32_t i = 0; i < page->n_elements; i++) {
    struct html_element *element = &page->elements[i];
    inherit(page, i);
    if (element->skip != SKIP_NONE || element->kind == HTML_SILENT || element->text == 0)
      continue;
    if (headline != HTML_NONE &&
        (html_contains(page, i, headline) || html_contains(page, headline, i)))
      continue;
    enum skip_reason reason = judge(page, i, misnomers);
    if (reason != SKIP_NONE)
      skip_element(page, i, reason);
  }
}
