#include "unit.h"

#include "memory.h"

static void lines_are_empty_and_begin_as_such(void **state) {
    static const size_t counts[] = {0, 1, 7, 64, 1000, 100000};
    (void)state;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        uint32_t *items = lines_new(counts[c], sizeof *items);
        assert_non_null(items);
        assert_int_equal((uintptr_t)items % LINE_BYTES, 0);
        for (size_t i = 0; i < counts[c]; i++) {
            assert_int_equal(items[i], 0);
            items[i] = UINT32_MAX; /* the block holds them all, and is still freed */
        }
        lines_free(items);
    }
    lines_free(NULL);
}

static void more_than_there_is_gives_none(void **state) {
    (void)state;
    assert_null(lines_new(SIZE_MAX / 2, 4));
    assert_null(lines_new(SIZE_MAX, 1));
}

static void lines_grow_with_what_they_hold(void **state) {
    uint32_t *items = NULL;
    size_t capacity = 0, used = 0;
    (void)state;
    for (size_t need = 1; need < 300000; need += need / 3 + 1) {
        assert_int_equal(lines_grow(&items, &capacity, used, need, 16, sizeof *items), 0);
        assert_true(capacity >= need && capacity >= 16);
        assert_int_equal((uintptr_t)items % LINE_BYTES, 0);
        for (size_t i = 0; i < used; i++) assert_int_equal(items[i], i + 1);
        for (size_t i = used; i < capacity; i++) assert_int_equal(items[i], 0);
        for (; used < need; used++) items[used] = (uint32_t)used + 1;
    }
    const uint32_t *before = items;
    assert_int_equal(lines_grow(&items, &capacity, used, SIZE_MAX / 4, 16, sizeof *items), -1);
    assert_ptr_equal(items, before);
    assert_int_equal(items[used - 1], used);
    lines_free(items);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_are_empty_and_begin_as_such),
                                       cmocka_unit_test(more_than_there_is_gives_none),
                                       cmocka_unit_test(lines_grow_with_what_they_hold)};
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
