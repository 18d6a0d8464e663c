#include "yaml/problem.h"

#include "base/utf8.h"
#include "yaml/yaml.h"

// libyaml 0.2's texts are terse and partly about its own grammar ("did not find expected key").
// Those a person can meet are worded anew here; others are passed on as they are.
static const struct {
  const char *problem, *english, *german;
} wordings[] = {
    {"mapping values are not allowed in this context",
     "unexpected \":\": wrong indentation, text that needs quotes, or no \":\" in the line before",
     "unerwarteter Doppelpunkt: falsch eingerückt, Text ohne Anführungszeichen, oder in der Zeile "
     "davor fehlt einer"},
    {"mapping keys are not allowed in this context", "unexpected \"?\"", "unerwartetes „?“"},
    {"block sequence entries are not allowed in this context",
     "unexpected \"- \": wrong indentation, or text that needs quotes",
     "unerwartetes „- “: falsch eingerückt, oder der Text muss in Anführungszeichen"},
    {"could not find expected ':'", "a \":\" is missing after a field name",
     "nach einem Feldnamen fehlt der Doppelpunkt"},
    {"did not find expected key", "a field name was expected here: check the indentation",
     "hier müsste ein Feldname stehen: Einrückung prüfen"},
    {"did not find expected '-' indicator",
     "a list item \"- \" was expected here: check the indentation",
     "hier müsste ein Listenpunkt „- “ stehen: Einrückung prüfen"},
    {"did not find expected ',' or '}'", "a \",\" or \"}\" is missing", "es fehlt „,“ oder „}“"},
    {"did not find expected ',' or ']'", "a \",\" or \"]\" is missing", "es fehlt „,“ oder „]“"},
    {"did not find expected node content", "a value was expected here",
     "hier müsste ein Wert stehen"},
    {"found character that cannot start any token",
     "a value cannot begin with this character: put it in quotes",
     "mit diesem Zeichen kann kein Wert beginnen: in Anführungszeichen setzen"},
    {"found unexpected end of stream", "the file ends inside quotes",
     "die Datei endet mitten in Anführungszeichen"},
    {"found unexpected document indicator", "\"---\" or \"...\" inside quotes",
     "„---“ oder „...“ mitten in Anführungszeichen"},
    {"found unknown escape character", "unknown escape sequence after \"\\\"",
     "unbekannte Ersatzdarstellung nach „\\“"},
    {"did not find expected hexdecimal number", "hexadecimal digits are missing after \"\\\"",
     "nach „\\“ fehlen Hexadezimalziffern"},
    {"found invalid Unicode character escape code", "no such character: wrong number after \"\\\"",
     "kein solches Zeichen: falsche Nummer nach „\\“"},
    {"found a tab character where an indentation space is expected",
     "a tab stands where a blank is expected", "hier steht ein Tabulator statt eines Leerzeichens"},
    {"found a tab character that violates indentation", "a tab stands where a blank is expected",
     "hier steht ein Tabulator statt eines Leerzeichens"},
    {"found an indentation indicator equal to 0", "the indentation after \"|\" or \">\" is 0",
     "die Einrückung nach „|“ oder „>“ ist 0"},
    {"did not find expected comment or line break", "unexpected text at the end of the line",
     "unerwarteter Text am Ende der Zeile"},
    {"found unexpected ':'", "unexpected \":\" inside brackets",
     "unerwarteter Doppelpunkt in Klammern"},
    {"did not find expected alphabetic or numeric character",
     "a name is missing after \"&\" or \"*\": put the text in quotes",
     "nach „&“ oder „*“ fehlt ein Name: Text in Anführungszeichen setzen"},
    {"found undefined tag handle", "unknown tag: put text that begins with \"!\" in quotes",
     "unbekannte Typangabe: Text, der mit „!“ beginnt, in Anführungszeichen setzen"},
    {"did not find expected tag URI", "broken tag: put text that begins with \"!\" in quotes",
     "fehlerhafte Typangabe: Text, der mit „!“ beginnt, in Anführungszeichen setzen"},
    {"did not find expected whitespace or line break",
     "broken tag: put text that begins with \"!\" in quotes",
     "fehlerhafte Typangabe: Text, der mit „!“ beginnt, in Anführungszeichen setzen"},
    {"did not find expected <document start>", "unexpected text after the end of the document",
     "unerwarteter Text nach dem Ende des Dokuments"},
};

