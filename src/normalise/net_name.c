#include "normalise/net_name.h"

#include "base/utf8.h"
#include "normalise/numeral.h"
#include "normalise/spell.h"

enum { NAME_MAX_BYTES = 64 }; ///< a longer run of letters is no name that a table could know

static const char *character_name(uint32_t c) {
  static const struct {
    uint32_t c;
    const char *name;
  } names[] = {
      {'.', "Punkt"},
      {'-', "Bindestrich"},
      {'_', "Unterstrich"},
      {'/', "Slash"},
      {':', "Doppelpunkt"},
      {'?', "Fragezeichen"},
      {'=', "Gleichheitszeichen"},
      {'&', "und"},
      {'%', "Prozent"},
      {'+', "plus"},
      {'~', "Tilde"},
      {'#', "Raute"},
      {'@', "at"},
      {'\\', "Backslash"},
      {'$', "Dollar"},
      {'*', "Stern"},
      {'!', "Ausrufezeichen"},
      {'|', "Strich"},
      {'^', "hoch"},
      {'<', "kleiner als"},
      {'>', "größer als"},
      {0xA7, "Paragraf"},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (names[i].c == c)
      return names[i].name;
  }
  return NULL;
}

static const struct lexicon_entry *find_acronym(const struct context *c, struct view word) {
  const struct lexicon *acronyms = &c->normaliser->tables.acronyms;
  const struct lexicon_entry *entry = lexicon_get(acronyms, word);
  bool capitalised = word.len > 1 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z' && word.ptr[1] >= 'a';
  if (entry != NULL || word.len > NAME_MAX_BYTES || capitalised)
    return entry;
  // "zdf" in an address is "ZDF". The table holds ASCII and a few umlauts; ASCII will do here.
  char upper[NAME_MAX_BYTES];
  for (size_t i = 0; i < word.len; i++)
    upper[i] = word.ptr[i] >= 'a' && word.ptr[i] <= 'z' ? (char)(word.ptr[i] - 32) : word.ptr[i];
  return lexicon_get(acronyms, (struct view){upper, word.len});
}

/// "Zu" in "ZuHause", but "ab" alone is two letters.
static bool is_short_word(struct view word) {
  return word.len == 2 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z' && word.ptr[1] >= 'a' &&
         most_consonants(word) < 2;
}

static void say_piece(struct context *c, struct view word) {
  const struct lexicon_entry *entry = find_acronym(c, word);
  struct view mode = entry == NULL ? (struct view){"", 0} : entry->value[0];
  if (view_eq(mode, VIEW("spell")))
    say_letters(c, word, false);
  else if (view_eq(mode, VIEW("as")))
    say_view(c, entry->value[1]);
  else if (view_eq(mode, VIEW("word")) || is_pronounceable(word) || is_short_word(word))
    say_view(c, word);
  else
    say_letters(c, word, false);
}

/// End of the first piece of `word`: before a capital that follows a small letter ("Me|Too"), or
/// that a small letter follows after other capitals ("ZDF|Heute").
static size_t piece_end(struct view word) {
  size_t size, pos;
  utf8_at(word, 0, &size);
  bool was_upper = utf8_is_upper(utf8_at(word, 0, &size)), was_lower = !was_upper;
  for (pos = size; pos < word.len; pos += size) {
    bool upper = utf8_is_upper(utf8_at(word, pos, &size));
    if (upper && was_lower)
      return pos;
    size_t next_size;
    size_t next = pos + size;
    if (upper && was_upper && next < word.len && !utf8_is_upper(utf8_at(word, next, &next_size)) &&
        !(next + 1 == word.len && word.ptr[next] == 's'))
      return pos;
    was_upper = upper;
    was_lower = !upper;
  }
  return word.len;
}

/// Known capitals with a small word joined to them: "ZDFheute". Returns their length or 0.
static size_t acronym_prefix(const struct context *c, struct view word) {
  size_t n = 0;
  while (n < word.len && word.ptr[n] >= 'A' && word.ptr[n] <= 'Z')
    n++;
  if (n < 2 || n == word.len)
    return 0;
  return lexicon_get(&c->normaliser->tables.acronyms, view_sub(word, 0, n)) != NULL ? n : 0;
}

static void say_word(struct context *c, struct view word) {
  while (word.len > 0) {
    size_t n = acronym_prefix(c, word);
    if (n == 0)
      n = piece_end(word);
    say_piece(c, view_sub(word, 0, n));
    word = view_sub(word, n, word.len);
  }
}

static size_t letters_end(struct view name, size_t pos) {
  size_t size;
  while (pos < name.len && utf8_is_letter(utf8_at(name, pos, &size)))
    pos += size;
  return pos;
}

static size_t digits_end(struct view name, size_t pos) {
  while (pos < name.len && utf8_is_digit((unsigned char)name.ptr[pos]))
    pos++;
  return pos;
}

/// "in" of "expertinnen-in-der-krise"
static bool is_small_word(const struct context *c, struct view name, size_t pos, size_t end) {
  bool slug = (pos > 0 && name.ptr[pos - 1] == '-') || (end < name.len && name.ptr[end] == '-');
  return slug &&
         lexicon_get(&c->normaliser->tables.function_words, view_sub(name, pos, end - pos)) != NULL;
}

void say_net_name(struct context *c, struct view name) {
  for (size_t pos = 0; pos < name.len;) {
    size_t end = letters_end(name, pos);
    if (end > pos) {
      if (is_small_word(c, name, pos, end))
        say_view(c, view_sub(name, pos, end - pos));
      else
        say_word(c, view_sub(name, pos, end - pos));
    } else if ((end = digits_end(name, pos)) > pos) {
      struct view digits = view_sub(name, pos, end - pos);
      bool year = end - pos == 4 && end == name.len &&
                  (view_starts(digits, VIEW("19")) || view_starts(digits, VIEW("20")));
      if (year && pos > 0 && name.ptr[pos - 1] == '_') // "bericht_2024"
        say_year(c, (unsigned)(1000 * (digits.ptr[0] - '0') + 100 * (digits.ptr[1] - '0') +
                               10 * (digits.ptr[2] - '0') + digits.ptr[3] - '0'));
      else
        say_digits(c, digits);
    } else {
      size_t size;
      const char *spoken = character_name(utf8_at(name, pos, &size));
      if (spoken != NULL)
        say(c, spoken);
      end = pos + size;
    }
    pos = end;
  }
}

void say_host(struct context *c, struct view host) {
  for (size_t pos = 0; pos < host.len;) {
    size_t end = view_find(host, pos, '.');
    struct view label = view_sub(host, pos, end - pos);
    const struct lexicon_entry *tld = lexicon_get(&c->normaliser->tables.tlds, label);
    if (pos > 0)
      say(c, "Punkt");
    if (pos > 0 && tld != NULL)
      say_view(c, tld->value[0]);
    else
      say_net_name(c, label);
    pos = end + 1;
  }
}
