#include "unit.h"

#include "evidence_parts.h"

#include <math.h>

/* Two labels, made by hand, over the words of one text. Exact in binary, so that shares are exact
 * too. `the` is too common to be shown; `laser radar` overlaps two words. */
static const char text[] = "the laser radar scans dark water fast";
enum { THE, LASER, RADAR, LASER_RADAR, SCANS, DARK, WATER, FAST, FEATURES };
enum { SEA, AIR, LABELS };

static const struct {
    const char *words;
    float idf, weight[LABELS];
    double value;
} plan[FEATURES] = {
    [THE] = {"the", 1, {-4, 2}, 1},        [LASER] = {"laser", 6, {-1, 3}, 2},
    [RADAR] = {"radar", 6, {-2, -2}, 0.5}, [LASER_RADAR] = {"laser radar", 8, {-8, 0}, 0.125},
    [SCANS] = {"scans", 6, {-0.5F, 0}, 1}, [DARK] = {"dark", 6, {1, -1}, 1},
    [WATER] = {"water", 6, {5, -6}, 0.5},  [FAST] = {"fast", 6, {-0.25F, -0.25F}, 1},
};

typedef struct {
    folded folded;
    feature items[FEATURES];
    model_pair pairs[FEATURES * MODEL_BLOCK]; /* weights in quarters */
    model_label labels[LABELS];
    uint32_t row_at[FEATURES];
    model scores;
    feature_row row;
    rule_hits hits;
    evidence_room room;
    evidence_source source;
    arena memory;
} bench;

static void add_feature(bench *on, uint32_t i) {
    const char *place = strstr(text, plan[i].words);
    uint32_t start = (uint32_t)(place - text);
    on->items[i] = (feature){.index = i,
                             .start = start,
                             .end = start + (uint32_t)strlen(plan[i].words),
                             .value = plan[i].value,
                             .idf = plan[i].idf,
                             .row = i * MODEL_BLOCK};
    on->row_at[i] = i * MODEL_BLOCK;
    model_pair *head = &on->pairs[on->row_at[i]];
    *head = (model_pair){1, 0};
    for (uint16_t k = 0; k < LABELS; k++)
        head[MODEL_BLOCK - LABELS + k] = (model_pair){k, (int16_t)(4 * plan[i].weight[k])};
}

static int set_up(void **state) {
    bench *on = calloc(1, sizeof *on);
    exportcat_error error;
    assert_non_null(on);
    assert_ok(fold_text(&on->folded, text, strlen(text), &error), error);
    for (uint32_t i = 0; i < FEATURES; i++) add_feature(on, i);
    for (int k = 0; k < LABELS; k++) on->labels[k].scale = 0.25;
    on->scores = (model){.words = {.count = FEATURES, .row = on->row_at},
                         .label_count = LABELS,
                         .labels = on->labels,
                         .pairs = on->pairs};
    on->row = (feature_row){.items = on->items, .count = FEATURES};
    on->source = (evidence_source){.hits = &on->hits,
                                   .scores = &on->scores,
                                   .row = &on->row,
                                   .room = &on->room,
                                   .folded = &on->folded};
    *state = on;
    return 0;
}

static int tear_down(void **state) {
    bench *on = *state;
    fold_free(&on->folded);
    arena_free(&on->memory);
    free(on);
    return 0;
}

/* The item quotes the feature's words and has that share of `all`. */
static void check(const exportcat_evidence *item, int which, double pull, double all) {
    const char *words = plan[which].words;
    assert_int_equal(item->kind, EXPORTCAT_FEATURE);
    assert_null(item->rule);
    assert_int_equal(item->end - item->start, strlen(words));
    assert_memory_equal(text + item->start, words, strlen(words));
    if (fabs(item->weight - pull / all) > 1e-12)
        fail_msg("%s: %.6f, not %.6f", words, item->weight, pull / all);
}

