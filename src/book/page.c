#include "book/page.h"

#include "book/date.h"

#include <stdio.h>

enum { MAX_LIST_DEPTH = 9, MAX_HEADING = 6 };

struct view book_language(struct view language) {
  size_t part = 0;
  bool ok = language.len >= 2 && language.len <= 35;
  for (size_t i = 0; ok && i < language.len; i++) {
    char c = language.ptr[i], lower = (char)(c | 0x20);
    bool letter = lower >= 'a' && lower <= 'z', digit = c >= '0' && c <= '9';
    part = c == '-' ? 0 : part + 1;
    ok = c == '-' ? i >= 2 && i + 1 < language.len && language.ptr[i - 1] != '-'
                  : (letter || (digit && i >= 3)) && part <= 8 && (i < 3 || part > 0);
  }
  return ok && language.ptr[1] != '-' ? language : VIEW("de");
}

static void new_line(struct book_page *page) {
  markup_text(&page->xml, VIEW("\n"));
}

/// With a title, which is the only heading of level 1, the others begin at 2; without, the highest
/// becomes 1.
static void find_heading_levels(struct book_page *page) {
  unsigned highest = MAX_HEADING;
  page->heading_from = 1;
  for (size_t i = page->part->shown; i < page->part->shown_end; i++) {
    const struct block *block = page->plan->shown[i].block;
    if (block->role == BLOCK_TITLE)
      page->heading_from = 2;
    else if (block->role == BLOCK_HEADING && block->level < highest)
      highest = block->level > 0 ? block->level : 1;
  }
  page->heading_shift = highest > page->heading_from ? highest - page->heading_from : 0;
}

void book_page_begin(struct book_page *page, struct book_file *file, const struct book_plan *plan,
                     const struct book_part *part) {
  *page = (struct book_page){.plan = plan, .part = part, .next_place = part->first_place};
  find_heading_levels(page);
  struct markup *xml = &page->xml;
  struct view language = book_language(part->facts->language);
  markup_begin(xml, file, MARKUP_AS_IS);
  markup_html_doctype(xml);
  markup_start(xml, "html");
  markup_attr(xml, "xmlns", "http://www.w3.org/1999/xhtml");
  markup_attr(xml, "xmlns:epub", "http://www.idpf.org/2007/ops");
  markup_attr_view(xml, "lang", language);
  markup_attr_view(xml, "xml:lang", language);
  markup_start(xml, "head");
  markup_element(xml, "title", part->title);
  markup_start(xml, "link");
  markup_attr(xml, "rel", "stylesheet");
  markup_attr(xml, "type", "text/css");
  markup_attr(xml, "href", "style.css");
  markup_end(xml);
  markup_end(xml);
  new_line(page);
  markup_start(xml, "body");
  markup_attr(xml, "id", "text");
  if (plan->by_chapter)
    markup_attr(xml, "epub:type", "bodymatter");
}

// ---- groups: lists, quotes, tables, footnotes ----

static enum book_group group_of(const struct block *block) {
  switch (block->role) {
  case BLOCK_LIST_ITEM:
    return GROUP_LIST;
  case BLOCK_QUOTE:
    return GROUP_QUOTE;
  case BLOCK_TABLE:
    return GROUP_TABLE;
  case BLOCK_FOOTNOTE:
    return GROUP_FOOTNOTES;
  default:
    return GROUP_NONE;
  }
}

static void close_lists(struct book_page *page, unsigned depth) {
  for (; page->list_depth > depth; page->list_depth--) {
    markup_end(&page->xml); // li
    markup_end(&page->xml); // ul
  }
}

static void close_group(struct book_page *page) {
  if (page->group == GROUP_LIST) {
    close_lists(page, 0);
  } else if (page->group == GROUP_TABLE) {
    markup_end(&page->xml); // tbody
    markup_end(&page->xml);
  } else if (page->group != GROUP_NONE) {
    markup_end(&page->xml);
  }
  if (page->group != GROUP_NONE)
    new_line(page);
  page->group = GROUP_NONE;
}

static void group_id(struct book_page *page) {
  markup_attr_printf(&page->xml, "id", "g%zu", page->n_groups);
}

static void write_head(struct book_page *page, struct view head) {
  markup_start(&page->xml, "th");
  markup_attr(&page->xml, "scope", "col");
  markup_text(&page->xml, head);
  markup_end(&page->xml);
}

