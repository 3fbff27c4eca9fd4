/*
 * Stage 10: a verdict as text or JSON. Computes nothing. The only file that sees the JSON library.
 * Its one function, exportcat_render, is in exportcat.h.
 */
#ifndef REPORT_H
#define REPORT_H

#include "memory.h"
#include "status.h"

/* The two halves behind exportcat_render; `out->failed` where memory ran out. */
void report_text(const exportcat_verdict *verdict, bool color, buffer *out);
void report_json(const exportcat_verdict *verdict, bool one_line, buffer *out);

#endif
