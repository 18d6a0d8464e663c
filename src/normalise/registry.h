/// The rule functions of all files, for the one table in registry.c.
#ifndef LISTEN_NORMALISE_REGISTRY_H
#define LISTEN_NORMALISE_REGISTRY_H

#include "normalise/rules.h"

#define RULE(function) size_t function(struct context *c, size_t at)

// cardinal.c
RULE(rule_cardinal);
// compound.c
RULE(rule_number_suffix);
RULE(rule_percent_suffix);
RULE(rule_number_compound);
RULE(rule_score_compound);
RULE(rule_ordinal_compound);
RULE(rule_clock_compound);
RULE(rule_times);
RULE(rule_decade);
RULE(rule_figures);
RULE(rule_inches);
RULE(rule_stars_of_hotel);
RULE(rule_grade);
// date.c
RULE(rule_date_in_words);
RULE(rule_date_in_digits);
RULE(rule_date_range);
RULE(rule_month_and_year);
RULE(rule_short_year);
// law.c
RULE(rule_paragraph);
RULE(rule_law_sentence);
// measure.c
RULE(rule_measure);
RULE(rule_times_sign);
RULE(rule_lone_unit);
// money.c
RULE(rule_money);
RULE(rule_money_sign_first);
RULE(rule_francs);
// ordinal.c
RULE(rule_ordinal);
RULE(rule_written_ordinal);
// score.c
RULE(rule_score);
// shorthand.c
RULE(rule_shorthand);
RULE(rule_quarter);
RULE(rule_sex);
RULE(rule_episode);
RULE(rule_hexadecimal);
// time.c
RULE(rule_time);
RULE(rule_time_before_another);
RULE(rule_time_alone);
RULE(rule_half_hour);
RULE(rule_duration);
// version.c
RULE(rule_version);
RULE(rule_bible);
RULE(rule_bible_volume);
RULE(rule_number_chain);
RULE(rule_code);
RULE(rule_joined_number);
RULE(rule_type_number);
RULE(rule_reading);
// weekday.c
RULE(rule_weekday);
// year.c
RULE(rule_season);

#undef RULE
// words and signs
size_t rule_invisible(struct context *c, size_t at);
size_t rule_site(struct context *c, size_t at);
size_t rule_script(struct context *c, size_t at);
size_t rule_notice_word(struct context *c, size_t at);
size_t rule_notice_digits(struct context *c, size_t at);
size_t rule_notice_chunk(struct context *c, size_t at);
size_t rule_address(struct context *c, size_t at);
size_t rule_bare_ending(struct context *c, size_t at);
size_t rule_ip_address(struct context *c, size_t at);
size_t rule_handle(struct context *c, size_t at);
size_t rule_emoji(struct context *c, size_t at);
size_t rule_emoticon(struct context *c, size_t at);
size_t rule_stars(struct context *c, size_t at);
size_t rule_operator(struct context *c, size_t at);
size_t rule_run(struct context *c, size_t at);
size_t rule_bic(struct context *c, size_t at);
size_t rule_iban(struct context *c, size_t at);
size_t rule_phone_international(struct context *c, size_t at);
size_t rule_phone_bracket(struct context *c, size_t at);
size_t rule_phone(struct context *c, size_t at);
size_t rule_postcode(struct context *c, size_t at);
size_t rule_room(struct context *c, size_t at);
size_t rule_file_number(struct context *c, size_t at);
size_t rule_range_suffix(struct context *c, size_t at);
size_t rule_leading_point(struct context *c, size_t at);
size_t rule_file_number_chamber(struct context *c, size_t at);
size_t rule_reference_number(struct context *c, size_t at);
size_t rule_printed_paper(struct context *c, size_t at);
size_t rule_short_season(struct context *c, size_t at);
size_t rule_part_of_series(struct context *c, size_t at);
size_t rule_issue_number(struct context *c, size_t at);
size_t rule_blood_pressure(struct context *c, size_t at);
size_t rule_emergency_call(struct context *c, size_t at);
size_t rule_number_plate(struct context *c, size_t at);
size_t rule_chess_move(struct context *c, size_t at);
size_t rule_chess_number(struct context *c, size_t at);
size_t rule_power(struct context *c, size_t at);
size_t rule_chemistry(struct context *c, size_t at);
size_t rule_particulates(struct context *c, size_t at);
size_t rule_gender(struct context *c, size_t at);
size_t rule_gender_capital(struct context *c, size_t at);
size_t rule_roman(struct context *c, size_t at);
size_t rule_roman_range(struct context *c, size_t at);
size_t rule_small_word(struct context *c, size_t at);
size_t rule_her_title(struct context *c, size_t at);
size_t rule_abbreviation(struct context *c, size_t at);
// adjective.c: "kirchl.", "gesellschaftl."
size_t rule_short_adjective(struct context *c, size_t at);
size_t rule_street(struct context *c, size_t at);
size_t rule_initial(struct context *c, size_t at);
size_t rule_hyphen_before_acronym(struct context *c, size_t at);
size_t rule_acronym(struct context *c, size_t at);
size_t rule_letters_and_digits(struct context *c, size_t at);
size_t rule_tag(struct context *c, size_t at);
size_t rule_bracket(struct context *c, size_t at);
size_t rule_dash(struct context *c, size_t at);
size_t rule_slash(struct context *c, size_t at);
size_t rule_placeholder(struct context *c, size_t at);
size_t rule_comparison(struct context *c, size_t at);
size_t rule_sign(struct context *c, size_t at);
size_t rule_symbol_table(struct context *c, size_t at);

#endif
