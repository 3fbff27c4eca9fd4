/* JSON lines in and out. */
#ifndef CMD_BATCH_JSON_H
#define CMD_BATCH_JSON_H

#include "cmd_batch_values.h"

/*
 * The text of one line: the string members that the options name, or whose names are usual ones,
 * parted by line breaks, and its id likewise. `problem` says why there is none, or is left empty;
 * *can_add: the line is an object without a member of the name that is to be added.
 * EXPORTCAT_E_MEMORY.
 */
exportcat_status json_row_text(const batch_options *options, const char *line, size_t length,
                               buffer *text, buffer *id, bool *can_add, char problem[160],
                               exportcat_error *error);

/*
 * The line with the answer added as its last member; where that cannot be (`can_add`), an
 * object with the answer and the line as a string. `whole` is the whole answer as JSON, or empty.
 */
exportcat_status json_row_put(const batch_options *options, const char *line, size_t length,
                              bool can_add, const value_list *values, const buffer *whole,
                              buffer *out, exportcat_error *error);

#endif
