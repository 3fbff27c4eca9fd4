/* Stage 0: days of the calendar as numbers of days, and working days. */
#ifndef DAYS_H
#define DAYS_H

#include "exportcat.h"

/* Whether a number is a day of the calendar, as exportcat_date_parse reads it when it is formatted.
 */
bool days_is_day(exportcat_date date);

/*
 * The day that is `count` working days after `from`. Working days are Monday to Friday: public
 * holidays, and weekends that are worked in exchange, are not on file. 0 beyond the year 9999.
 */
exportcat_date days_add_working(exportcat_date from, int count);

#endif
