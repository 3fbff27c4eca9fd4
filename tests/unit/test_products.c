#include "unit.h"

#include "products.h"

enum { ROWS = 40, FEATURES = 30 };

typedef struct {
    row_item items[ROWS][FEATURES];
    row_view rows[ROWS];
    size_t chosen[ROWS];
} sample;

/* Row i has every feature that its number's remainder allows; row 0 has none. */
static void make(sample *out) {
    for (size_t i = 0; i < ROWS; i++) {
        size_t count = 0;
        for (uint32_t f = 0; i && f < FEATURES; f++)
            if (f % (i % 7 + 1) == 0)
                out->items[i][count++] = (row_item){f, 1 / (double)(3 + 7 * i + 11 * f)};
        out->rows[i] = (row_view){out->items[i], count};
        out->chosen[i] = ROWS - 1 - i;
    }
}

/* By a walk along both. */
static double product(const row_view *a, const row_view *b) {
    double sum = 0;
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        if (a->items[i].index == b->items[k].index)
            sum += a->items[i++].value * b->items[k++].value;
        else if (a->items[i].index < b->items[k].index)
            i++;
        else
            k++;
    }
    return sum;
}

static void products_are_those_of_a_walk_to_the_last_bit(void **state) {
    static sample data;
    double sums[ROWS];
    (void)state;
    make(&data);
    products *of = products_new(data.rows, data.chosen, ROWS, FEATURES);
    assert_non_null(of);
    for (size_t i = 0; i < ROWS; i++) {
        products_row(of, i, sums);
        for (size_t j = 0; j <= i; j++) {
            double expected = product(&data.rows[data.chosen[i]], &data.rows[data.chosen[j]]);
            assert_memory_equal(&sums[j], &expected, sizeof expected);
        }
    }
    products_free(of);
}

static void rows_that_are_not_chosen_do_not_count(void **state) {
    static sample data;
    const size_t chosen[] = {5, 12, 13};
    double sums[3];
    (void)state;
    make(&data);
    products *of = products_new(data.rows, chosen, 3, FEATURES);
    assert_non_null(of);
    products_row(of, 2, sums);
    double expected[] = {product(&data.rows[13], &data.rows[5]),
                         product(&data.rows[13], &data.rows[12]),
                         product(&data.rows[13], &data.rows[13])};
    assert_memory_equal(sums, expected, sizeof expected);
    products_free(of);
    products_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_those_of_a_walk_to_the_last_bit),
        cmocka_unit_test(rows_that_are_not_chosen_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
