#include "prosody/prosody.h"

#include "base/utf8.h"
#include "prosody/question.h"

#include <stdlib.h>

void utterance_clear(struct utterance *utterance) {
  if (utterance == NULL)
    return;
  buf_clear(&utterance->engine);
  free(utterance->clauses);
  free(utterance->runs);
  *utterance = (struct utterance){0};
}

void utterance_join(struct utterance *utterance) {
  for (size_t i = 1; i < utterance->n_clauses; i++) {
    struct clause *whole = &utterance->clauses[0], *next = &utterance->clauses[i];
    utterance->engine.ptr[whole->text + whole->len - utterance->engine.ptr] = ' '; // it was a NUL
    whole->len += 1 + next->len;
    whole->pause_ms = next->pause_ms;
  }
  if (utterance->n_clauses > 1)
    utterance->n_clauses = 1;
}

unsigned prosody_end_ms(const struct prosody_pauses *pauses, enum prosody_end end) {
  switch (end) {
  case PROSODY_END_SENTENCE:
    return pauses->sentence_ms;
  case PROSODY_END_ITEM:
    return pauses->item_ms;
  case PROSODY_END_QUOTE:
    return pauses->quote_ms;
  case PROSODY_END_PARAGRAPH:
    return pauses->paragraph_ms;
  case PROSODY_END_HEADING:
    return pauses->heading_ms;
  case PROSODY_END_SECTION:
    return pauses->section_ms;
  case PROSODY_END_TITLE:
    return pauses->title_ms;
  }
  return 0;
}

/// What a mark in the text asks for.
struct mark {
  unsigned pause_ms; ///< 0: no break
  char melody;       ///< the mark given to the engine
};

struct builder {
  struct view spoken;
  size_t pos;
  const struct prosody_pauses *pauses;
  const struct pronounced *pronounced; ///< may be NULL
  size_t next_word;                    ///< in pronounced->words
  const struct prosody_stress *stress; ///< may be NULL
  size_t next_stress;                  ///< in stress->spans
  bool stressed;                       ///< the engine was told to stress
  struct utterance *out;
  size_t clause_start; ///< in out->engine
  size_t clause_from;  ///< in spoken
  size_t asked_from;   ///< in spoken: where a question that ends now would have begun
  bool out_of_memory;
};

static uint32_t peek(const struct builder *b, size_t pos) {
  size_t n;
  return pos < b->spoken.len ? utf8_at(b->spoken, pos, &n) : 0;
}

static bool is_opening(uint32_t c) {
  return c == '(' || c == '[' || c == 0x201E || c == 0xAB || c == 0xBB || c == 0x201C ||
         c == 0x201A || c == '"';
}

static bool is_closing(uint32_t c) {
  return c == ')' || c == ']' || c == 0x201C || c == 0x201D || c == 0xBB || c == 0xAB ||
         c == 0x2018 || c == 0x2019 || c == '"' || c == '\'';
}

static bool is_boundary(uint32_t c) {
  return c == 0 || utf8_is_space(c);
}

/// First code point after `pos` that is neither white space nor a closing mark.
static uint32_t next_word_start(const struct builder *b, size_t pos, bool *closing) {
  *closing = false;
  size_t n;
  for (; pos < b->spoken.len; pos += n) {
    uint32_t c = utf8_at(b->spoken, pos, &n);
    if (is_closing(c) && !is_boundary(peek(b, pos + n)) && is_opening(c))
      return c; // a quote that opens the next word
    if (is_closing(c))
      *closing = true;
    else if (!utf8_is_space(c))
      return c;
  }
  return 0;
}

