#include "pronounce/mnemonics.h"

#define V PHONEME_VOWEL
#define C PHONEME_CONSONANT
#define D PHONEME_VOICED
#define H PHONEME_SIBILANT
#define M PHONEME_MARK

// Sorted by mnemonic in byte order, for the binary search.
static const struct phoneme inventory[] = {
    {" ", " ", PHONEME_BLANK},
    {"'", "ˈ", M},
    {",", "ˌ", M},
    {"3", "ɐ", V},
    {"3:", "ɜː", V},
    {"?", "ʔ", C},
    {"@", "ə", V},
    {"@-", "ə", V},
    {"A", "ɑ", V},
    {"A:", "ɑː", V},
    {"A~", "ɑ̃", V},
    {"C", "ç", C},
    {"D", "ð", C | D},
    {"E", "ɛ", V},
    {"E:", "ɛː", V},
    {"EI", "ɛɪ", V},
    {"I", "ɪ", V},
    {"N", "ŋ", C},
    {"O", "ɔ", V},
    {"O:", "ɔː", V},
    {"OI", "ɔɪ", V},
    {"OY", "ɔʏ", V},
    {"O~", "ɔ̃", V},
    {"R", "r", C},
    {"S", "ʃ", C | H},
    {"T", "θ", C},
    {"U", "ʊ", V},
    {"W", "œ", V},
    {"W:", "œː", V},
    {"W~", "œ̃", V},
    {"Y:", "øː", V},
    {"Z", "ʒ", C | D | H},
    {"_!", "ʔ", M},
    {"a", "a", V},
    {"a:", "aː", V},
    {"aI", "aɪ", V},
    {"aU", "aʊ", V},
    {"b", "b", C | D},
    {"d", "d", C | D},
    {"dZ", "dʒ", C | D | H},
    {"e", "e", V},
    {"e:", "eː", V},
    {"eI", "eɪ", V},
    {"f", "f", C},
    {"g", "ɡ", C | D},
    {"h", "h", C},
    {"i", "i", V},
    {"i:", "iː", V},
    {"j", "j", C},
    {"k", "k", C},
    {"l", "l", C},
    {"m", "m", C},
    {"n", "n", C},
    {"n^", "ɲ", C},
    {"o", "o", V},
    {"o:", "oː", V},
    {"oU", "oʊ", V},
    {"p", "p", C},
    {"pF", "pf", C},
    {"r", "ɾ", C},
    {"s", "s", C | H},
    {"t", "t", C},
    {"tS", "tʃ", C | H},
    {"ts", "ts", C | H},
    {"u", "u", V},
    {"u:", "uː", V},
    {"v", "v", C | D},
    {"w", "w", C},
    {"x", "x", C},
    {"y", "ʏ", V},
    {"y:", "yː", V},
    {"z", "z", C | D | H},
    {"|", "", M},
};

#undef V
#undef C
#undef D
#undef H
#undef M

enum { N_PHONEMES = sizeof inventory / sizeof *inventory };

/// Linear over a small table, but by bytes: this runs for every sound of the lexicon at the start.
static const struct phoneme *find(const char *text, size_t len) {
  for (size_t i = 0; i < N_PHONEMES; i++) {
    const char *mnemonic = inventory[i].mnemonic;
    if (mnemonic[0] == text[0] &&
        (len == 1 ? mnemonic[1] == '\0' : mnemonic[1] == text[1] && mnemonic[2] == '\0'))
      return &inventory[i];
  }
  return NULL;
}

const struct phoneme *phoneme_at(struct view text, size_t pos, size_t *len) {
  for (size_t n = 2; n > 0; n--) {
    const struct phoneme *phoneme = pos + n <= text.len ? find(text.ptr + pos, n) : NULL;
    *len = n;
    if (phoneme != NULL)
      return phoneme;
  }
  return NULL;
}

const struct phoneme *phoneme_last(struct view text, size_t *offset) {
  const struct phoneme *last = NULL;
  for (size_t pos = 0, len; pos < text.len; pos += len) {
    const struct phoneme *phoneme = phoneme_at(text, pos, &len);
    if (phoneme == NULL)
      return NULL;
    if ((phoneme->kinds & (PHONEME_VOWEL | PHONEME_CONSONANT)) != 0) {
      last = phoneme;
      *offset = pos;
    }
  }
  return last;
}

bool mnemonics_check(struct view text, size_t *bad_offset) {
  bool sounds = false;
  for (size_t pos = 0, len; pos < text.len; pos += len) {
    const struct phoneme *phoneme = phoneme_at(text, pos, &len);
    *bad_offset = pos;
    if (phoneme == NULL)
      return false;
    sounds |= (phoneme->kinds & (PHONEME_VOWEL | PHONEME_CONSONANT)) != 0;
  }
  if (!sounds)
    *bad_offset = 0;
  return sounds;
}

/// Does a sound that keeps voiced obstruents voiced follow? The engine devoices them at the end of
/// a word and before a voiceless consonant.
static bool voiced_follows(struct view text, size_t pos) {
  for (size_t len; pos < text.len; pos += len) {
    const struct phoneme *next = phoneme_at(text, pos, &len);
    if (next == NULL || (next->kinds & PHONEME_BLANK) != 0)
      return false;
    if ((next->kinds & PHONEME_VOWEL) != 0 || strchr("lmnrRjNw", *next->mnemonic) != NULL)
      return true;
    if ((next->kinds & PHONEME_CONSONANT) != 0 && (next->kinds & PHONEME_VOICED) == 0)
      return false;
  }
  return false;
}

static const char *devoiced(const struct phoneme *phoneme) {
  static const struct {
    const char *voiced, *ipa;
  } pairs[] = {{"b", "p"}, {"d", "t"}, {"g", "k"},   {"v", "f"},
               {"z", "s"}, {"Z", "ʃ"}, {"dZ", "tʃ"}, {"D", "θ"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (strcmp(phoneme->mnemonic, pairs[i].voiced) == 0)
      return pairs[i].ipa;
  return phoneme->ipa;
}

void mnemonics_ipa(struct view text, struct buf *out) {
  for (size_t pos = 0, len; pos < text.len; pos += len) {
    const struct phoneme *phoneme = phoneme_at(text, pos, &len);
    if (phoneme == NULL)
      continue;
    bool stays = (phoneme->kinds & PHONEME_VOICED) == 0 || voiced_follows(text, pos + len);
    buf_str(out, stays ? phoneme->ipa : devoiced(phoneme));
  }
}
