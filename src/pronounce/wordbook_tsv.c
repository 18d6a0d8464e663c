#include "pronounce/wordbook_add.h"

#include "base/table.h"

/// "-": the engine's own way; "=Spelling": a respelling; "/…/": IPA; else mnemonics.
static enum wordbook_kind kind_of(struct view *said) {
  if (view_eq(*said, VIEW("-")))
    return WORDBOOK_LEAVE;
  if (said->len > 1 && said->ptr[0] == '=') {
    *said = view_sub(*said, 1, said->len);
    return WORDBOOK_RESPELLING;
  }
  if (said->len > 2 && said->ptr[0] == '/' && said->ptr[said->len - 1] == '/') {
    *said = view_sub(*said, 1, said->len - 2);
    return WORDBOOK_IPA;
  }
  return WORDBOOK_MNEMONICS;
}

enum listen_status wordbook_add_tsv(struct wordbook_builder *book, const struct wordbook_text *text,
                                    struct listen_diag *diag) {
  struct table_row row = {0};
  for (size_t pos = 0; table_next(text->text, &pos, &row);) {
    struct wordbook_row entry = {.word = row.fields[0],
                                 .said = row.fields[1],
                                 .tags = row.fields[2],
                                 .file = text->file,
                                 .line = row.line};
    entry.kind = kind_of(&entry.said);
    enum listen_status status = wordbook_add(book, &entry, diag);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}
