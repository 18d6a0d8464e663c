#include "extract/html/claims.h"

#include "claim/value.h"
#include "extract/audio_link.h"
#include "extract/html/facts.h"
#include "extract/html/jsonld.h"
#include "extract/html/tags.h"

#include <stdlib.h>

enum { MAX_CLAIMS = 16, MAX_AUDIO = 8, MAX_LABELS = 4, NAME_MAX_BYTES = 40 };

struct collector {
  const struct html_page *page;
  struct document *out;
  struct claim claims[MAX_CLAIMS];
  size_t n_claims;
  struct audio_link audio[MAX_AUDIO];
  size_t n_audio;
  bool failed;
};

static size_t line_at(const struct html_page *page, const char *place) {
  struct view text = page->parsed;
  size_t line = 1;
  if (place == NULL || place < text.ptr || place > text.ptr + text.len)
    return 0;
  for (const char *p = text.ptr; (p = memchr(p, '\n', (size_t)(place - p))) != NULL; p++)
    line++;
  return line;
}

/// @param place  where in the page as parsed it is written, NULL where that is not known
static void add_claim(struct collector *c, struct claim claim, struct view text,
                      const char *place) {
  for (size_t i = 0; i < c->n_claims; i++) {
    const struct claim *known = &c->claims[i];
    if (known->kind == claim.kind && known->place == claim.place && known->low_s <= claim.low_s &&
        known->high_s >= claim.high_s)
      return; // said already
  }
  if (c->n_claims == MAX_CLAIMS)
    return;
  struct view time = view_sub(text, claim.time.offset, claim.time.len);
  c->failed |= !html_keep(&c->out->arena, text, &claim.text);
  if (claim.text.len == 0)
    return;
  const char *found = memmem(claim.text.ptr, claim.text.len, time.ptr, time.len);
  claim.time = found == NULL ? (struct span){0, claim.text.len}
                             : (struct span){(size_t)(found - claim.text.ptr), time.len};
  claim.line = line_at(c->page, place);
  struct view parsed = c->page->parsed;
  if (claim.line > 0 && time.len > 0) {
    size_t at = (size_t)(place - parsed.ptr);
    // Behind the tag or the key that `place` is at, where it is written as it is meant.
    struct view near = view_sub(parsed, at, text.len + 400);
    const char *written = memmem(near.ptr, near.len, time.ptr, time.len);
    if (written != NULL) {
      size_t from = (size_t)(written - parsed.ptr);
      claim.source.offset = html_bytes_source(&c->page->bytes, from);
      claim.source.len = html_bytes_source(&c->page->bytes, from + time.len) - claim.source.offset;
      claim.line = line_at(c->page, written);
    }
  }
  c->claims[c->n_claims++] = claim;
}

static void add_value(struct collector *c, struct view value, enum claim_kind kind,
                      enum claim_place where, const char *place) {
  struct claim claim = {.place = where};
  if (claim_parse_value(value, kind, &claim))
    add_claim(c, claim, value, place);
}

static void add_audio(struct collector *c, struct view address, const char *place) {
  if (!audio_address_is(address) || c->n_audio == MAX_AUDIO)
    return;
  for (size_t i = 0; i < c->n_audio; i++)
    if (view_eq(c->audio[i].address, address))
      return;
  struct view copy = arena_copy(&c->out->arena, address);
  c->failed |= copy.ptr == NULL;
  if (copy.ptr != NULL)
    c->audio[c->n_audio++] = (struct audio_link){copy, line_at(c->page, place)};
}

static const char *place_of(const struct html_element *element) {
  return element->node->v.element.original_tag.data;
}

// ---- what readers see ----

static bool is_foreign(const struct html_element *element) {
  return element->skip == SKIP_RELATED || element->skip == SKIP_COMMENTS ||
         element->skip == SKIP_ASIDE || element->skip == SKIP_NAVIGATION ||
         element->skip == SKIP_FOOTER;
}

/// Does an element, at this size, hold a label rather than text?
static bool is_label(const struct html_element *element, size_t min_bytes) {
  return !is_foreign(element) && element->kind != HTML_SILENT && element->text >= min_bytes &&
         element->text <= CLAIM_VALUE_MAX_BYTES;
}

