/* What is added to each row: the names of the columns, and their values. */
#ifndef CMD_BATCH_VALUES_H
#define CMD_BATCH_VALUES_H

#include "cmd_batch.h"
#include "report_flat.h"

enum { VALUES_MAX = FLAT_COLUMNS + 16 };

typedef struct {
    const char *name;
    bool is_number;
} value_column;

/* Fills `columns` (VALUES_MAX items) with those that the options ask for, `error` the last of them;
 * how many. */
size_t value_columns(const batch_options *options, value_column *columns);

/* The values of one row, in the same order; those that are not known are empty. `bytes` are the
 * desk's or the verdict's. */
typedef struct {
    const flat_row *first; /* NULL, or all its columns come before the items */
    csv_field items[VALUES_MAX];
    size_t count; /* of items */
} value_list;

csv_field value_at(const value_list *values, size_t column);

/* What one thread makes values in. A zeroed struct is empty. */
typedef struct {
    flat_row flats[2];
    buffer scores;
    char *change;
} value_desk;

void value_desk_free(value_desk *desk);

/* Of a row that was classified; `error` is left empty. `parting` is put between the columns of the
 * first. Borrowed from the desk; valid until its next use. EXPORTCAT_E_MEMORY. */
exportcat_status values_of_verdicts(value_desk *desk, const exportcat_verdict *const *verdicts,
                                    size_t count, char parting, value_list *out,
                                    exportcat_error *error);

/* Of the scores of the text that the scratch has read. */
exportcat_status values_of_scores(value_desk *desk, const model *scores,
                                  const exportcat_scratch *scratch, value_list *out,
                                  exportcat_error *error);

/* Of a row in error: all empty but the last. `reason` is borrowed. */
void values_of_error(const batch_options *options, const char *reason, value_list *out);

#endif
