#include "unit.h"

#include "pairs.h"

/* What is found is what was added last for the pair, however many are forgotten. */
static void pairs_are_found_or_forgotten(void **state) {
    enum { NUMBERS = 500 };
    pair_memory all = {0};
    pages memory = {0};
    uint32_t known, kept = 0;
    (void)state;
    assert_true(pairs_ready(&all, &memory));
    assert_false(pairs_find(&all, pairs_join(1, 1), &known));
    for (uint32_t one = 1; one <= NUMBERS; one++)
        for (uint32_t other = 1; other <= NUMBERS; other++) {
            pairs_add(&all, pairs_join(one, other), one * 1000 + other);
            assert_true(pairs_find(&all, pairs_join(one, other), &known));
            assert_int_equal(known, one * 1000 + other);
        }
    for (uint32_t one = 1; one <= NUMBERS; one++)
        for (uint32_t other = 1; other <= NUMBERS; other++) {
            if (!pairs_find(&all, pairs_join(one, other), &known)) continue;
            assert_int_equal(known, one * 1000 + other);
            kept++;
        }
    assert_in_range(kept, PAIR_SETS * PAIR_WAYS / 2, PAIR_SETS * PAIR_WAYS);
    assert_false(pairs_find(&all, pairs_join(PAIR_NUMBER_MAX, 1), &known));
    pairs_forget(&all);
    assert_false(pairs_find(&all, pairs_join(NUMBERS, NUMBERS), &known));
    pages_free(&memory);
}

/* The newest of a set push the oldest out. */
static void the_oldest_is_forgotten_first(void **state) {
    pair_memory all = {0};
    pages memory = {0};
    uint32_t same[PAIR_WAYS + 1], count = 0, known;
    (void)state;
    assert_true(pairs_ready(&all, &memory));
    for (uint32_t other = 1; count <= PAIR_WAYS; other++)
        if (pairs_set_of(pairs_join(7, other)) == 5) same[count++] = other;
    for (uint32_t i = 0; i <= PAIR_WAYS; i++) pairs_add(&all, pairs_join(7, same[i]), i);
    assert_false(pairs_find(&all, pairs_join(7, same[0]), &known));
    for (uint32_t i = 1; i <= PAIR_WAYS; i++) {
        assert_true(pairs_find(&all, pairs_join(7, same[i]), &known));
        assert_int_equal(known, i);
    }
    pages_free(&memory);
}

static void pairs_with_a_0_are_never_remembered(void **state) {
    static const uint32_t odd[] = {0, 1U << 16, 7, PAIR_NUMBER_MAX, 0xFFFF0000U};
    pair_memory all = {0};
    pages memory = {0};
    uint32_t known;
    (void)state;
    assert_true(pairs_ready(&all, &memory));
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        pairs_add(&all, odd[i], 5);
        assert_false(pairs_find(&all, odd[i], &known));
    }
    pages_free(&memory);
}

static void places_are_those_of_the_portable_way(void **state) {
    pair_memory all = {0};
    pages memory = {0};
    (void)state;
    assert_true(pairs_ready(&all, &memory));
    for (unsigned has = 0; has < 1U << PAIR_WAYS; has++) {
        for (unsigned way = 0; way < PAIR_WAYS; way++)
            all.sets->both[way] = has >> way & 1 ? pairs_join(3, 4) : pairs_join(4, way);
        assert_int_equal(pairs_equal(all.sets, pairs_join(3, 4)), has);
        assert_int_equal(pairs_equal_portable(all.sets, pairs_join(3, 4)), has);
    }
    pages_free(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_found_or_forgotten),
                                       cmocka_unit_test(the_oldest_is_forgotten_first),
                                       cmocka_unit_test(pairs_with_a_0_are_never_remembered),
                                       cmocka_unit_test(places_are_those_of_the_portable_way)};
    return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
