#include "generate.h"

#include "base/utf8.h"

struct generator generator_of(uint64_t seed, unsigned test_case) {
  struct generator g = {.state = seed * 0x9E3779B97F4A7C15u + test_case};
  generate_number(&g, 2);
  return g;
}

/// SplitMix64.
uint64_t generate_number(struct generator *g, uint64_t below) {
  uint64_t z = g->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (z ^ z >> 31) % below;
}

static bool chance(struct generator *g, unsigned percent) {
  return generate_number(g, 100) < percent;
}

static const char *const nouns[] = {"Haus",        "Regierung",       "Wähler",     "Straße",
                                    "Übergänge",   "Fußball",         "Kommission", "Krankenhaus",
                                    "Wirtschaft",  "Sicherheitslage", "Zeitung",    "Ärztin",
                                    "Mitte",       "Energiewende",    "Bürger",     "Gesetz",
                                    "Strompreis",  "Computer",        "Startup",    "Team",
                                    "Handelsware", "Studie",          "Meer",       "Größe",
                                    "Update",      "Kanzlerin",       "Frage",      "Ende"};
static const char *const verbs[] = {"sagte",  "erklärte", "steigt",   "fiel", "beginnt", "zeigte",
                                    "wächst", "kostet",   "verlangt", "geht", "warnte",  "bleibt"};
static const char *const adjectives[] = {"große",  "neue",    "deutsche", "erste", "schwächere",
                                         "üppige", "kleinen", "süße",     "hohe",  "digitale"};
static const char *const names[] = {"Anna Müller",           "Dr. Jörg Weiß", "Prof. Dr. Ute Groß",
                                    "Zhou Hongyi",           "J. R. Meier",   "Frau von der Heide",
                                    "Bundeskanzler Schmidt", "EZB",           "die BASF SE",
                                    "der ADAC e. V.",        "IG Metall",     "Ludwig XIV."};
static const char *const fixed[] = {"z. B.",
                                    "d. h.",
                                    "u. a.",
                                    "bzw.",
                                    "ca. 3 km",
                                    "rd. 5 %",
                                    "Nr. 5",
                                    "Art. 1 Abs. 2 GG",
                                    "§§ 3 ff. BGB",
                                    "15 Mio. €",
                                    "1,5 Mrd. US-$",
                                    "20–30 %",
                                    "9–17 Uhr",
                                    "8:15 Uhr",
                                    "20.15 Uhr",
                                    "um 1 Uhr",
                                    "1990er Jahre",
                                    "im 19. Jahrhundert",
                                    "3,5 kWh/100 km",
                                    "-5 °C",
                                    "m²",
                                    "2:1",
                                    "1.000.000",
                                    "½ Liter",
                                    "Leser:innen",
                                    "Bürger*innen",
                                    "LeserInnen",
                                    "A4-Blatt",
                                    "COVID-19",
                                    "CO₂",
                                    "EU-Staaten",
                                    "USA",
                                    "GmbH & Co. KG",
                                    "St.-Gallen",
                                    "Joh 3,16",
                                    "H2O",
                                    "www.beispiel.de",
                                    "https://www.beispiel.de/a/b?c=1",
                                    "info@beispiel.de",
                                    "@beispiel",
                                    "#Wahl24",
                                    "v1.2.3",
                                    "+49 30 1234567",
                                    "Schalke 04",
                                    "3D-Druck",
                                    "24/7",
                                    "Mo.–Fr.",
                                    "Deep-Learning",
                                    "ChatGPT",
                                    "Xi Jinping",
                                    "E-Mail",
                                    "→ Pfeil",
                                    "±3",
                                    "\xF0\x9F\x98\x80",
                                    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
                                    "Мир",
                                    "中国",
                                    "שלום",
                                    "Łódź"};
