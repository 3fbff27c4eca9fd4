#include "cmd_table.h"

#include "csv.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

table_format table_parse_format(struct argp_state *state, const char *text) {
    if (strcmp(text, "text") == 0) return TABLE_TEXT;
    if (strcmp(text, "csv") == 0) return TABLE_CSV;
    if (strcmp(text, "json") != 0) argp_error(state, "no format '%s': text, csv or json", text);
    return TABLE_JSON;
}

/* Where memory runs out there is a quote that is not closed, so that the loss is seen. */
static void put_csv(const char *value) {
    buffer field = {0};
    if (!value) return;
    csv_put_field(&field, ',', value, strlen(value));
    if (field.failed)
        putchar('"');
    else
        fwrite(field.bytes, 1, field.length, stdout);
    buffer_free(&field);
}

static json_t *json_value(const table_column *column, const char *value) {
    if (!value) return json_null();
    return column->is_number ? json_integer(strtoll(value, NULL, 10)) : json_string(value);
}

/* Where memory runs out the row is null, so that none is lost unseen. */
static void put_json(const table_column *columns, const char *const *values) {
    json_t *row = json_object();
    for (size_t i = 0; columns[i].name; i++)
        json_object_set_new(row, columns[i].name, json_value(&columns[i], values[i]));
    if (!row || json_dumpf(row, stdout, 0)) fputs("null", stdout);
    json_decref(row);
}

void table_begin(table *out, table_format format, const table_column *columns) {
    *out = (table){format, columns, 0};
    if (format == TABLE_JSON) putchar('[');
    if (format != TABLE_CSV) return;
    for (size_t i = 0; columns[i].name; i++) printf("%s%s", i ? "," : "", columns[i].name);
    fputs("\r\n", stdout);
}

void table_row(table *out, const char *const *values) {
    bool csv = out->format == TABLE_CSV;
    if (out->format == TABLE_JSON) {
        fputs(out->rows ? ",\n  " : "\n  ", stdout);
        put_json(out->columns, values);
    }
    for (size_t i = 0; out->format != TABLE_JSON && out->columns[i].name; i++) {
        if (i) putchar(csv ? ',' : '\t');
        if (csv)
            put_csv(values[i]);
        else
            fputs(values[i] ? values[i] : "-", stdout);
    }
    if (out->format != TABLE_JSON) fputs(csv ? "\r\n" : "\n", stdout);
    out->rows++;
}

void table_end(table *out) {
    if (out->format == TABLE_JSON) fputs(out->rows ? "\n]\n" : "]\n", stdout);
}
