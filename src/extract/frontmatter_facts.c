#include "extract/frontmatter.h"

#include "base/utf8.h"
#include "claim/value.h"
#include "extract/audio_link.h"
#include "extract/date.h"
#include "yaml/yaml.h"

enum { LANGUAGE_MAX_BYTES = 16, KEY_MAX_BYTES = 32 };

enum front_key {
  KEY_NONE,
  KEY_AUDIO,
  KEY_AUTHOR,
  KEY_DATE,
  KEY_DESCRIPTION,
  KEY_DRAFT,
  KEY_DURATION, ///< of the sound, if there is one and no film
  KEY_LANGUAGE,
  KEY_LISTEN,
  KEY_LISTEN_TIME,
  KEY_READ_TIME,
  KEY_TITLE,
  KEY_VIDEO,
  KEY_VOICE,
};

/// The names a key goes by, in lower case without "_" and "-"; in order of bytes, for bsearch.
static const struct {
  const char *name;
  enum front_key key;
} keys[] = {
    {"audio", KEY_AUDIO},
    {"audiocontenturl", KEY_AUDIO},
    {"audiodatei", KEY_AUDIO},
    {"audiodauer", KEY_LISTEN_TIME},
    {"audioduration", KEY_LISTEN_TIME},
    {"audiofile", KEY_AUDIO},
    {"audiohref", KEY_AUDIO},
    {"audiolaenge", KEY_LISTEN_TIME},
    {"audiolength", KEY_LISTEN_TIME},
    {"audiolink", KEY_AUDIO},
    {"audiolänge", KEY_LISTEN_TIME},
    {"audiominuten", KEY_LISTEN_TIME},
    {"audiominutes", KEY_LISTEN_TIME},
    {"audiomp3", KEY_AUDIO},
    {"audioname", KEY_AUDIO},
    {"audiopath", KEY_AUDIO},
    {"audioruntime", KEY_LISTEN_TIME},
    {"audioseconds", KEY_LISTEN_TIME},
    {"audiosrc", KEY_AUDIO},
    {"audiotime", KEY_LISTEN_TIME},
    {"audiourl", KEY_AUDIO},
    {"audiozeit", KEY_LISTEN_TIME},
    {"author", KEY_AUTHOR},
    {"authors", KEY_AUTHOR},
    {"autor", KEY_AUTHOR},
    {"autoren", KEY_AUTHOR},
    {"autorin", KEY_AUTHOR},
    {"date", KEY_DATE},
    {"datepublished", KEY_DATE},
    {"datum", KEY_DATE},
    {"dauer", KEY_DURATION},
    {"description", KEY_DESCRIPTION},
    {"draft", KEY_DRAFT},
    {"duration", KEY_DURATION},
    {"estimatedreadingtime", KEY_READ_TIME},
    {"film", KEY_VIDEO},
    {"hoerdauer", KEY_LISTEN_TIME},
    {"hoerlaenge", KEY_LISTEN_TIME},
    {"hoerzeit", KEY_LISTEN_TIME},
    {"hördauer", KEY_LISTEN_TIME},
    {"hörlänge", KEY_LISTEN_TIME},
    {"hörzeit", KEY_LISTEN_TIME},
    {"laenge", KEY_DURATION},
    {"lang", KEY_LANGUAGE},
    {"language", KEY_LANGUAGE},
    {"length", KEY_DURATION},
    {"lesedauer", KEY_READ_TIME},
    {"lesezeit", KEY_READ_TIME},
    {"lesezeitminuten", KEY_READ_TIME},
    {"listen", KEY_LISTEN},
    {"listeningduration", KEY_LISTEN_TIME},
    {"listeningtime", KEY_LISTEN_TIME},
    {"listentime", KEY_LISTEN_TIME},
    {"listenvoice", KEY_VOICE},
    {"locale", KEY_LANGUAGE},
    {"länge", KEY_DURATION},
    {"minread", KEY_READ_TIME},
    {"minutesread", KEY_READ_TIME},
    {"mp3", KEY_AUDIO},
    {"pubdate", KEY_DATE},
    {"publishdate", KEY_DATE},
    {"published", KEY_DATE},
    {"publisheddate", KEY_DATE},
    {"readduration", KEY_READ_TIME},
    {"readingduration", KEY_READ_TIME},
    {"readingminutes", KEY_READ_TIME},
    {"readingtime", KEY_READ_TIME},
    {"readingtimeminutes", KEY_READ_TIME},
    {"readingtimetext", KEY_READ_TIME},
    {"readtime", KEY_READ_TIME},
    {"runtime", KEY_DURATION},
    {"sprache", KEY_LANGUAGE},
    {"stimme", KEY_VOICE},
    {"summary", KEY_DESCRIPTION},
    {"timerequired", KEY_READ_TIME},
    {"timetoread", KEY_READ_TIME},
    {"titel", KEY_TITLE},
    {"title", KEY_TITLE},
    {"video", KEY_VIDEO},
    {"videoid", KEY_VIDEO},
    {"videosrc", KEY_VIDEO},
    {"videourl", KEY_VIDEO},
    {"vimeo", KEY_VIDEO},
    {"voice", KEY_VOICE},
    {"vorlesedauer", KEY_LISTEN_TIME},
    {"vorlesezeit", KEY_LISTEN_TIME},
    {"youtube", KEY_VIDEO},
};
enum { N_KEYS = sizeof keys / sizeof *keys };

