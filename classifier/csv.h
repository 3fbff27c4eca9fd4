/* Stage 0: rows of comma-separated values (RFC 4180) out of a stream of text, and fields written.
 */
#ifndef CSV_H
#define CSV_H

#include "encoding.h"
#include "memory.h"

#include <stdint.h>

#define CSV_ROW_MAX ((size_t)32 << 20)   /* bytes of the longest row that is taken */
#define CSV_FIELDS_MAX ((size_t)1 << 20) /* its most fields */

typedef struct {
    const char *bytes; /* may hold NULs; none is added */
    size_t length;
} csv_field;

typedef struct {
    csv_field *fields;
    size_t count;    /* at least 1 */
    size_t line;     /* where the row begins, from 1; LF, CR and CRLF each end a line */
    const char *raw; /* the row as it stands in the stream, without its line end; no NUL added */
    size_t raw_length;
    bool within;         /* each field stands in `raw` */
    const char *problem; /* NULL, or a sentence: what of the row may not be what its writer meant */
} csv_row;

/*
 * Rows end with LF, CR or CRLF, the last one also with the stream. Blanks are kept. A field that
 * begins with a quote ends with the next quote that stands alone: delimiters and line breaks within
 * are text, two quotes are one. A quote elsewhere is text. What stands between a closing quote and
 * the next delimiter is added to the field, and the row has a `problem`; so it has where a quote is
 * not closed at the end of the stream: its last field has all that follows. Lines without any byte
 * are no rows and are counted; nothing else is left out. Memory is bounded by the longest row.
 */
typedef struct csv_reader csv_reader;

/*
 * Reads nothing yet. stream: stays the caller's; freed after the reader. delimiter: 0 for the one
 * of tab | ; and comma that parts the first row into the most fields; where several part it, those
 * are dropped in turn that part the next rows (as many as it takes, up to 16, within the first 64
 * KiB) into another number of fields. A program that waits for the answer to each row that it
 * writes should therefore know its delimiter. The caller frees it with csv_reader_free.
 */
exportcat_status csv_reader_new(text_stream *stream, char delimiter, csv_reader **out,
                                exportcat_error *error);
void csv_reader_free(csv_reader *reader); /* NULL is fine */

/*
 * The next row, or *end. What is left of a row when the stream was stopped is no row.
 * EXPORTCAT_E_TEXT with the line where the row begins: it is longer than CSV_ROW_MAX, or has more
 * fields than CSV_FIELDS_MAX; EXPORTCAT_E_IO: the stream cannot be read. After an error every call
 * gives the same one. Borrowed from the reader; valid until the next call.
 */
exportcat_status csv_reader_next(csv_reader *reader, csv_row *row, bool *end,
                                 exportcat_error *error);

/* Whether the next csv_reader_next would have to read from the stream: it has no whole row left in
 * memory. The row last given stays valid. */
bool csv_reader_waiting(csv_reader *reader);

char csv_reader_delimiter(const csv_reader *reader); /* 0: not detected yet */
/* The first row ended with CRLF, or with CR and nothing had been read behind it yet. */
bool csv_reader_crlf(const csv_reader *reader);
size_t csv_reader_empty_lines(const csv_reader *reader); /* so many were passed over */

/*
 * Adds a field, in quotes only where it needs them: it has the delimiter, a quote or a line break
 * in it, or a blank at an end. A row of one empty field is an empty line, which no reader takes for
 * a row: the caller writes "" for it.
 */
void csv_put_field(buffer *out, char delimiter, const char *bytes, size_t length);

enum { CSV_BEHIND = 32 };

/* Fields that stand one behind the other. */
typedef struct {
    const char *bytes; /* the delimiter behind each; so many as CSV_BEHIND can be read behind all */
    const size_t *end; /* of each, where its delimiter stands */
    size_t count;
    uint32_t open; /* those of the first 32, as bits, that may need quotes */
} csv_fields;

/* Adds all of them, at least one, with the delimiter between. */
void csv_put_fields(buffer *out, char delimiter, const csv_fields *fields);

#endif
