/* Within csv: what of the stream is in memory, and which delimiter its first rows have. */
#ifndef CSV_PARTS_H
#define CSV_PARTS_H

#include "csv.h"

/* What of the stream is in memory: from the row at hand on. Places are offsets in `bytes`. */
typedef struct {
    text_stream *stream; /* borrowed */
    buffer bytes;        /* the owner of the window frees it */
    size_t row_start;    /* the row at hand */
    size_t at;           /* what has not been parsed yet */
    size_t next_lf;      /* the first LF from `at` on, or where the end was without one */
    size_t next_cr;      /* likewise CR */
    size_t line;         /* of `at`, from 1 */
    bool after_cr;       /* the byte before `at` is CR: LF here belongs to it */
    bool ended;          /* the stream has no more */
} csv_window;

/* Adds the stream's next block, and forgets what stands before the row at hand. */
exportcat_status csv_window_read(csv_window *window, exportcat_error *error);

/* The place of the first CR or LF from `at` on, or the end of what is in memory. */
size_t csv_window_line_end(csv_window *window);

/* Counts the line break `letter` at `at`; false where it is the second half of CRLF. */
bool csv_window_break(csv_window *window, char letter);

/* A row's fields: of a line that was cut where they stand in it, else one behind the other in
 * `values`. */
typedef struct {
    csv_field *fields; /* of those in `values`, `bytes` are set when the row is given out: it moves
                          as it grows */
    size_t count, capacity;
    buffer values;
    bool failed; /* memory has run out: fields are missing */
} csv_field_list;

void csv_field_add(csv_field_list *list, const char *bytes, size_t length);

/* Cuts a line without its break into fields, as the parser would, and is quicker; false, with the
 * list empty again, where the line is not plainly a row: it has more quotes than those around whole
 * fields. The list is empty before. */
bool csv_line_cut(const char *bytes, size_t length, char delimiter, csv_field_list *out);

enum { DELIMITERS = 4, DELIMITER_BYTES = 64 << 10, DELIMITER_ROWS = 16 };

/* A zeroed struct has seen nothing. */
typedef struct {
    size_t seen; /* bytes */
    size_t rows;
    size_t first[DELIMITERS], count[DELIMITERS]; /* in the first row, and in this one */
    bool out[DELIMITERS];                        /* does not part the rows alike */
    bool row_begun, in_field, quoted, quote_seen;
    bool settled;
} delimiter_guess;

/* Looks at what is new in the first bytes of a file; whether they settle it. */
bool delimiter_look(delimiter_guess *guess, const char *bytes, size_t length);

/* The best by what was seen; a comma where there is none. */
char delimiter_best(const delimiter_guess *guess);

#endif
