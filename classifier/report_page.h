/* Stage 10: what the text page, the record and the page of many texts have in common. */
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

const char *report_grade_words(exportcat_grade grade);
const char *report_course_heading(exportcat_outcome outcome); /* of what follows by law */

void put_words(page *on, exportcat_words words, const char *between);
void put_title(page *on, exportcat_words title); /* of an entry; says so where it is not known */
void put_day(page *on, exportcat_date day);
void put_id(page *on, const char *entry, const char *point); /* point: may be NULL */
void put_code(page *on, const char *code, int number, exportcat_grade grade);

/* Calibrated, or, for an entry without examples, how much the text is like its wording. */
void put_nearness(page *on, double probability, double similarity, int decimals);

/* Bytes [from, to) of the verdict's text. */
typedef struct {
    size_t from, to;
} stretch;

enum { REPORT_ROOM = 40 }; /* bytes that a quote shows on either side */

/* [start, end) with at most `room` bytes more on either side, whole characters. */
stretch report_around(const exportcat_verdict *verdict, size_t start, size_t end, size_t room);

/* The quoted bytes with some text around them. */
void put_context(page *on, size_t start, size_t end);

/* The rule that a piece of evidence comes from, or its share and of what. */
void put_bearing(page *on, const exportcat_evidence *item);

/* A piece of evidence on one line: what it is, the quote, its bytes, and its rule or its share. */
void put_quote(page *on, const exportcat_evidence *item);

/* Words of the text that are no evidence together with the cue that says so, and why. */
stretch report_with_cue(const exportcat_context *item);
const char *report_context_words(exportcat_context_kind kind);

/* What the text itself leaves out, compares with or says is bought in, and that it says so. */
void put_contexts(page *on);

/* Number, ids, nearness, part, code and title of a candidate. */
void put_candidate_opening(page *on, const exportcat_candidate *item, size_t number);

/* The candidate set with its coverage, on one line; nothing where there is none. */
void put_candidate_set(page *on);

#endif
