#include "unit.h"

#include "classifier.h"
#include "report_flat.h"

#include <math.h>
#include <pthread.h>

/* Needs the default model, as users of the library do. */
static exportcat *open_default(void) {
    exportcat *program;
    exportcat_error error;
    assert_ok(exportcat_open(NULL, &program, &error), error);
    return program;
}

static char *answer(const exportcat *program, exportcat_scratch *scratch, const char *text) {
    const exportcat_verdict *verdict;
    exportcat_error error;
    char *out;
    assert_ok(exportcat_classify(program, scratch, text, strlen(text),
                                 (exportcat_when){.as_of = 20240101}, &verdict, &error),
              error);
    assert_ok(exportcat_render(verdict, EXPORTCAT_JSON_LINE, &out, NULL, &error), error);
    return out;
}

static const char *const texts[] = {
    "A solid-state lidar with an optical phased array scans at 905 nm over 200 m.",
    "一种磷酸铁锂正极材料的制备方法,粉末压实密度2.62g/cm3,先喷雾干燥再二次烧结。",
    "A basket for dishwashers with tines that fold flat for large pots.",
    "recommendation algorithm that learns what each viewer likes and ranks the next clips", "x"};
enum { TEXTS = sizeof texts / sizeof *texts, ROUNDS = 40 };

typedef struct {
    const exportcat *program;
    char *expected[TEXTS];
    int first, wrong;
} worker;

static void *work(void *context) {
    worker *on = context;
    exportcat_scratch *scratch = exportcat_scratch_new(on->program);
    for (int round = 0; round < ROUNDS; round++) {
        int i = (on->first + round) % TEXTS;
        char *out = answer(on->program, scratch, texts[i]);
        on->wrong += strcmp(out, on->expected[i]) != 0;
        exportcat_string_free(out);
    }
    exportcat_scratch_free(scratch);
    return NULL;
}

