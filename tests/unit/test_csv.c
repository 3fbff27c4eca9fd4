#include "csv_bench.h"

#define BYTES(text) text, sizeof(text) - 1

static void show_field(buffer *out, const csv_field *field) {
    buffer_text(out, "[");
    for (size_t i = 0; i < field->length; i++) {
        char letter = field->bytes[i];
        const char *name = letter == '\n' ? "\\n" : letter == '\r' ? "\\r" : letter ? NULL : "\\0";
        if (name)
            buffer_text(out, name);
        else
            buffer_add(out, &letter, 1);
    }
    buffer_text(out, "]");
}

/* Each row as its line, its fields in brackets, and ! where it has a problem. */
static void show_row(buffer *out, const csv_row *row) {
    buffer_format(out, "%zu", row->line);
    for (size_t i = 0; i < row->count; i++) {
        const csv_field *field = &row->fields[i];
        show_field(out, field);
        if (!row->within) continue;
        assert_true(field->bytes >= row->raw);
        assert_true(field->bytes + field->length <= row->raw + row->raw_length);
    }
    if (row->problem) buffer_text(out, "!");
}

/* Moves behind the line breaks before a row; back where there are none. */
static size_t pass_breaks(const char *text, size_t length, size_t at) {
    while (at < length && (text[at] == '\n' || text[at] == '\r')) at++;
    return at;
}

/* All rows, with `raw` held against the text: nothing but line breaks stands between them. */
static void show_rows(buffer *out, bench *on, const char *text, size_t length) {
    csv_row row;
    size_t at = 0;
    while (next_row(on, &row)) {
        at = pass_breaks(text, length, at);
        assert_true(row.raw_length <= length - at);
        assert_memory_equal(row.raw, text + at, row.raw_length);
        at += row.raw_length;
        show_row(out, &row);
    }
    assert_int_equal(pass_breaks(text, length, at), length);
    assert_false(next_row(on, &row));
}

typedef struct {
    const char *text;
    size_t length;
    char delimiter;
    const char *rows;
    size_t empty_lines;
} example;

static const example examples[] = {
    {BYTES(""), 0, "", 0},
    {BYTES("\n"), 0, "", 1},
    {BYTES("a"), 0, "1[a]", 0},
    {BYTES("a,b\n1,2\n"), 0, "1[a][b]2[1][2]", 0},
    {BYTES("a,b\r\n1,2\r\n"), 0, "1[a][b]2[1][2]", 0},
    {BYTES("a,b\r1,2\r"), 0, "1[a][b]2[1][2]", 0},
    {BYTES("a,b\n1,2"), 0, "1[a][b]2[1][2]", 0},
    {BYTES("a,b\r\n\r\n\n1,2\r\r\n\r"), 0, "1[a][b]4[1][2]", 4},
    {BYTES("\r\n\r\na,b"), 0, "3[a][b]", 2},
    {BYTES(",\n,,\n"), 0, "1[][]2[][][]", 0},
    {BYTES(","), 0, "1[][]", 0},
    {BYTES("\"\"\n\"\",\"\""), 0, "1[]2[][]", 0},
    {BYTES("a\n \n\t\n"), 0, "1[a]2[ ]3[\t]", 0},
    {BYTES(" a , b \n\" c \",\t\n"), 0, "1[ a ][ b ]2[ c ][\t]", 0},
    {BYTES("\"a,b\",\"c\"\"d\"\n\"\"\"\",\"\"\"e\"\"\""), 0, "1[a,b][c\"d]2[\"][\"e\"]", 0},
    {BYTES("x,\"one\ntwo\r\nthree\rfour\n\r\"\r\ny,z"), 0,
     "1[x][one\\ntwo\\r\\nthree\\rfour\\n\\r]7[y][z]", 0},
    {BYTES("\"\n\n\",a\n\n\"\r\"\n"), ',', "1[\\n\\n][a]5[\\r]", 1},
    /* quotes in a field that began without one are text */
    {BYTES("5\" disk,a \"b\" c,d\"\n\"e\",f"), 0, "1[5\" disk][a \"b\" c][d\"]2[e][f]", 0},
    {BYTES(" \"a\",b\n"), 0, "1[ \"a\"][b]", 0},
    /* text behind a closing quote */
    {BYTES("\"a\"b,c\nd,e\n"), 0, "1[ab][c]!2[d][e]", 0},
    {BYTES("\"a\" ,c\n"), 0, "1[a ][c]!", 0},
    {BYTES("\"a\"b\"c\"\"d\",\"e\"\nf"), 0, "1[ab\"c\"\"d\"][e]!2[f]", 0},
    {BYTES("\"a\"\"b\"c\"d\n\"e\"f"), 0, "1[a\"bc\"d]!2[ef]!", 0},
    /* a quote that is not closed */
    {BYTES("a,\"b\nc,d\n"), 0, "1[a][b\\nc,d\\n]!", 0},
    {BYTES("a\n\""), 0, "1[a]2[]!", 0},
    {BYTES("\"a\"\"\r"), 0, "1[a\"\\r]!", 0},
    {BYTES("a,\"b\"\""), 0, "1[a][b\"]!", 0},
    {BYTES("a,\"b\""), 0, "1[a][b]", 0},
    {BYTES("a\0b,\0\n\0\n\"\0\"\0"), 0, "1[a\\0b][\\0]2[\\0]3[\\0\\0]!", 0},
    {BYTES("\xFF,\xE6\x8A\n\x80,b"), 0, "1[\xFF][\xE6\x8A]2[\x80][b]", 0},
    {BYTES("a;b\n1,5;\"2;3\"\n"), 0, "1[a][b]2[1,5][2;3]", 0},
    {BYTES("a\tb\n1\t\t\n"), 0, "1[a][b]2[1][][]", 0},
    {BYTES("a|b\n"), 0, "1[a][b]", 0},
    {BYTES("a,b|c,d\n"), '|', "1[a,b][c,d]", 0},
    {BYTES("a\x01"
           "b,c\n"),
     1, "1[a][b,c]", 0},
};

