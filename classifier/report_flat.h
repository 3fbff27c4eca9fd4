/* Stage 10: a verdict as one row of short texts, for CSV and JSON lines. */
#ifndef REPORT_FLAT_H
#define REPORT_FLAT_H

#include "memory.h"
#include "status.h"

#include <stdint.h>

/* The columns, in their order. What is said of a candidate is said of the first. */
typedef enum {
    FLAT_OUTCOME,
    FLAT_PART,
    FLAT_ENTRY,
    FLAT_POINT,
    FLAT_CODE,        /* empty: not confirmed */
    FLAT_NUMBER,      /* of the point; empty: not confirmed */
    FLAT_GRADE,       /* how the listing and the point are known */
    FLAT_PROBABILITY, /* four decimals */
    FLAT_REASON,      /* why it is only possible, cannot be said, or nothing was found */
    FLAT_SECOND,      /* the second candidate: entry, or entry/point */
    FLAT_SECOND_PROBABILITY,
    FLAT_CANDIDATE_SET, /* entries, parted by blanks */
    FLAT_EVIDENCE,      /* the words quoted, each with its rule or kind */
    FLAT_MISSING,       /* figures that the text does not state clearly, then questions */
    FLAT_CITATION,
    FLAT_AS_OF,
    FLAT_EDITION,
    FLAT_CATALOGUE,
    FLAT_MODEL, /* digests */
    FLAT_COLUMNS
} flat_column;

/* Constant. */
const char *report_flat_name(flat_column column);
bool report_flat_is_number(flat_column column);
/* The columns, as bits, of any words: what parts or quotes the fields of a table is in no other. */
uint32_t report_flat_prose(void);

/* The last columns, from FLAT_AS_OF on, which are the same for all texts of a day. */
enum { FLAT_OF_DAY = FLAT_COLUMNS - FLAT_AS_OF };
typedef struct {
    buffer bytes;
    size_t end[FLAT_OF_DAY];
    /* What they are made of. */
    exportcat_date as_of;
    const char *edition, *catalogue_digest, *model_digest;
    char parting;
} flat_day;

/* A row; a zeroed struct is empty. Its memory is used again by the next verdict, which is of the
 * same program as all before it. */
typedef struct {
    buffer bytes;             /* and FLAT_BEHIND more that can be read */
    size_t end[FLAT_COLUMNS]; /* of each column; the next begins one byte further */
    char parting;             /* the byte between: the caller's choice */
    flat_day day;             /* as the last row had it */
} flat_row;

enum { FLAT_BEHIND = 32 };

/* `row->bytes.failed` where memory ran out. */
void report_flat(const exportcat_verdict *verdict, flat_row *row);

/* A column's bytes, not NUL-terminated, of a row that report_flat has filled. Borrowed from the
 * row; valid until its next use. */
const char *report_flat_value(const flat_row *row, flat_column column, size_t *length);

void report_flat_free(flat_row *row); /* a zeroed struct is fine */

#endif
