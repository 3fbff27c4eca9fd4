/*
 * What the files of the tokens share.
 */
#ifndef TOKENS_PARTS_H
#define TOKENS_PARTS_H

#include "tokens.h"

#include <string.h>

/* The length of a unit, plain or made of several ("mah/g", "g/cm3", "kg·m-3"); 0 where there is
 * none. */
size_t tokens_unit_length(const char *text);

static inline bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static inline bool is_letter(char byte) {
    return byte >= 'a' && byte <= 'z';
}

/* Whether folded text goes on so; `with` is no longer than what can be read behind the text. */
static inline bool starts(const char *text, const char *with) {
    return memcmp(text, with, strlen(with)) == 0;
}

#endif
