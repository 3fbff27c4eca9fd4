#include "unit.h"

#include "grams.h"

static void a_text_gives_the_runs_that_it_has(void **state) {
    enum { LONGEST = 80 };
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 2000; round++)
        for (size_t length = 0; length <= LONGEST; length++) {
            gram_set wanted = {{0}}, quick, portable;
            char *bytes = malloc(length + 1);
            for (size_t i = 0; i <= length; i++) {
                seed = seed * 1664525U + 1013904223U;
                bytes[i] = (char)(seed >> 24);
            }
            for (size_t i = 0; i + GRAM_BYTES <= length; i++)
                gram_set_add(&wanted, gram_bit(bytes + i));
            gram_set_fill(&quick, bytes, length);
            gram_set_fill_portable(&portable, bytes, length);
            assert_memory_equal(&quick, &wanted, sizeof wanted);
            assert_memory_equal(&portable, &wanted, sizeof wanted);
            free(bytes);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_text_gives_the_runs_that_it_has)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
