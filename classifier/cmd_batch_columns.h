/* Which columns of a table hold the text and the id. */
#ifndef CMD_BATCH_COLUMNS_H
#define CMD_BATCH_COLUMNS_H

#include "cmd_batch.h"

/* Fills text, id, names and their counts of `layout` from the first row, by the options' names or,
 * where none are given for the text, by the names that such columns usually have. EXPORTCAT_E_USAGE
 * where a name is not there or none is found, with the names that are. */
exportcat_status columns_find(const batch_options *options, const char *path, const csv_row *first,
                              batch_layout *layout, exportcat_error *error);

/* Whether columns that hold the text usually have this name. */
bool columns_is_usual(const char *name);

void columns_free(batch_layout *layout);

#endif
