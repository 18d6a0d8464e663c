/// Any bytes as an article (the first says in which format, and how it is divided): its book is a
/// whole archive of well-formed XML, and prints code as the article has it.
#include "base/utf8.h"
#include "book/book.h"
#include "extract/policy.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// Without white space, code is what is read of it.
static void check_code(const struct document *document) {
  for (size_t i = 0; i < document->n_blocks; i++) {
    struct view text = document->blocks[i].text, code = document->blocks[i].verbatim;
    size_t k = 0;
    for (size_t at = 0; at < code.len; at++) {
      if (code.ptr[at] == ' ' || code.ptr[at] == '\t' || code.ptr[at] == '\n')
        continue;
      while (k < text.len && text.ptr[k] == ' ')
        k++;
      if (k == text.len || text.ptr[k++] != code.ptr[at])
        abort();
    }
    while (k < text.len && text.ptr[k] == ' ')
      k++;
    if (code.ptr != NULL && k != text.len)
      abort();
  }
}

/// Sentences of at most 16 bytes, cut between characters.
static void tell(struct book *book, const struct document *document) {
  uint64_t frame = 0;
  for (size_t i = 0; i < document->n_blocks; i++) {
    struct view text = document->blocks[i].text;
    for (size_t pos = 0, end, n; pos < text.len; pos = end, frame += 10) {
      for (end = pos; end < text.len && end < pos + 16; end += n)
        utf8_at(text, end, &n);
      struct timed_sentence sentence = {i, {pos, end - pos}, frame, frame + 5, NULL, 0};
      if (i % 7 != 6 && book_sentence(book, &sentence, NULL) != LISTEN_OK)
        abort();
    }
  }
}

static void check_entry(zip_t *zip, zip_uint64_t index) {
  zip_stat_t stat;
  if (zip_stat_index(zip, index, 0, &stat) != 0)
    abort();
  char *text = malloc((size_t)stat.size + 1);
  zip_file_t *file = zip_fopen_index(zip, index, 0);
  if (file == NULL || zip_fread(file, text, stat.size) != (zip_int64_t)stat.size)
    abort();
  zip_fclose(file);
  if (strstr(stat.name, "ml") != NULL || strstr(stat.name, ".opf") != NULL ||
      strstr(stat.name, ".smil") != NULL) {
    xmlDocPtr xml =
        xmlReadMemory(text, (int)stat.size, stat.name, NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    if (xml == NULL)
      abort();
    xmlFreeDoc(xml);
  }
  free(text);
}

static void check_book(int fd) {
  FILE *file = fdopen(fd, "r");
  zip_source_t *source = zip_source_filep_create(file, 0, -1, NULL);
  zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
  if (zip == NULL)
    abort();
  for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++)
    check_entry(zip, (zip_uint64_t)i);
  zip_discard(zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const enum input_format formats[] = {INPUT_MARKDOWN, INPUT_HTML, INPUT_TEXT, INPUT_EPUB};
  if (size == 0)
    return 0;
  struct extract_options options = {.format = formats[data[0] & 3], .plain = (data[0] & 4) != 0};
  struct view input = {(const char *)data + 1, size - 1};
  struct document document;
  if (extract_document(input, &options, &document, NULL) != LISTEN_OK)
    return 0;
  check_code(&document);
  unsigned readings = READ_DEFAULT ^ (data[0] & 8 ? READ_HEADINGS | READ_TABLES | READ_CODE : 0);
  if ((data[0] & 16) != 0 || document_apply_policy(&document, readings, NULL) == LISTEN_OK) {
    struct book_options book_options = {.document = &document,
                                        .division = (enum book_division)(data[0] >> 5 & 1),
                                        .sample_rate_hz = 22050,
                                        .narrator = "x",
                                        .path = "-"};
    struct book *book;
    uint64_t bytes;
    int fd = memfd_create("book", MFD_CLOEXEC);
    if (book_open(&book_options, &book, NULL) != LISTEN_OK)
      abort();
    tell(book, &document);
    if (book_finish(book, fd, &bytes, NULL) != LISTEN_OK)
      abort();
    book_close(book);
    check_book(fd); // closes it
  }
  document_clear(&document);
  return 0;
}
