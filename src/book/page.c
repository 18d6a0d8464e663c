#include "book/page.h"

#include "book/date.h"

#include <stdio.h>

enum { MAX_HEADING = 6 };

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
  xml_text(&page->xml, VIEW("\n"));
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
  *page =
      (struct book_page){.file = file, .plan = plan, .part = part, .next_place = part->first_place};
  find_heading_levels(page);
  struct xml *xml = &page->xml;
  struct view language = book_language(part->facts->language);
  *xml = book_xml_begin(file, XML_AS_IS);
  xml_html_doctype(xml);
  xml_start(xml, "html");
  xml_attribute(xml, "xmlns", VIEW("http://www.w3.org/1999/xhtml"));
  xml_attribute(xml, "xmlns:epub", VIEW("http://www.idpf.org/2007/ops"));
  xml_attribute(xml, "lang", language);
  xml_attribute(xml, "xml:lang", language);
  xml_start(xml, "head");
  xml_element(xml, "title", part->title);
  xml_start(xml, "link");
  xml_attribute(xml, "rel", VIEW("stylesheet"));
  xml_attribute(xml, "type", VIEW("text/css"));
  xml_attribute(xml, "href", VIEW("style.css"));
  xml_end(xml);
  xml_end(xml);
  new_line(page);
  xml_start(xml, "body");
  xml_attribute(xml, "id", VIEW("text"));
  if (plan->by_chapter)
    xml_attribute(xml, "epub:type", VIEW("bodymatter"));
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
    xml_end(&page->xml); // li
    xml_end(&page->xml); // ul
  }
}

static void close_group(struct book_page *page) {
  if (page->group == GROUP_LIST) {
    close_lists(page, 0);
  } else if (page->group == GROUP_TABLE) {
    xml_end(&page->xml); // tbody
    xml_end(&page->xml);
  } else if (page->group != GROUP_NONE) {
    xml_end(&page->xml);
  }
  if (page->group != GROUP_NONE)
    new_line(page);
  page->group = GROUP_NONE;
}

static void group_id(struct book_page *page) {
  xml_attribute_printf(&page->xml, "id", "g%zu", page->n_groups);
}

static void write_head(struct book_page *page, struct view head) {
  xml_start(&page->xml, "th");
  xml_attribute(&page->xml, "scope", VIEW("col"));
  xml_text(&page->xml, head);
  xml_end(&page->xml);
}

static void write_heads(struct book_page *page, const struct view *heads) {
  struct xml *xml = &page->xml;
  xml_start(xml, "thead");
  xml_start(xml, "tr");
  for (size_t i = 0; i < page->table.n_columns; i++)
    write_head(page, heads[i]);
  xml_end(xml);
  xml_end(xml);
}

/// Open the table that begins with the block `shown`.
static void open_table(struct book_page *page, size_t shown) {
  const struct shown_block *rows = &page->plan->shown[shown];
  size_t n = 1;
  while (shown + n < page->part->shown_end && book_table_goes_on(rows[n - 1].block, rows[n].block))
    n++;
  book_table_read(rows, n, &page->table);
  xml_start(&page->xml, "table");
  group_id(page);
  if (page->table.heads_inside)
    write_heads(page, page->table.heads);
  xml_start(&page->xml, "tbody");
}

static void open_group(struct book_page *page, enum book_group group, size_t shown) {
  struct xml *xml = &page->xml;
  page->group = group;
  if (group == GROUP_NONE)
    return;
  page->n_groups++;
  if (group == GROUP_TABLE) {
    open_table(page, shown);
  } else if (group == GROUP_QUOTE) {
    xml_start(xml, "blockquote");
    group_id(page);
  } else if (group == GROUP_FOOTNOTES) {
    xml_start(xml, "section");
    group_id(page);
    xml_attribute(xml, "class", VIEW("footnotes"));
    xml_attribute(xml, "epub:type", VIEW("footnotes"));
  }
}

static unsigned depth_of(const struct block *item) {
  return item->level < 1 ? 1 : item->level > BOOK_LIST_DEPTH ? BOOK_LIST_DEPTH : item->level;
}

/// Does the text begin with the item's number? Then it needs no other mark.
static bool has_number(struct view text) {
  size_t i = 0;
  while (i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9')
    i++;
  return i > 0 && i < text.len && (text.ptr[i] == '.' || text.ptr[i] == ')');
}

/// A list within an item is part of the item, which stays open for it.
static void open_item(struct book_page *page) {
  struct xml *xml = &page->xml;
  const struct block *block = page->block;
  unsigned depth = depth_of(block);
  close_lists(page, depth);
  if (page->list_depth == depth && page->ordered[depth] != block->ordered)
    close_lists(page, depth - 1); // another list within the same item
  bool goes_on = page->list_depth == depth;
  if (goes_on) {
    xml_end(xml);
    new_line(page);
  }
  for (; page->list_depth < depth; page->list_depth++) {
    page->ordered[page->list_depth + 1] = block->ordered;
    xml_start(xml, block->ordered ? "ol" : "ul");
    if (page->list_depth == 0)
      group_id(page);
    if (page->list_depth + 1 < depth)
      xml_start(xml, "li");
  }
  xml_start(xml, "li");
  if (!block->ordered && has_number(block->text))
    xml_attribute(xml, "class", VIEW("numbered"));
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
    xml_text(&page->xml, view_sub(block->text, page->written, from - page->written));
    xml_element(&page->xml, "em", view_sub(block->text, from, em_end - from));
    page->written = em_end;
    if (em_end < em.offset + em.len)
      break; // it goes on
  }
  if (page->written < end)
    xml_text(&page->xml, view_sub(block->text, page->written, end - page->written));
  page->written = end > page->written ? end : page->written;
}

