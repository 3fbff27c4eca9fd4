#include "fold_parts.h"

#include "fold_han.h"

#include <string.h>

/* Whether a character from HAN_FIRST to HAN_LAST has a simplified one. */
static inline bool is_changed(int32_t point) {
    unsigned at = (unsigned)(point - HAN_FIRST);
    return han_changes[at / HAN_PAGE] >> at % HAN_PAGE & 1;
}

static inline int32_t simplified(int32_t point) {
    if (point < HAN_FIRST || point > HAN_LAST) return point;
    unsigned at = (unsigned)(point - HAN_FIRST), page = at / HAN_PAGE, bit = at % HAN_PAGE;
    unsigned changes = han_changes[page], before = changes & ((1U << bit) - 1);
    if (!(changes >> bit & 1)) return point;
    return (int32_t)han_simplified[han_page[page] + __builtin_popcount(before)];
}

int32_t fold_simplified(int32_t point) {
    return simplified(point);
}

/* ---- ASCII ----------------------------------------------------------------------------------- */

/* Not of several bytes, no NUL, no beginning of a character reference. */
static bool is_plain_ascii(unsigned char byte) {
    return byte < 0x80 && byte && byte != '&';
}

/* Many bytes at a time, without a branch in the loop. */
static bool are_plain_ascii(const char *text, size_t count) {
    unsigned odd = 0;
    for (size_t i = 0; i < count; i++) odd |= !is_plain_ascii((unsigned char)text[i]);
    return !odd;
}

static size_t ascii_length(const char *text, size_t length) {
    enum { BLOCK = 16 };
    size_t at = 0;
    while (at + BLOCK <= length && are_plain_ascii(text + at, BLOCK)) at += BLOCK;
    while (at < length && is_plain_ascii((unsigned char)text[at])) at++;
    return at;
}

static void put_ascii(folded *out, const char *text, size_t length, size_t origin) {
    char *bytes = out->bytes + out->length;
    uint32_t *origins = out->origin + out->length;
    for (size_t i = 0; i < length; i++) {
        bool upper = text[i] >= 'A' && text[i] <= 'Z';
        bytes[i] = (char)(text[i] + (upper ? 'a' - 'A' : 0));
    }
    for (size_t i = 0; i < length; i++) origins[i] = (uint32_t)(origin + i);
    out->length += length;
}

/* ---- Characters of three bytes --------------------------------------------------------------- */

static bool continues(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The character of three bytes at `text`, or -1. Those below U+1000, shorter forms of others among
 * them, and the surrogates are none of ours. */
static inline int32_t read_three(const char *text, size_t length) {
    unsigned char first = (unsigned char)text[0];
    bool whole = length >= 3 && first > 0xE0 && first < 0xF0 && first != 0xED &&
                 continues(text[1]) && continues(text[2]);
    if (!whole) return -1;
    return (first & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
}

/* What a character becomes by itself; -1 where no table tells. Han, and the punctuation and the
 * wide forms that Chinese text is full of. */
static inline int32_t fold_three(int32_t point) {
    enum { WIDE = 0xFEE0 };
    if (point >= 0x4000 && point <= HAN_LAST) return simplified(point);
    bool alone = (point >= 0x2018 && point <= 0x201F) || (point >= 0x2012 && point <= 0x2016) ||
                 (point >= 0x3001 && point <= 0x3003) || (point >= 0x3008 && point <= 0x3011);
    if (alone) return point;
    if (point < 0xFF01 || point > 0xFF5E) return -1;
    bool upper = point >= 0xFF21 && point <= 0xFF3A;
    return point - WIDE + (upper ? 'a' - 'A' : 0);
}

/* Whether a mark may stand there that belongs to the character before; never false for one. */
static inline bool may_be_mark(const char *text, size_t length) {
    unsigned char first = length ? (unsigned char)text[0] : 0;
    if (first < 0x80 || (first >= 0xE4 && first <= 0xE9)) return false;
    unsigned char second = length > 1 ? (unsigned char)text[1] : 0;
    if (first == 0xE2) return second != 0x80;                   /* U+2000 to U+203F */
    if (first == 0xEF) return second != 0xBC && second != 0xBD; /* U+FF00 to U+FF7F */
    if (first == 0xE3 && second == 0x80)                        /* U+3000 to U+3029 */
        return length < 3 || (unsigned char)text[2] >= 0xAA;
    return true;
}

/* Writes what a character of one byte or of three is folded to, and where it came from; tells its
 * length. */
static inline size_t write_folded(char *bytes, uint32_t *origins, int32_t point, size_t origin) {
    origins[0] = (uint32_t)origin;
    bytes[0] = (char)(point < 0x80 ? point : 0xE0 | point >> 12);
    if (point < 0x80) return 1;
    origins[1] = origins[2] = (uint32_t)origin;
    bytes[1] = (char)(0x80 | (point >> 6 & 0x3F));
    bytes[2] = (char)(0x80 | (point & 0x3F));
    return 3;
}

/* Han of three bytes are those that begin with E4 to E9. */
static inline bool begins_han(char byte) {
    return (unsigned char)((unsigned char)byte - 0xE4) <= 0xE9 - 0xE4;
}

/* Whether a simplified character of three bytes stands there that no mark follows: it stays as it
 * is. */
static inline bool stays(const char *text, size_t length) {
    if (length < 4 || !begins_han(text[0]) || !continues(text[1]) || !continues(text[2]))
        return false;
    int32_t point = (text[0] & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
    return ((unsigned char)text[3] < 0x80 || begins_han(text[3])) && point >= HAN_FIRST &&
           !is_changed(point);
}

/* Folds characters of three bytes, up to the first that takes more. */
static size_t put_threes(folded *out, const char *text, size_t length, size_t origin) {
    char *bytes = out->bytes + out->length;
    uint32_t *origins = out->origin + out->length;
    size_t at = 0, put = 0;
    for (; at < length; at += 3) {
        if (stays(text + at, length - at)) {
            memcpy(bytes + put, text + at, 3);
            origins[put] = origins[put + 1] = origins[put + 2] = (uint32_t)(origin + at);
            put += 3;
            continue;
        }
        int32_t point = read_three(text + at, length - at);
        int32_t simple = point < 0 ? -1 : fold_three(point);
        if (simple < 0 || simple > 0xFFFF || may_be_mark(text + at + 3, length - at - 3)) break;
        put += write_folded(bytes + put, origins + put, simple, origin + at);
    }
    out->length += put;
    return at;
}

size_t fold_plain(folded *out, const char *text, size_t length, size_t origin) {
    size_t at = 0;
    while (at < length) {
        size_t ascii = ascii_length(text + at, length - at);
        /* The last one may have a mark. */
        if (ascii && may_be_mark(text + at + ascii, length - at - ascii)) ascii--;
        put_ascii(out, text + at, ascii, origin + at);
        at += ascii;
        size_t threes = put_threes(out, text + at, length - at, origin + at);
        at += threes;
        if (!ascii && !threes) break;
    }
    return at;
}
