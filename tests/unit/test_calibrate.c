#include "unit.h"

#include "calibrate.h"

#include <math.h>

static double draw(uint64_t *random) {
    *random = *random * 6364136223846793005U + 1442695040888963407U;
    return (double)(*random >> 40) / (double)(1 << 24);
}

/* Draws from a known sigmoid; the fit must find it again. */
static void finds_a_known_curve(void **state) {
    enum { COUNT = 20000 };
    static calibration_case cases[COUNT];
    const sigmoid truth = {-3, 1.5, 2, -1};
    uint64_t random = 1;
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        cases[i].input =
            (calibration_input){draw(&random) * 4 - 2, draw(&random) * 4 - 2, draw(&random) * 4};
        cases[i].weight = 1;
        cases[i].positive = draw(&random) < calibrate_probability(&truth, &cases[i].input);
    }
    sigmoid found = calibrate_fit(cases, COUNT);
    assert_true(fabs(found.a - truth.a) < 0.15);
    assert_true(fabs(found.b - truth.b) < 0.15);
    assert_true(fabs(found.c - truth.c) < 0.15);
    assert_true(fabs(found.d - truth.d) < 0.15);
    for (int i = 0; i < COUNT; i++) cases[i].input.none = cases[i].input.like = 0;
    sigmoid without = calibrate_fit(cases, COUNT);
    assert_true(fabs(without.c) < 1e-9 && fabs(without.d) < 1e-9);
}

static void probabilities_do_not_overflow(void **state) {
    const sigmoid curve = {.a = -3};
    const calibration_input high = {.decision = 1e6}, low = {.decision = -1e6}, even = {0};
    (void)state;
    assert_true(calibrate_probability(&curve, &high) == 1);
    assert_true(calibrate_probability(&curve, &low) == 0);
    assert_true(fabs(calibrate_probability(&curve, &even) - 0.5) < 1e-15);
}

static void degenerate_samples_give_finite_curves(void **state) {
    const calibration_case none[3] = {{{1, 0, 0}, 1, 0}, {{2, 0, 0}, 1, 0}, {{3, 0, 0}, 1, 0}};
    const calibration_case all[3] = {{{1, 0, 0}, 1, 1}, {{2, 0, 0}, 1, 1}, {{3, 0, 0}, 1, 1}};
    (void)state;
    sigmoid curves[3] = {calibrate_fit(none, 3), calibrate_fit(all, 3), calibrate_fit(none, 0)};
    for (int i = 0; i < 3; i++)
        assert_true(isfinite(curves[i].a) && isfinite(curves[i].b) && isfinite(curves[i].c));
}

static void quantiles_are_conformal_ranks(void **state) {
    double values[4] = {0.4, 0.1, 0.3, 0.2};
    (void)state;
    assert_true(calibrate_quantile(values, 4, 0.2) == 0.1);
    assert_true(calibrate_quantile(values, 4, 0.6) == 0.3);
    assert_true(calibrate_quantile(values, 4, 1) == 0.4);
    assert_true(calibrate_quantile(values, 4, 0.05) == 0);
    assert_true(calibrate_quantile(values, 0, 0.5) == 0);
}

static void error_is_the_gap(void **state) {
    const double probability[4] = {0.9, 0.9, 0.1, 0.1};
    const unsigned char right[4] = {1, 1, 0, 0}, wrong[4] = {0, 0, 1, 1};
    (void)state;
    assert_true(fabs(calibrate_error(probability, right, 4) - 0.1) < 1e-12);
    assert_true(fabs(calibrate_error(probability, wrong, 4) - 0.9) < 1e-12);
}

/* Texts of two labels with odds of 2 to 1. Where the first is right as often as its share says, its
 * share stays; where it is right more often, it gets sharper, and blunter where it is less often.
 */
static void shares_get_as_sharp_as_they_are_right(void **state) {
    enum { TEXTS = 90 };
    static const struct {
        int right; /* of the texts, the first label */
        double share;
    } cases[] = {{60, 2.0 / 3}, {80, 80.0 / 90}, {54, 54.0 / 90}};
    double odds[2 * TEXTS];
    unsigned char positive[2 * TEXTS];
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (int i = 0; i < TEXTS; i++) {
            odds[2 * i] = 2;
            odds[2 * i + 1] = 1;
            positive[2 * i] = i < cases[c].right;
            positive[2 * i + 1] = !positive[2 * i];
        }
        double power = pow(2, calibrate_sharpness(odds, positive, TEXTS, 2));
        assert_true(fabs(power / (1 + power) - cases[c].share) < 0.03);
    }
    assert_true(calibrate_sharpness(odds, positive, 0, 2) == 1);
}

/* On both sides of the bound, and within a rounding of it. */
static void a_bound_decides_as_the_probability_does(void **state) {
    const sigmoid curve = {.a = -3, .b = 0.5, .c = 1};
    (void)state;
    for (int i = 1; i < 20; i++) {
        calibration_bound bound = calibrate_bound(i / 20.0);
        double at = (bound.exponent - curve.b) / curve.a;
        for (int k = -40; k <= 40; k++) {
            calibration_input of = {.decision = at + k * (k % 2 ? 1e-16 : 0.05)};
            assert_int_equal(calibrate_is_below(&curve, &of, &bound),
                             calibrate_probability(&curve, &of) < bound.probability);
        }
    }
}

