#include "feed.h"

#include "encoding.h"
#include "memory.h"

#include <sys/time.h>

#define BYTES(text) text, sizeof(text) - 1

static text_stream *open_stream(int file, encoding is) {
    exportcat_error error;
    text_stream *stream;
    assert_ok(text_stream_new(file, "texts", is, NULL, &stream, &error), error);
    return stream;
}

/* One block, as a string; empty at the end. */
static const char *next_block(text_stream *stream, buffer *out) {
    exportcat_error error;
    const char *bytes;
    size_t length;
    assert_ok(text_stream_read(stream, &bytes, &length, &error), error);
    out->length = 0;
    buffer_add(out, bytes, length);
    return out->bytes;
}

static void read_all(text_stream *stream, buffer *out) {
    buffer block = {0};
    while (*next_block(stream, &block) || block.length) buffer_add(out, block.bytes, block.length);
    buffer_add(out, "", 0);
    buffer_free(&block);
}

typedef struct {
    const char *bytes;
    size_t length;
    encoding given, is;
    bool had_bom;
    const char *text;
    size_t text_length, replaced;
} example;

/* "编号,技术" in each encoding, and what is no character of it. */
static const example examples[] = {
    {BYTES("id,text\n"), ENCODING_DETECT, ENCODING_UTF8, false, BYTES("id,text\n"), 0},
    {BYTES(""), ENCODING_DETECT, ENCODING_UTF8, false, BYTES(""), 0},
    {BYTES("\xEF\xBB\xBF"), ENCODING_DETECT, ENCODING_UTF8, true, BYTES(""), 0},
    {BYTES("\xEF\xBB\xBFid\n"), ENCODING_DETECT, ENCODING_UTF8, true, BYTES("id\n"), 0},
    {BYTES("\xEF\xBB\xBFid\n"), ENCODING_UTF8, ENCODING_UTF8, true, BYTES("id\n"), 0},
    {BYTES("\xEF\xBB\xBF\xEF\xBB\xBF"), ENCODING_UTF8, ENCODING_UTF8, true, BYTES("\xEF\xBB\xBF"),
     0},
    {BYTES("a\0b\xFF\xE6\x8A,\xED\xA0\x80"), ENCODING_UTF8, ENCODING_UTF8, false,
     BYTES("a\0b\xFF\xE6\x8A,\xED\xA0\x80"), 0},
    {BYTES("\xFF\xFEid\n"), ENCODING_UTF8, ENCODING_UTF8, false, BYTES("\xFF\xFEid\n"), 0},
    {BYTES("id\n编号,技术\n"), ENCODING_DETECT, ENCODING_UTF8, false, BYTES("id\n编号,技术\n"), 0},
    {BYTES("\xB1\xE0\xBA\xC5,\xBC\xBC\xCA\xF5\n"), ENCODING_GB18030, ENCODING_GB18030, false,
     BYTES("编号,技术\n"), 0},
    {BYTES("id\n\xB1\xE0\xBA\xC5,\xBC\xBC\xCA\xF5\n"), ENCODING_DETECT, ENCODING_GB18030, false,
     BYTES("id\n编号,技术\n"), 0},
    {BYTES("\x84\x31\x95\x33\xBC\xBC\xCA\xF5"), ENCODING_DETECT, ENCODING_GB18030, true,
     BYTES("技术"), 0},
    {BYTES("\x81\x30\x81\x30\x95\x32\x82\x36"), ENCODING_GB18030, ENCODING_GB18030, false,
     BYTES("\xC2\x80\xF0\xA0\x80\x80"), 0},
    /* a byte that begins no character, one cut off at the end, four that are unassigned */
    {BYTES("\xBC\xBC\xFF\xCA\xF5\x80,\xBC"), ENCODING_GB18030, ENCODING_GB18030, false,
     BYTES("技\xEF\xBF\xBD术\xEF\xBF\xBD,\xEF\xBF\xBD"), 3},
    {BYTES("a\xFE\x39\xFE\x39z\x81\x30\x81"), ENCODING_GB18030, ENCODING_GB18030, false,
     BYTES("a\xEF\xBF\xBDz\xEF\xBF\xBD"), 2},
    /* what looks like four bytes but for its first or third, which begin no character */
    {BYTES("\xFF\x30\x84\x31\x95\x33m"), ENCODING_GB18030, ENCODING_GB18030, false,
     BYTES("\xEF\xBF\xBD\x30\xEF\xBB\xBFm"), 1},
    {BYTES("\xFF\xFE\x16\x7F\xF7\x53,\0"), ENCODING_DETECT, ENCODING_UTF16LE, true, BYTES("编号,"),
     0},
    {BYTES("\xFE\xFF\x7F\x16\x53\xF7\0,"), ENCODING_DETECT, ENCODING_UTF16BE, true, BYTES("编号,"),
     0},
    {BYTES("\xFE\xFF\x7F\x16"), ENCODING_UTF16LE, ENCODING_UTF16BE, true, BYTES("编"), 0},
    {BYTES("\x7F\x16\0\n"), ENCODING_UTF16BE, ENCODING_UTF16BE, false, BYTES("编\n"), 0},
    {BYTES("i\0d\0,\0\x16\x7F\n\0"), ENCODING_DETECT, ENCODING_UTF16LE, false, BYTES("id,编\n"), 0},
    {BYTES("\0i\0d\0,\x7F\x16\0\n"), ENCODING_DETECT, ENCODING_UTF16BE, false, BYTES("id,编\n"), 0},
    /* a pair; two halves of pairs, and half a unit at the end */
    {BYTES("\x40\xD8\0\xDC"), ENCODING_UTF16LE, ENCODING_UTF16LE, false, BYTES("\xF0\xA0\x80\x80"),
     0},
    {BYTES("a\0\0\xDC"
           "b\0\x40\xD8"
           "c\0d"),
     ENCODING_UTF16LE, ENCODING_UTF16LE, false,
     BYTES("a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD"
           "c\xEF\xBF\xBD"),
     3},
};

