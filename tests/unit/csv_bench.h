/* A reader of CSV over a file descriptor, for the tests of csv. */
#ifndef CSV_BENCH_H
#define CSV_BENCH_H

#include "feed.h"

#include "csv.h"

typedef struct {
    text_stream *stream;
    csv_reader *reader;
} bench;

static inline void open_bench(bench *on, int file, encoding is, char delimiter) {
    exportcat_error error;
    assert_ok(text_stream_new(file, "rows.csv", is, NULL, &on->stream, &error), error);
    assert_ok(csv_reader_new(on->stream, delimiter, &on->reader, &error), error);
}

static inline void close_bench(bench *on) {
    csv_reader_free(on->reader);
    text_stream_free(on->stream);
}

/* Whether a row was there. */
static inline bool next_row(bench *on, csv_row *row) {
    exportcat_error error;
    bool end;
    assert_ok(csv_reader_next(on->reader, row, &end, &error), error);
    return !end;
}

static inline void assert_field(const csv_row *row, size_t number, const char *text) {
    const csv_field *field = &row->fields[number];
    assert_int_equal(field->length, strlen(text));
    assert_memory_equal(field->bytes, text, field->length);
}

#endif
