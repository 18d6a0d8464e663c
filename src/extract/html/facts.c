#include "extract/html/facts.h"

#include "base/utf8.h"
#include "extract/date.h"
#include "extract/html/tags.h"

enum {
  FACT_MAX_BYTES = 120,
  NAME_MAX_BYTES = 400,
  LANGUAGE_MAX_BYTES = 16,
  MAX_CLAIMS = 16,
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

/// A copy in the document, white space folded and invisible characters left out.
static struct view keep(struct facts *f, struct view text) {
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
  struct view copy = {0};
  if (clean.len > 0)
    copy = arena_copy(&f->out->arena, buf_as_view(&clean));
  f->failed |= clean.failed || (clean.len > 0 && copy.ptr == NULL);
  buf_clear(&clean);
  return copy;
}

static void replace(struct facts *f, struct view *field, struct view text) {
  struct view copy = keep(f, text);
  if (copy.len > 0)
    *field = copy;
}

// ---- date, author, language ----

static bool set_published(struct facts *f, struct view text) {
  struct token_line tokens;
  struct word_line words;
  struct date date = {0};
  char formatted[DATE_TEXT_SIZE];
  size_t i = 0;
  if (text.len == 0 || !token_line_read(&tokens, text))
    return false;
  word_line_read(&words, &tokens);
  if (!date_read(f->rules, &words, &i, &date))
    return false;
  date_read_time(&words, &i, &date);
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
  bool person = declared.len > 0 && memchr(declared.ptr, ' ', declared.len) != NULL;
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

// ---- claims ----

static size_t line_at(const struct html_page *page, const char *place) {
  struct view text = page->parsed;
  size_t line = 1;
  if (place == NULL || place < text.ptr || place > text.ptr + text.len)
    return 0;
  for (const char *p = text.ptr; (p = memchr(p, '\n', (size_t)(place - p))) != NULL; p++)
    line++;
  return line;
}

struct claim_list {
  struct claim items[MAX_CLAIMS];
  size_t n;
};

static void add_claim(struct facts *f, struct claim_list *list, struct claim claim,
                      struct view text, const char *place) {
  if (list->n == MAX_CLAIMS)
    return;
  for (size_t i = 0; i < list->n; i++)
    if (list->items[i].kind == claim.kind && list->items[i].low_s <= claim.low_s &&
        list->items[i].high_s >= claim.high_s)
      return; // said already
  claim.text = keep(f, text);
  claim.line = line_at(f->page, place);
  if (claim.text.len > 0)
    list->items[list->n++] = claim;
}

/// "PT1H2M3.5S" in seconds; negative when it is none, or none of a text.
static double iso_seconds(struct view text) {
  double total = 0;
  bool in_time = false, any = false;
  if (text.len < 3 || text.ptr[0] != 'P')
    return -1;
  for (size_t i = 1; i < text.len;) {
    if (text.ptr[i] == 'T') {
      in_time = true;
      i++;
      continue;
    }
    double value = 0, scale = 1;
    bool fraction = false;
    size_t begin = i;
    for (; i < text.len && (utf8_is_digit((unsigned char)text.ptr[i]) || text.ptr[i] == '.'); i++) {
      if (text.ptr[i] == '.') {
        fraction = true;
        continue;
      }
      value = value * 10 + (text.ptr[i] - '0');
      scale *= fraction ? 10 : 1;
    }
    if (i == begin || i == text.len)
      return -1;
    char unit = text.ptr[i++];
    double seconds = unit == 'S' ? 1 : unit == 'M' ? 60 : unit == 'H' ? 3600 : 0;
    if (!in_time || seconds == 0) {
      if (value != 0)
        return -1; // days and months
      continue;
    }
    total += value / scale * seconds;
    any = true;
  }
  return any && total > 0 && total < 86400 ? total : -1;
}

static void add_duration(struct facts *f, struct claim_list *list, struct view text,
                         enum claim_kind kind) {
  double seconds = iso_seconds(text);
  if (seconds < 0)
    return;
  struct view parsed = f->page->parsed;
  struct claim claim = {.kind = kind, .low_s = seconds, .high_s = seconds};
  add_claim(f, list, claim, text, memmem(parsed.ptr, parsed.len, text.ptr, text.len));
}

/// `<meta name="twitter:label1" content="Geschätzte Lesezeit">` and its data.
static void add_label(struct facts *f, struct claim_list *list) {
  struct view label = f->head->reading_time_label, data = f->head->reading_time;
  struct buf text = {0};
  struct claim claim;
  if (label.len == 0 || data.len == 0 || label.len + data.len > FACT_MAX_BYTES)
    return;
  buf_view(&text, label);
  buf_str(&text, ": ");
  buf_view(&text, data);
  f->failed |= text.failed;
  struct view parsed = f->page->parsed;
  if (!text.failed && claim_parse(buf_as_view(&text), &claim))
    add_claim(f, list, claim, buf_as_view(&text),
              memmem(parsed.ptr, parsed.len, label.ptr, label.len));
  buf_clear(&text);
}

/// A claim that shares its line with a date or a name: an element of its own holds it.
static void find_claim(struct facts *f, struct claim_list *list) {
  struct buf text = {0};
  for (uint32_t i = f->first; i < f->end && list->n == 0; i++) {
    const struct html_element *element = &f->page->elements[i];
    bool foreign = element->skip == SKIP_RELATED || element->skip == SKIP_COMMENTS ||
                   element->skip == SKIP_ASIDE || element->skip == SKIP_NAVIGATION ||
                   element->skip == SKIP_FOOTER;
    if (foreign || element->kind == HTML_SILENT || element->text < 5 ||
        element->text > FACT_MAX_BYTES)
      continue;
    buf_reset(&text);
    html_text_of(f->page, i, FACT_MAX_BYTES + 40, &text);
    struct claim claim;
    if (!text.failed && claim_parse(buf_as_view(&text), &claim))
      add_claim(f, list, claim, buf_as_view(&text), element->node->v.element.original_tag.data);
  }
  f->failed |= text.failed;
  buf_clear(&text);
}

static void collect_claims(struct facts *f) {
  struct claim_list list = {.n = 0};
  struct document *out = f->out;
  for (size_t i = 0; i < out->n_claims && i < MAX_CLAIMS; i++)
    list.items[list.n++] = out->claims[i];
  if (list.n == 0)
    find_claim(f, &list);
  size_t n_seen = list.n;
  add_label(f, &list);
  add_duration(f, &list, f->head->time_required, CLAIM_READ);
  add_duration(f, &list, f->head->audio_duration, CLAIM_LISTEN);
  if (list.n == n_seen && n_seen == out->n_claims)
    return;
  struct claim *claims = arena_alloc(&out->arena, list.n, sizeof *claims);
  if (claims == NULL) {
    f->failed = true;
    return;
  }
  memcpy(claims, list.items, list.n * sizeof *claims);
  out->claims = claims;
  out->n_claims = list.n;
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
  collect_claims(&f);
  return f.failed ? LISTEN_E_NOMEM : LISTEN_OK;
}