static void write_heads(struct book_page *page, const struct view *heads) {
  struct markup *xml = &page->xml;
  markup_start(xml, "thead");
  markup_start(xml, "tr");
  for (size_t i = 0; i < page->table.n_columns; i++)
    write_head(page, heads[i]);
  markup_end(xml);
  markup_end(xml);
}

/// Open the table that begins with the block `shown`.
static void open_table(struct book_page *page, size_t shown) {
  const struct shown_block *rows = &page->plan->shown[shown];
  size_t n = 1;
  while (shown + n < page->part->shown_end && book_table_goes_on(rows[n - 1].block, rows[n].block))
    n++;
  book_table_read(rows, n, &page->table);
  markup_start(&page->xml, "table");
  group_id(page);
  if (page->table.heads_inside)
    write_heads(page, page->table.heads);
  markup_start(&page->xml, "tbody");
}

static void open_group(struct book_page *page, enum book_group group, size_t shown) {
  struct markup *xml = &page->xml;
  page->group = group;
  if (group == GROUP_NONE)
    return;
  page->n_groups++;
  if (group == GROUP_TABLE) {
    open_table(page, shown);
  } else if (group == GROUP_QUOTE) {
    markup_start(xml, "blockquote");
    group_id(page);
  } else if (group == GROUP_FOOTNOTES) {
    markup_start(xml, "section");
    group_id(page);
    markup_attr(xml, "class", "footnotes");
    markup_attr(xml, "epub:type", "footnotes");
  }
}

/// A list within an item is part of the item, which stays open for it.
static void open_item(struct book_page *page, unsigned level) {
  struct markup *xml = &page->xml;
  unsigned depth = level < 1 ? 1 : level > MAX_LIST_DEPTH ? MAX_LIST_DEPTH : level;
  close_lists(page, depth);
  if (page->list_depth == depth) {
    markup_end(xml);
    new_line(page);
    markup_start(xml, "li");
  }
  for (; page->list_depth < depth; page->list_depth++) {
    markup_start(xml, "ul");
    if (page->list_depth == 0)
      group_id(page);
    markup_start(xml, "li");
  }
}

// ---- text ----

/// Write the block's text up to `end`, emphasis marked.
static void write_text(struct book_page *page, size_t end) {
  const struct block *block = page->block;
  for (; page->next_em < block->n_emphasis && page->written < end; page->next_em++) {
    struct span em = block->emphasis[page->next_em];
    size_t em_end = em.offset + em.len < end ? em.offset + em.len : end;
    if (em.offset >= end)
      break;
    if (em_end <= page->written)
      continue;
    size_t from = em.offset > page->written ? em.offset : page->written;
    markup_text(&page->xml, view_sub(block->text, page->written, from - page->written));
    markup_element(&page->xml, "em", view_sub(block->text, from, em_end - from));
    page->written = em_end;
    if (em_end < em.offset + em.len)
      break; // it goes on
  }
  if (page->written < end)
    markup_text(&page->xml, view_sub(block->text, page->written, end - page->written));
  page->written = end > page->written ? end : page->written;
}

static void name_element(struct book_page *page, char letter) {
  page->element = (struct book_element){letter, ++page->n_elements, page->group, page->n_groups};
  markup_attr_printf(&page->xml, "id", "%c%zu", letter, page->n_elements);
}

static void write_row(struct book_page *page) {
  struct markup *xml = &page->xml;
  const struct block *block = page->block;
  struct view cells[TABLE_COLUMNS_MAX];
  book_table_cells(&page->table, block->text, cells);
  markup_start(xml, "tr");
  name_element(page, 'r');
  for (size_t i = 0; i < page->table.n_columns; i++)
    if (block->level > 0)
      write_head(page, cells[i]);
    else
      markup_element(xml, "td", cells[i]);
  markup_end(xml);
  new_line(page);
}

static void write_code(struct book_page *page) {
  struct markup *xml = &page->xml;
  const struct block *block = page->block;
  markup_start(xml, "pre");
  name_element(page, 'c');
  markup_element(xml, "code", block->verbatim.len > 0 ? block->verbatim : block->text);
  markup_end(xml);
  new_line(page);
}

// ---- blocks ----

static void open_heading(struct book_page *page) {
  unsigned level = page->block->level > 0 ? page->block->level : 2;
  level = level > page->heading_shift ? level - page->heading_shift : 1;
  if (level < page->heading_from)
    level = page->heading_from;
  char name[3] = {'h', (char)('0' + (level > MAX_HEADING ? MAX_HEADING : level)), '\0'};
  markup_start(&page->xml, name);
}