/* All that is negative counts, what is common or overlaps is not shown, and four are enough. */
static void against_is_the_negative_pull(void **state) {
    bench *on = *state;
    const double all = 4 + 2 + 1 + 1 + 0.5 + 0.25;
    size_t count;
    const exportcat_evidence *found =
        evidence_weigh(&on->source, NO_LABEL, SEA, &on->memory, &count);
    assert_non_null(found);
    assert_int_equal(count, 4);
    check(&found[0], LASER, 2, all);
    check(&found[1], RADAR, 1, all);
    check(&found[2], SCANS, 0.5, all);
    check(&found[3], FAST, 0.25, all);
}

/* What speaks against both alike parts nothing. */
static void behind_is_the_difference(void **state) {
    bench *on = *state;
    size_t count;
    const exportcat_evidence *found = evidence_weigh(&on->source, SEA, AIR, &on->memory, &count);
    assert_non_null(found);
    assert_int_equal(count, 2);
    check(&found[0], WATER, 5.5, 7.5);
    check(&found[1], DARK, 2, 7.5);
    found = evidence_weigh(&on->source, AIR, SEA, &on->memory, &count);
    assert_int_equal(count, 2);
    check(&found[0], LASER, 8, 15.5);
    check(&found[1], SCANS, 0.5, 15.5);
}

static void for_it_is_the_positive_pull(void **state) {
    bench *on = *state;
    entry of = {.id = {.text = "sea"}};
    size_t count;
    const exportcat_evidence *found = evidence_collect(
        &on->source, &of, NULL, (evidence_basis){.label = SEA}, &on->memory, &count);
    assert_non_null(found);
    assert_int_equal(count, 2);
    check(&found[0], WATER, 2.5, 3.5);
    check(&found[1], DARK, 1, 3.5);
}

static void a_text_without_features_has_none(void **state) {
    bench *on = *state;
    size_t count = 1;
    on->row.count = 0;
    assert_non_null(evidence_weigh(&on->source, SEA, AIR, &on->memory, &count));
    assert_int_equal(count, 0);
}

/* Until all are taken, however many there are; pulls are few, so that several are equal. */
static void the_strongest_is_the_same_on_every_machine(void **state) {
    enum { MOST = 150 };
    double pulls[MOST + EVIDENCE_AT_ONCE];
    evidence_place places[MOST];
    uint32_t random = 1;
    (void)state;
    for (size_t count = 0; count <= MOST; count++) {
        pull_list list = {.pulls = pulls, .places = places, .count = count};
        double pull;
        for (size_t i = 0; i < MOST + EVIDENCE_AT_ONCE; i++) pulls[i] = -1;
        for (size_t i = 0; i < count; i++) {
            random = random * 1664525U + 1013904223U;
            pulls[i] = (random >> 8) % 7;
            places[i] = (evidence_place){(random >> 16) % 50, (uint32_t)i};
        }
        for (size_t left = count; left; left--) {
            const size_t best = evidence_take_strongest(&list, &pull);
            assert_true(best < count && pull >= 0 && pulls[best] < 0);
            for (size_t i = 0; i < count; i++) {
                assert_true(pulls[i] <= pull);
                if (pulls[i] >= pull) assert_true(places[i].start >= places[best].start);
            }
            pulls[best] = pull;
            assert_int_equal(evidence_take_strongest_portable(&list, &pull), best);
            assert_true(pulls[best] < 0);
        }
        assert_true(evidence_take_strongest(&list, &pull) == SIZE_MAX);
        assert_true(evidence_take_strongest_portable(&list, &pull) == SIZE_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_strongest_is_the_same_on_every_machine),
        cmocka_unit_test_setup_teardown(against_is_the_negative_pull, set_up, tear_down),
        cmocka_unit_test_setup_teardown(behind_is_the_difference, set_up, tear_down),
        cmocka_unit_test_setup_teardown(for_it_is_the_positive_pull, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_without_features_has_none, set_up, tear_down)};
    return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
