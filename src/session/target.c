#include "session/target.h"

#include "book/book.h"

#include <string.h>
#include <strings.h>

enum listen_status target_default_path(const struct target_options *options, const char *article,
                                       struct buf *out, struct listen_diag *diag) {
  const char *slash = strrchr(article, '/');
  const char *name = slash != NULL ? slash + 1 : article;
  const char *dot = strrchr(name, '.');
  if (strcmp(article, "-") == 0)
    name = "out", dot = NULL;
  buf_add(out, name, dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name));
  struct target target = {.format =
                              options->format < 0 ? AUDIO_WAV : (enum audio_format)options->format,
                          .book = options->book};
  buf_printf(out, ".%s", target_ending(&target));
  return out->failed ? diag_nomem(diag) : LISTEN_OK;
}

static bool ends_as_book(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash != NULL ? slash + 1 : path, '.');
  return dot != NULL && strcasecmp(dot, ".epub") == 0;
}

/// The format follows the ending, unless --format says it. A name without a known ending becomes
/// WAV, but for endings that promise another kind of sound.
static enum listen_status choose_format(struct target *target, const struct target_options *options,
                                        const char *path, struct listen_diag *diag) {
  target->format = options->format < 0 ? AUDIO_WAV : (enum audio_format)options->format;
  target->book = options->book || (options->format < 0 && ends_as_book(path));
  if (target->book) {
    target->format = AUDIO_MP3; // which every reading system plays
    return LISTEN_OK;
  }
  if (options->format >= 0 || audio_format_of_path(path, &target->format))
    return LISTEN_OK;
  static const char *const others[] = {".aac",  ".mp4", ".mp2", ".wma", ".aif", ".aiff", ".au",
                                       ".webm", ".mka", ".spx", ".amr", ".3gp", ".caf",  ".mov"};
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash != NULL ? slash + 1 : path, '.');
  for (size_t i = 0; dot != NULL && i < sizeof others / sizeof *others; i++) {
    if (strcasecmp(dot, others[i]) != 0)
      continue;
    diag_at(diag, path, 0, 0);
    diag_set(diag, LISTEN_E_USAGE,
             DIAG_TEXT(diag, "'%s' cannot be written", "'%s' lässt sich nicht schreiben"), dot);
    diag_hint(
        diag, "%s",
        DIAG_TEXT(diag, "name it .wav, .flac, .ogg, .opus, .mp3, .m4b or .epub, or use --format",
                  "mit .wav, .flac, .ogg, .opus, .mp3, .m4b oder .epub benennen, oder --format "
                  "angeben"));
    return LISTEN_E_USAGE;
  }
  return LISTEN_OK;
}

static enum listen_status check_bitrate(const struct target *target, struct listen_diag *diag) {
  const struct audio_format_info *info = audio_format_info(target->format);
  if (target->bitrate_kbps == 0 ||
      (target->bitrate_kbps >= info->min_kbps && target->bitrate_kbps <= info->max_kbps))
    return LISTEN_OK;
  if (info->bitrate_kbps == 0)
    return diag_set(diag, LISTEN_E_USAGE,
                    DIAG_TEXT(diag, "--bitrate: %s is lossless and has none",
                              "--bitrate: %s ist verlustfrei und hat keine"),
                    info->name);
  return diag_set(diag, LISTEN_E_USAGE,
                  DIAG_TEXT(diag, "--bitrate is %d; accepted for %s: %d to %d (kbit/s)",
                            "--bitrate ist %d; erlaubt für %s: %d bis %d (kbit/s)"),
                  target->bitrate_kbps, info->name, info->min_kbps, info->max_kbps);
}

static enum listen_status read_cover(struct target *target, const struct target_options *options,
                                     struct listen_diag *diag) {
  const struct audio_format_info *info = audio_format_info(target->format);
  if (options->cover == NULL)
    return LISTEN_OK;
  if (!info->has_cover) {
    diag_set(
        diag, LISTEN_E_USAGE,
        DIAG_TEXT(diag, "--cover: %s has no place for one", "--cover: %s hat keinen Platz dafür"),
        info->name);
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "write .wav, .flac, .ogg, .opus, .mp3 or .m4b",
                        ".wav, .flac, .ogg, .opus, .mp3 oder .m4b schreiben"));
    return LISTEN_E_USAGE;
  }
  target->cover_path = options->cover;
  enum listen_status status =
      session_read_file(options->cover, options->cancel, &target->cover, diag);
  struct view image = target->cover.ptr != NULL ? buf_as_view(&target->cover) : VIEW("");
  return status == LISTEN_OK ? audio_cover_check(image, options->cover, diag) : status;
}

/// Can the sound be written? Of a book it is not obvious what that needs.
static enum listen_status check_format(const struct target *target, struct listen_diag *diag) {
  enum listen_status status = audio_format_check(target->format, diag);
  if (status == LISTEN_OK || !target->book || diag == NULL)
    return status;
  struct listen_diag why = *diag;
  diag_set(
      diag, status,
      DIAG_TEXT(diag, "the sound of a book is MP3, and %s", "der Ton eines Buchs ist MP3, und %s"),
      why.message);
  diag_hint(diag, "%s", why.hint);
  return status;
}

enum listen_status target_open(struct target *target, const struct target_options *options,
                               const char *path, struct listen_diag *diag) {
  *target = (struct target){.bitrate_kbps = options->bitrate_kbps};
  enum listen_status status = choose_format(target, options, path, diag);
  if (status == LISTEN_OK)
    status = check_bitrate(target, diag);
  if (status == LISTEN_OK)
    status = check_format(target, diag);
  if (status == LISTEN_OK)
    status = read_cover(target, options, diag);
  return status;
}

const char *target_ending(const struct target *target) {
  return target->book ? "epub" : audio_format_info(target->format)->name;
}

const char *target_media_type(const struct target *target) {
  return target->book ? book_media_type : audio_format_info(target->format)->media_type;
}

void target_close(struct target *target) {
  buf_clear(&target->cover);
}
