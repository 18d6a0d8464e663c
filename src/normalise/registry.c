#include "normalise/registry.h"

#include "normalise/rules.h"

static size_t drop(struct context *c, size_t at) {
  (void)c;
  (void)at;
  return 1;
}

// The order matters: what is longer or surer comes first.
const struct rule normalise_rules[] = {
    {"invalid", SEMIOTIC_SYMBOL, START_INVALID, drop},

    {"invisible", SEMIOTIC_SYMBOL, START_SYMBOL, rule_invisible},
    {"site", SEMIOTIC_SITE, START_SITE | START_NUMBER | START_SYMBOL | START_PUNCT, rule_site},
    {"notice-word", SEMIOTIC_NOTICE, START_LONG, rule_notice_word},
    {"notice-digits", SEMIOTIC_NOTICE, START_NUMBER, rule_notice_digits},
    {"notice-chunk", SEMIOTIC_NOTICE, START_JOINED | START_CAPS | START_NUMBER | START_LONG,
     rule_notice_chunk},
    {"address", SEMIOTIC_ELECTRONIC, START_JOINED | START_DOT | START_NUMBER, rule_address},
    {"ip-address", SEMIOTIC_ELECTRONIC, START_NUMBER, rule_ip_address},
    {"handle", SEMIOTIC_ELECTRONIC, START_PUNCT, rule_handle},
    {"emoji", SEMIOTIC_EMOJI, START_SYMBOL | START_PUNCT | START_NUMBER, rule_emoji},
    {"emoticon", SEMIOTIC_EMOJI, START_PUNCT | START_SYMBOL | START_DOTS, rule_emoticon},
    {"stars", SEMIOTIC_SYMBOL, START_SYMBOL, rule_stars},
    {"run", SEMIOTIC_SYMBOL, START_PUNCT | START_SYMBOL | START_DOTS, rule_run},
    {"iban", SEMIOTIC_DIGITS, START_CAPS, rule_iban},
    {"phone-international", SEMIOTIC_PHONE, START_SYMBOL | START_SIGN, rule_phone_international},
    {"phone-bracket", SEMIOTIC_PHONE, START_PUNCT, rule_phone_bracket},
    {"phone", SEMIOTIC_PHONE, START_NUMBER, rule_phone},
    {"postcode", SEMIOTIC_DIGITS, START_NUMBER, rule_postcode},
    {"room", SEMIOTIC_DIGITS, START_NUMBER, rule_room},
    {"file-number", SEMIOTIC_DIGITS, START_CAPS | START_LETTER, rule_file_number},
    {"number-plate", SEMIOTIC_DIGITS, START_CAPS | START_LETTER, rule_number_plate},
    {"power", SEMIOTIC_FORMULA, START_NUMBER | START_LETTER | START_JOINED | START_PUNCT,
     rule_power},
    {"chemistry", SEMIOTIC_FORMULA, START_JOINED | START_CAPS | START_LETTER, rule_chemistry},
    {"particulates", SEMIOTIC_FORMULA, START_CAPS, rule_particulates},
    {"gender", SEMIOTIC_GENDER, START_JOINED, rule_gender},
    {"gender-capital", SEMIOTIC_GENDER, START_CAPS, rule_gender_capital},
    {"roman", SEMIOTIC_ROMAN, START_CAPS | START_LETTER, rule_roman},
    {"roman-range", SEMIOTIC_ROMAN, START_PUNCT, rule_roman_range},

    // numbers

    {"abbreviation", SEMIOTIC_ABBREVIATION, START_ABBREVIATION, rule_abbreviation},
    {"street", SEMIOTIC_ABBREVIATION, START_DOT, rule_street},
    {"initial", SEMIOTIC_ABBREVIATION, START_LETTER, rule_initial},
    {"letters-and-digits", SEMIOTIC_ACRONYM, START_JOINED | START_LETTER, rule_letters_and_digits},
    {"acronym", SEMIOTIC_ACRONYM, START_CAPS | START_ACRONYM, rule_acronym},
    {"tag", SEMIOTIC_SYMBOL, START_SYMBOL, rule_tag},
    {"bracket", SEMIOTIC_SYMBOL, START_PUNCT, rule_bracket},
    {"dash", SEMIOTIC_SYMBOL, START_PUNCT, rule_dash},
    {"slash", SEMIOTIC_SYMBOL, START_PUNCT, rule_slash},
    {"sign", SEMIOTIC_SYMBOL, START_PUNCT | START_SYMBOL, rule_sign},
    {"symbol-table", SEMIOTIC_SYMBOL, START_PUNCT | START_SYMBOL | START_LETTER, rule_symbol_table},
};
const size_t normalise_n_rules = sizeof normalise_rules / sizeof *normalise_rules;
