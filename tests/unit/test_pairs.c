#include "unit.h"

#include "pairs.h"

static const uint32_t nothing = 0;

static bool find(const pair_memory *of, uint32_t one, uint32_t other, uint32_t *number) {
    const void *known;
    bool found = pairs_find(of, one, other, &known);
    *number = found ? *(const uint32_t *)known : nothing;
    return found;
}

/* What is found is what was added last for the pair, however many are forgotten. */
static void pairs_are_found_or_forgotten(void **state) {
    enum { NUMBERS = 500 };
    pair_memory all = {0};
    uint32_t known, kept = 0;
    (void)state;
    assert_true(pairs_ready(&all, &nothing, sizeof nothing));
    assert_false(find(&all, 1, 1, &known));
    for (uint32_t one = 1; one <= NUMBERS; one++)
        for (uint32_t other = 1; other <= NUMBERS; other++) {
            uint32_t number = one * 1000 + other;
            pairs_add(&all, one, other, other % 3 ? &number : NULL);
            assert_true(find(&all, one, other, &known));
            assert_int_equal(known, other % 3 ? number : 0);
        }
    for (uint32_t one = 1; one <= NUMBERS; one++)
        for (uint32_t other = 1; other <= NUMBERS; other++) {
            if (!find(&all, one, other, &known)) continue;
            assert_int_equal(known, other % 3 ? one * 1000 + other : 0);
            kept++;
        }
    assert_in_range(kept, PAIR_SETS * PAIR_WAYS / 2, PAIR_SETS * PAIR_WAYS);
    assert_false(find(&all, PAIR_NUMBER_MAX, 1, &known));
    pairs_tidy(&all); /* they are many */
    assert_false(find(&all, NUMBERS, NUMBERS, &known));
    pairs_free(&all);
}

/* The newest of a set push the oldest out. */
static void the_oldest_is_forgotten_first(void **state) {
    pair_memory all = {0};
    uint32_t same[PAIR_WAYS + 1], count = 0, known;
    (void)state;
    assert_true(pairs_ready(&all, &nothing, sizeof nothing));
    for (uint32_t other = 1; count <= PAIR_WAYS; other++)
        if (pairs_set_of(pairs_join(7, other)) == 5) same[count++] = other;
    for (uint32_t i = 0; i <= PAIR_WAYS; i++) pairs_add(&all, 7, same[i], &i);
    assert_false(find(&all, 7, same[0], &known));
    for (uint32_t i = 1; i <= PAIR_WAYS; i++) {
        assert_true(find(&all, 7, same[i], &known));
        assert_int_equal(known, i);
    }
    pairs_free(&all);
}

static void numbers_out_of_range_are_never_remembered(void **state) {
    static const uint32_t odd[] = {0, PAIR_NUMBER_MAX + 1, UINT32_MAX};
    pair_memory all = {0};
    uint32_t known, number = 5;
    (void)state;
    assert_true(pairs_ready(&all, &nothing, sizeof nothing));
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        pairs_add(&all, odd[i], 1, &number);
        pairs_add(&all, 1, odd[i], &number);
        assert_false(find(&all, odd[i], 1, &known));
        assert_false(find(&all, 1, odd[i], &known));
    }
    pairs_free(&all);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_found_or_forgotten),
                                       cmocka_unit_test(the_oldest_is_forgotten_first),
                                       cmocka_unit_test(numbers_out_of_range_are_never_remembered)};
    return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
