#include "unit.h"

#include "features_count.h"
#include "memory.h"
#include "string_set.h"

#include <math.h>

static void rows_are_sorted_and_of_unit_length(void **state) {
    static const char bytes[] = "wlaserwradarwwater";
    static const uint32_t offset[] = {0, 6, 12, 18};
    static const float idf[] = {2, 3, 4};
    vocabulary_slot slot[8] = {0};
    vocabulary words = {
        .count = 3, .slots = 8, .slot = slot, .offset = offset, .bytes = bytes, .idf = idf};
    feature_settings settings = feature_settings_default();
    const char *text = "Radar, radar and LASER";
    folded out = {0};
    token_list tokens = {0};
    feature_row whole = {0}, row = {0};
    symbol_row symbols = {0};
    stemmer *stems;
    feature_counter *counter;
    exportcat_error error;
    (void)state;
    vocabulary_index(&words, slot);
    assert_int_equal(vocabulary_feature(&words, "wradar", 6).index, 1);
    assert_true(vocabulary_feature(&words, "wrada", 5).index == VOCABULARY_NONE);
    assert_ok(stemmer_new(&settings.languages, &stems, &error), error);
    assert_ok(fold_text(&out, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&tokens, &out, &error), error);
    assert_ok(feature_counter_new(&settings, &words, stems, &counter, &error), error);
    lexicon *known = lexicon_new(&(symbol_tables){.words = &words}, stems);
    assert_non_null(known);
    assert_ok(symbols_read(known, &out, &tokens, &symbols, &error), error);
    for (int twice = 0; twice < 2; twice++) {
        assert_ok(
            features_row(&whole, counter, &out, &tokens, &symbols, (feature_hints){0}, &error),
            error);
        assert_ok(features_flatten(&whole, counter, &row, &error), error);
        assert_int_equal(row.count, 2);
        assert_int_equal(row.items[0].index, 0);
        assert_int_equal(row.items[1].index, 1);
        assert_int_equal(row.items[1].count, 2);
        assert_int_equal(row.items[1].start, 0);
        assert_int_equal(row.items[1].end, 5);
        double laser = 2, radar = 3 * (1 + log(2)), length = sqrt(laser * laser + radar * radar);
        assert_true(fabs(row.items[0].value - laser / length) < 1e-6);
        assert_true(fabs(row.items[1].value - radar / length) < 1e-6);
        assert_int_equal(row.words, 4);
        assert_int_equal(row.known_words, 3);
    }
    feature_row_free(&whole);
    feature_row_free(&row);
    feature_counter_free(counter);
    lexicon_free(known);
    symbol_row_free(&symbols);
    tokens_free(&tokens);
    fold_free(&out);
    stemmer_free(stems);
}

/* As there are of a text that is the first of all and has no words: none were ever kept. */
static void no_tokens_make_an_empty_row(void **state) {
    static const uint32_t offset[] = {0, 6};
    static const float idf[] = {2};
    vocabulary_slot slot[4] = {0};
    vocabulary words = {
        .count = 1, .slots = 4, .slot = slot, .offset = offset, .bytes = "wlaser", .idf = idf};
    const feature_settings settings = feature_settings_default();
    const token_list none = {0};
    feature_row row = {0};
    symbol_row symbols = {0};
    folded text = {0};
    stemmer *stems;
    feature_counter *counter;
    exportcat_error error;
    (void)state;
    vocabulary_index(&words, slot);
    assert_ok(stemmer_new(&settings.languages, &stems, &error), error);
    assert_ok(fold_text(&text, "", 0, &error), error);
    assert_ok(feature_counter_new(&settings, &words, stems, &counter, &error), error);
    lexicon *known = lexicon_new(&(symbol_tables){.words = &words}, stems);
    assert_non_null(known);
    assert_ok(symbols_read(known, &text, &none, &symbols, &error), error);
    assert_ok(features_row(&row, counter, &text, &none, &symbols, (feature_hints){0}, &error),
              error);
    assert_int_equal(row.count, 0);
    assert_int_equal(row.use_count, 0);
    assert_int_equal(row.words, 0);
    feature_row_free(&row);
    feature_counter_free(counter);
    lexicon_free(known);
    symbol_row_free(&symbols);
    fold_free(&text);
    stemmer_free(stems);
}

/* ---- Rows against keys ----------------------------------------------------------------------- */

/* A feature at a place of the text. */
typedef struct {
    uint32_t index, start, end;
} emitted;

