#include "unit.h"

#include "passages.h"

typedef struct {
    folded text;
    token_list tokens;
    passage_list passages;
} bench;

static void cut(bench *on, const char *text, size_t length) {
    exportcat_error error;
    assert_ok(fold_text(&on->text, text, length, &error), error);
    assert_ok(tokens_cut(&on->tokens, &on->text, &error), error);
    assert_ok(passages_cut(&on->passages, &on->text, &on->tokens, &error), error);
}

static void close_bench(bench *on) {
    fold_free(&on->text);
    tokens_free(&on->tokens);
    passages_free(&on->passages);
}

/* `sentences` sentences of `words` words, each with `end` behind it. */
static void make(buffer *out, int sentences, int words, const char *end) {
    for (int i = 0; i < sentences; i++) {
        for (int k = 0; k < words; k++) buffer_text(out, k ? " word" : "A word");
        buffer_text(out, end);
    }
}

/* All tokens, in order, none twice. */
static void check_cover(const bench *on) {
    size_t next = 0;
    for (size_t i = 0; i < on->passages.count; i++) {
        assert_int_equal(on->passages.items[i].first, next);
        assert_true(on->passages.items[i].count > 0);
        next += on->passages.items[i].count;
    }
    assert_int_equal(next, on->tokens.count);
}

static void short_texts_are_not_cut(void **state) {
    bench on = {0};
    buffer text = {0};
    (void)state;
    cut(&on, "", 0);
    assert_int_equal(on.passages.count, 0);
    make(&text, 6, 19, ". ");
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 0); /* 120 words */
    make(&text, 1, 1, ". ");
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 0); /* what is left over joins the first passage */
    make(&text, 2, 19, ". ");
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 2);
    check_cover(&on);
    buffer_free(&text);
    close_bench(&on);
}

static void passages_end_where_sentences_do(void **state) {
    bench on = {0};
    buffer text = {0};
    (void)state;
    make(&text, 40, 24, ". "); /* 25 words each: four fill a passage */
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 10);
    for (size_t i = 0; i < on.passages.count; i++)
        assert_int_equal(on.passages.items[i].count, 4 * 25);
    check_cover(&on);
    buffer_free(&text);
    close_bench(&on);
}

static void lines_end_shorter_passages(void **state) {
    bench on = {0};
    buffer text = {0};
    (void)state;
    make(&text, 6, 69, ".\n"); /* a paragraph of 70 words is long enough, one of 20 is not */
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 6);
    text.length = 0;
    make(&text, 20, 19, "\n");
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 10);
    check_cover(&on);
    buffer_free(&text);
    close_bench(&on);
}

static void text_without_an_end_is_cut_all_the_same(void **state) {
    bench on = {0};
    buffer text = {0};
    (void)state;
    make(&text, 1, 2000, "");
    cut(&on, text.bytes, text.length);
    assert_true(on.passages.count >= 8);
    check_cover(&on);
    text.length = 0;
    for (int i = 0; i < 100; i++) buffer_text(&text, "一种激光雷达系统及其测距方法。");
    cut(&on, text.bytes, text.length);
    assert_int_equal(on.passages.count, 7); /* 15 sentences of 14 characters fill one */
    check_cover(&on);
    buffer_free(&text);
    close_bench(&on);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(short_texts_are_not_cut),
                                       cmocka_unit_test(passages_end_where_sentences_do),
                                       cmocka_unit_test(lines_end_shorter_passages),
                                       cmocka_unit_test(text_without_an_end_is_cut_all_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
