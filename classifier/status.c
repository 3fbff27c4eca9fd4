#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const sentences[] = {
    [EXPORTCAT_OK] = "no error",
    [EXPORTCAT_E_MEMORY] = "memory ran out",
    [EXPORTCAT_E_IO] = "a file could not be read or written",
    [EXPORTCAT_E_USAGE] = "an argument is not what the manual says",
    [EXPORTCAT_E_DATE] = "not a day of the calendar",
    [EXPORTCAT_E_TEXT] = "the text is too long",
    [EXPORTCAT_E_CATALOGUE] = "the catalogue is not valid",
    [EXPORTCAT_E_RULES] = "a rule is not valid",
    [EXPORTCAT_E_MODEL] = "the model is not valid",
    [EXPORTCAT_E_EXAMPLES] = "the examples are not valid",
};

const char *exportcat_status_sentence(exportcat_status status) {
    if ((size_t)status >= sizeof sentences / sizeof *sentences) return "unknown status";
    return sentences[status];
}

__attribute__((format(printf, 6, 0))) static exportcat_status
fill(exportcat_error *error, exportcat_status code, const char *path, size_t line, size_t column,
     const char *format, va_list arguments) {
    if (!error) return code;
    error->code = code;
    error->line = line;
    error->column = column;
    snprintf(error->path, sizeof error->path, "%s", path ? path : "");
    vsnprintf(error->message, sizeof error->message, format, arguments);
    return code;
}

exportcat_status status_set(exportcat_error *error, exportcat_status code, const char *format,
                            ...) {
    va_list arguments;
    va_start(arguments, format);
    fill(error, code, NULL, 0, 0, format, arguments);
    va_end(arguments);
    return code;
}

exportcat_status status_at(exportcat_error *error, exportcat_status code, const char *path,
                           size_t line, size_t column, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fill(error, code, path, line, column, format, arguments);
    va_end(arguments);
    return code;
}

exportcat_status status_memory(exportcat_error *error) {
    return status_set(error, EXPORTCAT_E_MEMORY, "memory ran out");
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool status_is_day(int year, int month, int day) {
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + (text[1] - '0');
}

exportcat_status exportcat_date_parse(const char *text, exportcat_date *date,
                                      exportcat_error *error) {
    static const char form[] = "dddd-dd-dd";
    bool fits = text && strlen(text) == sizeof form - 1;
    for (size_t i = 0; fits && form[i]; i++)
        fits = form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9';
    if (fits) {
        int year = two_digits(text) * 100 + two_digits(text + 2);
        int month = two_digits(text + 5), day = two_digits(text + 8);
        if (status_is_day(year, month, day)) {
            *date = year * 10000 + month * 100 + day;
            return EXPORTCAT_OK;
        }
    }
    return status_set(error, EXPORTCAT_E_DATE,
                      "'%.40s' is not a day of the calendar in the form YYYY-MM-DD",
                      text ? text : "");
}

static void put_two_digits(char *at, unsigned number) {
    at[0] = (char)('0' + number / 10 % 10);
    at[1] = (char)('0' + number % 10);
}

void exportcat_date_format(exportcat_date date, char out[16]) {
    const unsigned number = (unsigned)date;
    put_two_digits(out, number / 1000000);
    put_two_digits(out + 2, number / 10000);
    out[4] = out[7] = '-';
    put_two_digits(out + 5, number / 100);
    put_two_digits(out + 8, number);
    out[10] = '\0';
}

/* The name at a place, or NULL outside. */
#define NAME_AT(place, ...) name_at((unsigned)(place), (const char *const[]){__VA_ARGS__, NULL})

static const char *name_at(unsigned place, const char *const *names) {
    while (*names && place--) names++;
    return *names;
}

const char *exportcat_outcome_name(exportcat_outcome outcome) {
    return NAME_AT(outcome, "listed", "possible", "none_found", "cannot_say");
}

const char *exportcat_part_name(exportcat_part part) {
    return NAME_AT(part, "prohibited", "restricted");
}

const char *exportcat_grade_name(exportcat_grade grade) {
    return NAME_AT(grade, "confirmed", "reported", "unconfirmed");
}

const char *exportcat_evidence_kind_name(exportcat_evidence_kind kind) {
    return NAME_AT(kind, "term", "pattern", "feature", "wording");
}

const char *exportcat_context_kind_name(exportcat_context_kind kind) {
    return NAME_AT(kind, "left_out", "boilerplate", "compared", "bought_in", "goods_only",
                   "unless");
}

const char *exportcat_threshold_state_name(exportcat_threshold_state state) {
    return NAME_AT(state, "met", "not_met", "missing", "unclear");
}