static void check_example(const example *of, int file) {
    buffer out = {0};
    text_stream *stream = open_stream(file, of->given);
    assert_int_equal(text_stream_encoding(stream), ENCODING_DETECT);
    read_all(stream, &out);
    assert_int_equal(out.length, of->text_length);
    assert_memory_equal(out.bytes, of->text, of->text_length);
    assert_int_equal(text_stream_encoding(stream), of->is);
    assert_int_equal(text_stream_had_bom(stream), of->had_bom);
    assert_int_equal(text_stream_replaced(stream), of->replaced);
    assert_int_equal(text_stream_consumed(stream), of->length);
    assert_false(text_stream_stopped(stream));
    text_stream_free(stream);
    buffer_free(&out);
}

static void text_comes_out_as_utf8_whatever_the_blocks(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        for (size_t piece = 1; piece <= examples[i].length + 1; piece++) {
            feeder from;
            check_example(&examples[i],
                          feed_start(&from, examples[i].bytes, examples[i].length, piece));
            feed_end(&from);
        }
}

/* Text in GB18030, undeclared, in pieces of that size. */
static void check_pieces(const buffer *text, size_t piece, const buffer *expected) {
    feeder from;
    buffer out = {0};
    text_stream *stream =
        open_stream(feed_start(&from, text->bytes, text->length, piece), ENCODING_DETECT);
    read_all(stream, &out);
    assert_int_equal(out.length, expected->length);
    assert_memory_equal(out.bytes, expected->bytes, expected->length);
    assert_int_equal(text_stream_encoding(stream), ENCODING_GB18030);
    assert_int_equal(text_stream_replaced(stream), 0);
    text_stream_free(stream);
    feed_end(&from);
    buffer_free(&out);
}

/* What is ASCII decides nothing, however long it is. */
static void a_late_character_still_decides(void **state) {
    buffer text = {0}, expected = {0};
    (void)state;
    while (text.length < 200000) buffer_text(&text, "1,plain\n");
    buffer_add(&expected, text.bytes, text.length);
    buffer_text(&text, "2,\xBC\xBC\xCA\xF5\n");
    buffer_text(&expected, "2,技术\n");
    for (size_t piece = 1000; piece <= 60000; piece += 59000) check_pieces(&text, piece, &expected);
    buffer_free(&text);
    buffer_free(&expected);
}

/* Long enough for many blocks, whose ends cut characters of two and four bytes in all places. */
static void long_texts_are_decoded_whole(void **state) {
    buffer text = {0}, expected = {0};
    (void)state;
    for (int i = 0; i < 60000; i++) {
        buffer_text(&text, i % 7 ? "\xBC\xBC\xCA\xF5" : "x\n\x95\x32\x82\x36");
        buffer_text(&expected, i % 7 ? "技术" : "x\n\xF0\xA0\x80\x80");
    }
    for (size_t piece = 4093; piece <= 57343; piece += 26625) check_pieces(&text, piece, &expected);
    buffer_free(&text);
    buffer_free(&expected);
}