/* All or most keys of some texts as a vocabulary, and what is needed to cut them. */
typedef struct {
    feature_settings settings;
    bool all_keys; /* each pair of words has both of them as keys: none is spelled */
    stemmer *stems;
    folded text;
    token_list tokens;
    lexicon *known;
    symbol_row symbols;
    string_set keys;
    vocabulary words;
    vocabulary_slot *slot;
    float *idf;
    feature_counter *counter;
    emitted *all; /* of the text, in its order */
    size_t count, capacity;
    feature *expected; /* by index */
    double squares;
    size_t words_seen, words_known;
} bench;

static void cut(bench *on, const char *text) {
    exportcat_error error;
    assert_ok(fold_text(&on->text, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&on->tokens, &on->text, &error), error);
}

static int take_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    bench *on = context;
    (void)end;
    if (on->all_keys || (start + length) % 3) string_set_add(&on->keys, key, length);
    return 0;
}

static int list_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    bench *on = context;
    uint32_t index = vocabulary_feature(&on->words, key, length).index;
    on->words_seen += key[0] == 'w';
    on->words_known += key[0] == 'w' && index != VOCABULARY_NONE;
    if (index == VOCABULARY_NONE) return 0;
    assert_int_equal(grow(&on->all, &on->capacity, on->count + 1, sizeof *on->all), 0);
    on->all[on->count++] = (emitted){index, start, end};
    return 0;
}

static int each(bench *on, feature_sink *sink) {
    return features_each(&on->settings, on->stems, &on->text, &on->tokens, (feature_hints){0}, sink,
                         on);
}

static void learn(bench *on, const feature_settings *settings, bool all_keys,
                  const char *const *texts) {
    exportcat_error error;
    *on = (bench){.settings = *settings, .all_keys = all_keys};
    assert_ok(stemmer_new(&settings->languages, &on->stems, &error), error);
    for (size_t i = 0; texts[i]; i++) {
        cut(on, texts[i]);
        assert_int_equal(each(on, take_key), 0);
    }
    const uint32_t slots = (uint32_t)vocabulary_slots(on->keys.count);
    on->slot = calloc(slots, sizeof *on->slot);
    on->idf = calloc(on->keys.count, sizeof *on->idf);
    on->expected = calloc(on->keys.count, sizeof *on->expected);
    for (size_t i = 0; i < on->keys.count; i++) on->idf[i] = 1 + (float)(i % 7);
    on->words = (vocabulary){.count = (uint32_t)on->keys.count,
                             .slots = slots,
                             .slot = on->slot,
                             .offset = on->keys.offset,
                             .bytes = on->keys.bytes.bytes,
                             .idf = on->idf};
    vocabulary_index(&on->words, on->slot);
    if (all_keys && settings->word_max == 2) assert_false(on->words.spelled);
    assert_ok(feature_counter_new(&on->settings, &on->words, on->stems, &on->counter, &error),
              error);
    on->known = lexicon_new(&(symbol_tables){.words = &on->words}, on->stems);
    assert_non_null(on->known);
}

static void forget(bench *on) {
    feature_counter_free(on->counter);
    lexicon_free(on->known);
    symbol_row_free(&on->symbols);
    string_set_free(&on->keys);
    free(on->slot);
    free(on->idf);
    free(on->expected);
    free(on->all);
    stemmer_free(on->stems);
    fold_free(&on->text);
    tokens_free(&on->tokens);
}

static char kind_of(const bench *on, uint32_t index) {
    return on->words.bytes[on->words.offset[index]];
}

static double frequency(const bench *on, uint32_t count) {
    return on->settings.sublinear ? (double)(float)(1 + log((double)count)) : (double)count;
}

/* What a feature counts where it stands once. */
static double weight_of(const bench *on, uint32_t index) {
    char kind = kind_of(on, index);
    double value = (double)on->idf[index];
    if (kind == 'b' || kind == 's') value *= on->settings.run_weight / 100.0;
    if (kind == 'c') value *= on->settings.letter_weight / 100.0;
    return value;
}

/* Whether a token counts as a whole, with the runs of letters in it. */
static bool is_whole(const bench *on, const token *of) {
    return on->settings.letters_max && of->kind == TOKEN_WORD && of->script == FOLD_LATIN &&
           of->length <= 126;
}

static bool same_word(const bench *on, const token *a, const token *b) {
    return is_whole(on, b) && a->length == b->length &&
           memcmp(on->text.bytes + a->start, on->text.bytes + b->start, a->length) == 0;
}

