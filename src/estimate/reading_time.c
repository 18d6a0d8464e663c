#include "estimate/reading_time.h"

// Words a minute, and where they come from:
//   150  the slowest rate in use on German sites; near the slow end of reading aloud in 17
//        languages, 184 ± 29 words a minute (IReST; Trauzettel-Klosinski and Dietz 2012)
//   179  German in the same study, which Yoast took over for its German reading time
//   200  the npm package reading-time and most scripts made after it; the middle of the rates in
//        use for German
//   238  silent reading of non-fiction, 260 of fiction, in English (Brysbaert 2019)
//   265  Medium, the fastest in use
enum { USUAL_WPM = 200, SLOWEST_WPM = 150, FASTEST_WPM = 265 };

struct reading_time reading_time_of(size_t words) {
  double minutes = (double)words;
  return (struct reading_time){
      .seconds = minutes * 60 / USUAL_WPM,
      .min_s = minutes * 60 / FASTEST_WPM,
      .max_s = minutes * 60 / SLOWEST_WPM,
  };
}
