#include "estimate/duration.h"

#include "base/table.h"
#include "base/utf8.h"

#include <pthread.h>

extern const unsigned char listen_durations_table[];
extern const size_t listen_durations_table_len;

enum { N_RATES = 5, SLOTS = 1 << 14 };

/// The rates of the table's columns.
static const int table_rates_wpm[N_RATES] = {80, 175, 300, 400, 450};

/// Between those rates a duration goes nearly with 1/rate; this is by how much it does not,
/// measured by fit_estimate.py. Linear between the points.
static const struct {
  int rate_wpm;
  double factor;
} corrections[] = {
    {80, 1.0},     {100, 1.0441}, {120, 1.0358}, {150, 1.0179}, {175, 1.0}, {200, 0.9955},
    {225, 0.9929}, {260, 1.0002}, {300, 1.0},    {350, 1.0123}, {400, 1.0}, {450, 1.0},
};

struct entry {
  duration_key key; ///< 0: empty
  float seconds[N_RATES];
};

// Built once and constant from then on: the same for every voice and rate.
static struct entry slots[SLOTS];
static struct entry unknown_letter;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static size_t slot_of(duration_key key) {
  uint64_t hash = key * 0x9E3779B97F4A7C15u;
  return (size_t)(hash >> 50) & (SLOTS - 1);
}

static struct entry *find(duration_key key) {
  size_t i = slot_of(key);
  while (slots[i].key != 0 && slots[i].key != key)
    i = (i + 1) & (SLOTS - 1);
  return &slots[i];
}

/// "-1234": microseconds.
static float read_seconds(struct view text) {
  float value = 0;
  bool minus = text.len > 0 && text.ptr[0] == '-';
  for (size_t i = minus; i < text.len; i++)
    value = value * 10 + (float)(text.ptr[i] - '0');
  return (minus ? -value : value) / 1e6f;
}

static void load(void) {
  const struct view table = {(const char *)listen_durations_table, listen_durations_table_len};
  struct table_row row = {0};
  for (size_t pos = 0; table_next(table, &pos, &row);) {
    duration_key key = duration_key_parse(row.fields[0]);
    struct entry *entry = key == 'U' ? &unknown_letter : find(key);
    entry->key = key;
    for (size_t i = 0; i < N_RATES; i++)
      entry->seconds[i] = read_seconds(row.fields[i + 1]);
  }
}

static double correction(int rate_wpm) {
  const size_t last = sizeof corrections / sizeof *corrections - 1;
  size_t i = 0;
  while (i + 1 < last && corrections[i + 1].rate_wpm < rate_wpm)
    i++;
  double share = (double)(rate_wpm - corrections[i].rate_wpm) /
                 (corrections[i + 1].rate_wpm - corrections[i].rate_wpm);
  return corrections[i].factor + share * (corrections[i + 1].factor - corrections[i].factor);
}

struct sums {
  size_t lower;   ///< column below the rate
  float share[2]; ///< of that column and the next
  double seconds;
};

static void sum_key(void *context, duration_key key) {
  struct sums *sums = context;
  const struct entry *entry = find(key);
  if (entry->key == 0) {
    if (key >> 21 != 0 || key < 'a')
      return;
    entry = &unknown_letter;
  }
  sums->seconds += (double)(sums->share[0] * entry->seconds[sums->lower] +
                            sums->share[1] * entry->seconds[sums->lower + 1]);
}

double duration_clause_s(struct view clause, int rate_wpm) {
  pthread_once(&once, load);
  struct sums sums = {0};
  while (sums.lower + 2 < N_RATES && table_rates_wpm[sums.lower + 1] < rate_wpm)
    sums.lower++;
  double low = table_rates_wpm[sums.lower], high = table_rates_wpm[sums.lower + 1];
  double share = (1.0 / rate_wpm - 1.0 / low) / (1.0 / high - 1.0 / low);
  sums.share[0] = (float)(1 - share);
  sums.share[1] = (float)share;
  duration_keys(clause, sum_key, &sums);
  double seconds = sums.seconds * correction(rate_wpm);
  return seconds > 0 ? seconds : 0;
}
