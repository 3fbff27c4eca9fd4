#include "html.h"

#include <stdbool.h>
#include <string.h>

/* Every reference has this length: '&#', two digits, ';'. */
enum { REFERENCE = 5 };

static bool is_special(char byte) {
    return byte == '<' || byte == '>' || byte == '&' || byte == '"' || byte == '\'';
}

static char *put_back(char *to, char byte) {
    if (!is_special(byte)) {
        *--to = byte;
        return to;
    }
    to -= REFERENCE;
    memcpy(to, "&#00;", REFERENCE);
    to[2] = (char)('0' + byte / 10);
    to[3] = (char)('0' + byte % 10);
    return to;
}

/* From the end on, so that nothing is written over before it is read. */
void html_escape(buffer *out, size_t from) {
    size_t length = out->length, special = 0;
    for (size_t i = from; i < length; i++) special += is_special(out->bytes[i]);
    for (size_t i = 0; i < special; i++) buffer_add(out, "    ", REFERENCE - 1);
    if (out->failed || !special) return;
    char *to = out->bytes + out->length;
    for (size_t i = length; i > from; i--) to = put_back(to, out->bytes[i - 1]);
}

void html_text(buffer *out, const char *text) {
    size_t from = out->length;
    buffer_text(out, text);
    html_escape(out, from);
}
