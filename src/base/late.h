/// libzip, libxml2 and uchardet, whose functions are called through a table: they bring OpenSSL,
/// ICU and the C++ library along, which take as long to load as all else at the start, and most
/// articles need none of them. Includes their headers, and lets their names mean the table's.
///
/// Promise: whoever includes this calls them as ever. (A function that is not listed below works
/// too; but then the program loads its library at the start after all.)
#ifndef LISTEN_BASE_LATE_H
#define LISTEN_BASE_LATE_H

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <uchardet/uchardet.h>
#include <zip.h>

// clang-format off
#define LATE_XML(X) \
  X(htmlEntityLookup) X(xmlBufferContent) X(xmlBufferCreate) X(xmlBufferFree) X(xmlBufferLength) \
  X(xmlCtxtGetLastError) X(xmlCtxtReadMemory) X(xmlDocGetRootElement) X(xmlFreeDoc) \
  X(xmlFreeParserCtxt) X(xmlFreeTextWriter) X(xmlGetLineNo) X(xmlGetProp) X(xmlNewParserCtxt) \
  X(xmlNewTextWriter) X(xmlNewTextWriterMemory) X(xmlNodeGetContent) X(xmlOutputBufferClose) \
  X(xmlOutputBufferCreateIO) X(xmlReadMemory) X(xmlSetGenericErrorFunc) \
  X(xmlSetStructuredErrorFunc) X(xmlStrcasecmp) X(xmlStrcmp) X(xmlTextWriterEndDocument) \
  X(xmlTextWriterEndElement) X(xmlTextWriterFlush) X(xmlTextWriterFullEndElement) \
  X(xmlTextWriterSetIndent) X(xmlTextWriterStartDocument) X(xmlTextWriterStartElement) \
  X(xmlTextWriterWriteAttribute) X(xmlTextWriterWriteDTD) X(xmlTextWriterWriteRaw) \
  X(xmlTextWriterWriteRawLen) X(xmlTextWriterWriteString)

#define LATE_OTHERS(X) \
  X(uchardet_data_end) X(uchardet_delete) X(uchardet_get_charset) X(uchardet_handle_data) \
  X(uchardet_new) X(zip_close) X(zip_discard) X(zip_error_code_zip) X(zip_error_fini) \
  X(zip_error_init) X(zip_error_set) X(zip_error_strerror) X(zip_error_to_data) X(zip_fclose) \
  X(zip_file_add) X(zip_file_set_dostime) X(zip_fopen_index) X(zip_fread) X(zip_get_error) \
  X(zip_get_num_entries) X(zip_name_locate) X(zip_open_from_source) \
  X(zip_register_cancel_callback_with_state) X(zip_set_file_compression) \
  X(zip_source_buffer_create) X(zip_source_free) X(zip_source_function) \
  X(zip_source_function_create) X(zip_source_make_command_bitmap) \
  X(zip_source_seek_compute_offset) X(zip_stat_index) X(zip_stat_init)

// clang-format on

/// Where libxml2 reports to.
struct late_xml_report {
  xmlStructuredErrorFunc function;
  void *context;
  xmlGenericErrorFunc generic; ///< of what has no structure
  void *generic_context;
};

struct late_libraries {
#define LATE_FIELD(name) __typeof__(name) *name;
  LATE_XML(LATE_FIELD)
  LATE_OTHERS(LATE_FIELD)
#undef LATE_FIELD
  void (*xml_free)(void *); ///< xmlFree, which is a variable
  struct late_xml_report (*xml_report)(void);
};

/// The table; loaded at the first call, by the program. Any thread may call it.
const struct late_libraries *late(void);

