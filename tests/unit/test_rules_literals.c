#include "unit.h"

#include "rules_literals.h"

/* What is not understood demands nothing. */
static literal_needs needs_of(const char *pattern, arena *memory) {
    pattern_shape shape;
    literal_needs needs = {0};
    if (pattern_shape_read(&shape, pattern)) needs = literal_needs_read(&shape, memory);
    pattern_shape_free(&shape);
    return needs;
}

static bool may_match(const char *pattern, const char *text) {
    static gram_map grams;
    arena memory = {0};
    literal_needs needs = needs_of(pattern, &memory);
    gram_map_fill(&grams, text, strlen(text));
    bool met = literal_needs_met(&needs, &grams);
    arena_free(&memory);
    return met;
}

/* A pattern, a text that it matches, and one that lacks what it demands; NULL: it demands nothing.
 */
static const char *const table[][3] = {
    {"lidar", "a lidar", "a radar"},
    {"(?:arc|torch)[^.]*(?:roll|forg)", "the torch is followed by rollers", "the torch is lit"},
    {"(?:arc|torch)[^.]*(?:roll|forg)", "an arc, then a forged bead", "a forged bead"},
    {"rolling|(?:铁锂|磷酸)[^。]{0,30}?压实", "磷酸铁的压实密度", "铁锂 is rolled"},
    {"alpha(?:beta)?gamma", "alphagamma", "alphabeta"},
    {"alpha(?:beta){0,3}gamma", "alphagamma", "alphabeta"},
    {"alpha(?:beta){2,}gamma", "alphabetabetagamma", "alpha and gamma"},
    {"alpha(?:beta|)gamma", "alphagamma", "alphabeta"},
    {"abcd?efg", "abcefg", "abcd"},
    {"abcd*efg", "abcddefg", "abcd"},
    {"abcd+efg", "abcdddefg", "abcefg"},
    {"abcd{1}efg", "abcdefg", "abcd"},
    {"锰?铁锂", "铁锂", "锰铁"},
    {"锰+?铁锂", "锰锰铁锂", "铁锂"},
    {"abc(?=defg)", "abcdefg", "abcdef"},
    {"abc(?!defg)", "abcdef", "abd"},
    {"(?<!defg)abc", "abc", "defg"},
    {"(?<=defg)abc", "defgabc", "defg"},
    {"a\\.bc\\(d", "a.bc(d", "abcd"},
    {"\\bone\\W{1,3}(?:two)\\w*$", "one two", "one"},
    {"abc[]x]def", "abc]def", "abc"},
    {"abc[^]x]def", "abc-def", "abc"},
    {"abc[\\]x]def", "abcxdef", "abc"},
    {"(abc)(?>def)(?|ghi)", "abcdefghi", "abcdef"},
    {"abc[镧铈镨]", "abc铈", "abc"},
    {"(?x) [镧铈] ", "铈", "镨"},
    {"(?x) [镧 铈] ", " ", NULL},
    {"[镧铈\\镨]{2}锭", "镨铈锭", "钕锭"},
    {"[镧铈]?abc", "abc", "镧铈"},
    {"abc[^镧铈]", "abc镨", "铈"},
    {"abc[镧-镨]", "abc铈", "ab"},
    {"[镧铈x]", "x", NULL},
    {"[]镧铈]", "]", NULL},
    {"[镧\\d]", "1", NULL},
    {"[^镧]", "铈", NULL},
    {"[镧", "铈", NULL},
    {"(?x) abc def \\ gh [ ] ijk", "abcdef gh ijk", "abc def"},
    {"(?x)\n  abc ? def", "abdef", "abcd"},
    {"(?x) \\# abc", "#abc", "abc"},
    {"a{b}c", "a{b}c", NULL},
    {"ab|cde", "ab", NULL},
    {"(?:abc|.)", "x", NULL},
    {"abc?", "ab", NULL},
    {"(?i)abc", "ABC", NULL},
    {"ab(?i)c", "abC", NULL},
    {"(?i:abc)", "ABC", NULL},
    {"\\Qabc\\E", "abc", NULL},
    {"(abc)\\1", "abcabc", NULL},
    {"\\x61bc", "abc", NULL},
    {"(?(?=abc)abc|d)", "d", NULL},
    {"(?x) abc # def", "abc", NULL},
    {"(?x) abc\u2028def", "abcdef", NULL},
    {"(?<name>abc)", "abc", NULL},
    {"(?#abcd)ef", "ef", NULL},
    {"[[:alpha:]]abc", "xabc", NULL},
    {"(*UCP)abc", "abc", NULL},
    {"a\\K(?R)?abc", "aabc", NULL},
    {"", "", NULL},
};

