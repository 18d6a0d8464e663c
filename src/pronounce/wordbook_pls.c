// Pronunciation Lexicon Specification 1.0 (W3C, 2008): <lexicon alphabet="ipa"> of <lexeme>s, each
// with <grapheme>s and the first or preferred <phoneme>, or an <alias>. The alphabet "x-espeak"
// gives the engine's mnemonics.
#include "pronounce/wordbook_add.h"

#include "base/late.h"
#include "base/xml_look.h"

#include <limits.h>

struct pls {
  struct wordbook_builder *book;
  const struct wordbook_text *text;
  struct listen_diag *diag;
  const xmlChar *alphabet; ///< of the lexicon; NULL: none given
};

static bool is_element(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && xmlStrcmp(node->name, (const xmlChar *)name) == 0;
}

static struct view content_of(xmlChar *content) {
  struct view text = view_of((const char *)content);
  while (text.len > 0 && memchr(" \t\r\n", text.ptr[0], 4) != NULL)
    text = view_sub(text, 1, text.len);
  while (text.len > 0 && memchr(" \t\r\n", text.ptr[text.len - 1], 4) != NULL)
    text.len--;
  return text;
}

static enum listen_status refuse(const struct pls *pls, const xmlNode *node, const char *english,
                                 const char *german) {
  long line = node == NULL ? 0 : xmlGetLineNo(node);
  diag_at(pls->diag, pls->text->file, line > 0 ? (size_t)line : 0, 0);
  return diag_set(pls->diag, LISTEN_E_CONFIG, "%s", DIAG_TEXT(pls->diag, english, german));
}

/// The phoneme or alias that counts: the first, or the first with prefer="true".
static xmlNode *preferred(xmlNode *lexeme) {
  xmlNode *first = NULL;
  for (xmlNode *n = lexeme->children; n != NULL; n = n->next) {
    if (!is_element(n, "phoneme") && !is_element(n, "alias"))
      continue;
    xmlChar *prefer = xmlGetProp(n, (const xmlChar *)"prefer");
    bool preferred_one = prefer != NULL && xmlStrcmp(prefer, (const xmlChar *)"true") == 0;
    xmlFree(prefer);
    if (preferred_one)
      return n;
    if (first == NULL)
      first = n;
  }
  return first;
}

static bool kind_of(const struct pls *pls, xmlNode *said, enum wordbook_kind *kind) {
  *kind = WORDBOOK_RESPELLING;
  if (is_element(said, "alias"))
    return true;
  xmlChar *own = xmlGetProp(said, (const xmlChar *)"alphabet");
  const xmlChar *alphabet = own != NULL ? own : pls->alphabet;
  bool ipa = alphabet == NULL || xmlStrcasecmp(alphabet, (const xmlChar *)"ipa") == 0;
  bool mnemonics = !ipa && xmlStrcasecmp(alphabet, (const xmlChar *)"x-espeak") == 0;
  *kind = ipa ? WORDBOOK_IPA : WORDBOOK_MNEMONICS;
  xmlFree(own);
  return ipa || mnemonics;
}

static enum listen_status add_grapheme(const struct pls *pls, xmlNode *grapheme, xmlNode *said,
                                       enum wordbook_kind kind) {
  xmlChar *word = xmlNodeGetContent(grapheme), *sounds = xmlNodeGetContent(said);
  enum listen_status status = LISTEN_E_NOMEM;
  if (word != NULL && sounds != NULL) {
    long line = xmlGetLineNo(grapheme);
    struct wordbook_row row = {.word = content_of(word),
                               .said = content_of(sounds),
                               .kind = kind,
                               .file = pls->text->file,
                               .line = line > 0 ? (size_t)line : 0};
    status = wordbook_add(pls->book, &row, pls->diag);
  } else {
    diag_nomem(pls->diag);
  }
  xmlFree(word);
  xmlFree(sounds);
  return status;
}

