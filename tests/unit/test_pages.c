#include "unit.h"

#include "memory.h"

enum { BLOCKS = 64, MEGABYTE = 1 << 20 };

/* From a few bytes to several large pages, in no order. */
static size_t size_of(size_t i) {
    static const size_t sizes[] = {1,
                                   64,
                                   65,
                                   4096,
                                   100000,
                                   MEGABYTE,
                                   2 * MEGABYTE - 64,
                                   2 * MEGABYTE - 63,
                                   2 * MEGABYTE,
                                   5 * MEGABYTE};
    return sizes[i * 7 % (sizeof sizes / sizeof *sizes)];
}

static bool all_are(const unsigned char *bytes, size_t count, unsigned char what) {
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != what) return false;
    return true;
}

static void blocks_are_empty_and_their_own(void **state) {
    unsigned char *blocks[BLOCKS];
    pages memory = {0};
    (void)state;
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < BLOCKS; i++) {
            blocks[i] = pages_take(&memory, size_of(i));
            assert_non_null(blocks[i]);
            assert_int_equal((uintptr_t)blocks[i] % LINE_BYTES, 0);
            assert_true(all_are(blocks[i], size_of(i), 0));
            if (i % 2) pages_expect(blocks[i], size_of(i));
            memset(blocks[i], (int)i + 1, size_of(i));
        }
        for (size_t i = 0; i < BLOCKS; i++)
            assert_true(all_are(blocks[i], size_of(i), (unsigned char)(i + 1)));
        pages_free(&memory);
    }
    pages_free(&memory);
}

static void more_than_there_is_gives_none(void **state) {
    pages memory = {0};
    (void)state;
    assert_null(pages_take(&memory, SIZE_MAX));
    assert_null(pages_take(&memory, SIZE_MAX / 2));
    assert_null(pages_take(&memory, (size_t)1 << 60));
    assert_null(lines_take(&memory, SIZE_MAX / 2, 4));
    assert_null(lines_take(&memory, SIZE_MAX, 1));
    assert_non_null(pages_take(&memory, 1));
    pages_free(&memory);
}

/* Any bytes may be expected; they stay as they are. */
static void what_is_expected_stays(void **state) {
    char bytes[10000];
    (void)state;
    memset(bytes, 'x', sizeof bytes);
    for (size_t from = 0; from < 5000; from += 999)
        for (size_t count = 0; from + count < sizeof bytes; count += 1234)
            pages_expect(bytes + from, count);
    assert_true(all_are((unsigned char *)bytes, sizeof bytes, 'x'));
}

/* Lines grow out of them into lines of their own. */
static void lines_are_taken_and_left_alone(void **state) {
    enum { FIRST = 100, LAST = 100000 };
    pages memory = {0};
    size_t capacity = FIRST, used = 0;
    (void)state;
    uint32_t *items = lines_take(&memory, FIRST, sizeof *items);
    assert_non_null(items);
    assert_int_equal((uintptr_t)items % LINE_BYTES, 0);
    for (; used < LAST; used++) {
        assert_int_equal(lines_grow(&items, &capacity, used, used + 1, 1, sizeof *items), 0);
        assert_int_equal(items[used], 0);
        items[used] = (uint32_t)used;
    }
    for (size_t i = 0; i < LAST; i++) assert_int_equal(items[i], i);
    lines_free(items);
    pages_free(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_are_empty_and_their_own),
                                       cmocka_unit_test(more_than_there_is_gives_none),
                                       cmocka_unit_test(what_is_expected_stays),
                                       cmocka_unit_test(lines_are_taken_and_left_alone)};
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
