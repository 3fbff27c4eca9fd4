#include "encoding.h"
#include "octets.h"

typedef unsigned char byte;

#define CUT SIZE_MAX /* the bytes end inside the character */

/* Bytes of the character that begins at `at`, 0 for none, or CUT. */
typedef size_t character_length(const byte *at, size_t left);

static bool between(byte value, byte low, byte high) {
    return value >= low && value <= high;
}

static bool follows(byte value) {
    return (value & 0xC0) == 0x80;
}

/* The Unicode Standard, table 3-7: the second byte's range depends on the first. */
static bool second_fits(byte first, byte second) {
    if (first == 0xE0) return between(second, 0xA0, 0xBF);
    if (first == 0xED) return between(second, 0x80, 0x9F);
    if (first == 0xF0) return between(second, 0x90, 0xBF);
    if (first == 0xF4) return between(second, 0x80, 0x8F);
    return between(second, 0x80, 0xBF);
}

/* Most of Chinese are of three bytes of the plain kind. */
static inline size_t utf8_length(const byte *at, size_t left) {
    if (at[0] < 0x80) return 1;
    if (left > 2 && between(at[0], 0xE1, 0xEC) && follows(at[1]) && follows(at[2])) return 3;
    if (!between(at[0], 0xC2, 0xF4)) return 0;
    size_t need = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (left > 1 && !second_fits(at[0], at[1])) return 0;
    for (size_t i = 2; i < need && i < left; i++)
        if (!follows(at[i])) return 0;
    return left < need ? CUT : need;
}

static inline size_t gb18030_length(const byte *at, size_t left) {
    if (at[0] < 0x80) return 1;
    if (at[0] == 0x80 || at[0] == 0xFF) return 0;
    if (left < 2) return CUT;
    if (between(at[1], 0x40, 0xFE)) return at[1] == 0x7F ? 0 : 2;
    if (!between(at[1], 0x30, 0x39)) return 0;
    if (left > 2 && !between(at[2], 0x81, 0xFE)) return 0;
    if (left < 4) return CUT;
    return between(at[3], 0x30, 0x39) ? 4 : 0;
}

typedef struct {
    size_t good, bad;   /* characters beyond ASCII, and bytes that are none */
    size_t han, common; /* two bytes in the rows of GB 2312: its Han; those and its signs */
} tally;

static void count_character(tally *of, const byte *at, size_t length) {
    of->good++;
    if (length != 2 || at[1] < 0xA1) return;
    bool han = between(at[0], 0xB0, 0xF7);
    of->han += han;
    of->common += han || between(at[0], 0xA1, 0xA9);
}

/* Behind the ASCII from a place on: in every encoding that is asked about, each is a character. */
static size_t pass_ascii(const byte *bytes, size_t at, size_t length) {
    while (length - at >= OCTETS) {
        const size_t here = octets_before(octets_load((const char *)bytes + at) & OCTETS_MARKS);
        at += here;
        if (here < OCTETS) break;
    }
    return at;
}

/* Made for each encoding, with its length in it. */
__attribute__((always_inline)) static inline tally count(const byte *bytes, size_t length,
                                                         character_length *next) {
    tally of = {0};
    for (size_t at = 0; (at = pass_ascii(bytes, at, length)) < length;) {
        size_t taken = next(bytes + at, length - at);
        if (taken == CUT) break;
        if (!taken) of.bad++;
        if (taken > 1) count_character(&of, bytes + at, taken);
        at += taken ? taken : 1;
    }
    return of;
}

/* A few damaged bytes make no other encoding of a text. */
static bool is_utf8(const byte *bytes, size_t length) {
    tally of = count(bytes, length, utf8_length);
    return of.bad * 8 <= of.good;
}

/* Nearly any two bytes are a character of GBK; those of a real text are mostly of GB 2312. */
static bool is_gb18030(const byte *bytes, size_t length) {
    tally of = count(bytes, length, gb18030_length);
    return of.han && of.bad * 20 <= of.good && of.common * 10 >= of.good * 7;
}

/* How likely a unit is: ASCII that is text, then Han and the signs that go with Han. NUL and a
 * letter are ASCII in one order and often Han in the other. */
static size_t likelihood(byte high, byte low) {
    bool blank = low == '\n' || low == '\r' || low == '\t';
    if (high == 0) return between(low, 0x20, 0x7E) || blank ? 11 : 0;
    return between(high, 0x4E, 0x9F) || high == 0x30 || high == 0xFF ? 10 : 0;
}

/* Of the two orders the likelier, where most units are likely. */
static bool is_utf16(const byte *bytes, size_t length, encoding *order) {
    size_t little = 0, big = 0, units = length / 2;
    for (size_t i = 0; i + 1 < length; i += 2) {
        little += likelihood(bytes[i + 1], bytes[i]);
        big += likelihood(bytes[i], bytes[i + 1]);
    }
    *order = big > little ? ENCODING_UTF16BE : ENCODING_UTF16LE;
    return (big > little ? big : little) >= units * 7;
}

encoding encoding_guess(const char *text, size_t length, bool from_start) {
    const byte *bytes = (const byte *)text;
    size_t nuls = 0;
    encoding order;
    for (size_t i = 0; i < length; i++) nuls += bytes[i] == 0;
    /* Pairs of ASCII letters are Han of UTF-16 too: only with NULs among them are they taken so. */
    bool wide = from_start && nuls && is_utf16(bytes, length, &order);
    if (wide && nuls * 4 >= length) return order;
    if (is_utf8(bytes, length)) return ENCODING_UTF8;
    if (is_gb18030(bytes, length)) return ENCODING_GB18030;
    return wide ? order : ENCODING_UTF8;
}
