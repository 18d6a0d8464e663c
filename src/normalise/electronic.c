// Addresses on the net, handles, hashtags, file names.
//
// All of them are chunks without white space. A chunk is looked at once, at its first token, so
// that the whole stays linear.

#include "normalise/numeral.h"
#include "normalise/registry.h"

#include "base/utf8.h"
#include "normalise/net_name.h"
#include "normalise/spell.h"

enum { PATH_SAID_MAX = 60 }; ///< bytes; nobody listens to a longer path

static bool is_space_or_opening(const struct context *c, size_t at) {
  if (at == 0 || !glued(c, at))
    return true;
  uint32_t m = mark(c, at - 1);
  if (m == ')' && at >= 3 && is_text(c, at - 2, "at") && glued(c, at - 3))
    return true; // "info(at)firma.de"
  return m == '(' || m == '[' || m == '<' || m == '{' || m == '"' || m == '\'' || m == 0x201E ||
         m == 0x201C || m == 0xAB || m == 0xBB || m == 0x201A || m == ':' || m == ',' || m == '/' ||
         is_dash(m);
}

static bool is_trailing(uint32_t m, bool has_bracket) {
  switch (m) {
  case '.':
  case ',':
  case ';':
  case ':':
  case '!':
  case '?':
  case '"':
  case '\'':
  case ']':
  case '}':
  case '>':
  case '*':
  case 0xBB:
  case 0xAB:
  case 0x201C:
  case 0x201D:
  case 0x2018:
  case 0x2019:
  case 0x2026:
    return true;
  case ')':
    return !has_bracket;
  default:
    return false;
  }
}

/// Index after the last token of the chunk that begins at `at`, without closing punctuation. Inside
/// a run without white space many tokens may look like a beginning, so from there on the look is
/// short.
static size_t chunk_end(const struct context *c, size_t at) {
  size_t end = at + 1;
  size_t limit = glued(c, at) ? at + 2 * (size_t)LOOK_MAX : c->n_tokens;
  bool bracket = false;
  while (glued(c, end) && end < limit) {
    bracket |= is_mark(c, end, '(');
    end++;
  }
  while (end > at + 1 && is_trailing(mark(c, end - 1), bracket))
    end--;
  return end;
}

static struct view token_range(const struct context *c, size_t from, size_t to) {
  size_t end = c->tokens[to - 1].offset + c->tokens[to - 1].len;
  return view_sub(c->text, c->tokens[from].offset, end - c->tokens[from].offset);
}

static bool starts_nocase(struct view text, const char *prefix) {
  size_t n = strlen(prefix);
  if (text.len < n)
    return false;
  for (size_t i = 0; i < n; i++) {
    char b = text.ptr[i];
    if ((b >= 'A' && b <= 'Z' ? (char)(b + 32) : b) != prefix[i])
      return false;
  }
  return true;
}

static size_t find_any(struct view text, const char *bytes) {
  size_t i = 0;
  while (i < text.len && strchr(bytes, text.ptr[i]) == NULL)
    i++;
  return i;
}

// --- web addresses

static void say_address(struct context *c, struct view address) {
  size_t end = find_any(address, "/?#:");
  struct view path = view_sub(address, end, address.len);
  say_host(c, view_sub(address, 0, end));
  if (path.len <= 1)
    return;
  if (path.ptr[path.len - 1] == '/')
    path.len--;
  if (path.len > PATH_SAID_MAX)
    say(c, "und so weiter");
  else
    say_net_name(c, path);
}

/// Length of "https://" and the like at the front, or 0.
static size_t scheme_length(struct view text) {
  static const char *const schemes[] = {"https://", "http://", "ftp://", "sftp://", "file://"};
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
    if (starts_nocase(text, schemes[i]))
      return strlen(schemes[i]);
  }
  return 0;
}

/// Letters, digits, hyphens and full stops, and none of the latter at its ends or doubled.
static bool is_host(struct view host) {
  bool dot = true;
  for (size_t pos = 0, size; pos < host.len; pos += size) {
    uint32_t ch = utf8_at(host, pos, &size);
    if (ch == '.' ? dot : !utf8_is_letter(ch) && !utf8_is_digit(ch) && ch != '-' && ch != '_')
      return false;
    dot = ch == '.';
  }
  return !dot;
}

static struct view after_last_dot(struct view host) {
  size_t i = host.len;
  while (i > 0 && host.ptr[i - 1] != '.')
    i--;
  return i == 0 ? (struct view){"", 0} : view_sub(host, i, host.len);
}

