#include "csv_parts.h"

#include <string.h>

/* Of two that part a row alike, the first is less likely to be part of a text. */
static const char delimiters[DELIMITERS + 1] = "\t|;,";

static size_t left(const delimiter_guess *guess) {
    size_t count = 0;
    for (size_t i = 0; i < DELIMITERS; i++) count += !guess->out[i];
    return count;
}

static void end_first_row(delimiter_guess *guess) {
    memcpy(guess->first, guess->count, sizeof guess->first);
    for (size_t i = 0; i < DELIMITERS; i++) guess->out[i] = !guess->first[i];
}

/* Drops those that part this row otherwise than the first, unless none would be left. */
static void end_next_row(delimiter_guess *guess) {
    delimiter_guess fewer = *guess;
    for (size_t i = 0; i < DELIMITERS; i++) fewer.out[i] |= fewer.count[i] != fewer.first[i];
    if (left(&fewer)) *guess = fewer;
}

static void end_row(delimiter_guess *guess) {
    if (guess->rows++)
        end_next_row(guess);
    else
        end_first_row(guess);
    guess->settled = left(guess) < 2 || guess->rows == DELIMITER_ROWS;
    memset(guess->count, 0, sizeof guess->count);
    guess->row_begun = guess->in_field = false;
}

static void look_outside(delimiter_guess *guess, char letter) {
    if (letter == '\n' || letter == '\r') {
        if (guess->row_begun) end_row(guess);
        return;
    }
    guess->row_begun = true;
    const char *found = letter ? strchr(delimiters, letter) : NULL;
    if (found) guess->count[found - delimiters]++;
    guess->quoted = letter == '"' && !guess->in_field;
    guess->in_field = !found;
}

static void look(delimiter_guess *guess, char letter) {
    if (!guess->quoted) {
        look_outside(guess, letter);
    } else if (!guess->quote_seen) {
        guess->quote_seen = letter == '"';
    } else {
        guess->quote_seen = false;
        if (letter == '"') return;
        guess->quoted = false;
        look_outside(guess, letter);
    }
}

bool delimiter_look(delimiter_guess *guess, const char *bytes, size_t length) {
    if (length > DELIMITER_BYTES) length = DELIMITER_BYTES;
    while (!guess->settled && guess->seen < length) look(guess, bytes[guess->seen++]);
    return guess->settled || guess->seen == DELIMITER_BYTES;
}

char delimiter_best(const delimiter_guess *guess) {
    const size_t *counts = guess->rows ? guess->first : guess->count;
    size_t best = DELIMITERS - 1;
    for (size_t i = DELIMITERS; i-- > 0;)
        if (!guess->out[i] && (guess->out[best] || counts[i] >= counts[best]) && counts[i])
            best = i;
    return delimiters[best];
}
