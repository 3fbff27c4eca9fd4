#include "days.h"

#include "status.h"

/* Days since 1 March of the year 0, so that a leap day ends its year. */
static int32_t to_number(exportcat_date date) {
    int32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1;
}

static exportcat_date from_number(int32_t number) {
    int32_t year = number / 366;
    while (to_number((year + 1) * 10000 + 301) <= number) year++;
    int32_t rest = number - to_number(year * 10000 + 301);
    int32_t month = (5 * rest + 2) / 153;
    int32_t day = rest - (153 * month + 2) / 5 + 1;
    return (year + (month >= 10)) * 10000 + (month < 10 ? month + 3 : month - 9) * 100 + day;
}

bool days_is_day(exportcat_date date) {
    const int number = (int)((unsigned)date % 100000000U); /* all that is formatted */
    return status_is_day(number / 10000, number / 100 % 100, number % 100);
}

/* 1 March of the year 0 was a Wednesday: 0 is Monday. */
static int weekday(int32_t number) {
    return (number + 2) % 7;
}

exportcat_date days_add_working(exportcat_date from, int count) {
    enum { LAST_YEAR = 9999, WEEKEND = 5 };
    int32_t number = to_number(from);
    while (count > 0) {
        number++;
        count -= weekday(number) < WEEKEND;
    }
    exportcat_date day = from_number(number);
    return day / 10000 > LAST_YEAR ? 0 : day;
}
