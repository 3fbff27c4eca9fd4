/* Rows of a command's answer as tab-separated text, CSV (RFC 4180) or one JSON array of objects. */
#ifndef CMD_TABLE_H
#define CMD_TABLE_H

#include "cmd.h"

typedef enum { TABLE_TEXT, TABLE_CSV, TABLE_JSON } table_format;

typedef struct {
    const char *name;
    bool is_number; /* in JSON */
} table_column;

typedef struct {
    table_format format;
    const table_column *columns; /* ended by a name that is NULL */
    size_t rows;
} table;

/* text, csv or json; argp's error if it is none. */
table_format table_parse_format(struct argp_state *state, const char *text);

/* The table is written to standard output as it comes. Text has no header: it is for cut and grep.
 */
void table_begin(table *out, table_format format, const table_column *columns);
void table_row(table *out, const char *const *values); /* NULL: not known */
void table_end(table *out);

#endif
