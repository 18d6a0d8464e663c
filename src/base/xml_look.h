/// A look at XML before libxml2 parses it, which compares each attribute of an element with all
/// before it, and so with those that a DTD gives it.
#ifndef LISTEN_BASE_XML_LOOK_H
#define LISTEN_BASE_XML_LOOK_H

#include "base/view.h"

enum { XML_MAX_ATTRIBUTES = 1000 };

enum xml_look {
  XML_LOOKS_FINE,
  XML_HAS_DOCTYPE,      ///< but it declares nothing itself
  XML_HAS_DECLARATIONS, ///< of entities, attributes, …
  XML_HAS_ATTRIBUTES,   ///< more than XML_MAX_ATTRIBUTES between two "<"
  XML_HAS_ENCODING,     ///< one in which "<" may be another byte: EBCDIC, UTF-7
};

/// The worst that there is; signs inside comments count. Linear in time.
enum xml_look xml_look(struct view text);

#endif
