#include "extract/html/facts.h"

#include "base/utf8.h"
#include "extract/date.h"
#include "extract/html/claims.h"
#include "extract/html/tags.h"

enum {
  FACT_MAX_BYTES = 120,
  NAME_MAX_BYTES = 400,
  LANGUAGE_MAX_BYTES = 16,
  LOOKBACK_ELEMENTS = 400, ///< the head of an article is this near to its text
};

struct facts {
  const struct html_page *page;
  const struct html_head *head;
  const struct rules *rules;
  struct document *out;
  uint32_t first, end; ///< elements near the article
  bool failed;
};

/// JSON-LD often holds references as if it were HTML ("GmbH &amp; Co."). Bytes of the one at `pos`,
/// and what it stands for; 0 where there is none of the usual ones.
static size_t reference_at(struct view text, size_t pos, char *out) {
  static const struct {
    const char *name;
    char value;
  } usual[] = {{"&amp;", '&'},   {"&quot;", '"'}, {"&#34;", '"'}, {"&#39;", '\''}, {"&#039;", '\''},
               {"&apos;", '\''}, {"&lt;", '<'},   {"&gt;", '>'},  {"&nbsp;", ' '}, {"&#160;", ' '}};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (view_starts(view_sub(text, pos, 8), view_of(usual[i].name))) {
      *out = usual[i].value;
      return strlen(usual[i].name);
    }
  return 0;
}

bool html_keep(struct arena *arena, struct view text, struct view *out) {
  struct buf clean = {0};
  for (size_t pos = 0, size; pos < text.len && clean.len < NAME_MAX_BYTES; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    char referenced = '\0';
    size_t reference = c == '&' ? reference_at(text, pos, &referenced) : 0;
    bool blank = utf8_is_space(c) || c < 0x20 || referenced == ' ';
    if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == UTF8_REPLACEMENT || c == 0xFEFF)
      continue;
    if (blank && clean.len > 0 && clean.ptr[clean.len - 1] != ' ')
      buf_byte(&clean, ' ');
    else if (!blank && reference > 0)
      buf_byte(&clean, referenced);
    else if (!blank)
      buf_add(&clean, text.ptr + pos, size);
    size = reference > 0 ? reference : size;
  }
  while (clean.len > 0 && clean.ptr[clean.len - 1] == ' ')
    clean.len--;
  *out = (struct view){0};
  if (clean.len > 0)
    *out = arena_copy_buf(arena, &clean);
  bool kept = !clean.failed && (clean.len == 0 || out->ptr != NULL);
  buf_clear(&clean);
  return kept;
}

static void replace(struct facts *f, struct view *field, struct view text) {
  struct view copy;
  f->failed |= !html_keep(&f->out->arena, text, &copy);
  if (copy.len > 0)
    *field = copy;
}

// ---- date, author, language ----

static bool set_published(struct facts *f, struct view text) {
  struct date date;
  char formatted[DATE_TEXT_SIZE];
  if (!date_read_text(f->rules, text, &date))
    return false;
  replace(f, &f->out->published, date_format(&date, formatted));
  return true;
}

/// The first time element near the article. One in a box with other articles is theirs.
static void find_published(struct facts *f) {
  if (set_published(f, f->head->published) || f->out->published.ptr != NULL)
    return;
  for (uint32_t i = f->first; i < f->end; i++) {
    const struct html_element *element = &f->page->elements[i];
    bool foreign = element->skip == SKIP_RELATED || element->skip == SKIP_COMMENTS ||
                   element->skip == SKIP_ASIDE || element->skip == SKIP_NAVIGATION;
    if (element->tag == GUMBO_TAG_TIME && !foreign &&
        set_published(f, html_attribute(element, "datetime")))
      return;
  }
}

/// A date among other words on a line that says when: "11.06.2024 um 08:24 Uhr - in Kultur - …".
static bool find_date_within(struct facts *f, struct view text) {
  struct token_line tokens;
  struct word_line words;
  struct date date = {0};
  if (!token_line_read(&tokens, text))
    return false;
  word_line_read(&words, &tokens);
  for (size_t k = 0; k < tokens.n; k++) {
    size_t i = k;
    if (!date_read(f->rules, &words, &i, &date))
      continue;
    char formatted[DATE_TEXT_SIZE];
    if (i < tokens.n && (token_is(&tokens, i, ',') || token_is_word(&tokens, i, VIEW("um"))))
      i++;
    date_read_time(&words, &i, &date);
    replace(f, &f->out->published, date_format(&date, formatted));
    return true;
  }
  return false;
}

static void find_dateline(struct facts *f) {
  const struct decoded *d = &f->page->decoded;
  for (size_t i = 0; i < d->n_lines && f->out->published.ptr == NULL; i++)
    if (d->lines[i].reason == SKIP_DATELINE && find_date_within(f, line_text(d, &d->lines[i])))
      return;
}

static bool names_author(const struct html_element *element) {
  return view_eq(html_attribute(element, "rel"), VIEW("author")) ||
         view_eq(html_attribute(element, "itemprop"), VIEW("author"));
}

/// One word is a desk or the site's own name, no person; then the line says more.
static void find_author(struct facts *f) {
  struct view declared = f->head->author;
  bool person = view_has(declared, ' ');
  if (f->out->author.ptr == NULL || person)
    replace(f, &f->out->author, declared);
  for (uint32_t i = f->first; i < f->end && f->out->author.ptr == NULL; i++) {
    const struct html_element *element = &f->page->elements[i];
    if (element->text < 3 || element->text > 80 || element->skip == SKIP_COMMENTS ||
        element->skip == SKIP_RELATED || !names_author(element))
      continue;
    struct buf text = {0};
    html_text_of(f->page, i, FACT_MAX_BYTES, &text);
    replace(f, &f->out->author, buf_as_view(&text));
    buf_clear(&text);
  }
}

/// "de-DE", "de_AT". Anything that is no language tag is not believed.
static void set_language(struct facts *f) {
  struct view text = f->head->language;
  char tag[LANGUAGE_MAX_BYTES];
  if (text.len < 2 || text.len > sizeof tag)
    return;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i] == '_' ? '-' : text.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(i > 1 && (c == '-' || (c >= '0' && c <= '9'))))
      return;
    tag[i] = c;
  }
  replace(f, &f->out->language, (struct view){tag, text.len});
}

enum listen_status html_facts_apply(const struct html_page *page, const struct html_head *head,
                                    const struct html_content *content, const struct rules *rules,
                                    struct document *out) {
  struct facts f = {.page = page, .head = head, .rules = rules, .out = out};
  if (content->element != HTML_NONE) {
    uint32_t element = content->element;
    f.first = element > LOOKBACK_ELEMENTS ? element - LOOKBACK_ELEMENTS : 0;
    f.end = page->elements[element].end;
  }
  find_published(&f);
  find_dateline(&f);
  find_author(&f);
  set_language(&f);
  replace(&f, &out->site, head->site);
  replace(&f, &out->summary, head->description);
  f.failed |= !html_claims_apply(page, head, f.first, f.end, out);
  return f.failed ? LISTEN_E_NOMEM : LISTEN_OK;
}
