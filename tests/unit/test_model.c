#include "unit.h"

#include "model_parts.h"

#include <math.h>

/* A model of two labels and four features, made by hand; the last one has a dense row. */
static const char keys[] = "hlaserradarwwatercaser";
static const uint32_t offsets[] = {0, 6, 12, 17, 22};
static const float idf[] = {1, 2, 3, 1};
static const uint32_t row_start[] = {0, 1, 3, 3, 3};
static const uint16_t row_label[] = {1, 0, 1};
static const int16_t row_weight[] = {1, -6, 8}; /* 0.25, -1.5, 2 */
static const uint16_t dense[] = {0, 0, 0, 1};
static const int16_t dense_weight[32] = {4, -2}; /* 1, -0.5 */
static uint32_t slots[8];
static model_label labels[] = {{"apples", LEVEL_ENTRY, -0.5, 0.25, -1},
                               {"none", LEVEL_NONE, 0.125, 0.25, -1}};

static model make(void) {
    model made = {.settings = feature_settings_default(),
                  .words = {4, 8, slots, offsets, keys, idf},
                  .label_count = 2,
                  .labels = labels,
                  .row_start = row_start,
                  .row_label = row_label,
                  .row_weight = row_weight,
                  .dense = dense,
                  .dense_weight = dense_weight,
                  .about = "texts=2\n",
                  .curves = {.fitted = 1, .listed_at = 0.5}};
    memset(slots, 0, sizeof slots);
    vocabulary_index(&made.words, slots);
    return made;
}

static char *serialized(size_t *length) {
    model made = make();
    exportcat_error error;
    const char *path = write_temporary("", 0);
    assert_ok(model_write(&made, path, &error), error);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(65536);
    *length = fread(bytes, 1, 65536, file);
    fclose(file);
    unlink(path);
    return bytes;
}

static exportcat_status try_open(const char *bytes, size_t length, model *out,
                                 exportcat_error *error) {
    const char *path = write_temporary(bytes, length);
    exportcat_status status = model_open(path, out, error);
    unlink(path);
    return status;
}

static void survives_writing(void **state) {
    size_t length;
    char *bytes = serialized(&length);
    model read;
    exportcat_error error;
    (void)state;
    assert_ok(try_open(bytes, length, &read, &error), error);
    assert_int_equal(read.label_count, 2);
    assert_string_equal(read.labels[0].name, "apples");
    assert_true(read.labels[1].bias == 0.125);
    assert_int_equal(model_label_find(&read, "none"), 1);
    assert_int_equal(model_label_find(&read, "pears"), -1);
    assert_int_equal(vocabulary_find(&read.words, "hlaser", 6), 0);
    assert_true(model_weight(&read, 1, 0) == -1.5);
    assert_true(model_weight(&read, 2, 0) == 0);
    assert_string_equal(read.about, "texts=2\n");
    assert_true(read.curves.listed_at == 0.5);
    assert_int_equal(strlen(read.digest), 32);
    assert_true(model_weight(&read, 3, 1) == -0.5);
    feature items[] = {
        {.index = 0, .value = 0.5}, {.index = 1, .value = 0.25}, {.index = 3, .value = 0.75}};
    feature_row row = {.items = items, .count = 3};
    double decisions[2];
    model_score(&read, &row, decisions);
    assert_true(decisions[0] == -1.5 * 0.25 + 1 * 0.75 - 0.5);
    assert_true(decisions[1] == 0.25 * 0.5 + 2 * 0.25 - 0.5 * 0.75 + 0.125);
    model_close(&read);
    free(bytes);
}

static void every_damaged_byte_is_refused(void **state) {
    size_t length;
    char *bytes = serialized(&length);
    model read;
    exportcat_error error;
    (void)state;
    for (size_t i = 0; i < length; i++) {
        bytes[i] ^= 0x20;
        if (try_open(bytes, length, &read, &error) != EXPORTCAT_E_MODEL)
            fail_msg("a change of byte %zu was not seen", i);
        assert_null(read.map.bytes);
        bytes[i] ^= 0x20;
    }
    free(bytes);
}

static void every_other_length_is_refused(void **state) {
    size_t length;
    char *bytes = serialized(&length);
    model read;
    exportcat_error error;
    (void)state;
    for (size_t cut = 0; cut < length; cut++)
        assert_int_equal(try_open(bytes, cut, &read, &error), EXPORTCAT_E_MODEL);
    bytes = realloc(bytes, length + 1);
    bytes[length] = 0;
    assert_int_equal(try_open(bytes, length + 1, &read, &error), EXPORTCAT_E_MODEL);
    free(bytes);
}

