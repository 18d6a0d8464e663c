/// The head of a mail, what stands above a quoted reply, and the signature.
#include "base/utf8.h"
#include "extract/date.h"
#include "extract/furniture.h"
#include "extract/paste.h"
#include "extract/text.h"

enum {
  HEADER_MAX_LINES = 40,
  SIGNATURE_MAX_LINES = 12,
  SIGNATURE_MAX_COLUMNS = 80,
  FOLD_MAX_BYTES = 400, ///< a longer header line is text
};

enum mail_field { FIELD_NONE, FIELD_FROM, FIELD_TO, FIELD_SUBJECT, FIELD_DATE, FIELD_OTHER };

static const struct {
  struct view name;
  enum mail_field field;
} fields[] = {
    {{"Von", 3}, FIELD_FROM},
    {{"From", 4}, FIELD_FROM},
    {{"Absender", 8}, FIELD_FROM},
    {{"An", 2}, FIELD_TO},
    {{"To", 2}, FIELD_TO},
    {{"Empfänger", 10}, FIELD_TO},
    {{"Betreff", 7}, FIELD_SUBJECT},
    {{"Subject", 7}, FIELD_SUBJECT},
    {{"Betr.", 5}, FIELD_SUBJECT},
    {{"Datum", 5}, FIELD_DATE},
    {{"Date", 4}, FIELD_DATE},
    {{"Gesendet", 8}, FIELD_DATE},
    {{"Sent", 4}, FIELD_DATE},
    {{"Cc", 2}, FIELD_OTHER},
    {{"CC", 2}, FIELD_OTHER},
    {{"Kopie", 5}, FIELD_OTHER},
    {{"Bcc", 3}, FIELD_OTHER},
    {{"BCC", 3}, FIELD_OTHER},
    {{"Blindkopie", 10}, FIELD_OTHER},
    {{"Antwort an", 10}, FIELD_OTHER},
    {{"Reply-To", 8}, FIELD_OTHER},
    {{"Priorität", 10}, FIELD_OTHER},
    {{"Wichtigkeit", 11}, FIELD_OTHER},
    {{"Anhang", 6}, FIELD_OTHER},
    {{"Anhänge", 8}, FIELD_OTHER},
    {{"Anlagen", 7}, FIELD_OTHER},
    {{"Attachments", 11}, FIELD_OTHER},
    {{"Message-ID", 10}, FIELD_OTHER},
};

/// "Betreff: Sommerfest": the field, and where its value begins.
static enum mail_field read_field(struct view text, size_t *value) {
  size_t colon = view_find(view_sub(text, 0, 24), 0, ':');
  if (colon == text.len || colon == 24 || text.len > FOLD_MAX_BYTES)
    return FIELD_NONE;
  struct view name = view_trim(view_sub(text, 0, colon), VIEW(" "));
  while (name.len > 0 && name.ptr[0] == '*') // bold, as copied from a mail program
    name = view_sub(name, 1, name.len);
  while (name.len > 0 && name.ptr[name.len - 1] == '*')
    name.len--;
  *value = colon + 1;
  while (*value < text.len && (text.ptr[*value] == ' ' || text.ptr[*value] == '*'))
    ++*value;
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (view_eq(name, fields[i].name))
      return fields[i].field;
  return FIELD_NONE;
}

static enum mail_field field_at(const struct decoded *d, size_t i, size_t *value) {
  return read_field(line_text(d, &d->lines[i]), value);
}

/// Lines of a header that begins at `i`: fields without a gap, and lines that go on an indented
/// one. Sure with someone or something it goes to, a sender or date, and two fields at least.
static size_t header_end(const struct decoded *d, size_t i, unsigned *found) {
  size_t end = i, value, n = 0;
  for (*found = 0;
       end < d->n_lines && end - i < HEADER_MAX_LINES && (end == i || d->lines[end].gap == 0);
       end++) {
    enum mail_field field = field_at(d, end, &value);
    bool folded = field == FIELD_NONE && end > i && d->lines[end].indent > d->lines[i].indent &&
                  d->lines[end].indent > 0;
    if (field == FIELD_NONE && !folded)
      break;
    *found |= 1u << field;
    n += field != FIELD_NONE;
  }
  bool to = (*found & (1u << FIELD_TO | 1u << FIELD_SUBJECT)) != 0;
  bool from = (*found & (1u << FIELD_FROM | 1u << FIELD_DATE)) != 0;
  return n >= 2 && to && from ? end : i;
}

static void drop(struct decoded *d, size_t i, enum skip_reason reason) {
  d->lines[i].dropped = true;
  d->lines[i].reason = (uint8_t)reason;
}

// ---- what the head says ----