/* The features of a word's first occurrence, those that stand in it more than once joined. */
static void expect_word(bench *on, const token *first, uint32_t count) {
    struct {
        uint32_t index;
        double value;
    } parts[512];
    size_t known = 0;
    for (size_t i = 0; i < on->count && on->all[i].start <= first->start; i++) {
        const emitted *here = &on->all[i];
        char kind = kind_of(on, here->index);
        if (here->start != first->start || (kind != 'w' && kind != 'c')) continue;
        size_t at = 0;
        while (at < known && parts[at].index != here->index) at++;
        if (at == known) parts[known++].value = 0;
        parts[at].index = here->index;
        parts[at].value += weight_of(on, here->index);
    }
    for (size_t i = 0; i < known; i++) {
        feature *item = &on->expected[parts[i].index];
        double value = frequency(on, count) * parts[i].value;
        if (!item->count)
            *item = (feature){.index = parts[i].index, .start = first->start, .end = first->start};
        item->end = item->start == first->start ? first->start + first->length : item->end;
        item->count += count;
        item->value += value;
        on->squares += value * value;
    }
}

/* A feature that is no part of a whole word is counted over the text. */
static void expect_alone(bench *on, const emitted *here) {
    feature *item = &on->expected[here->index];
    if (!item->count)
        *item = (feature){.index = here->index, .start = here->start, .end = here->end};
    item->count++;
}

static const token *token_at(const bench *on, uint32_t start) {
    size_t low = 0, high = on->tokens.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(on->tokens.items[middle].start <= start ? &low : &high) = middle;
    }
    return &on->tokens.items[low];
}

/* Words come once, or are few: their repetitions are looked for one by one. */
static void expect_all(bench *on, bool words_recur) {
    on->squares = 0;
    for (size_t i = 0; i < on->count; i++) {
        char kind = kind_of(on, on->all[i].index);
        bool part = (kind == 'w' || kind == 'c') && is_whole(on, token_at(on, on->all[i].start));
        if (!part) expect_alone(on, &on->all[i]);
    }
    for (size_t i = 0; i < on->keys.count; i++) {
        feature *item = &on->expected[i];
        if (item->count) item->value = frequency(on, item->count) * weight_of(on, item->index);
        on->squares += item->value * item->value;
    }
    for (size_t i = 0, from = 0; i < on->tokens.count; i++) {
        const token *first = &on->tokens.items[i];
        uint32_t count = 0;
        if (!is_whole(on, first)) continue;
        for (size_t k = 0; words_recur && k < i; k++)
            if (same_word(on, first, &on->tokens.items[k])) count = UINT32_MAX;
        if (count) continue;
        for (size_t k = i; k < (words_recur ? on->tokens.count : i + 1); k++)
            count += same_word(on, first, &on->tokens.items[k]);
        while (from < on->count && on->all[from].start < first->start) from++;
        bench rest = *on; /* from the word's own features on */
        rest.all += from;
        rest.count -= from;
        expect_word(&rest, first, count);
        on->squares = rest.squares;
    }
}

static void check_row(bench *on, const char *text, bool words_recur) {
    feature_row whole = {0}, row = {0};
    exportcat_error error;
    cut(on, text);
    memset(on->expected, 0, on->keys.count * sizeof *on->expected);
    on->words_seen = on->words_known = on->count = 0;
    assert_int_equal(each(on, list_key), 0);
    expect_all(on, words_recur);
    for (int again = 0; again < 2; again++) {
        size_t at = 0;
        assert_ok(symbols_read(on->known, &on->text, &on->tokens, &on->symbols, &error), error);
        assert_ok(features_row(&whole, on->counter, &on->text, &on->tokens, &on->symbols,
                               (feature_hints){0}, &error),
                  error);
        assert_ok(features_flatten(&whole, on->counter, &row, &error), error);
        for (uint32_t i = 0; i < on->keys.count; i++) {
            const feature *wanted = &on->expected[i];
            if (!wanted->count) continue;
            assert_true(at < row.count);
            const feature *here = &row.items[at++];
            assert_true(here->index == wanted->index && here->count == wanted->count &&
                        here->start == wanted->start && here->end == wanted->end);
            assert_true(fabs(here->value - wanted->value / sqrt(on->squares)) <= 1e-6);
        }
        assert_int_equal(at, row.count);
        assert_int_equal(row.words, on->words_seen);
        assert_int_equal(row.known_words, on->words_known);
    }
    feature_row_free(&whole);
    feature_row_free(&row);
}