static void other_feature_settings_are_refused(void **state) {
    model made = make();
    size_t length;
    char *bytes = serialized(&length), *other;
    exportcat_error error;
    (void)state;
    /* The same model said to be of other settings: its fingerprint is then another one too. */
    made.settings.han_max = 4;
    const char *path = write_temporary("", 0);
    model read;
    assert_ok(model_write(&made, path, &error), error);
    assert_ok(model_open(path, &read, &error), error);
    assert_int_equal(read.settings.han_max, 4);
    other = read.map.bytes;
    assert_true(memcmp(other, bytes, length) != 0);
    model_close(&read);
    unlink(path);
    free(bytes);
}

/* An entry's value is explained by the machine that it came from. */
static void a_raised_value_has_its_source(void **state) {
    model_label own[] = {{"apples", LEVEL_ENTRY, 0, 1, -1},
                         {"apples/red", LEVEL_POINT, 0, 1, -1},
                         {"apples/sour", LEVEL_POINT, 0, 1, -1},
                         {"pears", LEVEL_ENTRY, 0, 1, -1},
                         {"pears/soft", LEVEL_POINT, 0, 1, -1}};
    double decisions[] = {-2, -1, 0.5, 1, 0.25};
    model made = {.labels = own, .label_count = 5};
    (void)state;
    model_link_labels(own, made.label_count);
    model_raise(&made, decisions, 1);
    assert_true(decisions[0] == 0.5 && decisions[3] == 1);
    assert_int_equal(model_raised_by(&made, decisions, 0), 2);
    assert_int_equal(model_raised_by(&made, decisions, 3), 3);
}

/* The most that 32 bits must hold: the heaviest weights, values whose squares add up to 1. */
static void fill_batch(model_batch *batch, const int16_t *rows, size_t stride, size_t count) {
    batch->count = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t value = (int32_t)(sqrt(1.0 / (double)count) * (1 << MODEL_VALUE_BITS)) - (int)i % 3;
        batch->rows[i] = rows + i * stride;
        batch->high[i] = (int16_t)(value >> MODEL_VALUE_LOW);
        batch->low[i] = (int16_t)(value & ((1 << MODEL_VALUE_LOW) - 1));
        batch->count++;
    }
}

static void sums_over_dense_rows_are_exact(void **state) {
    enum { STRIDE = 96 };
    static int16_t rows[MODEL_BATCH * STRIDE];
    static const size_t counts[] = {0, 1, 2, 3, 15, 16, 17, 31, 239, MODEL_BATCH};
    uint64_t draw = 1;
    (void)state;
    for (size_t i = 0; i < MODEL_BATCH * STRIDE; i++) {
        draw = draw * 6364136223846793005U + 1442695040888963407U;
        rows[i] = i % STRIDE == 0   ? INT16_MIN
                  : i % STRIDE == 1 ? INT16_MAX
                                    : (int16_t)(uint16_t)(draw >> 48);
    }
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        int64_t expected[STRIDE], sums[STRIDE], portable[STRIDE];
        model_batch batch;
        for (size_t k = 0; k < STRIDE; k++) expected[k] = sums[k] = portable[k] = (int64_t)k - 9;
        fill_batch(&batch, rows, STRIDE, counts[c]);
        for (size_t i = 0; i < counts[c]; i++)
            for (size_t k = 0; k < STRIDE; k++)
                expected[k] += (int64_t)rows[i * STRIDE + k] *
                               (batch.high[i] * (1 << MODEL_VALUE_LOW) + batch.low[i]);
        model_add_batch(&batch, STRIDE, sums);
        assert_int_equal(batch.count, 0);
        assert_memory_equal(sums, expected, sizeof sums);
        fill_batch(&batch, rows, STRIDE, counts[c]);
        model_add_batch_portable(&batch, STRIDE, portable);
        assert_memory_equal(portable, expected, sizeof portable);
    }
}

static void missing_files_say_so(void **state) {
    model read;
    exportcat_error error;
    (void)state;
    assert_int_equal(model_open("/nonexistent/model", &read, &error), EXPORTCAT_E_IO);
    assert_string_equal(error.message, "cannot open the model: No such file or directory");
    assert_int_equal(model_open("/tmp", &read, &error), EXPORTCAT_E_IO);
    assert_string_equal(error.message, "cannot open the model: not a file");
    model made = make();
    assert_int_equal(model_write(&made, "/nonexistent/model", &error), EXPORTCAT_E_IO);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(survives_writing),
                                       cmocka_unit_test(every_damaged_byte_is_refused),
                                       cmocka_unit_test(every_other_length_is_refused),
                                       cmocka_unit_test(other_feature_settings_are_refused),
                                       cmocka_unit_test(a_raised_value_has_its_source),
                                       cmocka_unit_test(sums_over_dense_rows_are_exact),
                                       cmocka_unit_test(missing_files_say_so)};
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