/// A host without "www.", sure enough by its ending: "beispiel.de", not "z.B" or "Dr.in".
static bool is_bare_host(const struct context *c, struct view host) {
  struct view ending = after_last_dot(host);
  if (ending.len == 0 || host.len < ending.len + 3 || !is_host(host))
    return false;
  const struct lexicon_entry *tld = lexicon_get(&c->normaliser->tables.tlds, ending);
  return tld != NULL && view_eq(tld->value[1], VIEW("tld")) && view_eq(tld->value[2], VIEW("yes"));
}

// --- mail

static bool is_mail(struct view text, size_t *sign) {
  *sign = find_any(text, "@");
  if (*sign == 0 || *sign + 3 > text.len)
    return false;
  struct view host = view_sub(text, *sign + 1, text.len);
  for (size_t i = 0; i < *sign; i++) {
    if (strchr("/\\()<>[]:;,\"", text.ptr[i]) != NULL)
      return false;
  }
  return view_has(host, '.') && is_host(host);
}

static void say_mail(struct context *c, struct view text, size_t sign) {
  say_net_name(c, view_sub(text, 0, sign));
  say(c, "at");
  say_host(c, view_sub(text, sign + 1, text.len));
}

// --- files

/// "bericht.pdf": letters, digits, - and _, and an ending that only files have.
static const struct lexicon_entry *file_ending(const struct context *c, struct view text) {
  struct view ending = after_last_dot(text);
  if (ending.len == 0 || ending.len > 5 || text.len < ending.len + 2)
    return NULL;
  char lower[8];
  for (size_t i = 0; i < ending.len; i++) {
    char b = ending.ptr[i];
    lower[i] = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
  }
  const struct lexicon_entry *entry =
      lexicon_get(&c->normaliser->tables.tlds, (struct view){lower, ending.len});
  if (entry == NULL || !view_eq(entry->value[1], VIEW("file")) ||
      !view_eq(entry->value[2], VIEW("yes")))
    return NULL;
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    uint32_t ch = utf8_at(text, pos, &size);
    if (!utf8_is_letter(ch) && !utf8_is_digit(ch) &&
        strchr("._-/\\:~+()", (int)(ch & 0x7F)) == NULL)
      return NULL;
  }
  return entry;
}

static void say_file(struct context *c, struct view text, const struct lexicon_entry *ending) {
  say_net_name(c, view_sub(text, 0, text.len - after_last_dot(text).len - 1));
  say(c, "Punkt");
  say_view(c, ending->value[0]);
}

// --- paths

/// "/usr/local/bin", "~/bin", "C:\\Windows"
static bool is_path(struct view text) {
  if (text.len > 3 && text.ptr[1] == ':' && text.ptr[2] == '\\')
    return true;
  if (view_starts(text, VIEW("~/")))
    return text.len > 3;
  return text.len > 3 && text.ptr[0] == '/' && text.ptr[1] >= 'a' && text.ptr[1] <= 'z' &&
         memchr(text.ptr + 1, '/', text.len - 1) != NULL;
}

// --- the rules

static size_t try_chunk(struct context *c, struct view text, size_t n) {
  size_t scheme = scheme_length(text), sign;
  const struct lexicon_entry *ending;
  if (scheme > 0 && text.len > scheme) {
    say_address(c, view_sub(text, scheme, text.len));
  } else if (starts_nocase(text, "www.") && text.len > 4) {
    say_address(c, text);
  } else if (starts_nocase(text, "mailto:") && is_mail(view_sub(text, 7, text.len), &sign)) {
    say_mail(c, view_sub(text, 7, text.len), sign);
  } else if (is_mail(text, &sign)) {
    say_mail(c, text, sign);
  } else if (is_bare_host(c, view_sub(text, 0, find_any(text, "/?#:")))) {
    say_address(c, text);
  } else if ((ending = file_ending(c, text)) != NULL) {
    say_file(c, text, ending);
  } else if (is_path(text) && text.len <= PATH_SAID_MAX) {
    say_net_name(c, text);
  } else {
    return 0;
  }
  return n;
}

/// "taz.de-Redaktion": a host and the noun it belongs to. Returns the tokens of the host.
static size_t host_in_compound(struct context *c, size_t at, size_t end) {
  for (size_t i = at + 3; i + 1 < end && i < at + LOOK_MAX; i++) {
    if (!is_hyphen(mark(c, i)) || !is_word(c, i + 1) || !has_flag(c, i + 1, TOKEN_CAPITAL) ||
        !is_mark(c, i - 2, '.'))
      continue;
    struct view host = token_range(c, at, i);
    if (!is_bare_host(c, host))
      return 0;
    say_host(c, host);
    return i - at;
  }
  return 0;
}

