#include "unit.h"

#include "vocabulary.h"

enum { KEYS = 4000, KEY_MAX = 24 };

/* Keys of all kinds: short and long words, and pairs of words, not all of which are keys. */
typedef struct {
    uint32_t offset[KEYS + 1];
    char bytes[KEYS * KEY_MAX + 1];
    float idf[KEYS];
    vocabulary_slot *slot;
    vocabulary words;
} bench;

static int spell_word(char *key, char kind, unsigned number) {
    return snprintf(key, KEY_MAX + 1, number % 3 ? "%cw%u" : "%clonger-than-a-slot-%u", kind,
                    number);
}

static int spell_pair(char *key, unsigned number) {
    return snprintf(key, KEY_MAX + 1, "bw%u w%u", 3 * number + 1, 3 * number + 2);
}

static bool is_pair(unsigned number) {
    return number >= KEYS / 2;
}

static int spell(char *key, unsigned number) {
    return is_pair(number) ? spell_pair(key, number - KEYS / 2) : spell_word(key, 'w', number);
}

/* A vocabulary of so many keys in so many slots. */
static void fill(bench *on, uint32_t count, size_t slots) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        on->offset[i] = at;
        on->idf[i] = 1 + (float)i;
        at += (uint32_t)spell(on->bytes + at, i);
    }
    on->offset[count] = at;
    on->slot = calloc(slots, sizeof *on->slot);
    assert_non_null(on->slot);
    on->words = (vocabulary){.count = count,
                             .slots = (uint32_t)slots,
                             .slot = on->slot,
                             .offset = on->offset,
                             .bytes = on->bytes,
                             .idf = on->idf};
    vocabulary_index(&on->words, on->slot);
}

static void forget(bench *on) {
    free(on->slot);
}

static void find(const bench *on, const char *key, int length, uint32_t index) {
    vocabulary_fetch(&on->words, key, (size_t)length);
    const known_feature found = vocabulary_feature(&on->words, key, (size_t)length);
    assert_int_equal(found.index, index);
    assert_true(found.idf == (index == VOCABULARY_NONE ? 0 : on->idf[index]));
}

static void find_all(const bench *on) {
    char key[KEY_MAX + 1];
    for (uint32_t i = 0; i < on->words.count; i++) find(on, key, spell(key, i), i);
}

static void all_keys_are_found_and_no_others(void **state) {
    static bench on;
    char key[KEY_MAX + 1];
    (void)state;
    fill(&on, KEYS, vocabulary_slots(KEYS));
    assert_true(on.words.spelled);
    find_all(&on);
    for (unsigned i = 0; i < KEYS; i++) {
        find(&on, key, spell_word(key, 'u', i), VOCABULARY_NONE);
        find(&on, key, spell_word(key, 'w', KEYS + i), VOCABULARY_NONE);
    }
    forget(&on);
}

static void pairs_are_found_by_their_words(void **state) {
    static bench on;
    (void)state;
    fill(&on, KEYS, vocabulary_slots(KEYS));
    for (uint32_t i = 0; 3 * i + 2 < KEYS / 2; i++) {
        const uint32_t one = 3 * i + 1, other = one + 1;
        vocabulary_fetch_pair(&on.words, 'b', one, other);
        assert_int_equal(vocabulary_pair(&on.words, 'b', one, other).index, KEYS / 2 + i);
        assert_int_equal(vocabulary_pair(&on.words, 's', one, other).index, VOCABULARY_NONE);
        assert_int_equal(vocabulary_pair(&on.words, 'b', other, one).index, VOCABULARY_NONE);
    }
    forget(&on);
}

/* All slots but one are taken: a search goes on from the last to the first. */
static void full_slots_are_passed_over(void **state) {
    (void)state;
    for (uint32_t slots = 2; slots < 200; slots += 7) {
        static bench on;
        char key[KEY_MAX + 1];
        fill(&on, slots - 1, slots);
        find_all(&on);
        for (unsigned i = 0; i < KEYS; i++)
            find(&on, key, spell_word(key, 'n', i), VOCABULARY_NONE);
        forget(&on);
    }
}

static void nothing_is_known_without_keys(void **state) {
    const vocabulary empty = {0};
    (void)state;
    vocabulary_fetch(&empty, "wlaser", 6);
    assert_int_equal(vocabulary_feature(&empty, "wlaser", 6).index, VOCABULARY_NONE);
    assert_int_equal(vocabulary_feature(NULL, "wlaser", 6).index, VOCABULARY_NONE);
    assert_int_equal(vocabulary_pair(&empty, 'b', 0, 1).index, VOCABULARY_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_found_and_no_others),
        cmocka_unit_test(pairs_are_found_by_their_words),
        cmocka_unit_test(full_slots_are_passed_over),
        cmocka_unit_test(nothing_is_known_without_keys),
    };
    return cmocka_run_group_tests_name("vocabulary", tests, NULL, NULL);
}
