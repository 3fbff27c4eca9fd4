#include "unit.h"

#include "machine.h"

#include <math.h>

enum { ROWS = 240, FEATURES = 60, ITEMS = 8 };

/* Seeded rows: a row's kind pulls its features to one half of the numbers. */
typedef struct {
    row_item items[ROWS][ITEMS];
    row_view rows[ROWS];
    unsigned char use[ROWS], positive[ROWS];
} problem;

static uint64_t draw(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return *state >> 33;
}

static void make(problem *out) {
    uint64_t state = 7;
    for (int i = 0; i < ROWS; i++) {
        uint32_t index = 0;
        out->positive[i] = i % 6 == 0;
        out->use[i] = i % 5 != 0;
        for (int k = 0; k < ITEMS; k++) {
            uint32_t step = 1 + (uint32_t)(draw(&state) % (FEATURES / ITEMS - 1));
            index += step;
            double pull = out->positive[i] && index < FEATURES / 2 ? 2 : 1;
            out->items[i][k] =
                (row_item){index, pull * (0.1 + (double)(draw(&state) % 1000) / 1500)};
        }
        out->rows[i] = (row_view){out->items[i], ITEMS};
    }
}

static double dot(const row_view *row, const double *weights) {
    double sum = 0;
    for (size_t k = 0; k < row->count; k++)
        sum += weights[row->items[k].index] * row->items[k].value;
    return sum;
}

static void check_folding(size_t kernel_bytes, double positive_weight) {
    static problem data;
    double weights[FEATURES] = {0}, bias, expected[ROWS];
    machine_settings settings = {.cost = 1, .positive_weight = positive_weight};
    exportcat_error error;
    make(&data);
    machine_data *rows = machine_data_new(data.rows, NULL, ROWS, FEATURES, kernel_bytes, 2);
    assert_non_null(rows);
    assert_true(machine_data_shared(rows) == (kernel_bytes > 0));
    assert_ok(machine_train(rows, &settings, data.use, data.positive, weights, &bias, &error),
              error);
    assert_ok(machine_predict(rows, &settings, data.use, data.positive, expected, &error), error);
    int right = 0;
    for (int i = 0; i < ROWS; i++) {
        double folded = dot(&data.rows[i], weights) + bias;
        assert_true(fabs(folded - expected[i]) <= 1e-9 * fmax(1, fabs(expected[i])));
        right += (folded > 0) == (data.positive[i] != 0);
    }
    assert_true(right >
                ROWS * 8 / 10); /* it learned something, so the comparison is of something */
    machine_data_free(rows);
}

static void folded_values_are_libsvms(void **state) {
    (void)state;
    check_folding(0, 1);
    check_folding(0, 4);
    check_folding(1 << 30, 1);
    check_folding(1 << 30, 4);
}

static void the_shared_kernel_changes_no_bit(void **state) {
    static problem data;
    double weights[2][FEATURES] = {{0}}, bias[2];
    machine_settings settings = {.cost = 1, .positive_weight = 4};
    exportcat_error error;
    (void)state;
    make(&data);
    for (int shared = 0; shared < 2; shared++) {
        machine_data *rows =
            machine_data_new(data.rows, NULL, ROWS, FEATURES, shared ? 1 << 30 : 0, 2);
        assert_ok(machine_train(rows, &settings, data.use, data.positive, weights[shared],
                                &bias[shared], &error),
                  error);
        machine_data_free(rows);
    }
    assert_memory_equal(weights[0], weights[1], sizeof weights[0]);
    assert_memory_equal(&bias[0], &bias[1], sizeof bias[0]);
}

static void one_kind_of_rows_is_a_constant(void **state) {
    static problem data;
    double weights[FEATURES] = {0}, bias;
    machine_settings settings = {.cost = 1, .positive_weight = 1};
    exportcat_error error;
    (void)state;
    make(&data);
    for (int kind = 0; kind < 2; kind++) {
        memset(data.positive, kind, sizeof data.positive);
        machine_data *rows = machine_data_new(data.rows, NULL, ROWS, FEATURES, 1 << 30, 1);
        assert_ok(machine_train(rows, &settings, data.use, data.positive, weights, &bias, &error),
                  error);
        assert_true(bias == (kind ? 1 : -1));
        for (int i = 0; i < FEATURES; i++) assert_true(weights[i] == 0);
        machine_data_free(rows);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(folded_values_are_libsvms),
                                       cmocka_unit_test(the_shared_kernel_changes_no_bit),
                                       cmocka_unit_test(one_kind_of_rows_is_a_constant)};
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
