#include "csv.h"

#include <string.h>

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t';
}

/* Not 0 where one of eight bytes is the one looked for (Warren, Hacker's Delight, 6-1). */
static uint64_t find_byte(uint64_t bytes, char byte) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t differ = bytes ^ ones * (unsigned char)byte;
    return (differ - ones) & ~differ & tops;
}

static bool is_special(char delimiter, uint64_t bytes) {
    return find_byte(bytes, delimiter) | find_byte(bytes, '"') | find_byte(bytes, '\n') |
           find_byte(bytes, '\r');
}

/* Most fields are short: all of their bytes are looked at in one or two goes. */
static bool has_special(char delimiter, const char *bytes, size_t length) {
    enum { EIGHT = 8 };
    uint64_t eight = 0;
    if (length < EIGHT) {
        for (size_t i = 0; i < length; i++) eight = eight << EIGHT | (unsigned char)bytes[i];
        return is_special(delimiter, eight);
    }
    for (size_t at = 0; at + EIGHT < length; at += EIGHT) {
        memcpy(&eight, bytes + at, EIGHT);
        if (is_special(delimiter, eight)) return true;
    }
    memcpy(&eight, bytes + length - EIGHT, EIGHT);
    return is_special(delimiter, eight);
}

static bool needs_quotes(char delimiter, const char *bytes, size_t length) {
    return length && (is_blank(bytes[0]) || is_blank(bytes[length - 1]) ||
                      has_special(delimiter, bytes, length));
}

void csv_put_field(buffer *out, char delimiter, const char *bytes, size_t length) {
    if (!needs_quotes(delimiter, bytes, length)) {
        buffer_add(out, bytes, length);
        return;
    }
    buffer_add(out, "\"", 1);
    for (const char *quote; (quote = memchr(bytes, '"', length));) {
        size_t part = (size_t)(quote - bytes) + 1;
        buffer_add(out, bytes, part);
        buffer_add(out, "\"", 1);
        bytes += part, length -= part;
    }
    buffer_add(out, bytes, length);
    buffer_add(out, "\"", 1);
}
