#include "csv.h"
#include "octets.h"

#include <string.h>

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t';
}

static bool is_special(char delimiter, uint64_t octets) {
    return octets_have(octets, delimiter) | octets_have(octets, '"') | octets_have(octets, '\n') |
           octets_have(octets, '\r');
}

/* Most fields are short: all of their bytes are looked at in one or two goes. */
static bool has_special(char delimiter, const char *bytes, size_t length) {
    if (length < OCTETS) {
        char room[OCTETS] = {0};
        memcpy(room, bytes, length);
        return is_special(delimiter, octets_load(room));
    }
    for (size_t at = 0; at + OCTETS < length; at += OCTETS)
        if (is_special(delimiter, octets_load(bytes + at))) return true;
    return is_special(delimiter, octets_load(bytes + length - OCTETS));
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
