#include "unit.h"

#include "classifier.h"
#include "trainer.h"

#include <math.h>

/* A small world of three labels, in two languages. */
static void make(example_set *set) {
    static const char *const words[3][4] = {{"laser", "crystal", "beam", "激光器晶体"},
                                            {"recommend", "viewer", "feed", "推荐算法用户"},
                                            {"bread", "flour", "oven", "面包烤箱面粉"}};
    static const char *const labels[3] = {"laser/other-laser-sources",
                                          "information-processing/personalised-push", "none"};
    exportcat_error error;
    for (int i = 0; i < 90; i++) {
        char text[256];
        const char *const *own = words[i % 3];
        if (i % 2)
            snprintf(text, sizeof text, "The %s and the %s number %d have a %s in them",
                     own[i / 3 % 3], own[i / 5 % 3], i, own[i / 7 % 3]);
        else
            snprintf(text, sizeof text, "关于%s的第%d项说明,其中有%s", own[3], i, own[3]);
        assert_ok(examples_add(set, labels[i % 3], text, strlen(text), "made", (size_t)i + 1,
                               EXAMPLE_TRAINING, &error),
                  error);
    }
}

static trained *train(const example_set *set, int threads, size_t kernel_bytes, bool plain) {
    trainer_settings settings = trainer_settings_default();
    trainer_report report;
    exportcat_error error;
    trained *result;
    settings.threads = threads;
    settings.kernel_bytes = kernel_bytes;
    settings.plain = plain;
    assert_ok(trainer_train(set, &settings, NULL, NULL, &result, &report, &error), error);
    assert_int_equal(report.texts, 90);
    assert_int_equal(report.uncovered, plain ? 0 : 30);
    return result;
}

static char *file_bytes(const model *source, size_t *length) {
    const char *path = write_temporary("", 0);
    exportcat_error error;
    assert_ok(model_write(source, path, &error), error);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 22);
    *length = fread(bytes, 1, 1 << 22, file);
    fclose(file);
    unlink(path);
    return bytes;
}

static void threads_and_memory_change_no_byte(void **state) {
    example_set set = {0};
    char *first = NULL;
    size_t length = 0;
    (void)state;
    make(&set);
    for (int i = 0; i < 4; i++) {
        size_t size;
        trained *result = train(&set, 1 + 3 * (i % 2), i < 2 ? (size_t)1 << 30 : 0, false);
        char *bytes = file_bytes(trained_model(result), &size);
        if (!first) {
            first = bytes;
            length = size;
        } else {
            assert_int_equal(size, length);
            assert_memory_equal(bytes, first, length);
            free(bytes);
        }
        trained_free(result);
    }
    free(first);
    examples_free(&set);
}

static void entries_and_points_are_labels(void **state) {
    example_set set = {0};
    (void)state;
    make(&set);
    trained *result = train(&set, 2, 1 << 30, false);
    const model *scores = trained_model(result);
    static const char *const names[] = {"information-processing",
                                        "information-processing/personalised-push", "laser",
                                        "laser/other-laser-sources", "none"};
    assert_int_equal(scores->label_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(scores->labels[i].name, names[i]);
        assert_int_equal(model_label_find(scores, names[i]), i);
    }
    assert_int_equal(model_label_find(scores, "lase"), -1);
    assert_int_equal(scores->labels[4].level, LEVEL_NONE);
    assert_int_equal(scores->labels[3].level, LEVEL_POINT);
    assert_true(scores->curves.fitted);
    assert_true(scores->curves.listed_at >= 0.4);
    trained_free(result);
    examples_free(&set);
}

static size_t best_label(const exportcat *program, exportcat_scratch *scratch, const char *text) {
    exportcat_error error;
    size_t best = 0;
    assert_ok(classifier_score(program, scratch, text, strlen(text), &error), error);
    for (size_t i = 1; i < program->scores.label_count; i++)
        if (scratch->readings[0].decisions[i] > scratch->readings[0].decisions[best]) best = i;
    return best;
}