/// "Max Mustermann <max@beispiel.de>" → "Max Mustermann"; an address alone says no name.
static struct view sender_name(struct view value) {
  value = view_cut(&value, view_has(value, '<') ? '<' : '[');
  value = view_trim(value, VIEW(" "));
  while (value.len > 1 && (value.ptr[0] == '"' || value.ptr[0] == '\''))
    value = view_trim(
        view_sub(value, 1, value.len - 1 - (value.ptr[value.len - 1] == value.ptr[0])), VIEW(" "));
  bool address = value.len == 0 || view_has(value, '@');
  if (address)
    value = (struct view){0};
  return value;
}

static bool read_date(const struct rules *rules, struct view value, char out[DATE_TEXT_SIZE]) {
  struct token_line tokens;
  struct word_line words;
  struct date date = {0};
  if (!token_line_read(&tokens, value))
    return false;
  word_line_read(&words, &tokens);
  for (size_t i = 0; i < tokens.n; i++) {
    if (!date_read(rules, &words, &i, &date))
      continue;
    for (size_t last = i + 3; i < last && i < tokens.n; i++)
      if (date_read_time(&words, &i, &date))
        break;
    date_format(&date, out);
    return true;
  }
  return false;
}

/// Bytes of "AW: ", "Re: ", "WG: " and the like, one after the other.
static size_t reply_marks(struct view subject) {
  static const struct view marks[] = {{"AW:", 3}, {"Aw:", 3},   {"Re:", 3},  {"RE:", 3},
                                      {"WG:", 3}, {"Wg:", 3},   {"Fwd:", 4}, {"FW:", 3},
                                      {"Fw:", 3}, {"Antw:", 5}, {"FWD:", 4}, {"re:", 3}};
  size_t at = 0;
  for (bool more = true; more;) {
    more = false;
    for (size_t k = 0; k < sizeof marks / sizeof *marks && !more; k++)
      if (view_starts(view_sub(subject, at, subject.len), marks[k])) {
        at += marks[k].len;
        more = true;
      }
    while (at < subject.len && subject.ptr[at] == ' ')
      at++;
  }
  return at;
}

/// The subject is the headline; its label is left out.
static bool keep_subject(struct decoded *d, struct arena *arena, size_t i, size_t value) {
  struct text_line *line = &d->lines[i];
  struct view text = line_text(d, line);
  value += reply_marks(view_sub(text, value, text.len));
  size_t size, first = value < text.len ? value : 0;
  if (value >= text.len || utf8_is_mark(utf8_at(text, first, &size))) {
    drop(d, i, SKIP_MAIL_HEADER);
    return true;
  }
  if (!paste_drop(d, arena, view_trim(view_sub(text, 0, value), VIEW(" ")), line->number,
                  SKIP_MAIL_HEADER))
    return false;
  line->start += value;
  line->len -= value;
  line->columns = (uint16_t)utf8_count(line_text(d, line));
  line->kind = LINE_HEADING;
  line->level = 1;
  line->fixed = true;
  return true;
}

static bool keep_facts(struct decoded *d, struct arena *arena, const struct rules *rules,
                       enum mail_field field, struct view value) {
  char date[DATE_TEXT_SIZE];
  struct view name = field == FIELD_FROM ? sender_name(value) : (struct view){0};
  if (name.ptr != NULL && d->author.ptr == NULL) {
    d->author = arena_copy(arena, name);
    return d->author.ptr != NULL;
  }
  if (field == FIELD_DATE && d->published.ptr == NULL && read_date(rules, value, date)) {
    d->published = arena_copy(arena, view_of(date));
    return d->published.ptr != NULL;
  }
  return true;
}

/// The header at the start of the text. A subject becomes the headline where text follows.
static bool take_head(struct decoded *d, struct arena *arena, const struct rules *rules,
                      size_t from, size_t end) {
  bool subject = end == d->n_lines;
  for (size_t i = from; i < end; i++) {
    size_t value = 0;
    struct view text = line_text(d, &d->lines[i]);
    bool joined = i + 1 < end && field_at(d, i + 1, &value) == FIELD_NONE;
    enum mail_field field = field_at(d, i, &value);
    if (field != FIELD_NONE &&
        !keep_facts(d, arena, rules, field, view_trim(view_sub(text, value, text.len), VIEW(" "))))
      return false;
    if (field == FIELD_SUBJECT && !subject && !joined) {
      subject = true;
      if (!keep_subject(d, arena, i, value))
        return false;
    } else {
      drop(d, i, SKIP_MAIL_HEADER);
    }
  }
  return true;
}

// ---- inside ----

static bool is_quote_line(const struct decoded *d, size_t i) {
  return i < d->n_lines && d->text[d->lines[i].start] == '>';
}

