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
    // what a rule for words or numbers would take apart
    {"invalid bytes", SEMIOTIC_SYMBOL, START_INVALID, drop},
    {"sentence of a law", SEMIOTIC_LAW, START_DOT, rule_law_sentence},
    {"invisible", SEMIOTIC_SYMBOL, START_SYMBOL, rule_invisible},
    {"site rule", SEMIOTIC_SITE, START_SITE | START_NUMBER | START_SYMBOL | START_PUNCT, rule_site},
    {"other alphabet", SEMIOTIC_PLAIN, START_SCRIPT, rule_script},
    {"overlong word", SEMIOTIC_NOTICE, START_LONG, rule_notice_word},
    {"overlong number", SEMIOTIC_NOTICE, START_NUMBER, rule_notice_digits},
    {"unreadable string", SEMIOTIC_NOTICE, START_JOINED | START_CAPS | START_NUMBER | START_LONG,
     rule_notice_chunk},
    {"address", SEMIOTIC_ELECTRONIC, START_JOINED | START_DOT | START_NUMBER | START_PUNCT,
     rule_address},
    {"network address", SEMIOTIC_ELECTRONIC, START_NUMBER, rule_ip_address},
    {"handle", SEMIOTIC_ELECTRONIC, START_PUNCT, rule_handle},
    {"stars", SEMIOTIC_SYMBOL, START_SYMBOL, rule_stars},
    {"emoji", SEMIOTIC_EMOJI, START_SYMBOL | START_PUNCT | START_NUMBER, rule_emoji},
    {"emoticon", SEMIOTIC_EMOJI, START_PUNCT | START_SYMBOL | START_DOTS, rule_emoticon},
    {"operator", SEMIOTIC_FORMULA, START_PUNCT | START_SYMBOL | START_DOTS, rule_operator},
    {"run of marks", SEMIOTIC_SYMBOL, START_PUNCT | START_SYMBOL | START_DOTS, rule_run},
    {"iban", SEMIOTIC_DIGITS, START_CAPS, rule_iban},
    {"international number", SEMIOTIC_PHONE, START_SYMBOL | START_SIGN, rule_phone_international},
    {"area code in brackets", SEMIOTIC_PHONE, START_PUNCT, rule_phone_bracket},
    {"phone", SEMIOTIC_PHONE, START_NUMBER, rule_phone},
    {"postcode", SEMIOTIC_DIGITS, START_NUMBER, rule_postcode},
    {"room", SEMIOTIC_DIGITS, START_NUMBER, rule_room},
    {"file number", SEMIOTIC_DIGITS, START_CAPS | START_LETTER, rule_file_number},
    {"chamber and file number", SEMIOTIC_DIGITS, START_NUMBER, rule_file_number_chamber},
    {"printed paper", SEMIOTIC_DIGITS, START_NUMBER, rule_printed_paper},
    {"emergency call", SEMIOTIC_PHONE, START_NUMBER, rule_emergency_call},
    {"blood pressure", SEMIOTIC_MEASURE, START_NUMBER, rule_blood_pressure},
    {"short season", SEMIOTIC_RANGE, START_NUMBER, rule_short_season},
    {"number plate", SEMIOTIC_DIGITS, START_CAPS | START_LETTER, rule_number_plate},
    {"power", SEMIOTIC_FORMULA, START_NUMBER | START_LETTER | START_JOINED | START_PUNCT,
     rule_power},
    {"chemistry", SEMIOTIC_FORMULA, START_JOINED | START_CAPS | START_LETTER, rule_chemistry},
    {"particulates", SEMIOTIC_FORMULA, START_CAPS, rule_particulates},
    {"gender", SEMIOTIC_GENDER, START_JOINED, rule_gender},
    {"inner capital", SEMIOTIC_GENDER, START_CAPS, rule_gender_capital},
    {"place in the Bible", SEMIOTIC_ABBREVIATION, START_BIBLE, rule_bible},
    {"Roman numeral", SEMIOTIC_ROMAN, START_CAPS | START_LETTER, rule_roman},
    {"Roman range", SEMIOTIC_ROMAN, START_PUNCT, rule_roman_range},
    {"abbreviation", SEMIOTIC_ABBREVIATION, START_ABBREVIATION, rule_abbreviation},

    // numbers
    {"paragraph", SEMIOTIC_LAW, START_PUNCT | START_SYMBOL, rule_paragraph},
    {"reading of its own", SEMIOTIC_CARDINAL, START_NUMBER, rule_reading},
    {"number in a code", SEMIOTIC_VERSION, START_NUMBER, rule_code},
    // dates and times
    {"weekday", SEMIOTIC_DATE, START_WEEKDAY, rule_weekday},
    {"day and month in words", SEMIOTIC_DATE, START_NUMBER, rule_date_in_words},
    {"date in digits", SEMIOTIC_DATE, START_NUMBER, rule_date_in_digits},
    {"month and year", SEMIOTIC_DATE, START_NUMBER, rule_month_and_year},
    {"range of days", SEMIOTIC_DATE, START_NUMBER, rule_date_range},
    {"clock compound", SEMIOTIC_TIME, START_NUMBER, rule_clock_compound},
    {"time of day", SEMIOTIC_TIME, START_NUMBER, rule_time},
    {"first of two times", SEMIOTIC_TIME, START_NUMBER, rule_time_before_another},
    {"length of time", SEMIOTIC_TIME, START_NUMBER | START_SIGN, rule_duration},
    // compounds
    {"decade", SEMIOTIC_DECADE, START_NUMBER | START_PUNCT, rule_decade},
    {"short year", SEMIOTIC_YEAR, START_PUNCT, rule_short_year},
    {"written ordinal", SEMIOTIC_ORDINAL, START_NUMBER, rule_written_ordinal},
    {"percent and suffix", SEMIOTIC_PERCENT, AMOUNT, rule_percent_suffix},
    {"chain of numbers", SEMIOTIC_DIGITS, START_NUMBER, rule_number_chain},
    {"number and suffix", SEMIOTIC_COMPOUND, AMOUNT, rule_number_suffix},
    {"score compound", SEMIOTIC_SCORE, START_NUMBER, rule_score_compound},
    {"ordinal compound", SEMIOTIC_ORDINAL, START_NUMBER, rule_ordinal_compound},
    {"number compound", SEMIOTIC_COMPOUND, AMOUNT, rule_number_compound},
    {"leading point", SEMIOTIC_DECIMAL, START_DOTS, rule_leading_point},
    {"joined number", SEMIOTIC_VERSION, START_SIGN | START_DOTS, rule_joined_number},
    {"times", SEMIOTIC_MEASURE, START_NUMBER, rule_times},
    // amounts
    {"money, sign first", SEMIOTIC_MONEY, START_SYMBOL | START_CAPS | START_SIGN,
     rule_money_sign_first},
    {"money", SEMIOTIC_MONEY, AMOUNT, rule_money},
    {"season", SEMIOTIC_RANGE, START_NUMBER, rule_season},
    {"measure", SEMIOTIC_MEASURE, AMOUNT, rule_measure},
    {"unit alone", SEMIOTIC_MEASURE, START_UNIT, rule_lone_unit},
    {"times sign", SEMIOTIC_MEASURE, START_LETTER, rule_times_sign},
    {"time without Uhr", SEMIOTIC_TIME, START_NUMBER, rule_time_alone},
    {"score", SEMIOTIC_SCORE, START_NUMBER, rule_score},
    {"ordinal", SEMIOTIC_ORDINAL, START_NUMBER, rule_ordinal},
    {"version", SEMIOTIC_VERSION, START_NUMBER, rule_version},
    {"type number", SEMIOTIC_VERSION, START_NUMBER, rule_type_number},
    {"number", SEMIOTIC_CARDINAL, AMOUNT, rule_cardinal},
    // words and signs
    {"street", SEMIOTIC_ABBREVIATION, START_DOT, rule_street},
    {"letters and digits", SEMIOTIC_ACRONYM, START_JOINED | START_LETTER, rule_letters_and_digits},
    {"acronym", SEMIOTIC_ACRONYM, START_CAPS | START_ACRONYM, rule_acronym},
    {"initial", SEMIOTIC_ABBREVIATION, START_LETTER, rule_initial},
    {"hyphen before acronym", SEMIOTIC_ACRONYM, START_PUNCT, rule_hyphen_before_acronym},
    {"tag", SEMIOTIC_SYMBOL, START_SYMBOL, rule_tag},
    {"bracket", SEMIOTIC_SYMBOL, START_PUNCT, rule_bracket},
    {"dash", SEMIOTIC_SYMBOL, START_PUNCT, rule_dash},
    {"slash", SEMIOTIC_SYMBOL, START_PUNCT, rule_slash},
    {"sign", SEMIOTIC_SYMBOL, START_PUNCT | START_SYMBOL, rule_sign},
    {"sign table", SEMIOTIC_SYMBOL, START_PUNCT | START_SYMBOL | START_LETTER, rule_symbol_table},
};
const size_t normalise_n_rules = sizeof normalise_rules / sizeof *normalise_rules;
