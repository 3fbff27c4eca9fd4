#include "unit.h"

#include "rules_patterns.h"
#include "rules_search.h"

/* Patterns and texts that are made up, from a seed that is always the same. */
static uint32_t seed = 1;

static uint32_t below(uint32_t limit) {
    seed = seed * 1664525U + 1013904223U;
    return (uint32_t)((uint64_t)seed * limit >> 32);
}

static const char *one_of(const char *const *all, size_t count) {
    return all[below((uint32_t)count)];
}
#define ONE_OF(list) one_of(list, sizeof(list) / sizeof *(list))

static void add_pattern(buffer *out, int depth);

static void add_atom(buffer *out, int depth) {
    static const char *const opening[] = {"(?:", "(", "(?>", "(?=", "(?!", "(?<!", "(?:", "(?:"};
    static const char *const atoms[] = {"a",
                                        "b",
                                        "ab",
                                        "abc",
                                        "中",
                                        "文",
                                        "中文",
                                        "é",
                                        "[^.;]",
                                        "[^。;]",
                                        "[ab]",
                                        "[^ab]",
                                        "[中文]",
                                        "[a-c]",
                                        "[ ]",
                                        "[^\\w.]",
                                        "\\w",
                                        "\\W",
                                        "\\b",
                                        ".",
                                        "\\.",
                                        "\\s",
                                        " ",
                                        "[^a-c]",
                                        "[.\\-a]",
                                        "[^\\-b]",
                                        "[]a]",
                                        "[^]a]",
                                        "\\B",
                                        "^",
                                        "$",
                                        "[^中]",
                                        "(?:\\w+\\W{1,3}){0,2}?",
                                        "(?:\\w+\\W+)+",
                                        "(?:\\w+[^\\w.]){1,2}",
                                        "[^.;]{0,9}?"};
    if (depth && below(5) == 0) {
        buffer_text(out, ONE_OF(opening));
        add_pattern(out, depth - 1);
        buffer_text(out, ")");
    } else {
        buffer_text(out, ONE_OF(atoms));
    }
}

static void add_pattern(buffer *out, int depth) {
    static const char *const repeats[] = {"?",    "*",    "+",      "{2}",     "{1,3}", "{0,4}?",
                                          "{2,}", "*?",   "+?",     "{0,2}",   "{0,5}", "++",
                                          "??",   "{,2}", "{0,12}", "{1,20}?", "{0}"};
    do {
        for (uint32_t atoms = 1 + below(4); atoms; atoms--) {
            add_atom(out, depth);
            if (below(3) == 0) buffer_text(out, ONE_OF(repeats));
        }
        if (below(4) != 0) break;
        buffer_text(out, "|");
    } while (true);
}

static void add_text(buffer *out) {
    static const char *const pieces[] = {"a", "b",  "c",  "ab", "abc", "中", "文", "中文", " ",
                                         " ", ". ", "。", ";",  "-",   "é",  "_",  "7",    "𠀀"};
    for (uint32_t count = 1 + below(below(8) ? 12 : 120); count; count--)
        buffer_text(out, ONE_OF(pieces));
}

/* Every match of the pattern, one behind the other, whether it begins anywhere or at its starts. */
static size_t compare(const pattern_set *set, const rule *of, pattern_matcher *matcher,
                      const folded *text) {
    static gram_map grams;
    gram_map_fill(&grams, text->bytes, text->length);
    place_text in = {.bytes = text->bytes, .end = (uint32_t)text->length, .grams = &grams};
    static place_set anywhere = {.count = 1};
    anywhere.items[0].last = in.end;
    const bool may = pattern_may_match(set, 0, of, &grams);
    const place_set *starts = pattern_starts(set, 0, matcher, &in);
    size_t matches = 0;
    for (size_t from = 0, one[2], other[2];; from = one[1], matches++) {
        pattern_result result =
            pattern_find(set, 0, of, matcher, text, &anywhere, from, text->length, one);
        if (result == PATTERN_GIVEN_UP) return matches;
        if (result != pattern_find(set, 0, of, matcher, text, starts, from, text->length, other) ||
            (result == PATTERN_FOUND && memcmp(one, other, sizeof one) != 0))
            fail_msg("'%s' begins elsewhere in '%s'", of->pattern, text->bytes);
        if (result == PATTERN_ABSENT) return matches;
        if (!may) fail_msg("'%s' is held back from '%s'", of->pattern, text->bytes);
    }
}

