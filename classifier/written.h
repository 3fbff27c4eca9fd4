/*
 * Stage 1b: a stretch of text as it was folded, and as the user wrote it.
 *
 * Folding takes capitals and raised digits away, which tell MW from mW and 10⁵ from 105; here they
 * are still to be seen.
 */
#ifndef WRITTEN_H
#define WRITTEN_H

#include "fold.h"

/* Borrowed from the text and the user's bytes; valid as long as they are. */
typedef struct {
    const folded *text;
    const char *original; /* the bytes that `text` was folded from */
    size_t from, to;      /* folded bytes that may be looked at */
} written_text;

/* The byte at a place, 0 outside of it. */
static inline char written_byte(const written_text *in, size_t at) {
    return at >= in->from && at < in->to ? in->text->bytes[at] : '\0';
}
/* The length of `word` where it stands at, or ends at, a place; else 0. */
size_t written_starts(const written_text *in, size_t at, const char *word);
size_t written_ends(const written_text *in, size_t at, const char *word);
/* The class of the character at a place or before it, FOLD_OTHER outside of it; `length`
 * may be NULL. */
fold_class written_class(const written_text *in, size_t at, size_t *length);
fold_class written_class_before(const written_text *in, size_t at, size_t *length);
/* The place behind, or before, at most `most` blanks. */
size_t written_skip_blanks(const written_text *in, size_t at, int most);
size_t written_skip_blanks_back(const written_text *in, size_t at, int most);

bool written_is_letter(fold_class class);                 /* of any script but Han */
bool written_is_digit(const written_text *in, size_t at); /* 0 to 9, written on the line */
bool written_is_raised(const written_text *in,
                       size_t at); /* a digit or sign, written above the line */
bool written_is_capital(const written_text *in, size_t at); /* A to Z, as the user wrote it */
/* Whether the character at a place was written as it stands in folded text. */
bool written_is(const written_text *in, size_t at, const char *character);

#endif
