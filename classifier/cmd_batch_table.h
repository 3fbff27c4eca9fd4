/* Rows of a table out: the own columns as they stand, then what is added. */
#ifndef CMD_BATCH_TABLE_H
#define CMD_BATCH_TABLE_H

#include "cmd_batch_values.h"

const char *table_line_end(const batch_layout *layout);

/* A field of a row, from 0. Borrowed from the piece; valid until it is read into again. */
const char *table_field(const batch_piece *piece, const batch_row *row, size_t column,
                        size_t *length);

/* `out->failed` where memory ran out. */
void table_row_put(const batch_layout *layout, const batch_piece *piece, const batch_row *row,
                   const value_list *values, buffer *out);

#endif
