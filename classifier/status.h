/* Stage 0: filling the error record, and the names of things. */
#ifndef STATUS_H
#define STATUS_H

#include "exportcat.h"

/* Fills `error` (may be NULL) and returns `code`. */
exportcat_status status_set(exportcat_error *error, exportcat_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a place; `path` may be NULL, `line` and `column` 0. */
exportcat_status status_at(exportcat_error *error, exportcat_status code, const char *path,
                           size_t line, size_t column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

exportcat_status status_memory(exportcat_error *error);

bool status_is_day(int year, int month, int day); /* of the calendar */

#endif
