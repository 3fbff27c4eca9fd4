#include "unit.h"

#include "memory.h"
#include "pairs.h"

/* What is found is what was added last for the pair, however many are forgotten. */
static void pairs_are_found_or_forgotten(void **state) {
    enum { NUMBERS = 500 };
    pair_set *sets = lines_new(PAIR_SETS, sizeof *sets);
    uint32_t known, kept = 0;
    (void)state;
    assert_non_null(sets);
    assert_false(pairs_find(sets, pairs_join(1, 1), &known));
    for (uint32_t one = 1; one <= NUMBERS; one++)
        for (uint32_t other = 1; other <= NUMBERS; other++) {
            pairs_add(sets, pairs_join(one, other), one * 1000 + other);
            assert_true(pairs_find(sets, pairs_join(one, other), &known));
            assert_int_equal(known, one * 1000 + other);
        }
    for (uint32_t one = 1; one <= NUMBERS; one++)
        for (uint32_t other = 1; other <= NUMBERS; other++) {
            if (!pairs_find(sets, pairs_join(one, other), &known)) continue;
            assert_int_equal(known, one * 1000 + other);
            kept++;
        }
    assert_in_range(kept, PAIR_SETS * PAIR_WAYS / 2, PAIR_SETS * PAIR_WAYS);
    assert_false(pairs_find(sets, pairs_join(PAIR_NUMBER_MAX, 1), &known));
    lines_free(sets);
}

/* The newest of a set push the oldest out. */
static void the_oldest_is_forgotten_first(void **state) {
    pair_set *sets = lines_new(PAIR_SETS, sizeof *sets);
    uint32_t same[PAIR_WAYS + 1], count = 0, known;
    (void)state;
    assert_non_null(sets);
    for (uint32_t other = 1; count <= PAIR_WAYS; other++)
        if (pairs_set_of(pairs_join(7, other)) == 5) same[count++] = pairs_join(7, other);
    for (uint32_t i = 0; i <= PAIR_WAYS; i++) pairs_add(sets, same[i], i);
    assert_false(pairs_find(sets, same[0], &known));
    for (uint32_t i = 1; i <= PAIR_WAYS; i++) {
        assert_true(pairs_find(sets, same[i], &known));
        assert_int_equal(known, i);
    }
    lines_free(sets);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_found_or_forgotten),
                                       cmocka_unit_test(the_oldest_is_forgotten_first)};
    return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