static void check_example(const example *of, int file) {
    bench on;
    buffer out = {0};
    open_bench(&on, file, ENCODING_UTF8, of->delimiter);
    show_rows(&out, &on, of->text, of->length);
    assert_string_equal(out.bytes ? out.bytes : "", of->rows);
    assert_int_equal(csv_reader_empty_lines(on.reader), of->empty_lines);
    buffer_free(&out);
    close_bench(&on);
}

static void rows_come_out_as_they_stand_whatever_the_blocks(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        for (size_t piece = 1; piece <= examples[i].length + 1; piece++) {
            feeder from;
            check_example(&examples[i],
                          feed_start(&from, examples[i].text, examples[i].length, piece));
            feed_end(&from);
        }
}

static void the_delimiter_is_that_of_the_first_rows(void **state) {
    static const struct {
        const char *text;
        char delimiter;
    } cases[] = {
        {"", ','},
        {"text\nA lidar; solid-state\n", ','},
        {"id,text\n1;2;3\n1;2;3\n", ','},
        {"id;text\n1;a, b, c, d\n", ';'},
        {"id\ttext, long\n", '\t'},
        {"编号|技术名称\n", '|'},
        {"\"a,b,c\";\"d\"\n", ';'},
        {"\"a \"\",,\"\" b\";\"d\"\n", ';'},
        {"\n\r\n\nid;text", ';'},
        {"name, short;price;text\n", ';'},    /* more fields */
        {"name, short;text\n", ';'},          /* as many: the rarer in texts */
        {"id,name;alias\n1,foo\n", ','},      /* the next row decides */
        {"id,name;alias\n1,a;b\n2,c\n", ','}, /* or the one after it */
        {"id;name,alias\n1\n2;3\n", ';'},     /* a row that fits neither decides nothing */
        {"5\" a;b;c,d\" e\n", ';'},
        {"price (a,b);text\n\"1,\n2\";b\n", ';'},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t piece = 1; piece < 64; piece += 31) {
            bench on;
            csv_row row;
            feeder from;
            size_t length = strlen(cases[i].text);
            open_bench(&on, feed_start(&from, cases[i].text, length, piece), ENCODING_UTF8, 0);
            assert_int_equal(csv_reader_delimiter(on.reader), 0);
            next_row(&on, &row);
            assert_int_equal(csv_reader_delimiter(on.reader), cases[i].delimiter);
            close_bench(&on);
            feed_end(&from);
        }
}

