/* The fields of one row. */
#include "csv_parts.h"

#include <stdlib.h>
#include <string.h>

static const char after_quote[] = "there is text between a closing quote and the next delimiter";
static const char open_quote[] = "a quote is not closed before the end of the file";

void csv_fields_clear(csv_fields *row) {
    row->count = row->begin = row->values.length = 0;
    row->state = FIELD_START;
    row->problem = NULL;
}

void csv_fields_free(csv_fields *row) {
    buffer_free(&row->values);
    free(row->fields);
}

static void end_field(csv_fields *row) {
    buffer *values = &row->values;
    if (values->failed) return;
    if (grow(&row->fields, &row->capacity, row->count + 1, sizeof *row->fields)) {
        values->failed = 1;
        return;
    }
    row->fields[row->count++].length = values->length - row->begin;
    buffer_add(values, "", 1);
    row->begin = values->length;
    row->state = FIELD_START;
}

/* The following take what they can of the bytes, and tell how many: the next state goes on. */

static size_t take_plain(csv_fields *row, char delimiter, const char *bytes, size_t length) {
    const char *found = memchr(bytes, delimiter, length);
    size_t taken = found ? (size_t)(found - bytes) : length;
    row->state = FIELD_PLAIN;
    buffer_add(&row->values, bytes, taken);
    if (found) end_field(row);
    return taken + (found != NULL);
}

static size_t take_quoted(csv_fields *row, const char *bytes, size_t length) {
    const char *found = memchr(bytes, '"', length);
    size_t taken = found ? (size_t)(found - bytes) : length;
    buffer_add(&row->values, bytes, taken);
    if (found) row->state = FIELD_QUOTE_SEEN;
    return taken + (found != NULL);
}

/* What follows a quote within quotes: another one, the end of the field, or what its writer may not
 * have meant. */
static size_t take_behind_quote(csv_fields *row, char delimiter, char letter) {
    if (letter == delimiter) {
        end_field(row);
        return 1;
    }
    if (letter == '"') {
        buffer_add(&row->values, "\"", 1);
        row->state = FIELD_QUOTED;
        return 1;
    }
    row->problem = after_quote;
    row->state = FIELD_PLAIN;
    return 0;
}

static size_t take(csv_fields *row, char delimiter, const char *bytes, size_t length) {
    switch (row->state) {
    case FIELD_START:
        if (*bytes != '"') break;
        row->state = FIELD_QUOTED;
        return 1;
    case FIELD_PLAIN: break;
    case FIELD_QUOTED: return take_quoted(row, bytes, length);
    case FIELD_QUOTE_SEEN: return take_behind_quote(row, delimiter, *bytes);
    }
    return take_plain(row, delimiter, bytes, length);
}

void csv_fields_add(csv_fields *row, char delimiter, const char *bytes, size_t length) {
    while (length && !row->values.failed) {
        size_t taken = take(row, delimiter, bytes, length);
        bytes += taken, length -= taken;
    }
}

bool csv_fields_break(csv_fields *row, char letter) {
    if (row->state != FIELD_QUOTED) {
        end_field(row);
        return true;
    }
    buffer_add(&row->values, &letter, 1);
    return false;
}

void csv_fields_end(csv_fields *row) {
    if (row->state == FIELD_QUOTED) row->problem = open_quote;
    end_field(row);
}

void csv_fields_finish(csv_fields *row) {
    const char *bytes = row->values.bytes;
    for (size_t i = 0; i < row->count; i++) {
        row->fields[i].bytes = bytes;
        bytes += row->fields[i].length + 1;
    }
}