size_t rule_address(struct context *c, size_t at) {
  // Something of ".", ":", "@", "-", "_", "+" must join its first two words, or it is none.
  uint32_t m = mark(c, at);
  if (!is_space_or_opening(c, at) || !glued(c, at + 1) || (m != 0 && m != '/' && m != '~'))
    return 0;
  size_t end = chunk_end(c, at);
  if (end < at + 3)
    return 0;
  size_t n = m == 0 ? host_in_compound(c, at, end) : 0;
  return n > 0 ? n : try_chunk(c, token_range(c, at, end), end - at);
}

/// "192.168.0.1"
size_t rule_ip_address(struct context *c, size_t at) {
  for (size_t i = 0; i < 7; i++) {
    bool fits = i % 2 == 0 ? is_number(c, at + i) && token_text(c, at + i).len <= 3
                           : is_mark(c, at + i, '.');
    if (!fits || (i > 0 && !glued(c, at + i)))
      return 0;
  }
  bool byte = true, grouped = true; // "1.503.238.553 Menschen" is one number
  for (size_t i = 0; i < 7; i += 2) {
    unsigned value = 0;
    byte = byte && read_digits(c, at + i, 3, &value) && value <= 255;
    grouped = grouped && (i == 0 || c->tokens[at + i].len == 3);
  }
  if (grouped && (!byte || has_flag(c, at + 7, TOKEN_CAPITAL)))
    return 0;
  if ((glued_mark(c, at + 7, '.') && is_number(c, at + 8)) || (at > 0 && glued(c, at)))
    return 0;
  for (size_t i = 0; i < 7; i += 2) {
    if (i > 0)
      say(c, "Punkt");
    say_digits(c, token_text(c, at + i));
  }
  return 7;
}

/// Tokens of a name after @ or #: words, digits, underscores.
static size_t name_end(const struct context *c, size_t at, bool dots) {
  size_t i = at;
  while (i == at || glued(c, i)) {
    bool joins = is_mark(c, i, '_') || (dots && is_mark(c, i, '.'));
    if (!is_word(c, i) && !is_number(c, i) && !(joins && (glued(c, i + 1) || is_mark(c, i, '_'))))
      break;
    if (is_mark(c, i, '.') && !is_word(c, i + 1))
      break;
    i++;
  }
  return i;
}

/// "@jensen" → "at jensen", "#MeToo" → "Hashtag Me Too"
size_t rule_handle(struct context *c, size_t at) {
  uint32_t m = mark(c, at);
  if ((m != '@' && m != '#') || !glued(c, at + 1) || (glued(c, at) && is_word(c, at - 1)))
    return 0;
  size_t end = name_end(c, at + 1, m == '@');
  if (end == at + 1 || (is_number(c, at + 1) && end == at + 2))
    return 0;
  bool named = at > 0 && (is_text(c, at - 1, "Hashtag") || is_text(c, at - 1, "Hashtags"));
  if (m == '@' || !named)
    say(c, m == '@' ? "at" : "Hashtag");
  struct view last = token_text(c, end - 1);
  unsigned year = 0;
  if (m == '#' && end > at + 2 && last.len == 4 && read_digits(c, end - 1, 4, &year) &&
      (view_starts(last, VIEW("19")) || view_starts(last, VIEW("20")))) { // "#BTW2025"
    say_net_name(c, token_range(c, at + 1, end - 1));
    say_year(c, year);
  } else {
    say_net_name(c, token_range(c, at + 1, end));
  }
  return end - at;
}

/// "die Domain .de", ".com-Adressen": an ending by itself.
size_t rule_bare_ending(struct context *c, size_t at) {
  if (!is_mark(c, at, '.') || (glued(c, at) && !is_mark(c, at - 1, '(')) || !is_word(c, at + 1) ||
      !glued(c, at + 1) || has_flag(c, at + 1, TOKEN_CAPITAL) || glued_mark(c, at + 2, '.'))
    return 0;
  const struct lexicon_entry *ending =
      lexicon_get(&c->normaliser->tables.tlds, token_text(c, at + 1));
  if (ending == NULL)
    return 0;
  say(c, "Punkt");
  say_view(c, ending->value[0]);
  return 2;
}
