#include "unit.h"

#include "phrases_parts.h"

/* Phrases and texts of so many characters: short ones, that are met often. */
enum { LETTERS = 9, PHRASES = 300, PHRASE_MAX = 6, SYMBOLS = 700, FOUND_MAX = 100000 };
static const char *const letters[LETTERS + 1] = {"铁", "锂", "磷", "酸", "钠",
                                                 "压", "实", "密", "度", "无"};

static uint32_t state;
static uint32_t next_random(uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (uint32_t)((uint64_t)state * below >> 32);
}

typedef struct {
    uint32_t number, start, end;
} found_phrase;

typedef struct {
    found_phrase items[FOUND_MAX];
    size_t count, stop_at;
} found_list;

static int note(void *context, uint32_t number, uint32_t start, uint32_t end) {
    found_list *list = context;
    assert_true(list->count < FOUND_MAX);
    list->items[list->count++] = (found_phrase){number, start, end};
    return list->count == list->stop_at ? 7 : 0;
}

static unsigned char phrases[PHRASES][PHRASE_MAX];
static size_t lengths[PHRASES];

static phrase_trie *make_trie(void) {
    static const stem_languages none = {.latin = "english", .cyrillic = ""};
    exportcat_error error;
    stemmer *stems;
    phrase_trie *trie = phrase_trie_new();
    assert_non_null(trie);
    assert_ok(stemmer_new(&none, &stems, &error), error);
    for (uint32_t i = 0; i < PHRASES; i++) {
        char text[PHRASE_MAX * 3 + 1] = "";
        lengths[i] = 1 + next_random(PHRASE_MAX);
        if (lengths[i] == 1) lengths[i] = 1 + next_random(2); /* few are one character */
        for (size_t k = 0; k < lengths[i]; k++) {
            phrases[i][k] = (unsigned char)next_random(k ? LETTERS : LETTERS - 3);
            strcat(text, letters[phrases[i][k]]);
        }
        assert_ok(phrase_trie_add(trie, stems, text, i, &error), error);
    }
    assert_int_equal(phrase_trie_finish(trie), 0);
    stemmer_free(stems);
    return trie;
}

/* A text's symbols, and which letters they are. */
static symbol items[SYMBOLS];
static unsigned char letter_of[SYMBOLS];

static void make_row(const phrase_trie *trie) {
    for (uint32_t i = 0; i < SYMBOLS; i++) {
        letter_of[i] = (unsigned char)next_random(LETTERS + 1);
        const char *letter = letters[letter_of[i]];
        items[i] = (symbol){.start = 4 * i,
                            .end = 4 * i + 3,
                            .term = string_set_find(phrase_trie_terms(trie), letter, 3),
                            .joined = next_random(8) != 0};
    }
}

static bool stands_at(size_t phrase, size_t at, size_t to) {
    for (size_t k = 0; k < lengths[phrase]; k++)
        if (at + k >= to || letter_of[at + k] != phrases[phrase][k] || (k && !items[at + k].joined))
            return false;
    return true;
}

/* One phrase after the other at each place. Of the same phrase the one that was added last is told
 * first. */
static void look_plainly(found_list *out, size_t from, size_t to) {
    out->count = 0;
    for (size_t at = from; at < to; at++)
        for (size_t length = 1; length <= PHRASE_MAX; length++)
            for (uint32_t i = PHRASES; i-- > 0;)
                if (lengths[i] == length && stands_at(i, at, to))
                    note(out, i, items[at].start, items[at + length - 1].end);
}

static found_list wanted, got;

