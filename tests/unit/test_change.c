/* What changed between two days, on verdicts made by hand. */
#include "exportcat.h"
#include "unit.h"

#include <string.h>

static exportcat_candidate candidate(const char *entry, const char *point, exportcat_part part,
                                     const char *code, int number) {
    return (exportcat_candidate){
        .entry = entry, .point = point, .part = part, .code = code, .number = number};
}

static exportcat_verdict verdict(exportcat_outcome outcome, const exportcat_candidate *candidates,
                                 size_t count) {
    return (exportcat_verdict){
        .outcome = outcome, .candidates = candidates, .candidate_count = count};
}

static void check(const exportcat_verdict *before, const exportcat_verdict *after,
                  const char *expected) {
    exportcat_error error;
    char *told;
    assert_int_equal(exportcat_what_changed(before, after, &told, &error), EXPORTCAT_OK);
    if (expected)
        assert_string_equal(told, expected);
    else
        assert_null(told);
    exportcat_string_free(told);
}

static void one(exportcat_candidate was, exportcat_candidate is, const char *expected) {
    exportcat_verdict before = verdict(EXPORTCAT_LISTED, &was, 1);
    exportcat_verdict after = verdict(EXPORTCAT_LISTED, &is, 1);
    check(&before, &after, expected);
}

static void test_nothing(void **state) {
    (void)state;
    exportcat_verdict none = verdict(EXPORTCAT_NONE_FOUND, NULL, 0);
    check(&none, &none, NULL);
    one(candidate("a", "p", EXPORTCAT_RESTRICTED, "056101X", 21),
        candidate("a", "p", EXPORTCAT_RESTRICTED, "056101X", 21), NULL);
    /* What is not confirmed on one day is not said to have changed. */
    one(candidate("a", "p", EXPORTCAT_RESTRICTED, "056101X", 0),
        candidate("a", "p", EXPORTCAT_RESTRICTED, NULL, 18), NULL);
}

static void test_one_candidate(void **state) {
    (void)state;
    one(candidate("a", "p", EXPORTCAT_RESTRICTED, NULL, 0),
        candidate("a", "p", EXPORTCAT_PROHIBITED, NULL, 0),
        "a moved from restricted to prohibited");
    one(candidate("a", "p", EXPORTCAT_RESTRICTED, "056101X", 21),
        candidate("a", "p", EXPORTCAT_RESTRICTED, "086501X", 18),
        "a code 056101X became 086501X; a point number 21 became 18");
    one(candidate("a", "p", EXPORTCAT_RESTRICTED, NULL, 1),
        candidate("a", "q", EXPORTCAT_RESTRICTED, NULL, 2), "a point q instead of p");
    one(candidate("a", NULL, EXPORTCAT_RESTRICTED, NULL, 0),
        candidate("a", "q", EXPORTCAT_RESTRICTED, NULL, 2), "a point q entered");
    one(candidate("a", "q", EXPORTCAT_RESTRICTED, NULL, 2),
        candidate("a", NULL, EXPORTCAT_RESTRICTED, NULL, 0), "a point q left");
}

static void test_several(void **state) {
    (void)state;
    exportcat_candidate was[] = {candidate("a", NULL, EXPORTCAT_RESTRICTED, NULL, 0),
                                 candidate("b", "q", EXPORTCAT_PROHIBITED, NULL, 0)};
    exportcat_candidate is[] = {candidate("c", "r", EXPORTCAT_PROHIBITED, NULL, 0),
                                candidate("a", NULL, EXPORTCAT_RESTRICTED, NULL, 0)};
    exportcat_verdict before = verdict(EXPORTCAT_POSSIBLE, was, 2);
    exportcat_verdict after = verdict(EXPORTCAT_LISTED, is, 2);
    check(&before, &after,
          "outcome possible became listed; c/r entered (prohibited); b/q left (was prohibited)");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nothing),
                                       cmocka_unit_test(test_one_candidate),
                                       cmocka_unit_test(test_several)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