static void a_plain_model_tells_its_labels(void **state) {
    example_set set = {0};
    (void)state;
    make(&set);
    trained *result = train(&set, 2, 1 << 30, true);
    const model *scores = trained_model(result);
    const char *path = write_temporary("", 0);
    exportcat_error error;
    exportcat *program;
    assert_ok(model_write(scores, path, &error), error);
    assert_ok(classifier_open_plain(path, &program, &error), error);
    unlink(path);
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    assert_non_null(scratch);
    assert_int_equal(scores->label_count, 3);
    assert_string_equal(scores->labels[best_label(program, scratch, "flour in my oven")].name,
                        "none");
    assert_string_equal(scores->labels[best_label(program, scratch, "新的激光器与晶体")].name,
                        "laser/other-laser-sources");
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    trained_free(result);
    examples_free(&set);
}

/* Of so many labels that most words weigh for few of them, which then are no whole rows. */
static void many_labels_keep_their_own_weights(void **state) {
    enum { LABELS = 60, TEXTS = 4 };
    example_set set = {0};
    trainer_settings settings = trainer_settings_default();
    trainer_report report;
    exportcat_error error;
    trained *result;
    exportcat *program;
    char label[16], text[64];
    (void)state;
    for (int i = 0; i < LABELS * TEXTS; i++) {
        const int own = i % LABELS;
        snprintf(label, sizeof label, "label%02d", own);
        snprintf(text, sizeof text, "word%c%c of kind%c", 'a' + own % 26, 'a' + own / 26,
                 'a' + i / LABELS);
        assert_ok(examples_add(&set, label, text, strlen(text), "made", (size_t)i + 1,
                               EXAMPLE_TRAINING, &error),
                  error);
    }
    settings.plain = true;
    settings.threads = 2;
    settings.pruned = 0.2;
    assert_ok(trainer_train(&set, &settings, NULL, NULL, &result, &report, &error), error);
    const char *path = write_temporary("", 0);
    assert_ok(model_write(trained_model(result), path, &error), error);
    assert_ok(classifier_open_plain(path, &program, &error), error);
    unlink(path);
    assert_true(program->scores.pair_count > MODEL_BLOCK * program->scores.words.count / 2);
    exportcat_scratch *scratch = exportcat_scratch_new(program);
    for (int own = 0; own < LABELS; own++) {
        snprintf(text, sizeof text, "a word%c%c", 'a' + own % 26, 'a' + own / 26);
        assert_int_equal(best_label(program, scratch, text), own);
    }
    exportcat_scratch_free(scratch);
    exportcat_free(program);
    trained_free(result);
    examples_free(&set);
}

static void shared_texts_are_refused(void **state) {
    example_set set = {0}, other = {0};
    exportcat_error error;
    const char *same = "a  Laser's beam, (two)\tof ７";
    const char *text = "a laser's BEAM two of 7";
    (void)state;
    assert_ok(
        examples_add(&set, "none", text, strlen(text), "mine.tsv", 4, EXAMPLE_TRAINING, &error),
        error);
    assert_ok(examples_refuse_shared(&set, &other, &error), error);
    assert_ok(
        examples_add(&other, "none", same, strlen(same), "theirs.tsv", 9, EXAMPLE_TRAINING, &error),
        error);
    assert_int_equal(examples_refuse_shared(&set, &other, &error), EXPORTCAT_E_EXAMPLES);
    assert_string_equal(error.path, "mine.tsv");
    assert_int_equal(error.line, 4);
    examples_free(&set);
    examples_free(&other);
}

static void settings_are_checked(void **state) {
    example_set set = {0};
    trainer_settings settings = trainer_settings_default();
    trainer_report report;
    exportcat_error error;
    trained *result;
    (void)state;
    assert_int_equal(trainer_train(&set, &settings, NULL, NULL, &result, &report, &error),
                     EXPORTCAT_E_EXAMPLES);
    assert_null(result);
    settings.folds = 1;
    assert_int_equal(trainer_train(&set, &settings, NULL, NULL, &result, &report, &error),
                     EXPORTCAT_E_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_and_memory_change_no_byte),
                                       cmocka_unit_test(entries_and_points_are_labels),
                                       cmocka_unit_test(a_plain_model_tells_its_labels),
                                       cmocka_unit_test(many_labels_keep_their_own_weights),
                                       cmocka_unit_test(shared_texts_are_refused),
                                       cmocka_unit_test(settings_are_checked)};
    return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}