static void made_up_patterns_begin_where_they_may(void **state) {
    enum { PATTERNS = 6000, TEXTS = 12 };
    pattern_matcher *matcher = pattern_matcher_new();
    folded text = {0};
    size_t matches = 0;
    (void)state;
    assert_non_null(matcher);
    for (int i = 0; i < PATTERNS; i++) {
        buffer written = {0};
        pattern_set *set = pattern_set_new(1);
        if (below(4) == 0) buffer_text(&written, "(?x)");
        add_pattern(&written, 3);
        const rule of = {.pattern = written.bytes};
        for (int k = 0; k < TEXTS; k++) {
            exportcat_error error;
            buffer made = {0};
            add_text(&made);
            assert_ok(fold_text(&text, made.bytes, made.length, &error), error);
            matches += compare(set, &of, matcher, &text);
            buffer_free(&made);
        }
        pattern_set_free(set);
        buffer_free(&written);
    }
    assert_true(matches > PATTERNS);
    pattern_matcher_free(matcher);
    fold_free(&text);
}

/* A pattern, a text, and where the pattern may begin in it: the first and the last place of each
 * range; -1: nowhere else. */
typedef struct {
    const char *pattern, *text;
    int places[5];
} sample;

static const sample table[] = {
    {"arc[^.]*roll", "an arc, then a roll", {3, 3, -1}},
    {"arc[^.]*roll", "a roll, then an arc", {-1}},
    {"arc[^.]*roll", "an arc. Then a roll", {-1}},
    {"arc[^.]{0,9}roll", "an arc, and then a roll", {-1}},
    {"\\barc", "dark, sparc, arc", {13, 13, -1}},
    {"arc|roll", "arc rolling", {0, 0, 4, 4, -1}},
    {"铁锂[^。]{0,4}压实", "铁锂粉末的压实", {0, 0, -1}},
    {"铁锂[^。]{0,4}压实", "铁锂。压实", {-1}},
    {"\\w{0,3}erbium", "terbium", {0, 1, -1}},
    {"rank\\W+(?:\\w+\\W+){0,2}?taste", "rank by own taste", {0, 0, -1}},
    {"rank\\W+(?:\\w+\\W+){0,2}?taste", "rank it by their own taste", {-1}},
    {"(?i)roll", "a roll", {0, 6, -1}},
};

static void read_places(pattern_places *out, const char *pattern, arena *memory) {
    pattern_shape shape;
    *out = (pattern_places){0};
    if (pattern_shape_read(&shape, pattern)) *out = pattern_places_read(&shape, memory);
    pattern_shape_free(&shape);
}

static void find_places(const pattern_places *places, const char *text, place_set *out) {
    char padded[128] = "";
    static gram_map grams;
    strcpy(padded, text);
    gram_map_fill(&grams, padded, strlen(padded));
    place_text in = {.bytes = padded, .end = (uint32_t)strlen(padded), .grams = &grams};
    place_finder *finder = place_finder_new();
    assert_non_null(finder);
    *out = *pattern_places_find(places, finder, &in);
    place_finder_free(finder);
}

static void places_are_told(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        arena memory = {0};
        pattern_places places;
        place_set found;
        size_t count = 0;
        read_places(&places, table[i].pattern, &memory);
        find_places(&places, table[i].text, &found);
        for (; count < 2 && table[i].places[2 * count] >= 0; count++) {
            assert_int_equal(found.items[count].first, table[i].places[2 * count]);
            assert_int_equal(found.items[count].last, table[i].places[2 * count + 1]);
        }
        assert_int_equal(found.count, count);
        arena_free(&memory);
    }
}

static void frozen_places_are_the_same(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        arena memory = {0};
        buffer frozen = {0};
        pattern_places places, thawed;
        place_set one, other;
        read_places(&places, table[i].pattern, &memory);
        pattern_places_freeze(&places, &frozen);
        assert_int_equal(frozen.length % sizeof(uint32_t), 0);
        const size_t words = frozen.length / sizeof(uint32_t);
        uint32_t *copy = calloc(words + 1, sizeof *copy);
        assert_non_null(copy);
        if (words) memcpy(copy, frozen.bytes, frozen.length);
        assert_true(pattern_places_thaw(&thawed, copy, words));
        find_places(&places, table[i].text, &one);
        find_places(&thawed, table[i].text, &other);
        assert_int_equal(one.count, other.count);
        assert_memory_equal(one.items, other.items, one.count * sizeof *one.items);
        if (words) assert_false(pattern_places_thaw(&thawed, copy, words - 1));
        /* Whatever stands there, it is refused or harmless. */
        for (size_t byte = 0; byte < frozen.length; byte++)
            for (int k = 0; k < 3; k++) {
                static const unsigned char wrong[] = {1, 3, 0xFF};
                unsigned char *here = (unsigned char *)copy + byte, whole = *here;
                *here ^= wrong[k];
                if (pattern_places_thaw(&thawed, copy, words))
                    find_places(&thawed, table[i].text, &other);
                *here = whole;
            }
        free(copy);
        buffer_free(&frozen);
        arena_free(&memory);
    }
}