static void nothing_that_matches_is_missed(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!may_match(table[i][0], table[i][1])) fail_msg("%s: %s", table[i][0], table[i][1]);
}

static void what_lacks_a_literal_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *text = table[i][2] ? table[i][2] : "";
        if (may_match(table[i][0], text) == !!table[i][2]) fail_msg("%s: %s", table[i][0], text);
    }
}

static void frozen_needs_ask_the_same(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        static gram_map grams;
        arena memory = {0};
        buffer frozen = {0};
        literal_needs needs = needs_of(table[i][0], &memory), thawed;
        literal_needs_freeze(&needs, &frozen);
        assert_int_equal(frozen.length % sizeof(uint32_t), 0);
        const size_t words = frozen.length / sizeof(uint32_t);
        uint32_t *copy = calloc(words + 1, sizeof *copy);
        assert_non_null(copy);
        if (words) memcpy(copy, frozen.bytes, frozen.length);
        assert_true(literal_needs_thaw(&thawed, copy, words));
        for (int k = 1; k < 3; k++) {
            const char *text = table[i][k] ? table[i][k] : "";
            gram_map_fill(&grams, text, strlen(text));
            assert_true(literal_needs_met(&thawed, &grams) == literal_needs_met(&needs, &grams));
        }
        /* A test that leads to itself, a bit that no set has, a test too few. */
        if (words) {
            literal_test *last = (literal_test *)(void *)(copy + 1) + needs.count - 1,
                         whole = *last;
            last->yes = (uint16_t)(needs.count - 1);
            assert_false(literal_needs_thaw(&thawed, copy, words));
            *last = whole;
            last->grams[3] = 1 << GRAM_SET_BITS;
            assert_false(literal_needs_thaw(&thawed, copy, words));
            *last = whole;
            assert_false(literal_needs_thaw(&thawed, copy, words - 1));
            assert_true(literal_needs_thaw(&thawed, copy, words));
        }
        free(copy);
        buffer_free(&frozen);
        arena_free(&memory);
    }
}

static void deep_and_long_patterns_are_read(void **state) {
    char pattern[2000] = "";
    (void)state;
    for (int i = 0; i < 40; i++) strcat(pattern, "(?:xyz|");
    strcat(pattern, "abcd");
    for (int i = 0; i < 40; i++) strcat(pattern, ")");
    assert_true(may_match(pattern, "abcd"));
    assert_false(may_match(pattern, "efgh"));
    for (int i = 0; i < 100; i++) strcat(pattern, "(?:");
    strcat(pattern, "abcd");
    for (int i = 0; i < 100; i++) strcat(pattern, ")");
    assert_true(may_match(pattern, "efgh")); /* too deep to be told */
    memset(pattern, 'a', 200);
    strcpy(pattern + 200, "b");
    assert_true(may_match(pattern, pattern));
    assert_false(may_match(pattern, pattern + 201));
    assert_false(may_match(pattern, "aaa"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_that_matches_is_missed),
                                       cmocka_unit_test(what_lacks_a_literal_is_told),
                                       cmocka_unit_test(frozen_needs_ask_the_same),
                                       cmocka_unit_test(deep_and_long_patterns_are_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
