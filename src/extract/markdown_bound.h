/// Bounds on what the Markdown parser is given, so that its time stays linear on hostile files.
#ifndef LISTEN_EXTRACT_MARKDOWN_BOUND_H
#define LISTEN_EXTRACT_MARKDOWN_BOUND_H

#include <stdbool.h>
#include <stddef.h>

/// What there was since the last blank line. Zeroed to begin with.
struct markdown_bound {
  size_t n_lines, n_brackets, n_addresses;
};

/// Look at the next line. Signs that would nest lists and quotes too deep, or make a link of the
/// 257th address of a paragraph, become letters. True where a paragraph of so many lines and links
/// must end before this line.
bool markdown_bound_line(struct markdown_bound *bound, char *line, size_t len);

#endif
