/// What holds a book together: the package document, the contents, the style.
#ifndef LISTEN_BOOK_PACKAGE_H
#define LISTEN_BOOK_PACKAGE_H

#include "book/date.h"
#include "book/file.h"
#include "book/plan.h"

struct book_facts {
  struct buf title; ///< never empty
  struct view language;
  struct view day; ///< of publication; len 0: unknown
  struct iso_date modified;
  char identifier[64]; ///< "urn:uuid:…", out of the content
};

/// Errors: LISTEN_E_NOMEM. Release with book_facts_clear.
enum listen_status book_facts_find(const struct book_plan *plan, const struct book_options *options,
                                   struct book_facts *out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;
void book_facts_clear(struct book_facts *facts);

/// "cover.jpg", "cover.png", or NULL without a cover.
const char *book_cover_name(const struct book_options *options);

enum listen_status book_write_container(struct book_file *file, const char *path,
                                        struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status book_write_package(const struct book_plan *plan,
                                      const struct book_options *options,
                                      const struct book_facts *facts, struct book_file *file,
                                      struct listen_diag *diag) LISTEN_MUST_CHECK;
enum listen_status book_write_contents(const struct book_plan *plan,
                                       const struct book_options *options,
                                       const struct book_facts *facts, struct book_file *file,
                                       struct listen_diag *diag) LISTEN_MUST_CHECK;

extern const char book_style[]; ///< CSS
extern const char *const book_active_class, *const book_playing_class;

#endif