/* A number without a number of the lexicon's, words on either side of where they are kept whole. */
#define NINES "9999999999999999999999999999999999999999999999999999999999999999999999"
#define LETTERS_31 "abcdefghijklmnopqrstuvwxyzabcde"
#define LETTERS_126 LETTERS_31 LETTERS_31 LETTERS_31 LETTERS_31 "fg"

static const char *const texts[] = {
    "Rolling, rolls and rolled steel: the rolling of steels at 905 nm or 5 mm/s (12.5 %).",
    "镓的提取，激光雷达的激光器。一种镓的制备方法𠀀𠀁的𠀂",
    "A U-net's layers; 3D-printed parts, re-rolled. The firm's naïve Gauß 激光 scanners 激光雷达 "
    "P507",
    "an averyveryveryverylongwordthatnomemocaneverhold stands beside steel and "
    "averyveryveryverylongwordthatnomemocaneverhold steel",
    "",
    "steel 905 steel, " NINES NINES " steel. 5 5 steel " NINES NINES " " NINES NINES " mm",
    LETTERS_31 " " LETTERS_31 "f " LETTERS_31 "fg steel " LETTERS_126 " steel " LETTERS_126
               "h steel",
    "々〇豈﨎⺀〡㐀龥鿿𠀀 ⺀⺀〇〇〇鿿鿿𠀀𠀀﨎﨎",
    NULL};

static void check_keys(const feature_settings *settings, bool all_keys) {
    bench on;
    learn(&on, settings, all_keys, texts);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; texts[i]; i++) check_row(&on, texts[i], true);
    forget(&on);
}

static void check_settings(const feature_settings *settings) {
    check_keys(settings, false);
    check_keys(settings, true);
}

static void rows_hold_what_the_keys_say(void **state) {
    feature_settings settings = feature_settings_default();
    (void)state;
    check_settings(&settings);
    settings.skip = 1;
    settings.word_max = 3;
    settings.numbers = 2;
    settings.letters_min = 2;
    settings.letters_max = 8;
    settings.han_min = 2;
    settings.han_max = 4;
    check_settings(&settings);
    settings.numbers = 0;
    settings.units = false;
    settings.sublinear = false;
    settings.letters_min = settings.letters_max = 0;
    check_settings(&settings);
}

/* Texts are told apart by their numbers, which begin anew where they end. */
static void rows_outlast_the_numbers_of_texts(void **state) {
    feature_settings settings = feature_settings_default();
    bench on;
    (void)state;
    learn(&on, &settings, true, texts);
    for (size_t i = 0; texts[i]; i++) check_row(&on, texts[i], true);
    on.counter->text = UINT32_MAX - 3;
    for (size_t i = 0; texts[i]; i++) check_row(&on, texts[i], true);
    assert_true(on.counter->text < 100);
    forget(&on);
}

/* More words than are remembered, in one text and over many. */
static void rows_outgrow_what_is_remembered(void **state) {
    enum { WORDS = 40000, TEXTS = 50 };
    feature_settings settings = feature_settings_default();
    char *all = malloc(WORDS * 7 + 1), part[WORDS / TEXTS * 7 + 1];
    bench on;
    (void)state;
    for (unsigned i = 0; i < WORDS; i++) {
        unsigned word = i * 7919 % WORDS;
        snprintf(all + i * (size_t)7, 8, "x%c%c%c%c%c%s", 'a' + word % 26, 'a' + word / 26 % 26,
                 'a' + word / 676 % 26, 'a' + word / 17576, i % 2 ? 'z' : 's', i % 3 ? " " : ".");
    }
    const char *const whole[] = {all, NULL};
    learn(&on, &settings, false, whole);
    check_row(&on, all, false);
    for (size_t i = 0; i < TEXTS; i++) {
        memcpy(part, all + i * (sizeof part - 1), sizeof part - 1);
        part[sizeof part - 1] = '\0';
        check_row(&on, part, false);
    }
    check_row(&on, all, false);
    assert_true(lexicon_age(on.known) > 0);
    forget(&on);
    free(all);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_sorted_and_of_unit_length),
                                       cmocka_unit_test(no_tokens_make_an_empty_row),
                                       cmocka_unit_test(rows_hold_what_the_keys_say),
                                       cmocka_unit_test(rows_outlast_the_numbers_of_texts),
                                       cmocka_unit_test(rows_outgrow_what_is_remembered)};
    return cmocka_run_group_tests_name("features_row", tests, NULL, NULL);
}
