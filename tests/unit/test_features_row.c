#include "unit.h"

#include "features_row.h"
#include "string_set.h"

#include <math.h>

static void rows_are_sorted_and_of_unit_length(void **state) {
    static const char bytes[] = "wlaserwradarwwater";
    static const uint32_t offset[] = {0, 6, 12, 18};
    static const float idf[] = {2, 3, 4};
    uint32_t slot[8] = {0};
    vocabulary words = {3, 8, slot, offset, bytes, idf};
    feature_settings settings = feature_settings_default();
    const char *text = "Radar, radars and LASER";
    folded out = {0};
    token_list tokens = {0};
    feature_row row = {0};
    stemmer *stems;
    feature_counter *counter;
    exportcat_error error;
    (void)state;
    vocabulary_index(&words, slot);
    assert_int_equal(vocabulary_find(&words, "wradar", 6), 1);
    assert_true(vocabulary_find(&words, "wrada", 5) == VOCABULARY_NONE);
    assert_ok(stemmer_new(&settings.languages, &stems, &error), error);
    assert_ok(fold_text(&out, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&tokens, &out, &error), error);
    assert_ok(feature_counter_new(&settings, &words, stems, &counter, &error), error);
    for (int twice = 0; twice < 2; twice++) {
        assert_ok(features_row(&row, counter, &out, &tokens, (feature_hints){0}, &error), error);
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
    feature_row_free(&row);
    feature_counter_free(counter);
    tokens_free(&tokens);
    fold_free(&out);
    stemmer_free(stems);
}

/* ---- Rows against keys ----------------------------------------------------------------------- */

/* Most keys of some texts as a vocabulary, and what is needed to cut them. */
typedef struct {
    feature_settings settings;
    stemmer *stems;
    folded text;
    token_list tokens;
    string_set keys;
    vocabulary words;
    uint32_t *slot;
    float *idf;
    feature_counter *counter;
    feature *expected; /* by index */
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
    if ((start + length) % 3) string_set_add(&on->keys, key, length);
    return 0;
}

static int count_key(void *context, const char *key, size_t length, uint32_t start, uint32_t end) {
    bench *on = context;
    uint32_t index = vocabulary_find(&on->words, key, length);
    on->words_seen += key[0] == 'w';
    on->words_known += key[0] == 'w' && index != VOCABULARY_NONE;
    if (index == VOCABULARY_NONE) return 0;
    feature *item = &on->expected[index];
    if (!item->count++) *item = (feature){index, 1, start, end, 0};
    return 0;
}

static int each(bench *on, feature_sink *sink) {
    return features_each(&on->settings, on->stems, &on->text, &on->tokens, (feature_hints){0}, sink,
                         on);
}

static void learn(bench *on, const feature_settings *settings, const char *const *texts) {
    exportcat_error error;
    uint32_t slots = 16;
    *on = (bench){.settings = *settings};
    assert_ok(stemmer_new(&settings->languages, &on->stems, &error), error);
    for (size_t i = 0; texts[i]; i++) {
        cut(on, texts[i]);
        assert_int_equal(each(on, take_key), 0);
    }
    while (slots < 2 * on->keys.count) slots *= 2;
    on->slot = calloc(slots, sizeof *on->slot);
    on->idf = calloc(on->keys.count, sizeof *on->idf);
    on->expected = calloc(on->keys.count, sizeof *on->expected);
    for (size_t i = 0; i < on->keys.count; i++) on->idf[i] = 1 + (float)(i % 7);
    on->words = (vocabulary){(uint32_t)on->keys.count, slots,  on->slot, on->keys.offset,
                             on->keys.bytes.bytes,     on->idf};
    vocabulary_index(&on->words, on->slot);
    assert_ok(feature_counter_new(&on->settings, &on->words, on->stems, &on->counter, &error),
              error);
}

static void forget(bench *on) {
    feature_counter_free(on->counter);
    string_set_free(&on->keys);
    free(on->slot);
    free(on->idf);
    free(on->expected);
    stemmer_free(on->stems);
    fold_free(&on->text);
    tokens_free(&on->tokens);
}

/* tf x idf x weight, in this order, to the last bit. */
static double value_of(const bench *on, uint32_t index) {
    const feature_settings *settings = &on->settings;
    uint32_t count = on->expected[index].count;
    char kind = on->words.bytes[on->words.offset[index]];
    float tf = settings->sublinear ? (float)(1 + log((double)count)) : (float)count;
    double value = (double)tf * (double)on->idf[index];
    if (kind == 'b' || kind == 's') value *= settings->run_weight / 100.0;
    if (kind == 'c') value *= settings->letter_weight / 100.0;
    return value;
}

static void check_row(bench *on, const char *text) {
    feature_row row = {0};
    exportcat_error error;
    cut(on, text);
    memset(on->expected, 0, on->keys.count * sizeof *on->expected);
    on->words_seen = on->words_known = 0;
    assert_int_equal(each(on, count_key), 0);
    double squares = 0;
    for (uint32_t i = 0; i < on->keys.count; i++)
        if (on->expected[i].count) squares += value_of(on, i) * value_of(on, i);
    for (int again = 0; again < 2; again++) {
        size_t at = 0;
        assert_ok(
            features_row(&row, on->counter, &on->text, &on->tokens, (feature_hints){0}, &error),
            error);
        for (uint32_t i = 0; i < on->keys.count; i++) {
            const feature *wanted = &on->expected[i];
            if (!wanted->count) continue;
            assert_true(at < row.count);
            const feature *here = &row.items[at++];
            assert_true(here->index == wanted->index && here->count == wanted->count &&
                        here->start == wanted->start && here->end == wanted->end);
            double difference = here->value - value_of(on, i) / sqrt(squares);
            assert_true(!(difference > 0) && !(difference < 0));
        }
        assert_int_equal(at, row.count);
        assert_int_equal(row.words, on->words_seen);
        assert_int_equal(row.known_words, on->words_known);
    }
    feature_row_free(&row);
}

static const char *const texts[] = {
    "Rolling, rolls and rolled steel: the rolling of steels at 905 nm or 5 mm/s (12.5 %).",
    "镓的提取，激光雷达的激光器。一种镓的制备方法𠀀𠀁的𠀂",
    "A U-net's layers; 3D-printed parts, re-rolled. The firm's naïve Gauß 激光 scanners 激光雷达 "
    "P507",
    "an averyveryveryverylongwordthatnomemocaneverhold stands beside steel and "
    "averyveryveryverylongwordthatnomemocaneverhold steel",
    "",
    NULL};

static void check_settings(const feature_settings *settings) {
    bench on;
    learn(&on, settings, texts);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; texts[i]; i++) check_row(&on, texts[i]);
    forget(&on);
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

/* More words than are remembered, in one text and over many. */
static void rows_outgrow_what_is_remembered(void **state) {
    enum { WORDS = 20000, TEXTS = 50 };
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
    learn(&on, &settings, whole);
    check_row(&on, all);
    for (size_t i = 0; i < TEXTS; i++) {
        memcpy(part, all + i * (sizeof part - 1), sizeof part - 1);
        part[sizeof part - 1] = '\0';
        check_row(&on, part);
    }
    check_row(&on, all);
    forget(&on);
    free(all);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_sorted_and_of_unit_length),
                                       cmocka_unit_test(rows_hold_what_the_keys_say),
                                       cmocka_unit_test(rows_outgrow_what_is_remembered)};
    return cmocka_run_group_tests_name("features_row", tests, NULL, NULL);
}
