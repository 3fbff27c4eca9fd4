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

/* Stages of a text with a model that knows no forms. */
typedef struct {
    model bare;
    stemmer *stems;
    lexicon *known;
    feature_counter *counter;
    model_words *words;
    folded text;
    token_list tokens;
    symbol_row symbols;
    feature_row row;
} bench;

static void open_bare(bench *on, const model *of) {
    exportcat_error error;
    *on = (bench){.bare = *of};
    on->bare.words.forms = (word_forms){0};
    assert_ok(stemmer_new(&of->settings.languages, &on->stems, &error), error);
    assert_ok(feature_counter_new(&of->settings, &on->bare.words, on->stems, &on->counter, &error),
              error);
    on->known = lexicon_new(&(symbol_tables){.words = &on->bare.words}, on->stems);
    on->words = model_words_new(&on->bare, on->counter);
    assert_true(on->known && on->words);
}

static void close_bare(bench *on) {
    model_words_free(on->words);
    feature_counter_free(on->counter);
    lexicon_free(on->known);
    stemmer_free(on->stems);
    fold_free(&on->text);
    tokens_free(&on->tokens);
    symbol_row_free(&on->symbols);
    feature_row_free(&on->row);
}

/* The only word of a text, which is one. */
static uint32_t read_word(bench *on, const char *text) {
    exportcat_error error;
    assert_ok(fold_text(&on->text, text, strlen(text), &error), error);
    assert_ok(tokens_cut(&on->tokens, &on->text, &error), error);
    assert_ok(symbols_read(on->known, &on->text, &on->tokens, &on->symbols, &error), error);
    assert_ok(features_row(&on->row, on->counter, &on->text, &on->tokens, &on->symbols,
                           (feature_hints){0}, &error),
              error);
    assert_int_equal(on->row.use_count, 1);
    return on->row.uses[0].number;
}

/* What the model says of a word form is what is worked out without it. */
static void forms_are_what_would_be_worked_out(void **state) {
    exportcat *program = open_default();
    const model *scores = &program->scores;
    const word_forms *forms = &scores->words.forms;
    const size_t stride = model_stride(scores->label_count);
    bench on;
    (void)state;
    open_bare(&on, scores);
    assert_true(forms->count > 5000);
    for (uint32_t i = 0; i < forms->count; i++) {
        const word_form *form = &forms->items[i];
        char text[FORM_BYTES + 1] = {0};
        memcpy(text, form->text, FORM_BYTES);
        const uint32_t number = read_word(&on, text);
        const feature_word word = feature_counter_word(on.counter, number);
        const word_weights weights = model_words_find(on.words, number);
        size_t length;
        const char *stem = lexicon_stem(on.known, number, &length);
        assert_int_equal(forms_find(forms, form->text), i);
        assert_int_equal(word.place, FORM_NONE);
        assert_int_equal(word.count, form->part_count);
        assert_memory_equal(word.parts, forms->parts + form->parts,
                            word.count * sizeof *word.parts);
        assert_true(word.square == form->square && word.rarest == form->rarest);
        assert_true(weights.unit == (double)form->unit);
        assert_memory_equal(weights.row, forms->rows + i * stride, stride);
        assert_int_equal(vocabulary_link(&scores->words, stem, length), form->own);
    }
    close_bare(&on);
    exportcat_free(program);
}

/* A text of forms alone, before anything was worked out. */
static void a_form_has_its_parts_in_the_model(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const feature_row *row = &scratch->readings[0].row;
    const word_forms *forms = &program->scores.words.forms;
    (void)state;
    score(program, scratch, "laser scanning");
    assert_int_equal(row->use_count, 2);
    for (size_t i = 0; i < row->use_count; i++) {
        const feature_word word = feature_counter_word(scratch->counter, row->uses[i].number);
        assert_true(word.place < forms->count);
        assert_ptr_equal(word.parts, forms->parts + forms->items[word.place].parts);
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

/* More words than there are rows for: all are forgotten some times in the middle of the text. They
 * are added up together as they are one by one. */
static void a_text_of_too_many_words_is_added_up_whole(void **state) {
    enum { SIDE = 190, WORD = 2 * FORM_BYTES + 1 };
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const word_forms *forms = &program->scores.words.forms;
    char *text = malloc(SIDE * SIDE * WORD + 1);
    size_t length = 0;
    (void)state;
    for (size_t one = 0; one < SIDE; one++)
        for (size_t other = 0; other < SIDE; other++) {
            const char *first = (const char *)forms->items[one].text;
            const char *second = (const char *)forms->items[other].text;
            length +=
                (size_t)sprintf(text + length, "%.*s%.*s ", FORM_BYTES, first, FORM_BYTES, second);
        }
    exportcat_error error;
    assert_ok(classifier_score(program, scratch, text, length, &error), error);
    const feature_row *row = &scratch->readings[0].row;
    uint32_t together[MODEL_LABELS_MAX] = {0}, apart[MODEL_LABELS_MAX] = {0};
    assert_true(row->use_count > 1 << 15);
    model_words_add(scratch->words, row->uses, row->use_count, together);
    for (size_t i = 0; i < row->use_count; i++)
        model_words_add(scratch->words, row->uses + i, 1, apart);
    assert_memory_equal(together, apart, sizeof apart);
    free(text);
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
                                       cmocka_unit_test(forms_are_what_would_be_worked_out),
                                       cmocka_unit_test(a_form_has_its_parts_in_the_model),
                                       cmocka_unit_test(a_long_text_is_added_up_whole),
                                       cmocka_unit_test(a_text_of_too_many_words_is_added_up_whole),
                                       cmocka_unit_test(scores_are_the_same_whatever_is_kept)};
    return cmocka_run_group_tests_name("model_words", tests, NULL, NULL);
}