/// A name as the table has it, behind the `n` bytes that are there; false when it is too long.
static bool add_plain(char plain[KEY_MAX_BYTES], size_t *n, struct view name) {
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    if (c == '_' || c == '-' || c == ' ')
      continue;
    if (*n == KEY_MAX_BYTES)
      return false;
    plain[(*n)++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  }
  return true;
}

/// The groups, and what the keys in them are looked up behind.
static const struct {
  const char *name, *prefix;
} groups[] = {{"audio", "audio"},    {"podcast", "audio"},           {"enclosure", "audio"},
              {"sound", "audio"},    {"hörfassung", "audio"},        {"hoerfassung", "audio"},
              {"vorlesen", "audio"}, {"readingtime", "readingtime"}, {"readtime", "readingtime"}};

static const char *group_prefix(struct view key) {
  char plain[KEY_MAX_BYTES];
  size_t n = 0;
  if (!add_plain(plain, &n, key))
    return NULL;
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (view_eq((struct view){plain, n}, view_of(groups[i].name)))
      return groups[i].prefix;
  return NULL;
}

bool front_is_group(struct view key) {
  return group_prefix(key) != NULL;
}

static enum front_key key_named(struct view group, struct view name) {
  char plain[KEY_MAX_BYTES];
  size_t n = 0, low = 0, high = N_KEYS;
  const char *prefix = group.len > 0 ? group_prefix(group) : NULL;
  if (!add_plain(plain, &n, view_of(prefix)) || !add_plain(plain, &n, name))
    return KEY_NONE;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = view_cmp((struct view){plain, n}, view_of(keys[middle].name));
    if (order == 0)
      return keys[middle].key;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return KEY_NONE;
}

// ---- what it says ----

struct interpreter {
  struct view text;
  const struct rules *rules;
  struct arena *arena;
  struct front_matter *out;
  struct buf authors;
  const struct front_entry *duration; ///< `duration:`, until it is known of what
  bool has_video;
  bool failed;
};

static void use_line(struct front_matter *out, size_t line) {
  for (size_t i = 0; i < out->n_lines; i++)
    if (out->lines[i] == line)
      return;
  if (out->n_lines < FRONT_MAX_LINES)
    out->lines[out->n_lines++] = line;
}

static struct view clean(struct interpreter *in, struct view text) {
  struct buf buf = {0};
  uint32_t control = 0;
  struct view copy = {0};
  if (!yaml_clean_text(text, &buf, &control))
    in->failed = true;
  else if (control == 0 && buf.len > 0) {
    copy = arena_copy_buf(in->arena, &buf);
    in->failed |= copy.ptr == NULL;
  }
  buf_clear(&buf);
  return copy;
}

