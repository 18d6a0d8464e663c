#include "pipeline/loudness.h"

static enum listen_status on_chapter(void *context, size_t block, struct listen_diag *diag) {
  const struct metering *m = context;
  return m->next.chapter(m->next.context, block, diag);
}

static enum listen_status on_frames(void *context, const int16_t *frames, size_t n,
                                    struct listen_diag *diag) {
  const struct metering *m = context;
  if (!level_meter_add(m->meter, frames, n))
    return diag_nomem(diag);
  return m->next.frames(m->next.context, frames, n, diag);
}

static enum listen_status on_silence(void *context, uint64_t n, struct listen_diag *diag) {
  const struct metering *m = context;
  if (!level_meter_silence(m->meter, n))
    return diag_nomem(diag);
  return m->next.silence(m->next.context, n, diag);
}

struct speak_sink metering_sink(struct metering *metering) {
  return (struct speak_sink){
      .context = metering, .chapter = on_chapter, .frames = on_frames, .silence = on_silence};
}
