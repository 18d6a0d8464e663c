// Any bytes as a date, as each reader of dates has it: what is read exists, and what is written is
// read again as the same.
#include "fuzz.h"

#include "book/date.h"
#include "extract/date.h"
#include "site/publish.h"
#include "site/serve/http.h"

/// A book says it in UTC, whatever the zone.
static void check_book(struct view text) {
  struct iso_date date, again;
  char out[BOOK_DATE_BYTES];
  if (!iso_date_read(text, &date))
    return;
  require(date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31);
  book_date_text(&date, out);
  require(strlen(out) == 20 && iso_date_read(view_of(out), &again) && again.zone_min == 0);
  again.zone_min = date.zone_min;
  require(memcmp(&date, &again, sizeof date) == 0);
}

/// RFC 822 is one of HTTP's forms, but for its zone.
static void check_site(struct view text) {
  int64_t seconds;
  struct buf rfc = {0};
  bool known = site_date_seconds(text, &seconds);
  require(site_date_rfc822(text, &rfc) == known);
  if (known) {
    require(rfc.len == 31);
    time_t wall;
    struct buf http = {0};
    buf_view(&http, view_sub(buf_as_view(&rfc), 0, 26));
    buf_str(&http, "GMT");
    require(http_date_read(buf_as_view(&http), &wall));
    require(llabs((long long)wall - seconds) <= (14 * 60 + 59) * 60);
    buf_clear(&http);
  }
  buf_clear(&rfc);
}

static void check_http(struct view text) {
  time_t time, again;
  char out[HTTP_DATE_SIZE];
  if (!http_date_read(text, &time))
    return;
  http_date_write(time, out);
  require(http_date_read(view_of(out), &again) && again == time);
}

static void check_page(const struct rules *rules, struct view text) {
  static struct token_line tokens, formatted_tokens;
  static struct word_line line, formatted;
  struct date date, again;
  char out[DATE_TEXT_SIZE];
  if (!token_line_read(&tokens, text))
    return;
  word_line_read(&line, &tokens);
  for (size_t i = 0; i < tokens.n;) {
    size_t before = i;
    if (!date_read(rules, &line, &i, &date)) {
      require(i == before);
      i++;
      continue;
    }
    require(i > before && i <= tokens.n);
    size_t at = i;
    if (!date_read_time(&line, &at, &date))
      require(at == i);
    int64_t seconds;
    struct view iso = date_format(&date, out);
    require(site_date_seconds(iso, &seconds) || date.year < 1900);
    size_t k = 0;
    require(token_line_read(&formatted_tokens, view_sub(iso, 0, 10)));
    word_line_read(&formatted, &formatted_tokens);
    require(date_read(rules, &formatted, &k, &again));
    require(again.year == date.year && again.month == date.month && again.day == date.day);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct rules *rules;
  if (rules == NULL)
    require((rules = rules_new()) != NULL);
  struct view text = {(const char *)data, size};
  check_book(text);
  check_site(text);
  check_http(text);
  check_page(rules, text);
  return 0;
}