static bool keep_first(struct interpreter *in, struct view *field, struct view text) {
  if (field->ptr == NULL)
    *field = clean(in, text);
  return true;
}

static struct view number_line(struct view text, size_t number, size_t *offset) {
  size_t pos = 0, next;
  struct view line = front_line_at(text, 0, &next);
  for (; number > 1 && next < text.len; number--) {
    pos = next;
    line = front_line_at(text, pos, &next);
  }
  *offset = pos;
  return line;
}

/// A title that stands in the file as it is meant can be traced to its bytes.
static bool set_title(struct interpreter *in, const struct front_entry *entry) {
  if (in->out->title.ptr != NULL)
    return false;
  in->out->title = clean(in, entry->value);
  size_t offset;
  struct view title = in->out->title, line = number_line(in->text, entry->line, &offset);
  if (title.len == 0)
    return false;
  const char *found = memmem(line.ptr, line.len, title.ptr, title.len);
  in->out->source = found == NULL ? (struct span){offset, line.len}
                                  : (struct span){offset + (size_t)(found - line.ptr), title.len};
  return true;
}

static bool add_author(struct interpreter *in, struct view value) {
  struct view name = clean(in, value);
  if (name.len > 0 && in->authors.len > 0)
    buf_str(&in->authors, ", ");
  buf_view(&in->authors, name);
  return name.len > 0;
}

static bool set_published(struct interpreter *in, struct view value) {
  struct date date;
  char formatted[DATE_TEXT_SIZE];
  if (in->out->published.ptr != NULL || !date_read_text(in->rules, value, &date))
    return false;
  return keep_first(in, &in->out->published, date_format(&date, formatted));
}

/// "de", "de_AT". Anything that is no language tag is not believed.
static bool set_language(struct interpreter *in, struct view value) {
  char tag[LANGUAGE_MAX_BYTES];
  if (value.len < 2 || value.len > sizeof tag)
    return false;
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i] == '_' ? '-' : value.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(i > 1 && (c == '-' || utf8_is_digit((unsigned char)c))))
      return false;
    tag[i] = c;
  }
  return keep_first(in, &in->out->language, (struct view){tag, value.len});
}

/// The value as it stands in the text; len 0 where it is written otherwise, with escapes.
static struct span written_value(const struct interpreter *in, const struct front_entry *entry) {
  struct view text = in->text;
  if (entry->at == NULL || entry->at < text.ptr || entry->at >= text.ptr + text.len)
    return (struct span){0, 0};
  size_t at = (size_t)(entry->at - text.ptr);
  at += text.ptr[at] == '"' || text.ptr[at] == '\'';
  bool found = view_starts(view_sub(text, at, text.len), entry->value);
  return (struct span){at, found ? entry->value.len : 0};
}

static bool add_claim(struct interpreter *in, const struct front_entry *entry,
                      enum claim_kind kind) {
  struct front_matter *out = in->out;
  struct claim claim = {.place = CLAIM_IN_FRONT_MATTER, .line = entry->line};
  if (out->n_claims == FRONT_MAX_CLAIMS || !claim_parse_value(entry->value, kind, &claim))
    return false;
  struct span written = written_value(in, entry);
  if (written.len > 0)
    claim.source = (struct span){written.offset + claim.time.offset, claim.time.len};
  size_t offset;
  struct view time = view_sub(entry->value, claim.time.offset, claim.time.len);
  claim.text = clean(in, number_line(in->text, entry->line, &offset));
  if (claim.text.len == 0)
    return false;
  const char *found = memmem(claim.text.ptr, claim.text.len, time.ptr, time.len);
  claim.time = found == NULL ? (struct span){0, claim.text.len}
                             : (struct span){(size_t)(found - claim.text.ptr), time.len};
  out->claims[out->n_claims++] = claim;
  return true;
}