static const char *const months[] = {"Januar", "Februar", "März", "Mai", "Oktober", "Dezember"};
static const char *const odd[] = {"\xC2\xAD",     "\xE2\x80\x8B", "\xE2\x80\x8D", "\xE2\x80\x8E",
                                  "\xE2\x80\x8F", "\xEF\xBB\xBF", "\xCC\x88",     "\xCC\x81",
                                  "\xE2\x81\xA0", "\xEF\xB8\x8F"};

#define PICK(g, list) list[generate_number(g, sizeof(list) / sizeof *(list))]

/// A word, perhaps with something odd after one of its letters.
static void add_word(struct generator *g, struct buf *out, const char *word) {
  struct view text = view_of(word);
  size_t at = SIZE_MAX, size;
  if (chance(g, g->odd_percent))
    at = generate_number(g, utf8_count(text));
  for (size_t pos = 0, i = 0; pos < text.len; pos += size, i++) {
    utf8_at(text, pos, &size);
    buf_add(out, text.ptr + pos, size);
    if (i == at)
      buf_str(out, PICK(g, odd));
  }
}

static void add_date(struct generator *g, struct buf *out) {
  unsigned day = 1 + (unsigned)generate_number(g, 28),
           year = 1900 + (unsigned)generate_number(g, 200);
  switch (generate_number(g, 4)) {
  case 0:
    buf_printf(out, "%u. %s %u", day, PICK(g, months), year);
    return;
  case 1:
    buf_printf(out, "%02u.%02u.%u", day, 1 + (unsigned)generate_number(g, 12), year);
    return;
  case 2:
    buf_printf(out, "%u. %s", day, PICK(g, months));
    return;
  default:
    buf_printf(out, "%u", year);
  }
}

static void add_amount(struct generator *g, struct buf *out) {
  static const char *const units[] = {"€",  "Euro", "Prozent", "%",     "km", "Millionen Euro",
                                      "kg", "Tote", "Grad",    "Meter", "ha", "Minuten"};
  unsigned n = (unsigned)generate_number(g, chance(g, 50) ? 40 : 100000);
  if (chance(g, 30))
    buf_printf(out, "%u,%u %s", n, (unsigned)generate_number(g, 10), PICK(g, units));
  else
    buf_printf(out, "%u %s", n, PICK(g, units));
}

static void add_piece(struct generator *g, struct buf *out);

static void add_enclosed(struct generator *g, struct buf *out) {
  static const struct {
    const char *open, *close;
  } pairs[] = {{"„", "“"}, {"»", "«"},   {"(", ")"},  {"[", "]"},
               {"‚", "‘"}, {"\"", "\""}, {"– ", " –"}};
  size_t i = generate_number(g, sizeof pairs / sizeof *pairs);
  if (pairs[i].open[0] == '"' && g->straight) // nobody puts those into each other
    i = 0;
  g->straight |= pairs[i].open[0] == '"';
  buf_str(out, pairs[i].open);
  for (size_t k = 1 + generate_number(g, 3); k > 0; k--) {
    add_piece(g, out);
    if (k > 1)
      buf_byte(out, ' ');
  }
  if (chance(g, 20))
    buf_byte(out, "?!."[generate_number(g, 3)]);
  buf_str(out, pairs[i].close);
  g->straight &= pairs[i].open[0] != '"';
}

static void add_piece(struct generator *g, struct buf *out) {
  unsigned kind = (unsigned)generate_number(g, 100);
  if (kind < 30)
    add_word(g, out, PICK(g, nouns));
  else if (kind < 42)
    add_word(g, out, PICK(g, adjectives));
  else if (kind < 54)
    add_word(g, out, PICK(g, verbs));
  else if (kind < 64)
    add_word(g, out, PICK(g, names));
  else if (kind < 80)
    add_word(g, out, PICK(g, fixed));
  else if (kind < 87)
    add_date(g, out);
  else if (kind < 94)
    add_amount(g, out);
  else if (out->len < 4000)
    add_enclosed(g, out);
  else
    buf_str(out, "und");
}