/// "Am 12.03.2024 um 08:15 schrieb Max Mustermann:" above a quoted reply, on one line or two.
static size_t attribution_end(const struct decoded *d, size_t i) {
  struct view text = line_text(d, &d->lines[i]);
  bool german = view_starts(text, VIEW("Am ")), english = view_starts(text, VIEW("On "));
  if (text.len > FOLD_MAX_BYTES || (!german && !english))
    return i;
  for (size_t end = i + 1; end <= i + 3 && end < d->n_lines; end++) {
    struct view last = line_text(d, &d->lines[end - 1]);
    if (last.ptr[last.len - 1] == ':') {
      struct view all = {text.ptr, (size_t)(last.ptr + last.len - text.ptr)};
      bool writes =
          memmem(all.ptr, all.len, german ? " schrieb" : " wrote", german ? 8 : 6) != NULL;
      return writes && is_quote_line(d, end) ? end : i;
    }
    if (d->lines[end].gap > 0 || d->lines[end].len > FOLD_MAX_BYTES)
      break;
  }
  return i;
}

/// "-----Ursprüngliche Nachricht-----"
static bool is_separator(struct view text) {
  static const struct view names[] = {{"Ursprüngliche Nachricht", 24},   {"Original Message", 16},
                                      {"Original-Nachricht", 18},        {"Originalnachricht", 17},
                                      {"Weitergeleitete Nachricht", 25}, {"Forwarded message", 17},
                                      {"Forwarded Message", 17}};
  if (view_eq(text, VIEW("Anfang der weitergeleiteten Nachricht:")) ||
      view_eq(text, VIEW("Begin forwarded message:")))
    return true;
  if (text.len < 20 || text.len > 80 || text.ptr[0] != '-' || text.ptr[text.len - 1] != '-')
    return false;
  while (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == ' '))
    text = view_sub(text, 1, text.len);
  while (text.len > 0 && (text.ptr[text.len - 1] == '-' || text.ptr[text.len - 1] == ' '))
    text.len--;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (view_eq(text, names[i]))
      return true;
  return false;
}

static bool has_contact(struct view text) {
  static const struct view signs[] = {{"@", 1},   {"www.", 4},  {"http", 4},    {"Tel", 3},
                                      {"Fon", 3}, {"Mobil", 5}, {"Telefon", 7}, {"Fax", 3}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (memmem(text.ptr, text.len, signs[i].ptr, signs[i].len) != NULL)
      return true;
  return false;
}

/// Lines of a signature that begins with "--" at `i`: short ones up to the end or a quoted reply.
/// Outside of a mail it must say how to reach someone.
static size_t signature_end(const struct decoded *d, size_t i, bool mail) {
  bool contact = mail;
  size_t end = i + 1;
  for (; end < d->n_lines && !is_quote_line(d, end) && !d->lines[end].dropped; end++) {
    if (attribution_end(d, end) > end || is_separator(line_text(d, &d->lines[end])))
      break;
    if (end - i > SIGNATURE_MAX_LINES || d->lines[end].columns > SIGNATURE_MAX_COLUMNS)
      return i;
    contact |= has_contact(line_text(d, &d->lines[end]));
  }
  return i > 0 && end > i + 1 && contact ? end : i;
}

static size_t drop_lines(struct decoded *d, size_t from, size_t to, enum skip_reason reason) {
  for (size_t i = from; i < to; i++)
    drop(d, i, reason);
  return to;
}

bool mail_mark(struct decoded *decoded, struct arena *arena, const struct rules *rules) {
  struct decoded *d = decoded;
  size_t first = 0, i = 0, end;
  unsigned found;
  while (first < d->n_lines && d->lines[first].dropped)
    first++;
  if (first < d->n_lines && is_separator(line_text(d, &d->lines[first])))
    drop(d, first++, SKIP_MAIL_HEADER);
  bool mail = first < d->n_lines && header_end(d, first, &found) > first;
  if (mail) {
    i = header_end(d, first, &found);
    if (!take_head(d, arena, rules, first, i))
      return false;
  }
  for (; i < d->n_lines; i = end) {
    struct view text = line_text(d, &d->lines[i]);
    end = i + 1;
    size_t value, to;
    if (d->lines[i].dropped)
      continue;
    if ((to = attribution_end(d, i)) > i) {
      end = drop_lines(d, i, to, SKIP_MAIL_HEADER);
      mail = true;
    } else if (is_separator(text)) {
      drop(d, i, SKIP_MAIL_HEADER);
      mail = true;
    } else if (view_eq(text, VIEW("--")) && (to = signature_end(d, i, mail)) > i) {
      end = drop_lines(d, i, to, SKIP_SIGNATURE);
    } else if (field_at(d, i, &value) == FIELD_FROM && (to = header_end(d, i, &found)) > i + 2) {
      end = drop_lines(d, i, to, SKIP_MAIL_HEADER);
      mail = true;
    }
  }
  return true;
}
