#include "unit.h"

#include "features.h"
#include "symbols.h"

/* Terms are stems and single characters; of the keys the vocabulary knows "the" and "激光". */
static const uint32_t offsets[] = {0, 4, 11};
static const float frequencies[] = {1.25F, 3};
static vocabulary_slot slots[4];
static vocabulary words = {.count = 2,
                           .slots = 4,
                           .slot = slots,
                           .offset = offsets,
                           .bytes = "wtheh激光",
                           .idf = frequencies};

typedef struct {
    string_set terms, keys;
    stemmer *stems;
    lexicon *words;
    symbol_row row;
} bench;

static void add_all(string_set *set, const char *const *all) {
    for (; *all; all++) string_set_add(set, *all, strlen(*all));
}

static int set_up(void **state) {
    static const char *const terms[] = {"laser", "scan", "激", "光", "3", NULL};
    static const char *const keys[] = {"wlaser", "wthe", "h激光", "h光雷", NULL};
    const feature_settings settings = feature_settings_default();
    exportcat_error error;
    bench *on = calloc(1, sizeof *on);
    assert_non_null(on);
    memset(slots, 0, sizeof slots);
    vocabulary_index(&words, slots);
    add_all(&on->terms, terms);
    add_all(&on->keys, keys);
    assert_ok(stemmer_new(&settings.languages, &on->stems, &error), error);
    const symbol_tables tables = {&on->terms, &on->keys, &words, 9};
    on->words = lexicon_new(&tables, on->stems);
    assert_non_null(on->words);
    *state = on;
    return 0;
}

static int tear_down(void **state) {
    bench *on = *state;
    symbol_row_free(&on->row);
    lexicon_free(on->words);
    stemmer_free(on->stems);
    string_set_free(&on->terms);
    string_set_free(&on->keys);
    free(on);
    return 0;
}

static void read_text(bench *on, const char *text) {
    folded bytes = {0};
    token_list tokens = {0};
    exportcat_error error;
    assert_ok(fold_text(&bytes, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&tokens, &bytes, &error), error);
    assert_ok(symbols_read(on->words, &bytes, &tokens, &on->row, &error), error);
    tokens_free(&tokens);
    fold_free(&bytes);
}

static void check(const symbol *item, uint32_t term, uint32_t key, float rarity) {
    assert_int_equal(item->term, term);
    assert_int_equal(item->key, key);
    assert_true(item->rarity == rarity);
}

/* Twice: what was looked up is remembered as it was. */
static void words_are_known_by_their_stems(void **state) {
    bench *on = *state;
    for (int i = 0; i < 2; i++) {
        read_text(on, "The lasers, scanning 3 frobs");
        assert_int_equal(on->row.count, 5);
        check(&on->row.items[0], STRING_NONE, 1, 0.25F);
        check(&on->row.items[1], 0, 0, 9);
        check(&on->row.items[2], 1, STRING_NONE, 9);
        check(&on->row.items[3], 4, STRING_NONE, 0); /* a number is a term and no key */
        check(&on->row.items[4], STRING_NONE, STRING_NONE, 9);
        assert_true(on->row.items[1].joined);
        assert_false(on->row.items[2].joined);
        assert_int_equal(on->row.items[2].start, 12);
        assert_int_equal(on->row.items[2].end, 20);
    }
}

static void a_character_makes_a_pair_with_the_one_before(void **state) {
    bench *on = *state;
    for (int i = 0; i < 2; i++) {
        read_text(on, "激光雷,光激");
        assert_int_equal(on->row.count, 5);
        check(&on->row.items[0], 2, STRING_NONE, 0);
        check(&on->row.items[1], 3, 2, 2);
        check(&on->row.items[2], STRING_NONE, 3, 9);
        check(&on->row.items[3], 3, STRING_NONE, 0); /* none across the comma */
        check(&on->row.items[4], 2, STRING_NONE, 9);
        assert_true(on->row.items[2].joined);
        assert_false(on->row.items[3].joined);
    }
}

/* More words than there are places for: each new one takes an older one's. */
static void what_is_forgotten_is_looked_up_again(void **state) {
    bench *on = *state;
    char text[64];
    for (int i = 0; i < 40000; i++) {
        snprintf(text, sizeof text, "q%c%c%c%c the", 'a' + i % 26, 'a' + i / 26 % 26,
                 'a' + i / 676 % 26, 'a' + i / 17576);
        read_text(on, text);
        check(&on->row.items[0], STRING_NONE, STRING_NONE, 9);
        check(&on->row.items[1], STRING_NONE, 1, 0.25F);
    }
    assert_true(lexicon_age(on->words) > 0);
}

/* So many that the memory of all words is given back; the next text begins with none. */
static void words_are_read_behind_a_text_of_very_many(void **state) {
    enum { WORDS = 140000, WORD = 6 };
    bench *on = *state;
    char *text = malloc(WORDS * WORD + 1);
    assert_non_null(text);
    for (int i = 0; i < WORDS; i++)
        snprintf(text + (size_t)i * WORD, WORD + 1, "q%c%c%c%c ", 'a' + i % 26, 'a' + i / 26 % 26,
                 'a' + i / 676 % 26, 'a' + i / 17576);
    read_text(on, text);
    assert_int_equal(on->row.count, WORDS);
    free(text);
    read_text(on, "The lasers");
    assert_int_equal(lexicon_age(on->words), 1);
    check(&on->row.items[0], STRING_NONE, 1, 0.25F);
    check(&on->row.items[1], 0, 0, 9);
}

static void long_words_are_read_too(void **state) {
    bench *on = *state;
    char text[260];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    read_text(on, text);
    check(&on->row.items[0], STRING_NONE, STRING_NONE, 9); /* longer than any key */
    text[40] = ' ';
    read_text(on, text);
    check(&on->row.items[0], STRING_NONE, STRING_NONE, 9);
}

static void symbols_are_found_by_their_place(void **state) {
    bench *on = *state;
    read_text(on, "one two three");
    assert_int_equal(symbol_row_seek(&on->row, 0), 0);
    assert_int_equal(symbol_row_seek(&on->row, 1), 1);
    assert_int_equal(symbol_row_seek(&on->row, 4), 1);
    assert_int_equal(symbol_row_seek(&on->row, 9), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_known_by_their_stems, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_character_makes_a_pair_with_the_one_before, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_forgotten_is_looked_up_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_are_read_behind_a_text_of_very_many, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(long_words_are_read_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(symbols_are_found_by_their_place, set_up, tear_down)};
    return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