/// A path or address that ends as files of sound do.
static bool add_audio(struct interpreter *in, const struct front_entry *entry) {
  struct front_matter *out = in->out;
  if (out->n_audio == FRONT_MAX_AUDIO || !audio_address_is(entry->value))
    return false;
  struct view address = clean(in, entry->value);
  if (address.len == 0)
    return false;
  out->audio[out->n_audio++] = (struct audio_link){address, entry->line};
  return true;
}

static bool is_word(struct view value, const char *lower) {
  size_t n = strlen(lower);
  for (size_t i = 0; i < n; i++)
    if (i >= value.len || (value.ptr[i] | 0x20) != lower[i])
      return false;
  return value.len == n;
}

static bool is_false(const struct front_entry *entry) {
  return entry->is_flag && (is_word(entry->value, "false") || is_word(entry->value, "no") ||
                            is_word(entry->value, "off") || is_word(entry->value, "nein"));
}

static enum listen_status refuse(const struct front_entry *entry, struct listen_diag *diag) {
  diag_at(diag, NULL, entry->line, 0);
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "left out: its author says listen: false",
                     "ausgelassen: im Artikel steht listen: false"));
  diag_no_text(diag);
  diag_hint(
      diag, "%s",
      DIAG_TEXT(diag, "take that line out to have it read", "ohne diese Zeile wird er gelesen"));
  return LISTEN_E_INPUT;
}

static enum listen_status interpret(struct interpreter *in, const struct front_entry *entry,
                                    struct listen_diag *diag) {
  bool used = false;
  switch (key_named(entry->group, entry->key)) {
  case KEY_NONE:
    return LISTEN_OK;
  case KEY_AUDIO:
    used = add_audio(in, entry);
    break;
  case KEY_DURATION:
    in->duration = in->duration == NULL ? entry : in->duration;
    break;
  case KEY_VIDEO:
    in->has_video |= entry->value.len > 0;
    break;
  case KEY_AUTHOR:
    used = add_author(in, entry->value);
    break;
  case KEY_DATE:
    used = set_published(in, entry->value);
    break;
  case KEY_DESCRIPTION:
    used = keep_first(in, &in->out->description, entry->value);
    break;
  case KEY_DRAFT:
    used = entry->is_flag;
    in->out->draft = entry->is_flag && is_word(entry->value, "true");
    break;
  case KEY_LANGUAGE:
    used = set_language(in, entry->value);
    break;
  case KEY_LISTEN:
    if (is_false(entry))
      return refuse(entry, diag);
    used = entry->is_flag;
    break;
  case KEY_LISTEN_TIME:
    used = add_claim(in, entry, CLAIM_LISTEN);
    break;
  case KEY_READ_TIME:
    used = add_claim(in, entry, CLAIM_READ);
    break;
  case KEY_VOICE:
    used = keep_first(in, &in->out->voice, entry->value);
    break;
  case KEY_TITLE:
    used = set_title(in, entry);
    break;
  }
  if (used)
    use_line(in->out, entry->line);
  return LISTEN_OK;
}

static enum listen_status interpret_all(struct interpreter *in, const struct front_entries *entries,
                                        struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; i < entries->n && status == LISTEN_OK && !in->failed; i++)
    status = interpret(in, &entries->items[i], diag);
  if (in->duration != NULL && in->out->n_audio > 0 && !in->has_video && status == LISTEN_OK &&
      add_claim(in, in->duration, CLAIM_LISTEN))
    use_line(in->out, in->duration->line);
  if (in->authors.len > 0)
    in->out->author = arena_copy_buf(in->arena, &in->authors);
  in->failed |= in->authors.failed || (in->authors.len > 0 && in->out->author.ptr == NULL);
  buf_clear(&in->authors);
  return in->failed ? diag_nomem(diag) : status;
}

bool front_is_known(struct view group, struct view key) {
  return key_named(group, key) != KEY_NONE;
}

enum listen_status front_matter_interpret(struct view text, const struct front_entries *entries,
                                          const struct rules *rules, struct arena *arena,
                                          struct front_matter *out, struct listen_diag *diag) {
  struct interpreter in = {.text = text, .rules = rules, .arena = arena, .out = out};
  return interpret_all(&in, entries, diag);
}
