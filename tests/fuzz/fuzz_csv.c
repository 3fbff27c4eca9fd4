/* Bytes in, rows out, for libFuzzer: the rows are the same whatever the blocks are, and what is
 * written of them is read back. The first three bytes choose encoding, delimiter and blocks. */
#include "csv.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool holds) {
    if (!holds) abort();
}

typedef struct {
    encoding is;
    char delimiter;
    buffer rows;    /* all that a reader tells of them */
    buffer fields;  /* what they hold */
    buffer written; /* the same as a file, after a byte order mark */
} reading;

static void take_row(reading *of, const csv_row *row) {
    require(row->count > 0);
    buffer_format(&of->rows, "%zu %zu %s ", row->line, row->count,
                  row->problem ? row->problem : "");
    buffer_add(&of->rows, row->raw, row->raw_length);
    for (size_t i = 0; i < row->count; i++) {
        const csv_field *field = &row->fields[i];
        require(!row->within || (field->bytes >= row->raw &&
                                 field->bytes + field->length <= row->raw + row->raw_length));
        buffer_format(&of->fields, "%zu ", field->length);
        buffer_add(&of->fields, field->bytes, field->length);
        if (i) buffer_add(&of->written, &of->delimiter, 1);
        csv_put_field(&of->written, of->delimiter, field->bytes, field->length);
    }
    buffer_text(&of->fields, "\n");
    if (row->count == 1 && !row->fields[0].length) buffer_text(&of->written, "\"\"");
    buffer_text(&of->written, "\n");
}

/* Closes the file. */
static void read_rows(int file, reading *of) {
    exportcat_error error;
    text_stream *stream;
    csv_reader *reader;
    csv_row row;
    bool end = false;
    size_t line = 0;
    buffer_text(&of->written, "\xEF\xBB\xBF");
    require(!text_stream_new(file, "-", of->is, NULL, &stream, &error));
    require(!csv_reader_new(stream, of->delimiter, &reader, &error));
    while (!end) {
        require(!csv_reader_next(reader, &row, &end, &error));
        of->delimiter = csv_reader_delimiter(reader);
        require(end || row.line > line);
        line = row.line;
        if (!end) take_row(of, &row);
        if (!end && csv_reader_waiting(reader)) buffer_add(&of->rows, "", 0);
    }
    of->is = text_stream_encoding(stream);
    csv_reader_free(reader);
    text_stream_free(stream);
    close(file);
}

static void read_whole(const void *bytes, size_t length, reading *of) {
    int file = memfd_create("rows", MFD_CLOEXEC);
    require(file >= 0 && write(file, bytes, length) == (ssize_t)length);
    require(lseek(file, 0, SEEK_SET) == 0);
    read_rows(file, of);
}

/* Each read brings `piece` bytes. */
static void read_pieces(const uint8_t *bytes, size_t length, size_t piece, reading *of) {
    int ends[2];
    require(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
    for (size_t at = 0; at < length; at += piece) {
        size_t size = length - at < piece ? length - at : piece;
        require(send(ends[1], bytes + at, size, 0) == (ssize_t)size);
    }
    close(ends[1]);
    read_rows(ends[0], of);
}

static void require_same(const buffer *one, const buffer *other) {
    require(one->length == other->length);
    require(!one->length || !memcmp(one->bytes, other->bytes, one->length));
}

static void reading_free(reading *of) {
    buffer_free(&of->rows);
    buffer_free(&of->fields);
    buffer_free(&of->written);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char delimiters[] = {0, ',', ';', '\t', '|', 'x', '\0', ' '};
    if (length < 3) return 0;
    reading whole = {.is = bytes[0] % 5, .delimiter = delimiters[bytes[1] % 8]};
    size_t piece = (length - 3) / 64 + 1 + bytes[2] % 32;
    bytes += 3, length -= 3;
    read_whole(bytes, length, &whole);
    reading parted = {.is = whole.is, .delimiter = whole.delimiter};
    read_pieces(bytes, length, piece, &parted);
    require_same(&whole.rows, &parted.rows);
    require_same(&whole.fields, &parted.fields);
    reading again = {.is = ENCODING_UTF8, .delimiter = whole.delimiter};
    read_whole(whole.written.bytes, whole.written.length, &again);
    require_same(&whole.fields, &again.fields);
    reading_free(&whole);
    reading_free(&parted);
    reading_free(&again);
    return 0;
}
