/// What the tests of the library share. Like them it knows the library by its installed header
/// alone.
#ifndef LISTEN_TESTS_API_SUPPORT_H
#define LISTEN_TESTS_API_SUPPORT_H

#include <listen/listen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

extern char folder[];      ///< of the test, between make_folder and remove_folder
extern const char seed[];  ///< path of the example article
extern const char brief[]; ///< an article in Markdown with two chapters

/// A path in the test's folder; good for the next three calls.
const char *at(const char *name);
/// Is a text of the library just this?
bool is(listen_text text, const char *expected);
/// Print what is wrong, and fail.
void assert_fine(listen_status status, listen_error *error);
/// With no options: as usual. The caller closes it.
listen_reader *open_reader(const listen_options *options);
/// The caller frees it, like all articles.
listen_article *parse(listen_reader *reader, const char *text, const char *name);
/// The example article.
listen_article *load_seed(listen_reader *reader);
/// All bytes of a file, which the caller frees.
char *read_file(const char *path, size_t *len);
/// Before and after all tests of a program.
int make_folder(void **state);
int remove_folder(void **state);

#endif
