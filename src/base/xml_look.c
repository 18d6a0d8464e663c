#include "base/xml_look.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/// UTF-16 and UTF-32 have zeros around the signs that are looked for.
static size_t next_byte(struct view text, size_t at) {
  while (at < text.len && text.ptr[at] == '\0')
    at++;
  return at;
}

static bool is_odd_encoding(struct view text) {
  static const char *const usual[] = {"utf-8",    "utf8",        "utf-16", "utf-32", "us-ascii",
                                      "iso-8859", "windows-125", "cp125",  "latin"};
  static const char ebcdic[] = "\x4C\x6F\xA7\x94"; // "<?xm"
  char head[200];
  size_t n = 0;
  if (text.len >= 4 && memcmp(text.ptr, ebcdic, 4) == 0)
    return true;
  for (size_t i = next_byte(text, 0); i < text.len && n + 1 < sizeof head && text.ptr[i] != '>';
       i = next_byte(text, i + 1))
    head[n++] = text.ptr[i];
  head[n] = '\0';
  const char *name = strstr(head, "<?xml") == NULL ? NULL : strstr(head, "encoding");
  if (name == NULL)
    return n + 1 == sizeof head && strstr(head, "<?xml") != NULL; // it may come behind many blanks
  name += strlen("encoding");
  name += strspn(name, " \t\r\n=\"'");
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (strncasecmp(name, usual[i], strlen(usual[i])) == 0)
      return false;
  return true;
}

static enum xml_look worse(enum xml_look a, enum xml_look b) {
  return a > b ? a : b;
}

enum xml_look xml_look(struct view text) {
  enum xml_look found = is_odd_encoding(text) ? XML_HAS_ENCODING : XML_LOOKS_FINE;
  char before = '\0', last = '\0'; // blanks between "=" and its quote are passed over
  size_t n_attributes = 0;
  for (size_t i = next_byte(text, 0); i < text.len; i = next_byte(text, i + 1)) {
    char c = text.ptr[i];
    if (c == '<')
      n_attributes = 0;
    else if ((c == '"' || c == '\'') && last == '=' && ++n_attributes > XML_MAX_ATTRIBUTES)
      found = worse(found, XML_HAS_ATTRIBUTES);
    else if (before == '<' && last == '!' && c >= 'A' && c <= 'Z')
      found = worse(found, c == 'D' ? XML_HAS_DOCTYPE : XML_HAS_DECLARATIONS);
    if (memchr(" \t\r\n", c, 4) == NULL) {
      before = last;
      last = c;
    }
  }
  return found;
}
