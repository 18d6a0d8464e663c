// Any bytes as a site's configuration: it loads with every value usable, or there is one message.
// And the first two lines as a glob and a path: matched as by a simple matcher, folder by folder.
#include "base/glob.h"
#include "base/utf8.h"
#include "chapter/chapter.h"
#include "config/site_config.h"
#include "estimate/label.h"
#include "site/scan.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    abort();
}

// ---- the configuration ----

/// NULL, or text without control characters.
static void check_text(const char *text) {
  if (text == NULL)
    return;
  require(utf8_invalid_at(view_of(text)) == strlen(text));
  for (; *text != '\0'; text++)
    require((unsigned char)*text >= 0x20 && *text != 0x7F);
}

static void check_globs(const char *const *globs, size_t n) {
  require(n <= SITE_GLOBS_MAX);
  for (size_t i = 0; i < n; i++) {
    check_text(globs[i]);
    require(glob_check(view_of(globs[i])) == GLOB_FINE);
  }
}

static void check_output(const struct site_config *config) {
  struct view output = view_of(config->output);
  check_text(config->output);
  check_text(config->output_path);
  require(output.len > 1 || (output.len == 1 && output.ptr[0] != '/' && output.ptr[0] != '.'));
  require(!view_ends(output, VIEW("/")) && strstr(output.ptr, "//") == NULL);
  require(view_ends(view_of(config->output_path), output) && config->output_line > 0);
}

static void check_formats(const struct site_config *config) {
  require(config->n_formats > 0 && config->n_formats <= SITE_FORMATS_MAX);
  bool has_feeds = false;
  for (size_t i = 0; i < config->n_formats; i++) {
    enum audio_format format = AUDIO_RAW;
    require(audio_format_named(config->formats[i], &format) && format != AUDIO_RAW);
    for (size_t k = 0; k < i; k++)
      require(strcmp(config->formats[i], config->formats[k]) != 0);
    const struct audio_format_info *info = audio_format_info(format);
    require(config->bitrate_kbps == 0 || info->bitrate_kbps == 0 ||
            (config->bitrate_kbps >= info->min_kbps && config->bitrate_kbps <= info->max_kbps));
    has_feeds |= strcmp(config->feed.format, config->formats[i]) == 0;
  }
  require(has_feeds);
}

static void check_feed(const struct site_config *config) {
  const struct site_feed *feed = &config->feed;
  const char *const texts[] = {feed->file,      feed->title,   feed->description, feed->link,
                               feed->author,    feed->email,   feed->image,       feed->category,
                               feed->copyright, feed->language};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    check_text(texts[i]);
  require(feed->items >= 0 && feed->language[0] != '\0' && feed->file[0] != '/');
  require(strstr(feed->file, "..") != feed->file && strstr(feed->file, "/.") == NULL);
  if (feed->enabled)
    require(feed->title != NULL && strncmp(config->url, "http", 4) == 0);
}

static void check_config(const struct site_config *config) {
  check_globs(config->inputs, config->n_inputs);
  check_globs(config->exclude, config->n_exclude);
  require(config->n_inputs > 0 && config->inputs_line > 0);
  check_output(config);
  check_formats(config);
  check_feed(config);
  check_text(config->url);
  check_text(config->cover);
  check_text(config->album);
  require(config->url[0] == '\0' || view_ends(view_of(config->url), VIEW("/")));
  struct view bad;
  require(label_format_is_valid(config->label_format, &bad));
  require(config->player.language != NULL && config->player.text[0] != '\0');
  require(config->n_sections <= SITE_SECTIONS_MAX);
  for (size_t i = 0; i < config->n_sections; i++) {
    check_globs(&config->sections[i].match, 1);
    check_text(config->sections[i].voice);
    check_text(config->sections[i].title);
    require((config->sections[i].voice == NULL) == (config->sections[i].voice_line == 0));
  }
  struct buf page = {0};
  require(site_page_url(config, VIEW("a b/\xC3\xBC"), &page));
  for (size_t i = 0; i < page.len; i++)
    require(page.ptr[i] > ' ' && page.ptr[i] != 0x7F && strchr("<>\"{}|\\^`", page.ptr[i]) == NULL);
  require((config->page_url == NULL) == (page.len == 0));
  buf_clear(&page);
}

static void check_yaml(struct view yaml) {
  struct listen_diag diags[2] = {{.german = false}, {.german = true}};
  enum listen_status status[2];
  for (int i = 0; i < 2; i++) {
    struct site_config config;
    status[i] = site_config_parse(yaml, "fuzz/listen.yaml", &config, &diags[i]);
    if (status[i] == LISTEN_OK) {
      check_config(&config);
    } else {
      require(status[i] == LISTEN_E_CONFIG && diags[i].status == status[i]);
      require(diags[i].message[0] != '\0' && config.settings.arena.head == NULL);
      check_text(diags[i].message);
      check_text(diags[i].hint);
    }
    site_config_clear(&config);
  }
  require(status[0] == status[1]);
  require(diags[0].line == diags[1].line && diags[0].column == diags[1].column);
  require(diags[0].line <= yaml.len + 1);
}

// ---- globs ----

enum { GLOB_LEN = 48, PATH_LEN = 64 };

// The simple matcher goes byte by byte over whole texts, and tries all there is to try; it keeps
// what it knows, as it would take for ever otherwise.
struct simple {
  const char *glob, *path;
  signed char known[GLOB_LEN + 1][PATH_LEN + 1]; // 0: not yet; 1: no; 2: yes
};

