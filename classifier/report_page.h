/* Stage 10: what the text page and the record have in common. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report.h"

/* Terminal colours, or nothing. */
typedef struct {
    const char *strong, *quote, *faint, *off;
} palette;

extern const palette palette_plain, palette_colored;

typedef struct {
    const exportcat_verdict *verdict;
    buffer *out;
    const palette *ink;
} page;

void put_words(page *on, exportcat_words words, const char *between);
void put_title(page *on, exportcat_words title); /* of an entry; says so where it is not known */
void put_day(page *on, exportcat_date day);
void put_id(page *on, const char *entry, const char *point); /* point: may be NULL */
void put_code(page *on, const char *code, int number, exportcat_grade grade);

/* Calibrated, or, for an entry without examples, how much the text is like its wording. */
void put_nearness(page *on, double probability, double similarity, int decimals);

/* The quoted bytes with some text around them. */
void put_context(page *on, size_t start, size_t end);

/* A piece of evidence on one line: what it is, the quote, its bytes, and its rule or its share. */
void put_quote(page *on, const exportcat_evidence *item);

/* What the text itself leaves out, compares with or says is bought in, and that it says so. */
void put_contexts(page *on);

/* Number, ids, nearness, part, code and title of a candidate. */
void put_candidate_opening(page *on, const exportcat_candidate *item, size_t number);

/* The candidate set with its coverage, on one line; nothing where there is none. */
void put_candidate_set(page *on);

#endif
