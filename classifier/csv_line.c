/* A line that is a whole row by itself, as most are: its fields are cut without the parser. */
#include "csv_parts.h"

#include <string.h>

void csv_field_add(csv_field_list *list, const char *bytes, size_t length) {
    if (list->count == list->capacity &&
        grow(&list->fields, &list->capacity, list->count + 1, sizeof *list->fields))
        list->failed = true;
    if (!list->failed) list->fields[list->count++] = (csv_field){bytes, length};
}

/* What is left of the line. */
typedef struct {
    const char *at, *end;
    const char *quote; /* the first from `at` on, or the end */
    char delimiter;
} line;

static const char *find(const char *at, const char *end, char letter) {
    const char *found = memchr(at, letter, (size_t)(end - at));
    return found ? found : end;
}

/* Up to the next delimiter; false where a quote stands within. */
static bool cut_plain(line *in, csv_field_list *out) {
    const char *stop = find(in->at, in->end, in->delimiter);
    if (in->quote < stop) return false;
    csv_field_add(out, in->at, (size_t)(stop - in->at));
    in->at = stop;
    return true;
}

/* Up to the quote that closes the field; false where that is not the next one. */
static bool cut_quoted(line *in, csv_field_list *out) {
    const char *first = in->at + 1, *close = find(first, in->end, '"');
    const char *behind = close + 1;
    if (close == in->end || (behind < in->end && *behind != in->delimiter)) return false;
    csv_field_add(out, first, (size_t)(close - first));
    in->at = behind;
    in->quote = find(behind, in->end, '"');
    return true;
}

bool csv_line_cut(const char *bytes, size_t length, char delimiter, csv_field_list *out) {
    const char *end = bytes + length;
    line in = {bytes, end, find(bytes, end, '"'), delimiter};
    for (;; in.at++) {
        bool quoted = in.at < end && in.at == in.quote;
        if (!(quoted ? cut_quoted(&in, out) : cut_plain(&in, out))) {
            out->count = 0;
            return false;
        }
        if (in.at == end) return true; /* else a delimiter stands here, and a field behind it */
    }
}
