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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_are_empty_and_begin_as_such),
                                       cmocka_unit_test(more_than_there_is_gives_none)};
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