/* Nothing but bad bytes: each becomes three. */
static void bad_bytes_fit_the_block(void **state) {
    buffer text = {0}, out = {0};
    (void)state;
    while (text.length < 150000) buffer_text(&text, "\xFF\x80");
    int file = file_of(text.bytes, text.length);
    text_stream *stream = open_stream(file, ENCODING_GB18030);
    read_all(stream, &out);
    assert_int_equal(out.length, 3 * text.length);
    assert_int_equal(text_stream_replaced(stream), text.length);
    text_stream_free(stream);
    close(file);
    buffer_free(&text);
    buffer_free(&out);
}

/* Who writes a line and waits is not kept waiting. */
static void a_line_comes_out_at_once(void **state) {
    buffer block = {0};
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    text_stream *stream = open_stream(ends[0], ENCODING_DETECT);
    say(ends[1], "a\n");
    assert_string_equal(next_block(stream, &block), "a\n");
    say(ends[1], "b");
    assert_string_equal(next_block(stream, &block), "b");
    say(ends[1], "\xBC\xBC");
    say(ends[1], "\xCA\xF5,\n");
    assert_string_equal(next_block(stream, &block), "技术,\n");
    say(ends[1], "\xBC\xBC\xCA");
    assert_string_equal(next_block(stream, &block), "技");
    close(ends[1]);
    assert_string_equal(next_block(stream, &block), "\xEF\xBF\xBD");
    assert_string_equal(next_block(stream, &block), "");
    assert_string_equal(next_block(stream, &block), "");
    text_stream_free(stream);
    close(ends[0]);
    buffer_free(&block);
}

static void a_text_that_began_is_not_utf16(void **state) {
    buffer block = {0};
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    text_stream *stream = open_stream(ends[0], ENCODING_DETECT);
    say(ends[1], "a\n");
    assert_string_equal(next_block(stream, &block), "a\n");
    assert_int_equal(write(ends[1], "\0i\0d\0\n", 6), 6);
    next_block(stream, &block);
    assert_int_equal(block.length, 6);
    assert_memory_equal(block.bytes, "\0i\0d\0\n", 6);
    text_stream_free(stream);
    close(ends[0]);
    close(ends[1]);
    buffer_free(&block);
}

static volatile sig_atomic_t stop;

static void set_stop(int signal) {
    (void)signal;
    stop = 1;
}

/* A stream that waits for text, until `stop` is set. */
static void wait_for_stop(void (*begin)(void)) {
    exportcat_error error;
    buffer block = {0};
    text_stream *stream;
    int ends[2];
    stop = 0;
    assert_int_equal(pipe(ends), 0);
    assert_ok(text_stream_new(ends[0], "-", ENCODING_DETECT, &stop, &stream, &error), error);
    say(ends[1], "text\n");
    assert_string_equal(next_block(stream, &block), "text\n");
    begin();
    assert_string_equal(next_block(stream, &block), "");
    assert_true(text_stream_stopped(stream));
    text_stream_free(stream);
    close(ends[0]);
    close(ends[1]);
    buffer_free(&block);
}

/* Even where the system would go on with the read (SA_RESTART). */
static void signal_soon(void) {
    const struct sigaction action = {.sa_handler = set_stop, .sa_flags = SA_RESTART};
    const struct itimerval soon = {.it_value = {.tv_usec = 20000}};
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
}

/* The signal came to another thread, which interrupts nothing in this one. */
static void *set_stop_soon(void *data) {
    (void)data;
    usleep(20000);
    stop = 1;
    return NULL;
}

static void thread_soon(void) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, set_stop_soon, NULL), 0);
    assert_int_equal(pthread_detach(thread), 0);
}

static void a_stream_that_waits_can_be_stopped(void **state) {
    (void)state;
    wait_for_stop(signal_soon);
    wait_for_stop(thread_soon);
}

static void what_cannot_be_read_is_an_error(void **state) {
    exportcat_error error;
    const char *bytes;
    size_t length;
    int file = open("tests", O_RDONLY | O_CLOEXEC);
    text_stream *stream = open_stream(file, ENCODING_DETECT);
    (void)state;
    assert_int_equal(text_stream_read(stream, &bytes, &length, &error), EXPORTCAT_E_IO);
    assert_string_equal(error.path, "texts");
    assert_int_equal(length, 0);
    text_stream_free(stream);
    close(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(text_comes_out_as_utf8_whatever_the_blocks),
                                       cmocka_unit_test(a_late_character_still_decides),
                                       cmocka_unit_test(long_texts_are_decoded_whole),
                                       cmocka_unit_test(bad_bytes_fit_the_block),
                                       cmocka_unit_test(a_line_comes_out_at_once),
                                       cmocka_unit_test(a_text_that_began_is_not_utf16),
                                       cmocka_unit_test(a_stream_that_waits_can_be_stopped),
                                       cmocka_unit_test(what_cannot_be_read_is_an_error)};
    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
