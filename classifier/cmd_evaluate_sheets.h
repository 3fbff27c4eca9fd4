/* The figures of `exportcat evaluate` as tables of words, which text and HTML show alike. */
#ifndef CMD_EVALUATE_SHEETS_H
#define CMD_EVALUATE_SHEETS_H

#include "cmd_evaluate.h"

enum { SHEET_COLUMNS = 8, SHEETS_MAX = 10 };

typedef struct {
    const char *id, *title, *note; /* the first sheet has no note, and text shows no title of it */
    const char *const *heads;      /* ended by NULL */
    size_t columns, cell_count, cell_capacity;
    unsigned left;      /* bit k: column k holds words, and stands to the left */
    const char **cells; /* row by row */
} sheet;

/* A zeroed struct is what sheets_fill fills. */
typedef struct {
    arena memory;
    sheet items[SHEETS_MAX];
    size_t count;
    bool failed; /* memory ran out */
} sheets;

/* EXPORTCAT_E_MEMORY alone. The caller frees it with sheets_free, also on failure. */
exportcat_status sheets_fill(sheets *out, const evaluation *of, exportcat_error *error);
void sheets_free(sheets *of);

/* ---- For the files that fill them ------------------------------------------------------------ */

void sheets_begin(sheets *to, const char *id, const char *title, const char *note,
                  const char *const *heads, unsigned left);
/* The next cell of the last sheet. */
void sheets_put(sheets *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A share with four decimals, or "-" where there is nothing to share. */
void sheets_put_share(sheets *to, double numerator, size_t denominator);

void sheets_add_summary(sheets *to, const evaluation *of);
void sheets_add_lists(sheets *to, const evaluation *of); /* confusions and rules */

#endif
