#include "normalise/site.h"

#include "base/utf8.h"
#include "normalise/phrase.h"
#include "normalise/registry.h"

enum { SITE_REPLACE, SITE_ABBREVIATION };

static struct view first_letters(struct view text) {
  size_t pos = 0, size;
  while (pos < text.len && utf8_is_letter(utf8_at(text, pos, &size)))
    pos += size;
  return view_sub(text, 0, pos);
}

/// Bytes the keys of all rules need at most; they must not move once the lexicon points at them.
static size_t keys_size(const struct site_rule *rules, size_t n) {
  size_t size = 0;
  for (size_t i = 0; i < n; i++)
    size += rules[i].written.len + 1;
  return size;
}

static bool unusable(struct listen_diag *diag, struct view written) {
  diag_set(diag, LISTEN_E_CONFIG,
           DIAG_TEXT(diag, "cannot match the rule for \"%.*s\"",
                     "Regel für „%.*s“ kann auf nichts passen"),
           (int)(written.len < 60 ? written.len : 60), written.ptr);
  diag_hint(diag,
            DIAG_TEXT(diag, "a rule needs a word or phrase of %d characters at most",
                      "eine Regel braucht ein Wort oder eine Wendung von höchstens %d Zeichen"),
            PHRASE_MAX_BYTES);
  return false;
}

static bool add_rules(struct normaliser *normaliser, const struct site_rule *rules, size_t n,
                      enum phrase_blanks blanks, uint32_t kind, struct listen_diag *diag) {
  struct tables *tables = &normaliser->tables;
  for (size_t i = 0; i < n; i++) {
    struct buf key = {0};
    phrase_key(&key, rules[i].written, blanks);
    if (key.failed || key.len == 0 || key.len > PHRASE_MAX_BYTES) {
      bool failed = key.failed;
      buf_clear(&key);
      if (failed)
        diag_nomem(diag);
      return failed ? false : unusable(diag, rules[i].written);
    }
    size_t from = tables->site_keys.len;
    buf_view(&tables->site_keys, buf_as_view(&key)); // reserved: does not move
    buf_clear(&key);
    struct view stored = view_sub(buf_as_view(&tables->site_keys), from, tables->site_keys.len);
    size_t before = tables->site[kind].n;
    struct lexicon_entry *entry = lexicon_add(&tables->site[kind], stored);
    if (entry == NULL || !tables_trigger(tables, first_letters(stored), START_SITE)) {
      diag_nomem(diag);
      return false;
    }
    if (tables->site[kind].n > before)
      entry->value[0] = rules[i].spoken;
  }
  return true;
}

bool site_load(struct normaliser *normaliser, struct listen_diag *diag) {
  const struct normalise_options *o = &normaliser->options;
  size_t size =
      keys_size(o->replace, o->n_replace) + keys_size(o->abbreviations, o->n_abbreviations);
  if (size > 0 && !buf_reserve(&normaliser->tables.site_keys, size)) {
    diag_nomem(diag);
    return false;
  }
  return add_rules(normaliser, o->replace, o->n_replace, BLANKS_ONE, SITE_REPLACE, diag) &&
         add_rules(normaliser, o->abbreviations, o->n_abbreviations, BLANKS_DROP, SITE_ABBREVIATION,
                   diag);
}

void site_clear(struct normaliser *normaliser) {
  lexicon_clear(&normaliser->tables.site[SITE_REPLACE]);
  lexicon_clear(&normaliser->tables.site[SITE_ABBREVIATION]);
  buf_clear(&normaliser->tables.site_keys);
}

size_t rule_site(struct context *c, size_t at) {
  const struct tables *tables = &c->normaliser->tables;
  const struct lexicon_entry *replace = NULL, *abbreviation = NULL;
  size_t n = 0, n_abbreviation = 0;
  if (tables->site[SITE_REPLACE].n > 0)
    replace = phrase_find(c, at, &tables->site[SITE_REPLACE], BLANKS_ONE, false, &n);
  if (tables->site[SITE_ABBREVIATION].n > 0)
    abbreviation =
        phrase_find(c, at, &tables->site[SITE_ABBREVIATION], BLANKS_DROP, false, &n_abbreviation);
  if (abbreviation != NULL && (replace == NULL || n_abbreviation > n)) {
    say_view(c, abbreviation->value[0]);
    if (is_mark(c, at + n_abbreviation - 1, '.') && stops_sentence(c, at + n_abbreviation))
      say_raw(c, VIEW("."));
    return n_abbreviation;
  }
  if (replace == NULL)
    return 0;
  say_view(c, replace->value[0]);
  return n;
}
