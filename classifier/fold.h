/*
 * Stage 1: a user's bytes -> folded text, with a map back.
 *
 * Folded text is valid UTF-8 in NFKC, case folded, with HTML character references decoded,
 * default-ignorable characters dropped, each traditional Chinese character replaced by its
 * simplified one, and every byte that is not UTF-8, and every NUL, by a space. Sources: Unicode
 * Standard Annex 15 (normalization forms), by utf8proc; opencc's table of single characters.
 */
#ifndef FOLD_H
#define FOLD_H

#include "memory.h"
#include "status.h"

#include <stdint.h>

/* So many bytes can be read behind the text: who looks at several at a time need not look where it
 * ends. */
enum { FOLD_BEHIND = 64 };

/* `origin[i]` is the offset in the user's text of the character that byte i came from; it never
 * falls, and `origin[length]` is the length of the user's text. */
typedef struct {
    char *bytes; /* `length` bytes and FOLD_BEHIND NULs */
    uint32_t *origin;
    size_t length, bytes_capacity, origin_capacity;
    size_t replaced_bytes; /* how many of the user's bytes were not UTF-8 */
} folded;

/* Folds `length` bytes (at most EXPORTCAT_TEXT_MAX) into `out`, reusing its memory.
 * A zeroed struct is a valid `out`. The caller frees it with fold_free. */
exportcat_status fold_text(folded *out, const char *text, size_t length, exportcat_error *error);
void fold_free(folded *out);

/* What a character of folded text is to the scanner. */
typedef enum {
    FOLD_OTHER, /* space, punctuation, symbols */
    FOLD_DIGIT, /* 0 to 9 */
    FOLD_LATIN, /* letters, by script */
    FOLD_CYRILLIC,
    FOLD_HAN,
    FOLD_KANA,
    FOLD_HANGUL,
    FOLD_LETTER, /* of any other script */
    FOLD_MARK,
} fold_class;

/* How many bytes the Han character has that begins so. */
static inline uint32_t fold_han_length(char first) {
    return (unsigned char)first < 0xF0 ? 3 : 4;
}

/* What fold_classify does not tell by the first byte. */
fold_class fold_classify_rare(const char *bytes, size_t *length);

/* The class of the character that begins at `bytes` in folded text, and its length in bytes. */
static inline fold_class fold_classify(const char *bytes, size_t *length) {
    unsigned char first = (unsigned char)bytes[0];
    *length = first < 0x80 ? 1 : 3;
    if (first >= 'a' && first <= 'z') return FOLD_LATIN;
    if (first >= '0' && first <= '9') return FOLD_DIGIT;
    if (first < 0x80) return FOLD_OTHER;
    return first >= 0xE4 && first <= 0xE9 ? FOLD_HAN : fold_classify_rare(bytes, length);
}

/* The user's bytes behind the folded bytes [start, end). */
void fold_span(const folded *text, size_t start, size_t end, size_t *user_start, size_t *user_end);

/* Adds `text` with traditional Chinese characters made simplified and nothing else folded: what is
 * matched against folded text but is no text itself, such as a pattern, is written like it. */
void fold_simplify(buffer *out, const char *text);

/* Adds bytes of a user as valid UTF-8 that is fit for a terminal: what is not UTF-8 becomes U+FFFD,
 * control characters become spaces, and those that turn the order of what is seen are named. */
void fold_clean(buffer *out, const char *text, size_t length);

#endif