/// The element behind `i` in the same parent; HTML_NONE where there is none.
static uint32_t next_sibling(const struct html_page *page, uint32_t i, uint32_t end) {
  uint32_t next = page->elements[i].end;
  bool sibling = next < end && page->elements[next].parent == page->elements[i].parent;
  return sibling ? next : HTML_NONE;
}

/// What an element claims: its text, what it is called to those who cannot see it, or its text with
/// that of the element behind it ("Lesezeit", "4 Minuten"). `text` is left with the label.
static bool read_element(const struct html_page *page, uint32_t i, uint32_t end, struct buf *text,
                         struct claim *claim) {
  enum { TEXT_MAX_BYTES = CLAIM_VALUE_MAX_BYTES + 40, LABEL_MIN_BYTES = 5, TIME_MIN_BYTES = 3 };
  const struct html_element *element = &page->elements[i];
  struct view name = html_attribute(element, "aria-label");
  buf_reset(text);
  if (name.len > 0 && name.len <= CLAIM_VALUE_MAX_BYTES && !is_foreign(element)) {
    buf_view(text, name);
    if (claim_parse(buf_as_view(text), claim))
      return true;
    buf_reset(text);
  }
  if (!is_label(element, LABEL_MIN_BYTES))
    return false;
  html_text_of(page, i, TEXT_MAX_BYTES, text);
  if (claim_parse(buf_as_view(text), claim))
    return true;
  uint32_t next = next_sibling(page, i, end);
  if (next == HTML_NONE || !is_label(&page->elements[next], TIME_MIN_BYTES))
    return false;
  buf_byte(text, ' ');
  html_text_of(page, next, TEXT_MAX_BYTES, text);
  return claim_parse(buf_as_view(text), claim);
}

/// Does it stand in our own player, or around it?
static bool is_own(const struct html_page *page, uint32_t i) {
  for (uint32_t k = i; k < page->elements[i].end; k++)
    if (html_is_own_player(&page->elements[k]))
      return true;
  for (uint32_t up = i; up != HTML_NONE; up = page->elements[up].parent)
    if (html_is_own_player(&page->elements[up]))
      return true;
  return false;
}

/// The same for a claim that makes a line of its own, which was found without the elements.
static bool is_own_line(const struct html_page *page, const struct claim *claim) {
  for (size_t i = 0; i < page->n_chunks; i++)
    if (html_chunk_text(page, &page->chunks[i]).ptr == claim->text.ptr)
      return is_own(page, page->chunks[i].inner);
  return false;
}

/// A claim that shares its line with a date or a name: an element of its own holds it. Where a line
/// has made a claim of that kind, one in an element is most likely another article's.
static void find_in_elements(struct collector *c, uint32_t first, uint32_t end) {
  struct buf text = {0};
  bool seen[3] = {false};
  for (size_t i = 0; i < c->n_claims; i++)
    seen[c->claims[i].kind] = true;
  for (uint32_t i = first; i < end && !(seen[CLAIM_LISTEN] && seen[CLAIM_READ]); i++) {
    struct claim claim = {.place = CLAIM_IN_TEXT};
    if (c->page->elements[i].node->type != GUMBO_NODE_ELEMENT ||
        !read_element(c->page, i, end, &text, &claim) || text.failed || seen[claim.kind])
      continue;
    seen[claim.kind] = true;
    claim.own = is_own(c->page, i);
    add_claim(c, claim, buf_as_view(&text), place_of(&c->page->elements[i]));
  }
  c->failed |= text.failed;
  buf_clear(&text);
}

// ---- meta elements ----

/// The name of a meta element in lower case, without "article:", "_" and "-".
static struct view plain_name(const struct html_element *element, char bytes[NAME_MAX_BYTES]) {
  struct view name = html_attribute(element, "property");
  size_t n = 0;
  if (name.len == 0)
    name = html_attribute(element, "name");
  if (view_starts(name, VIEW("article:")))
    name = view_sub(name, 8, name.len);
  for (size_t i = 0; i < name.len; i++) {
    if (name.ptr[i] == '_' || name.ptr[i] == '-')
      continue;
    if (n == NAME_MAX_BYTES)
      return (struct view){"", 0};
    char letter = name.ptr[i];
    bytes[n++] = letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
  }
  return (struct view){bytes, n};
}