/* Where every probability but 1 is below, or none. */
static void bounds_may_be_none_and_all(void **state) {
    const sigmoid curve = {.a = -3};
    (void)state;
    for (int all = 0; all <= 1; all++) {
        calibration_bound bound = calibrate_bound(all);
        for (int k = -50; k <= 50; k++) {
            calibration_input of = {.decision = k};
            assert_int_equal(calibrate_is_below(&curve, &of, &bound),
                             calibrate_probability(&curve, &of) < all);
        }
    }
}

/* Wherever a value stands among the others, and whatever is worked on beside it. */
static void exponentials_are_near_and_the_same_in_any_company(void **state) {
    enum { MANY = 7 };
    (void)state;
    for (double from = -700; from + MANY <= 700; from += 0.37) {
        double all[MANY];
        for (size_t i = 0; i < MANY; i++) all[i] = from + (double)i * 0.61;
        calibrate_exponentials(all, MANY);
        for (size_t i = 0; i < MANY; i++) {
            double alone = from + (double)i * 0.61, near = exp(alone);
            calibrate_exponentials(&alone, 1);
            assert_true(alone == all[i]);
            assert_true(fabs(alone - near) <= 4e-16 * near);
        }
    }
    double one = 0;
    calibrate_exponentials(&one, 1);
    assert_true(one == 1);
}

/* However many there are, with likenesses and without; the likeliest may be anywhere. */
static void shares_are_the_same_on_every_machine(void **state) {
    enum { LABELS = 40, MOST = 101 };
    const share_curves by = {{-2, 0.5, 1, -0.75}, {-3, 0.25, 1, 0}, 1.6};
    double decisions[LABELS], likes[MOST], here[MOST], portable[MOST];
    uint16_t labels[MOST];
    uint64_t random = 1;
    (void)state;
    for (size_t count = 1; count <= MOST; count++) {
        for (size_t i = 0; i < LABELS; i++) decisions[i] = draw(&random) * 40 - 20;
        for (size_t i = 0; i < MOST; i++) likes[i] = draw(&random) * 4;
        for (size_t i = 0; i < count; i++) labels[i] = (uint16_t)(draw(&random) * LABELS);
        for (int has = 0; has <= 2; has++) {
            const bool listed = has == 2;
            const calibration_inputs of = {decisions, has ? likes : NULL, 0.125};
            size_t best = (listed ? calibrate_shares_listed : calibrate_shares)(&by, &of, labels,
                                                                                count, here);
            size_t first = 0;
            assert_int_equal(calibrate_shares_portable(&by, &of, listed, labels, count, portable),
                             best);
            assert_memory_equal(here, portable, count * sizeof *here);
            while (here[first] < here[best]) first++;
            for (size_t i = 0; i < count; i++) assert_true(here[i] <= here[best]);
            assert_int_equal(first, best);
        }
    }
}

/* However many there are; values are few, so that several are the highest, or just at the bound. */
static void marks_and_the_highest_are_the_same_on_every_machine(void **state) {
    enum { MOST = 200, WORDS = (MOST + 63) / 64 };
    double values[MOST];
    uint64_t random = 1, bits[WORDS], portable[WORDS];
    (void)state;
    for (size_t count = 1; count <= MOST; count++) {
        double least = floor(draw(&random) * 20);
        size_t first = 0;
        for (size_t i = 0; i < count; i++) values[i] = floor(draw(&random) * 20);
        for (size_t i = 0; i < count; i++) first = values[i] > values[first] ? i : first;
        assert_int_equal(calibrate_highest(values, count), first);
        assert_int_equal(calibrate_highest_portable(values, count), first);
        memset(bits, 0xFF, sizeof bits);
        calibrate_mark(values, count, least, bits);
        calibrate_mark_portable(values, count, least, portable);
        for (size_t i = 0; i < (count + 63) / 64 * 64; i++) {
            bool is_marked = i < count && values[i] >= least;
            assert_int_equal(bits[i / 64] >> i % 64 & 1, is_marked);
            assert_int_equal(portable[i / 64] >> i % 64 & 1, is_marked);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_the_same_on_every_machine),
        cmocka_unit_test(marks_and_the_highest_are_the_same_on_every_machine),
        cmocka_unit_test(exponentials_are_near_and_the_same_in_any_company),
        cmocka_unit_test(a_bound_decides_as_the_probability_does),
        cmocka_unit_test(bounds_may_be_none_and_all),
        cmocka_unit_test(shares_get_as_sharp_as_they_are_right),
        cmocka_unit_test(finds_a_known_curve),
        cmocka_unit_test(probabilities_do_not_overflow),
        cmocka_unit_test(degenerate_samples_give_finite_curves),
        cmocka_unit_test(quantiles_are_conformal_ranks),
        cmocka_unit_test(error_is_the_gap)};
    return cmocka_run_group_tests_name("calibrate", tests, NULL, NULL);
}
