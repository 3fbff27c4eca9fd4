#include "csv.h"

#include <string.h>

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t';
}

static bool needs_quotes(char delimiter, const char *bytes, size_t length) {
    if (!length) return false;
    return is_blank(bytes[0]) || is_blank(bytes[length - 1]) || memchr(bytes, delimiter, length) ||
           memchr(bytes, '"', length) || memchr(bytes, '\n', length) || memchr(bytes, '\r', length);
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
