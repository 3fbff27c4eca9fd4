#include "cmd_batch_table.h"

#include <string.h>

const char *table_line_end(const batch_layout *layout) {
    return layout->crlf ? "\r\n" : "\n";
}

const char *table_field(const batch_piece *piece, const batch_row *row, size_t column,
                        size_t *length) {
    const stretch *field = &piece->fields[row->first_field + column];
    *length = field->length;
    return piece->bytes.bytes + field->start;
}

static void put_delimiter(const batch_layout *layout, buffer *out) {
    buffer_add(out, &layout->delimiter, 1);
}

/* The fields from `from` to before `to`, written anew. */
static void put_fields(const batch_layout *layout, const batch_piece *piece, const batch_row *row,
                       size_t from, size_t to, buffer *out) {
    for (size_t i = from; i < to; i++) {
        size_t length;
        const char *bytes = table_field(piece, row, i, &length);
        if (i > from) put_delimiter(layout, out);
        csv_put_field(out, layout->delimiter, bytes, length);
    }
}

/* The row as it stands, where its fields are the header's; else so many as those. */
static void put_own_columns(const batch_layout *layout, const batch_piece *piece,
                            const batch_row *row, buffer *out) {
    size_t count = row->field_count;
    if (count <= layout->columns && !row->problem)
        buffer_add(out, piece->bytes.bytes + row->raw.start, row->raw.length);
    else
        put_fields(layout, piece, row, 0, count < layout->columns ? count : layout->columns, out);
    for (size_t i = count; i < layout->columns; i++) put_delimiter(layout, out);
}

/* The reason, and the fields that have no column. */
static void put_error(const batch_layout *layout, const batch_piece *piece, const batch_row *row,
                      const csv_field *reason, buffer *out) {
    buffer told = {0};
    buffer_add(&told, reason->bytes, reason->length);
    if (row->field_count > layout->columns) buffer_text(&told, "; left over: ");
    put_fields(layout, piece, row, layout->columns, row->field_count, &told);
    csv_put_field(out, layout->delimiter, told.bytes, told.length);
    out->failed |= told.failed;
    buffer_free(&told);
}

static void put_flat(const batch_layout *layout, const flat_row *row, buffer *out) {
    _Static_assert((int)FLAT_BEHIND >= (int)CSV_BEHIND,
                   "what is read behind the fields is the row's");
    _Static_assert(FLAT_COLUMNS <= 32, "a column is a bit");
    const csv_fields fields = {row->bytes.bytes, row->end, FLAT_COLUMNS, report_flat_prose()};
    put_delimiter(layout, out);
    csv_put_fields(out, layout->delimiter, &fields);
}

void table_row_put(const batch_layout *layout, const batch_piece *piece, const batch_row *row,
                   const value_list *values, buffer *out) {
    size_t last = values->count - 1;
    put_own_columns(layout, piece, row, out);
    if (values->first) put_flat(layout, values->first, out);
    for (size_t i = 0; i < last; i++) {
        const csv_field *value = &values->items[i];
        put_delimiter(layout, out);
        csv_put_field(out, layout->delimiter, value->bytes, value->length);
    }
    put_delimiter(layout, out);
    if (values->items[last].length) put_error(layout, piece, row, &values->items[last], out);
    buffer_text(out, table_line_end(layout));
}

/* ---- The head -------------------------------------------------------------------------------- */

static bool has_column(const batch_layout *layout, const char *name) {
    const char *own = layout->names.bytes;
    for (size_t i = 0; i < layout->columns; i++, own += strlen(own) + 1)
        if (strcmp(own, name) == 0) return true;
    return false;
}

exportcat_status batch_header(const batch_options *options, const batch_layout *layout, buffer *out,
                              exportcat_error *error) {
    value_column columns[VALUES_MAX];
    size_t count = value_columns(options, columns);
    if (layout->marked) buffer_text(out, "\uFEFF");
    if (options->json_lines || options->no_header)
        return out->failed ? status_memory(error) : EXPORTCAT_OK;
    buffer_add(out, layout->header.bytes, layout->header.length);
    for (size_t i = 0; i < count; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", options->prefix ? options->prefix : "",
                 columns[i].name);
        if (has_column(layout, name))
            return status_at(error, EXPORTCAT_E_USAGE, options->input, 1, 0,
                             "there is a column '%s' already: give added columns another --prefix",
                             name);
        put_delimiter(layout, out);
        csv_put_field(out, layout->delimiter, name, strlen(name));
    }
    buffer_text(out, table_line_end(layout));
    return out->failed ? status_memory(error) : EXPORTCAT_OK;
}
