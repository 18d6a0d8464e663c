#include "pronounce/number_words.h"

// Parts of a cardinal, longest first where one begins another.
static const char *const atoms[] = {
    "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig",
    "dreißig",  "vierzig",  "fünfzig",  "sechzig",  "siebzig",  "achtzig",  "neunzig",  "hundert",
    "tausend",  "zwölf",    "sieben",   "zehn",     "zwei",     "drei",     "vier",     "fünf",
    "sechs",    "acht",     "neun",     "eine",     "ein",      "elf",      "und",
};

// Words that the German voice of espeak-ng 1.51 reads wrong and its own digits right ("14" has a
// short vowel, "Milliarde" three syllables); in its phoneme mnemonics.
static const struct {
  const char *word, *mnemonics;
} spoken_stems[] = {
    {"vierzehn", "f'Irtse:n"},
    {"vierzig", "f'IrtsIC"},
    {"milliarde", "mIlj'ard@"},
    {"billiarde", "bIlj'ard@"},
};
static const struct {
  const char *letters, *mnemonics;
} spoken_endings[] = {
    {"", ""},         {"n", "n"},      {"te", "t@"},     {"ten", "t@n"},
    {"ter", "t3"},    {"tes", "t@s"},  {"tem", "t@m"},   {"ste", "st@"},
    {"sten", "st@n"}, {"ster", "st3"}, {"stes", "st@s"}, {"stem", "st@m"},
};

enum { LONGEST_WORD = 160, LONGEST_PARTS = 40 };

/// Append the mnemonics for a word whose spelling misleads the voice; false if it is none.
static bool append_mnemonics(struct buf *out, struct view lower) {
  for (size_t i = 0; i < sizeof spoken_stems / sizeof *spoken_stems; i++) {
    struct view stem = view_of(spoken_stems[i].word);
    if (!view_starts(lower, stem))
      continue;
    struct view ending = view_sub(lower, stem.len, lower.len);
    for (size_t j = 0; j < sizeof spoken_endings / sizeof *spoken_endings; j++) {
      if (!view_eq(ending, view_of(spoken_endings[j].letters)))
        continue;
      buf_str(out, "[[");
      buf_str(out, spoken_stems[i].mnemonics);
      buf_str(out, spoken_endings[j].mnemonics);
      buf_str(out, "]]");
      return true;
    }
  }
  return false;
}

static size_t atom_at(struct view lower, size_t pos) {
  struct view rest = view_sub(lower, pos, lower.len);
  for (size_t i = 0; i < sizeof atoms / sizeof *atoms; i++)
    if (view_starts(rest, view_of(atoms[i])))
      return strlen(atoms[i]);
  return 0;
}

/// Is it an inflected ending of a number ("zwanzigsten"), and no compound ("zwanzigjährig")?
static bool is_ending(struct view tail) {
  for (size_t i = 0; i < sizeof spoken_endings / sizeof *spoken_endings; i++)
    if (view_eq(tail, view_of(spoken_endings[i].letters)))
      return true;
  return view_eq(tail, VIEW("e")) || view_eq(tail, VIEW("er")) || view_eq(tail, VIEW("es"));
}

/// Cut `lower` into number parts. Returns their number, with the start of each in `starts`, or 0
/// when the word is not a joined number ("Dreieinigkeit", "Achtung").
static size_t find_parts(struct view lower, size_t starts[LONGEST_PARTS]) {
  size_t n = 0, pos = 0;
  bool joins = false; // holds hundert, tausend, or a unit with "und" before tens
  while (pos < lower.len && n < LONGEST_PARTS) {
    size_t len = atom_at(lower, pos);
    if (len == 0)
      break;
    struct view atom = view_sub(lower, pos, len);
    bool is_und = view_eq(atom, VIEW("und"));
    if (is_und && (n == 0 || atom_at(lower, pos + len) == 0))
      break;
    if (n > 0 && (is_und || view_eq(atom, VIEW("hundert")) || view_eq(atom, VIEW("tausend"))))
      joins = true;
    if (n == 1 && (view_starts(lower, VIEW("hundert")) || view_starts(lower, VIEW("tausend"))))
      joins = true;
    starts[n++] = pos;
    pos += len;
  }
  // An ending stays on the last part; a cut that leaves only "und" behind is no number.
  return joins && n >= 2 && is_ending(view_sub(lower, pos, lower.len)) ? n : 0;
}

bool number_words_find(struct view word, struct view lower, struct buf *out) {
  // A letter whose lower case has another length stands in no number word.
  if (word.len < 7 || word.len > LONGEST_WORD || lower.len != word.len)
    return false;
  if (append_mnemonics(out, lower))
    return true;
  size_t starts[LONGEST_PARTS];
  size_t n = find_parts(lower, starts);
  for (size_t i = 0; i < n; i++) {
    size_t end = i + 1 < n ? starts[i + 1] : word.len;
    if (i > 0)
      buf_byte(out, ' ');
    if (!append_mnemonics(out, view_sub(lower, starts[i], end - starts[i])))
      buf_view(out, view_sub(word, starts[i], end - starts[i]));
  }
  return n > 0;
}