/// A run of '.', '!', '?' and '…' at `*pos`. Moves past it and says what it asks for.
static struct mark sentence_mark(const struct builder *b, size_t *pos) {
  size_t stops = 0, n;
  bool ellipsis = false;
  char melody = '.';
  for (; *pos < b->spoken.len; *pos += n) {
    uint32_t c = utf8_at(b->spoken, *pos, &n);
    if (c == '.')
      stops++;
    else if (c == 0x2026)
      ellipsis = true;
    else if (c == '!' || c == '?')
      melody = melody == '?' ? '?' : (char)c;
    else
      break;
  }
  bool closing;
  uint32_t next = next_word_start(b, *pos, &closing);
  bool goes_on = utf8_is_lower(next) || utf8_is_digit(next);
  const struct prosody_pauses *p = b->pauses;
  if (ellipsis || stops >= 3)
    return (struct mark){p->ellipsis_ms, next == 0 || !goes_on ? '.' : ','};
  if (next == 0)
    return (struct mark){p->sentence_ms, melody};
  if (melody != '.') {
    if (!goes_on)
      return (struct mark){p->sentence_ms, melody};
    // "„Warum?“ blieb offen" keeps its melody; "Yahoo! kündigte" runs on.
    return closing ? (struct mark){p->comma_ms, melody} : (struct mark){0};
  }
  // The segmenter ended the sentence elsewhere, so a full stop before a word is an abbreviation's,
  // unless a quote or a bracket begins or ends there.
  if (closing || is_opening(next))
    return (struct mark){closing && goes_on ? p->comma_ms : p->sentence_ms, '.'};
  return (struct mark){0};
}

/// What the code point `c` at `pos` asks for; `*size` is its length and may be made longer.
static struct mark mark_at(const struct builder *b, uint32_t c, size_t pos, size_t *size) {
  const struct prosody_pauses *p = b->pauses;
  uint32_t next = peek(b, pos + *size);
  bool ends_word = is_boundary(next) || is_closing(next);
  bool after_space = pos == 0 || is_boundary((uint32_t)(unsigned char)b->spoken.ptr[pos - 1]);
  switch (c) {
  case '.':
  case '!':
  case '?':
  case 0x2026: {
    size_t end = pos;
    struct mark mark = sentence_mark(b, &end);
    uint32_t follower = peek(b, end);
    if (c == '.' && end == pos + 1 && !is_boundary(follower) && !is_closing(follower))
      return (struct mark){0}; // inside a word: "beispiel.de"
    *size = end - pos;
    return mark;
  }
  case ',':
    return ends_word ? (struct mark){p->comma_ms, ','} : (struct mark){0};
  case ';':
    return ends_word ? (struct mark){p->semicolon_ms, ','} : (struct mark){0};
  case ':':
    return ends_word ? (struct mark){p->colon_ms, ':'} : (struct mark){0};
  case '-':
  case 0x2010:
  case 0x2011:
  case 0x2212:
    return after_space && ends_word ? (struct mark){p->dash_ms, ','} : (struct mark){0};
  case 0x2013:
    return after_space || ends_word ? (struct mark){p->dash_ms, ','} : (struct mark){0};
  case 0x2014:
  case 0x2015:
    return (struct mark){p->dash_ms, ','};
  case '(':
  case '[':
  case '{':
    return after_space ? (struct mark){p->bracket_ms, ','} : (struct mark){0};
  case ')':
  case ']':
  case '}':
    return ends_word ? (struct mark){p->bracket_ms, ','} : (struct mark){0};
  default:
    return (struct mark){0};
  }
}

enum {
  // A clause without any mark is cut once it is long, where a newsreader would take breath. In
  // bytes of spoken text; a German newsreader speaks about 15 letters a second.
  BREATH_SOON = 220,    ///< from here on before a conjunction
  BREATH_NOW = 320,     ///< or a preposition
  BREATH_LATE = 450,    ///< or anywhere between words
  ENGINE_FULL = 500,    ///< bytes in the engine's form: cut between words
  ENGINE_HARD = 515,    ///< cut, word or not
  WORD_MAX = 140,       ///< longer ones are cut
  UTTERANCE_SOON = 800, ///< no new clause begins past this
};

static size_t clause_len(const struct builder *b) {
  return b->out->engine.len - b->clause_start;
}

/// Does the open clause hold anything the engine makes a sound of?
static bool clause_speaks(const struct builder *b) {
  struct view text = view_sub(buf_as_view(&b->out->engine), b->clause_start, clause_len(b));
  for (size_t pos = 0, n; pos < text.len; pos += n) {
    uint32_t c = utf8_at(text, pos, &n);
    if (utf8_is_letter(c) || utf8_is_digit(c) || utf8_is_symbol(c) || c == '%' || c == '&' ||
        c == '@' || c == '#' || c == 0xA7)
      return true;
  }
  return false;
}

