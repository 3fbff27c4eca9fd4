/*
 * What the files of folding share. fold_plain.c does what nearly all text needs, by tables,
 * fold_blocks.c the same for many bytes at a time; fold.c does the rest by utf8proc.
 */
#ifndef FOLD_PARTS_H
#define FOLD_PARTS_H

#include "fold.h"
#include "fold_han.h"

/* Folds characters from `text` on, which stands at `origin` in the user's text, up to the first
 * that takes more than a table, and tells how many bytes it took. `out` has room for `length` more,
 * and FOLD_BEHIND. */
size_t fold_plain(folded *out, const char *text, size_t length, size_t origin);

size_t fold_plain_portable(folded *out, const char *text, size_t length, size_t origin);

/* Folds a character of three bytes; 0 where it takes more than a table, else 3. */
size_t fold_three(folded *out, const char *text, size_t length, size_t origin);

/* The simplified character of a traditional one; any other as it is. */
int32_t fold_simplified(int32_t point);

/* Bits for the characters that have the first two bytes in common, the first of them E4 to E9; that
 * of the character at `text` comes lowest: whether it has a simplified one. */
static inline uint64_t fold_changes(const char *text) {
    const unsigned char *bytes = (const unsigned char *)text;
    return han_changes[bytes[0] * 64U + bytes[1] - (0xE4 * 64U + 0x80)] >> bytes[2] % HAN_PAGE;
}

/* Inside a character. */
static inline bool fold_continues(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Han of three bytes are those that begin with E4 to E9. */
static inline bool fold_begins_han(char byte) {
    return (unsigned char)((unsigned char)byte - 0xE4) <= 0xE9 - 0xE4;
}

/* Whether a mark may stand there that belongs to the character before; never false for one. No
 * branches: what stands behind a character is hard to foresee. */
static inline bool fold_may_be_mark(const char *text, size_t length) {
    unsigned char first = length > 0 ? (unsigned char)text[0] : 0;
    unsigned char second = length > 1 ? (unsigned char)text[1] : 0;
    unsigned char third = length > 2 ? (unsigned char)text[2] : 0xFF;
    unsigned none = (first < 0x80) | fold_begins_han((char)first);
    none |= (first == 0xE2) & (second == 0x80);                  /* U+2000 to U+203F */
    none |= (first == 0xEF) & ((second | 1) == 0xBD);            /* U+FF00 to U+FF7F */
    none |= (first == 0xE3) & (second == 0x80) & (third < 0xAA); /* U+3000 to U+3029 */
    return !none;
}

#endif
