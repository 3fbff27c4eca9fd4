#include "csv_bench.h"

/* Who writes a row and waits for its answer gets it before the reader waits for more. */
static void a_reader_knows_when_it_would_wait(void **state) {
    bench on;
    csv_row row;
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    open_bench(&on, ends[0], ENCODING_DETECT, 0);
    assert_true(csv_reader_waiting(on.reader));
    say(ends[1], "id,text\n1,a\n2,\"b\nb");
    assert_true(next_row(&on, &row));
    assert_false(csv_reader_waiting(on.reader));
    assert_true(next_row(&on, &row));
    assert_true(csv_reader_waiting(on.reader)); /* the line break within quotes ends no row */
    assert_true(csv_reader_waiting(on.reader));
    assert_field(&row, 1, "a"); /* the row stays while it looks ahead */
    assert_memory_equal(row.raw, "1,a", row.raw_length);
    say(ends[1], "\"\r\n3,c\r\n\r\n");
    assert_true(next_row(&on, &row));
    assert_field(&row, 1, "b\nb");
    assert_false(csv_reader_waiting(on.reader));
    assert_true(next_row(&on, &row));
    assert_int_equal(row.line, 5);
    assert_true(csv_reader_waiting(on.reader));
    close(ends[1]);
    assert_false(next_row(&on, &row));
    assert_false(csv_reader_waiting(on.reader));
    close_bench(&on);
    close(ends[0]);
}

/* The half of a row that was there when the stream was stopped is no row. */
static void a_stopped_stream_gives_no_half_rows(void **state) {
    volatile sig_atomic_t stop = 0;
    exportcat_error error;
    bench on;
    csv_row row;
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_ok(text_stream_new(ends[0], "-", ENCODING_UTF8, &stop, &on.stream, &error), error);
    assert_ok(csv_reader_new(on.stream, ',', &on.reader, &error), error);
    say(ends[1], "a,b\n1,2\n3,hal");
    assert_true(next_row(&on, &row));
    stop = 1;
    assert_true(next_row(&on, &row));
    assert_false(next_row(&on, &row));
    assert_true(text_stream_stopped(on.stream));
    close_bench(&on);
    close(ends[0]);
    close(ends[1]);
}

/* "a\n", then one row of `size` bytes that begins with `first`, then `end`. */
static exportcat_status read_long_row(size_t size, const char *first, const char *end,
                                      exportcat_error *error) {
    bench on;
    csv_row row;
    bool ended;
    char *text = malloc(size);
    buffer rows = {0};
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, first, strlen(first));
    buffer_text(&rows, "a\n");
    buffer_add(&rows, text, size);
    buffer_text(&rows, end);
    int file = file_of(rows.bytes, rows.length);
    open_bench(&on, file, ENCODING_UTF8, ',');
    assert_true(next_row(&on, &row));
    exportcat_status status = csv_reader_next(on.reader, &row, &ended, error);
    if (!status) assert_int_equal(row.raw_length, size);
    if (status) assert_int_equal(csv_reader_next(on.reader, &row, &ended, error), status);
    if (status) assert_false(csv_reader_waiting(on.reader));
    close_bench(&on);
    close(file);
    buffer_free(&rows);
    free(text);
    return status;
}

static void a_row_has_a_longest_length(void **state) {
    exportcat_error error;
    (void)state;
    assert_ok(read_long_row(CSV_ROW_MAX, "b", "\n", &error), error);
    assert_int_equal(read_long_row(CSV_ROW_MAX + 1, "\"", "", &error), EXPORTCAT_E_TEXT);
    assert_string_equal(error.path, "rows.csv");
    assert_int_equal(error.line, 2);
    assert_non_null(strstr(error.message, "quote"));
}

static void a_row_has_a_greatest_number_of_fields(void **state) {
    exportcat_error error;
    bench on;
    csv_row row;
    bool end;
    size_t length = 2 * CSV_FIELDS_MAX;
    char *text = malloc(length);
    (void)state;
    assert_non_null(text);
    memset(text, ',', length);
    text[CSV_FIELDS_MAX - 1] = '\n';
    int file = file_of(text, length);
    open_bench(&on, file, ENCODING_UTF8, ',');
    assert_true(next_row(&on, &row));
    assert_int_equal(row.count, CSV_FIELDS_MAX);
    assert_int_equal(csv_reader_next(on.reader, &row, &end, &error), EXPORTCAT_E_TEXT);
    assert_int_equal(error.line, 2);
    close_bench(&on);
    close(file);
    free(text);
}

/* A field that is all quotes, as bad exports have them: each is looked at once. */
static void stray_quotes_take_no_time(void **state) {
    enum { QUOTES = 1 << 22 };
    bench on;
    csv_row row;
    char *text = malloc(QUOTES + 8);
    (void)state;
    assert_non_null(text);
    memcpy(text, "1,a", 3);
    memset(text + 3, '"', QUOTES);
    memcpy(text + 3 + QUOTES, "\n2,b\n", 5);
    int file = file_of(text, 3 + QUOTES + 5);
    open_bench(&on, file, ENCODING_UTF8, ',');
    assert_true(next_row(&on, &row));
    assert_int_equal(row.count, 2);
    assert_int_equal(row.fields[1].length, 1 + QUOTES);
    assert_true(next_row(&on, &row));
    assert_field(&row, 1, "b");
    assert_false(next_row(&on, &row));
    close_bench(&on);
    close(file);
    free(text);
}

static void a_folder_is_no_stream(void **state) {
    exportcat_error error;
    bench on;
    csv_row row;
    bool end;
    int file = open("tests", O_RDONLY | O_CLOEXEC);
    (void)state;
    open_bench(&on, file, ENCODING_DETECT, 0);
    assert_int_equal(csv_reader_next(on.reader, &row, &end, &error), EXPORTCAT_E_IO);
    assert_string_equal(error.path, "rows.csv");
    close_bench(&on);
    close(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_reader_knows_when_it_would_wait),
                                       cmocka_unit_test(a_stopped_stream_gives_no_half_rows),
                                       cmocka_unit_test(a_row_has_a_longest_length),
                                       cmocka_unit_test(a_row_has_a_greatest_number_of_fields),
                                       cmocka_unit_test(stray_quotes_take_no_time),
                                       cmocka_unit_test(a_folder_is_no_stream)};
    return cmocka_run_group_tests_name("csv_limits", tests, NULL, NULL);
}