/// Note that `spoken` gave what was appended to the engine's text from `from` on. Copied words with
/// single blanks between them make one run.
static void add_run(struct builder *b, size_t from, struct span spoken, bool replaced) {
  struct utterance *out = b->out;
  struct span engine = {from, out->engine.len - from};
  if (engine.len == 0)
    return;
  struct engine_run *last = out->n_runs > 0 ? &out->runs[out->n_runs - 1] : NULL;
  if (last != NULL && !replaced && !last->replaced && last->engine.offset >= b->clause_start &&
      engine.offset - last->engine.offset == spoken.offset - last->spoken.offset) {
    last->engine.len = engine.offset + engine.len - last->engine.offset;
    last->spoken.len = spoken.offset + spoken.len - last->spoken.offset;
    return;
  }
  if (array_grow((void **)&out->runs, &out->cap_runs, out->n_runs + 1, sizeof *out->runs))
    out->runs[out->n_runs++] = (struct engine_run){engine, spoken, replaced};
  else
    b->out_of_memory = true;
}

// espeak-ng takes these within a sentence, without a break (1.51, "embedded commands"): emphasis of
// level 3 makes a word a quarter longer and moves the sentence's accent to it, the words behind it
// stay low (tests/bench/contour.py). SSML says the same but leaks into the next call.
static const char stress_begins[] = {1, '3', 'F', ' ', 0}, stress_ends[] = {1, '0', 'F', ' ', 0};

/// Before what is read at `pos`: does stress begin or end? Never inside a word.
static void turn_stress(struct builder *b, size_t pos) {
  struct buf *engine = &b->out->engine;
  const struct prosody_stress *s = b->stress;
  if (s == NULL || (clause_len(b) > 0 && engine->ptr[engine->len - 1] != ' '))
    return;
  while (b->next_stress < s->n_spans &&
         s->spans[b->next_stress].offset + s->spans[b->next_stress].len <= pos)
    b->next_stress++;
  bool wanted = b->next_stress < s->n_spans && s->spans[b->next_stress].offset <= pos;
  if (wanted != b->stressed)
    buf_str(engine, wanted ? stress_begins : stress_ends);
  b->stressed = wanted;
}

/// Close the open clause with a mark; without words in it, its pause strengthens the one before.
static void end_clause(struct builder *b, struct mark mark) {
  struct utterance *out = b->out;
  if (mark.melody == '?' &&
      question_falls(view_sub(b->spoken, b->asked_from, b->pos - b->asked_from)))
    mark.melody = '.';
  b->clause_from = b->pos;
  if (mark.melody != ',')
    b->asked_from = b->pos;
  while (clause_len(b) > 0 && out->engine.ptr[out->engine.len - 1] == ' ')
    out->engine.len--;
  if (!clause_speaks(b)) {
    out->engine.len = b->clause_start;
    while (out->n_runs > 0 && out->runs[out->n_runs - 1].engine.offset >= b->clause_start)
      out->n_runs--;
    if (out->n_clauses > 0 && out->clauses[out->n_clauses - 1].pause_ms < mark.pause_ms)
      out->clauses[out->n_clauses - 1].pause_ms = mark.pause_ms;
    return;
  }
  if (b->stressed) { // it would last into the next clause
    buf_byte(&out->engine, ' ');
    buf_add(&out->engine, stress_ends, sizeof stress_ends - 2);
  }
  b->stressed = false;
  buf_byte(&out->engine, mark.melody);
  size_t len = clause_len(b);
  buf_byte(&out->engine, '\0');
  if (out->engine.failed || !array_grow((void **)&out->clauses, &out->cap_clauses,
                                        out->n_clauses + 1, sizeof *out->clauses)) {
    b->out_of_memory = true;
    return;
  }
  // The buffer may still move: keep the offset in `text` until the utterance is complete.
  out->clauses[out->n_clauses++] = (struct clause){NULL, len, mark.pause_ms};
  b->clause_start = out->engine.len;
}