static bool is_break(uint32_t c) {
  return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// Walks through text with libyaml's idea of lines: "\r\n" is one break, and NEL, LS, PS break too.
struct cursor {
  size_t pos, line, column;
};

static uint32_t advance(struct view text, struct cursor *at) {
  size_t size;
  uint32_t c = utf8_at(text, at->pos, &size);
  at->pos += size;
  at->column++;
  bool cr_of_crlf = c == '\r' && at->pos < text.len && text.ptr[at->pos] == '\n';
  if (is_break(c) && !cr_of_crlf) {
    at->line++;
    at->column = 1;
  }
  return c;
}

/// Column of the first tab in the indentation of a line, or 0.
static size_t tab_in_indentation(struct view text, size_t line) {
  struct cursor at = {0, 1, 1};
  while (at.pos < text.len && at.line < line)
    advance(text, &at);
  while (at.pos < text.len && (text.ptr[at.pos] == ' ' || text.ptr[at.pos] == '\t')) {
    if (text.ptr[at.pos] == '\t')
      return at.column;
    advance(text, &at);
  }
  return 0;
}

static const char *reword(const char *problem, const struct listen_diag *diag) {
  for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
    if (strcmp(wordings[i].problem, problem) == 0)
      return DIAG_TEXT(diag, wordings[i].english, wordings[i].german);
  return problem;
}

enum listen_status yaml_problem(const yaml_parser_t *parser, struct view text, const char *file,
                                struct listen_diag *diag) {
  if (parser->error == YAML_MEMORY_ERROR)
    return diag_nomem(diag);
  size_t line = parser->problem_mark.line + 1, column = parser->problem_mark.column + 1;
  const char *problem = parser->problem == NULL ? "?" : parser->problem;

  size_t tab = tab_in_indentation(text, line);
  if (tab > 0) {
    diag_at(diag, file, line, tab);
    diag_set(diag, LISTEN_E_CONFIG, "%s",
             DIAG_TEXT(diag, "a tab indents this line",
                       "diese Zeile ist mit einem Tabulator eingerückt"));
    diag_hint(diag, "%s", DIAG_TEXT(diag, "indent with blanks", "mit Leerzeichen einrücken"));
    return LISTEN_E_CONFIG;
  }
  diag_at(diag, file, line, column);
  diag_set(diag, LISTEN_E_CONFIG, "YAML: %s", reword(problem, diag));
  if (parser->context != NULL && strcmp(parser->context, "while scanning a quoted scalar") == 0)
    diag_hint(diag,
              DIAG_TEXT(diag, "the quotes were opened in line %zu",
                        "die Anführungszeichen beginnen in Zeile %zu"),
              parser->context_mark.line + 1);
  return LISTEN_E_CONFIG;
}

static enum listen_status refuse_bytes(struct view text, struct cursor at, uint32_t c,
                                       const char *file, struct listen_diag *diag) {
  diag_at(diag, file, at.line, at.column);
  if (c == 0) {
    diag_set(diag, LISTEN_E_CONFIG, "%s",
             DIAG_TEXT(diag, "this is not a text file: it holds a NUL byte",
                       "das ist keine Textdatei: sie enthält ein NUL-Byte"));
  } else if (c == UTF8_REPLACEMENT) {
    diag_set(diag, LISTEN_E_CONFIG,
             DIAG_TEXT(diag, "invalid UTF-8: byte 0x%02X", "ungültiges UTF-8: Byte 0x%02X"),
             (unsigned)(unsigned char)text.ptr[at.pos]);
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "save the file as UTF-8", "die Datei als UTF-8 speichern"));
  } else {
    diag_set(diag, LISTEN_E_CONFIG,
             DIAG_TEXT(diag, "control character U+%04X", "Steuerzeichen U+%04X"), (unsigned)c);
  }
  return LISTEN_E_CONFIG;
}

static enum listen_status too_many_directives(struct cursor at, const char *file,
                                              struct listen_diag *diag) {
  diag_at(diag, file, at.line, at.column);
  return diag_set(diag, LISTEN_E_CONFIG,
                  DIAG_TEXT(diag, "more than %d lines begin with \"%%\"",
                            "mehr als %d Zeilen beginnen mit „%%“"),
                  YAML_MAX_DIRECTIVES);
}

// What YAML 1.1 counts as printable (section 5.1), plus the two non-characters it leaves out.
static bool is_forbidden(uint32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
         (c >= 0x7F && c < 0xA0 && c != 0x85) || c == 0xFFFE || c == 0xFFFF;
}

enum listen_status yaml_check_text(struct view text, const char *file, struct listen_diag *diag) {
  struct cursor at = {0, 1, 1};
  size_t n_directives = 0;
  while (at.pos < text.len) {
    struct cursor before = at;
    uint32_t c = advance(text, &at);
    bool invalid = c == UTF8_REPLACEMENT && at.pos - before.pos == 1;
    if (invalid || is_forbidden(c))
      return refuse_bytes(text, before, c, file, diag);
    // Wherever it stands: directives may also follow a document, and a value in quotes that goes on
    // at the beginning of so many lines with "%" is no loss.
    if (c == '%' && before.column == 1 && ++n_directives > YAML_MAX_DIRECTIVES)
      return too_many_directives(before, file, diag);
  }
  return LISTEN_OK;
}
