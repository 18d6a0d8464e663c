#include "normalise/registry.h"

static size_t drop(struct context *c, size_t at) {
  (void)c;
  (void)at;
  return 1;
}

enum {
  AMOUNT = START_NUMBER | START_SIGN | START_SYMBOL, ///< "5", "-5", "½"
};

// The order matters: what is longer or surer comes first.
const struct rule normalise_rules[] = {
    {"reading of its own", SEMIOTIC_CARDINAL, START_NUMBER, rule_reading},
    {"paragraph", SEMIOTIC_LAW, START_PUNCT | START_SYMBOL, rule_paragraph},
    {"number in a code", SEMIOTIC_VERSION, START_NUMBER, rule_code},
    // dates and times
    {"day and month in words", SEMIOTIC_DATE, START_NUMBER, rule_date_in_words},
    {"date in digits", SEMIOTIC_DATE, START_NUMBER, rule_date_in_digits},
    {"range of days", SEMIOTIC_DATE, START_NUMBER, rule_date_range},
    {"clock compound", SEMIOTIC_TIME, START_NUMBER, rule_clock_compound},
    {"time of day", SEMIOTIC_TIME, START_NUMBER, rule_time},
    {"first of two times", SEMIOTIC_TIME, START_NUMBER, rule_time_before_another},
    {"length of time", SEMIOTIC_TIME, START_NUMBER, rule_duration},
    // compounds
    {"decade", SEMIOTIC_DECADE, START_NUMBER | START_PUNCT, rule_decade},
    {"short year", SEMIOTIC_YEAR, START_PUNCT, rule_short_year},
    {"written ordinal", SEMIOTIC_ORDINAL, START_NUMBER, rule_written_ordinal},
    {"percent and suffix", SEMIOTIC_PERCENT, AMOUNT, rule_percent_suffix},
    {"number and suffix", SEMIOTIC_COMPOUND, AMOUNT, rule_number_suffix},
    {"score compound", SEMIOTIC_SCORE, START_NUMBER, rule_score_compound},
    {"ordinal compound", SEMIOTIC_ORDINAL, START_NUMBER, rule_ordinal_compound},
    {"number compound", SEMIOTIC_COMPOUND, AMOUNT, rule_number_compound},
    {"joined number", SEMIOTIC_VERSION, START_SIGN, rule_joined_number},
    {"times", SEMIOTIC_MEASURE, START_NUMBER, rule_times},
    // amounts
    {"money, sign first", SEMIOTIC_MONEY, START_SYMBOL | START_CAPS | START_SIGN,
     rule_money_sign_first},
    {"money", SEMIOTIC_MONEY, AMOUNT, rule_money},
    {"season", SEMIOTIC_RANGE, START_NUMBER, rule_season},
    {"measure", SEMIOTIC_MEASURE, AMOUNT, rule_measure},
    {"times sign", SEMIOTIC_MEASURE, START_LETTER, rule_times_sign},
    {"time without Uhr", SEMIOTIC_TIME, START_NUMBER, rule_time_alone},
    {"score", SEMIOTIC_SCORE, START_NUMBER, rule_score},
    {"ordinal", SEMIOTIC_ORDINAL, START_NUMBER, rule_ordinal},
    {"version", SEMIOTIC_VERSION, START_NUMBER, rule_version},
    {"type number", SEMIOTIC_VERSION, START_NUMBER, rule_type_number},
    {"number", SEMIOTIC_CARDINAL, AMOUNT, rule_cardinal},
    {"invalid bytes", SEMIOTIC_SYMBOL, START_INVALID, drop},
};
const size_t normalise_n_rules = sizeof normalise_rules / sizeof *normalise_rules;