/* By JIT, too, once a pattern has run often. */
static void patterns_match_alike_however_often_they_run(void **state) {
    enum { OFTEN = 2 * PATTERN_RUNS_OFTEN };
    static const struct {
        const char *pattern, *text;
        int from, end; /* of the match; -1: none, 0: any */
    } matches[] = {{"(?:ab|\\w)[^a]*\\w", "ab", 0, 2},
                   {"(?:\\w\\w|.)(?:[ab]a*[^a])", "bab", 0, 3},
                   {"(?:a|b|)c*a", "xa", 1, 2},
                   {"(?:a|\\b){3}c*a", "xab", -1, -1},
                   {"(?>a+?)b", "aab", 1, 3},
                   {"(?:[^中]{2,}|\\W|[^b]){3}+.*[.]", "。。中文. ", -1, -1},
                   {"([^]a](?R)?[^^])", "77文_。. 中文 ", 0, 0}};
    pattern_matcher *matcher = pattern_matcher_new();
    (void)state;
    assert_non_null(matcher);
    for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
        exportcat_error error;
        folded text = {0};
        gram_map grams = {.round = 0};
        size_t first[2] = {0}, span[2] = {0};
        const rule of = {.pattern = matches[i].pattern};
        pattern_set *set = pattern_set_new(1);
        assert_ok(fold_text(&text, matches[i].text, strlen(matches[i].text), &error), error);
        gram_map_fill(&grams, text.bytes, text.length);
        place_text in = {.bytes = text.bytes, .end = (uint32_t)text.length, .grams = &grams};
        pattern_may_match(set, 0, &of, &grams);
        const place_set *starts = pattern_starts(set, 0, matcher, &in);
        const pattern_result result =
            pattern_find(set, 0, &of, matcher, &text, starts, 0, text.length, first);
        if (matches[i].end)
            assert_int_equal(result, matches[i].end > 0 ? PATTERN_FOUND : PATTERN_ABSENT);
        if (matches[i].end > 0) {
            assert_int_equal(first[0], matches[i].from);
            assert_int_equal(first[1], matches[i].end);
        }
        for (int k = 0; k < OFTEN; k++) {
            if (result != pattern_find(set, 0, &of, matcher, &text, starts, 0, text.length, span))
                fail_msg("'%s' matches by its %dth run", of.pattern, k + 2);
            assert_memory_equal(span, first, sizeof span);
        }
        pattern_set_free(set);
        fold_free(&text);
    }
    pattern_matcher_free(matcher);
}

static void words_without_a_limit_have_none(void **state) {
    enum { WORDS = 70000 };
    static gram_map grams;
    arena memory = {0};
    buffer text = {0};
    pattern_places places;
    place_finder *finder = place_finder_new();
    (void)state;
    assert_non_null(finder);
    for (int i = 0; i < WORDS; i++) buffer_text(&text, "a ");
    buffer_text(&text, "end");
    gram_map_fill(&grams, text.bytes, text.length);
    read_places(&places, "(?:\\w+\\W+)*end", &memory);
    place_text in = {.bytes = text.bytes, .end = (uint32_t)text.length, .grams = &grams};
    const place_set *found = pattern_places_find(&places, finder, &in);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->items[0].first, 0);
    assert_int_equal(found->items[0].last, 2 * WORDS);
    place_finder_free(finder);
    buffer_free(&text);
    arena_free(&memory);
}

static void bytes_are_found_alike_by_vectors(void **state) {
    enum { ROUNDS = 100000, TEXT = 100, BEHIND = 64 };
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        char text[TEXT + BEHIND], bytes[6];
        const size_t end = below(TEXT), from = below((uint32_t)end + 1);
        const size_t length = 1 + below(sizeof bytes);
        for (size_t k = 0; k < sizeof text; k++) text[k] = "abc"[below(3)];
        for (size_t k = 0; k < length; k++) bytes[k] = "abc"[below(3)];
        assert_ptr_equal(bytes_find(text + from, text + end, bytes, length),
                         bytes_find_portable(text + from, text + end, bytes, length));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_up_patterns_begin_where_they_may),
        cmocka_unit_test(places_are_told),
        cmocka_unit_test(frozen_places_are_the_same),
        cmocka_unit_test(patterns_match_alike_however_often_they_run),
        cmocka_unit_test(words_without_a_limit_have_none),
        cmocka_unit_test(bytes_are_found_alike_by_vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