static enum claim_kind named_kind(struct view name) {
  static const struct {
    const char *name;
    enum claim_kind kind;
  } names[] = {
      {"readingtime", CLAIM_READ},
      {"readtime", CLAIM_READ},
      {"estimatedreadingtime", CLAIM_READ},
      {"timetoread", CLAIM_READ},
      {"lesezeit", CLAIM_READ},
      {"lesedauer", CLAIM_READ},
      {"listeningtime", CLAIM_LISTEN},
      {"hördauer", CLAIM_LISTEN},
      {"hoerdauer", CLAIM_LISTEN},
      {"hörzeit", CLAIM_LISTEN},
      {"hoerzeit", CLAIM_LISTEN},
      {"audioduration", CLAIM_LISTEN},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (view_eq(name, view_of(names[i].name)))
      return names[i].kind;
  return CLAIM_NONE;
}

/// `<meta name="twitter:label1" content="Geschätzte Lesezeit">` and its data.
struct label {
  struct view name, data;
  const char *place; ///< of the data
};

/// "twitter:label2" → 2; 0 where it is none.
static unsigned numbered(struct view name, struct view prefix) {
  if (name.len != prefix.len + 1 || !view_starts(name, prefix))
    return 0;
  char digit = name.ptr[prefix.len];
  return digit >= '1' && digit <= '0' + MAX_LABELS ? (unsigned)(digit - '0') : 0;
}

static void add_label(struct collector *c, const struct label *label) {
  char bytes[2 * CLAIM_VALUE_MAX_BYTES];
  struct claim claim = {.place = CLAIM_IN_META};
  size_t n = label->name.len;
  if (n == 0 || label->data.len == 0 || n + label->data.len > CLAIM_VALUE_MAX_BYTES)
    return;
  memcpy(bytes, label->name.ptr, n);
  memcpy(bytes + n, ": ", 2);
  memcpy(bytes + n + 2, label->data.ptr, label->data.len);
  struct view text = {bytes, n + 2 + label->data.len};
  if (claim_parse(text, &claim))
    add_claim(c, claim, text, label->place);
}

static void find_in_meta(struct collector *c) {
  struct label labels[MAX_LABELS] = {{.place = NULL}};
  for (size_t i = 0; i < c->page->n_elements; i++) {
    const struct html_element *element = &c->page->elements[i];
    char bytes[NAME_MAX_BYTES];
    if (element->tag != GUMBO_TAG_META)
      continue;
    struct view name = plain_name(element, bytes);
    struct view value = html_attribute(element, "content");
    unsigned label = numbered(name, VIEW("twitter:label"));
    unsigned data = numbered(name, VIEW("twitter:data"));
    if (label > 0)
      labels[label - 1].name = value;
    else if (data > 0)
      labels[data - 1].data = value, labels[data - 1].place = place_of(element);
    else if (view_eq(name, VIEW("og:audio")) || view_eq(name, VIEW("og:audio:url")))
      add_audio(c, value, place_of(element));
    else if (named_kind(name) != CLAIM_NONE)
      add_value(c, value, named_kind(name), CLAIM_IN_META, place_of(element));
  }
  for (size_t i = 0; i < MAX_LABELS; i++)
    add_label(c, &labels[i]);
}

// ---- microdata ----

/// The type of the item around an element, "" where it has none.
static struct view item_type(const struct html_page *page, uint32_t i) {
  for (uint32_t at = page->elements[i].parent; at != HTML_NONE; at = page->elements[at].parent) {
    struct view type = html_attribute(&page->elements[at], "itemtype");
    if (type.ptr != NULL)
      return type;
  }
  return (struct view){"", 0};
}

static bool is_text_type(struct view type) {
  return type.len == 0 || view_ends(type, VIEW("Article")) || view_ends(type, VIEW("Posting")) ||
         view_ends(type, VIEW("WebPage")) || view_ends(type, VIEW("CreativeWork"));
}

static void add_property(struct collector *c, uint32_t i, struct view property) {
  const struct html_element *element = &c->page->elements[i];
  struct view value = html_attribute(element, "content"), type = item_type(c->page, i);
  bool listen = view_eq(property, VIEW("duration"));
  if (listen ? !view_ends(type, VIEW("AudioObject")) : !is_text_type(type))
    return;
  if (value.len == 0)
    value = html_attribute(element, "datetime");
  if (value.len > 0 && !is_foreign(element))
    add_value(c, value, listen ? CLAIM_LISTEN : CLAIM_READ, CLAIM_IN_META, place_of(element));
}

static void find_in_microdata(struct collector *c) {
  for (uint32_t i = 0; i < c->page->n_elements; i++) {
    if (c->page->elements[i].node->type != GUMBO_NODE_ELEMENT)
      continue;
    struct view property = html_attribute(&c->page->elements[i], "itemprop");
    if (view_eq(property, VIEW("timeRequired")) || view_eq(property, VIEW("duration")))
      add_property(c, i, property);
  }
}

// ---- JSON-LD ----

/// Where `"field": "value"` is written.
static const char *json_place(const struct html_page *page, const char *field, struct view value) {
  struct view text = page->parsed;
  char key[24];
  size_t n = strlen(field) + 2;
  key[0] = key[n - 1] = '"';
  memcpy(key + 1, field, n - 2);
  for (size_t pos = 0; pos < text.len;) {
    const char *found = memmem(text.ptr + pos, text.len - pos, key, n);
    if (found == NULL)
      return NULL;
    pos = (size_t)(found - text.ptr) + n;
    while (pos < text.len && memchr(" \t\r\n:\"", text.ptr[pos], 6) != NULL)
      pos++;
    if (view_starts(view_sub(text, pos, text.len), value))
      return text.ptr + pos;
  }
  return NULL;
}

static void find_in_json(struct collector *c, const struct html_head *head) {
  struct jsonld_times times;
  jsonld_find_times(head->json, head->n_json, &times);
  for (size_t i = 0; i < times.n_times; i++) {
    const struct jsonld_time *time = &times.times[i];
    bool listen = strcmp(time->field, "duration") == 0;
    add_value(c, time->value, listen ? CLAIM_LISTEN : CLAIM_READ, CLAIM_IN_JSONLD,
              json_place(c->page, time->field, time->value));
  }
  for (size_t i = 0; i < times.n_audio; i++)
    add_audio(c, times.audio[i], json_place(c->page, "contentUrl", times.audio[i]));
}

// ---- sound and pictures ----

static void find_audio(struct collector *c) {
  for (uint32_t i = 0; i < c->page->n_elements; i++) {
    const struct html_element *element = &c->page->elements[i];
    bool source =
        element->tag == GUMBO_TAG_SOURCE && html_nearest(c->page, i, GUMBO_TAG_AUDIO) != HTML_NONE;
    bool enclosure = element->tag == GUMBO_TAG_LINK &&
                     view_eq(html_attribute(element, "rel"), VIEW("enclosure"));
    if (is_foreign(element))
      continue;
    if (source || element->tag == GUMBO_TAG_AUDIO)
      add_audio(c, html_attribute(element, "src"), place_of(element));
    else if (enclosure)
      add_audio(c, html_attribute(element, "href"), place_of(element));
  }
}

static size_t count_images(const struct html_page *page, uint32_t first, uint32_t end) {
  size_t n = 0;
  for (uint32_t i = first; i < end; i++)
    n += page->elements[i].tag == GUMBO_TAG_IMG && page->elements[i].skip == SKIP_NONE &&
         page->elements[i].skip_root == HTML_NONE;
  return n;
}

static const void *settle(struct collector *c, const void *items, size_t n, size_t size) {
  void *copy = n == 0 ? NULL : arena_alloc(&c->out->arena, n, size);
  c->failed |= n > 0 && copy == NULL;
  if (copy != NULL)
    memcpy(copy, items, n * size);
  return copy;
}

bool html_claims_apply(const struct html_page *page, const struct html_head *head, uint32_t first,
                       uint32_t end, struct document *out) {
  struct collector *c = calloc(1, sizeof *c);
  if (c == NULL)
    return false;
  c->page = page;
  c->out = out;
  for (size_t i = 0; i < out->n_claims && i < MAX_CLAIMS; i++) {
    struct claim *claim = &c->claims[c->n_claims++];
    *claim = out->claims[i];
    claim->own = is_own_line(page, claim);
  }
  find_in_elements(c, first, end);
  find_in_meta(c);
  find_in_microdata(c);
  find_in_json(c, head);
  find_audio(c);
  out->claims = settle(c, c->claims, c->n_claims, sizeof *c->claims);
  out->n_claims = out->claims == NULL ? 0 : c->n_claims;
  out->audio = settle(c, c->audio, c->n_audio, sizeof *c->audio);
  out->n_audio = out->audio == NULL ? 0 : c->n_audio;
  out->n_images = count_images(page, first, end);
  bool kept = !c->failed;
  free(c);
  return kept;
}
