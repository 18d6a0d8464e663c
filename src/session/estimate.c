// How long a document takes to say, by the model.

#include "estimate/estimate.h"

#include "session/session.h"

bool chapter_times_open(struct chapter_times *chapters, size_t block) {
  void *items = chapters->items;
  if (!array_grow(&items, &chapters->cap, chapters->n + 1, sizeof *chapters->items))
    return false;
  chapters->items = items;
  chapters->items[chapters->n++] = (struct chapter_time){.block = block};
  return true;
}

enum listen_status session_estimate_chapters(const struct document *document,
                                             const struct session *session,
                                             struct chapter_times *chapters, double *seconds,
                                             struct listen_diag *diag) {
  struct reading reading;
  struct reading_tools tools = session->tools;
  tools.pronouncer = NULL; // the model goes by the spelling
  tools.stress = false;
  struct estimate_voice voice = {.rate_wpm = session->profile.rate_wpm,
                                 .share = session->profile.timing_permille / 1000.0,
                                 .clause_s = session->profile.timing_clause_ms / 1000.0};
  reading_init(&reading, document, &tools);
  enum listen_status status;
  size_t block = SIZE_MAX; // of the last utterance
  *seconds = 0;
  for (bool done;;) {
    status = reading_next(&reading, &done);
    if (status != LISTEN_OK || done)
      break;
    voice.rate_wpm = session_style(&session->profile, reading.utterance.style).rate_wpm;
    double s = estimate_utterance_s(&reading.utterance, &voice);
    *seconds += s;
    if (chapters == NULL)
      continue;
    if (document->blocks[reading.sentence.block].role == BLOCK_TITLE)
      chapters->title_s += s;
    bool opens = block != reading.sentence.block &&
                 (chapters->n == 0 || reading_opens_chapter(document, reading.sentence.block));
    block = reading.sentence.block;
    if (opens && !chapter_times_open(chapters, block)) {
      status = LISTEN_E_NOMEM;
      break;
    }
    chapters->items[chapters->n - 1].seconds += s;
  }
  reading_clear(&reading);
  return status == LISTEN_OK ? LISTEN_OK : diag_nomem(diag);
}

enum listen_status session_estimate(const struct document *document, const struct session *session,
                                    double *seconds, struct listen_diag *diag) {
  return session_estimate_chapters(document, session, NULL, seconds, diag);
}