/// Index of the first replacement from `pos` on.
static size_t first_replacement(const struct pronounced *pronounced, size_t pos) {
  size_t low = 0, high = pronounced == NULL ? 0 : pronounced->n_words;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (pronounced->words[middle].spoken.offset < pos)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The replacement that begins at `pos`, or NULL. `pos` only grows.
static const struct pronunciation *replacement_at(struct builder *b, size_t pos) {
  if (b->pronounced == NULL)
    return NULL;
  const struct pronunciation *words = b->pronounced->words;
  size_t n = b->pronounced->n_words;
  while (b->next_word < n && words[b->next_word].spoken.offset < pos)
    b->next_word++;
  return b->next_word < n && words[b->next_word].spoken.offset == pos ? &words[b->next_word] : NULL;
}

/// Append one word-ish run of the spoken text in the engine's form; returns its end.
static size_t add_word(struct builder *b, size_t pos) {
  turn_stress(b, pos);
  size_t from = b->out->engine.len;
  const struct pronunciation *word = replacement_at(b, pos);
  if (word != NULL && word->engine.len <= PRONOUNCE_ENGINE_MAX) {
    buf_view(&b->out->engine,
             view_sub(buf_as_view(&b->pronounced->engine), word->engine.offset, word->engine.len));
    add_run(b, from, word->spoken, true);
    return pos + word->spoken.len;
  }
  size_t end = pos, n;
  while (end < b->spoken.len && end - pos < WORD_MAX) {
    uint32_t c = utf8_at(b->spoken, end, &n);
    if (!utf8_is_letter(c))
      break;
    end += n;
  }
  buf_view(&b->out->engine, view_sub(b->spoken, pos, end - pos));
  add_run(b, from, (struct span){pos, end - pos}, false);
  return end;
}

static void add_space(struct builder *b) {
  struct buf *engine = &b->out->engine;
  if (clause_len(b) > 0 && engine->ptr[engine->len - 1] != ' ')
    buf_byte(engine, ' ');
}

/// Append a code point that is no letter and no mark. Brackets never pass: "[[" is the engine's
/// phoneme mode. Quotes are silent. Unknown symbols part words.
static void add_other(struct builder *b, uint32_t c, size_t pos, size_t size) {
  if (utf8_is_digit(c))
    turn_stress(b, pos);
  struct buf *engine = &b->out->engine;
  size_t from = engine->len;
  bool in_word = clause_len(b) > 0 && engine->ptr[engine->len - 1] != ' ';
  uint32_t next = peek(b, pos + size);
  bool word_follows = utf8_is_letter(next) || utf8_is_digit(next);
  if (utf8_is_digit(c))
    buf_byte(engine, (char)c);
  else if ((c == '\'' || c == 0x2019) && in_word && utf8_is_letter(next))
    buf_byte(engine, '\'');
  else if ((c == '-' || c == 0x2010 || c == 0x2011) && in_word && word_follows)
    buf_byte(engine, '-');
  else if ((c == '.' || c == ',' || c == ':') && in_word && utf8_is_digit(next))
    buf_byte(engine, (char)c);
  else if (c == '%' || c == '&' || c == '@' || c == '#' || c == '+' || c == '=' || c == 0xA7 ||
           c == 0x20AC || c == '$' || c == 0xB0)
    buf_view(engine, view_sub(b->spoken, pos, size));
  else {
    if (!is_opening(c) && !is_closing(c))
      add_space(b);
    return;
  }
  add_run(b, from, (struct span){pos, size}, engine->len - from != size);
}

static bool begins_with_one_of(struct view rest, const char *const *words) {
  for (; *words != NULL; words++) {
    struct view word = view_of(*words);
    if (view_starts(rest, word) && rest.len > word.len && rest.ptr[word.len] == ' ')
      return true;
  }
  return false;
}

/// Is the blank just added a place to cut the open clause? Never inside a number or a name: those
/// hold none of these words ("von" and articles are left out: "Ursula von der Leyen").
static bool takes_breath(const struct builder *b) {
  static const char *const conjunctions[] = {
      "und",    "oder",    "aber",    "sowie",   "sondern", "dass",    "weil",  "wenn", "als",
      "damit",  "während", "nachdem", "obwohl",  "bevor",   "sodass",  "indem", "ob",   "bis",
      "sofern", "falls",   "wobei",   "wodurch", "weshalb", "solange", NULL};
  static const char *const prepositions[] = {
      "mit",   "für",    "nach",  "durch",    "über",  "unter",     "gegen",
      "ohne",  "seit",   "wegen", "trotz",    "aus",   "zwischen",  "bei",
      "beim",  "auf",    "in",    "im",       "zum",   "zur",       "vor",
      "neben", "hinter", "laut",  "aufgrund", "statt", "gegenüber", NULL};
  size_t spoken_len = b->pos - b->clause_from;
  struct view rest = view_sub(b->spoken, b->pos, b->spoken.len);
  if (clause_len(b) > ENGINE_FULL || spoken_len > BREATH_LATE)
    return true;
  if (spoken_len > BREATH_NOW && begins_with_one_of(rest, prepositions))
    return true;
  return spoken_len > BREATH_SOON && begins_with_one_of(rest, conjunctions);
}

/// Past white space and closing marks, so that no empty utterance follows the last words.
static size_t skip_silent(struct view spoken, size_t pos) {
  size_t n;
  for (; pos < spoken.len; pos += n) {
    uint32_t c = utf8_at(spoken, pos, &n);
    if (!utf8_is_space(c) && !is_closing(c))
      break;
  }
  return pos;
}

enum listen_status prosody_next(struct view spoken, size_t *pos, enum prosody_end end,
                                const struct prosody_pauses *pauses,
                                const struct pronounced *pronounced, struct utterance *out) {
  return prosody_next_stressed(spoken, pos, end, pauses, pronounced, NULL, out);
}

enum listen_status prosody_next_stressed(struct view spoken, size_t *pos, enum prosody_end end,
                                         const struct prosody_pauses *pauses,
                                         const struct pronounced *pronounced,
                                         const struct prosody_stress *stress,
                                         struct utterance *out) {
  buf_reset(&out->engine);
  out->n_clauses = out->n_runs = 0;
  struct builder b = {.spoken = spoken,
                      .pos = *pos,
                      .clause_from = *pos,
                      .asked_from = *pos,
                      .pauses = pauses,
                      .pronounced = pronounced,
                      .stress = stress,
                      .next_word = first_replacement(pronounced, *pos),
                      .out = out};
  while (b.pos < spoken.len && !b.out_of_memory &&
         (out->engine.len < UTTERANCE_SOON || clause_len(&b) > 0)) {
    size_t size;
    uint32_t c = utf8_at(spoken, b.pos, &size);
    if (utf8_is_letter(c)) {
      b.pos = add_word(&b, b.pos);
    } else {
      struct mark mark = mark_at(&b, c, b.pos, &size);
      if (mark.pause_ms > 0 || mark.melody != 0)
        end_clause(&b, mark);
      else if (utf8_is_space(c))
        add_space(&b);
      else
        add_other(&b, c, b.pos, size);
      b.pos += size;
      if (utf8_is_space(c) && takes_breath(&b))
        end_clause(&b, (struct mark){pauses->comma_ms, ','});
    }
    if (clause_len(&b) > ENGINE_HARD) // no blank in sight
      end_clause(&b, (struct mark){0, ','});
  }
  b.pos = skip_silent(spoken, b.pos);
  if (b.pos >= spoken.len) {
    unsigned end_ms = prosody_end_ms(pauses, end);
    end_clause(&b, (struct mark){end_ms, '.'});
    if (out->n_clauses > 0)
      out->clauses[out->n_clauses - 1].pause_ms = end_ms;
  } else if (clause_len(&b) > 0) {
    end_clause(&b, (struct mark){0, ','});
  }
  if (b.out_of_memory || out->engine.failed)
    return LISTEN_E_NOMEM;
  const char *text = out->engine.ptr;
  for (size_t i = 0; i < out->n_clauses; i++) {
    out->clauses[i].text = text;
    text += out->clauses[i].len + 1;
  }
  *pos = b.pos;
  return LISTEN_OK;
}
