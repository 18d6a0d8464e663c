// Linked with the libraries: the tests, liblisten, and the program's module listen-late.so. The
// program itself has a late() of its own, in cli/late.c, so that this file is no part of it.

#define LATE_TABLE
#include "base/late.h"

static void xml_free(void *text) {
  xmlFree(text);
}

static struct late_xml_report xml_report(void) {
  return (struct late_xml_report){xmlStructuredError, xmlStructuredErrorContext, xmlGenericError,
                                  xmlGenericErrorContext};
}

const struct late_libraries *late(void) {
  static const struct late_libraries table = {
#define LATE_VALUE(name) .name = name,
      LATE_XML(LATE_VALUE) LATE_OTHERS(LATE_VALUE)
#undef LATE_VALUE
          .xml_free = xml_free,
      .xml_report = xml_report};
  return &table;
}
