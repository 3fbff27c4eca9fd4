#include "fold_parts.h"

#include <string.h>

/* ---- Characters that stay -------------------------------------------------------------------- */

int32_t fold_simplified(int32_t point) {
    if (point < HAN_FIRST || point > HAN_LAST) return point;
    unsigned at = (unsigned)(point - HAN_FIRST), page = at / HAN_PAGE, bit = at % HAN_PAGE;
    uint64_t changes = han_changes[page], before = changes & (((uint64_t)1 << bit) - 1);
    if (!(changes >> bit & 1)) return point;
    return (int32_t)han_simplified[han_page[page] + __builtin_popcountll(before)];
}

/* Not of several bytes, no NUL, no beginning of a character reference. */
static bool is_plain_ascii(unsigned char byte) {
    return byte < 0x80 && byte && byte != '&';
}

/* Whether a simplified character of three bytes stands there that no mark follows. */
static bool han_stays(const char *text, size_t length) {
    return length >= 3 && fold_begins_han(text[0]) && fold_continues(text[1]) &&
           fold_continues(text[2]) && !(fold_changes(text) & 1) &&
           !fold_may_be_mark(text + 3, length - 3);
}

/* ---- Byte by byte ---------------------------------------------------------------------------- */

/* Many bytes at a time, without a branch in the loop. */
static bool are_plain_ascii(const char *text, size_t count) {
    unsigned odd = 0;
    for (size_t i = 0; i < count; i++) odd |= !is_plain_ascii((unsigned char)text[i]);
    return !odd;
}

static size_t ascii_length(const char *text, size_t length) {
    enum { STEP = 16 };
    size_t at = 0;
    while (at + STEP <= length && are_plain_ascii(text + at, STEP)) at += STEP;
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

/* Han from `text` on; tells how many bytes. */
static size_t put_han(folded *out, const char *text, size_t length, size_t origin) {
    char *bytes = out->bytes + out->length;
    uint32_t *origins = out->origin + out->length;
    size_t at = 0;
    for (; han_stays(text + at, length - at); at += 3) {
        memcpy(bytes + at, text + at, 3);
        origins[at] = origins[at + 1] = origins[at + 2] = (uint32_t)(origin + at);
    }
    out->length += at;
    return at;
}

/* ---- Characters that become others ----------------------------------------------------------- */

/* The character of three bytes at `text`, or -1. Those below U+1000, shorter forms of others among
 * them, and the surrogates are none of ours. */
static inline int32_t read_three(const char *text, size_t length) {
    if (length < 3) return -1;
    unsigned char first = (unsigned char)text[0];
    bool whole = first > 0xE0 && first < 0xF0 && first != 0xED && fold_continues(text[1]) &&
                 fold_continues(text[2]);
    if (!whole) return -1;
    return (first & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
}

/* What a character becomes by itself; -1 where no table tells. The wide forms and the punctuation
 * that Chinese text is full of, and Han. */
static inline int32_t other_of(int32_t point) {
    enum { WIDE = 0xFEE0 };
    if (point >= 0xFF01 && point <= 0xFF5E) {
        bool upper = point >= 0xFF21 && point <= 0xFF3A;
        return point - WIDE + (upper ? 'a' - 'A' : 0);
    }
    if (point >= 0x4000 && point <= 0x9FFF) return fold_simplified(point);
    bool alone = (point >= 0x2018 && point <= 0x201F) || (point >= 0x2012 && point <= 0x2016) ||
                 (point >= 0x3001 && point <= 0x3003) || (point >= 0x3008 && point <= 0x3011);
    return alone ? point : -1;
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

size_t fold_three(folded *out, const char *text, size_t length, size_t origin) {
    int32_t point = read_three(text, length);
    int32_t other = point < 0 ? -1 : other_of(point);
    if (other < 0 || other > 0xFFFF || fold_may_be_mark(text + 3, length - 3)) return 0;
    out->length += write_folded(out->bytes + out->length, out->origin + out->length, other, origin);
    return 3;
}

size_t fold_plain_portable(folded *out, const char *text, size_t length, size_t origin) {
    for (size_t at = 0;;) {
        size_t ascii = ascii_length(text + at, length - at);
        /* The last one may have a mark. */
        if (ascii && fold_may_be_mark(text + at + ascii, length - at - ascii)) ascii--;
        put_ascii(out, text + at, ascii, origin + at);
        at += ascii;
        size_t han = put_han(out, text + at, length - at, origin + at);
        at += han;
        size_t three = fold_three(out, text + at, length - at, origin + at);
        at += three;
        if (!ascii && !han && !three) return at;
    }
}
