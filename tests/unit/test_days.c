#include "unit.h"

#include "days.h"

static void working_days_are_monday_to_friday(void **state) {
    static const struct {
        exportcat_date from;
        int count;
        exportcat_date expected;
    } table[] = {
        {20261201, 30, 20270112},                          /* over the year's end */
        {20270112, 15, 20270202}, {20240209, 3, 20240214}, /* from a Friday */
        {20240210, 1, 20240212},                           /* from a Saturday */
        {20240228, 1, 20240229},                           /* a leap day */
        {20230228, 1, 20230301},                           /* none */
        {21000226, 1, 21000301},                           /* nor in 2100 */
        {20000228, 1, 20000229},                           /* but in 2000 */
        {20261122, 0, 20261122},  {99991231, 1, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(days_add_working(table[i].from, table[i].count), table[i].expected);
}

/* Five working days are a week, from whatever weekday they are counted. */
static void five_working_days_are_a_week(void **state) {
    (void)state;
    exportcat_date monday = 20240101;
    for (int week = 0; week < 400; week++) {
        exportcat_date next = days_add_working(monday, 5), day = monday;
        for (int i = 0; i < 5; i++) day = days_add_working(day, 1);
        assert_int_equal(day, next);
        assert_true(next > monday);
        monday = next;
    }
    assert_int_equal(monday, 20310901);
}

/* Of every year that matters to leap days, and of numbers that are no days. */
static void days_are_what_is_read_as_days(void **state) {
    static const int years[] = {-5,   -1,   0,    1,    4,    99,   100,   400,
                                1900, 2000, 2023, 2024, 2100, 9999, 10000, 21474};
    (void)state;
    for (size_t i = 0; i < sizeof years / sizeof *years; i++)
        for (int rest = 0; rest < 10000; rest++) {
            exportcat_date date = years[i] * 10000 + rest, read;
            exportcat_error error;
            char text[16];
            exportcat_date_format(date, text);
            assert_int_equal(days_is_day(date), !exportcat_date_parse(text, &read, &error));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(working_days_are_monday_to_friday),
        cmocka_unit_test(days_are_what_is_read_as_days),
        cmocka_unit_test(five_working_days_are_a_week),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