#ifndef LATE_TABLE // where it is made, they are themselves
#define htmlEntityLookup late()->htmlEntityLookup
#define uchardet_data_end late()->uchardet_data_end
#define uchardet_delete late()->uchardet_delete
#define uchardet_get_charset late()->uchardet_get_charset
#define uchardet_handle_data late()->uchardet_handle_data
#define uchardet_new late()->uchardet_new
#define xmlBufferContent late()->xmlBufferContent
#define xmlBufferCreate late()->xmlBufferCreate
#define xmlBufferFree late()->xmlBufferFree
#define xmlBufferLength late()->xmlBufferLength
#define xmlCtxtGetLastError late()->xmlCtxtGetLastError
#define xmlCtxtReadMemory late()->xmlCtxtReadMemory
#define xmlDocGetRootElement late()->xmlDocGetRootElement
#define xmlFreeDoc late()->xmlFreeDoc
#define xmlFreeParserCtxt late()->xmlFreeParserCtxt
#define xmlFreeTextWriter late()->xmlFreeTextWriter
#define xmlGetLineNo late()->xmlGetLineNo
#define xmlGetProp late()->xmlGetProp
#define xmlNewParserCtxt late()->xmlNewParserCtxt
#define xmlNewTextWriter late()->xmlNewTextWriter
#define xmlNewTextWriterMemory late()->xmlNewTextWriterMemory
#define xmlNodeGetContent late()->xmlNodeGetContent
#define xmlOutputBufferClose late()->xmlOutputBufferClose
#define xmlOutputBufferCreateIO late()->xmlOutputBufferCreateIO
#define xmlReadMemory late()->xmlReadMemory
#define xmlSetGenericErrorFunc late()->xmlSetGenericErrorFunc
#define xmlSetStructuredErrorFunc late()->xmlSetStructuredErrorFunc
#define xmlStrcasecmp late()->xmlStrcasecmp
#define xmlStrcmp late()->xmlStrcmp
#define xmlTextWriterEndDocument late()->xmlTextWriterEndDocument
#define xmlTextWriterEndElement late()->xmlTextWriterEndElement
#define xmlTextWriterFlush late()->xmlTextWriterFlush
#define xmlTextWriterFullEndElement late()->xmlTextWriterFullEndElement
#define xmlTextWriterSetIndent late()->xmlTextWriterSetIndent
#define xmlTextWriterStartDocument late()->xmlTextWriterStartDocument
#define xmlTextWriterStartElement late()->xmlTextWriterStartElement
#define xmlTextWriterWriteAttribute late()->xmlTextWriterWriteAttribute
#define xmlTextWriterWriteDTD late()->xmlTextWriterWriteDTD
#define xmlTextWriterWriteRaw late()->xmlTextWriterWriteRaw
#define xmlTextWriterWriteRawLen late()->xmlTextWriterWriteRawLen
#define xmlTextWriterWriteString late()->xmlTextWriterWriteString
#define zip_close late()->zip_close
#define zip_discard late()->zip_discard
#define zip_error_code_zip late()->zip_error_code_zip
#define zip_error_fini late()->zip_error_fini
#define zip_error_init late()->zip_error_init
#define zip_error_set late()->zip_error_set
#define zip_error_strerror late()->zip_error_strerror
#define zip_error_to_data late()->zip_error_to_data
#define zip_fclose late()->zip_fclose
#define zip_file_add late()->zip_file_add
#define zip_file_set_dostime late()->zip_file_set_dostime
#define zip_fopen_index late()->zip_fopen_index
#define zip_fread late()->zip_fread
#define zip_get_error late()->zip_get_error
#define zip_get_num_entries late()->zip_get_num_entries
#define zip_name_locate late()->zip_name_locate
#define zip_open_from_source late()->zip_open_from_source
#define zip_register_cancel_callback_with_state late()->zip_register_cancel_callback_with_state
#define zip_set_file_compression late()->zip_set_file_compression
#define zip_source_buffer_create late()->zip_source_buffer_create
#define zip_source_free late()->zip_source_free
#define zip_source_function late()->zip_source_function
#define zip_source_function_create late()->zip_source_function_create
#define zip_source_make_command_bitmap late()->zip_source_make_command_bitmap
#define zip_source_seek_compute_offset late()->zip_source_seek_compute_offset
#define zip_stat_index late()->zip_stat_index
#define zip_stat_init late()->zip_stat_init
#undef xmlFree
#define xmlFree late()->xml_free
#endif

#endif