/* Rows that part alike for all of the first 64 KiB and 16 rows are not waited for. */
static void the_search_for_a_delimiter_ends(void **state) {
    buffer text = {0};
    bench on;
    csv_row row;
    (void)state;
    for (int i = 0; i < 16; i++) buffer_text(&text, "a,b;c\n");
    buffer_text(&text, "d,e\n");
    int file = file_of(text.bytes, text.length);
    open_bench(&on, file, ENCODING_UTF8, 0);
    assert_true(next_row(&on, &row));
    assert_int_equal(csv_reader_delimiter(on.reader), ';');
    close_bench(&on);
    close(file);
    text.length = 0;
    buffer_text(&text, "a\tb");
    while (text.length < 80000) buffer_text(&text, ";");
    file = file_of(text.bytes, text.length);
    open_bench(&on, file, ENCODING_UTF8, 0);
    assert_true(next_row(&on, &row));
    assert_int_equal(csv_reader_delimiter(on.reader), ';');
    close_bench(&on);
    close(file);
    buffer_free(&text);
}

static void the_first_row_tells_the_line_ends(void **state) {
    static const struct {
        const char *text;
        bool crlf;
    } cases[] = {{"a\r\nb\nc", true}, {"a\nb\r\n", false}, {"a\rb\r\n", false},
                 {"\r\na\n", false},  {"a", false},        {"\"\r", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench on;
        csv_row row;
        int file = file_of(cases[i].text, strlen(cases[i].text));
        open_bench(&on, file, ENCODING_UTF8, ',');
        while (next_row(&on, &row)) continue;
        assert_int_equal(csv_reader_crlf(on.reader), cases[i].crlf);
        close_bench(&on);
        close(file);
    }
}

static void fields_are_quoted_only_where_they_need_it(void **state) {
    static const struct {
        const char *field, *written;
    } cases[] = {
        {"", ""},           {"a b", "a b"},
        {"a;b", "\"a;b\""}, {"a,b", "a,b"},
        {" a", "\" a\""},   {"a\t", "\"a\t\""},
        {" ", "\" \""},     {"a\nb", "\"a\nb\""},
        {"\r", "\"\r\""},   {"5\"", "\"5\"\"\""},
        {"\"", "\"\"\"\""}, {"\"\"", "\"\"\"\"\"\""},
        {"技术", "技术"},   {"a\"b\"c", "\"a\"\"b\"\"c\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer out = {0};
        csv_put_field(&out, ';', cases[i].field, strlen(cases[i].field));
        assert_string_equal(out.bytes, cases[i].written);
        buffer_free(&out);
    }
}

/* Wherever in a field of whatever length; every other byte is as good as any. */
static void quotes_are_put_for_any_byte_that_needs_them(void **state) {
    enum { LONGEST = 40, BYTES = 256 };
    (void)state;
    for (size_t length = 3; length <= LONGEST; length++)
        for (size_t at = 1; at + 1 < length; at++)
            for (int byte = 0; byte < BYTES; byte++) {
                char field[LONGEST];
                buffer out = {0};
                memset(field, 0xAE, length); /* what '.' is with its highest bit set */
                field[at] = (char)byte;
                csv_put_field(&out, '.', field, length);
                bool quoted = byte == '.' || byte == '"' || byte == '\r' || byte == '\n';
                assert_int_equal(out.length, length + (quoted ? 2 : 0) + (byte == '"'));
                buffer_free(&out);
            }
}

/* Fields that stand one behind the other are written as each by itself. */
static void many_fields_are_written_as_single_ones(void **state) {
    enum { FIELDS_MOST = 32 };
    static const char letters[] = "aaaaaaaaaaab\xE6,;\t|\"\n\r ";
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        buffer row = {0}, out = {0}, expected = {0};
        size_t end[FIELDS_MOST], count = 1 + (size_t)round % FIELDS_MOST;
        for (size_t i = 0; i < count; i++) {
            size_t begin = row.length;
            seed = seed * 1664525U + 1013904223U;
            for (size_t length = (seed >> 16) % ((seed >> 8) % 4 ? 6 : 100); length; length--) {
                seed = seed * 1664525U + 1013904223U;
                size_t letter = (seed >> 16) % (seed & 0x8000 ? 12 : sizeof letters - 1);
                buffer_add(&row, letters + letter, 1);
            }
            end[i] = row.length;
            if (i) buffer_text(&expected, ";");
            csv_put_field(&expected, ';', row.bytes ? row.bytes + begin : "", end[i] - begin);
            buffer_text(&row, ";");
        }
        char *exact = calloc(1, row.length + CSV_BEHIND);
        memcpy(exact, row.bytes, row.length);
        csv_put_fields(&out, ';', &(csv_fields){exact, end, count, UINT32_MAX >> (32 - count)});
        assert_int_equal(out.length, expected.length);
        if (out.length) assert_memory_equal(out.bytes, expected.bytes, out.length);
        free(exact);
        buffer_free(&row);
        buffer_free(&out);
        buffer_free(&expected);
    }
}

static uint32_t random_below(uint64_t *seed, uint32_t bound) {
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*seed >> 33) % bound;
}

