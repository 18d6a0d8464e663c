#include "normalise/spell.h"

#include "base/utf8.h"
#include "normalise/number.h"

void say_letters(struct context *c, struct view word, bool plural) {
  for (size_t pos = 0, size; pos < word.len; pos += size) {
    uint32_t letter = utf8_at(word, pos, &size);
    if (letter == 0xDF || letter == 0x1E9E) {
      say(c, "Eszett");
      continue;
    }
    struct buf *text = &c->out->text;
    if (text->len > c->said_from && text->ptr[text->len - 1] != ' ')
      buf_byte(text, ' ');
    utf8_append(text, utf8_to_upper(letter));
  }
  if (plural)
    say_raw(c, VIEW("s"));
}

void say_digits(struct context *c, struct view digits) {
  static const char *const names[] = {"null", "eins",  "zwei",   "drei", "vier",
                                      "fünf", "sechs", "sieben", "acht", "neun"};
  for (size_t i = 0; i < digits.len; i++) {
    if (utf8_is_digit((unsigned char)digits.ptr[i]))
      say(c, names[digits.ptr[i] - '0']);
  }
}

static bool is_vowel(uint32_t c) {
  switch (c) {
  case 'a':
  case 'e':
  case 'i':
  case 'o':
  case 'u':
  case 'y':
  case 0xE4: // ä
  case 0xF6: // ö
  case 0xFC: // ü
  case 0xE9: // é
  case 0xE8: // è
  case 0xE1: // á
    return true;
  default:
    return false;
  }
}

static bool is_pair_of(const char *pairs, const char pair[2]) {
  for (const char *p = pairs; *p != '\0'; p += 3) {
    if (p[0] == pair[0] && p[1] == pair[1])
      return true;
  }
  return false;
}

/// Two consonants that may begin a word.
static bool may_begin(const char pair[2]) {
  return is_pair_of("bl br ch cl cr dr fl fr gl gn gr kl kn kr ph pf pl pr ps qu sc sh sk sl sm sn "
                    "sp sq st sw th tr ts tw vl wh wr zw rh ",
                    pair);
}

/// Two consonants that may end one.
static bool may_end(const char pair[2]) {
  return is_pair_of("bb bs bt ch ck cs ct ds dt ff fs ft gg gh gn gs gt hl hm hn hr hs ht kk ks kt "
                    "lb ld lf lg lk ll lm ln lp ls lt lz mb md mm mp ms mt nd nf ng nk nn ns nt nx "
                    "nz pf ph pp ps pt rb rd rf rg rk rl rm rn rp rr rs rt rx rz sh sk sm sp ss st "
                    "th ts tt tz wl wn ws xt xx zt zz ",
                    pair);
}

struct sounds {
  size_t n_vowels, n_letters;
  size_t run, longest;   ///< consonants in a row
  size_t vowels, widest; ///< vowels in a row
  size_t onset;          ///< consonants before the first vowel
  char first[2];         ///< the first two letters
  char last[2];          ///< the last two
};

static void hear(struct sounds *s, uint32_t letter) {
  char ascii = letter < 0x80 ? (char)letter : '?';
  if (s->n_letters < 2)
    s->first[s->n_letters] = ascii;
  s->last[0] = s->last[1];
  s->last[1] = ascii;
  s->n_letters++;
  if (is_vowel(letter)) {
    if (s->n_vowels++ == 0)
      s->onset = s->run;
    s->run = 0;
    s->vowels++;
  } else {
    s->run++;
    s->vowels = 0;
  }
  s->longest = s->run > s->longest ? s->run : s->longest;
  s->widest = s->vowels > s->widest ? s->vowels : s->widest;
}

static struct sounds listen_to(struct view word) {
  struct sounds s = {0};
  for (size_t pos = 0, size; pos < word.len; pos += size)
    hear(&s, utf8_to_lower(utf8_at(word, pos, &size)));
  return s;
}

bool is_pronounceable(struct view word) {
  struct sounds s = listen_to(word);
  if (s.n_vowels == 0 || s.n_letters < 3)
    return false;
  // "Herbstschmuck" has seven consonants in a row, "queue" four vowels; few words start with three.
  if (s.longest > 6 || s.widest > 4 || s.onset > 4)
    return false;
  if (s.onset >= 2 && s.first[0] != 's' && !may_begin(s.first))
    return false;
  if (s.onset == 2 && !may_begin(s.first))
    return false;
  return s.run < 2 || may_end(s.last); // "abc", "cdf", "asdf" end as no word does
}

size_t most_consonants(struct view word) {
  return listen_to(word).longest;
}

void say_count(struct context *c, struct view digits) {
  struct buf *text = &c->out->text;
  if (text->len > c->said_from && text->ptr[text->len - 1] != ' ' &&
      text->ptr[text->len - 1] != '-')
    buf_byte(text, ' ');
  spell_cardinal(text, digits, ONE_EINS, 0);
}

bool alternates(struct view word) {
  struct sounds s = listen_to(word);
  return s.n_vowels >= 2 && s.longest <= 1 && s.widest <= 1;
}
