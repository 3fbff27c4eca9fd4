#include "unit.h"

#include "classifier.h"

static exportcat *open_default(void) {
    exportcat *program;
    exportcat_error error;
    exportcat_options options = {.catalogue = "build/catalogue.bin",
                                 .model = "build/default.model"};
    assert_ok(exportcat_open(&options, &program, &error), error);
    return program;
}

static void score(const exportcat *program, exportcat_scratch *scratch, const char *text) {
    exportcat_error error;
    assert_ok(classifier_score(program, scratch, text, strlen(text), &error), error);
}

/* The weights of a word's features, one by one, in 64 bits. */
static int64_t weigh(const exportcat *program, const exportcat_scratch *scratch, uint32_t number,
                     size_t label) {
    feature_word word = feature_counter_word(scratch->counter, number);
    double scale = program->scores.labels[label].scale;
    int64_t sum = 0;
    for (size_t i = 0; i < word.count; i++) {
        double weight = model_weight(&program->scores, word.parts[i].index, label) / scale;
        sum += (int64_t)(word.parts[i].value * 1024 + 0.5F) *
               (int64_t)(weight + (weight < 0 ? -0.5 : 0.5));
    }
    return (sum + 512) >> 10;
}

static void a_word_weighs_what_its_features_do(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const feature_row *row = &scratch->readings[0].row;
    (void)state;
    score(program, scratch, "Lasers for recommendation: a laser, an unheardofword, photonics");
    assert_int_equal(row->use_count, 8);
    for (size_t i = 0; i < row->use_count; i++)
        for (size_t label = 0; label < program->scores.label_count; label++) {
            const int16_t *weights = model_words_row(scratch->words, row->uses[i].number);
            assert_int_equal(weights[label], weigh(program, scratch, row->uses[i].number, label));
        }
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

/* More words than are kept, and so many that the counter forgets them too. */
static void scores_are_the_same_whatever_is_kept(void **state) {
    enum { TEXTS = 400, WORDS = 100, WORD = 8 };
    static const char text[] = "A lidar with an optical phased array scans at 905 nm.";
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    size_t size = program->scores.label_count * sizeof(double);
    double *first = malloc(size);
    char other[WORDS * WORD + 1];
    uint32_t age = feature_counter_age(scratch->counter);
    (void)state;
    score(program, scratch, text);
    memcpy(first, scratch->readings[0].decisions, size);
    for (unsigned i = 0; i < TEXTS; i++) {
        for (unsigned k = 0; k < WORDS; k++) {
            unsigned word = i * WORDS + k;
            snprintf(other + k * WORD, WORD + 1, "re%c%c%c%cs ", 'a' + word % 26,
                     'a' + word / 26 % 26, 'a' + word / 676 % 26, 'a' + word / 17576);
        }
        score(program, scratch, other);
        score(program, scratch, text);
        assert_memory_equal(scratch->readings[0].decisions, first, size);
    }
    assert_true(feature_counter_age(scratch->counter) > age);
    free(first);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_word_weighs_what_its_features_do),
                                       cmocka_unit_test(scores_are_the_same_whatever_is_kept)};
    return cmocka_run_group_tests_name("model_words", tests, NULL, NULL);
}