static bool at_part_start(const char *text, size_t i) {
  return i == 0 || text[i - 1] == '/';
}

/// A wildcard is here, and a name that it may not stand for begins here.
static bool meets_hidden(const struct simple *s, size_t g, size_t p) {
  return at_part_start(s->glob, g) && at_part_start(s->path, p) && s->path[p] == '.';
}

static bool is_stars(const struct simple *s, size_t g) {
  return at_part_start(s->glob, g) && strncmp(s->glob + g, "**", 2) == 0 &&
         (s->glob[g + 2] == '/' || s->glob[g + 2] == '\0');
}

static size_t part_end(const char *text, size_t from) {
  return from + strcspn(text + from, "/");
}

/// The class at `g`, if it ends in its part: whether `c` is in it, and where it ends.
static size_t class_end(const char *glob, size_t g, unsigned char c, bool *in) {
  size_t i = g + 1, end = part_end(glob, g);
  bool negated = i < end && (glob[i] == '!' || glob[i] == '^');
  i += negated;
  *in = false;
  for (size_t first = i; i < end; i++) {
    unsigned char low = (unsigned char)glob[i], high = low;
    if (low == ']' && i > first) {
      *in ^= negated;
      return i + 1;
    }
    if (i + 2 < end && glob[i + 1] == '-' && glob[i + 2] != ']') {
      high = (unsigned char)glob[i + 2];
      i += 2;
    }
    *in |= low <= c && c <= high;
  }
  return 0;
}

static bool matches(struct simple *s, size_t g, size_t p);

/// "**" stands for nothing, or for a part and itself again.
static bool stars_match(struct simple *s, size_t g, size_t p) {
  const bool last = s->glob[g + 2] == '\0';
  if (!last && matches(s, g + 3, p))
    return true;
  const size_t end = part_end(s->path, p);
  if (s->path[p] == '.')
    return false;
  if (s->path[end] == '\0')
    return last;
  return matches(s, g, end + 1);
}

static bool matches_anew(struct simple *s, size_t g, size_t p) {
  const char c = s->glob[g], d = s->path[p];
  if (is_stars(s, g))
    return stars_match(s, g, p);
  if (c == '\0')
    return d == '\0';
  if (c == '*')
    return !meets_hidden(s, g, p) &&
           (matches(s, g + 1, p) || (d != '\0' && d != '/' && matches(s, g, p + 1)));
  if (d == '\0')
    return false;
  if (c == '?')
    return d != '/' && !meets_hidden(s, g, p) && matches(s, g + 1, p + 1);
  bool in = false;
  size_t end = c == '[' ? class_end(s->glob, g, (unsigned char)d, &in) : 0;
  if (end > 0)
    return in && d != '/' && !meets_hidden(s, g, p) && matches(s, end, p + 1);
  return c == d && matches(s, g + 1, p + 1);
}

static bool matches(struct simple *s, size_t g, size_t p) {
  signed char *known = &s->known[g][p];
  if (*known == 0)
    *known = (signed char)(1 + matches_anew(s, g, p));
  return *known == 2;
}

/// A line of ASCII, as the simple matcher takes bytes for characters. Its length.
static size_t take_line(const uint8_t **data, size_t *size, char *out, size_t max) {
  size_t len = 0;
  while (*size > 0 && **data != '\n') {
    if (len < max)
      out[len++] = (char)(**data == 0 || **data >= 0x80 ? 'a' + **data % 4 : **data);
    ++*data;
    --*size;
  }
  if (*size > 0) {
    ++*data;
    --*size;
  }
  out[len] = '\0';
  return len;
}

/// Folder by folder: who matches below goes on above, and who covers above matches below.
static void check_walk(const char *glob_text, const char *path) {
  struct view parts[GLOB_PARTS_MAX];
  struct glob glob = glob_split(view_of(glob_text), parts);
  uint64_t places = glob_start(&glob), all_places = places;
  const bool match = site_glob_match(glob_text, path);
  bool covered = false;
  for (size_t pos = 0; path[pos] != '\0';) {
    require(!match || glob_goes_on(&glob, places));
    size_t end = part_end(path, pos);
    struct view part = {path + pos, end - pos};
    places = glob_step(&glob, places, part, false);
    all_places = glob_step(&glob, all_places, part, true);
    require((places & ~all_places) == 0); // with hidden names there is more, not less
    if (path[end] == '\0')
      break;
    covered |= glob_covers(&glob, all_places) && !glob_matches(&glob, all_places);
    pos = end + 1;
  }
  require(match == (path[0] != '\0' && glob_matches(&glob, places)));
  require(!covered || glob_matches(&glob, all_places));
}

static void check_glob(const uint8_t *data, size_t size) {
  struct simple s = {0};
  char glob[GLOB_LEN + 1], path[PATH_LEN + 1];
  take_line(&data, &size, glob, GLOB_LEN);
  size_t len = take_line(&data, &size, path, PATH_LEN);
  // Paths as a walk gives them: no empty part.
  if (len == 0 || glob[0] == '\0' || path[0] == '/' || path[len - 1] == '/' ||
      strstr(path, "//") != NULL)
    return;
  s.glob = glob;
  s.path = path;
  require(site_glob_match(glob, path) == matches(&s, 0, 0));
  check_walk(glob, path);
  (void)glob_check(view_of(glob));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_yaml((struct view){(const char *)data, size});
  check_glob(data, size);
  return 0;
}
