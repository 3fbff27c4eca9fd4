#include "unit.h"

#include "grams.h"

static uint32_t draw(uint32_t *seed, uint32_t below) {
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static bool is_in(const char *text, size_t length, const char *run) {
    for (size_t i = 0; i + GRAM_BYTES <= length; i++)
        if (memcmp(text + i, run, GRAM_BYTES) == 0) return true;
    return false;
}

/* Texts of any length, many more than there are rounds; no byte behind the NUL is read. */
static void a_map_has_the_runs_of_the_last_text(void **state) {
    enum { MOST = 70, TEXTS = 1000, EVERY = 4 * 4 * 4 };
    static gram_map map, portable;
    uint32_t seed = 1;
    size_t wrong = 0, asked = 0;
    (void)state;
    for (size_t n = 0; n < TEXTS; n++) {
        const size_t length = n % MOST;
        char *text = malloc(length + 1);
        assert_non_null(text);
        for (size_t i = 0; i < length; i++) text[i] = "ab\xE4\x00"[draw(&seed, 4)];
        text[length] = '\0';
        gram_map_fill(&map, text, length);
        gram_map_fill_portable(&portable, text, length);
        assert_memory_equal(&map, &portable, sizeof map);
        for (unsigned i = 0; i < EVERY; i++) {
            const char *letters = "ab\xE4\x00";
            const char run[] = {letters[i % 4], letters[i / 4 % 4], letters[i / 16], '\0'};
            const bool in = is_in(text, length, run), has = gram_map_has(&map, gram_bit(run));
            assert_true(has || !in);
            wrong += has && !in;
            asked++;
        }
        free(text);
    }
    assert_true(wrong * 10 < asked);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_map_has_the_runs_of_the_last_text)};
    return cmocka_run_group_tests_name("grams", tests, NULL, NULL);
}
