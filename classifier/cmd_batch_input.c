/* The input of a batch run: its head, and its rows in pieces. */
#include "cmd_batch.h"
#include "cmd_batch_columns.h"
#include "cmd_batch_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* A piece is big enough that handing it over costs nothing beside the work. */
enum { PIECE_ROWS = 64, PIECE_BYTES = 256 << 10 };

struct batch_input {
    const batch_options *options;
    const char *name;
    int file;
    uint64_t size;
    text_stream *stream;
    csv_reader *csv;
    line_reader lines;
    batch_layout layout;
    bool held; /* the first row of an input without a header was read to count its columns */
    csv_row first;
    size_t rows, blank_lines;
    uint64_t digest;
};

/* ---- Opening --------------------------------------------------------------------------------- */

static exportcat_status open_file(batch_input *input, exportcat_error *error) {
    const char *path = input->options->input;
    struct stat about;
    input->name = path ? path : "standard input";
    input->file = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (input->file < 0 || fstat(input->file, &about))
        return status_at(error, EXPORTCAT_E_IO, input->name, 0, 0, "cannot open: %s",
                         strerror(errno));
    if (S_ISDIR(about.st_mode))
        return status_at(error, EXPORTCAT_E_IO, input->name, 0, 0, "cannot open: a folder");
    if (S_ISREG(about.st_mode)) input->size = (uint64_t)about.st_size;
    return EXPORTCAT_OK;
}

static exportcat_status read_header(batch_input *input, exportcat_error *error) {
    batch_layout *layout = &input->layout;
    bool end;
    exportcat_status status = csv_reader_next(input->csv, &input->first, &end, error);
    if (status) return status;
    if (end) return status_at(error, EXPORTCAT_E_IO, input->name, 0, 0, "there is nothing to read");
    layout->delimiter = csv_reader_delimiter(input->csv);
    layout->crlf = csv_reader_crlf(input->csv);
    layout->columns = input->first.count;
    input->held = input->options->no_header;
    if (!input->held) buffer_add(&layout->header, input->first.raw, input->first.raw_length);
    return columns_find(input->options, input->name, &input->first, layout, error);
}

static exportcat_status open_rows(batch_input *input, exportcat_error *error) {
    exportcat_status status = text_stream_new(input->file, input->name, input->options->encoding,
                                              &batch_stop, &input->stream, error);
    if (status || input->options->json_lines) {
        input->lines = (line_reader){.stream = input->stream, .name = input->name};
        return status;
    }
    status = csv_reader_new(input->stream, input->options->delimiter, &input->csv, error);
    return status ? status : read_header(input, error);
}

exportcat_status batch_input_new(const batch_options *options, batch_input **out,
                                 exportcat_error *error) {
    *out = NULL;
    batch_input *input = calloc(1, sizeof *input);
    if (!input) return status_memory(error);
    *input = (batch_input){.options = options, .file = -1};
    exportcat_status status = open_file(input, error);
    if (!status) status = open_rows(input, error);
    if (status) {
        batch_input_free(input);
        return status;
    }
    encoding found = text_stream_encoding(input->stream);
    input->layout.marked =
        !options->json_lines && (found != ENCODING_UTF8 || text_stream_had_bom(input->stream));
    *out = input;
    return EXPORTCAT_OK;
}

void batch_input_free(batch_input *input) {
    if (!input) return;
    csv_reader_free(input->csv);
    line_reader_free(&input->lines);
    text_stream_free(input->stream);
    if (input->options->input && input->file >= 0) close(input->file);
    columns_free(&input->layout);
    free(input);
}

const batch_layout *batch_input_layout(const batch_input *input) {
    return &input->layout;
}

uint64_t batch_input_size(const batch_input *input) {
    return input->size;
}

bool batch_input_waiting(const batch_input *input) {
    return input->csv ? !input->held && csv_reader_waiting(input->csv)
                      : line_reader_waiting(&input->lines);
}

size_t batch_input_blank_lines(const batch_input *input) {
    return input->csv ? csv_reader_empty_lines(input->csv) : input->blank_lines;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static exportcat_status add_row(batch_piece *piece, const csv_row *from, batch_row row,
                                exportcat_error *error) {
    if (grow(&piece->rows, &piece->row_capacity, piece->count + 1, sizeof *piece->rows) ||
        grow(&piece->fields, &piece->field_capacity, piece->field_count + from->count,
             sizeof *piece->fields))
        return status_memory(error);
    row.raw = (stretch){piece->bytes.length, from->raw_length};
    row.first_field = piece->field_count;
    row.field_count = from->count;
    buffer_add(&piece->bytes, from->raw, from->raw_length);
    for (size_t i = 0; i < from->count; i++) {
        const csv_field *field = &from->fields[i];
        size_t start = row.raw.start;
        if (from->within) {
            start += (size_t)(field->bytes - from->raw);
        } else {
            start = piece->bytes.length;
            buffer_add(&piece->bytes, field->bytes, field->length);
        }
        piece->fields[piece->field_count++] = (stretch){start, field->length};
    }
    piece->rows[piece->count++] = row;
    return piece->bytes.failed ? status_memory(error) : EXPORTCAT_OK;
}

/* The next row, as it stands in the file; a blank line of JSON lines is none. */
static exportcat_status next_row(batch_input *input, csv_row *row, bool *end,
                                 exportcat_error *error) {
    *end = false;
    if (input->held) {
        input->held = false;
        *row = input->first;
        return EXPORTCAT_OK;
    }
    if (input->csv) return csv_reader_next(input->csv, row, end, error);
    for (;;) {
        const char *line = NULL;
        size_t length = 0;
        exportcat_status status = line_reader_next(&input->lines, &line, &length, end, error);
        *row = (csv_row){.line = input->lines.line, .raw = line, .raw_length = length};
        if (status || *end || length) return status;
        input->blank_lines++;
    }
}

exportcat_status batch_input_read(batch_input *input, uint64_t most, batch_piece *piece, bool *end,
                                  exportcat_error *error) {
    exportcat_status status = EXPORTCAT_OK;
    piece->count = piece->field_count = piece->bytes.length = 0;
    *end = false;
    if (most > PIECE_ROWS) most = PIECE_ROWS;
    while (!status && piece->count < most && piece->bytes.length < PIECE_BYTES) {
        if (input->options->flush && piece->count && batch_input_waiting(input)) break;
        csv_row row;
        status = next_row(input, &row, end, error);
        if (!status && batch_stop) *end = true;
        if (status || *end) break;
        input->digest = XXH3_64bits_withSeed(row.raw, row.raw_length, input->digest);
        status = add_row(
            piece, &row,
            (batch_row){.number = ++input->rows, .line = row.line, .problem = row.problem}, error);
    }
    piece->digest = input->digest;
    piece->consumed = text_stream_consumed(input->stream);
    piece->replaces = text_stream_encoding(input->stream) != ENCODING_UTF8;
    return status;
}

void batch_piece_free(batch_piece *piece) {
    buffer_free(&piece->bytes);
    free(piece->rows);
    free(piece->fields);
    free(piece->results);
    buffer_free(&piece->out);
    buffer_free(&piece->rejects);
    buffer_free(&piece->page);
}
