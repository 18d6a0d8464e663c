// Words in other alphabets. Cyrillic and Greek are written as German would write their sounds; of
// other scripts a German listener learns only which one it is.

#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/spell.h"

enum script {
  SCRIPT_NONE,
  SCRIPT_LETTERS,
  SCRIPT_HEBREW,
  SCRIPT_ARABIC,
  SCRIPT_INDIC,
  SCRIPT_THAI,
  SCRIPT_KANA,
  SCRIPT_HAN,
  SCRIPT_HANGUL,
  SCRIPT_OTHER
};

static enum script script_of(uint32_t c) {
  static const struct {
    uint32_t first, last;
    enum script script;
  } ranges[] = {
      {0x0000, 0x036F, SCRIPT_NONE},    {0x0370, 0x052F, SCRIPT_LETTERS},
      {0x0590, 0x05FF, SCRIPT_HEBREW},  {0x0600, 0x08FF, SCRIPT_ARABIC},
      {0x0900, 0x0DFF, SCRIPT_INDIC},   {0x0E00, 0x0E7F, SCRIPT_THAI},
      {0x1100, 0x11FF, SCRIPT_HANGUL},  {0x1D00, 0x1EFF, SCRIPT_NONE},
      {0x1F00, 0x1FFF, SCRIPT_LETTERS}, {0x2000, 0x2DFF, SCRIPT_NONE},
      {0x3005, 0x3007, SCRIPT_HAN},     {0x3040, 0x30FF, SCRIPT_KANA},
      {0x3100, 0x318F, SCRIPT_HANGUL},  {0x3400, 0x9FFF, SCRIPT_HAN},
      {0xA640, 0xA69F, SCRIPT_LETTERS}, {0xA700, 0xA7FF, SCRIPT_NONE},
      {0xAB30, 0xAB6F, SCRIPT_NONE},    {0xAC00, 0xD7FF, SCRIPT_HANGUL},
      {0xF900, 0xFAFF, SCRIPT_HAN},     {0xFB00, 0xFB06, SCRIPT_NONE},
      {0xFB1D, 0xFB4F, SCRIPT_HEBREW},  {0xFB50, 0xFDFF, SCRIPT_ARABIC},
      {0xFE70, 0xFEFE, SCRIPT_ARABIC},  {0xFF21, 0xFF5A, SCRIPT_NONE},
      {0xFF66, 0xFF9F, SCRIPT_KANA},    {0x1D400, 0x1D7FF, SCRIPT_NONE},
      {0x20000, 0x3FFFF, SCRIPT_HAN},
  };
  size_t low = 0, high = sizeof ranges / sizeof *ranges;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (c > ranges[middle].last)
      low = middle + 1;
    else
      high = middle;
  }
  bool inside = low < sizeof ranges / sizeof *ranges && c >= ranges[low].first;
  return inside ? ranges[low].script : SCRIPT_OTHER;
}

static const char *name_of(enum script script) {
  switch (script) {
  case SCRIPT_HEBREW:
    return "hebräische Schrift";
  case SCRIPT_ARABIC:
    return "arabische Schrift";
  case SCRIPT_INDIC:
    return "indische Schrift";
  case SCRIPT_THAI:
    return "thailändische Schrift";
  case SCRIPT_KANA:
    return "japanische Schriftzeichen";
  case SCRIPT_HAN:
    return "chinesische Schriftzeichen";
  case SCRIPT_HANGUL:
    return "koreanische Schriftzeichen";
  case SCRIPT_NONE:
  case SCRIPT_LETTERS:
  case SCRIPT_OTHER:
    break;
  }
  return "fremde Schriftzeichen";
}

/// "ΔT", "µm": a Greek letter before Latin ones has its name, and so have they.
static bool say_greek_sign(struct context *c, struct view word) {
  size_t size;
  utf8_at(word, 0, &size);
  struct view rest = view_sub(word, size, word.len);
  const struct lexicon_entry *name =
      lexicon_get(&c->normaliser->tables.symbols, view_sub(word, 0, size));
  if (name == NULL || rest.len == 0 || rest.len > 2 || name->value[1].len == 0)
    return false;
  for (size_t i = 0; i < rest.len; i++)
    if (!((rest.ptr[i] >= 'A' && rest.ptr[i] <= 'Z') || (rest.ptr[i] >= 'a' && rest.ptr[i] <= 'z')))
      return false;
  say_view(c, name->value[1]);
  say_letters(c, rest, false);
  return true;
}

static size_t transliterate(struct context *c, size_t at) {
  struct view word = token_text(c, at);
  if (say_greek_sign(c, word))
    return 1;
  if (utf8_count(word) < 2) // a single Greek letter has a name
    return 0;
  for (size_t pos = 0, size; pos < word.len; pos += size) {
    utf8_at(word, pos, &size);
    struct view letter = view_sub(word, pos, size);
    const struct lexicon_entry *entry = lexicon_get(&c->normaliser->tables.transliteration, letter);
    say_raw(c, entry != NULL ? entry->value[0] : letter);
  }
  return 1;
}

/// All that follows in scripts of this kind is one notice.
static size_t say_notice(struct context *c, size_t at, enum script script) {
  size_t n = 1;
  while (has(c, at + n)) {
    enum script next = is_word(c, at + n) ? script_of(c->tokens[at + n].first) : SCRIPT_NONE;
    bool between = mark(c, at + n) != 0 && is_word(c, at + n + 1) &&
                   script_of(c->tokens[at + n + 1].first) > SCRIPT_LETTERS;
    if (next <= SCRIPT_LETTERS && !between)
      break;
    if (script == SCRIPT_HAN && next == SCRIPT_KANA)
      script = SCRIPT_KANA;
    n++;
  }
  c->semiotic = SEMIOTIC_NOTICE;
  say(c, name_of(script));
  return n;
}

/// "Путин" → "Putin", "北京" → "chinesische Schriftzeichen"
size_t rule_script(struct context *c, size_t at) {
  enum script script = script_of(c->tokens[at].first);
  if (script == SCRIPT_NONE)
    return 0;
  return script == SCRIPT_LETTERS ? transliterate(c, at) : say_notice(c, at, script);
}