enum { ROWS = 400, FIELDS = 5 };

/* Writes a random field, and shows it as the reader must find it. */
static void add_random_field(uint64_t *seed, buffer *file, char delimiter, buffer *shown) {
    static const char letters[] = "ab,;\t|\"\"\n\r \0\xE6\x8A\x80";
    char bytes[64];
    size_t length = random_below(seed, random_below(seed, 8) ? 6 : sizeof bytes);
    for (size_t i = 0; i < length; i++) bytes[i] = letters[random_below(seed, sizeof letters - 1)];
    csv_put_field(file, delimiter, bytes, length);
    buffer with_nul = {0};
    buffer_add(&with_nul, bytes, length);
    show_field(shown, &(csv_field){with_nul.bytes, length});
    buffer_free(&with_nul);
}

static void random_rows(uint64_t *seed, buffer *file, char delimiter, buffer *shown) {
    for (int row = 0; row < ROWS; row++) {
        for (int field = 0; field < FIELDS; field++) {
            if (field) buffer_add(file, &delimiter, 1);
            add_random_field(seed, file, delimiter, shown);
        }
        buffer_text(file, row % 3 ? "\n" : "\r\n");
    }
}

static void show_fields_alone(buffer *out, bench *on) {
    csv_row row;
    while (next_row(on, &row)) {
        assert_int_equal(row.count, FIELDS);
        assert_null(row.problem);
        for (size_t i = 0; i < row.count; i++) show_field(out, &row.fields[i]);
    }
}

static void what_is_written_is_read_back(void **state) {
    static const char delimiters[] = ",;\t|";
    uint64_t seed = 7;
    (void)state;
    for (int i = 0; i < 40; i++) {
        buffer file = {0}, shown = {0}, read_back = {0};
        char delimiter = delimiters[i % 4];
        bench on;
        feeder from;
        random_rows(&seed, &file, delimiter, &shown);
        size_t piece = 1 + random_below(&seed, i % 2 ? 10 : 60000);
        open_bench(&on, feed_start(&from, file.bytes, file.length, piece), ENCODING_UTF8,
                   delimiter);
        show_fields_alone(&read_back, &on);
        assert_string_equal(read_back.bytes, shown.bytes);
        close_bench(&on);
        feed_end(&from);
        buffer_free(&file);
        buffer_free(&shown);
        buffer_free(&read_back);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_out_as_they_stand_whatever_the_blocks),
        cmocka_unit_test(the_delimiter_is_that_of_the_first_rows),
        cmocka_unit_test(the_search_for_a_delimiter_ends),
        cmocka_unit_test(the_first_row_tells_the_line_ends),
        cmocka_unit_test(fields_are_quoted_only_where_they_need_it),
        cmocka_unit_test(quotes_are_put_for_any_byte_that_needs_them),
        cmocka_unit_test(many_fields_are_written_as_single_ones),
        cmocka_unit_test(what_is_written_is_read_back)};
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
