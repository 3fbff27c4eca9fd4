/*
 * Stage 10: a verdict as text, JSON or a record for the file, and many of them as a page for
 * people. Computes nothing. exportcat_render, which stands before the first three, is in
 * exportcat.h.
 */
#ifndef REPORT_H
#define REPORT_H

#include "memory.h"
#include "status.h"

/* What stands behind exportcat_render; `out->failed` where memory ran out. */
void report_text(const exportcat_verdict *verdict, bool color, buffer *out);
void report_json(const exportcat_verdict *verdict, bool one_line, buffer *out);
void report_record(const exportcat_verdict *verdict, buffer *out);

/* How many of the entries that were set aside the page and the JSON show; the record shows all. */
size_t report_set_aside_shown(const exportcat_verdict *verdict);

/* ---- The page of many texts ------------------------------------------------------------------ */

/*
 * One file of HTML that needs nothing from elsewhere: report_html_head, the rows' stretches in
 * order, report_html_foot. All that is given stays text, whatever it holds. `out->failed` where
 * memory ran out.
 */

/* The four outcomes, and rows that could not be classified. */
enum { REPORT_IN_ERROR = 4, REPORT_OUTCOMES = 5 };

/* One row of the user's table. Borrowed for the call. */
typedef struct {
    const char *file; /* NULL: not shown, as where there is one file */
    size_t row;       /* from 1 */
    size_t line;      /* of the file, from 1; 0: not shown */
    const char *id;   /* bytes of the user; NULL: none */
    size_t id_length;
    const exportcat_verdict *verdict;     /* NULL: the row is in error */
    const exportcat_verdict *and_verdict; /* at the second day; NULL: none was asked for */
    const char *change;                   /* what changed between the two days; NULL: nothing */
    const char *error;                    /* why the row is in error; NULL: it is not */
} report_row;

enum { REPORT_DAYS = 2 };

/* Rows of which an entry is the first candidate on one day. */
typedef struct {
    const char *part; /* NULL where there are none */
    size_t listed, possible;
} report_tally;

typedef struct {
    const char *entry;
    exportcat_words title;
    report_tally days[REPORT_DAYS];
} report_entry;

/* One of the days that were asked for. */
typedef struct {
    const char *as_of;
    const char *edition; /* id; NULL: none is on file */
    exportcat_words edition_title;
    exportcat_on_file on_file[EXPORTCAT_PARTS]; /* totals of 0: not shown */
    size_t by_outcome[REPORT_OUTCOMES];         /* rows, in error last */
    size_t shown[REPORT_OUTCOMES];              /* those of them that stand on the page */
} report_day;

/* A NULL among the strings is left out of the page. */
typedef struct {
    const char *title; /* NULL: a plain one */
    const char *input_name;
    const char *catalogue_digest, *model_digest;
    report_day days[REPORT_DAYS];
    size_t day_count; /* 1 or 2 */
    size_t rows;
    size_t changed, changed_shown; /* rows whose answer differs between the two days */
    const report_entry *entries;
    size_t entry_count;
} report_summary;

/* Thread safety: any number of threads, each with its own `out`. */
void report_html_row(const report_row *row, buffer *out);
void report_html_head(const report_summary *summary, buffer *out);
void report_html_foot(const report_summary *summary, buffer *out);

#endif
