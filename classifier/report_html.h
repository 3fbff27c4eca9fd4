/* Stage 10: what the parts of the page of many texts have in common. What is put is escaped. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "html.h"
#include "report_page.h"

/* By outcome, then the rows in error. */
extern const char *const report_html_outcomes[REPORT_OUTCOMES];

/* The page's style sheet and script, and the policy that lets nothing else in. */
extern const char report_html_style[], report_html_script[], report_html_policy[];

void put_html_words(buffer *out, exportcat_words words); /* the Chinese ones marked as such */
void put_html_stretch(page *on, size_t start, size_t end);

/* The quoted bytes, marked, with some text around them. */
void put_html_context(page *on, size_t start, size_t end);

/* A candidate in full; `number` counts from 1. */
void put_html_candidate(page *on, const exportcat_candidate *item, size_t number);

/* What a row opens to; the row is not in error. */
void put_html_details(const report_row *row, buffer *out);

#endif
