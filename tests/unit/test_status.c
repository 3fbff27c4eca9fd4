#include "unit.h"

#include "memory.h"

static void reads_days_that_exist(void **state) {
    static const struct {
        const char *text;
        exportcat_date day; /* 0: refused */
    } table[] = {{"2020-08-28", 20200828}, {"2024-02-29", 20240229}, {"2023-02-29", 0},
                 {"2000-02-29", 20000229}, {"1900-02-29", 0},        {"2020-13-01", 0},
                 {"2020-00-10", 0},        {"2020-04-31", 0},        {"2020-1-1", 0},
                 {"20200828", 0},          {"2020-08-28 ", 0},       {"", 0},
                 {"２０２０-08-28", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        exportcat_date day = 0;
        exportcat_status status = exportcat_date_parse(table[i].text, &day, NULL);
        assert_int_equal(status, table[i].day ? EXPORTCAT_OK : EXPORTCAT_E_DATE);
        assert_int_equal(day, table[i].day);
    }
    assert_int_equal(exportcat_date_parse(NULL, NULL, NULL), EXPORTCAT_E_DATE);
}

static void writes_days(void **state) {
    char text[16];
    (void)state;
    exportcat_date_format(20081101, text);
    assert_string_equal(text, "2008-11-01");
}

static void writes_decimals_without_a_locale(void **state) {
    static const struct {
        double value;
        int decimals;
        const char *text;
    } table[] = {{0.5, 0, "1"},       {0.25, 2, "0.25"}, {2.58, 2, "2.58"}, {0.99999, 4, "1.0000"},
                 {-0.001, 2, "0.00"}, {-1.5, 1, "-1.5"}, {160, 2, "160.00"}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        buffer out = {0};
        buffer_decimal(&out, table[i].value, table[i].decimals);
        assert_string_equal(out.bytes, table[i].text);
        buffer_free(&out);
    }
}

static void arena_keeps_what_was_asked(void **state) {
    arena memory = {0};
    (void)state;
    for (size_t i = 1; i < 2000; i++) {
        unsigned char *block = arena_new(&memory, i, 3);
        assert_non_null(block);
        for (size_t k = 0; k < 3 * i; k++) assert_int_equal(block[k], 0);
        memset(block, 0xAB, 3 * i);
    }
    assert_null(arena_new(&memory, SIZE_MAX / 2, 4));
    assert_string_equal(arena_format(&memory, "%d-%s", 7, "x"), "7-x");
    arena_reset(&memory);
    assert_non_null(arena_new(&memory, 0, 1));
    arena_free(&memory);
}

static void names_have_bounds(void **state) {
    (void)state;
    assert_string_equal(exportcat_outcome_name(EXPORTCAT_LISTED), "listed");
    assert_string_equal(exportcat_outcome_name(EXPORTCAT_CANNOT_SAY), "cannot_say");
    assert_null(exportcat_outcome_name((exportcat_outcome)4));
    assert_string_equal(exportcat_part_name(EXPORTCAT_RESTRICTED), "restricted");
    assert_null(exportcat_part_name((exportcat_part)EXPORTCAT_PARTS));
    assert_string_equal(exportcat_context_kind_name(EXPORTCAT_UNLESS), "unless");
    assert_null(exportcat_context_kind_name((exportcat_context_kind)-1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_days_that_exist), cmocka_unit_test(writes_days),
        cmocka_unit_test(writes_decimals_without_a_locale),
        cmocka_unit_test(arena_keeps_what_was_asked), cmocka_unit_test(names_have_bounds)};
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
