#include "unit.h"

#include "classifier.h"
#include "model_parts.h"

#include <math.h>

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

/* The weights of a word's features, one by one, in the label's scale. */
static double weigh(const exportcat *program, const exportcat_scratch *scratch, uint32_t number,
                    size_t label) {
    feature_word word = feature_counter_word(scratch->counter, number);
    double sum = 0;
    for (size_t i = 0; i < word.count; i++)
        sum += model_weight(&program->scores, word.parts[i].index, label) *
               (double)word.parts[i].value;
    return sum / program->scores.labels[label].scale;
}

/* As closely as eight bits tell it, and with all of them. */
static void a_word_weighs_what_its_features_do(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const feature_row *row = &scratch->readings[0].row;
    (void)state;
    score(program, scratch, "Lasers for recommendation: a laser, an unheardofword, photonics");
    assert_int_equal(row->use_count, 8);
    for (size_t i = 0; i < row->use_count; i++) {
        int most = 0;
        for (size_t label = 0; label < program->scores.label_count; label++) {
            word_weights found = model_words_find(scratch->words, row->uses[i].number);
            double weight = weigh(program, scratch, row->uses[i].number, label);
            assert_true(fabs(found.row[label] * found.unit - weight) < 0.6 * found.unit);
            most = abs(found.row[label]) > most ? abs(found.row[label]) : most;
        }
        assert_true(most >= 64);
    }
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

/* What a label's weights say for a row, feature by feature. */
static double sum_up(const exportcat *program, const exportcat_scratch *scratch, size_t label) {
    const feature_row *row = &scratch->readings[0].row;
    const model_label *of = &program->scores.labels[label];
    double sum = of->bias;
    for (size_t i = 0; i < row->count; i++)
        sum += model_weight(&program->scores, row->items[i].index, label) * row->items[i].value;
    for (size_t i = 0; i < row->use_count; i++)
        sum += weigh(program, scratch, row->uses[i].number, label) * row->uses[i].value * of->scale;
    return sum;
}

/* Many more features and words than are added up at once. */
static void a_long_text_is_added_up_whole(void **state) {
    static const char *const files[] = {"training/held_out/3d-printing.tsv",
                                        "training/held_out/artificial-crystals.tsv",
                                        "training/held_out/aviation-materials.tsv",
                                        "training/held_out/battery-cathode-materials.tsv",
                                        "training/held_out/computer-network-restricted.tsv"};
    static char text[1 << 18];
    size_t length = 0;
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        FILE *file = fopen(files[i], "r");
        assert_non_null(file);
        length += fread(text + length, 1, sizeof text - 1 - length, file);
        fclose(file);
    }
    score(program, scratch, text);
    assert_true(scratch->readings[0].row.count > 2 * MODEL_CHUNK);
    assert_true(scratch->readings[0].row.use_count > MODEL_CHUNK);
    double *decisions = scratch->readings[0].decisions;
    for (size_t i = 0; i < program->scores.label_count; i++) {
        double own = sum_up(program, scratch, i);
        for (size_t k = 0; k < program->scores.label_count; k++) /* see model_raise */
            if (program->scores.labels[k].parent == (int)i)
                own = fmax(own, sum_up(program, scratch, k));
        assert_true(fabs(decisions[i] - own) < 0.01);
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
                                       cmocka_unit_test(a_long_text_is_added_up_whole),
                                       cmocka_unit_test(scores_are_the_same_whatever_is_kept)};
    return cmocka_run_group_tests_name("model_words", tests, NULL, NULL);
}