static void open_element(struct book_page *page) {
  struct markup *xml = &page->xml;
  switch (page->block->role) {
  case BLOCK_TITLE:
    markup_start(xml, "h1");
    break;
  case BLOCK_HEADING:
    open_heading(page);
    break;
  case BLOCK_LIST_ITEM:
    open_item(page, page->block->level);
    break;
  case BLOCK_TABLE:
    write_row(page);
    page->whole = true;
    break;
  case BLOCK_CODE:
    write_code(page);
    page->whole = true;
    break;
  case BLOCK_CAPTION:
    markup_start(xml, "p");
    markup_attr(xml, "class", "caption");
    break;
  case BLOCK_PARAGRAPH:
  case BLOCK_QUOTE:
  case BLOCK_FOOTNOTE:
    markup_start(xml, "p");
    break;
  }
}

/// A place that the contents name begins a section of the page.
static void open_section(struct book_page *page, size_t shown) {
  const struct book_part *part = page->part;
  size_t end = part->first_place + part->n_places;
  bool place = page->next_place < end && page->plan->places[page->next_place].shown == shown;
  if (!place && shown != part->shown)
    return;
  close_group(page);
  if (page->in_section)
    markup_end(&page->xml);
  new_line(page);
  markup_start(&page->xml, "section");
  if (place)
    markup_attr_printf(&page->xml, "id", "place-%zu", ++page->next_place - part->first_place);
  else if (page->plan->by_chapter)
    markup_attr(&page->xml, "epub:type", "chapter");
  new_line(page);
  page->in_section = true;
}

void book_page_open(struct book_page *page, size_t shown) {
  const struct block *before =
      shown > page->part->shown ? page->plan->shown[shown - 1].block : NULL;
  open_section(page, shown);
  page->block = page->plan->shown[shown].block;
  page->written = page->next_em = 0;
  page->whole = false;
  enum book_group group = group_of(page->block);
  bool new_table = group == GROUP_TABLE && !book_table_goes_on(before, page->block);
  if (group != page->group || new_table) {
    close_group(page);
    open_group(page, group, shown);
  }
  open_element(page);
}

const struct book_element *book_page_sentence(struct book_page *page, struct span span) {
  if (page->whole)
    return &page->element;
  write_text(page, span.offset);
  markup_start(&page->xml, "span");
  name_element(page, 's');
  write_text(page, span.offset + span.len);
  markup_end(&page->xml);
  return &page->element;
}

/// Who wrote it, and when; for the eye only.
static void write_byline(struct book_page *page) {
  const struct article_facts *facts = page->part->facts;
  struct book_date date;
  size_t day_len;
  bool dated = book_date_parse(facts->published, &date, &day_len) && day_len == 10;
  if (facts->author.len == 0 && !dated)
    return;
  struct markup *xml = &page->xml;
  markup_start(xml, "p");
  markup_attr(xml, "class", "byline");
  markup_text(xml, facts->author);
  if (dated) {
    bool german = view_starts(book_language(facts->language), VIEW("de"));
    char day[48];
    snprintf(day, sizeof day, "%02d.%02d.%04d", date.day, date.month, date.year);
    markup_text(xml, facts->author.len > 0 ? VIEW(" · ") : VIEW(""));
    markup_start(xml, "time");
    markup_attr_view(xml, "datetime", view_sub(facts->published, 0, day_len));
    markup_text(xml, german ? view_of(day) : view_sub(facts->published, 0, day_len));
    markup_end(xml);
  }
  markup_end(xml);
  new_line(page);
}

void book_page_close_block(struct book_page *page) {
  const struct block *block = page->block;
  page->block = NULL;
  if (block == NULL || page->whole)
    return;
  page->block = block;
  write_text(page, block->text.len);
  page->block = NULL;
  if (block->role == BLOCK_LIST_ITEM)
    return; // lists within it may follow
  markup_end(&page->xml);
  new_line(page);
  if (block->role == BLOCK_TITLE && page->part->begins_article)
    write_byline(page);
}

enum listen_status book_page_end(struct book_page *page, const char *path,
                                 struct listen_diag *diag) {
  close_group(page);
  if (page->part->ends_article && page->part->facts->credit.len > 0) {
    markup_start(&page->xml, "p");
    markup_attr(&page->xml, "class", "credit");
    markup_text(&page->xml, page->part->facts->credit);
    markup_end(&page->xml);
    new_line(page);
  }
  return markup_finish(&page->xml, path, diag);
}
