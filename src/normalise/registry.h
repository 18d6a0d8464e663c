/// The rule functions of all files, for the one table in registry.c.
#ifndef LISTEN_NORMALISE_REGISTRY_H
#define LISTEN_NORMALISE_REGISTRY_H

#include "normalise/rules.h"

// words and signs
size_t rule_invisible(struct context *c, size_t at);
size_t rule_site(struct context *c, size_t at);
size_t rule_notice_word(struct context *c, size_t at);
size_t rule_notice_digits(struct context *c, size_t at);
size_t rule_notice_chunk(struct context *c, size_t at);
size_t rule_address(struct context *c, size_t at);
size_t rule_ip_address(struct context *c, size_t at);
size_t rule_handle(struct context *c, size_t at);
size_t rule_emoji(struct context *c, size_t at);
size_t rule_emoticon(struct context *c, size_t at);
size_t rule_stars(struct context *c, size_t at);
size_t rule_run(struct context *c, size_t at);
size_t rule_iban(struct context *c, size_t at);
size_t rule_phone_international(struct context *c, size_t at);
size_t rule_phone_bracket(struct context *c, size_t at);
size_t rule_phone(struct context *c, size_t at);
size_t rule_postcode(struct context *c, size_t at);
size_t rule_room(struct context *c, size_t at);
size_t rule_file_number(struct context *c, size_t at);
size_t rule_number_plate(struct context *c, size_t at);
size_t rule_power(struct context *c, size_t at);
size_t rule_chemistry(struct context *c, size_t at);
size_t rule_particulates(struct context *c, size_t at);
size_t rule_gender(struct context *c, size_t at);
size_t rule_gender_capital(struct context *c, size_t at);
size_t rule_roman(struct context *c, size_t at);
size_t rule_roman_range(struct context *c, size_t at);
size_t rule_abbreviation(struct context *c, size_t at);
size_t rule_street(struct context *c, size_t at);
size_t rule_initial(struct context *c, size_t at);
size_t rule_acronym(struct context *c, size_t at);
size_t rule_letters_and_digits(struct context *c, size_t at);
size_t rule_tag(struct context *c, size_t at);
size_t rule_bracket(struct context *c, size_t at);
size_t rule_dash(struct context *c, size_t at);
size_t rule_slash(struct context *c, size_t at);
size_t rule_sign(struct context *c, size_t at);
size_t rule_symbol_table(struct context *c, size_t at);

#endif