static enum listen_status add_lexeme(const struct pls *pls, xmlNode *lexeme) {
  xmlNode *said = preferred(lexeme);
  enum wordbook_kind kind;
  if (said == NULL)
    return refuse(pls, lexeme, "a lexeme without phoneme or alias",
                  "lexeme ohne phoneme und alias");
  if (!kind_of(pls, said, &kind))
    return refuse(pls, said, "the alphabet is neither ipa nor x-espeak",
                  "das alphabet ist weder ipa noch x-espeak");
  enum listen_status status = LISTEN_OK;
  for (xmlNode *n = lexeme->children; n != NULL && status == LISTEN_OK; n = n->next)
    if (is_element(n, "grapheme"))
      status = add_grapheme(pls, n, said, kind);
  return status;
}

static enum listen_status refuse_xml(const struct pls *pls, xmlParserCtxt *context) {
  const xmlError *error = xmlCtxtGetLastError(context);
  if (error != NULL && error->code == XML_ERR_NO_MEMORY)
    return diag_nomem(pls->diag);
  char reason[120] = "";
  for (size_t i = 0; error != NULL && error->message != NULL && i + 1 < sizeof reason; i++) {
    unsigned char c = (unsigned char)error->message[i];
    if (c < 0x20 || c >= 0x7F)
      break;
    reason[i] = (char)c;
    reason[i + 1] = '\0';
  }
  diag_at(pls->diag, pls->text->file, error != NULL && error->line > 0 ? (size_t)error->line : 0,
          0);
  return diag_set(pls->diag, LISTEN_E_CONFIG, "%s%s%s",
                  DIAG_TEXT(pls->diag, "not well-formed XML", "kein wohlgeformtes XML"),
                  reason[0] != '\0' ? ": " : "", reason);
}

static enum listen_status refuse_doctype(const struct pls *pls) {
  return refuse(pls, NULL, "a DOCTYPE is not accepted", "ein DOCTYPE ist nicht erlaubt");
}

static enum listen_status add_document(struct pls *pls, xmlDoc *doc) {
  xmlNode *root = xmlDocGetRootElement(doc);
  if (doc->intSubset != NULL)
    return refuse_doctype(pls);
  if (root == NULL || !is_element(root, "lexicon"))
    return refuse(pls, root, "the root element is not 'lexicon'",
                  "das Wurzelelement ist nicht „lexicon“");
  xmlChar *alphabet = xmlGetProp(root, (const xmlChar *)"alphabet");
  pls->alphabet = alphabet;
  enum listen_status status = LISTEN_OK;
  for (xmlNode *n = root->children; n != NULL && status == LISTEN_OK; n = n->next)
    if (is_element(n, "lexeme"))
      status = add_lexeme(pls, n);
  xmlFree(alphabet);
  return status;
}

enum listen_status wordbook_add_pls(struct wordbook_builder *book, const struct wordbook_text *text,
                                    struct listen_diag *diag) {
  struct pls pls = {.book = book, .text = text, .diag = diag};
  if (text->text.len > INT_MAX)
    return refuse(&pls, NULL, "the file is too big", "die Datei ist zu groß");
  switch (xml_look(text->text)) {
  case XML_LOOKS_FINE:
    break;
  case XML_HAS_DOCTYPE:
  case XML_HAS_DECLARATIONS:
    return refuse_doctype(&pls);
  case XML_HAS_ATTRIBUTES:
    return refuse(&pls, NULL, "an element has more than 1000 attributes",
                  "ein Element hat mehr als 1000 Attribute");
  case XML_HAS_ENCODING:
    return refuse(&pls, NULL, "the encoding is not accepted; use UTF-8",
                  "diese Zeichenkodierung ist nicht erlaubt; UTF-8 nehmen");
  }
  xmlParserCtxt *context = xmlNewParserCtxt();
  if (context == NULL)
    return diag_nomem(diag);
  // Nothing is fetched or expanded: no network, no entities, no DTD, of which none gets here.
  xmlDoc *doc = xmlCtxtReadMemory(
      context, text->text.len > 0 ? text->text.ptr : "", (int)text->text.len, NULL, NULL,
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
  enum listen_status status = doc == NULL ? refuse_xml(&pls, context) : add_document(&pls, doc);
  xmlFreeDoc(doc);
  xmlFreeParserCtxt(context);
  return status;
}