static void threads_share_a_program(void **state) {
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    worker workers[THREADS];
    char *expected[TEXTS];
    exportcat *other = open_default(), *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(other);
    (void)state;
    for (int i = 0; i < TEXTS; i++) expected[i] = answer(other, scratch, texts[i]);
    for (int t = 0; t < THREADS; t++) {
        workers[t] = (worker){.program = program, .first = t};
        memcpy(workers[t].expected, expected, sizeof expected);
        assert_int_equal(pthread_create(&threads[t], NULL, work, &workers[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        pthread_join(threads[t], NULL);
        assert_int_equal(workers[t].wrong, 0);
    }
    for (int i = 0; i < TEXTS; i++) exportcat_string_free(expected[i]);
    exportcat_scratch_free(scratch);
    exportcat_free(other);
    exportcat_free(program);
}

static void arguments_are_checked(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const exportcat_verdict *verdict;
    exportcat_error error;
    (void)state;
    assert_int_equal(exportcat_classify(program, scratch, "a", 1,
                                        (exportcat_when){.as_of = 20230229}, &verdict, &error),
                     EXPORTCAT_E_DATE);
    assert_null(verdict);
    assert_int_equal(exportcat_classify(program, scratch, "a", EXPORTCAT_TEXT_MAX + 1,
                                        (exportcat_when){.as_of = 20240101}, &verdict, &error),
                     EXPORTCAT_E_TEXT);
    assert_ok(exportcat_classify(program, scratch, "", 0, (exportcat_when){.as_of = 20240101},
                                 &verdict, &error),
              error);
    assert_int_equal(verdict->outcome, EXPORTCAT_CANNOT_SAY);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    exportcat_options nowhere = {"/nonexistent", "/nonexistent"};
    assert_int_equal(exportcat_open(&nowhere, &program, &error), EXPORTCAT_E_IO);
    assert_null(program);
    exportcat_free(NULL);
    exportcat_scratch_free(NULL);
    exportcat_string_free(NULL);
}

static void check_spans(const char *text, const exportcat_evidence *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_true(items[i].start < items[i].end && items[i].end <= strlen(text));
        assert_true((text[items[i].start] & 0xC0) != 0x80);
        assert_true((text[items[i].end] & 0xC0) != 0x80);
    }
}

/* Evidence stands at its offsets, in order and inside the text. */
static void spans_are_inside_the_text(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    exportcat_error error;
    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        const exportcat_verdict *verdict;
        exportcat_when when = {.as_of = 20260101, .detail = EXPORTCAT_FILED};
        assert_ok(exportcat_classify(program, scratch, texts[i], strlen(texts[i]), when, &verdict,
                                     &error),
                  error);
        for (size_t c = 0; c < verdict->candidate_count; c++) {
            const exportcat_candidate *item = &verdict->candidates[c];
            check_spans(texts[i], item->evidence, item->evidence_count);
            check_spans(texts[i], item->against, item->against_count);
            check_spans(texts[i], item->behind, item->behind_count);
        }
        for (size_t k = 0; k < verdict->set_aside_count; k++)
            check_spans(texts[i], verdict->set_aside[k].evidence,
                        verdict->set_aside[k].evidence_count);
    }
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

/* A verdict without the words that came near would make a record that says there are none. */
static void a_record_must_be_asked_for(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const exportcat_verdict *verdict;
    exportcat_error error;
    char *out;
    (void)state;
    for (int asked = 0; asked < 2; asked++) {
        exportcat_when when = {.as_of = 20240101,
                               .detail = asked ? EXPORTCAT_FILED : EXPORTCAT_ANSWER};
        assert_ok(exportcat_classify(program, scratch, texts[2], strlen(texts[2]), when, &verdict,
                                     &error),
                  error);
        assert_int_equal(verdict->set_aside_count, 10);
        assert_int_equal(verdict->set_aside[0].evidence_count > 0, asked);
        assert_int_equal(exportcat_render(verdict, EXPORTCAT_RECORD, &out, NULL, &error),
                         asked ? EXPORTCAT_OK : EXPORTCAT_E_USAGE);
        exportcat_string_free(out);
        assert_int_equal(exportcat_render(verdict, (exportcat_format)99, &out, NULL, &error),
                         EXPORTCAT_E_USAGE);
        assert_null(out);
    }
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

static void each_path_has_its_default(void **state) {
    const struct {
        exportcat_options options;
        exportcat_status expected;
    } table[] = {{{NULL, NULL}, EXPORTCAT_OK},
                 {{"build/catalogue.bin", NULL}, EXPORTCAT_OK},
                 {{NULL, "build/default.model"}, EXPORTCAT_OK},
                 {{NULL, "build/no-such.model"}, EXPORTCAT_E_IO},
                 {{"build/no-such-folder", NULL}, EXPORTCAT_E_IO}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        exportcat *program;
        exportcat_error error;
        assert_int_equal(exportcat_open(&table[i].options, &program, &error), table[i].expected);
        assert_int_equal(program != NULL, table[i].expected == EXPORTCAT_OK);
        exportcat_free(program);
    }
}

static void check_same_row(const exportcat_verdict *whole, const exportcat_verdict *row) {
    flat_row rows[2] = {{.parting = ','}, {.parting = ','}};
    report_flat(whole, &rows[0]);
    report_flat(row, &rows[1]);
    assert_string_equal(rows[0].bytes.bytes, rows[1].bytes.bytes);
    assert_memory_equal(rows[0].end, rows[1].end, sizeof rows[0].end);
    report_flat_free(&rows[0]);
    report_flat_free(&rows[1]);
}

/* A verdict for a row has all that a row shows, and nothing is made of it but a row. */
static void a_row_needs_less_than_an_answer(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const exportcat_when days[] = {{.as_of = 20240101},
                                   {.as_of = 20240101, .detail = EXPORTCAT_ROW}};
    const exportcat_verdict *both[2];
    exportcat_error error;
    size_t against = 0;
    char *out;
    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        assert_ok(exportcat_classify_days(program, scratch, texts[i], strlen(texts[i]), days, 2,
                                          both, &error),
                  error);
        check_same_row(both[0], both[1]);
        assert_int_equal(both[0]->candidate_count, both[1]->candidate_count);
        for (size_t c = 0; c < both[0]->candidate_count; c++) {
            against += both[0]->candidates[c].against_count;
            assert_int_equal(both[1]->candidates[c].against_count, 0);
        }
        assert_true(both[1]->set_aside_count <= 1);
        for (int format = EXPORTCAT_TEXT; format <= EXPORTCAT_RECORD; format++)
            assert_int_equal(
                exportcat_render(both[1], (exportcat_format)format, &out, NULL, &error),
                EXPORTCAT_E_USAGE);
    }
    assert_true(against > 0);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

/* Words are rounded to whole weights: their shares are not those of their features to the last
 * digit. */
static const double NEARLY = 0.005;

/* What a label's weights say for a word with all its features. */
static double pull_of_word(const exportcat *program, const exportcat_scratch *scratch,
                           const word_use *use, size_t label) {
    feature_word word = feature_counter_word(scratch->counter, use->number);
    double pull = 0;
    for (size_t i = 0; i < word.count; i++)
        pull += model_weight(&program->scores, word.parts[i].index, label) *
                (double)word.parts[i].value * use->value;
    return pull;
}

/* A place's share of all that a label's weights say for the text. */
static double share_for(const exportcat *program, const exportcat_scratch *scratch, size_t label,
                        size_t start, size_t end) {
    const feature_row *row = &scratch->readings[0].row;
    double all = 0, own = 0;
    for (size_t i = 0; i < row->count; i++) {
        const feature *item = &row->items[i];
        double pull = model_weight(&program->scores, item->index, label) * item->value;
        if (pull > 0) all += pull;
        if (item->start == start && item->end == end) own += pull;
    }
    for (size_t i = 0; i < row->use_count; i++) {
        const word_use *use = &row->uses[i];
        double pull = pull_of_word(program, scratch, use, label);
        if (pull > 0) all += pull;
        if (use->start == start && use->end == end) own += pull;
    }
    return own / all;
}

/* The lidar's entry has its value from its point, so it is the point's weights that explain it.
 * Folding leaves this text's offsets as they are. */
static void evidence_is_of_the_machine_that_decided(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const exportcat_verdict *verdict;
    exportcat_error error;
    (void)state;
    assert_ok(exportcat_classify(program, scratch, texts[0], strlen(texts[0]),
                                 (exportcat_when){.as_of = 20240101}, &verdict, &error),
              error);
    const exportcat_candidate *item = &verdict->candidates[0];
    int own = model_label_find(&program->scores, "lidar-systems");
    int point = model_label_find(&program->scores, "lidar-systems/lidar-parameters");
    assert_string_equal(item->entry, "lidar-systems");
    assert_true(scratch->readings[0].decisions[own] == scratch->readings[0].decisions[point]);
    size_t features = 0;
    for (size_t i = 0; i < item->evidence_count; i++) {
        const exportcat_evidence *here = &item->evidence[i];
        if (here->kind != EXPORTCAT_FEATURE) continue;
        double share = share_for(program, scratch, (size_t)point, here->start, here->end);
        assert_true(fabs(here->weight - share) < NEARLY);
        features++;
    }
    assert_true(features > 0);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

/* XXH3 of no bytes, as its specification has it. */
static void the_digest_is_of_the_bytes(void **state) {
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    const exportcat_verdict *verdict;
    exportcat_error error;
    (void)state;
    assert_ok(exportcat_classify(program, scratch, "", 0, (exportcat_when){.as_of = 20240101},
                                 &verdict, &error),
              error);
    assert_string_equal(verdict->text_digest, "99aa06d3014798d86001c324468d497f");
    assert_ok(exportcat_classify(program, scratch, "\0", 1, (exportcat_when){.as_of = 20240101},
                                 &verdict, &error),
              error);
    assert_string_not_equal(verdict->text_digest, "99aa06d3014798d86001c324468d497f");
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

/* A two-megabyte text takes no more than linear time: it would not end within the test's time
 * otherwise. */
static void long_texts_are_taken(void **state) {
    enum { LENGTH = 2 << 20 };
    exportcat *program = open_default();
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    char *text = malloc(LENGTH + 1);
    const exportcat_verdict *verdict;
    exportcat_error error;
    (void)state;
    size_t piece = strlen(texts[3]);
    for (size_t at = 0; at < LENGTH; at++)
        text[at] = at % (piece + 1) == piece ? '\n' : texts[3][at % (piece + 1)];
    assert_ok(exportcat_classify(program, scratch, text, LENGTH,
                                 (exportcat_when){.as_of = 20240101}, &verdict, &error),
              error);
    assert_string_equal(verdict->candidates[0].point, "personalised-push");
    free(text);
    exportcat_scratch_free(scratch);
    exportcat_free(program);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_share_a_program),
                                       cmocka_unit_test(arguments_are_checked),
                                       cmocka_unit_test(spans_are_inside_the_text),
                                       cmocka_unit_test(long_texts_are_taken),
                                       cmocka_unit_test(a_record_must_be_asked_for),
                                       cmocka_unit_test(each_path_has_its_default),
                                       cmocka_unit_test(a_row_needs_less_than_an_answer),
                                       cmocka_unit_test(evidence_is_of_the_machine_that_decided),
                                       cmocka_unit_test(the_digest_is_of_the_bytes)};
    return cmocka_run_group_tests_name("classifier", tests, NULL, NULL);
}