static void name_element(struct book_page *page, char letter) {
  page->element = (struct book_element){letter, ++page->n_elements, page->group, page->n_groups};
  xml_attribute_printf(&page->xml, "id", "%c%zu", letter, page->n_elements);
}

static void write_row(struct book_page *page) {
  struct xml *xml = &page->xml;
  const struct block *block = page->block;
  struct view cells[TABLE_COLUMNS_MAX];
  book_table_cells(&page->table, block->text, cells);
  xml_start(xml, "tr");
  name_element(page, 'r');
  for (size_t i = 0; i < page->table.n_columns; i++)
    if (block->level > 0)
      write_head(page, cells[i]);
    else
      xml_element(xml, "td", cells[i]);
  xml_end(xml);
  new_line(page);
}

static void write_code(struct book_page *page) {
  struct xml *xml = &page->xml;
  const struct block *block = page->block;
  xml_start(xml, "pre");
  name_element(page, 'c');
  xml_element(xml, "code", block->verbatim.len > 0 ? block->verbatim : block->text);
  xml_end(xml);
  new_line(page);
}

// ---- blocks ----

static void open_heading(struct book_page *page) {
  unsigned level = page->block->level > 0 ? page->block->level : 2;
  level = level > page->heading_shift ? level - page->heading_shift : 1;
  if (level < page->heading_from)
    level = page->heading_from;
  char name[3] = {'h', (char)('0' + (level > MAX_HEADING ? MAX_HEADING : level)), '\0'};
  xml_start(&page->xml, name);
}

static void open_element(struct book_page *page) {
  struct xml *xml = &page->xml;
  switch (page->block->role) {
  case BLOCK_TITLE:
    xml_start(xml, "h1");
    break;
  case BLOCK_HEADING:
    open_heading(page);
    break;
  case BLOCK_LIST_ITEM:
    open_item(page);
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
    xml_start(xml, "p");
    xml_attribute(xml, "class", VIEW("caption"));
    break;
  case BLOCK_PARAGRAPH:
  case BLOCK_QUOTE:
  case BLOCK_FOOTNOTE:
    xml_start(xml, "p");
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
    xml_end(&page->xml);
  new_line(page);
  xml_start(&page->xml, "section");
  if (place)
    xml_attribute_printf(&page->xml, "id", "place-%zu", ++page->next_place - part->first_place);
  else if (page->plan->by_chapter)
    xml_attribute(&page->xml, "epub:type", VIEW("chapter"));
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
  bool new_list = group == GROUP_LIST && group == page->group && depth_of(page->block) == 1 &&
                  page->ordered[1] != page->block->ordered;
  if (group != page->group || new_table || new_list) {
    close_group(page);
    open_group(page, group, shown);
  }
  open_element(page);
}

const struct book_element *book_page_sentence(struct book_page *page, struct span span) {
  if (page->whole)
    return &page->element;
  write_text(page, span.offset);
  xml_start(&page->xml, "span");
  name_element(page, 's');
  write_text(page, span.offset + span.len);
  xml_end(&page->xml);
  return &page->element;
}

/// Who wrote it, and when; for the eye only.
static void write_byline(struct book_page *page) {
  const struct article_facts *facts = page->part->facts;
  struct iso_date date;
  bool dated = iso_date_read(facts->published, &date);
  if (facts->author.len == 0 && !dated)
    return;
  struct xml *xml = &page->xml;
  xml_start(xml, "p");
  xml_attribute(xml, "class", VIEW("byline"));
  xml_text(xml, facts->author);
  if (dated) {
    bool german = view_starts(book_language(facts->language), VIEW("de"));
    char day[48];
    snprintf(day, sizeof day, "%02d.%02d.%04d", date.day, date.month, date.year);
    xml_text(xml, facts->author.len > 0 ? VIEW(" · ") : VIEW(""));
    xml_start(xml, "time");
    xml_attribute(xml, "datetime", view_sub(facts->published, 0, BOOK_DAY_BYTES));
    xml_text(xml, german ? view_of(day) : view_sub(facts->published, 0, BOOK_DAY_BYTES));
    xml_end(xml);
  }
  xml_end(xml);
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
  xml_end(&page->xml);
  new_line(page);
  if (block->role == BLOCK_TITLE && page->part->begins_article)
    write_byline(page);
}

enum listen_status book_page_end(struct book_page *page, const char *path,
                                 struct listen_diag *diag) {
  close_group(page);
  if (page->part->ends_article && page->part->facts->credit.len > 0) {
    xml_start(&page->xml, "p");
    xml_attribute(&page->xml, "class", VIEW("credit"));
    xml_text(&page->xml, page->part->facts->credit);
    xml_end(&page->xml);
    new_line(page);
  }
  return book_xml_finish(&page->xml, page->file, path, diag);
}
