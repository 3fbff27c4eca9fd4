#include "csv.h"

#include "csv_parts.h"

#include <stdlib.h>

struct csv_reader {
    csv_window text;
    delimiter_guess guess;
    char delimiter;
    csv_fields lists[2]; /* the row given out stays while the next one is read */
    size_t list;         /* the one of the row at hand */
    size_t row_line;     /* where the row at hand begins */
    size_t raw_length;   /* of the row at hand, once it is whole */
    size_t rows, empty_lines;
    bool crlf, row_ended, whole;
    exportcat_error failure; /* what next gives ever after */
};

exportcat_status csv_reader_new(text_stream *stream, char delimiter, csv_reader **out,
                                exportcat_error *error) {
    csv_reader *reader = *out = calloc(1, sizeof *reader);
    if (!reader) return status_memory(error);
    reader->text = (csv_window){.stream = stream, .line = 1};
    reader->delimiter = delimiter;
    return EXPORTCAT_OK;
}

void csv_reader_free(csv_reader *reader) {
    if (!reader) return;
    for (size_t i = 0; i < 2; i++) csv_fields_free(&reader->lists[i]);
    buffer_free(&reader->text.bytes);
    free(reader);
}

static exportcat_status check_size(csv_reader *reader) {
    const csv_window *text = &reader->text;
    const char *path = text_stream_name(text->stream);
    if (text->at - text->row_start > CSV_ROW_MAX + (reader->row_ended ? 1 : 0))
        return status_at(&reader->failure, EXPORTCAT_E_TEXT, path, reader->row_line, 0,
                         "the row that begins here is longer than %zu MiB: is a quote not closed?",
                         CSV_ROW_MAX >> 20);
    if (reader->lists[reader->list].count > CSV_FIELDS_MAX)
        return status_at(&reader->failure, EXPORTCAT_E_TEXT, path, reader->row_line, 0,
                         "the row that begins here has more than %zu fields", CSV_FIELDS_MAX);
    return reader->lists[reader->list].values.failed ? status_memory(&reader->failure)
                                                     : EXPORTCAT_OK;
}

/* Moves behind a line break where a row would begin. */
static bool pass_empty_line(csv_reader *reader) {
    csv_window *text = &reader->text;
    char letter = text->bytes.bytes[text->at];
    if (letter != '\n' && letter != '\r') return false;
    if (csv_window_break(text, letter)) reader->empty_lines++;
    text->row_start = ++text->at;
    return true;
}

static void note_row(csv_reader *reader) {
    const csv_window *text = &reader->text;
    reader->whole = true;
    reader->raw_length = text->at - text->row_start - (reader->row_ended ? 1 : 0);
    if (reader->rows++ || !reader->row_ended || !text->after_cr) return;
    reader->crlf = text->at == text->bytes.length || text->bytes.bytes[text->at] == '\n';
}

/* Parses up to the end of a line. */
static exportcat_status parse_line(csv_reader *reader) {
    csv_window *text = &reader->text;
    csv_fields *row = &reader->lists[reader->list];
    const char *bytes = text->bytes.bytes;
    size_t at = text->at, end = csv_window_line_end(text);
    bool broken = end < text->bytes.length;
    if (at == text->row_start) reader->row_line = text->line;
    text->at = end + broken;
    csv_fields_add(row, reader->delimiter, bytes + at, end - at);
    if (broken) reader->row_ended = csv_fields_break(row, bytes[end]);
    if (end > at) text->after_cr = false;
    if (broken) csv_window_break(text, bytes[end]);
    exportcat_status status = check_size(reader);
    if (!status && reader->row_ended) note_row(reader);
    return status;
}

/* Until a row is whole or nothing is left to parse. */
static exportcat_status parse_ahead(csv_reader *reader) {
    exportcat_status status = reader->failure.code;
    const csv_window *text = &reader->text;
    while (!status && !reader->whole && text->at < text->bytes.length) {
        if (text->at == text->row_start && pass_empty_line(reader)) continue;
        status = parse_line(reader);
    }
    return status;
}

static exportcat_status find_delimiter(csv_reader *reader) {
    delimiter_guess *guess = &reader->guess;
    csv_window *text = &reader->text;
    while (!delimiter_look(guess, text->bytes.bytes, text->bytes.length) && !text->ended) {
        exportcat_status status = csv_window_read(text, &reader->failure);
        if (status) return status;
    }
    reader->delimiter = delimiter_best(guess);
    return EXPORTCAT_OK;
}

/* The row that ends with the stream. */
static exportcat_status parse_end(csv_reader *reader) {
    const csv_window *text = &reader->text;
    if (text->row_start == text->bytes.length || text_stream_stopped(text->stream))
        return EXPORTCAT_OK;
    csv_fields_end(&reader->lists[reader->list]);
    exportcat_status status = check_size(reader);
    if (!status) note_row(reader);
    return status;
}

static void give_row(csv_reader *reader, csv_row *row) {
    csv_fields *list = &reader->lists[reader->list];
    csv_fields_finish(list);
    *row = (csv_row){list->fields,       list->count,
                     reader->row_line,   reader->text.bytes.bytes + reader->text.row_start,
                     reader->raw_length, list->problem};
    reader->text.row_start = reader->text.at;
    reader->whole = reader->row_ended = false;
    reader->list = !reader->list;
    csv_fields_clear(&reader->lists[reader->list]);
}

static exportcat_status next_whole_row(csv_reader *reader) {
    exportcat_status status = reader->failure.code;
    if (!status && !reader->delimiter) status = find_delimiter(reader);
    if (!status) status = parse_ahead(reader);
    while (!status && !reader->whole && !reader->text.ended) {
        status = csv_window_read(&reader->text, &reader->failure);
        if (!status) status = parse_ahead(reader);
    }
    if (!status && !reader->whole) status = parse_end(reader);
    return status;
}

exportcat_status csv_reader_next(csv_reader *reader, csv_row *row, bool *end,
                                 exportcat_error *error) {
    *row = (csv_row){0};
    *end = false;
    exportcat_status status = next_whole_row(reader);
    if (status) {
        if (error) *error = reader->failure;
        return status;
    }
    *end = !reader->whole;
    if (reader->whole) give_row(reader, row);
    return EXPORTCAT_OK;
}

bool csv_reader_waiting(csv_reader *reader) {
    if (!reader->delimiter) return true;
    exportcat_status status = parse_ahead(reader); /* where it fails, so does the next call */
    return !status && !reader->whole && !reader->text.ended;
}

char csv_reader_delimiter(const csv_reader *reader) {
    return reader->delimiter;
}

bool csv_reader_crlf(const csv_reader *reader) {
    return reader->crlf;
}

size_t csv_reader_empty_lines(const csv_reader *reader) {
    return reader->empty_lines;
}