static void check_all_stretches(const phrase_trie *trie) {
    symbol_row row = {.items = items, .count = SYMBOLS};
    static const size_t stretches[][2] = {{0, SYMBOLS}, {0, 0},     {1, 2},     {0, 128},
                                          {0, 129},     {5, 133},   {127, 300}, {300, 428},
                                          {571, 699},   {570, 700}, {699, 700}};
    for (size_t i = 0; i < sizeof stretches / sizeof *stretches; i++) {
        size_t from = stretches[i][0], to = stretches[i][1];
        got.count = got.stop_at = 0;
        look_plainly(&wanted, from, to);
        assert_int_equal(phrase_trie_find(trie, &row, from, to, note, &got), 0);
        assert_int_equal(got.count, wanted.count);
        assert_memory_equal(got.items, wanted.items, got.count * sizeof *got.items);
    }
}

static void all_phrases_are_found(void **unused) {
    (void)unused;
    size_t all = 0;
    for (uint32_t round = 1; round <= 20; round++) {
        state = round;
        phrase_trie *trie = make_trie();
        make_row(trie);
        check_all_stretches(trie);
        buffer frozen = {0};
        phrase_trie_freeze(trie, &frozen);
        assert_false(frozen.failed);
        phrase_trie *thawed = phrase_trie_thaw(frozen.bytes, frozen.length, PHRASES);
        assert_non_null(thawed);
        check_all_stretches(thawed);
        assert_null(phrase_trie_thaw(frozen.bytes, frozen.length, PHRASES / 2));
        assert_null(phrase_trie_thaw(frozen.bytes, frozen.length - 8, PHRASES));
        phrase_trie_free(thawed);
        buffer_free(&frozen);
        phrase_trie_free(trie);
        look_plainly(&wanted, 0, SYMBOLS);
        all += wanted.count;
    }
    assert_true(all > 1000);
}

static void check_refused(const phrase_trie *trie) {
    buffer frozen = {0};
    phrase_trie_freeze(trie, &frozen);
    assert_null(phrase_trie_thaw(frozen.bytes, frozen.length, PHRASES));
    buffer_free(&frozen);
}

/* Nothing that no symbol is may be found among the nodes. */
static void a_trie_that_leads_beyond_the_text_is_refused(void **unused) {
    (void)unused;
    state = 1;
    phrase_trie *trie = make_trie();
    const uint32_t term = trie->nodes[1].term;
    unsigned char *alone = (unsigned char *)trie->alone;
    trie->nodes[1].term = STRING_NONE;
    check_refused(trie);
    trie->nodes[1].term = term;
    alone[0] = 1;
    check_refused(trie);
    alone[0] = 0;
    alone[1] += 2;
    check_refused(trie);
    phrase_trie_free(trie);
}

static void a_search_can_be_stopped(void **unused) {
    (void)unused;
    state = 1;
    phrase_trie *trie = make_trie();
    make_row(trie);
    symbol_row row = {.items = items, .count = SYMBOLS};
    got = (found_list){.stop_at = 3};
    assert_int_equal(phrase_trie_find(trie, &row, 0, SYMBOLS, note, &got), 7);
    assert_int_equal(got.count, 3);
    phrase_trie_free(trie);
}

static void a_trie_may_be_empty(void **unused) {
    (void)unused;
    phrase_trie *trie = phrase_trie_new();
    assert_non_null(trie);
    assert_int_equal(phrase_trie_finish(trie), 0);
    make_row(trie);
    symbol_row row = {.items = items, .count = SYMBOLS};
    got = (found_list){0};
    assert_int_equal(phrase_trie_find(trie, &row, 0, SYMBOLS, note, &got), 0);
    assert_int_equal(got.count, 0);
    buffer frozen = {0};
    phrase_trie_freeze(trie, &frozen);
    phrase_trie *thawed = phrase_trie_thaw(frozen.bytes, frozen.length, 1);
    assert_non_null(thawed);
    phrase_trie_free(thawed);
    buffer_free(&frozen);
    phrase_trie_free(trie);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_phrases_are_found),
        cmocka_unit_test(a_trie_that_leads_beyond_the_text_is_refused),
        cmocka_unit_test(a_search_can_be_stopped), cmocka_unit_test(a_trie_may_be_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
