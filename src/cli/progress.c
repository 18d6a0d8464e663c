#include "cli/cli.h"

#include <unistd.h>

enum { BAR_CELLS = 30 };

void progress_start(struct progress *progress, const struct cli_options *options) {
  *progress = (struct progress){
      .active = !options->quiet && !options->json && isatty(STDERR_FILENO), .shown = -1};
}

void progress_update(void *context, double share) {
  struct progress *progress = context;
  if (!progress->active || share - progress->shown < 0.01)
    return;
  progress->shown = share;
  int full = (int)(share * BAR_CELLS);
  fputs("\r[", stderr);
  for (int i = 0; i < BAR_CELLS; i++)
    fputs(i < full ? "#" : "-", stderr);
  fprintf(stderr, "] %3d %%", (int)(share * 100));
  fflush(stderr);
}

void progress_end(struct progress *progress) {
  if (progress->active && progress->shown >= 0)
    fprintf(stderr, "\r%*s\r", BAR_CELLS + 12, "");
  progress->active = false;
}
