/*
 * Stage 10: a verdict as text, JSON or a record for the file. Computes nothing. Its one function,
 * exportcat_render, is in exportcat.h.
 */
#ifndef REPORT_H
#define REPORT_H

#include "memory.h"
#include "status.h"

/* What stands behind exportcat_render; `out->failed` where memory ran out. */
void report_text(const exportcat_verdict *verdict, bool color, buffer *out);
void report_json(const exportcat_verdict *verdict, bool one_line, buffer *out);
void report_record(const exportcat_verdict *verdict, buffer *out);

/* How many of the entries that were set aside the page and the JSON show; the record shows all. */
size_t report_set_aside_shown(const exportcat_verdict *verdict);

#endif