void generate_sentence(struct generator *g, struct buf *out) {
  static const char *const starts[] = {"Die",  "Der", "Das",  "Warum", "Am",
                                       "Nach", "Es",  "„Wir", "Wer"};
  static const char *const ends[] = {".", ".", ".", ".", "!", "?", "…", ".“", ":"};
  static const char *const joints[] = {" ",  " ",  " ",   " ",  " ",    ", ",
                                       ", ", "; ", " – ", ": ", " und "};
  buf_str(out, PICK(g, starts));
  for (size_t n = 2 + generate_number(g, chance(g, 5) ? 60 : 12); n > 0; n--) {
    buf_str(out, PICK(g, joints));
    add_piece(g, out);
  }
  buf_str(out, PICK(g, ends));
}

void generate_paragraph(struct generator *g, size_t n_sentences, struct buf *out) {
  for (size_t i = 0; i < n_sentences; i++) {
    if (i > 0)
      buf_byte(out, ' ');
    generate_sentence(g, out);
  }
}

static void add_list(struct generator *g, struct buf *out) {
  bool numbered = chance(g, 40);
  for (unsigned i = 1, n = 2 + (unsigned)generate_number(g, 4); i <= n; i++) {
    if (numbered)
      buf_printf(out, "%u. ", i);
    else
      buf_str(out, "- ");
    for (size_t k = 1 + generate_number(g, 6); k > 0; k--) {
      add_piece(g, out);
      buf_byte(out, k > 1 ? ' ' : '\n');
    }
  }
  buf_byte(out, '\n');
}

void generate_article(struct generator *g, enum generate_kind kind, struct buf *out) {
  bool markdown = kind == GENERATE_MARKDOWN;
  buf_printf(out, "%s%s %s %s\n\n", markdown ? "# " : "", PICK(g, names), PICK(g, verbs),
             PICK(g, nouns));
  for (size_t n = 2 + generate_number(g, 5); n > 0; n--) {
    unsigned what = (unsigned)generate_number(g, 10);
    if (what == 0)
      buf_printf(out, "%s%s und %s\n\n", markdown ? "## " : "", PICK(g, nouns), PICK(g, nouns));
    if (what == 1)
      add_list(g, out);
    if (what == 2)
      buf_str(out, "> ");
    if (what == 3 && markdown)
      buf_printf(out, "*%s* und **%s** mit `%s`, [%s](https://e.org/) ", PICK(g, nouns),
                 PICK(g, adjectives), PICK(g, verbs), PICK(g, nouns));
    generate_paragraph(g, 1 + generate_number(g, 4), out);
    buf_str(out, "\n\n");
  }
}

/// In Markdown a line that begins so would be something else: a list, a quote, a heading, HTML.
static bool may_begin_line(struct view word) {
  size_t digits = 0;
  while (digits < word.len && utf8_is_digit((unsigned char)word.ptr[digits]))
    digits++;
  if (digits > 0 && digits < word.len && (word.ptr[digits] == '.' || word.ptr[digits] == ')'))
    return false;
  return word.len > 0 && strchr("-+*>#=|~`:<[", word.ptr[0]) == NULL;
}

void wrap_text(struct view text, size_t columns, const char *line_end, struct buf *out) {
  size_t column = 0;
  for (size_t pos = 0; pos < text.len;) {
    const char *blank = memchr(text.ptr + pos, ' ', text.len - pos);
    size_t end = blank == NULL ? text.len : (size_t)(blank - text.ptr);
    struct view word = view_sub(text, pos, end - pos);
    size_t width = utf8_count(word);
    if (column > 0 && column + 1 + width > columns && may_begin_line(word)) {
      buf_str(out, line_end);
      column = 0;
    } else if (pos > 0) {
      buf_byte(out, ' ');
      column++;
    }
    buf_view(out, word);
    column += width;
    pos = end + 1;
  }
  buf_str(out, line_end);
}
